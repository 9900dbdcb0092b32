"""More evidence never turns a proven verdict of these rules into its opposite."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frameworks.made import CODE, HUB, framework, judged, seen

from howopen.frameworks import Framework, choose
from howopen.frameworks.facts import BASES
from howopen.schema import (
    AnyClaim,
    Available,
    Compute,
    Dataset,
    Document,
    Evidence,
    Lineage,
    Weights,
)

COMPONENTS = ("weights", "training-data", "research-paper", "training-code")
CLAIMS: dict[type[AnyClaim], st.SearchStrategy[AnyClaim]] = {
    Available: st.sampled_from(["open", "gated", "partial", "withheld", "absent"]).map(Available),  # type: ignore[arg-type]  # mypy widens the literals
    Compute: st.builds(
        Compute,
        st.sampled_from(["flop", "tokens"]),
        st.sampled_from([1e10, 1e12, 1e13, 1e24, 1e26]),
        st.sampled_from(["pretraining", "post-training", "unknown"]),
    ),
    Weights: st.sampled_from([None, 7_000_000_000, 10**12]).map(
        lambda parameters: Weights("safetensors", 1, parameters=parameters)
    ),
    Lineage: st.just(Lineage("finetune", "org/base")),
    Dataset: st.sampled_from([Dataset("d", "itemized"), Dataset("d", "named")]),
    Document: st.sampled_from([Document("preprint"), Document("paper")]),
}
PIECES = st.builds(
    seen,
    st.sampled_from(COMPONENTS),
    st.one_of(*CLAIMS.values()),
    st.sampled_from(BASES),
    st.sampled_from((HUB, CODE)),
)
PREDICATES = [
    framework(rule)
    for rule in (
        'training_compute_below("1e23")',
        'training_compute_below("1e25")',
        "compute_stated()",
        "separate_base()",
        "monetized()",
        "preprinted()",
        "peer_reviewed()",
        'sources("training-data")',
        'in_part("training-code")',
    )
]
RULES = [*PREDICATES, *choose(["eu-ai-act", "osai-index", "osai-index-2025"])]


@settings(max_examples=300)
@given(st.lists(PIECES, min_size=1, max_size=8), st.data())
def test_the_same_or_a_weaker_basis_never_turns_a_verdict_into_its_opposite(
    evidence: list[Evidence], data: st.DataObject
) -> None:
    old = data.draw(st.sampled_from(evidence))
    basis = data.draw(st.sampled_from(BASES[BASES.index(old.basis) :]))
    claim = data.draw(CLAIMS[type(old.claim)])
    where = data.draw(st.sampled_from((HUB, CODE)))
    new = seen(old.component, claim, basis, where)

    assert_no_verdict_is_overturned(RULES, evidence, new)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=8), PIECES)
def test_nor_does_evidence_of_another_kind_on_the_weakest_basis(
    evidence: list[Evidence], new: Evidence
) -> None:
    weakest = seen(new.component, new.claim, BASES[-1])
    assert_no_verdict_is_overturned(PREDICATES, evidence, weakest)


def assert_no_verdict_is_overturned(
    rules: list[Framework], evidence: list[Evidence], new: Evidence
) -> None:
    for by in rules:
        before, after = judged(by, evidence), judged(by, [*evidence, new])
        for one, other in zip(before.findings, after.findings, strict=True):
            assert {one.verdict, other.verdict} != {"met", "not-met"}
