"""Only words that call this model open source are quoted."""

from __future__ import annotations

import pytest
from tests.inspectors.look import look

from howopen.inspectors.claims import inspect
from howopen.schema import Artifact, Said


def quotes(text: str, path: str = "README.md") -> list[str]:
    return [claim.text for claim in look(inspect, {path: text}).claims(Said, "distribution")]


@pytest.mark.parametrize(
    "said",
    [
        "We open-sourced the model",
        "Today we have open sourced Falcon",
        "we proudly open-source our weights",
        "Name is the best open-source model",
        "Name (7B) is a new state-of-the-art open-source LLM",
        "This is an open source language model",
        "We are introducing a fully open-source chat model",
    ],
)
def test_words_that_call_it_open_source(said: str) -> None:
    assert quotes(f"Intro. {said} of 2024. More.\n") == [f"{said} of 2024"]


@pytest.mark.parametrize(
    "said",
    [
        "It outperforms open-source models.",
        "It outperforms every open-source model.",
        "This is not an open-source model.",
        "The model is not open source.",
        "We have not open-sourced the data.",
        "We will open-source the model.",
        "vLLM is an open-source LLM inference engine.",
        "Name is a model served by an open-source LLM serving framework.",
        "This is better compared to X, which is an open-source model.",
        "Unlike X, this is an open-source model.",
        "title={Name is an open-source model},",
        "Open weights for everyone.",
        "Many are built as an open-source model.",
    ],
)
def test_words_about_others_or_against_it(said: str) -> None:
    assert quotes(said) == []


def test_the_sentence_is_quoted_without_its_neighbors_and_marks() -> None:
    assert quotes("- **News!** We open-sourced v1.5 of it. Enjoy!") == [
        "We open-sourced v1.5 of it"
    ]


def test_a_sentence_about_others_does_not_hide_the_next() -> None:
    text = "Unlike X, which is an open-source model, ours has data. We open-sourced ours. Bye."
    assert quotes(text) == ["We open-sourced ours"]


def test_it_cites_the_line_in_the_file() -> None:
    found = look(inspect, {"README.md": "---\nlicense: mit\n---\n\nWe open-sourced it.\n"})
    assert found.cites(Said) == ["README.md#L5"]
    assert found.evidence[0].basis == "declared"


def test_the_first_five_are_enough_and_long_ones_are_cut() -> None:
    assert len(quotes("We open-sourced it.\n" * 9)) == 5
    assert len(quotes("We open-sourced it" + " again" * 100)[0]) == 240


def test_only_readmes_and_cards_of_the_root_speak_for_the_release() -> None:
    assert quotes("We open-sourced it.", "MODEL_CARD.md") == ["We open-sourced it"]
    assert quotes("We open-sourced it.", "vendor/README.md") == []


def test_a_readme_that_cannot_be_read_is_a_gap() -> None:
    found = look(inspect, {}, artifacts=(Artifact("README.md", 9),))
    assert "no such file" in found.gap().why
