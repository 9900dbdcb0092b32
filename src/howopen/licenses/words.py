"""The words of a license text, without what does not matter for which license it is.

Dropped: case, punctuation, layout, HTML, comment leaders, emphasis, accents, typographic forms, and
lines that only say who holds the copyright (SPDX License List matching guidelines 2 to 12). Kept:
every other word, digits as they are, and the line each stands on.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, chain

_WORD = re.compile(r"[a-z0-9]+|[぀-ヿ㐀-鿿가-힣]|[^\W_a-z0-9぀-ヿ㐀-鿿가-힣]+")
"""ASCII words and numbers; Chinese, Japanese and Korean by character; words of other scripts."""

_TO_WORDS = bytes(c if chr(c).isalnum() or c in b"\n" else 32 for c in range(128)) + b" " * 128
"""Translation of lower-case ASCII text that leaves words, spaces and line ends."""

_MARKS = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
"""Combining accents after decomposition, soft hyphens, zero-width characters."""
_SOFT_BREAK = re.compile(r"\u00ad[ \t]*\n[ \t]*([^\W\d_]+)")
"""A word broken at the end of a line where the text says that it may be."""
_FORMS = {
    **dict.fromkeys("\u00ab\u00bb\u00b4\u2039\u203a\u300c\u300d\u300e\u300f", '"'),
    **dict.fromkeys(map(chr, (*range(0x2018, 0x2020), *range(0x2032, 0x2038))), '"'),
    **dict.fromkeys("\u301d\u301e\u301f", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u00b7\u2022\u2023\u2219\u25a0\u25aa\u25cf\u25e6", "*"),
    **dict.fromkeys("\u00a9\u24b8\u24d2", "(c)"),
    **dict.fromkeys("\u00ae\u2120\u2122", " "),
}
"""Quotes, dashes, bullets and signs of copyright and trademark in ASCII."""
_FORM = re.compile(f"[{''.join(_FORMS)}]")
_OTHER_SYMBOLS = re.compile(r"[^\w\x00-\x7f]")
_TRADEMARK = re.compile(r"\((?:r|tm)\)")
_ENTITY = re.compile(
    r"&(?:(?:[a-z]{2,8}\d{0,2}|#\d{2,6}|#x[\da-f]{2,5});|(?:copy|nbsp|quot|amp|lt|gt)\b)"
)

_LEADER = re.compile(
    r"^[ \t]*(?:(?:#+|//+[!/]?|/?\*+/?|;+|--+|%+|!+|>+|rem\b|dnl\b|\|)[ \t]?)+", re.MULTILINE
)
_ESCAPED = re.compile(r"(?:\\r)?\\n")
"""The end of a line, as it is written in a string of C or JSON."""
_FORTRAN = re.compile(r"(?:^c(?:[ \t][^\n]*)?\n){3,}", re.MULTILINE)
"""Lines that a "c" in the first column makes comments; a single one is the end of a sentence."""
_COPYRIGHT = re.compile(
    r"^(?:[^\w\n]|_)*(?:(?:portions?|all)[ ]+)?"
    r"(?:(?:copyright|copr\.)\b(?=[^\n]{0,40}(?:\(c\)|\d{4}|[<\[{]|\byear|\byyyy))|copyright by\b|"
    r"\(c\)[ ]*(?:copyright|\d{4}|[<\[{]|year|yyyy))[^\n]*$"
    r"|^[^\w\n]*all[ ]rights[ ]reserved[^\w\n]*$",
    re.MULTILINE,
)
_NO_STATEMENT = re.compile(r"\b(?:notices?|license|laws?|owner[ ]+or|interests?)\b")
AFTER_STATEMENT = re.compile(
    r"\b(?:(?:and[ ]|which[ ]|that[ ])?(?:is|are|was|were|may|must|shall)(?![^ ])|"
    r"(?:this|these|any|all)[ ](?!rights)\w+[ ]|"
    r"the[ ](?:above|following|software|program|names?)\b|"
    r"permission\b|redistributions?\b|everyone\b|you[ ](?:may|can|must|are)\b|"
    r"(?:re)?licensed\b|released[ ]under\b|distributed\b|unless\b|subject[ ]to\b|"
    r"for[ ](?:use|more|conditions|details)\b|as[ ]is\b|[al]?gpl(?:v?\d)?\b)"
)
"""How what follows a copyright statement on the same line begins."""
_HOLDER = re.compile(r"copyright|\(c\)|\d{4}|rights reserved")
_PAGE = re.compile(r"<(?:!doctype|html|body|p|div|br|h[1-6]|li)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script|title)\b[^>]*>.*?</\1\s*>", re.DOTALL)
_TAG = re.compile(r"<[/!]?[a-z][^<>]{0,400}>")
_OR_LATER = re.compile(r"(?<=\d|l)\+(?![\w+])")
"""As in ``GPL-2.0+`` and ``LGPL+``: not the license that the same name without it stands for."""
_BREAKS = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


MOST_STATEMENT = 200
"""Characters of a statement on one line; what is longer is prose."""

WRAPPED = 30
"""Characters from which on a line without a full stop goes on in the next."""


@dataclass(frozen=True)
class Words:
    """Words of a text and where they stand.

    Attributes:
        words: All of them, in order, as UTF-8.
        ends: For each line of the text, how many words stand up to its end.
        dropped: Before which words a copyright line was left out.
        lines: The lines of the text, as they came.
    """

    words: list[bytes]
    ends: list[int]
    dropped: frozenset[int]
    lines: list[str]

    def line(self, index: int) -> int:
        """The line, from 1, that a word stands on."""
        return bisect_right(self.ends, index) + 1


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, as UTF-8, or as Latin-1, which never fails."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def words_of(text: str) -> Words:
    """Split a text into its words."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    raw, text = text, text.lower()
    if "<" in text and _PAGE.search(text, 0, 3000):
        text = _without_tags(text)
    if "&" in text:
        text = _ENTITY.sub(_unescaped, text)
    if not text.isascii():
        text = _plain(text)
    if "(tm)" in text or "(r)" in text:
        text = _TRADEMARK.sub(" ", text)
    if "\\n" in text:
        text = _ESCAPED.sub(" ", text)
    if text.startswith("c ") or "\nc " in text:
        text = _FORTRAN.sub(lambda found: re.sub("^c", "", found[0], flags=re.MULTILINE), text)
    text = _LEADER.sub("", text.replace("licence", "license"))
    if "+" in text:
        text = _OR_LATER.sub(" plus ", text)
    before, dropped = text, list[int]()
    if "copyright" in text or "(c)" in text or "reserved" in text:
        text = _COPYRIGHT.sub(lambda found: _without_statement(found, dropped), text)
    if text.isascii():
        lines = [line.split() for line in text.encode().translate(_TO_WORDS).split(b"\n")]
    else:
        lines = [[word.encode() for word in _WORD.findall(line)] for line in text.split("\n")]
    ends = list(accumulate(map(len, lines)))
    return Words(
        list(chain.from_iterable(lines)), ends, _before(ends, before, dropped), raw.split("\n")
    )


