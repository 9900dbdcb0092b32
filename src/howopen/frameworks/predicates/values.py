"""What predicates come to, and how several values become one."""

from __future__ import annotations

from collections.abc import Sequence

from howopen.frameworks.facts import ClaimType, Outcome, Stated, hull, ids
from howopen.schema import Bounds

MET, PARTLY, NOT_MET = Bounds(1, 1), Bounds(0.5, 0.5), Bounds(0, 0)
UNKNOWN = Bounds(0, 1)
PARTLY_AT_LEAST = Bounds(0.5, 1)
"""Something is there; whether it is all that is asked for needs a reader."""


def settled(values: list[tuple[Bounds, str]], stated: Sequence[Stated[ClaimType]]) -> Outcome:
    """One value if all agree, else the hull of them; everything is cited."""
    bounds = hull(value for value, _ in values)
    why = "; ".join(dict.fromkeys(reason for _, reason in values))
    if max(value.lo for value, _ in values) > min(value.hi for value, _ in values):
        why = f"conflict: {why}"
    return Outcome(bounds, why, ids(stated))
