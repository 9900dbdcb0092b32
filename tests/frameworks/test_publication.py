"""Parts, sources, bases, papers and payment."""

from __future__ import annotations

import pytest
from tests.frameworks.made import absent, finding, seen, terms, there

from howopen.schema import (
    Clause,
    Compute,
    Dataset,
    Document,
    Evidence,
    License,
    Lineage,
    State,
    Threshold,
)

MET, PARTLY, NOT_MET, UNKNOWN, SOME = (1, 1), (0.5, 0.5), (0, 0), (0, 1), (0.5, 1)


def value(rule: str, *evidence: Evidence) -> tuple[float, float]:
    bounds = finding(rule, evidence).bounds
    return bounds.lo, bounds.hi


@pytest.mark.parametrize(
    ("state", "expected"), [("open", PARTLY), ("gated", PARTLY), ("withheld", NOT_MET)]
)
def test_a_part_is_never_more_than_partly(state: State, expected: tuple[float, float]) -> None:
    assert value('in_part("training-code")', *there("training-code", state=state)) == expected
    assert value('in_part("training-code")') == (0, 0.5)


def test_all_parts_are_met_and_some_are_partly() -> None:
    rule = '(available("weights") and available("model-card")) or in_part("weights")'
    assert value(rule, *there("weights", "model-card")) == MET
    assert value(rule, *there("weights"), *absent("model-card")) == PARTLY
    assert value(rule, *there("weights")) == SOME
    assert value(rule, *absent("weights")) == NOT_MET


# ---------------------------------------------------------------------------------------- sources
SOURCES = 'sources("training-data")'
LISTED = seen("training-data", Dataset("the-pile", "itemized"), "declared")
NAMED = seen("training-data", Dataset("web", "named"), "declared")


def test_data_is_shared_or_its_sources_are_listed() -> None:
    assert value(SOURCES, *there("training-data")) == MET
    assert value(SOURCES, *there("training-data"), NAMED) == MET
    assert value(SOURCES, *there("training-data", state="gated")) == PARTLY
    assert value(SOURCES, LISTED) == SOME
    assert value(SOURCES, *there("training-data", state="withheld"), LISTED) == SOME
    assert value(SOURCES, NAMED) == UNKNOWN
    assert value(SOURCES, *absent("training-data")) == NOT_MET


# ------------------------------------------------------------------------------------------- base
BASE = seen("weights", Lineage("finetune", "org/base"), "declared")
PRETRAINED = seen("weights", Compute("tokens", 2e12, "pretraining"), "declared")
TRAINED = seen("weights", Compute("tokens", 2e12), "declared")


def test_a_base_that_is_named_is_one_and_one_that_is_not_may_be() -> None:
    assert value("separate_base()", BASE) == MET
    assert value("separate_base()") == value("separate_base()", TRAINED) == UNKNOWN
    assert value("separate_base()", PRETRAINED) == NOT_MET
    assert value("separate_base()", BASE, PRETRAINED) == UNKNOWN


# ----------------------------------------------------------------------------------------- papers
def paper(kind: str) -> Evidence:
    return seen("research-paper", Document(kind), "declared")


def test_preprints_and_reviewed_papers_are_told_apart() -> None:
    assert value("preprinted()", paper("preprint")) == SOME
    assert value("preprinted()", paper("paper")) == UNKNOWN
    assert value("peer_reviewed()", paper("paper")) == SOME
    assert value("peer_reviewed()", paper("preprint")) == UNKNOWN
    assert value("peer_reviewed()", *absent("research-paper")) == NOT_MET


# ---------------------------------------------------------------------------------------- payment
def with_clause(clause: Clause) -> list[Evidence]:
    text = License(None, "file", "Some terms")
    return [
        *there("weights"),
        seen("distribution", text, path="LICENSE"),
        seen("distribution", clause, path="LICENSE"),
    ]


ROYALTY = Clause("royalty", "requires", "pay 10 % of revenue")
LARGE = Clause(
    "user-threshold",
    "requires",
    "request a license",
    thresholds=(Threshold(7e8, "users"),),
    consequence="license",
)


def test_royalties_are_a_price_and_other_licenses_may_be() -> None:
    told = finding("monetized()", with_clause(ROYALTY))
    assert told.verdict == "met"
    assert '"pay 10 % of revenue"' in told.why.why
    assert len(told.evidence) == 1
    told = finding("monetized()", with_clause(LARGE))
    assert told.verdict == "unknown"
    assert told.why.why.startswith('needs review: "request a license"; dual licensing')


def test_a_threshold_that_asks_for_royalties_is_a_price() -> None:
    clause = Clause("revenue-threshold", "requires", "royalty", consequence="royalty")
    assert finding("monetized()", with_clause(clause)).verdict == "met"


def test_terms_never_show_that_nobody_pays() -> None:
    assert finding("monetized()", [*there("weights"), *terms("MIT")]).verdict == "unknown"
    assert finding("monetized()", []).verdict == "unknown"


def test_one_of_two_licenses_with_a_price_is_for_a_reader() -> None:
    free = seen("distribution", License("MIT", "file"), path="LICENSE-MIT")
    assert finding("monetized()", [*with_clause(ROYALTY), free]).verdict == "unknown"
