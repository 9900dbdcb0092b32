"""From a reference to an audit: collect (network), then judge (pure).

``collect`` resolves and examines; ``judge`` concludes absence, assesses and contrasts, and needs
nothing but what was collected, so that an audit can be judged again without a single request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from howopen import __version__
from howopen.discrepancies import contrast
from howopen.frameworks import Framework, assess, choose, conclude_terms
from howopen.inspectors.registry import inspectors
from howopen.pipeline.absence import conclude_absence
from howopen.pipeline.examine import examine
from howopen.pipeline.links import link_gaps
from howopen.schema import SCHEMA_VERSION, Audit, Evidence, Gap, Part, Release
from howopen.sources import open_release
from howopen.sources.base import Session
from howopen.sources.opened import Opened


def audit(
    ref: str,
    session: Session,
    *,
    also: Iterable[str] = (),
    judged_by: Sequence[Framework] | None = None,
) -> Audit:
    """Audit one release.

    Args:
        ref: Where it is published.
        session: Cache, bounds, progress.
        also: References to further repositories that are part of the same release.
        judged_by: Frameworks to assess by; the current ones that howopen ships if None.

    Raises:
        HowopenError: A reference leads nowhere, or to nothing that may be read.
    """
    opened = open_release(ref, session)
    others = [open_release(other, session) for other in also]
    return judge(collect(opened, *others), judged_by)


def collect(root: Opened, *others: Opened) -> Audit:
    """Examine every part of the opened releases; the audit has no judgement yet."""
    parts: list[Part] = []
    evidence: list[Evidence] = []
    gaps: list[Gap] = []
    for opened in (root, *others):
        gaps.extend(opened.gaps)
        for role, view in opened.parts:
            parts.append(Part(role if opened is root else "also", view.snapshot))
            seen, unseen = examine(view)
            evidence.extend(seen)
            gaps.extend(unseen)
    release = Release(root.name, tuple(parts))
    gaps.extend(link_gaps(release, evidence))
    sees = {component for inspector in inspectors() for component in inspector.sees}
    evidence.extend(conclude_absence(release, evidence, gaps, sees))
    return Audit(SCHEMA_VERSION, __version__, release, tuple(evidence), tuple(gaps))


def judge(collected: Audit, judged_by: Sequence[Framework] | None = None) -> Audit:
    """The same audit, its terms concluded, assessed and contrasted from its evidence."""
    chosen = choose(()) if judged_by is None else judged_by
    assessments = tuple(
        assess(f, collected.release, collected.evidence, collected.gaps) for f in chosen
    )
    terms = conclude_terms(collected.release, collected.evidence, collected.gaps)
    assessed = msgspec.structs.replace(collected, assessments=assessments, terms=terms)
    return msgspec.structs.replace(assessed, discrepancies=contrast(assessed))
