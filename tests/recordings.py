"""Opens the recorded releases: real listings, of which only some files were kept.

For tests and benchmarks only. A file that is listed and was not kept cannot be read, which must
end as a gap and never as an absence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from howopen.errors import NotFound
from howopen.schema import Artifact, Snapshot
from howopen.sources.base import Session
from howopen.sources.opened import Opened, OpenedPart
from howopen.sources.store import matches_digest
from howopen.sources.view import SourceView

SHARED = Path(__file__).resolve().parents[2] / "shared"
RELEASES = SHARED / "data" / "releases"

needs_recordings = pytest.mark.skipif(
    not RELEASES.is_dir(), reason="the recorded releases are not on this machine"
)


def recorded() -> Iterator[Path]:
    """Folders of all recorded releases of the Hub and of projects."""
    for listing in ("_tree.json", "_tree.tsv"):
        yield from sorted(path.parent for path in RELEASES.glob(f"*/*/*/{listing}"))


def open_recording(folder: Path, session: Session | None = None) -> Opened:
    """The recording as a source would open it."""
    hub = (folder / "_tree.json").exists()
    name = f"{folder.parent.name}/{folder.name}"
    artifacts = tuple(sorted(_hub(folder) if hub else _project(folder), key=lambda a: a.path))
    revision = (folder / "_commits.tsv").read_text("utf-8").partition("\t")[0]
    snapshot = Snapshot(
        ref=f"hf://{name}" if hub else f"git+https://github.com/{name}",
        revision=revision,
        artifacts=artifacts,
        kind="model" if hub else "code",
        access="gated" if hub and _asks(folder) else "open",
    )

    def fetch(artifact: Artifact, start: int, length: int) -> bytes:
        kept = folder / artifact.path
        if not kept.is_file():
            raise NotFound(f"{artifact.path}: listed, and not kept in this recording")
        return kept.read_bytes()[start : start + length]

    view = SourceView(snapshot, fetch, session or Session(), cache=False)
    return Opened(name, (OpenedPart("root", view),))


def _hub(folder: Path) -> Iterator[Artifact]:
    for entry in json.loads((folder / "_tree.json").read_text("utf-8")):
        if entry["type"] != "file":
            continue
        lfs = entry.get("lfs")
        digest = f"sha256:{lfs['oid']}" if lfs else f"git:{entry['oid']}"
        yield _as_kept(folder, Artifact(entry["path"], entry["size"], digest, lfs=bool(lfs)))


def _project(folder: Path) -> Iterator[Artifact]:
    for line in (folder / "_tree.tsv").read_text("utf-8").splitlines():
        mode, _, size, path = line.split("\t", 3)
        kind = {"160000": "submodule", "120000": "symlink"}.get(mode, "file")
        listed = Artifact(path, int(size) if size.isdigit() else None, "", kind)  # type: ignore[arg-type]  # one of its values
        yield _as_kept(folder, listed)


def _as_kept(folder: Path, listed: Artifact) -> Artifact:
    """The listed file; a kept one whose links were changed has neither its size nor its digest."""
    kept = folder / listed.path
    if listed.kind != "file" or not kept.is_file():
        return listed
    data = kept.read_bytes()
    digest = listed.digest if matches_digest(data, listed.digest) else ""
    return Artifact(listed.path, len(data), digest, listed.kind, listed.lfs)


def _asks(folder: Path) -> bool:
    """Whether the card asks for something before access; the recordings hold no API answer."""
    card = folder / "README.md"
    return card.exists() and "\nextra_gated_" in card.read_text("utf-8", "replace")[:5000]
