"""Beside an open license stand terms that take something of it away.

What: the license of the weights is OSI-approved, and a use policy in the release, or a text that
must be accepted before the download, has a clause that conflicts with the Open Source Definition.
Why it matters: whether those terms bind besides the license decides whether the release is open.
Not this: a policy that only asks to obey the law, or to be responsible; a gate that only asks who
one is; a policy that the license itself refers to, which is part of its text.
Fix: say in the policy that it does not limit the license, or choose a license that says what is
meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.discrepancies.registry import discrepancy
from howopen.licenses.freedoms import conflicts
from howopen.schema import Audit, Bounds, Clause, Discrepancy, License


@discrepancy("further-terms")
def contrast(audit: Audit) -> Iterator[Discrepancy]:
    """Yield at most one discrepancy, which quotes the first such clause."""
    weights = next((t for t in audit.terms if t.component == "weights"), None)
    if weights is None or weights.expression is None or weights.osi != Bounds(1, 1):
        return
    texts = {
        e.document
        for e in audit.evidence
        if isinstance(e.claim, License) and e.claim.where in ("file", "gate")
    }
    beside = [
        (e.id, e.cites, e.claim)
        for e in audit.evidence
        if isinstance(e.claim, Clause)
        and e.component in ("acceptable-use-policy", "distribution")
        and conflicts([e.claim])
        and e.document not in texts
    ]
    if beside:
        _, cites, clause = beside[0]
        where = cites[0].rpartition("/")[2] if cites else "the terms"
        quote = " ".join(clause.quote.split())[:200]
        yield Discrepancy(
            id="further-terms",
            severity="note",
            message=f"{weights.expression} is OSI-approved; {where} adds: “{quote}”",
            evidence=(*weights.evidence, *(id_ for id_, _, _ in beside)),
            fix="Say whether these terms limit the license.",
        )
