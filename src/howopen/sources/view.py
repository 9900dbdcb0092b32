"""What inspectors read a snapshot through: bounded, cached, fetched ahead in parallel.

A read is put together from blocks that are already here, then from the store, then from the
source; only what is missing is asked for. Every byte that a release needs counts against its bounds
the first time, whether it comes from the network or from the store, so that the state of the cache
changes no audit.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from howopen.errors import HowopenError, NotFound, Refused, Unreachable
from howopen.paths import Paths
from howopen.schema import Artifact, Snapshot
from howopen.sources.base import MB, Fetch, Session, Want
from howopen.sources.parallel import in_parallel
from howopen.sources.store import matches_digest

MEMORY = 256 * MB
"""Bytes of one snapshot that stay in memory, as far as the store can give the rest again."""

_counting = threading.Lock()


@dataclass
class _Block:
    """A part of a file that was read; `data` is None once only the store holds it."""

    start: int
    stop: int
    data: bytes | None


@dataclass
class _File:
    """What is known of one file: its end, its blocks, what failed and what it has cost.

    `lock` is held while blocks are added, so that no two readers fetch the same bytes.
    """

    artifact: Artifact
    end: int | None
    lock: threading.Lock = field(default_factory=threading.Lock)
    blocks: list[_Block] = field(default_factory=list)
    failed: list[tuple[int, int, HowopenError]] = field(default_factory=list)
    spent: int = 0

    def gaps(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The parts of a range that no block covers."""
        missing = []
        for block in sorted(self.blocks, key=lambda block: block.start):
            if block.start >= stop:
                break
            if block.start > start:
                missing.append((start, block.start))
            start = max(start, block.stop)
        if start < stop:
            missing.append((start, stop))
        return missing


