"""Walks through a Protocol Buffers message in a file that may be far away.

Only the wire format (https://protobuf.dev/programming-guides/encoding/): fields are given by
number, and what lies in a field is read when it is asked for. What is stepped over is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers.tensor import ReadAt

STEP = 4_096
"""Bytes of a read after a jump; it doubles, up to `MAX_STEP`, while reading goes straight on."""

MAX_STEP = 262_144
MAX_READ = 64_000_000
"""Most bytes that are read of one file."""

MAX_FIELDS = 4_000_000
"""Most fields that are walked through in one file."""

MAX_NUMBER = (1 << 29) - 1
"""Highest number of a field."""

_LENGTHS = {1: 8, 2: 0, 5: 4}
"""Bytes of a field by wire type; those of type 2 follow its key, 3 and 4 are abandoned."""

_AHEAD = 20  # the longest key and length: two varints


class Span(NamedTuple):
    """Bytes of the file, from `start` to before `stop`."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.stop - self.start


class Wire:
    """Gives the fields of messages, and the bytes in them."""

    def __init__(self, read_at: ReadAt, size: int, what: str) -> None:
        """Read nothing yet.

        Args:
            read_at: Reads the file.
            size: Size of the file in bytes.
            what: What is read, to begin the message of an error.
        """
        self._read_at = read_at
        self._size = size
        self._what = what
        self._block = b""
        self._base = 0  # position of the block in the file
        self._step = STEP
        self._read = 0
        self._fields = 0

    @property
    def whole(self) -> Span:
        """The file."""
        return Span(0, self._size)

    def error(self, why: str) -> ParseError:
        """An error that says what is wrong."""
        return ParseError(f"{self._what}: {why}")

    def fields(self, message: Span) -> Iterator[tuple[int, int | Span]]:
        """The fields of a message in order: number, and the varint or where the bytes are.

        Raises:
            ParseError: A field goes past the end of the message, has no valid number or wire
                type, or there are too many.
        """
        position, stop = message
        while position < stop:
            self._fields += 1
            if self._fields > MAX_FIELDS:
                raise self.error(f"more than {MAX_FIELDS} fields")
            at = position - self._base
            if at < 0 or at + _AHEAD > len(self._block):
                at = self._find(position)
            key, at = self._block[at], at + 1
            if key > 0x7F:
                key, at = self._varint(at - 1)
            wire_type = key & 7
            value: int | Span
            if wire_type == 0:
                value, at = self._varint(at)
                position = self._base + at
            elif wire_type in _LENGTHS:
                length, at = (_LENGTHS[wire_type], at) if wire_type != 2 else self._varint(at)
                start = self._base + at
                position = start + length
                value = Span(start, position)
            else:
                raise self.error(f"wire type {wire_type} at byte {position}")
            if not 0 < key >> 3 <= MAX_NUMBER:
                raise self.error(f"a field of number {key >> 3}, before byte {position}")
            if position > stop:
                raise self.error(f"a field goes past byte {stop}, where its message ends")
            yield key >> 3, value

    def read(self, span: Span, most: int) -> bytes:
        """The bytes of `span`.

        Raises:
            ParseError: They are more than `most`.
        """
        if span.length > most:
            raise self.error(f"{span.length} bytes at {span.start} where {most} are the most")
        at = span.start - self._base
        if at < 0 or at + span.length > len(self._block):
            at = self._load(span.start, span.length)
        return self._block[at : at + span.length]

    def varints(self, span: Span, most: int) -> list[int]:
        """The numbers of a packed field; `most` as for `read`."""
        numbers = []
        self.read(span, most)
        at, end = span.start - self._base, span.stop - self._base
        while at < end:
            number, at = self._varint(at)
            numbers.append(number)
        if at != end:
            raise self.error(f"a number goes past byte {span.stop}, where its field ends")
        return numbers

    def _varint(self, at: int) -> tuple[int, int]:
        """The number at `at` in the block, and where it ends."""
        block = self._block
        try:
            byte = block[at]
            if byte < 0x80:
                return byte, at + 1
            value = 0
            for shift in range(0, 70, 7):
                byte = block[at]
                at += 1
                value |= (byte & 0x7F) << shift
                if byte < 0x80:
                    return value & 0xFFFF_FFFF_FFFF_FFFF, at
        except IndexError:
            raise self.error("the file ends inside a number") from None
        raise self.error(f"a number of more than 10 bytes at byte {self._base + at}")

    def _find(self, position: int) -> int:
        """Where `position` is in the block, with the key and length of a field behind it."""
        at = position - self._base
        ahead = min(_AHEAD, self._size - position)
        return at if 0 <= at <= len(self._block) - ahead else self._load(position, ahead)

    def _load(self, position: int, length: int) -> int:
        """Make the block begin at `position` and hold `length` bytes at least; give 0."""
        at = position - self._base
        straight_on = 0 <= at <= len(self._block)
        kept = self._block[at:] if straight_on else b""
        self._step = min(2 * self._step, MAX_STEP) if straight_on else STEP
        start = position + len(kept)
        wanted = min(max(self._step, length - len(kept)), self._size - start)
        self._read += wanted
        if self._read > MAX_READ:
            raise self.error(f"more than {MAX_READ} bytes to read")
        block = self._read_at(start, wanted)
        if len(block) != wanted:
            raise self.error(f"the file ends at byte {start + len(block)} of {self._size}")
        self._base, self._block = position, kept + block
        return 0
