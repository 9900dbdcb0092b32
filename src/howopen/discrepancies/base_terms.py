"""The base model is said to be under terms that the license of the weights does not have.

What: the release says itself under which license its base model is, that license asks to be passed
on (a copy of it, its restrictions, its very terms), and the weights are under another one that is
OSI-approved.
Why it matters: the base model's terms come along with the weights; who goes by the outer license
alone misses them. Whether they bind in this case is for a lawyer to say.
Not this: code that only downloads a model; a base model whose license the release does not state;
a license that may be sublicensed under other terms.
Fix: add a copy of the base model's license and name it beside the own one.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.discrepancies.registry import discrepancy
from howopen.licenses.freedoms import conflicts
from howopen.licenses.known_clauses import known_clauses
from howopen.schema import Audit, Bounds, Discrepancy, Evidence, License

PASSED_ON = ("flow-down", "share-alike", "license-copy", "naming", "display")
"""Kinds of clauses that travel with what is derived."""


@discrepancy("base-terms-not-carried")
def contrast(audit: Audit) -> Iterator[Discrepancy]:
    """Yield one discrepancy for each license that is stated for the base model."""
    weights = next((t for t in audit.terms if t.component == "weights"), None)
    if weights is None or weights.osi != Bounds(1, 1):
        return
    stated: dict[str, list[Evidence]] = {}
    for evidence in audit.evidence:
        claim = evidence.claim
        if evidence.component == "base-model" and isinstance(claim, License):
            stated.setdefault(claim.expression or claim.said, []).append(evidence)
    for name, found in stated.items():
        record = known_clauses(name)
        if name == weights.expression or (record and not set(record.kinds) & set(PASSED_ON)):
            continue
        yield Discrepancy(
            id="base-terms-not-carried",
            severity="note" if record and not conflicts(record.clauses()) else "warning",
            message=f"the weights are under {weights.expression or 'an open license'}; of the base "
            f"model it is said: “{name[:200]}”",
            evidence=(*weights.evidence, *(e.id for e in found)),
            fix="Carry the base model's license, and say which terms apply to what.",
        )
