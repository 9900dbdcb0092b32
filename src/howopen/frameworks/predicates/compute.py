"""How much compute the training took.

6ND, six operations for each parameter and token, is the usual estimate of training compute (Kaplan
et al. 2020, arXiv 2001.08361, section 2.1; the annex of the Commission guidelines C(2025) 5045 has
it as the architecture-based approach). With all parameters instead of the active ones it is an
upper bound for mixtures of experts, and which a model is cannot be told from its headers: so 6ND
can prove that a training stayed below an amount, never that it went above.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from howopen.frameworks.facts import Facts, Outcome, Stated, hull, ids, strongest
from howopen.frameworks.predicates.values import MET, NOT_MET, PARTLY_AT_LEAST, UNKNOWN
from howopen.frameworks.vocabulary import predicate
from howopen.schema import Available, Bounds, Compute, Lineage, Weights

AFTER = 10
"""What follows a pre-training counts too (annex A.1); that it took ten times as much is unheard of.
Our own margin, where only the pre-training is stated."""

MARGIN = 1.3
"""How far an estimate may be off: the guidelines ask for one within 30 % (annex A.2)."""

PARAMETERS_A_BYTE = 2
"""Most parameters that a byte of a file whose header was not read holds: 4 bits for each."""


@predicate(Compute, Weights, Lineage)
def training_compute_below(facts: Facts, flop: str) -> Outcome:
    """Whether the whole training of the model took no more than the amount of FLOP.

    From what the publisher states: FLOP, or 6ND from the tokens and the parameters in the weight
    files, as an upper bound. Compute is cumulative (Art. 51(2)): with a base model that is named,
    nothing stated proves that all stayed below. Fewer tokens than parameters are those of a later
    step of the training (no language model was trained on as few), and prove nothing.
    """
    limit = float(flop)
    stated = strongest(facts.about("weights", Compute))
    direct = [item for item in stated if item.claim.quantity == "flop"]
    whole = [item for item in stated if item.claim.scope != "post-training"]
    values = [_directly(item, limit) for item in direct]
    cited = list(ids(direct))
    estimate = _estimate(facts, [item for item in whole if item.claim.quantity == "tokens"])
    first = all(item.claim.scope == "pretraining" for item in whole)
    margin = MARGIN * (AFTER if first else 1)
    if estimate.flop is not None and estimate.flop * margin <= limit:
        values.append(MET)
    why = "; ".join([*(f"stated: {item.claim.amount:.2g} FLOP" for item in direct), estimate.why])
    cited += estimate.evidence
    bases = facts.about("weights", Lineage)
    if bases:
        values = [value if value == NOT_MET else UNKNOWN for value in values]
        names = ", ".join(dict.fromkeys(item.claim.base for item in bases))
        why += f"; the compute of its base, {names}, counts too"
        cited += ids(bases)
    return Outcome(hull(values or [UNKNOWN]), why, tuple(dict.fromkeys(cited)))


@predicate(Compute)
def compute_stated(facts: Facts) -> Outcome:
    """Whether the publisher says how large the training was; whether all of it needs a reader."""
    stated = facts.about("weights", Compute)
    if not stated:
        return Outcome(UNKNOWN, "no figure on the training was recognized")
    kinds = ", ".join(sorted({item.claim.quantity for item in stated}))
    return Outcome(PARTLY_AT_LEAST, f"stated: {kinds}", ids(stated))


class _Estimate(NamedTuple):
    flop: float | None
    why: str
    evidence: tuple[str, ...] = ()


def _directly(item: Stated[Compute], limit: float) -> Bounds:
    """A part of the training is a lower bound of all of it.

    A pre-training far below the limit shows that all of it was; one that came later shows nothing.
    """
    if item.claim.amount > limit:
        return NOT_MET
    if item.claim.scope == "pretraining":
        return MET if item.claim.amount * AFTER <= limit else UNKNOWN
    return UNKNOWN if item.claim.scope == "post-training" else MET


def _estimate(facts: Facts, tokens: list[Stated[Compute]]) -> _Estimate:
    """6ND with all parameters. Different amounts of tokens may be stages, so they are added."""
    if not tokens:
        return _Estimate(None, "the tokens of the training are not stated")
    amount = sum({item.claim.amount for item in tokens})
    shown = f"{amount:.2g} tokens"
    parameters, weights = _parameters(facts)
    if parameters is None:
        return _Estimate(None, f"{shown}; the number of parameters was not read", ids(tokens))
    cited = ids(tokens) + ids(weights)
    if amount < parameters:
        why = f"{shown} for {parameters:.2g} parameters are too few for a whole training"
        return _Estimate(None, why, cited)
    flop = 6 * parameters * amount
    size = " (at most, by the size of files that were not read)" if _unread(weights) else ""
    why = f"6 x {parameters:.2g} parameters{size} x {shown} = {flop:.2g} FLOP at most, within 30 %"
    return _Estimate(flop, why, cited)


def _parameters(facts: Facts) -> tuple[float | None, list[Stated[Weights]]]:
    """At most how many parameters the model has; None if that cannot be told.

    Files of one format are parts of one model, those of another format are the same once more.
    """
    files = [w for w in strongest(facts.about("weights", Weights)) if w.claim.stage == "final"]
    partial = any(item.claim.state == "partial" for item in facts.about("weights", Available))
    formats: defaultdict[str, float] = defaultdict(float)
    for item in files:
        if item.claim.parameters is not None:
            formats[item.claim.format] += item.claim.parameters
        elif item.claim.bytes is not None:
            formats[item.claim.format] += PARAMETERS_A_BYTE * item.claim.bytes
        else:
            return None, files
    return (max(formats.values()) if formats and not partial else None), files


def _unread(files: list[Stated[Weights]]) -> bool:
    return any(item.claim.parameters is None for item in files)
