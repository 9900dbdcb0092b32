"""What can be had: availability, gates, use, configuration, danger."""

from __future__ import annotations

from collections.abc import Mapping

from howopen.frameworks.facts import Facts, Outcome, Stated, ids, strongest
from howopen.frameworks.predicates.values import (
    MET,
    NOT_MET,
    PARTLY,
    PARTLY_AT_LEAST,
    UNKNOWN,
    settled,
)
from howopen.frameworks.vocabulary import predicate
from howopen.schema import Available, Bounds, Code, State, Weights

AVAILABILITY: Mapping[State, Bounds] = {
    "open": MET,
    "gated": PARTLY,
    "partial": PARTLY,
    "promised": NOT_MET,
    "withdrawn": NOT_MET,
    "withheld": NOT_MET,
    "absent": NOT_MET,
}


DATA = frozenset({"training-data", "evaluation-data"})
"""Components of which nobody can see in what is there whether it is all."""


@predicate(Available)
def available(facts: Facts, component: str) -> Outcome:
    """Whether anyone can have the component.

    Open is met; gated or in part is partly; promised, withdrawn, withheld and absent are not met.
    If it is there in several places, the most open one counts. What is there in part is partly at
    least, as long as something that may hold the rest was not looked at; data that was seen is
    partly at least, for files do not tell whether they are all that was used.
    """
    stated = strongest(facts.about(component, Available))
    if not stated:
        return Outcome(UNKNOWN, "no evidence" + facts.unseen(component))
    there = [item for item in stated if AVAILABILITY[item.claim.state] != NOT_MET]
    if len(there) == len(stated):
        best = max(there, key=lambda item: AVAILABILITY[item.claim.state].lo)
        why = _availability(best)
        if best.claim.state == "partial" and (unseen := facts.unseen(component)):
            return Outcome(PARTLY_AT_LEAST, why + unseen, ids(stated))
        if component in DATA and (best.claim.state, best.evidence.basis) == ("open", "observed"):
            why += "; whether that is all of it needs a reader"
            return Outcome(PARTLY_AT_LEAST, why, ids(stated))
        return Outcome(AVAILABILITY[best.claim.state], why, ids(stated))
    return settled(
        [(AVAILABILITY[item.claim.state], _availability(item)) for item in stated], stated
    )


@predicate(Available)
def gated(facts: Facts, component: str) -> Outcome:
    """Whether terms must be accepted, or approval be got, before the component can be had."""
    stated = strongest(facts.about(component, Available))
    if not stated:
        return Outcome(UNKNOWN, "no evidence" + facts.unseen(component))
    values = [
        (MET if item.claim.state == "gated" else NOT_MET, _availability(item)) for item in stated
    ]
    return settled(values, stated)


@predicate(Available)
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


@predicate(Code)
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


@predicate(Weights)
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


def _availability(item: Stated[Available]) -> str:
    note = f" ({item.claim.note})" if item.claim.note else ""
    return f"{item.claim.state}{note}, {item.evidence.basis}"
