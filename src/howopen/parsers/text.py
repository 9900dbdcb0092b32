"""Text of unknown encoding, made safe to parse, to cite by line and to print."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in "\t\n"
} | {0x2028: " ", 0x2029: " "}  # separators that str.splitlines() counts, and no editor


def decode_text(data: bytes) -> str:
    """Text in UTF-8, in UTF-16 with a byte order mark, else in Latin-1, which takes any bytes.

    Every line ends in a line feed alone, so that lines can be counted by it. Control characters,
    those that steer a terminal among them, become U+FFFD.
    """
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_CONTROLS)


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
