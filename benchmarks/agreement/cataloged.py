"""Facts that people noted of a model for PeaTMOSS beside what howopen found of the same."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.agreement.cells import Cell, Label
from benchmarks.agreement.labels import PEATMOSS, cataloged
from benchmarks.agreement.releases import About, Audited
from howopen.pipeline.links import normalized
from howopen.schema import Audit, Bounds, Dataset, Evidence, Link

_SAME = Bounds(1, 1)
_OTHER = Bounds(0, 0)
_UNKNOWN = Bounds(0, 1)


def cells(release: Audited, audit: Audit) -> Iterator[Cell]:
    """License, repository, papers and datasets: found as the person noted them, or not."""
    for about in release.labels:
        if about.set == PEATMOSS:
            noted = cataloged(about.record)
            yield _license(release, about, str(noted["license"]), audit)
            yield _linked(release, about, "repository", noted["github"], audit)
            yield _linked(release, about, "papers", noted["paper"], audit)
            yield _datasets(release, about, noted["datasets"], audit)


def _license(release: Audited, about: About, noted: str, audit: Audit) -> Cell:
    terms = next((t for t in audit.terms if t.component == "weights"), None)
    found = terms.expression if terms else None
    bounds = _UNKNOWN if found is None else _SAME if found.lower() == noted else _OTHER
    return _cell(release, about, "license", noted, bounds, f"terms of the weights: {found}")


def _linked(release: Audited, about: About, name: str, noted: object, audit: Audit) -> Cell:
    wanted = {normalized(str(ref)) for ref in (noted if isinstance(noted, list) else [noted])}
    places = [part.snapshot.ref for part in audit.release.parts]
    places += [e.claim.ref for e in audit.evidence if isinstance(e.claim, Link)]
    missing = wanted - {normalized(place) for place in places}
    why = (
        f"not found: {', '.join(sorted(missing))}" if missing else "a part or a link of the release"
    )
    return _cell(release, about, name, str(noted), _OTHER if missing else _SAME, why)


def _datasets(release: Audited, about: About, noted: object, audit: Audit) -> Cell:
    named = [e for e in audit.evidence if _is_training_data(e)]
    why = f"{len(named)} datasets are named" if named else "no dataset is named by a reference"
    return _cell(release, about, "datasets", str(noted), _SAME if named else _UNKNOWN, why)


def _is_training_data(evidence: Evidence) -> bool:
    return evidence.component == "training-data" and isinstance(evidence.claim, Dataset)


def _cell(release: Audited, about: About, name: str, noted: str, bounds: Bounds, why: str) -> Cell:
    label = Label(PEATMOSS, about.record, name, 1.0, noted)
    return Cell(release.name, about.match, label, bounds, why)
