"""What disagrees: two pieces of evidence, or a claim and the evidence. One file each."""

from __future__ import annotations

from howopen.discrepancies.registry import kinds
from howopen.schema import Audit, Discrepancy


def contrast(audit: Audit) -> tuple[Discrepancy, ...]:
    """All discrepancies of an assessed audit."""
    return tuple(found for kind in kinds() for found in kind.contrast(audit))
