"""Members of a zip archive, read through ranges of it: its directory, then what is asked for.

`zipfile` reads the directory, behind a bound; the members are read here, because it would hold one
lock over all of them. Only stored and deflated members are read: other methods let an archive ask
for gigabytes of memory. See PKWARE's APPNOTE.TXT, section 4.3.7 for the local header.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from howopen.errors import ParseError, Refused
from howopen.parsers.rangefile import RangeFile
from howopen.parsers.tensor import ReadAt
from howopen.schema import Artifact
from howopen.sources.archives import Listing, top_folder
from howopen.sources.base import MB

MAX_DIRECTORY = 16 * MB
MAX_INFLATED = 512 * MB
"""How far into a deflated member one can read: its beginning has to be inflated to get there."""
MAX_RATIO = 1032
"""A deflate stream cannot be longer than this times its input (zlib.net, technical details)."""

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_STEP = 64 * 1024
_LONGEST_STEP = 4 * MB
_PIECE = MB


class ZipArchive:
    """A zip archive over `read_at`."""

    def __init__(self, read_at: ReadAt, size: int, strip: bool = False) -> None:
        """Read the directory.

        Args:
            read_at: Gives bytes of the archive.
            size: Of the archive, in bytes.
            strip: Leave out the one folder that all members lie in.

        Raises:
            ParseError: It is no zip archive, or a damaged one.
        """
        self.listing = Listing()
        self._read_at = read_at
        self._size = size
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._streams: dict[str, _Inflating] = {}
        infos = [info for info in self._directory() if not info.is_dir()]
        top = top_folder(info.filename for info in infos) if strip else ""
        for info in infos:
            path = info.filename.removeprefix(top)
            link = stat.S_ISLNK(info.external_attr >> 16)
            artifact = Artifact(path, info.file_size, kind="symlink" if link else "file")
            if self.listing.add(artifact, self._fault(info)):
                self._members[path] = info

    def _directory(self) -> list[zipfile.ZipInfo]:
        file = RangeFile(self._read_at, self._size, MAX_DIRECTORY)
        try:
            with zipfile.ZipFile(file) as archive:
                return archive.infolist()
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            struct.error,
            ValueError,
            OSError,
        ) as error:
            raise ParseError(f"not a zip archive that can be read: {error}") from None

    def _fault(self, info: zipfile.ZipInfo) -> str:
        """Why a member is refused; empty if it is not."""
        if info.flag_bits & 0x1:
            return "encrypted"
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return f"compressed by method {info.compress_type}, which is not read"
        stored = info.compress_type == zipfile.ZIP_STORED
        if stored and info.file_size != info.compress_size:
            return "two sizes for the same bytes"
        if info.file_size > MAX_RATIO * info.compress_size:
            return "larger than its compressed bytes can be"
        if not 0 <= info.header_offset <= self._size - info.compress_size:
            return "its bytes would lie outside the archive"
        return ""

    def read(self, path: str, start: int, length: int) -> bytes:
        """Bytes of a member; see `howopen.sources.archives.Archive.read`."""
        self.listing.check(path)
        info = self._members[path]
        start = min(start, info.file_size)
        length = min(length, info.file_size - start)
        if info.compress_type == zipfile.ZIP_STORED:
            data = self._read_at(self._data_offset(info) + start, length)
        else:
            data = self._inflated(info, start, length)
        if len(data) < length:
            raise ParseError(f"{path}: the archive ends within it")
        if length == info.file_size and zlib.crc32(data) != info.CRC:
            raise ParseError(f"{path}: damaged, its checksum is another")
        return data

    def _data_offset(self, info: zipfile.ZipInfo) -> int:
        """Where the bytes of a member begin: after its local header, which repeats the name."""
        header = self._read_at(info.header_offset, _LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            raise ParseError(f"{info.filename}: no member where the directory says")
        *_, name, extra = _LOCAL_HEADER.unpack(header)
        offset = info.header_offset + _LOCAL_HEADER.size + name
        if self._read_at(info.header_offset + _LOCAL_HEADER.size, name) != _name(info):
            raise ParseError(f"{info.filename}: the directory and the member disagree on the name")
        return int(offset + extra)

    def _inflated(self, info: zipfile.ZipInfo, start: int, length: int) -> bytes:
        if start + length > MAX_INFLATED:
            raise Refused(
                f"{info.filename}: more than {MAX_INFLATED:,} bytes into a deflated member"
            )
        stream = self._streams.get(info.filename)
        if stream is None or stream.position > start:
            offset = self._data_offset(info)
            stream = _Inflating(self._read_at, offset, offset + info.compress_size)
            self._streams[info.filename] = stream
        try:
            stream.skip(start - stream.position)
            return stream.read(length)
        except zlib.error as error:
            del self._streams[info.filename]
            raise ParseError(f"{info.filename}: damaged: {error}") from None


def _name(info: zipfile.ZipInfo) -> bytes:
    """The name as it was stored: bit 11 of the flags says UTF-8, else it is code page 437."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


@dataclass
class _Inflating:
    """A deflate stream that is read forward; it goes on where the last read ended.

    Compressed bytes come in steps that begin small and double, so that the first bytes of a member
    cost little and all of it few reads.
    """

    read_at: ReadAt
    at: int
    stop: int
    position: int = 0
    step: int = _STEP
    waiting: bytes = b""
    engine: zlib._Decompress = field(default_factory=lambda: zlib.decompressobj(-zlib.MAX_WBITS))

    def skip(self, length: int) -> None:
        """Drop the next `length` bytes."""
        while length > 0 and (piece := self._piece(min(length, _PIECE))):
            length -= len(piece)

    def read(self, length: int) -> bytes:
        """The next `length` bytes; fewer only at the end."""
        data = bytearray()
        while len(data) < length and (piece := self._piece(min(length - len(data), _PIECE))):
            data += piece
        return bytes(data)

    def _piece(self, most: int) -> bytes:
        while not self.engine.eof:
            if not self.waiting and self.at < self.stop:
                self.waiting = self.read_at(self.at, min(self.step, self.stop - self.at))
                self.at += len(self.waiting) or self.stop  # nothing more comes
                self.step = min(2 * self.step, _LONGEST_STEP)
            ended = not self.waiting
            piece = self.engine.decompress(self.waiting, most)
            self.waiting = self.engine.unconsumed_tail
            if piece or ended:
                self.position += len(piece)
                return piece
        return b""
