"""The cache: ranges of files by the digest of the file, and records by a key.

An entry is one file: a magic number, the sha256 of the payload, the payload. It is written beside
its final place, synced and renamed, and checked whenever it is read; so what is there is whole, or
it is dropped and fetched again. A cache that cannot be used (read-only, full, damaged) costs time,
never an audit: the problem is noted in `Store.problems` and the work goes on without.

File names hold digests and offsets only: no address, no name of a repository, no token.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_dir

_MAGIC = b"howopen-1\n"
_HEAD = len(_MAGIC) + hashlib.sha256().digest_size
_RANGE = re.compile(r"(\d+)-(\d+)(e?)")
_DIGEST = re.compile(r"(sha256|git):([0-9a-f]{40,64})")


def default_store() -> Store:
    """The store in ``HOWOPEN_CACHE``, or where this platform keeps the caches of a user."""
    return Store(
        Path(os.environ.get("HOWOPEN_CACHE") or user_cache_dir("howopen", appauthor=False))
    )


def matches_digest(data: bytes, digest: str) -> bool:
    """Whether `data` is the content that a digest of `howopen.schema.Artifact` names.

    An empty or unknown digest names no content, so nothing contradicts it.
    """
    kind, _, expected = digest.partition(":")
    if kind == "sha256":
        return hashlib.sha256(data).hexdigest() == expected
    if kind == "git":
        # The object name that git gives to a blob, not a protection against forgery.
        blob = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
        blob.update(data)
        return blob.hexdigest() == expected
    return True


class Store:
    """A content-addressed cache in one folder; safe for several threads and processes.

    Attributes:
        root: The folder; made when something is first kept.
        problems: Why the cache could not be used, one line each, for people to see once.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[str] = []
        self._writable = True

    def get(self, digest: str, start: int, length: int) -> bytes | None:
        """Up to `length` bytes of the content from `start`, or None where they are not kept.

        Fewer bytes only at the end of the content.
        """
        folder = self._folder(digest)
        if folder is None:
            return None
        for name in self._names(folder):
            kept = _RANGE.fullmatch(name)
            if kept is None:
                continue
            first, stop, ends = int(kept[1]), int(kept[2]), bool(kept[3])
            if first <= start and (ends or start + length <= stop):
                data = self._load(folder / name)
                if data is not None and len(data) == stop - first:
                    return data[start - first :][:length]
        return None

    def put(self, digest: str, start: int, data: bytes, *, end: bool) -> bool:
        """Keep the bytes from `start`; `end` says that they reach the end of the content.

        Returns:
            Whether they are kept. Whole content that is not what the digest names never is.
        """
        folder = self._folder(digest)
        whole = start == 0 and end
        if folder is None or (whole and not matches_digest(data, digest)):
            return False
        return self._save(folder / f"{start}-{start + len(data)}{'e' if end else ''}", data)

    def get_record(self, key: str) -> bytes | None:
        """What was kept for a key, or None."""
        return self._load(self._record(key))

    def put_record(self, key: str, data: bytes) -> bool:
        """Keep `data` for a key, in place of what was there; return whether it is kept."""
        return self._save(self._record(key), data)

    def _folder(self, digest: str) -> Path | None:
        """Where the ranges of a content are; None where nothing names the content."""
        named = _DIGEST.fullmatch(digest)
        return named and self.root / named[1] / named[2][:2] / named[2]

    def _record(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self.root / "records" / name[:2] / name

    def _names(self, folder: Path) -> list[str]:
        try:
            return sorted(os.listdir(folder))  # noqa: PTH208 - names, not paths: the hot path
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            self._note("read", error)
            return []

    def _load(self, path: Path) -> bytes | None:
        try:
            content = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._note("read", error)
            return None
        payload = content[_HEAD:]
        if content[:_HEAD] == _MAGIC + hashlib.sha256(payload).digest():
            return payload
        with suppress(OSError):
            path.unlink()
        return None

    def _save(self, path: Path, payload: bytes) -> bool:
        if not self._writable:
            return False
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(path, payload)
        except OSError as error:
            # One full disk or read-only folder is not tried again for every file of a release.
            self._writable = False
            self._note("write", error)
            return False
        return True

    def _write(self, path: Path, payload: bytes) -> None:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + hashlib.sha256(payload).digest())
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except BaseException:
            with suppress(OSError):
                new.unlink()
            raise

    def _note(self, what: str, error: OSError) -> None:
        line = (
            f"cannot {what} the cache in {self.root}: {error.strerror or error}; going on without"
        )
        if line not in self.problems:
            self.problems.append(line)
