"""What is audited: files, snapshots of repositories, and releases made of them."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all records: immutable plain data."""


Count = Annotated[int, Meta(ge=0)]


class Artifact(Record, frozen=True):
    """One file in a snapshot.

    Attributes:
        path: POSIX path relative to the root of the snapshot.
        size: Bytes, or None where the source does not say.
        digest: ``"sha256:<hex>"`` of the content, ``"git:<hex>"`` for a git blob sha1, or ``""``.
        kind: ``submodule`` is a pinned commit of another repository, whose files are not here;
            ``symlink`` is never followed.
        lfs: The repository holds a Git LFS pointer; size and digest are those of the real file.
    """

    path: str
    size: Count | None = None
    digest: str = ""
    kind: Literal["file", "symlink", "submodule"] = "file"
    lfs: bool = False


class Snapshot(Record, frozen=True):
    """One repository, package or folder at one exact revision, with its inventory.

    Attributes:
        ref: Where it was found, without the revision: ``hf://org/name``, ``pypi://name``, ...
        revision: The exact revision: a commit, a version, or the digest of the inventory.
        fetched: When it was resolved, UTC, ISO 8601. Not part of the identity.
        artifacts: Every file, ordered by path.
        kind: What the source says it is.
        access: Whether the public can read the files.
        metadata: The source's own metadata, as it came.
        complete: The inventory lists everything that the source holds.
    """

    ref: str
    revision: str
    fetched: str = ""
    artifacts: tuple[Artifact, ...] = ()
    kind: Literal["model", "dataset", "space", "code", "package", "folder"] = "folder"
    access: Literal["open", "gated", "private"] = "open"
    metadata: dict[str, Any] = {}
    complete: bool = True

    @property
    def digest(self) -> str:
        """``sha256:`` of the canonical JSON of the snapshot without `fetched`."""
        return "sha256:" + sha256_of(msgspec.structs.replace(self, fetched=""))

    def cite(self, path: str = "", first: int | None = None, last: int | None = None) -> str:
        """Citation of a file, or of its lines `first` to `last` (from 1), or of the snapshot."""
        where = f"{self.ref}@{self.revision}" + (f"/{path}" if path else "")
        if first is None:
            return where
        return f"{where}#L{first}" + (f"-L{last}" if last not in (None, first) else "")

    def holds(self, cite: str) -> bool:
        """Whether a citation is of this snapshot, or of something in it."""
        own = self.cite()
        return cite.startswith(own) and cite[len(own) : len(own) + 1] in ("", "/", "#")


class Part(Record, frozen=True):
    """A snapshot and the role it has in a release: ``root``, or the role of the link to it."""

    role: str
    snapshot: Snapshot


class Release(Record, frozen=True):
    """A model as published, possibly over several repositories; the root part comes first."""

    name: str
    parts: tuple[Part, ...]


def sha256_of(content: object) -> str:
    """Hex digest of the canonical JSON of plain data."""
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
