"""The terms of each component of a release, as the audit keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from howopen.components import COMPONENTS
from howopen.frameworks.facts import Facts, hull
from howopen.frameworks.terms import NOT_THERE, Grant, grants
from howopen.licenses.freedoms import FREEDOMS, State
from howopen.licenses.taxonomy import Effect, kinds
from howopen.schema import Available, Duty, Evidence, Gap, License, Release, Terms


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
    every = (*found.whole, *found.parts)
    if not every:
        return None
    names = {grant.claim.expression for grant in found.whole}
    return Terms(
        component=component,
        expression=next(iter(names)) if len(names) == 1 and not found.parts else None,
        conflict=len(names) > 1,
        evidence=tuple(grant.stated.evidence.id for grant in every),
        freedoms={name: _freedom(every, name) for name in FREEDOMS},
        osi=hull(grant.conclusion.osi.bounds for grant in every),
        open_data=hull(grant.conclusion.open_data.bounds for grant in every),
        ai_act=hull(grant.conclusion.ai_act.bounds for grant in every),
        duties=_duties(every, "requires"),
        limits=_duties(every, "forbids"),
    )


def _freedom(every: Sequence[Grant], name: str) -> State:
    """What becomes of a freedom; unclear where the licenses differ."""
    states: set[State] = {getattr(grant.conclusion, name).state for grant in every}
    return states.pop() if len(states) == 1 else "unclear"


def _duties(every: Sequence[Grant], effect: Effect) -> tuple[Duty, ...]:
    """Each kind of clause with that effect, with all that says so."""
    found: dict[str, dict[str, None]] = {}
    for grant in every:
        for clause, id_ in grant.clauses:
            if kinds()[clause.kind].effect == effect:
                found.setdefault(clause.kind, {})[id_] = None
    return tuple(Duty(kind, tuple(ids)) for kind, ids in found.items())
