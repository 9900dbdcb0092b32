"""A git repository on a server: which commit is meant, and a small clone of just that commit.

The clone holds the trees of the commit and its files of up to 1 MB, so nearly all that is ever read
comes with one fetch; a larger file is fetched alone when it is read. (Measured on gpt-neox, 277
files: 1.0 MB in one fetch, all but 2 files; without files, 40 of them take 40 requests more.)
Clones are kept in the cache by address and commit, so a commit is fetched once. There is no work
tree.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from howopen.errors import AccessDenied, HowopenError, NotFound, Refused, Unreachable
from howopen.sources.base import MB, Session
from howopen.sources.git_process import Limits, fetching, output, reading

WITH_COMMIT = "1m"
"""Size from which a file is not fetched with its commit, in git's words."""
REFS = 64 * MB
"""Bytes of a list of branches and tags."""
PATIENCE = 900.0
"""Seconds for one fetch; one that stalls ends after the session's time-out."""

_PROTOCOLS = {"https": "https", "http": "http:https", "ssh": "ssh"}
_NOT_THERE = ("not found", "does not exist", "does not appear to be a git repository")
_NOT_ALLOWED = ("could not read Username", "could not read Password", "Authentication failed",
                "Permission denied", "access denied", "error: 403", "error: 401")  # fmt: skip


@dataclass(frozen=True)
class Remote:
    """Where a repository is.

    Attributes:
        url: Address without credentials.
        authorization: Value of the HTTP header, from credentials in the reference, or empty.
    """

    url: str
    authorization: str = field(default="", repr=False)

    def run(self, arguments: Sequence[str], session: Session, limits: Limits) -> bytes:
        """Run a git command that talks to the server; see `howopen.sources.git_process.output`."""
        parts = urlsplit(self.url)
        settings = {
            "http.lowSpeedLimit": "1000",
            "http.lowSpeedTime": str(max(1, round(session.timeout))),
        }
        if self.authorization:
            settings[f"http.{parts.scheme}://{parts.netloc}/.extraHeader"] = (
                f"Authorization: {self.authorization}"
            )
        session.usage.requests += 1
        environment = fetching(_PROTOCOLS[parts.scheme], settings)
        return output(arguments, environment, self.explain, limits)

    def explain(self, message: str) -> HowopenError:
        """What it means that git failed, by the words that git and common servers use."""
        lines = [line.strip() for line in message.splitlines() if line.strip()]
        said = lines[-1][:200] if lines else "no reason given"
        if any(words in message for words in _NOT_ALLOWED):
            return AccessDenied(f"{self.url}: not there, or it may not be read without a login")
        if any(words in message for words in _NOT_THERE):
            return NotFound(f"{self.url}: no repository there")
        return Unreachable(f"{self.url}: {said}")


