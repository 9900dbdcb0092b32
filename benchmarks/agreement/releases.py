"""Which recordings are audited as one release, which label is about it, and its audit."""

from __future__ import annotations

from pathlib import Path

import msgspec
from tests.recordings import open_recording

from benchmarks.agreement.cells import Match
from benchmarks.agreement.labels import RELEASES, repositories
from howopen.frameworks import choose, load
from howopen.pipeline import collect, judge
from howopen.schema import Audit

DATA = Path(__file__).parents[1] / "data" / "agreement"
FRAMEWORKS = (load(DATA / "components.toml"), *choose(["osai-index", "osaid-1.0"]))
"""What the labels are held against."""


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record of labels that is about a release.

    Attributes:
        set: The set of labels.
        record: The record in it.
        match: See `Match`.
        why: Why it is about this release, or how it differs.
    """

    set: str
    record: str
    match: Match
    why: str


class Audited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is audited as one release.

    Attributes:
        name: Of the release, in the tables.
        parts: Folders of recordings, the root first.
        why: Why they belong together.
        labels: The records that are about it.
    """

    name: str
    parts: tuple[str, ...]
    why: str
    labels: tuple[About, ...] = msgspec.field(name="label", default=())


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    releases: tuple[Audited, ...] = msgspec.field(name="release")


def declared() -> tuple[Audited, ...]:
    """The releases of ``releases.toml``."""
    return msgspec.toml.decode((DATA / "releases.toml").read_bytes(), type=_File).releases


def single_repositories() -> tuple[Audited, ...]:
    """The repositories of code that a reader judged, each for itself."""
    why = "one repository, at the commit that the reader read"
    return tuple(
        Audited(repo, (f"github/{repo}",), why, (About("repositories", repo, "same", why),))
        for repo in repositories()
    )


def audit(release: Audited) -> Audit:
    """The audit of its recordings."""
    root, *others = (open_recording(RELEASES / part) for part in release.parts)
    return judge(collect(root, *others), FRAMEWORKS)
