"""What may be done with an audited release: its terms, put to the question."""

from __future__ import annotations

from collections.abc import Iterator

from howopen.frameworks.facts import Facts, Stated
from howopen.frameworks.terms import NOT_THERE, Grant, further, grants
from howopen.schema import Audit, Available, Clause, License, Lineage
from howopen.uses import Answer, Situation, answer, uses
from howopen.uses import terms as known


def may(audit: Audit, use: str, situation: Situation) -> Answer:
    """Whether the release may be used so.

    Raises:
        UsageError: There is no such use.
    """
    facts = Facts(audit.release, audit.evidence, audit.gaps, {})
    asked = uses().get(use)
    touched = (*asked.needs, *asked.beside) if asked else ()
    return answer(use, situation, [terms for name in touched for terms in _terms(facts, name)])


def _terms(facts: Facts, component: str) -> Iterator[known.Terms]:
    """The terms of a component that was seen, or that a license is stated for."""
    found = grants(facts, component)
    every = found.every
    states = [stated.claim.state for stated in facts.about(component, Available)]
    if not every and all(state in NOT_THERE for state in states):
        return
    weights = component == "weights"
    names = {grant.claim.expression or grant.claim.said for grant in found.whole}
    yield known.Terms(
        component,
        tuple(_stated(facts, grant) for grant in every),
        conflict=len(names) > 1,
        further=tuple(_cited(clause) for clause in further(facts)) if weights else (),
        bases=tuple(_bases(facts)) if weights else (),
    )


def _stated(facts: Facts, grant: Grant) -> known.Stated:
    clauses = tuple(
        known.Cited(clause, id_, facts.cite(id_) if clause.quote else "")
        for clause, id_ in grant.clauses
    )
    return known.Stated(grant.claim, clauses, grant.stated.evidence.cites)


def _cited(stated: Stated[Clause]) -> known.Cited:
    evidence = stated.evidence
    return known.Cited(stated.claim, evidence.id, next(iter(evidence.cites), ""))


def _bases(facts: Facts) -> Iterator[known.Base]:
    """The models it is derived from, with what the release itself says of their license."""
    stated = facts.about("base-model", License)
    said = tuple(known.Stated(s.claim, (), s.evidence.cites) for s in stated)
    names = dict.fromkeys(s.claim.base for s in facts.about("weights", Lineage))
    for name in names:
        yield known.Base(name, known.Terms("weights", said) if said and len(names) == 1 else None)
    if said and not names:
        yield known.Base("that the release is made of", known.Terms("weights", said))
