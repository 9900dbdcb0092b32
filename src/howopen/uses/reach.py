"""Whether a clause that depends on size or place reaches a situation."""

from __future__ import annotations

from typing import Literal, NamedTuple

from howopen.schema import Clause, Threshold
from howopen.uses.situation import Situation, named

Reached = Literal["yes", "no", "unsaid", "unclear"]
"""``unsaid``: the situation does not say; ``unclear``: it does, and it cannot be compared (another
currency or period, no amount or place named)."""

MONTHS = 12

_COUNTED = ("users", "visits", "calls", "downloads")


class Reach(NamedTuple):
    """Whether a clause reaches a situation, with both sides of the comparison in words."""

    reached: Reached
    limit: str = ""
    said: str = ""


def reach(clause: Clause, situation: Situation) -> Reach | None:
    """Whether the situation is one that the clause is about; None if it does not depend on one."""
    if clause.kind == "territory":
        return _place(clause.details, situation)
    if clause.kind == "user-threshold":
        said = None if situation.users is None else f"{situation.users:,} users a month"
        return _amount(clause.thresholds, situation.users, said)
    if clause.kind == "revenue-threshold":
        said = None if situation.revenue is None else f"USD {situation.revenue:,.0f} a year"
        return _amount(clause.thresholds, situation.revenue, said)
    return None


def amount_words(threshold: Threshold) -> str:
    """The amount as people say it: ``700,000,000 users a month``, ``USD 1,000,000 a year``."""
    period = f" a {threshold.period}" if threshold.period else ""
    amount = f"{threshold.amount:,.0f}"
    if threshold.unit in _COUNTED:
        return f"{amount} {threshold.unit}{period}"
    return f"{threshold.unit} {amount}{period}"


def _place(left_out: tuple[str, ...], situation: Situation) -> Reach:
    limit, said = ", ".join(left_out), ", ".join(situation.places)
    if not left_out:
        return Reach("unclear", limit, said)
    if not situation.places:
        return Reach("unsaid", limit, said)
    inside = any(named(code).intersection(left_out) for code in situation.places)
    return Reach("yes" if inside else "no", limit, said)


def _amount(thresholds: tuple[Threshold, ...], amount: float | None, said: str | None) -> Reach:
    """Any threshold that is reached counts; none is ruled out unless all are."""
    limit = " or ".join(amount_words(threshold) for threshold in thresholds)
    if not thresholds:
        return Reach("unclear", limit, said or "")
    if amount is None or said is None:
        return Reach("unsaid", limit, "")
    found = [_above(threshold, amount) for threshold in thresholds]
    if True in found:
        return Reach("yes", limit, said)
    return Reach("unclear" if None in found else "no", limit, said)


def _above(threshold: Threshold, amount: float) -> bool | None:
    """Whether an amount, of users in a month or USD in a year, reaches a threshold.

    An amount equal to the threshold reaches it: texts write "more than" as well as "at least".
    Users of a month are users of a year and visit at least once, so they can reach such thresholds,
    and staying below in a month rules nothing out. Currencies are not converted.
    """
    if threshold.unit == "users" and threshold.period == "month":
        return amount >= threshold.amount
    if threshold.unit in ("users", "visits") and threshold.period != "day":
        return True if amount >= threshold.amount else None
    if threshold.unit == "USD" and threshold.period == "year":
        return amount >= threshold.amount
    if threshold.unit == "USD" and threshold.period == "month":
        return amount / MONTHS >= threshold.amount
    if threshold.unit == "USD" and not threshold.period:
        return True if amount >= threshold.amount else None
    return None
