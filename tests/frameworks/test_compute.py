"""How much compute: from FLOP, or from 6ND as an upper bound, and what each can prove."""

from __future__ import annotations

import pytest
from tests.frameworks.made import finding, seen, there

from howopen.schema import Compute, Evidence, Lineage, Weights

BELOW = 'training_compute_below("1e25")'


def said(quantity: str, amount: float, scope: str = "unknown", basis: str = "declared") -> Evidence:
    claim = Compute(quantity, amount, scope, "words")  # type: ignore[arg-type]  # parametrized
    return seen("weights", claim, basis)  # type: ignore[arg-type]  # the same


def files(parameters: int | None, format_: str = "safetensors", bytes_: int | None = None,
          stage: str = "final") -> Evidence:  # fmt: skip
    claim = Weights(format_, 1, bytes_, parameters=parameters, stage=stage)  # type: ignore[arg-type]  # the same
    return seen("weights", claim)


def verdict(*evidence: Evidence) -> str:
    return finding(BELOW, evidence).verdict


BASE = seen("weights", Lineage("finetune", "org/base"), "declared")


def test_without_a_figure_it_is_unknown() -> None:
    assert verdict() == verdict(files(7_000_000_000)) == "unknown"


def test_stated_operations_decide() -> None:
    assert verdict(said("flop", 1e25)) == "met"
    assert verdict(said("flop", 1.1e25)) == "not-met"
    assert verdict(said("flop", 1e24), said("flop", 2e25)) == "unknown"


def test_a_later_step_alone_proves_only_that_it_went_above() -> None:
    assert verdict(said("flop", 1e24, "post-training")) == "unknown"
    assert verdict(said("flop", 2e25, "post-training")) == "not-met"


def test_six_operations_for_each_parameter_and_token_are_an_upper_bound() -> None:
    told = finding(BELOW, [files(7_000_000_000), said("tokens", 2e12, "pretraining")])
    assert told.verdict == "met"
    assert "6 x 7e+09 parameters x 2e+12 tokens = 8.4e+22 FLOP at most" in told.why.why
    assert len(told.evidence) == 2
    mixture = [files(671_000_000_000), said("tokens", 14.8e12)]
    assert verdict(*mixture) == "unknown"


def test_an_estimate_near_the_threshold_proves_nothing() -> None:
    """6 x 1e12 x 1.5e12 = 9e24, and estimates may be off by 30 %."""
    assert verdict(files(1_000_000_000_000), said("tokens", 1.5e12)) == "unknown"
    assert verdict(files(1_000_000_000_000), said("tokens", 1.2e12)) == "met"


def test_different_amounts_may_be_stages_and_equal_ones_are_said_twice() -> None:
    size = files(300_000_000_000)
    assert verdict(size, said("tokens", 4e12), said("tokens", 4e12, "pretraining")) == "met"
    assert verdict(size, said("tokens", 4e12), said("tokens", 3e12)) == "unknown"


def test_formats_repeat_a_model_and_files_of_one_format_are_its_parts() -> None:
    tokens = said("tokens", 4e12)
    part = 300_000_000_000
    assert verdict(files(part), files(part, "pytorch"), tokens) == "met"
    assert verdict(files(part), files(part + 1), tokens) == "unknown"


def test_a_file_that_was_not_read_has_at_most_two_parameters_a_byte() -> None:
    tokens = said("tokens", 2e12)
    assert verdict(files(None, bytes_=14_000_000_000), tokens) == "met"
    assert verdict(files(None, bytes_=800_000_000_000), tokens) == "unknown"
    assert verdict(files(None), tokens) == "unknown"
    assert verdict(files(7_000_000_000), *there("weights", state="partial"), tokens) == "unknown"
    assert verdict(files(7_000_000, stage="adapter"), tokens) == "unknown"


def test_fewer_tokens_than_parameters_are_no_whole_training() -> None:
    assert verdict(files(405_000_000_000), said("tokens", 10e9)) == "unknown"


def test_with_a_base_only_too_much_can_be_proven() -> None:
    told = finding(BELOW, [files(7_000_000_000), said("tokens", 2e12), BASE])
    assert told.verdict == "unknown"
    assert "the compute of its base, org/base, counts too" in told.why.why
    assert verdict(said("flop", 1e24), BASE) == "unknown"
    assert finding(BELOW, [said("flop", 2e25), BASE]).bounds.lo == 0


def test_too_much_stated_stays_too_much_with_a_base() -> None:
    assert verdict(said("flop", 2e25), BASE) == "not-met"


@pytest.mark.parametrize("quantity", ["tokens", "flop", "kwh", "device-hours"])
def test_any_figure_documents_some_of_the_training(quantity: str) -> None:
    bounds = finding("compute_stated()", [said(quantity, 1e12)]).bounds
    assert (bounds.lo, bounds.hi) == (0.5, 1)
    assert finding("compute_stated()", []).verdict == "unknown"
