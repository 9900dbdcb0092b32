"""The publisher says "open source", and the evidence proves that the definition is not met.

What: words of the release call the model open source, and its OSAID 1.0 assessment has a criterion
that is proven not to be met.
Why it matters: "open source" promises the freedom to use, study, modify and share, and what that
takes.
Not this: an assessment that is only undecided; words about the code alone; "open weights".
Fix: release what is missing, or say "open weights".
Source: OSAID 1.0 applies to whatever is called an open source model or open source weights.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.discrepancies.registry import discrepancy
from howopen.schema import Audit, Discrepancy, Said


@discrepancy("called-open-source")
def contrast(audit: Audit) -> Iterator[Discrepancy]:
    """Yield at most one discrepancy, which quotes the first such words."""
    words = [
        e for e in audit.evidence if isinstance(e.claim, Said) and e.claim.what == "open-source"
    ]
    failed = [
        finding
        for assessment in audit.assessments
        if assessment.framework == "osaid-1.0"
        for finding in assessment.findings
        if finding.verdict == "not-met"
    ]
    if words and failed and isinstance(words[0].claim, Said):
        missing = ", ".join(finding.criterion for finding in failed)
        yield Discrepancy(
            id="called-open-source",
            severity="warning",
            message=f"“{words[0].claim.text}” — OSAID 1.0 is not met: {missing}",
            evidence=(*(e.id for e in words), *(id_ for f in failed for id_ in f.evidence)),
            fix="Release what is missing, or call it open weights.",
        )