def remote(url: str) -> Remote:
    """The repository at an address, which may hold credentials."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    if parts.scheme == "ssh":
        name = user.partition(":")[0]
        return Remote(parts._replace(netloc=f"{name}@{host}" if name else host).geturl())
    name, _, password = user.partition(":")
    token = base64.b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode()
    return Remote(parts._replace(netloc=host).geturl(), f"Basic {token}" if user else "")


def find_commit(where: Remote, revisions: Sequence[str], session: Session) -> str:
    """The commit that the first known of these revisions names; that of HEAD for none.

    Raises:
        NotFound: The server knows none of them.
    """
    if len(revisions) == 1 and _is_full_name(revisions[0]):
        return revisions[0]
    command = ["ls-remote", "--quiet", "--", where.url, "HEAD", "refs/heads/*", "refs/tags/*"]
    said = where.run(command, session, Limits(REFS, 4 * session.timeout))
    lines = (line.partition("\t") for line in said.decode("utf-8", "replace").split("\n"))
    refs = {name: commit for commit, _, name in lines if name}
    for revision in revisions or ("HEAD",):
        if commit := _named(refs, revision):
            return commit
    if not refs:
        raise NotFound(f"{where.url}: the repository is empty")
    hint = "; give all 40 digits of a commit" if revisions and _is_hex(revisions[0]) else ""
    named = revisions[0] if revisions else "HEAD"
    raise NotFound(f"{where.url}: no branch, tag or commit {named!r}{hint}")


def _named(refs: dict[str, str], revision: str) -> str | None:
    """The commit of a tag, branch, or (beginning of a) commit, as git would look for it."""
    tag, branch = f"refs/tags/{revision}", f"refs/heads/{revision}"
    for name in (f"{revision}^{{}}", revision, f"{tag}^{{}}", tag, branch):
        if name in refs:
            return refs[name]
    if _is_full_name(revision):
        return revision
    begun = {commit for commit in refs.values() if commit.startswith(revision)}
    return begun.pop() if _is_hex(revision) and len(begun) == 1 else None


def _is_full_name(revision: str) -> bool:
    return len(revision) in (40, 64) and _is_hex(revision)


def _is_hex(revision: str) -> bool:
    return len(revision) >= 7 and set(revision) <= set("0123456789abcdef")


class Clone:
    """A clone of one commit; `path` is its git directory."""

    def __init__(self, where: Remote, commit: str, session: Session) -> None:
        """Take the clone from the cache, or make it.

        Raises:
            NotFound: The repository or the commit is not there.
            Refused: It is larger than a release may be.
        """
        self._where = where
        self._session = session
        self._lock = threading.Lock()
        folder = _kept(where.url, session) or self._temporary()
        self.path = folder / commit
        if not self.path.exists():
            self._make(folder, commit)

    def _temporary(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="howopen-clone-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    def _make(self, folder: Path, commit: str) -> None:
        """Fetch beside the final place and rename, so that what is there is whole."""
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            command = ["init", "--bare", "--quiet", "--template=", "--", str(new)]
            output(command, reading(), self._where.explain, Limits())
            self._fetch(new, commit, "--depth=1", f"--filter=blob:limit={WITH_COMMIT}",
                        limit=self._session.release_bytes)  # fmt: skip
            with suppress(OSError):  # another process may have been faster
                new.rename(self.path)
            if not self.path.exists():
                raise Unreachable(f"{self._where.url}: the clone cannot be kept in {folder}")
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def fetch_blob(self, name: str) -> None:
        """Fetch one object that did not come with the commit.

        Raises:
            Refused: It is larger than a file may be.
        """
        with self._lock:
            self._fetch(self.path, name, "--no-write-fetch-head", "--filter=blob:none",
                        limit=self._session.file_bytes)  # fmt: skip

    def _fetch(self, path: Path, name: str, *options: str, limit: int) -> None:
        before = _size(path)

        def watch() -> HowopenError | None:
            fetched = _size(path) - before
            self._session.progress(f"fetching {self._where.url}", fetched, 0)
            if fetched > limit:
                return Refused(f"{self._where.url}: more than {limit:,} bytes would be fetched")
            return None

        command = [f"--git-dir={path}", "-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet",
                   "--no-tags", "--no-auto-maintenance", "--recurse-submodules=no", *options,
                   "--", self._where.url, name]  # fmt: skip
        self._where.run(command, self._session, Limits(MB, PATIENCE, watch))
        self._session.usage.bytes += max(0, _size(path) - before)
        if error := watch():  # it was done before anyone looked
            raise error


def _kept(url: str, session: Session) -> Path | None:
    """The folder of the cache for the clones of a repository, or None without a usable cache."""
    if session.store is None:
        return None
    folder = session.store.root / "clones" / hashlib.sha256(url.encode()).hexdigest()[:32]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def _size(path: Path) -> int:
    """Bytes of the packs of a clone, finished or not."""
    total = 0
    for pack in (path / "objects" / "pack").glob("*"):
        with suppress(OSError):  # renamed under way
            total += pack.stat().st_size
    return total
