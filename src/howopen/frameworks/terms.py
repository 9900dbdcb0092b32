"""Which terms a component is under, concluded from all that is stated, by one order.

1. What is stated of the component itself; else of all parts of its kind, in a snapshot where it
   was seen ("the code is under ..."); else of the whole of it. The first that speaks decides.
2. Of several statements on one step, those of the strongest basis: a text before words about it.
3. A tag or a package field does not say what it is about: against a text for more than it, it does
   not decide alone. A sentence that names the component does.
4. A sentence that names terms nobody knows ("our model license") does not decide: it may refer to
   what a farther step says, or to other terms, so it only takes certainty away from that. One that
   itself says what is forbidden ("for non-commercial use only") are terms like others.
5. What decides must agree; otherwise it is a conflict, and is kept as one. Nothing is defaulted.

A statement about a part of a component (`License.covers`) never decides for all of it.
Sources: design, principles 1, 2 and 4; the order of kinds is that of the global licenses of the
Model Openness Tool (distribution, then code, data, documents, then the component).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple

from howopen.components import COMPONENTS, WHOLE_OF
from howopen.frameworks.facts import BASES, Facts, Stated, strongest
from howopen.licenses.freedoms import Conclusion, conclude
from howopen.licenses.known_clauses import checked, known_clauses
from howopen.schema import Available, Clause, License

TEXTS = ("file", "gate")
"""Where a license stands with its own words, so that its clauses can be quoted."""

TAGS = ("card", "metadata", "header")
"""Names of licenses that do not say what they are about."""

COLLECTIVE = frozenset({*WHOLE_OF.values(), "distribution"})
"""Components that stand for all parts of a kind, in each snapshot for itself."""

NOT_THERE = ("promised", "withdrawn", "withheld", "absent")


class Grant(NamedTuple):
    """A license that decides on a component, its clauses, and what follows from them.

    Attributes:
        stated: The license.
        clauses: Each with the evidence that it rests on: itself where the text was read, or the
            license where the clauses are those on record for its name.
        conclusion: What follows from the clauses.
        checked: A person has checked the clauses of this license; else some may have been missed.
    """

    stated: Stated[License]
    clauses: tuple[tuple[Clause, str], ...]
    conclusion: Conclusion
    checked: bool

    @property
    def claim(self) -> License:
        """What is stated."""
        return self.stated.claim

    def evidence(self, clauses: Sequence[Clause]) -> tuple[str, ...]:
        """Ids of the evidence for some of the clauses."""
        return tuple(dict.fromkeys(id_ for clause, id_ in self.clauses if clause in clauses))


class Grants(NamedTuple):
    """All that decides on a component.

    Attributes:
        whole: The licenses of all of it; several, if statements stand side by side.
        parts: The licenses of parts of it.
        unnamed: What is said of it and names no license that is known.
    """

    whole: tuple[Grant, ...]
    parts: tuple[Grant, ...]
    unnamed: tuple[Grant, ...] = ()

    @property
    def every(self) -> tuple[Grant, ...]:
        """All of them."""
        return (*self.whole, *self.parts, *self.unnamed)


def grants(facts: Facts, component: str) -> Grants:
    """The licenses that decide on a component."""
    if component not in facts.decided:
        decided = (
            tuple(_grant(facts, stated) for stated in found)
            for found in _deciding(facts, component)
        )
        facts.decided[component] = Grants(*decided)
    return facts.decided[component]


def further(facts: Facts) -> list[Stated[Clause]]:
    """Clauses of terms beside the license: of use policies, and of what must be accepted first."""
    policies = facts.about("acceptable-use-policy", Clause)
    texts = {
        s.evidence.document for s in facts.about("distribution", License) if s.claim.where in TEXTS
    }
    beside = [s for s in facts.about("distribution", Clause) if s.evidence.document not in texts]
    return policies + beside


def _deciding(
    facts: Facts, component: str
) -> tuple[list[Stated[License]], list[Stated[License]], list[Stated[License]]]:
    """Statements that decide for all of the component, those about parts, and unnamed ones."""
    whole: list[Stated[License]] = []
    parts: list[Stated[License]] = []
    unnamed: list[Stated[License]] = []
    for step in _steps(facts, component):
        reach = [(s, _reach(facts, component, s)) for s in step if not _is_unnamed(facts, s)]
        parts += [stated for stated, covered in reach if covered == "part"]
        entire = [stated for stated, covered in reach if covered == "all"]
        nearer = [stated for stated in entire if stated.claim.covers]
        weakest = max((_rank(stated) for stated in whole), default=len(BASES))
        whole += nearer or [stated for stated in entire if _rank(stated) < weakest]
        if any(stated.claim.where not in TAGS for stated in whole):
            break
        unnamed += [stated for stated in step if _is_unnamed(facts, stated)]
    return whole, parts, unnamed


def _is_unnamed(facts: Facts, stated: Stated[License]) -> bool:
    if stated.claim.where != "prose" or stated.claim.expression is not None:
        return False
    return not _said(facts, stated)


def _steps(facts: Facts, component: str) -> Iterator[list[Stated[License]]]:
    """Statements about the component, about its kind, and about the whole, nearest first."""
    own = facts.about(component, License)
    if component in COLLECTIVE:
        yield _strongest_in_each(facts, own, {n for s in own for n in facts.snapshots(s.evidence)})
        return
    yield _strongest_of(facts, own)
    seen = seen_in(facts, component)
    kind = WHOLE_OF.get(COMPONENTS[component].kind, "distribution")
    for wider in dict.fromkeys((kind, "distribution")):
        yield _strongest_in_each(facts, facts.about(wider, License), seen)


def _strongest_in_each(
    facts: Facts, stated: Sequence[Stated[License]], snapshots: Collection[str]
) -> list[Stated[License]]:
    """What counts in each of the snapshots: a text in one does not overrule a tag in another."""
    in_each = (
        [one for one in stated if snapshot in facts.snapshots(one.evidence)]
        for snapshot in sorted(snapshots)
    )
    return [one for there in in_each for one in _strongest_of(facts, there)]


def _strongest_of(facts: Facts, stated: Sequence[Stated[License]]) -> list[Stated[License]]:
    """Those of the strongest basis that are about all of it, and all about parts of it."""
    aside = [s for s in stated if s.claim.covers or _is_unnamed(facts, s)]
    return [*strongest([s for s in stated if s not in aside]), *aside]


def _reach(
    facts: Facts, component: str, stated: Stated[License]
) -> Literal["all", "part", "nothing"]:
    """How much of the component a statement is about.

    One about a folder is about all of what was seen nowhere but in that folder.
    """
    covers = stated.claim.covers
    if not covers:
        return "all"
    if not covers.endswith("/"):
        return "part"
    folders = [f"{snapshot}/{covers}" for snapshot in facts.snapshots(stated.evidence)]
    places = [cite for item in _observed(facts, component) for cite in item.evidence.cites]
    inside = [any(place.startswith(folder) for folder in folders) for place in places]
    return "nothing" if not any(inside) else "all" if all(inside) else "part"


def seen_in(facts: Facts, component: str) -> set[str]:
    """Snapshots in which the component was seen.

    Only what was observed there, or vouched for: a card that names data elsewhere says nothing of
    the terms of the data.
    """
    return {
        snapshot
        for item in _observed(facts, component)
        for snapshot in facts.snapshots(item.evidence)
    }


def _observed(facts: Facts, component: str) -> list[Stated[Available]]:
    """Where something of the component was seen."""
    return [
        item
        for item in facts.about(component, Available)
        if item.evidence.basis in ("observed", "attested") and item.claim.state not in NOT_THERE
    ]


def _rank(stated: Stated[License]) -> int:
    return BASES.index(stated.evidence.basis)


def _grant(facts: Facts, stated: Stated[License]) -> Grant:
    clauses = _clauses(facts, stated)
    known = stated.claim.expression
    complete = checked(known)
    conclusion = conclude([clause for clause, _ in clauses], known, complete=complete)
    return Grant(stated, tuple(clauses), conclusion, complete)


def _clauses(facts: Facts, stated: Stated[License]) -> list[tuple[Clause, str]]:
    """The clauses that stand in the text, or those on record for the license's name."""
    claim = stated.claim
    if claim.where in TEXTS:
        document = stated.evidence.document
        read = [
            (one.claim, one.evidence.id)
            for one in facts.about(stated.evidence.component, Clause)
            if one.evidence.document == document
        ]
        if read:
            return read
    if claim.where == "prose" and claim.expression is None:
        return _said(facts, stated)
    record = known_clauses(claim.expression) if claim.expression else None
    return [(clause, stated.evidence.id) for clause in record.clauses()] if record else []


def _said(facts: Facts, stated: Stated[License]) -> list[tuple[Clause, str]]:
    """The clauses of the very sentence that states a license."""
    place = stated.evidence.cites
    return [
        (one.claim, one.evidence.id)
        for one in facts.about(stated.evidence.component, Clause)
        if one.evidence.cites == place
    ]
