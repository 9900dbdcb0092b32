"""Under which terms: licenses, the freedoms that they leave, and terms beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from howopen.frameworks.facts import Facts, Outcome, hull, ids
from howopen.frameworks.predicates.availability import available
from howopen.frameworks.predicates.values import (
    MET,
    NOT_MET,
    PARTLY,
    PARTLY_AT_LEAST,
    UNKNOWN,
)
from howopen.frameworks.terms import Grant, Grants, further, grants
from howopen.frameworks.vocabulary import about_terms
from howopen.licenses.approval import approved, members
from howopen.licenses.freedoms import Freedom, State, conflicts
from howopen.licenses.known_clauses import known_clauses
from howopen.schema import Available, Bounds, Clause, License

FREEDOMS: Mapping[State, Bounds] = {
    "kept": MET,
    "restricted": PARTLY,
    "broken": NOT_MET,
    "unclear": UNKNOWN,
}

MOST_NAME = 60
"""Characters of the first words of a text that stand for its name."""

Value = tuple[Bounds, str, tuple[str, ...]]
"""What one license comes to, why, and the evidence beside the license itself."""


@about_terms(License, Clause)
def licensed(facts: Facts, component: str, group: str) -> Outcome:
    """Whether the component is under a license of the group.

    Which license decides: `howopen.frameworks.terms`. A text that is no known license, and has a
    clause that conflicts with the Open Source Definition, is of no group of open licenses; without
    such a clause it is unknown. No license is ever assumed.
    """
    return _over(facts, component, lambda grant: _in_group(grant, facts.groups[group]))


@about_terms(License, Clause)
def open_data(facts: Facts, component: str) -> Outcome:
    """Whether the terms of the component conform to the Open Definition."""
    return _over(
        facts,
        component,
        lambda g: (g.conclusion.open_data.bounds, f"{_name(g)}: {g.conclusion.open_data.why}", ()),
    )


@about_terms(License, Clause)
def free(facts: Facts, component: str, freedom: str) -> Outcome:
    """Whether the terms leave a freedom: kept is met, restricted partly, broken not met."""

    def value(grant: Grant) -> Value:
        left: Freedom = getattr(grant.conclusion, freedom)
        kinds = ", ".join(dict.fromkeys(clause.kind for clause in left.clauses))
        why = f"{_name(grant)}: {freedom} {left.state}" + (f" ({kinds})" if kinds else "")
        bounds = FREEDOMS[left.state]
        if not grant.checked and left.state == "restricted":
            bounds = Bounds(0, bounds.hi)  # a clause that breaks it may have been missed
        return bounds, why, grant.evidence(left.clauses)

    return _over(facts, component, value)


@about_terms(License, Clause)
def ai_act_terms(facts: Facts, component: str) -> Outcome:
    """Whether the terms pass the license test of the EU AI Act's open-source exemption.

    Commission guidelines C(2025) 5045, paragraphs 76 to 84. Safety terms that paragraph 84 may
    tolerate, and terms beside the license, need a person: unknown.
    """

    def value(grant: Grant) -> Value:
        test = grant.conclusion.ai_act
        said = f" (paragraph {', '.join(test.paragraphs)})" if test.paragraphs else ""
        word = {MET: "passes", NOT_MET: "does not pass"}.get(test.bounds, "needs review")
        return test.bounds, f"{_name(grant)} {word}{said}", grant.evidence(test.clauses)

    outcome = _over(facts, component, value)
    beside = further(facts)
    if outcome.bounds.lo == 0 or not conflicts(stated.claim for stated in beside):
        return outcome
    why = f"{outcome.why}; {_beside(facts)}"
    return Outcome(Bounds(0, outcome.bounds.hi), why, (*outcome.evidence, *ids(beside)))


@about_terms(Clause, Available)
def no_further_terms(facts: Facts, component: str) -> Outcome:
    """Whether nothing but the license stands before the use of the component.

    Met only if a use policy was looked for and is not there, and nothing must be accepted first.
    Whether terms beside the license bind, and whether they restrict, needs a reader: unknown.
    """
    policy = available(facts, "acceptable-use-policy")
    beside = further(facts)
    if not beside:
        bounds = MET if policy.bounds == NOT_MET else UNKNOWN
        return Outcome(bounds, f"use policy: {policy.why}", policy.evidence)
    why = f"{component}: {_beside(facts)}"
    return Outcome(UNKNOWN, why, (*policy.evidence, *ids(beside)))


def _beside(facts: Facts) -> str:
    beside = further(facts)
    found = conflicts(stated.claim for stated in beside) or {s.claim.kind for s in beside}
    return f"beside the license stand terms on {', '.join(sorted(found))}; needs a reader"


# ---------------------------------------------------------------------------- of several licenses
def _over(facts: Facts, component: str, value: Callable[[Grant], Value]) -> Outcome:
    """What all licenses that decide come to; licenses of parts can only weaken that."""
    found = grants(facts, component)
    if not found.every:
        return Outcome(UNKNOWN, "no license found" + facts.unseen(component))
    if not found.whole and not found.parts:
        return Outcome(UNKNOWN, _unnamed(found), ids(grant.stated for grant in found.unnamed))
    values = [value(grant) for grant in found.whole]
    parts = [value(grant) for grant in found.parts]
    bounds = _with_parts([v[0] for v in values], [v[0] for v in parts])
    why = "; ".join(dict.fromkeys(v[1] for v in values))
    if values and max(v[0].lo for v in values) > min(v[0].hi for v in values):
        why = f"conflict: {why}"
    if bounds != (values[0][0] if values else None):
        named = zip(parts, found.parts, strict=True)
        why = "; ".join(filter(None, (why, *(f"{g.claim.covers}: {v[1]}" for v, g in named))))
    if found.unnamed and bounds.lo > 0:
        bounds, why = Bounds(0, bounds.hi), f"{why}; {_unnamed(found)}"
    cited = [id_ for v in (*values, *parts) for id_ in v[2]]
    licenses = ids(grant.stated for grant in found.every)
    return Outcome(bounds, why, tuple(dict.fromkeys((*licenses, *cited))))


def _unnamed(found: Grants) -> str:
    said = "; ".join(f"“{grant.claim.said}”" for grant in found.unnamed[:2])
    return f"terms that are not identified are said to hold: {said}"


def _with_parts(whole: Sequence[Bounds], parts: Sequence[Bounds]) -> Bounds:
    """The bounds of a component from those of licenses of all of it and of parts of it.

    A part under worse terms than the whole leaves it at least partly under them, and whether that
    part is needed is not known; likewise the other way round.
    """
    if not whole:
        every = hull(parts)
        return every if every == NOT_MET else PARTLY_AT_LEAST if every == MET else UNKNOWN
    bounds = hull(whole)
    if all(part == bounds for part in parts):
        return bounds
    if bounds == MET:
        return PARTLY_AT_LEAST
    return Bounds(0, 0.5) if bounds == NOT_MET else bounds


def _in_group(grant: Grant, group: Collection[str]) -> Value:
    """Whether the license is of the group; a text of no known name can only be refuted."""
    claim = grant.claim
    if claim.expression is not None:
        approval = approved(claim.expression, group)
        if approval.bounds == NOT_MET and _some_of(claim, group):
            why = f"several licenses stand in one file, for which parts is not said: {approval.why}"
            return UNKNOWN, why, ()
        return approval.bounds, approval.why, ()
    against = {c.kind for c, _ in grant.clauses if conflicts([c])}
    record = known_clauses(claim.base) if claim.base else None
    if claim.base and approved(claim.base, group).bounds == MET:
        # What the group accepts in the text that this one is made of does not refute it.
        against = against - set(record.kinds) if record else _refuting(claim.base, against)
    if against:
        why = f"{_name(grant)}: {grant.conclusion.osi.why}"
        return NOT_MET, why, grant.evidence([c for c, _ in grant.clauses if c.kind in against])
    return UNKNOWN, f"the license is not identified ({_name(grant)})", ()


def _some_of(claim: License, group: Collection[str]) -> bool:
    """Whether a file holds several licenses, and one of them is of the group."""
    several = members(claim.expression) if claim.expression else ()
    return claim.where == "file" and any(approved(one, group).bounds == MET for one in several)


def _refuting(base: str, against: set[str]) -> set[str]:
    """What conflicts in a text of which clauses are not on record: nothing, if OSI rejects it."""
    return against if approved(base, ["osi"]).bounds == MET else set()


def _name(grant: Grant) -> str:
    """The license by its id, or by the first words of its text and what it resembles."""
    claim = grant.claim
    if claim.expression:
        return claim.expression
    said = claim.said.partition(" (LicenseRef")[0][:MOST_NAME] or "no title"
    return f"“{said}”" + (f", near {claim.base}" if claim.base else "")
