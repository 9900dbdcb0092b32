"""Members of a compressed tar archive, as source distributions are.

There is no directory and no way into the middle of the stream, so all of it is inflated once, into
an unnamed temporary file and behind a bound; from there any member is read.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tempfile
import threading
import weakref
import zlib

from howopen.errors import ParseError, Refused, Unreachable
from howopen.parsers.rangefile import RangeFile
from howopen.schema import Artifact, Gap
from howopen.sources.archives import MAX_MEMBERS, Listing, top_folder
from howopen.sources.base import MB
from howopen.sources.labels import label

MAX_INFLATED = 1_000 * MB
MAX_HEADER = MB
"""Bytes of one extended header."""


class TarArchive:
    """A tar archive compressed by gzip, the folder that all members lie in left out."""

    def __init__(self, compressed: bytes) -> None:
        """Inflate and list it.

        Raises:
            ParseError: It is no such archive, or a damaged one.
            Refused: It inflates to more than it may.
            Unreachable: There is no room on the disk.
        """
        self.listing = Listing()
        self._places: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the finalizer
        weakref.finalize(self, self._file.close)
        self._size = self._inflate(compressed)
        self._list()

    def _inflate(self, compressed: bytes) -> int:
        size = 0
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(compressed)) as stream:
                while piece := stream.read(MB):
                    size += len(piece)
                    if size > MAX_INFLATED:
                        raise Refused(f"inflates to more than {MAX_INFLATED:,} bytes")
                    self._file.write(piece)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ParseError(f"not a gzip file that can be read: {error}") from None
        except OSError as error:
            raise Unreachable(f"no room to inflate it: {error.strerror or error}") from None
        return size

    def _list(self) -> None:
        file = RangeFile(self._read_at, self._size, MAX_HEADER)
        members = []
        try:
            with tarfile.open(fileobj=file, mode="r:", encoding="utf-8",
                              errors="surrogateescape") as archive:  # fmt: skip
                for member in archive:
                    members.append(member)
                    if len(members) > MAX_MEMBERS:
                        self.listing.complete = False
                        self.listing.gaps.append(
                            Gap(".", "too many members, the rest is not listed")
                        )
                        break
        except (tarfile.TarError, ValueError, OSError) as error:
            raise ParseError(f"not a tar archive that can be read: {error}") from None
        members = [member for member in members if not member.isdir()]
        top = top_folder(_path(member) for member in members)
        for member in members:
            self._add(member, _path(member).removeprefix(top))

    def _add(self, member: tarfile.TarInfo, path: str) -> None:
        if member.issym() or member.islnk():
            self.listing.add(Artifact(path, kind="symlink"))
            return
        artifact = Artifact(path, max(0, member.size))
        if self.listing.add(artifact, self._fault(member)):
            self._places[path] = (member.offset_data, member.size)

    def _fault(self, member: tarfile.TarInfo) -> str:
        """Why a member is refused; empty if it is not."""
        if not member.isreg() or member.issparse():
            return "no plain file"
        if member.size < 0 or member.offset_data + member.size > self._size:
            return "its bytes would lie outside the archive"
        return ""

    def read(self, path: str, start: int, length: int) -> bytes:
        """Bytes of a member; see `howopen.sources.archives.Archive.read`."""
        self.listing.check(path)
        first, size = self._places[path]
        start = min(start, size)
        return self._read_at(first + start, min(length, size - start))

    def _read_at(self, start: int, length: int) -> bytes:
        with self._lock:
            self._file.seek(start, os.SEEK_SET)
            return self._file.read(length)


def _path(member: tarfile.TarInfo) -> str:
    return label(member.name.encode("utf-8", "surrogateescape")).removeprefix("./")
