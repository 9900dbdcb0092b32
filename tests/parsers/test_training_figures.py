"""Figures are those of the training; of everything else that has a number, there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.parsers.training_figures import LEAST, MOST, Figure, read_figures


def amounts(text: str) -> list[tuple[str, float]]:
    return [(figure.quantity, figure.amount) for figure in read_figures(text)]


def assert_one(text: str, quantity: str, amount: float) -> None:
    figure = one(text)
    assert figure.quantity == quantity
    assert figure.amount == pytest.approx(amount)


def one(text: str) -> Figure:
    (figure,) = read_figures(text)
    return figure


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        ("It was pretrained on 2 trillion tokens of public data.", 2e12),
        ("Pretrained on over 15T+ tokens.", 15e12),
        ("The model was trained on 1,000B tokens of text.", 1e12),
        ("We pre-train it for 14.8T high-quality tokens.", 14.8e12),
        ("Trained on a large mix of sources, totaling 6 trillion tokens.", 6e12),
        ("Each model saw 300B tokens during training.", 3e11),
        ("The pre-training of the model on 14.8T tokens took long.", 14.8e12),
        ("Training tokens: 300,000,000,000", 3e11),
        ("- **Num of Tokens:** 800B Tokens", 8e11),
        ("- Tokens seen: up to 9T", 9e12),
    ],
)
def test_tokens_that_a_training_went_through(sentence: str, tokens: float) -> None:
    assert_one(sentence, "tokens", tokens)


@pytest.mark.parametrize(
    "sentence",
    [
        "The dataset has 3 trillion tokens.",
        "The training data contains 180B tokens.",
        "Trained with a batch size of 400M tokens.",
        "Trained with a maximum context length of 200M tokens.",
        "It was trained on 5B tokens for 3 epochs.",
        "For example, a model trained for 300 billion tokens takes a month.",
        "Unlike others, which were trained on 2T tokens, it is small.",
        "It handles inputs of 1 million tokens.",
        "Training processes 70B tokens per second.",
        "Two billion training tokens are best.",
        "```\npretrained on 2T tokens\n```",
        "| Source | Tokens |\n|---|---|\n| Books | 60B |",
        "| Learning rate | 1e-4 | 400B tokens warm-up |",
    ],
)
def test_tokens_of_something_else_are_left_out(sentence: str) -> None:
    assert amounts(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "quantity", "amount"),
    [
        ("Training took 3.8 x 10^25 FLOPs.", "flop", 3.8e25),
        ("It was trained with 2.1×10²⁴ FLOP.", "flop", 2.1e24),
        ("The training used 1.5e24 floating-point operations.", "flop", 1.5e24),
        ("Trained for 3640 petaflop/s-days.", "flop", 3.14496e23),
        ("Training compute is about 2.5 zettaFLOPs in all.", "flop", 2.5e21),
        ("Training FLOPs: 1.2e24", "flop", 1.2e24),
        ("Pretraining utilized 3.3M GPU hours on A100.", "device-hours", 3.3e6),
        ("It needs only 2.788M H800 GPU hours for its full training.", "device-hours", 2.788e6),
        ("We trained for 1,024 TPU-hours.", "device-hours", 1024),
        ("Training consumed 433 MWh.", "kwh", 433_000),
        ("Total training energy (MWh): 581", "kwh", 581_000),
    ],
)
def test_compute_hours_and_energy(sentence: str, quantity: str, amount: float) -> None:
    assert_one(sentence, quantity, amount)


@pytest.mark.parametrize(
    "sentence",
    [
        "Training throughput: about 150 TFLOP per GPU per second.",
        "Trained at 4.0e14 FLOPs/s.",
        "A forward pass takes 1.4e12 FLOPs, measured after training.",
        "We found 800 GPU hours of filtering.",
        "Training energy: 581",
    ],
)
def test_speeds_and_other_work_are_left_out(sentence: str) -> None:
    assert amounts(sentence) == []


TABLE = """\
| |Time (GPU hours)|Power (W)|
|---|---|---|
|Small|184320|400|
|Large|1.7M|400|
"""


def test_a_column_gives_one_figure_a_row() -> None:
    assert [(f.amount, f.line, f.said) for f in read_figures(TABLE)] == [
        (184320, 3, "Small | Time (GPU hours): 184320"),
        (1.7e6, 4, "Large | Time (GPU hours): 1.7M"),
    ]


def test_a_row_gives_one_figure_a_cell() -> None:
    table = "| Model | 2B | 1B |\n|:--|:--|:--|\n| # Training tokens | 12T | **10T** |\n"
    assert amounts(table) == [("tokens", 12e12), ("tokens", 10e12)]


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("It was pre-trained on 2T tokens.", "pretraining"),
        ("It was trained on 2T tokens.", "unknown"),
        ("Fine-tuning trained it on 2B tokens.", "post-training"),
        ("We continue pretraining on 500B tokens.", "post-training"),
        ("The stages after pre-training require 100k GPU hours.", "post-training"),
    ],
)
def test_which_part_of_the_training(sentence: str, scope: str) -> None:
    assert one(sentence).scope == scope


def test_a_sentence_over_several_lines_is_cited_with_all_of_them() -> None:
    text = "# Data\n\nFirst one. These models were trained on\na mix that counts\n6T tokens. End.\n"
    figure = one(text)
    assert (figure.line, figure.last_line) == (3, 5)
    assert figure.said == "These models were trained on a mix that counts 6T tokens"


def test_lines_are_counted_from_where_the_text_begins() -> None:
    assert [f.line for f in read_figures("\nPretrained on 2T tokens.", first_line=10)] == [11]


@given(st.text(alphabet="0123456789,.eE+x^TBMk |:#-\n`*<>FLOPtokensGU hrainigWd", max_size=400))
def test_any_text_gives_figures_in_bounds_or_none(text: str) -> None:
    for figure in read_figures(text):
        assert LEAST[figure.quantity] <= figure.amount <= MOST[figure.quantity]
        assert 1 <= figure.line <= figure.last_line <= text.count("\n") + 1
