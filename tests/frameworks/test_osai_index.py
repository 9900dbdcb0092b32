"""The European Open Source AI Index over inventories typed by hand."""

from __future__ import annotations

import pytest
from tests.frameworks.made import absent, judged, seen, terms, there, verdicts

from howopen.frameworks import choose
from howopen.schema import Bounds, Code, Compute, Document, Evidence, Lineage

(INDEX,) = choose(["osai-index"])
(BEFORE,) = choose(["osai-index-2025"])
PRETRAINED = seen("weights", Compute("tokens", 2e12, "pretraining"), "declared")
BASE = seen("weights", Lineage("finetune", "org/base"), "declared")
CODE = ["training-code", "data-processing-code", "inference-code", "evaluation-code"]


def index(*evidence: Evidence) -> dict[str, str]:
    return verdicts(judged(INDEX, evidence))


def test_twelve_dimensions_now_and_fourteen_before() -> None:
    now = [criterion.id for criterion in INDEX.criteria]
    before = [criterion.id for criterion in BEFORE.criteria]
    assert len(now) == 12
    assert len(before) == 14
    assert set(before) - set(now) == {"package", "api"}
    groups = [criterion.group for criterion in INDEX.criteria]
    assert [groups.count(g) for g in ("availability", "documentation", "access")] == [5, 6, 1]


def test_weights_and_nothing_else() -> None:
    nothing = absent(*CODE, "training-data", "model-card", "data-card", "research-paper",
                     "technical-report")  # fmt: skip
    told = judged(INDEX, [*there("weights"), *terms("MIT"), PRETRAINED, *nothing])
    by_dimension = verdicts(told)
    met = {name for name, verdict in by_dimension.items() if verdict == "met"}
    assert met == {"weights-basemodel", "weights-endmodel"}
    unknown = {name for name, verdict in by_dimension.items() if verdict == "unknown"}
    assert unknown == {"hardware-architecture", "datasheet"}
    assert by_dimension["licenses"] == "not-met"
    assert (told.bounds.lo, told.bounds.hi) == pytest.approx((2.5 / 12, 4 / 12))


def test_an_open_project() -> None:
    told = judged(
        INDEX,
        [
            *there("weights", *CODE, "training-data", "model-card", "data-card"),
            *terms("Apache-2.0"),
            seen("training-code", Code("training", "full")),
            PRETRAINED,
        ],
    )
    by_dimension = verdicts(told)
    assert "not-met" not in by_dimension.values()
    assert {name for name, verdict in by_dimension.items() if verdict == "met"} == {
        "datasources-basemodel", "datasources-endmodel", "weights-basemodel", "weights-endmodel",
        "trainingcode", "licenses",
    }  # fmt: skip
    assert told.bounds.hi == 1


def test_a_gate_is_partial() -> None:
    told = index(*there("weights", state="gated"), PRETRAINED)
    assert told["weights-endmodel"] == told["weights-basemodel"] == "partly"


def test_without_a_base_the_base_repeats_the_end_and_with_one_it_does_not() -> None:
    released = there("weights", "training-data")
    assert index(*released, PRETRAINED)["datasources-basemodel"] == "met"
    assert index(*released)["weights-basemodel"] == "unknown"
    with_base = index(*released, BASE, *there("base-model", state="gated"))
    assert with_base["weights-basemodel"] == "partly"
    assert with_base["datasources-basemodel"] == "unknown"


@pytest.mark.parametrize(
    ("shared", "missing", "now", "before"),
    [
        (["weights"], ["training-code", "training-data", "data-processing-code"],
         "not-met", "partly"),
        (["weights", "training-code"], ["training-data", "data-processing-code"],
         "partly", "partly"),
        (["weights", "training-code", "training-data", "data-processing-code"], [], "met", "met"),
        (["weights", "training-code"], [], "unknown", "unknown"),
    ],
)  # fmt: skip
def test_licenses_follow_the_written_rule(
    shared: list[str], missing: list[str], now: str, before: str
) -> None:
    evidence = [*there(*shared), *absent(*missing), *terms("MIT")]
    assert index(*evidence)["licenses"] == now
    assert verdicts(judged(BEFORE, evidence))["licenses"] == before


def test_documents_are_partial_at_least_and_how_complete_needs_a_reader() -> None:
    card = seen("model-card", Document("model-card", ("evaluation",)))
    preprint = seen("research-paper", Document("preprint"))
    evidence = [*there("model-card", "data-card"), card, preprint]
    told = {finding.criterion: finding.bounds for finding in judged(INDEX, evidence).findings}
    assert told["modelcard"] == told["datasheet"] == told["preprint"] == Bounds(0.5, 1)
    assert index(*absent("model-card", "data-card"))["modelcard"] == "not-met"


def test_the_summary_of_the_ai_act_may_stand_in_for_a_datasheet_now_and_did_not_before() -> None:
    nothing = absent("data-card")
    assert index(*nothing)["datasheet"] == "unknown"
    assert verdicts(judged(BEFORE, nothing))["datasheet"] == "not-met"


def test_a_report_is_no_preprint_unless_it_is_archived() -> None:
    assert index(*there("technical-report"))["preprint"] == "unknown"
    neither = absent("technical-report", "research-paper")
    assert index(*neither)["preprint"] == "not-met"


def test_data_under_an_older_license_that_conforms_to_the_open_definition_counts() -> None:
    shared = ["weights", "training-code", "data-processing-code", "training-data"]
    evidence = [*there(*shared), *terms("MIT", *shared[:3]), *terms("CC-BY-2.5", "training-data")]
    assert index(*evidence)["licenses"] == "met"
    assert verdicts(judged(BEFORE, evidence))["licenses"] == "partly"
