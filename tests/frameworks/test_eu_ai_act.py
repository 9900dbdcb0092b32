"""The open-source exemption of the EU AI Act over inventories typed by hand."""

from __future__ import annotations

from tests.frameworks.made import absent, judged, seen, terms, there, verdicts

from howopen.frameworks import choose
from howopen.schema import Assessment, Clause, Compute, Document, Evidence, License, Weights

(ACT,) = choose(["eu-ai-act"])
CARD = Document("model-card", ("intended-use", "limitations", "architecture", "usage"))
FIGURES = [
    seen("weights", Weights("safetensors", 1, parameters=7_000_000_000)),
    seen("weights", Compute("tokens", 2e12, "pretraining"), "declared"),
]
DOCUMENTED = [*there("weights", "model-architecture", "model-card"), seen("model-card", CARD)]


def act(*evidence: Evidence) -> Assessment:
    return judged(ACT, evidence)


def test_an_open_release_meets_what_evidence_can_show_and_the_rest_is_for_a_person() -> None:
    told = act(*DOCUMENTED, *terms("Apache-2.0"), *FIGURES, *absent("acceptable-use-policy"))
    by_criterion = verdicts(told)
    met = {name for name, verdict in by_criterion.items() if verdict == "met"}
    assert met == {"license", "parameters", "architecture", "compute-below-systemic-risk"}
    assert "not-met" not in by_criterion.values()
    assert told.bounds.verdict == "unknown"
    assert told.bounds.hi == 1


def test_a_license_for_research_only_disqualifies() -> None:
    told = act(*DOCUMENTED, *terms("CC-BY-NC-4.0"))
    assert verdicts(told)["license"] == "not-met"
    assert told.bounds.verdict == "not-met"


def test_terms_on_safety_need_a_person() -> None:
    text = seen("distribution", License(None, "file", "Responsible License"), path="LICENSE")
    grants = ("grant-use", "grant-modify", "grant-share")
    clauses = [Clause(kind, "permits", "may") for kind in grants]
    clauses.append(Clause("acceptable-use", "forbids", "You may not harm", details=("harm",)))
    read = [seen("distribution", clause, path="LICENSE") for clause in clauses]
    assert verdicts(act(*DOCUMENTED, text, *read))["license"] == "unknown"


def test_a_gate_is_neither_missing_nor_met() -> None:
    told = act(*there("weights", state="gated"))
    (parameters,) = (f for f in told.findings if f.criterion == "parameters")
    assert (parameters.bounds.lo, parameters.bounds.hi) == (0.5, 1)
    assert verdicts(act(*there("weights", state="withheld")))["parameters"] == "not-met"


def test_too_much_compute_disqualifies() -> None:
    told = act(*DOCUMENTED, *terms("MIT"), seen("weights", Compute("flop", 3.8e25), "declared"))
    assert verdicts(told)["compute-below-systemic-risk"] == "not-met"
    assert told.bounds.hi == 0


def test_scope_and_duties_that_are_never_waived_are_shown_and_do_not_count() -> None:
    beside = [criterion.id for criterion in ACT.criteria if not criterion.counts]
    assert beside == ["general-purpose", "copyright-policy", "training-content-summary"]
    small = act(
        seen("weights", Weights("safetensors", 1, parameters=100_000_000)),
        seen("weights", Compute("tokens", 1e11, "pretraining"), "declared"),
    )
    assert verdicts(small)["general-purpose"] == "not-met"
    assert small.bounds.hi == 1
