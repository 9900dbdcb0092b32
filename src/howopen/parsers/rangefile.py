"""A file-like object over range reads, for libraries that want to seek, such as `zipfile`."""

from __future__ import annotations

import io
import os
from collections import OrderedDict

from howopen.errors import ParseError
from howopen.parsers.tensor import ReadAt

BLOCK = 65_536
"""Bytes fetched at once for a small read: the directory of most archives fits."""

BLOCKS = 16
"""Blocks kept, least recently used dropped first."""


class RangeFile(io.RawIOBase):
    """A read-only, seekable file whose bytes come from `read_at`.

    Reads of less than a block go through a small cache; longer ones go straight to `read_at`, in
    one call. A read returns fewer bytes than asked only at the end of the file.
    """

    def __init__(self, read_at: ReadAt, size: int, largest_read: int) -> None:
        """Open the file at its start.

        Args:
            read_at: Gives the bytes.
            size: Of the file, in bytes.
            largest_read: Most bytes one read may ask for. It keeps a library from loading what
                a forged length tells it to.
        """
        super().__init__()
        self._read_at = read_at
        self._size = size
        self._largest_read = largest_read
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        """Always true."""
        return True

    def seekable(self) -> bool:
        """Always true."""
        return True

    def tell(self) -> int:
        """Position in bytes from the start."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move; beyond the end is allowed and reads nothing, as with any file.

        Raises:
            OSError: The position would be before the start.
        """
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(f"seek to {base + offset}, before the start of the file")
        self._position = base + offset
        return self._position

    def read(self, size: int | None = -1, /) -> bytes:
        """The next `size` bytes, all that is left for -1.

        Raises:
            ParseError: More than `largest_read` bytes were asked for, and are there.
        """
        left = max(0, self._size - self._position)
        length = left if size is None or size < 0 else min(size, left)
        if length > self._largest_read:
            raise ParseError(
                f"byte {self._position}: a structure of {length:,} bytes, "
                f"over the bound of {self._largest_read:,}"
            )
        data = self._fetch(self._position, length)
        self._position += len(data)
        return data

    def readall(self) -> bytes:
        """All that is left, within the same bound as `read`."""
        return self.read()

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # typeshed has Buffer, which has no len()
        """Fill the buffer; the number of bytes that were there."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _fetch(self, start: int, length: int) -> bytes:
        if length == 0:
            return b""
        if length >= BLOCK:
            return self._read_at(start, length)
        first, last = start // BLOCK, (start + length - 1) // BLOCK
        joined = b"".join(self._block(index) for index in range(first, last + 1))
        return joined[start - first * BLOCK :][:length]

    def _block(self, index: int) -> bytes:
        if index not in self._blocks:
            start = index * BLOCK
            self._blocks[index] = self._read_at(start, min(BLOCK, self._size - start))
            if len(self._blocks) > BLOCKS:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(index)
        return self._blocks[index]
