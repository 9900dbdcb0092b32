"""One large file on a server, read in blocks and kept by its sha256.

A `SourceView` of the file alone does the work: blocks are read once, kept in the store, counted.
So whatever is read of an archive costs nothing the second time. A server that ignores ranges has
the file fetched once, whole, if it is not larger than a file may be.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import replace

from howopen.errors import Refused, Unreachable
from howopen.schema import Artifact, Snapshot
from howopen.sources.base import Session
from howopen.sources.http import Ask, ask
from howopen.sources.store import matches_digest
from howopen.sources.view import SourceView

BLOCK = 256 * 1024
"""Bytes fetched at once; reads begin and end at multiples of it, so that the next audit asks for
the same ranges and finds them in the store."""

_TOTAL = re.compile(r"bytes \d+-\d+/(\d+)")


class RemoteFile:
    """A file at an address; safe for several threads."""

    def __init__(
        self, url: str, artifact: Artifact, headers: Mapping[str, str], session: Session
    ) -> None:
        """Know the file; its size is asked for if `artifact` does not say it.

        Args:
            url: Where it is.
            artifact: Its name, and size and digest where they are known.
            headers: Sent along.
            session: Of the run.
        """
        self._url = url
        self._headers = headers
        self._session = session
        self._name = artifact.path
        self._digest = artifact.digest
        self._whole: bytes | None = None
        self._lock = threading.Lock()
        self.size: int = self._ask_size() if artifact.size is None else artifact.size
        listed = Artifact(self._name, self.size, self._digest)
        snapshot = Snapshot(self._name, self._digest, artifacts=(listed,))
        # The bound of a file is for what is read of a member; all members together are a release.
        bounds = replace(session, file_bytes=session.release_bytes)
        self._view = SourceView(snapshot, self._fetch, bounds)

    def read_at(self, start: int, length: int) -> bytes:
        """Bytes of the file from `start`, at most `length`; fewer only at its end."""
        stop = min(start + length, self.size)
        if start >= stop:
            return b""
        first, last = start // BLOCK * BLOCK, min(-(-stop // BLOCK) * BLOCK, self.size)
        return self._view.read(self._name, first, last - first)[start - first : stop - first]

    def read_whole(self) -> bytes:
        """All of the file, its digest verified.

        Raises:
            Refused: It is larger than a file that the session may read.
        """
        if self.size > self._session.file_bytes:
            raise Refused(
                f"{self._name}: it has to be fetched whole, and its {self.size:,} bytes are more "
                f"than the {self._session.file_bytes:,} of one file that may be read"
            )
        self._session.progress(f"fetching {self._name}", 0, 1)
        data = self._view.read(self._name)
        self._session.progress(f"fetching {self._name}", 1, 1)
        return data

    def _fetch(self, _: Artifact, start: int, length: int) -> bytes:
        if self._whole is None:
            question = Ask(self._url, self._headers, start, length, what=self._name)
            try:
                answer = ask(question, self._session)
            except Refused:  # ranges are ignored, and it is too far to read up to this one
                self._download()
            else:
                if "content-range" in answer.headers:
                    return answer.body
                self._download()
        return (self._whole or b"")[start : start + length]

    def _download(self) -> None:
        """Fetch the whole file, from a server that ignores ranges."""
        with self._lock:
            if self._whole is None:
                self._session.progress(f"fetching {self._name}", 0, 1)
                question = Ask(
                    self._url, self._headers, None, self._session.file_bytes, what=self._name
                )
                data = ask(question, self._session).body
                if not matches_digest(data, self._digest):
                    raise Unreachable(f"{self._name}: what came is not what the index lists")
                self._whole = data
                self._session.progress(f"fetching {self._name}", 1, 1)

    def _ask_size(self) -> int:
        answer = ask(Ask(self._url, self._headers, 0, 1, what=self._name), self._session)
        total = _TOTAL.fullmatch(answer.headers.get("content-range", "").strip())
        if total:
            return int(total[1])
        self._download()
        return len(self._whole or b"")
