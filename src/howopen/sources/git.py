"""A git repository at one commit: on a server, or local.

``git+https://host/path[@revision]`` (also ``git+ssh``, ``git+http`` and ``git+file``), the page of
a repository, folder, file or commit on GitHub, GitLab, Codeberg or Bitbucket, any address that ends
in ``.git``, ``git@host:path``, a local ``path@revision``, and a local bare repository. A local work
tree without ``@revision`` is a folder: what is in it counts, committed or not.

Only trees and blobs are read; nothing is checked out, so no hook and no filter can run. A Git LFS
pointer is listed as the file that it stands for; a submodule is listed with its commit.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from howopen.errors import NotFound, Refused
from howopen.schema import Artifact, Gap, Snapshot
from howopen.sources import git_refs
from howopen.sources.base import Session
from howopen.sources.git_objects import Entry, Objects, git_dir, resolve
from howopen.sources.git_remote import Clone, find_commit, remote
from howopen.sources.labels import is_safe, label
from howopen.sources.lfs import Pointer, may_be_pointer, only_pointer, pointer
from howopen.sources.opened import Opened, OpenedPart
from howopen.sources.view import SourceView

GAPS = 20
"""Files whose content is not in a clone are told one by one up to this number."""

PRECEDENCE = 1
"""Any address that ends in ``.git`` is accepted, unless its site has a source of its own."""

_LINK, _SUBMODULE = "120000", "160000"


def accepts(ref: str) -> bool:
    """Whether the reference means a git repository."""
    return git_refs.is_git(ref)


def open_ref(ref: str, session: Session) -> Opened:
    """List a commit of a repository.

    Raises:
        UsageError: The reference makes no sense.
        NotFound: There is no such repository or revision.
        AccessDenied: It is not public, and git has no credentials for it.
        Unreachable: No network, or git is not installed.
    """
    target = git_refs.target(ref)
    if target.path is not None:
        return _open_local(target.path, (target.revisions or ("HEAD",))[0], session)
    where = remote(target.url)
    commit = find_commit(where, target.revisions, session)
    clone = Clone(where, commit, session)
    names = [name for name in urlsplit(where.url).path.removesuffix(".git").split("/") if name]
    contents = _Contents(Objects(clone.path), commit, clone=clone)
    return _opened("/".join(names[-2:]), f"git+{where.url}", contents, session)


def _open_local(path: Path, revision: str, session: Session) -> Opened:
    repository = git_dir(path)
    if repository is None:
        raise NotFound(f"{path}: no git repository there")
    commit = resolve(repository, revision)
    name = path.resolve().name.removesuffix(".git") or "root"
    contents = _Contents(Objects(repository), commit, lfs=repository / "lfs" / "objects")
    return _opened(name, f"git+file://{name}", contents, session)


def _opened(name: str, ref: str, contents: _Contents, session: Session) -> Opened:
    artifacts, gaps = contents.inventory()
    snapshot = Snapshot(
        ref=ref,
        revision=contents.commit,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        artifacts=artifacts,
        kind="code",
        metadata={"committed": contents.objects.committed(contents.commit)},
        complete=contents.complete,
    )
    # The objects of git are a cache by content already.
    view = SourceView(snapshot, contents.fetch, session, cache=False)
    return Opened(name, (OpenedPart("root", view),), gaps)


@dataclass
class _Contents:
    """The files of a commit, by path.

    Attributes:
        objects: Where they are read.
        commit: Its name.
        clone: Fetches what did not come with the commit; None for a local repository.
        lfs: Folder of the files that Git LFS keeps beside a local repository.
    """

    objects: Objects
    commit: str
    clone: Clone | None = None
    lfs: Path | None = None
    complete: bool = True
    entries: dict[str, Entry] = field(default_factory=dict)
    pointers: dict[str, Pointer] = field(default_factory=dict)

    def inventory(self) -> tuple[tuple[Artifact, ...], tuple[Gap, ...]]:
        """The artifacts in order, and what cannot be looked at."""
        gaps = []
        missing = []
        artifacts = []
        for entry in self.objects.tree(self.commit):
            path = label(entry.path)
            if not is_safe(path) or path in self.entries:
                self.complete = False
                gaps.append(Gap(path, "the name is not a path that can be cited"))
                continue
            self.entries[path] = entry
            artifacts.append(self._artifact(path, entry))
            if entry.size is None and entry.mode != _SUBMODULE and self.clone is None:
                missing.append(Gap(path, "its content is not in this clone"))
        if len(missing) > GAPS:
            missing = [Gap(".", f"the content of {len(missing)} files is not in this clone")]
        artifacts.sort(key=lambda artifact: artifact.path)
        return tuple(artifacts), (*gaps, *missing)

    def _artifact(self, path: str, entry: Entry) -> Artifact:
        # The digest of a repository that names its objects by sha256 is not that of the content.
        digest = f"git:{entry.name}" if len(entry.name) == 40 else ""
        if entry.mode == _SUBMODULE:
            return Artifact(path, digest=f"git:{entry.name}", kind="submodule")
        if entry.mode == _LINK:
            return Artifact(path, entry.size, digest, kind="symlink")
        if entry.size is not None and may_be_pointer(entry.size):
            found = pointer(self.objects.read(entry.name, entry.size, 0, entry.size))
            if found:
                self.pointers[path] = found
                return Artifact(path, found.size, f"sha256:{found.sha256}", lfs=True)
        return Artifact(path, entry.size, digest)

    def fetch(self, artifact: Artifact, start: int, length: int) -> bytes:
        """Read a file of the commit; see `howopen.sources.base.Fetch`."""
        path = artifact.path
        if artifact.kind != "file":
            raise Refused(f"{path} is a {artifact.kind}, not followed")
        if path in self.pointers:
            return self._stored(path, self.pointers[path], start, length)
        entry = self.entries[path]
        size = entry.size
        if size is None:
            size = self._late_size(path, entry.name)
        return self.objects.read(entry.name, size, start, length)

    def _late_size(self, path: str, name: str) -> int:
        """The size of a file that did not come with the commit, after fetching it if need be."""
        try:
            return self.objects.size(name)
        except NotFound:
            if self.clone is None:
                raise NotFound(f"{path}: its content is not in this clone") from None
        self.clone.fetch_blob(name)
        return self.objects.size(name)

    def _stored(self, path: str, found: Pointer, start: int, length: int) -> bytes:
        """Read the real file of a pointer where Git LFS has fetched it."""
        if self.lfs is None:
            raise only_pointer(path)
        place = self.lfs / found.sha256[:2] / found.sha256[2:4] / found.sha256
        try:
            handle = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(handle, "rb") as file:
                if os.fstat(handle).st_size != found.size:
                    raise only_pointer(path)
                file.seek(start)
                return file.read(length)
        except OSError:
            raise only_pointer(path) from None
