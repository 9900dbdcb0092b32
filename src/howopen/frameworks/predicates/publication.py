"""What was published in part, of which base, and with which papers."""

from __future__ import annotations

from howopen.frameworks.facts import Facts, Outcome, ids
from howopen.frameworks.predicates.availability import available
from howopen.frameworks.predicates.documents import listed
from howopen.frameworks.predicates.values import (
    MET,
    NOT_MET,
    PARTLY,
    PARTLY_AT_LEAST,
    UNKNOWN,
)
from howopen.frameworks.vocabulary import predicate
from howopen.schema import Available, Bounds, Compute, Dataset, Document, Lineage


@predicate(Available)
def in_part(facts: Facts, component: str) -> Outcome:
    """Whether the component can be had at all: like `available`, and never more than partly.

    For rules by which some parts are partly, and all of them are met.
    """
    outcome = available(facts, component)
    lo, hi = min(outcome.bounds.lo, PARTLY.lo), min(outcome.bounds.hi, PARTLY.hi)
    return Outcome(Bounds(lo, hi), outcome.why, outcome.evidence)


@predicate(Available, Dataset)
def sources(facts: Facts, component: str) -> Outcome:
    """Whether data is shared, or its sources are open for inspection.

    As `available` says; where datasets are listed so that each can be found, partly at least,
    because whether they are all needs a reader.
    """
    shared, listing = available(facts, component), listed(facts, component)
    if shared.bounds == MET or not listing.evidence:
        return shared
    why = f"{listing.why}; shared: {shared.why}"
    bounds = Bounds(max(shared.bounds.lo, listing.bounds.lo), listing.bounds.hi)
    return Outcome(bounds, why, tuple(dict.fromkeys((*listing.evidence, *shared.evidence))))


@predicate(Lineage, Compute)
def separate_base(facts: Facts) -> Outcome:
    """Whether the model was made from another one.

    Met if the publisher names it; not met if the publisher names none and speaks of a pre-training
    of this model. Both: unknown, for the words may be about the base.
    """
    named = facts.about("weights", Lineage)
    told = [c for c in facts.about("weights", Compute) if c.claim.scope == "pretraining"]
    if named and told:
        why = "a base is named, and a pre-training is told of"
        return Outcome(UNKNOWN, why, ids(named) + ids(told))
    if named:
        bases = ", ".join(dict.fromkeys(item.claim.base for item in named))
        return Outcome(MET, f"its base is {bases}", ids(named))
    if told:
        return Outcome(NOT_MET, "no base is named, and a pre-training is told of", ids(told))
    return Outcome(UNKNOWN, "no base is named, and no pre-training told of")


@predicate(Document)
def preprinted(facts: Facts) -> Outcome:
    """Whether the publisher names an archived preprint; how much it details needs a reader."""
    return _named(facts, "preprint")


@predicate(Document)
def peer_reviewed(facts: Facts) -> Outcome:
    """Whether the publisher names a paper in proceedings or a journal; likewise.

    Not met only if no paper is available at all.
    """
    return _named(facts, "paper")


def _named(facts: Facts, kind: str) -> Outcome:
    found = [d for d in facts.about("research-paper", Document) if d.claim.kind == kind]
    if found:
        return Outcome(
            PARTLY_AT_LEAST, f"a {kind} is named; what it details needs a reader", ids(found)
        )
    paper = available(facts, "research-paper")
    if paper.bounds == NOT_MET:
        return paper
    return Outcome(UNKNOWN, f"no {kind} was recognized" + facts.unseen("research-paper"))
