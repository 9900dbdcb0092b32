"""The predicates that a rule may call: what each says of the evidence, and when it stays unknown.

Common to all (`howopen.frameworks.facts`): only evidence of the strongest basis that is there is
heard; pieces of it that disagree give bounds that hold every one of them, and are all cited.
Without evidence the bounds are (0, 1). Met is 1, partly 1/2, not met 0.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from howopen.components import COMPONENTS, SECTIONS
from howopen.frameworks.facts import BASES, ClaimType, Facts, Outcome, Stated, hull, ids, strongest
from howopen.frameworks.language import Parameter, Vocabulary
from howopen.licenses.approval import approved
from howopen.schema import Available, Bounds, Code, Dataset, Document, License, State, Weights

MET, PARTLY, NOT_MET = Bounds(1, 1), Bounds(0.5, 0.5), Bounds(0, 0)
UNKNOWN = Bounds(0, 1)
PARTLY_AT_LEAST = Bounds(0.5, 1)
"""Something is there; whether it is all that is asked for needs a reader."""

AVAILABILITY: Mapping[State, Bounds] = {
    "open": MET,
    "gated": PARTLY,
    "partial": PARTLY,
    "promised": NOT_MET,
    "withdrawn": NOT_MET,
    "withheld": NOT_MET,
    "absent": NOT_MET,
}

DESCRIBED_IN: Mapping[str, tuple[str, ...]] = {
    "training-data": ("data-card", "model-card", "technical-report", "research-paper"),
    "evaluation-data": ("data-card", "model-card", "technical-report", "research-paper"),
}
"""Documents that may describe a component; for any other: `_DOCUMENTS`."""

_DOCUMENTS = ("model-card", "technical-report", "research-paper")

_LISTS = ("released", "reconstructable", "itemized")
"""Steps of `Dataset.ladder` from which one learns what exactly the data is."""


@dataclass(frozen=True)
class Predicate:
    """A predicate, and its documentation for ``howopen explain``."""

    name: str
    parameters: tuple[str, ...]
    function: Callable[..., Outcome]
    doc: str


PREDICATES: dict[str, Predicate] = {}

_PARAMETERS: Mapping[str, Callable[[Collection[str]], Parameter]] = {
    "component": lambda _: Parameter("component", COMPONENTS),
    "group": lambda groups: Parameter("license group", groups),
    "section": lambda _: Parameter("section", SECTIONS),
    "reason": lambda _: Parameter("reason", None),
}
"""What an argument may be, by the name of the parameter; `groups` are those of the framework."""


def predicate(function: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """Register the function: its parameters after `facts` are the arguments in a rule."""
    parameters = tuple(inspect.signature(function).parameters)[1:]
    doc = inspect.getdoc(function) or ""
    PREDICATES[function.__name__] = Predicate(function.__name__, parameters, function, doc)
    return function


def predicates() -> tuple[Predicate, ...]:
    """All predicates, by name."""
    return tuple(sorted(PREDICATES.values(), key=lambda predicate: predicate.name))


def vocabulary(groups: Collection[str]) -> Vocabulary:
    """What rules of a framework with these license groups may say."""
    return {
        name: tuple(_PARAMETERS[parameter](groups) for parameter in predicate.parameters)
        for name, predicate in PREDICATES.items()
    }


# --------------------------------------------------------------------------------- availability
@predicate
def available(facts: Facts, component: str) -> Outcome:
    """Whether anyone can have the component.

    Open is met; gated or in part is partly; promised, withdrawn, withheld and absent are not met.
    If it is there in several places, the most open one counts. What is there in part is partly at
    least, as long as something that may hold the rest was not looked at.
    """
    stated = strongest(facts.about(component, Available))
    if not stated:
        return Outcome(UNKNOWN, "no evidence" + facts.unseen(component))
    there = [item for item in stated if AVAILABILITY[item.claim.state] != NOT_MET]
    if len(there) == len(stated):
        best = max(there, key=lambda item: AVAILABILITY[item.claim.state].lo)
        unseen = facts.unseen(component) if best.claim.state == "partial" else ""
        bounds = PARTLY_AT_LEAST if unseen else AVAILABILITY[best.claim.state]
        return Outcome(bounds, _availability(best) + unseen, ids(stated))
    return _settled(
        [(AVAILABILITY[item.claim.state], _availability(item)) for item in stated], stated
    )


@predicate
def gated(facts: Facts, component: str) -> Outcome:
    """Whether terms must be accepted, or approval be got, before the component can be had."""
    stated = strongest(facts.about(component, Available))
    if not stated:
        return Outcome(UNKNOWN, "no evidence" + facts.unseen(component))
    values = [
        (MET if item.claim.state == "gated" else NOT_MET, _availability(item)) for item in stated
    ]
    return _settled(values, stated)


@predicate
def used(facts: Facts, component: str) -> Outcome:
    """Whether a part was used in making the model, for what is required only "if used".

    What is published was used, and so was evaluation where there are results. Nothing that is
    published can prove that a part was *not* used: otherwise unknown, never not met.
    """
    witnesses = [component]
    if component.startswith("evaluation-"):
        witnesses.append("evaluation-results")
    for witness in witnesses:
        outcome = available(facts, witness)
        if outcome.bounds.lo > 0:
            return Outcome(MET, f"{witness}: {outcome.why}", outcome.evidence)
    return Outcome(UNKNOWN, "nothing shows whether it was used")


@predicate
def configured(facts: Facts, component: str) -> Outcome:
    """Whether code comes with the configuration (arguments, settings) of the run it was used for.

    Code without one found beside it is partly at least: it may lie elsewhere.
    """
    stated = strongest(facts.about(component, Code))
    full = [item for item in stated if item.claim.ladder == "full"]
    if full:
        return Outcome(MET, "code with its configuration", ids(full))
    if stated:
        return Outcome(PARTLY_AT_LEAST, "code; its configuration was not found", ids(stated))
    return Outcome(UNKNOWN, "no code was recognized" + facts.unseen(component))


@predicate
def executable(facts: Facts, component: str) -> Outcome:
    """Whether loading the weight files can run code (pickle); partly, if only some of them."""
    stated = strongest(facts.about(component, Weights))
    if not stated:
        return Outcome(UNKNOWN, "no weight files were read" + facts.unseen(component))
    formats = ", ".join(sorted({item.claim.format for item in stated}))
    values = {item.claim.executable for item in stated}
    if len(values) > 1:
        return Outcome(PARTLY, f"some of {formats} can run code", ids(stated))
    can = values == {True}
    why = f"{formats} {'can' if can else 'cannot'} run code"
    return Outcome(MET if can else NOT_MET, why, ids(stated))


# ------------------------------------------------------------------------------------- licenses
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
    return _settled([_license(item.claim, facts.groups[group]) for item in deciding], deciding)


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


# ------------------------------------------------------------------------------------ documents
@predicate
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


@predicate
def description_licensed(facts: Facts, component: str, section: str, group: str) -> Outcome:
    """Whether the documents that have the section are under a license of the group.

    If their licenses differ, which of them is needed is a reader's choice: unknown.
    """
    stated = [item for item in _documents(facts, component) if section in item.claim.sections]
    documents = dict.fromkeys(item.evidence.component for item in stated)
    if not documents:
        return Outcome(UNKNOWN, f"no document with a section on {section} was recognized")
    outcomes = [licensed(facts, document, group) for document in documents]
    why = "; ".join(f"{name}: {o.why}" for name, o in zip(documents, outcomes, strict=True))
    cited = dict.fromkeys(id_ for outcome in outcomes for id_ in outcome.evidence)
    return Outcome(hull(outcome.bounds for outcome in outcomes), why, tuple(cited))


@predicate
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


@predicate
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


# ------------------------------------------------------------------------------ several at once
def _settled(values: list[tuple[Bounds, str]], stated: Sequence[Stated[ClaimType]]) -> Outcome:
    """One value if all agree, else the hull of them; everything is cited."""
    bounds = hull(value for value, _ in values)
    why = "; ".join(dict.fromkeys(reason for _, reason in values))
    if max(value.lo for value, _ in values) > min(value.hi for value, _ in values):
        why = f"conflict: {why}"
    return Outcome(bounds, why, ids(stated))


def _availability(item: Stated[Available]) -> str:
    note = f" ({item.claim.note})" if item.claim.note else ""
    return f"{item.claim.state}{note}, {item.evidence.basis}"
