"""A folder on this machine.

Every file below the folder is listed, except what git keeps in ``.git`` (give ``folder@HEAD`` to
audit a commit instead). Symbolic links are listed and never followed, with one exception: in the
cache of the Hugging Face Hub, files are links to blobs of the same repository, and are read as
files. Sockets, pipes and devices are never opened. A file that is no longer the one that was
listed is refused. A Git LFS pointer is listed as the file that it stands for.

A folder has no revision of its own: it is the digest of the inventory, which is path, size and
content of every file. Content is the sha256 of files up to 16 MB (for the first 2 GB of the
folder, in order of path); of other files the first and last 64 KiB are taken, and their artifacts
have no digest. So the revision depends on neither place nor time; what it may miss is a change in
the middle of a large file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from howopen.errors import AccessDenied, HowopenError, NotFound, Refused, Unreachable, UsageError
from howopen.schema import Artifact, Gap, Snapshot
from howopen.sources.base import MB, Session
from howopen.sources.labels import is_safe, label
from howopen.sources.lfs import only_pointer, pointer
from howopen.sources.opened import Opened, OpenedPart
from howopen.sources.view import SourceView

PRECEDENCE = 2
"""A path is a folder if it is nothing else."""

MAX_FILES = 1_000_000
MAX_DEPTH = 64
DIGEST_FILE = 16 * MB
DIGEST_TOTAL = 2_000 * MB
SAMPLE = 64 * 1024

_STARTS = ("/", "./", "../", "~/", "\\", ".\\", "..\\")
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OPEN |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def accepts(ref: str) -> bool:
    """Whether the reference is a path: it begins like one, or there is something at it."""
    if not ref or "\0" in ref:
        return False
    return ref in (".", "..", "~") or ref.startswith(_STARTS) or os.path.lexists(ref)


def open_ref(ref: str, session: Session) -> Opened:
    """List the folder at a path.

    Raises:
        NotFound: There is nothing at the path.
        UsageError: It is a file.
        AccessDenied: The folder may not be listed.
    """
    try:
        folder = Path(ref).expanduser()
        root = folder.resolve(strict=True)
        if not root.is_dir():
            raise UsageError(f"{ref} is a file; give the folder that it is in: {folder.parent}")
        with os.scandir(root):
            pass
    except (OSError, RuntimeError) as error:  # RuntimeError: ~user where there is no such user
        raise _explain(error, f"folder {ref}") from None
    listing = _Listing(root, _blobs(root))
    listing.walk(root, "", 0)
    artifacts, revision = _inventory(listing, session)
    name = _name(root)
    snapshot = Snapshot(
        ref=f"folder://{name}",
        revision=revision,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        artifacts=artifacts,
        kind="folder",
        complete=listing.complete,
    )

    def fetch(artifact: Artifact, start: int, length: int) -> bytes:
        if artifact.path in listing.pointers:
            raise only_pointer(artifact.path)
        return _read(listing.files[artifact.path], start, length)

    view = SourceView(snapshot, fetch, session, cache=False)
    return Opened(name, (OpenedPart("root", view),), tuple(listing.gaps))


@dataclass(frozen=True)
class _File:
    """A listed file or link: its path in the snapshot, where it is read, what it was."""

    path: str
    place: str
    was: os.stat_result
    link: bool = False


@dataclass
class _Listing:
    """What was found below `root`; links into `blobs` are files."""

    root: Path
    blobs: Path | None
    files: dict[str, _File] = field(default_factory=dict)
    pointers: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    complete: bool = True

    def gap(self, path: str, why: str, *, hides: bool = False) -> None:
        """Note what could not be looked at; `hides` if it may hold files that are not listed."""
        self.gaps.append(Gap(path or ".", why))
        self.complete = self.complete and not hides

    def walk(self, folder: Path, prefix: str, depth: int) -> None:
        """List a folder and, below it, all others."""
        if depth > MAX_DEPTH:
            self.gap(prefix, f"more than {MAX_DEPTH} folders deep, not listed", hides=True)
            return
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self.gap(prefix, f"folder could not be listed: {error.strerror}", hides=True)
            return
        for entry in found:
            if len(self.files) >= MAX_FILES:
                self.gap(prefix, f"more than {MAX_FILES} files, the rest is not listed", hides=True)
                return
            if entry.name != ".git":
                self._add(entry, prefix + label(os.fsencode(entry.name)), depth)

    def _add(self, entry: os.DirEntry[str], path: str, depth: int) -> None:
        try:
            was = os.lstat(entry.path)
        except OSError as error:
            self.gap(path, f"could not be looked at: {error.strerror}")
            return
        if stat.S_ISDIR(was.st_mode):
            self.walk(Path(entry.path), path + "/", depth + 1)
        elif not is_safe(path) or path in self.files:
            self.gap(path, "the name is not a path that can be cited", hides=True)
        elif stat.S_ISREG(was.st_mode):
            self.files[path] = _File(path, entry.path, was)
        elif stat.S_ISLNK(was.st_mode):
            self._add_link(entry.path, path, was)
        else:
            self.gap(path, "a socket, pipe or device, never opened")

    def _add_link(self, place: str, path: str, was: os.stat_result) -> None:
        self.files[path] = _File(path, place, was, link=True)
        target = Path(os.path.realpath(place))
        try:
            real = Path(place).stat()
        except OSError:
            self.gap(path, "a symbolic link to nothing")
            return
        if self.blobs and target.parent == self.blobs and stat.S_ISREG(real.st_mode):
            self.files[path] = _File(path, str(target), real)
        elif not target.is_relative_to(self.root):
            self.gap(path, "a symbolic link out of the folder, not followed")


def _inventory(listing: _Listing, session: Session) -> tuple[tuple[Artifact, ...], str]:
    """The artifacts, and the revision; see the docstring of the module."""
    artifacts = []
    whole = hashlib.sha256()
    budget = DIGEST_TOTAL
    for number, (path, file) in enumerate(sorted(listing.files.items()), 1):
        artifact, content = _content(file, budget, listing)
        if artifact.digest:
            budget -= file.was.st_size
        artifacts.append(artifact)
        whole.update(f"{path}\0{artifact.size}\0{content}\0".encode())
        session.progress("reading files", number, len(listing.files))
    return tuple(artifacts), f"sha256:{whole.hexdigest()}"


def _content(file: _File, budget: int, listing: _Listing) -> tuple[Artifact, str]:
    """The artifact of a file, and what stands for its content in the revision."""
    path, size = file.path, file.was.st_size
    if file.link:
        return Artifact(path, kind="symlink"), f"link:{_link_target(file)}"
    try:
        if size > min(DIGEST_FILE, budget):
            ends = _read(file, 0, SAMPLE) + _read(file, max(0, size - SAMPLE), SAMPLE)
            return Artifact(path, size), "ends:" + hashlib.sha256(ends).hexdigest()
        content = _read(file, 0, size)
    except HowopenError as error:
        listing.gap(path, str(error))
        return Artifact(path, size), "unread"
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    if found := pointer(content):
        listing.pointers.add(path)
        return Artifact(path, found.size, f"sha256:{found.sha256}", lfs=True), digest
    return Artifact(path, size, digest), digest


def _link_target(file: _File) -> str:
    try:
        return label(os.fsencode(Path(file.place).readlink()))
    except OSError:
        return ""


def _read(file: _File, start: int, length: int) -> bytes:
    """Bytes of a file, if it still is the one that was listed."""
    if file.link:
        raise Refused(f"{file.path} is a symbolic link, not followed")
    try:
        # Opened without following a link and without waiting (a pipe may stand there by now).
        handle = os.open(file.place, _OPEN)
        with os.fdopen(handle, "rb") as opened:
            if _identity(os.fstat(handle)) != _identity(file.was):
                raise Refused(f"{file.path} was changed or replaced while it was audited")
            opened.seek(start)
            return opened.read(length)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Refused(f"{file.path} was replaced by a symbolic link") from None
        raise _explain(error, file.path) from None


def _identity(was: os.stat_result) -> tuple[int, ...]:
    return was.st_mode, was.st_dev, was.st_ino, was.st_size, was.st_mtime_ns


def _blobs(root: Path) -> Path | None:
    """The blobs that files of a snapshot in the Hub's cache are links to, or None.

    The layout is ``<repository>/snapshots/<commit>`` beside ``<repository>/blobs``.
    """
    blobs = root.parent.parent / "blobs"
    cached = root.parent.name == "snapshots" and blobs.is_dir() and not blobs.is_symlink()
    return blobs if cached else None


def _name(root: Path) -> str:
    """The folder's name; for a snapshot in the Hub's cache that of its repository."""
    named = root.parent.parent if _blobs(root) else root
    return label(os.fsencode(named.name)) or "root"


def _explain(error: Exception, what: str) -> HowopenError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NotFound(f"{what}: nothing there")
    if isinstance(error, PermissionError):
        return AccessDenied(f"{what}: no permission to read")
    return Unreachable(f"{what}: {getattr(error, 'strerror', None) or error}")