class SourceView:
    """A `howopen.view.View` over the reads of a source; safe for several threads."""

    def __init__(
        self, snapshot: Snapshot, fetch: Fetch, session: Session, *, cache: bool = True
    ) -> None:
        """Look at `snapshot` through `fetch`; without `cache` where the source is a local disk."""
        self._snapshot = snapshot
        self._fetch = fetch
        self._session = session
        self._store = session.store if cache else None
        self._files = {a.path: _File(a, a.size) for a in snapshot.artifacts if a.kind == "file"}
        self._paths = Paths(self._files)
        self._lock = threading.Lock()
        self._spent = 0
        self._in_memory = 0
        self._droppable: deque[_Block] = deque()

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that this view reads from."""
        return self._snapshot

    def glob(self, *patterns: str) -> Sequence[Artifact]:
        """Files whose path matches a pattern, ordered by path; see `howopen.paths.matches`."""
        return [self._files[path].artifact for path in self._paths.matching(*patterns)]

    def read(self, path: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file from `start`, at most `length`; fewer only at its end.

        A negative `start` counts from the end.

        Raises:
            NotFound: The snapshot has no such file.
            Refused: More of the file, or of the release, than the session allows.
            HowopenError: What the source raises, now or when the range was fetched ahead.
        """
        file = self._files.get(path)
        if file is None:
            raise NotFound(f"{self._snapshot.cite(path)}: not in the snapshot")
        with file.lock:
            start, stop = self._range(file, start, length)
            for gap in file.gaps(start, stop):
                self._reserve(file, *gap)
                self._load(file, *gap)
            if length is None and file.end is None:
                raise Refused(
                    f"{self._cite(file)}: longer than the {stop - start:,} bytes of one file that "
                    "may be read"
                )
            return self._joined(file, start, stop)

    def prefetch(self, wants: Iterable[Want]) -> None:
        """Fetch ranges in parallel; what fails is raised when that range is read."""
        jobs = []
        for path, ranges in self._merged(wants).items():
            file = self._files[path]
            for gap in (gap for each in ranges for gap in file.gaps(*each)):
                with suppress(HowopenError):  # the read itself tells, and may want less
                    self._reserve(file, *gap)
                    jobs.append((file, *gap))
        label = f"reading {self._snapshot.ref}"
        self._session.progress(label, 0, len(jobs))
        for done, _ in enumerate(in_parallel(self._load_ahead, jobs, self._session.workers), 1):
            self._session.progress(label, done, len(jobs))

    def _load_ahead(self, job: tuple[_File, int, int]) -> None:
        file, start, stop = job
        with file.lock, suppress(HowopenError):  # remembered, and raised when it is read
            self._load(file, start, stop)

    def _merged(self, wants: Iterable[Want]) -> dict[str, list[tuple[int, int]]]:
        """The wanted ranges of each file in order, those that touch made one."""
        merged: dict[str, list[tuple[int, int]]] = {}
        for want in wants:
            file = self._files.get(want.path)
            if file is not None and (file.end is not None or want.start >= 0):
                merged.setdefault(want.path, []).append(self._range(file, want.start, want.length))
        for path, ranges in merged.items():
            merged[path] = _union(ranges)
        return merged

    def _range(self, file: _File, start: int, length: int | None) -> tuple[int, int]:
        """Start and stop within the file; where its end is not known, within the bound."""
        if start < 0:
            if file.end is None:
                raise Refused(f"{self._cite(file)}: read from its end, which is not known")
            start = max(0, start + file.end)
        stop = start + (self._session.file_bytes if length is None else max(0, length))
        if file.end is not None:
            stop = file.end if length is None else min(stop, file.end)
        return min(start, stop), stop

    def _reserve(self, file: _File, start: int, stop: int) -> None:
        """Count a range that is going to be fetched, or refuse it."""
        for first, last, error in file.failed:
            if first < stop and start < last:
                raise error
        size, bounds = stop - start, self._session
        with self._lock:
            if file.spent + size > bounds.file_bytes:
                raise Refused(
                    f"{self._cite(file)}: {file.spent + size:,} bytes are wanted, "
                    f"{bounds.file_bytes:,} of one file may be read"
                )
            if self._spent + size > bounds.release_bytes:
                raise Refused(
                    f"{self._cite(file)}: more than {bounds.release_bytes:,} bytes of one "
                    "release would be read"
                )
            file.spent += size
            self._spent += size

    def _load(self, file: _File, start: int, stop: int) -> None:
        """Add the block of a reserved range; the caller holds the lock of the file."""
        try:
            data, stored = self._obtain(file, start, stop)
        except HowopenError as error:
            file.failed.append((start, stop, error))
            raise
        block = _Block(start, start + len(data), data)
        file.blocks.append(block)
        if len(data) < stop - start:
            file.end = block.stop
        with self._lock:
            file.spent -= stop - block.stop
            self._spent -= stop - block.stop
            self._in_memory += len(data)
            if stored:
                self._droppable.append(block)
            while self._in_memory > MEMORY and self._droppable:
                dropped = self._droppable.popleft()
                dropped.data = None
                self._in_memory -= dropped.stop - dropped.start

    def _obtain(self, file: _File, start: int, stop: int) -> tuple[bytes, bool]:
        """The bytes of a range, and whether the store has them."""
        artifact, length = file.artifact, stop - start
        if self._store is not None:
            kept = self._store.get(artifact.digest, start, length)
            if kept is not None and (file.end is None or len(kept) == length):
                with _counting:
                    self._session.usage.cached_bytes += len(kept)
                return kept, True
        data = self._fetch(artifact, start, length)[:length]
        if file.end is not None and len(data) < length:
            raise Unreachable(
                f"{self._cite(file)}: ends at {start + len(data):,} of {file.end:,} bytes"
            )
        ends = len(data) < length or stop == file.end
        if start == 0 and ends and not matches_digest(data, artifact.digest):
            raise Unreachable(
                f"{self._cite(file)}: the bytes that came are not those of {artifact.digest}"
            )
        stored = self._store is not None and self._store.put(artifact.digest, start, data, end=ends)
        return data, stored

    def _joined(self, file: _File, start: int, stop: int) -> bytes:
        """The bytes of a range whose blocks are all here, as far as the file goes."""
        parts = []
        for block in sorted(file.blocks, key=lambda block: block.start):
            if block.start <= start < min(block.stop, stop):
                data = block.data
                if data is None:
                    data, _ = self._obtain(file, block.start, block.stop)
                parts.append(data[start - block.start : stop - block.start])
                start += len(parts[-1])
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _cite(self, file: _File) -> str:
        return self._snapshot.cite(file.artifact.path)


def _union(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    union: list[tuple[int, int]] = []
    for start, stop in sorted(ranges):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(stop, union[-1][1]))
        else:
            union.append((start, stop))
    return union
