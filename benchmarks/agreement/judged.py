"""Each label beside what howopen found of the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from benchmarks.agreement.cells import Cell, Label, Obstacle
from benchmarks.agreement.labels import INDEX, MOT, OSI, REPOSITORIES
from benchmarks.agreement.releases import Audited
from howopen.components import COMPONENTS
from howopen.pipeline.links import INSPECTOR as LINKS
from howopen.schema import Assessment, Audit, Bounds, Gap, Reason

FRAMEWORK: Mapping[str, str] = {
    INDEX: "osai-index",
    OSI: "osaid-1.0",
    MOT: "components",
    REPOSITORIES: "components",
}
"""The framework whose criteria a set of labels is about."""

OSAID_OVERALL = {"osaid": False, "osaid-with-other-terms": True}
"""Labels about the whole framework, and whether other terms are supposed."""

MOST_CITES = 3
"""Citations shown of one finding."""

_QUOTED = re.compile(r'"([^"]+)"')
_NOT_RECORDED = ("not kept in this recording", "could not be read")


class Found(NamedTuple):
    """What howopen found on one criterion, why, where, and what keeps it from deciding."""

    bounds: Bounds
    why: str
    cites: tuple[str, ...] = ()
    obstacle: Obstacle = ""


def cells(
    release: Audited, audit: Audit, labels: Mapping[tuple[str, str], list[Label]]
) -> Iterator[Cell]:
    """The labels about a release, each beside the finding on the same criterion."""
    for about in release.labels:
        for label in labels.get((about.set, about.record), ()):
            assessment = _assessment(audit, FRAMEWORK[about.set])
            found = _found(assessment, label.criterion, audit)
            yield Cell(release.name, about.match, label, *found)


def _assessment(audit: Audit, framework: str) -> Assessment:
    return next(a for a in audit.assessments if a.framework == framework)


def _found(assessment: Assessment, criterion: str, audit: Audit) -> Found:
    if criterion in OSAID_OVERALL:
        return _whole(assessment, audit, other_terms=OSAID_OVERALL[criterion])
    finding = next(f for f in assessment.findings if f.criterion == criterion)
    cites = [cite for e in audit.evidence if e.id in finding.evidence for cite in e.cites]
    return Found(
        finding.bounds,
        "; ".join(dict.fromkeys(_reasons(finding.why))),
        tuple(dict.fromkeys(cites))[:MOST_CITES],
        _obstacle(finding.bounds, [finding.why], audit.gaps),
    )


def _whole(assessment: Assessment, audit: Audit, *, other_terms: bool) -> Found:
    """The framework's own result; what is proven to fall short is the reason."""
    bounds = assessment.bounds
    if other_terms and assessment.with_other_terms is not None:
        bounds = assessment.with_other_terms
    short = [f.criterion for f in assessment.findings if f.bounds.hi < 1]
    why = f"falls short: {', '.join(short) or 'nothing for certain'}"
    obstacle = _obstacle(bounds, [f.why for f in assessment.findings], audit.gaps)
    return Found(bounds, why, obstacle=obstacle)


def _reasons(reason: Reason) -> Iterator[str]:
    """What each predicate said that has a part in what was proven."""
    if not reason.parts:
        yield f"{reason.rule}: {reason.why}"
    for part in reason.parts:
        if (part.bounds.lo, part.bounds.hi) != (0, 1):
            yield from _reasons(part)


def _obstacle(bounds: Bounds, reasons: list[Reason], gaps: tuple[Gap, ...]) -> Obstacle:
    if bounds.lo == bounds.hi:
        return ""
    asked = {component for reason in reasons for component in _open_questions(reason)}
    hiding = [gap for gap in gaps if asked.intersection(gap.components)]
    if any(words in gap.why for gap in hiding for words in _NOT_RECORDED):
        return "not recorded"
    return "links" if any(gap.inspector == LINKS for gap in hiding) else "reader"


def _open_questions(reason: Reason) -> Iterator[str]:
    """The components that the undecided predicates are about; those of papers name none."""
    if reason.bounds.lo == reason.bounds.hi:
        return
    if not reason.parts:
        named = [name for name in _QUOTED.findall(reason.rule) if name in COMPONENTS]
        yield from named or ["research-paper"]
    for part in reason.parts:
        yield from _open_questions(part)
