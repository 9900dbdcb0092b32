"""The terms of each component of a release, as the audit keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from howopen.components import COMPONENTS
from howopen.frameworks.facts import Facts, hull
from howopen.frameworks.terms import COLLECTIVE, NOT_THERE, Grant, Grants, grants
from howopen.licenses.freedoms import FREEDOMS, Conclusion, State
from howopen.licenses.taxonomy import Effect, kinds
from howopen.schema import Available, Bounds, Duty, Evidence, Gap, License, Release, Terms

NEVER = Bounds(0, 0)


def conclude_terms(
    release: Release, evidence: Iterable[Evidence], gaps: Sequence[Gap]
) -> tuple[Terms, ...]:
    """The terms of every component that is there, or that a license is stated for."""
    facts = Facts(release, evidence, gaps, {})
    return tuple(
        terms
        for component in COMPONENTS
        if component == "distribution" or _is_there(facts, component)
        if (terms := _terms(facts, component)) is not None
    )


def _is_there(facts: Facts, component: str) -> bool:
    states = [stated.claim.state for stated in facts.about(component, Available)]
    there = any(state not in NOT_THERE for state in states)
    return there or bool(facts.about(component, License))


def _terms(facts: Facts, component: str) -> Terms | None:
    found = grants(facts, component)
    every = found.every
    if not every or (component in COLLECTIVE and not found.whole):
        return None
    names = {grant.claim.expression for grant in (*found.whole, *found.parts)}
    agreed = len(names) == 1 and found.whole and not found.unnamed
    return Terms(
        component=component,
        expression=next(iter(names)) if agreed else None,
        conflict=_conflict(facts, found.whole),
        evidence=tuple(grant.stated.evidence.id for grant in every),
        freedoms={name: _freedom(found, name) for name in FREEDOMS},
        osi=_bounds(found, lambda conclusion: conclusion.osi.bounds),
        open_data=_bounds(found, lambda conclusion: conclusion.open_data.bounds),
        ai_act=_bounds(found, lambda conclusion: conclusion.ai_act.bounds),
        duties=_duties(every, "requires"),
        limits=_duties(every, "forbids"),
    )


def _conflict(facts: Facts, whole: Sequence[Grant]) -> bool:
    """Whether licenses differ that are stated of the same thing in the same place."""
    names: dict[str, set[str | None]] = {}
    for grant in whole:
        collective = grant.stated.evidence.component in COLLECTIVE
        places = facts.snapshots(grant.stated.evidence) if collective else {""}
        for place in places:
            names.setdefault(place, set()).add(grant.claim.expression)
    return any(len(found) > 1 for found in names.values())


def _bounds(found: Grants, value: Callable[[Conclusion], Bounds]) -> Bounds:
    """What all licenses come to; terms that are not identified take certainty away.

    Where what holds for the whole fails, better terms of a part do not mend that.
    """
    if found.whole and all(value(grant.conclusion) == NEVER for grant in found.whole):
        return NEVER
    named = (*found.whole, *found.parts)
    bounds = hull(value(grant.conclusion) for grant in named or found.unnamed)
    return Bounds(0, bounds.hi) if found.unnamed else bounds


def _freedom(found: Grants, name: str) -> State:
    """What becomes of a freedom; unclear where the licenses differ.

    Where all that holds for the whole breaks it, better terms of a part do not mend that.
    """

    def states(licenses: Iterable[Grant]) -> set[State]:
        return {getattr(grant.conclusion, name).state for grant in licenses}

    if states(found.whole) == {"broken"}:
        return "broken"
    named = states((*found.whole, *found.parts) or found.unnamed)
    if len(named) > 1 or (found.unnamed and "kept" in named):
        return "unclear"
    return named.pop()


def _duties(every: Sequence[Grant], effect: Effect) -> tuple[Duty, ...]:
    """Each kind of clause with that effect, with all that says so."""
    found: dict[str, dict[str, None]] = {}
    for grant in every:
        for clause, id_ in grant.clauses:
            if kinds()[clause.kind].effect == effect:
                found.setdefault(clause.kind, {})[id_] = None
    return tuple(Duty(kind, tuple(ids)) for kind, ids in found.items())
