"""The one place where absence is concluded; everywhere else no evidence means unknown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote

from howopen.components import COMPONENTS
from howopen.schema import (
    Available,
    Code,
    Dataset,
    Document,
    Evidence,
    Gap,
    Link,
    LinkRole,
    Release,
    Weights,
)

INSPECTOR = "howopen.absence@1"

_CODE = frozenset(id_ for id_, component in COMPONENTS.items() if component.kind == "code")

HIDDEN_BY: Mapping[LinkRole, frozenset[str]] = {
    "code": _CODE
    | {
        "training-data",
        "evaluation-data",
        "data-card",
        "model-card",
        "technical-report",
        "evaluation-results",
        "sample-outputs",
    },
    "model": frozenset(
        {
            "weights",
            "intermediate-weights",
            "model-architecture",
            "inference-code",
            "supporting-libraries",
            "model-card",
            "model-metadata",
            "evaluation-results",
            "sample-outputs",
            "acceptable-use-policy",
        }
    ),
    "data": frozenset({"training-data", "evaluation-data", "data-card"}),
    "paper": frozenset(
        {"technical-report", "research-paper", "evaluation-results", "data-card", "sample-outputs"}
    ),
    "base-model": frozenset(),
    "demo": frozenset(),
    "other": frozenset(),
}
"""Components that may lie behind a link that nobody followed.

The repository of a project may hold or describe anything but the weights. A model repository holds
what belongs beside weights; code and data of the training are published elsewhere. Reports and
papers may hold results, samples and the information of a data card (MOF 1.0, rules c and d; OSAID
1.0 lets any document give data information). What a base model or a demo holds is not part of this
release.
"""

_DATA_KINDS = frozenset({"model", "dataset", "folder"})

PUBLISHED_IN: Mapping[str, frozenset[str]] = {
    "weights": frozenset({"model", "folder"}),
    "intermediate-weights": frozenset({"model", "folder"}),
    "model-card": frozenset({"model", "folder"}),
    "data-card": _DATA_KINDS,
    "training-data": _DATA_KINDS,
    "evaluation-data": _DATA_KINDS,
}
"""Kinds of snapshots that would hold the component if it was released.

That a code repository or a package holds no weights, no data and no cards says nothing: both are
made for code, git hosts refuse large files, and weights and data are loaded from elsewhere, where
their cards are. So their absence is concluded only where the release has a snapshot of a kind that
would hold them.
"""

_TRACES = (Available, Weights, Document, Dataset, Code)
"""Claims that show that something of the component is there, or was said to be."""

_WEB = re.compile(r"^(?:git\+)?(?:https?|ssh|git)://(?:[^/@]*@)?(?:www\.)?|^[\w.-]+@(?=[\w.-]+:)")
_HUB = re.compile(r"^(?:hf:(?://)?|hf\.co/|huggingface\.co/)(?:models/)?")
_REVISION = re.compile(r"(?<=[^/])@.*$")
_INSIDE = re.compile(r"/(?:-/)?(?:tree|blob|resolve|raw|blame|commits?)/.*$")


def conclude_absence(
    release: Release, evidence: Iterable[Evidence], gaps: Iterable[Gap], sees: Collection[str]
) -> list[Evidence]:
    """Components that were looked for everywhere and not found.

    Concluded for a component only if all of this holds: some inspector can see it; a snapshot is
    of a kind that would hold it; there is no trace of it; every inventory is complete; no gap
    concerns it; no link that may lead to it was left unfollowed.

    Args:
        release: What was looked at.
        evidence: All that was found.
        gaps: All that could not be looked at. One of a source that names no component may hide
            any.
        sees: The components that inspectors can see.

    Returns:
        One piece of evidence per absent component: basis ``inferred``, citing every snapshot.
    """
    evidence, gaps = list(evidence), list(gaps)
    snapshots = [part.snapshot for part in release.parts]
    if not snapshots or not all(snapshot.complete for snapshot in snapshots):
        return []
    if any(not gap.inspector and not gap.components for gap in gaps):
        return []
    traced = {item.component for item in evidence if isinstance(item.claim, _TRACES)}
    hidden = {component for gap in gaps for component in gap.components}
    kinds = {snapshot.kind for snapshot in snapshots}
    for link in unfollowed(release, evidence):
        # While the page of the model itself was not looked at, it may lead to anything.
        home = link.role == "model" and "model" not in kinds
        hidden |= COMPONENTS.keys() if home else HIDDEN_BY[link.role]
    cites = tuple(snapshot.cite() for snapshot in snapshots)
    files = sum(len(snapshot.artifacts) for snapshot in snapshots)
    where = ", ".join(snapshot.ref for snapshot in snapshots)
    claim = Available("absent", f"not found among all {files:,} files of {where}")
    return [
        Evidence(component, claim, "inferred", cites, INSPECTOR)
        for component in COMPONENTS
        if component in sees
        and component not in traced | hidden
        and (component not in PUBLISHED_IN or kinds & PUBLISHED_IN[component])
    ]


def unfollowed(release: Release, evidence: Iterable[Evidence]) -> list[Link]:
    """Links that lead to none of the release's parts, each place once."""
    followed = {normalized(part.snapshot.ref) for part in release.parts}
    links = [item.claim for item in evidence if isinstance(item.claim, Link)]
    places = {normalized(link.ref): link for link in reversed(links)}
    return [link for place, link in places.items() if place not in followed]


def normalized(ref: str) -> str:
    """A reference in the form in which equal places are equal: ``host/path``.

    Protocol, user, revision, path inside the repository, query, case and ``.git`` do not count, and
    ``hf:`` is the Hub. Any other scheme is kept: a package and a model of one name are not equal.
    """
    place = unquote(ref.strip()).lower().split("#")[0].split("?")[0]
    place = _WEB.sub("", place)
    place = _INSIDE.sub("", _HUB.sub("huggingface.co/", place)).rstrip("/")
    host, slash, path = place.replace(":", "/", 1 if "://" not in place else 0).partition("/")
    return host + slash + _REVISION.sub("", path).removesuffix(".git")