def _before(ends: list[int], text: str, offsets: list[int]) -> frozenset[int]:
    """The words before which ascending offsets into the text lie."""
    line = at = 0
    found = set()
    for offset in offsets:
        line += text.count("\n", at, offset)
        at = offset
        found.add(ends[line - 1] if line else 0)
    return frozenset(found)


def _without_statement(found: re.Match[str], dropped: list[int]) -> str:
    """What a line that begins with a copyright statement says beyond it.

    The whole line where it is none, or goes on a sentence.
    """
    after = AFTER_STATEMENT.search(found[0])
    statement = found[0][: after.start()] if after else found[0]
    if len(statement) > MOST_STATEMENT or _NO_STATEMENT.search(statement):
        return found[0]
    stop = max(0, found.start() - 1)
    before = found.string[found.string.rfind("\n", 0, stop) + 1 : stop].strip(" \t\"'`")
    goes_on = len(before) >= WRAPPED and before[-1] not in ".:;!?)>]}*=-_"
    if goes_on and not _HOLDER.search(before):
        return found[0]
    dropped.append(found.start())
    return found[0][len(statement) :]


def _without_tags(text: str) -> str:
    """The text of an HTML page; as many lines as before."""
    text = _UNSEEN.sub(lambda found: "\n" * found.group().count("\n"), text)
    return _TAG.sub(lambda found: " " + "\n" * found.group().count("\n"), text)


def _unescaped(entity: re.Match[str]) -> str:
    """What an entity stands for; they are found outside of pages, too, as in XML."""
    return html.unescape(entity[0]).lower().replace("\n", " ").replace("\r", " ")


def _plain(text: str) -> str:
    """In ASCII as far as it goes: without accents, ligatures, full-width forms and symbols."""
    text = _SOFT_BREAK.sub(r"\1\n", _BREAKS.sub(" ", text))
    text = _FORM.sub(lambda found: _FORMS[found[0]], text)
    return _OTHER_SYMBOLS.sub(" ", without_accents(text)).lower()


def without_accents(text: str) -> str:
    """The letters without what stands above or below them; one for each part of a ligature."""
    return text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))
