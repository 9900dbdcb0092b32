"""Whether a license settles a call: what is proposed is never refused by the framework itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from howopen.frameworks.planning.search import Aim
from howopen.licenses.approval import LISTS, approved
from howopen.licenses.freedoms import FREEDOMS, conclude
from howopen.licenses.known_clauses import known_clauses
from howopen.schema import Bounds

Groups = Mapping[str, Collection[str]]

MET = Bounds(1, 1)

MOST = 3
"""Licenses that are proposed."""


def fits(expression: str | None, aim: Aim, groups: Groups) -> bool:
    """Whether a component under this license meets the call for certain."""
    if expression is None:
        return False
    if aim.predicate in ("licensed", "description_licensed"):
        return approved(expression, groups[aim.arguments[-1]]).bounds == MET
    record = known_clauses(expression)
    conclusion = conclude(record.clauses() if record else (), expression)
    match aim.predicate:
        case "open_data":
            return conclusion.open_data.bounds == MET
        case "ai_act_terms":
            return conclusion.ai_act.bounds == MET
        case "free" if aim.arguments[-1] in FREEDOMS:
            return bool(getattr(conclusion, aim.arguments[-1]).state == "kept")
    return True


def fitting(licenses: Iterable[str], aims: Collection[Aim], groups: Groups) -> tuple[str, ...]:
    """The first few licenses that settle all of the calls; else those that the groups name."""
    asked = [aim.arguments[-1] for aim in aims if "licensed" in aim.predicate]
    named = [member for group in asked for member in groups[group] if member not in LISTS]
    good = [
        license_
        for license_ in dict.fromkeys((*licenses, *named))
        if all(fits(license_, aim, groups) for aim in aims)
    ]
    return tuple(good[:MOST])
