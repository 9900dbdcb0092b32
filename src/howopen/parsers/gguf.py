"""Header of a GGUF file, read without trusting it.

Layout: magic, version, counts, key-value pairs, the table of tensors, padding, data
(https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). Versions 1 (32-bit counts), 2 and 3;
big-endian files are recognized by their version number. Long arrays, such as a vocabulary, are
stepped over and only counted.
"""

from __future__ import annotations

from math import prod
from struct import Struct
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers.cursor import Cursor
from howopen.parsers.tensor import ReadAt, Tensor

FIRST = Cursor.FIRST
"""Bytes that are read first; a header with a vocabulary has 2 to 16 MB."""

MAX_HEADER = 64_000_000
"""Longest header in bytes."""

MAX_KEYS = 100_000
MAX_TENSORS = 1_000_000
MAX_RANK = 4  # GGML_MAX_DIMS
MAX_NAME = 65_535  # of a key, from the specification; names of tensors are shorter
MAX_NESTING = 4

MAX_LIST = 64
"""Longest array whose values are kept, and longest array of arrays."""

MAX_TEXT = 1_000_000
"""Longest string, in bytes, that is kept."""

TYPES: dict[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4),
    1: ("F16", 1, 2),
    2: ("Q4_0", 32, 18),
    3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24),
    8: ("Q8_0", 32, 34),
    9: ("Q8_1", 32, 36),
    10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210),
    15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74),
    18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18),
    21: ("IQ3_S", 256, 110),
    22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1),
    25: ("I16", 1, 2),
    26: ("I32", 1, 4),
    27: ("I64", 1, 8),
    28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56),
    30: ("BF16", 1, 2),
    31: ("Q4_0_4_4", 32, 18),  # 31 to 33: repacked Q4_0 of 2024, still found in releases
    32: ("Q4_0_4_8", 32, 18),
    33: ("Q4_0_8_8", 32, 18),
    34: ("TQ1_0", 256, 54),
    35: ("TQ2_0", 256, 66),
    36: ("IQ4_NL_4_4", 32, 18),  # 36 to 38: the same for IQ4_NL
    37: ("IQ4_NL_4_8", 32, 18),
    38: ("IQ4_NL_8_8", 32, 18),
    39: ("MXFP4", 32, 17),
    40: ("NVFP4", 64, 36),
    41: ("Q1_0", 128, 18),
}
"""Name, elements of a block and bytes of a block, by number of the tensor type (ggml.h)."""

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 10: "Q", 11: "q", 12: "d"}
"""Numbers by their value type, in the codes of the module `struct`."""

_BOOL, _STRING, _ARRAY = 7, 8, 9


class Omitted(NamedTuple):
    """Stands for a value that is too long to keep.

    Attributes:
        length: Elements of an array, or bytes of a string.
        kind: What it is.
    """

    length: int
    kind: str


Scalar = int | float | bool | str
Value = Scalar | Omitted | tuple["Value", ...]


class Header(NamedTuple):
    """What a GGUF file says it holds.

    Attributes:
        version: Of the format, 1 to 3.
        metadata: Key-value pairs; arrays as tuples, long ones as `Omitted`.
        tensors: In the order of the table; shapes as stored, the fastest dimension first.
    """

    version: int
    metadata: dict[str, Value]
    tensors: tuple[Tensor, ...]


def read_header(read_at: ReadAt, size: int) -> Header:
    """Read version, key-value pairs and table of tensors.

    Args:
        read_at: Reads the file.
        size: Size of the file in bytes.

    Raises:
        ParseError: The header is not well-formed or over a bound, or the tensors that it lists
            are not aligned, overlap, or go past the end of the file.
    """
    reader = _open(read_at, size)
    tensor_count, key_count = reader.count(), reader.count()
    if tensor_count > MAX_TENSORS or key_count > MAX_KEYS:
        raise reader.error(f"{tensor_count} tensors and {key_count} keys are too many")
    metadata: dict[str, Value] = {}
    for _ in range(key_count):
        key = reader.name()
        if key in metadata:
            raise reader.error(f"duplicate key {key[:80]!r}")
        metadata[key] = _value(reader, reader.u32())
    spans: dict[str, tuple[int, int]] = {}
    tensors = []
    for _ in range(tensor_count):
        tensor, offset, length = _tensor(reader)
        if tensor.name in spans:
            raise reader.error(f"duplicate tensor {tensor.name[:80]!r}")
        spans[tensor.name] = offset, offset + length
        tensors.append(tensor)
    _check_layout(spans, _alignment(metadata), reader.position, size)
    return Header(reader.version, metadata, tuple(tensors))


