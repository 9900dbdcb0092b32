"""Header of a safetensors file, read without trusting it.

Layout: 8 bytes with the length of the header (little-endian), the header as JSON, then the data of
all tensors without gaps (https://github.com/huggingface/safetensors#format). From the header and
the size of the file alone it can be told whether the file holds what it says.
"""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

from howopen.errors import ParseError
from howopen.parsers import strictjson
from howopen.parsers.tensor import ReadAt, Tensor

FIRST = 100_000
"""Bytes that are read first: 97 % of headers fit, and huggingface_hub reads as much."""

MAX_HEADER = 100_000_000
"""Longest header in bytes, from the format's reference implementation."""

MAX_RANK = 64
"""Most dimensions of a tensor, as in PyTorch."""

BITS = {
    "BOOL": 8,
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "U8": 8,
    "I8": 8,
    "F8_E5M2": 8,
    "F8_E4M3": 8,
    "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8,
    "I16": 16,
    "U16": 16,
    "F16": 16,
    "BF16": 16,
    "I32": 32,
    "U32": 32,
    "F32": 32,
    "C64": 64,
    "F64": 64,
    "I64": 64,
    "U64": 64,
}
"""Bits of one element, by dtype (safetensors 0.8)."""

_TOO_MUCH = 1 << 63
_KEYS = {"dtype", "shape", "data_offsets"}


class Header(NamedTuple):
    """What a safetensors file says it holds.

    Attributes:
        metadata: The publisher's own strings.
        tensors: In the order of the header.
        data_bytes: Bytes of all tensors together.
    """

    metadata: dict[str, str]
    tensors: tuple[Tensor, ...]
    data_bytes: int


def read_header(read_at: ReadAt, size: int) -> Header:
    """Read the header in one read, or two where it is longer than `FIRST`.

    Args:
        read_at: Reads the file.
        size: Size of the file in bytes.

    Raises:
        ParseError: The header is not well-formed, or the tensors that it lists do not fill the
            rest of the file exactly, without overlap and without holes.
    """
    text = _text(read_at, size)
    entries = strictjson.loads(text, "safetensors header")
    if type(entries) is not dict:
        raise ParseError("safetensors header: not a JSON object")
    metadata = _metadata(entries.pop("__metadata__", {}))
    tensors = []
    spans = []
    for name, entry in entries.items():
        tensor, start, stop = _tensor(name, entry)
        tensors.append(tensor)
        spans.append((start, stop, name))
    data_bytes = size - 8 - len(text)
    _check_layout(spans, data_bytes)
    return Header(metadata, tuple(tensors), data_bytes)


def _text(read_at: ReadAt, size: int) -> bytes:
    """The JSON text of the header."""
    if size < 8:
        raise ParseError(f"safetensors file: {size} bytes, too short for a header length")
    start = read_at(0, min(FIRST, size))
    length = int.from_bytes(start[:8], "little")
    if length > MAX_HEADER or length > size - 8:
        raise ParseError(f"safetensors header: {length} bytes in a file of {size} bytes")
    missing = 8 + length - len(start)
    text = (start + read_at(len(start), missing) if missing > 0 else start)[8 : 8 + length]
    if len(text) != length:
        raise ParseError(f"safetensors header: ends after {len(text)} of {length} bytes")
    if not text.startswith(b"{"):
        raise ParseError("safetensors header: does not begin with '{'")
    return text


def _metadata(value: Any) -> dict[str, str]:
    if type(value) is not dict or not all(type(text) is str for text in value.values()):
        raise ParseError("safetensors header: __metadata__ is not an object of strings")
    return value


def _tensor(name: str, entry: Any) -> tuple[Tensor, int, int]:
    """The tensor, and where its data begin and end."""
    if type(entry) is not dict or entry.keys() != _KEYS:
        raise _wrong(name, "needs dtype, shape and data_offsets, and nothing else")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if type(dtype) is not str or dtype not in BITS:
        raise _wrong(name, f"unknown dtype {str(dtype)[:40]!r}")
    if not _counts(shape) or len(shape) > MAX_RANK:
        raise _wrong(name, "shape is not a short list of sizes")
    if not _counts(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise _wrong(name, "data_offsets are not two ascending positions")
    start, stop = offsets
    bits = prod(shape) * BITS[dtype]
    if bits != 8 * (stop - start):
        raise _wrong(name, f"{dtype} {shape} does not fill {stop - start} bytes")
    return Tensor(name, dtype, tuple(shape)), start, stop


def _counts(value: Any) -> bool:
    """Whether it is a list of integers from 0 to 2**63."""
    if type(value) is not list:
        return False
    for item in value:  # noqa: SIM110 # all() takes twice as long, and there can be 92,000 tensors
        if type(item) is not int or not 0 <= item < _TOO_MUCH:
            return False
    return True


def _check_layout(spans: list[tuple[int, int, str]], data_bytes: int) -> None:
    """Refuse tensors that overlap, leave holes, or do not end where the file does."""
    position = 0
    for start, stop, name in sorted(spans):
        if start != position:
            what = (
                "overlaps the tensor before it" if start < position else "leaves a hole before it"
            )
            raise _wrong(name, f"{what}: begins at {start}, not {position}")
        position = stop
    if position != data_bytes:
        what = (
            "past the end of the file" if position > data_bytes else "and then other bytes follow"
        )
        raise ParseError(
            f"safetensors file: tensors end at {position} of {data_bytes} data bytes, {what}"
        )


def _wrong(name: str, why: str) -> ParseError:
    return ParseError(f"safetensors header: tensor {name[:80]!r}: {why}")
