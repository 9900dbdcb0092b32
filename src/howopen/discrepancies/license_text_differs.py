"""A license is named, and the text beside it is not that license.

What: a tag, a package field or a sentence names a license for something, and the text for the same
thing in the same snapshot is that license with changes, or another text with a clause that the
named license does not have and that conflicts with the Open Source Definition.
Why it matters: a user who goes by the name relies on terms that the text does not give; the clause
that was added is the one to read.
Not this: a text that is known and another one (license-claims-differ); a text that nobody named
otherwise; licenses of a part; a summary of the license that is named.
Fix: use the text unchanged, or call it what it is (``license: other`` with its name and a link).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from howopen.components import COMPONENTS
from howopen.discrepancies.registry import discrepancy
from howopen.licenses.freedoms import conflicts
from howopen.licenses.known_clauses import known_clauses
from howopen.schema import Audit, Clause, Discrepancy, Evidence, License

MOST_QUOTED = 160
"""Characters of a clause in the message."""


class _Stated(NamedTuple):
    """A license, and the evidence that states it."""

    evidence: Evidence
    license: License


@discrepancy("license-text-differs")
def contrast(audit: Audit) -> Iterator[Discrepancy]:
    """Yield one discrepancy for each text that is not what it is called."""
    stated = [
        _Stated(e, e.claim)
        for e in audit.evidence
        if isinstance(e.claim, License) and not e.claim.covers and e.cites
    ]
    unknown = [s for s in stated if s.evidence.basis == "observed" and not s.license.expression]
    names = [s for s in stated if s.evidence.basis == "declared" and s.license.expression]
    for text in unknown:
        clauses = _clauses(audit, text)
        named = [s for s in names if _same_thing(audit, s.evidence, text.evidence)]
        added = _added(text.license, clauses)
        changed = text.license.base in {s.license.expression for s in named}
        if named and (changed or conflicts(clause for _, clause in added)):
            yield _found(text, named, added)


def _same_thing(audit: Audit, one: Evidence, other: Evidence) -> bool:
    """Whether both are about one component of one snapshot."""
    snapshots = (part.snapshot for part in audit.release.parts)
    together = any(s.holds(one.cites[0]) and s.holds(other.cites[0]) for s in snapshots)
    return together and one.component == other.component


def _clauses(audit: Audit, text: _Stated) -> list[tuple[str, Clause]]:
    """The clauses of the text, with the ids of their evidence."""
    return [
        (e.id, e.claim)
        for e in audit.evidence
        if isinstance(e.claim, Clause)
        and e.component == text.evidence.component
        and e.document == text.evidence.document
    ]


def _added(license_: License, clauses: list[tuple[str, Clause]]) -> list[tuple[str, Clause]]:
    """The clauses that take something away, and that the license it resembles does not have."""
    record = known_clauses(license_.base)
    had = record.kinds if record else ()
    return [(id_, c) for id_, c in clauses if c.effect != "permits" and c.kind not in had]


def _found(text: _Stated, named: list[_Stated], added: list[tuple[str, Clause]]) -> Discrepancy:
    names = ", ".join(dict.fromkeys(filter(None, (s.license.expression for s in named))))
    quotes = [f"“{' '.join(clause.quote.split())[:MOST_QUOTED]}”" for _, clause in added[:2]]
    near = f", it resembles {text.license.base}" if text.license.base else ""
    adds = f", it says {' and '.join(quotes)}" if quotes else ""
    return Discrepancy(
        id="license-text-differs",
        severity="warning",
        message=f"{COMPONENTS[text.evidence.component].title}: called {names}; "
        f"{text.evidence.document.rpartition('/')[2]} is not that text{near}{adds}",
        evidence=(*(s.evidence.id for s in named), text.evidence.id, *(id_ for id_, _ in added)),
        fix="Use the unchanged text, or name the license as what it is.",
    )