class _Reader(Cursor):
    """Reads what GGUF is made of, in the byte order and with the widths of the file."""

    def __init__(self, read_at: ReadAt, size: int) -> None:
        super().__init__(read_at, size, MAX_HEADER, "GGUF header")
        self.version = 3
        self.set_layout("<", "Q")

    def set_layout(self, order: str, count: str) -> None:
        """Set the byte order and the type of counts and lengths, in codes of `struct`."""
        self._count = Struct(order + count)
        self._u32 = Struct(order + "I")
        self._u64 = Struct(order + "Q")
        self.scalars = {number: Struct(order + code) for number, code in _SCALARS.items()}

    def u32(self) -> int:
        """The next 32-bit number."""
        return int(self.unpack(self._u32))

    def u64(self) -> int:
        """The next 64-bit number."""
        return int(self.unpack(self._u64))

    def count(self) -> int:
        """The next count or length."""
        return int(self.unpack(self._count))

    def name(self) -> str:
        """The next string, which is a name."""
        length = self.count()
        if length > MAX_NAME:
            raise self.error(f"a name of {length} bytes")
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise self.error("a name that is not UTF-8") from None

    def skip_strings(self, count: int) -> None:
        """Step over `count` strings; a vocabulary has more than 100,000."""
        width = self._count.size
        if count > self.left // width:
            raise self.error(f"{count} strings go past the end")
        unpack_from = self._count.unpack_from
        for _ in range(count):
            if self._at + width > len(self._block):
                self.need(width)
            self._at += width + unpack_from(self._block, self._at)[0]


def _open(read_at: ReadAt, size: int) -> _Reader:
    """Read magic and version, which tells the byte order and the width of counts."""
    reader = _Reader(read_at, size)
    if reader.take(4) != b"GGUF":
        raise ParseError("GGUF header: does not begin with 'GGUF'")
    version = reader.take(4)
    reader.version = int.from_bytes(version, "little")
    if version == b"\0\0\0\3":
        reader.version = 3
        reader.set_layout(">", "Q")
    elif reader.version == 1:
        reader.set_layout("<", "I")
    elif reader.version not in (2, 3):
        raise ParseError(f"GGUF header: unknown version {reader.version}")
    return reader


def _value(reader: _Reader, kind: int, depth: int = 0) -> Value:
    """The next value, of the value type `kind`."""
    if number := reader.scalars.get(kind):
        value: int | float = reader.unpack(number)
        return value
    if kind == _BOOL:
        byte = reader.take(1)
        if byte not in (b"\0", b"\1"):
            raise reader.error(f"{byte.hex()} is neither true nor false")
        return byte == b"\1"
    if kind == _STRING:
        length = reader.count()
        if length > MAX_TEXT:
            reader.skip(length)
            return Omitted(length, "string")
        return reader.take(length).decode("utf-8", "replace")
    if kind == _ARRAY and depth < MAX_NESTING:
        return _array(reader, depth + 1)
    raise reader.error(f"unknown value type {kind}, or arrays nested too deeply")


def _array(reader: _Reader, depth: int) -> Value:
    """The next array; a long one is stepped over."""
    kind, length = reader.u32(), reader.count()
    if length <= MAX_LIST:
        return tuple(_value(reader, kind, depth) for _ in range(length))
    if kind == _STRING:
        reader.skip_strings(length)
    elif kind in _SCALARS or kind == _BOOL:
        reader.skip(length * (reader.scalars[kind].size if kind in _SCALARS else 1))
    else:
        raise reader.error(f"an array of {length} values of type {kind}")
    return Omitted(length, "array")


def _tensor(reader: _Reader) -> tuple[Tensor, int, int]:
    """The next row of the table, and where in the data it begins and how long it is."""
    name = reader.name()
    rank = reader.u32()
    if rank > MAX_RANK:
        raise reader.error(f"tensor {name[:80]!r} has {rank} dimensions")
    shape = tuple(reader.count() for _ in range(rank))
    kind, offset = reader.u32(), reader.u64()
    if kind not in TYPES:
        raise reader.error(f"tensor {name[:80]!r} has unknown type {kind}")
    dtype, block, block_bytes = TYPES[kind]
    elements = prod(shape)
    if elements >= 1 << 63 or (shape[0] if shape else 1) % block:
        raise reader.error(f"tensor {name[:80]!r} cannot be {dtype} {list(shape)}")
    return Tensor(name, dtype, shape), offset, elements // block * block_bytes


def _alignment(metadata: dict[str, Value]) -> int:
    """Alignment of the data, in bytes."""
    value = metadata.get("general.alignment", 32)
    # As ggml demands it; type() because True is an int.
    if type(value) is not int or value <= 0 or value & (value - 1):
        raise ParseError(f"GGUF header: general.alignment is {str(value)[:40]}")
    return value


def _check_layout(
    spans: dict[str, tuple[int, int]], alignment: int, header_end: int, size: int
) -> None:
    """Refuse tensors that are not aligned, overlap, or go past the end of the file."""
    begin = header_end + -header_end % alignment
    end = 0
    for name, (start, stop) in sorted(spans.items(), key=lambda item: item[1]):
        if start % alignment:
            why = f"begins at {start}, not a multiple of {alignment}"
        elif start < end:
            why = f"begins at {start}, inside the tensor before it"
        elif begin + stop > size:
            why = f"ends at byte {begin + stop} of a file of {size} bytes"
        else:
            end = stop
            continue
        raise ParseError(f"GGUF header: tensor {name[:80]!r} {why}")
