"""Under which terms: licenses, and what they are approved as."""

from __future__ import annotations

from collections.abc import Collection

from howopen.frameworks.facts import BASES, Facts, Outcome, Stated, strongest
from howopen.frameworks.predicates.availability import AVAILABILITY
from howopen.frameworks.predicates.values import NOT_MET, UNKNOWN, settled
from howopen.frameworks.vocabulary import predicate
from howopen.licenses.approval import approved
from howopen.schema import Available, Bounds, License


@predicate
def licensed(facts: Facts, component: str, group: str) -> Outcome:
    """Whether the component is under a license of the group.

    What counts is a license stated for the component itself; without one, the license of the whole
    of a snapshot in which the component was seen. Several snapshots must agree. A license stated
    for the component on a weaker basis than that of the whole (a tag against a LICENSE text) does
    not overrule it: where they differ, the answer is unknown. No license is ever assumed.
    """
    own = strongest(facts.about(component, License))
    deciding = list(own)
    for whole in _licenses_of_whole(facts, component):
        if not own or _rank(whole) < _rank(own):
            deciding += whole
    if not deciding:
        return Outcome(UNKNOWN, "no license found" + facts.unseen(component))
    return settled([_license(item.claim, facts.groups[group]) for item in deciding], deciding)


def _licenses_of_whole(facts: Facts, component: str) -> list[list[Stated[License]]]:
    """For each snapshot in which the component was seen: the licenses of the whole of it.

    Only what was observed there: a card that names data elsewhere says nothing of the terms of
    the data.
    """
    seen = {
        snapshot
        for item in facts.about(component, Available)
        if item.evidence.basis == "observed" and AVAILABILITY[item.claim.state] != NOT_MET
        for snapshot in facts.snapshots(item.evidence)
    }
    stated = facts.about("distribution", License)
    in_each = (
        strongest([item for item in stated if snapshot in facts.snapshots(item.evidence)])
        for snapshot in sorted(seen)
    )
    return [licenses for licenses in in_each if licenses]


def _rank(stated: list[Stated[License]]) -> int:
    return BASES.index(stated[0].evidence.basis)


def _license(claim: License, group: Collection[str]) -> tuple[Bounds, str]:
    if claim.expression is None:
        return UNKNOWN, f"the license is not identified ({claim.said or 'no title'})"
    approval = approved(claim.expression, group)
    return approval.bounds, approval.why
