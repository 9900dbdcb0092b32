"""Goes forward through the start of a file that may be far away."""

from __future__ import annotations

from struct import Struct
from typing import Any

from howopen.errors import ParseError
from howopen.parsers.tensor import ReadAt


class Cursor:
    """Reads ahead in growing blocks, and steps over bytes without reading them.

    Attributes:
        FIRST: Bytes of the first read.
        MAX_STEP: Most bytes of one further read; each reads as much again as was read so far.
    """

    FIRST = 1_000_000
    MAX_STEP = 4_000_000

    def __init__(self, read_at: ReadAt, size: int, limit: int, what: str) -> None:
        """Start at the beginning.

        Args:
            read_at: Reads the file.
            size: Size of the file in bytes.
            limit: Bytes after which it is refused to go on.
            what: What is read, to begin the message of an error.
        """
        self._read_at = read_at
        self._size = size
        self._limit = limit
        self._what = what
        self._block = b""
        self._base = 0  # position of the block in the file
        self._at = 0  # position in the block; behind its end after a step over it
        self._read = 0

    @property
    def position(self) -> int:
        """Position in the file."""
        return self._base + self._at

    @property
    def left(self) -> int:
        """Bytes from here to the end of the file or to the limit."""
        return min(self._size, self._limit) - self.position

    def error(self, why: str) -> ParseError:
        """An error that says what and where."""
        return ParseError(f"{self._what}: {why}, at byte {self.position}")

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        self.need(length)
        self._at += length
        return self._block[self._at - length : self._at]

    def unpack(self, struct: Struct) -> Any:
        """The next value; `struct` is that of a single one."""
        self.need(struct.size)
        (value,) = struct.unpack_from(self._block, self._at)
        self._at += struct.size
        return value

    def skip(self, length: int) -> None:
        """Step over the next `length` bytes."""
        self._check(length)
        self._at += length

    def need(self, length: int) -> None:
        """See to it that the block holds the next `length` bytes."""
        if self._at + length <= len(self._block):
            return
        self._check(length)
        kept = self._block[self._at :]
        start = self.position + len(kept)
        step = min(max(self._read, self.FIRST), self.MAX_STEP)
        wanted = min(max(step, length - len(kept)), self.left - len(kept))
        block = self._read_at(start, wanted)
        if len(block) != wanted:
            raise self.error(f"the file ends, {self._size} bytes were promised")
        self._base, self._at, self._block = self.position, 0, kept + block
        self._read += wanted

    def _check(self, length: int) -> None:
        if length <= self.left:
            return
        if self._size > self._limit:
            raise self.error(f"{length} more bytes make it longer than {self._limit}")
        raise self.error(f"{length} more bytes go past the end of the file")
