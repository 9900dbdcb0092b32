"""A license is linked as a file of the repository, and no such file is there.

What: a badge or a sentence refers to a license file by its path, and the listing of the repository
has no file there.
Why it matters: the terms that are meant cannot be read; what a badge names need not be what another
file in the repository says.
Not this: a link to another place; a listing that is not complete.
Fix: add the file, or link the one that is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.discrepancies.registry import discrepancy
from howopen.schema import Audit, Discrepancy, Said


@discrepancy("license-link-dead")
def contrast(audit: Audit) -> Iterator[Discrepancy]:
    """Yield one discrepancy for each such link, whatever it is about."""
    complete = [part.snapshot for part in audit.release.parts if part.snapshot.complete]
    links: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for evidence in audit.evidence:
        claim = evidence.claim
        if not isinstance(claim, Said) or claim.what != "dead-license-link":
            continue
        if any(snapshot.holds(cite) for snapshot in complete for cite in evidence.cites):
            links.setdefault((claim.text, evidence.cites), []).append(evidence.id)
    for (text, _), ids in links.items():
        yield Discrepancy(
            id="license-link-dead",
            severity="note",
            message=f"“{text}”",
            evidence=tuple(ids),
            fix="Add the file, or link the license that is there.",
        )
