"""The one place where absence is concluded; everywhere else no evidence means unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from howopen.components import COMPONENTS
from howopen.schema import Available, Code, Dataset, Document, Evidence, Gap, Release, Weights

INSPECTOR = "howopen.absence@1"

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


def conclude_absence(
    release: Release, evidence: Iterable[Evidence], gaps: Iterable[Gap], sees: Collection[str]
) -> list[Evidence]:
    """Components that were looked for everywhere and not found.

    Concluded for a component only if all of this holds: some inspector can see it; a snapshot is
    of a kind that would hold it; there is no trace of it; every inventory is complete; no gap
    concerns it, which includes links that were not followed (see `link_gaps`).

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
