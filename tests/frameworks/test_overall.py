"""The whole of a framework: the least or the mean of what counts and applies."""

from __future__ import annotations

from itertools import combinations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.frameworks.made import absent, judged, there

from howopen.frameworks import Framework, FrameworkError
from howopen.frameworks.evaluate import mean
from howopen.frameworks.load import parse_framework
from howopen.schema import Bounds

CARD = """
[[criterion]]
id = "card"
title = "Card"
cites = "2"
help = "."
rule = 'available("model-card")'
"""
TEXT = f"""
id = "made"
version = "1"
title = "Made"
source = "here"
status = "draft"
overall = "OVERALL"
[[criterion]]
id = "weights"
title = "Weights"
cites = "1"
help = "."
rule = 'available("weights")'
{CARD}"""


def made(overall: str, more: str = "") -> Framework:
    text = TEXT.replace("OVERALL", overall) + more
    return parse_framework(text.encode(), "made.toml")


def test_a_mean_is_that_of_the_bounds() -> None:
    by = made("mean")
    assert judged(by, []).bounds == Bounds(0, 1)
    assert judged(by, there("weights")).bounds == Bounds(0.5, 1)
    told = judged(by, there("weights") + there("model-card", state="gated"))
    assert told.bounds == Bounds(0.75, 0.75)
    assert told.bounds.verdict == "partly"


def test_what_does_not_count_is_shown_and_is_no_part_of_the_whole() -> None:
    evidence = there("weights") + absent("model-card")
    for overall, expected in (("all", Bounds(1, 1)), ("mean", Bounds(1, 1))):
        told = judged(made(overall, 'counts = false\ngroup = "shown-only"\n'), evidence)
        assert [finding.verdict for finding in told.findings] == ["met", "not-met"]
        assert told.bounds == expected
    assert judged(made("all"), evidence).bounds == Bounds(0, 0)


def test_what_does_not_apply_is_left_out_of_a_mean() -> None:
    by = made("mean", "applies = 'available(\"training-data\")'\n")
    weights = there("weights", state="gated")
    assert judged(by, weights + absent("training-data")).bounds == Bounds(0.5, 0.5)
    assert judged(by, weights + there("training-data", "model-card")).bounds == Bounds(0.75, 0.75)
    assert judged(by, weights + there("model-card")).bounds == Bounds(0.5, 0.75)


bounds = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda pair: Bounds(min(pair) / 4, max(pair) / 4)
)


@given(st.lists(bounds, min_size=1, max_size=4), st.lists(bounds, max_size=4))
def test_a_mean_holds_that_of_every_choice_and_no_more(
    values: list[Bounds], optional: list[Bounds]
) -> None:
    choices = [
        [*values, *some]
        for size in range(len(optional) + 1)
        for some in combinations(optional, size)
    ]
    told = mean(values, optional)
    assert told.lo == pytest.approx(min(fmean(b.lo for b in choice) for choice in choices))
    assert told.hi == pytest.approx(max(fmean(b.hi for b in choice) for choice in choices))


def test_a_mean_of_nothing_is_unknown() -> None:
    assert mean([], [Bounds(1, 1)]) == Bounds(0, 1)


def test_something_must_count() -> None:
    text = TEXT.replace("OVERALL", "all").replace('help = "."', 'help = "."\ncounts = false')
    with pytest.raises(FrameworkError, match=r"made\.toml: no criterion counts"):
        parse_framework(text.encode(), "made.toml")


def test_a_level_cannot_require_what_does_not_count() -> None:
    level = '[[level]]\nname = "low"\ntitle = "Low"\ncriteria = ["card"]\n'
    with pytest.raises(FrameworkError, match="a level requires 'card', which does not count"):
        made("levels", f"counts = false\n{level}")
