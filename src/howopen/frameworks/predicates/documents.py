"""What documents say of a component, and what only a reader can tell."""

from __future__ import annotations

from collections.abc import Mapping

from howopen.components import COMPONENTS
from howopen.frameworks.facts import Facts, Outcome, Stated, hull, ids, strongest
from howopen.frameworks.predicates.availability import available
from howopen.frameworks.predicates.licenses import free, licensed
from howopen.frameworks.predicates.values import MET, NOT_MET, PARTLY_AT_LEAST, UNKNOWN
from howopen.frameworks.vocabulary import about_terms, predicate
from howopen.licenses.freedoms import FREEDOMS
from howopen.schema import Available, Clause, Dataset, Document, License

DESCRIBED_IN: Mapping[str, tuple[str, ...]] = {
    "training-data": ("data-card", "model-card", "technical-report", "research-paper"),
    "evaluation-data": ("data-card", "model-card", "technical-report", "research-paper"),
}
"""Documents that may describe a component; for any other: `_DOCUMENTS`."""

_DOCUMENTS = ("model-card", "technical-report", "research-paper")

_LISTS = ("released", "reconstructable", "itemized")
"""Steps of `Dataset.ladder` from which one learns what exactly the data is."""

_KEPT = ("gated", "withdrawn")
"""Steps of `Dataset.ladder` on which not everyone can get the data."""


@predicate(Document, Available)
def described(facts: Facts, component: str, section: str) -> Outcome:
    """Whether the component, or a card or report that may describe it, has the section.

    Partly at least: whether it says everything needs a reader. Not met only if none of the
    documents is available.
    """
    stated = [item for item in _documents(facts, component) if section in item.claim.sections]
    if stated:
        kinds = ", ".join(sorted({item.claim.kind for item in stated}))
        why = f"described ({kinds}); whether completely needs a reader"
        return Outcome(PARTLY_AT_LEAST, why, ids(stated))
    outcomes = [available(facts, document) for document in _describing(component)]
    if all(outcome.bounds.hi == 0 for outcome in outcomes):
        cited = dict.fromkeys(id_ for outcome in outcomes for id_ in outcome.evidence)
        return Outcome(NOT_MET, "no document that could describe it is available", tuple(cited))
    return Outcome(UNKNOWN, f"no section on {section} was recognized" + facts.unseen(component))


@about_terms(Document, License, Clause)
def description_licensed(facts: Facts, component: str, section: str, group: str) -> Outcome:
    """Whether the documents that have the section are under a license of the group.

    Terms that are not of the group and leave every freedom are unknown: whether they will do for a
    document is a reader's choice. Likewise which of several documents is needed, if they differ.
    """
    stated = [item for item in _documents(facts, component) if section in item.claim.sections]
    documents = dict.fromkeys(item.evidence.component for item in stated)
    if not documents:
        return Outcome(UNKNOWN, f"no document with a section on {section} was recognized")
    outcomes = [_terms_of(facts, document, group) for document in documents]
    why = "; ".join(f"{name}: {o.why}" for name, o in zip(documents, outcomes, strict=True))
    cited = dict.fromkeys(id_ for outcome in outcomes for id_ in outcome.evidence)
    return Outcome(hull(outcome.bounds for outcome in outcomes), why, tuple(cited))


def _terms_of(facts: Facts, document: str, group: str) -> Outcome:
    """What the terms of a document come to."""
    outcome = licensed(facts, document, group)
    if outcome.bounds != NOT_MET:
        return outcome
    left = [free(facts, document, freedom).bounds for freedom in FREEDOMS]
    if any(bounds != MET for bounds in left):
        return outcome
    why = f"{outcome.why}; it leaves every freedom, whether that will do needs a reader"
    return Outcome(UNKNOWN, why, outcome.evidence)


@predicate(Dataset)
def listed(facts: Facts, component: str) -> Outcome:
    """Whether the datasets are listed so that each can be found.

    Partly at least, from the first that is: whether the list has all of them needs a reader.
    """
    stated = strongest(facts.about(component, Dataset))
    found = [item for item in stated if item.claim.ladder in _LISTS]
    if found:
        why = f"{len(found)} with their place; whether that is all needs a reader"
        return Outcome(PARTLY_AT_LEAST, why, ids(found))
    if stated:
        return Outcome(UNKNOWN, "datasets are named, and not where to get them", ids(stated))
    return Outcome(UNKNOWN, "no dataset is named" + facts.unseen(component))


@predicate(Available, Dataset)
def shared(facts: Facts, component: str) -> Outcome:
    """Whether the data that may be shared is shared.

    Met if all of the data can be had, or if somebody vouches for a list of datasets of which those
    that may be shared are released; partly at least if it is howopen's own list. Not met if one
    that may be shared was withdrawn or is not given to everyone. Source: FAQ of OSAID 1.0 on the
    four classes of data.
    """
    there = available(facts, component)
    if there.bounds == MET:
        return there
    stated = strongest(facts.about(component, Dataset))
    kept = [s for s in stated if s.claim.sharing == "open" and s.claim.ladder in _KEPT]
    if kept:
        named = ", ".join(s.claim.ref for s in kept)
        return Outcome(NOT_MET, f"may be shared, and is not: {named}", ids(kept))
    settled = [s for s in stated if s.claim.sharing != "unknown"]
    free = [s for s in settled if s.claim.sharing == "open"]
    if stated and len(settled) == len(stated) and all(s.claim.ladder in _LISTS for s in free):
        why = f"{len(free)} of {len(stated)} datasets may be shared, and can be had"
        vouched = all(s.evidence.basis == "attested" for s in stated)
        return Outcome(MET if vouched else PARTLY_AT_LEAST, why, ids(stated))
    return Outcome(
        UNKNOWN, f"which of the data may be shared is not known; {there.why}", ids(stated)
    )


@predicate()
def undecided(_facts: Facts, reason: str) -> Outcome:
    """Unknown always: marks what no evidence that howopen collects can decide, and says why."""
    return Outcome(UNKNOWN, f"needs a reader: {reason}")


def _describing(component: str) -> tuple[str, ...]:
    """The documents that may describe a component; a document describes itself."""
    if COMPONENTS[component].kind == "document":
        return (component,)
    return DESCRIBED_IN.get(component, _DOCUMENTS)


def _documents(facts: Facts, component: str) -> list[Stated[Document]]:
    components = dict.fromkeys((component, *_describing(component)))
    return [item for name in components for item in facts.about(name, Document)]
