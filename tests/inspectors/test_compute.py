"""What the publisher says of the size of the training becomes declared evidence on the weights."""

from __future__ import annotations

import pytest
from tests.inspectors.look import look

from howopen.inspectors.compute import MOST_FIGURES, inspect
from howopen.schema import Artifact, Compute

SAID = "# Training\n\nThe model was pretrained on 2T tokens and took 100k GPU hours.\n"


def test_a_figure_is_declared_of_the_weights_with_its_words_and_lines() -> None:
    found = look(inspect, {"README.md": f"---\nlicense: mit\n---\n{SAID}"}, kind="model")
    words = "The model was pretrained on 2T tokens and took 100k GPU hours"
    assert found.claims(Compute, "weights") == [
        Compute("tokens", 2e12, "pretraining", words),
        Compute("device-hours", 1e5, "pretraining", words),
    ]
    assert {e.basis for e in found.evidence} == {"declared"}
    assert found.cites(Compute) == ["README.md#L6", "README.md#L6"]
    assert found.gaps == []


@pytest.mark.parametrize(
    ("path", "kind", "read"),
    [
        ("README.md", "model", True),
        ("README.md", "code", True),
        ("README.md", "dataset", False),
        ("docs/README.md", "code", False),
        ("docs/MODEL_CARD.md", "code", True),
        ("model-card-7b.md", "folder", True),
    ],
)
def test_which_documents_are_about_the_model(path: str, kind: str, read: bool) -> None:
    assert bool(look(inspect, {path: SAID}, kind=kind).evidence) == read


def test_a_readme_beside_weights_is_about_them() -> None:
    found = look(inspect, {"a/README.md": SAID, "a/model.gguf": b""}, kind="code")
    assert [claim.quantity for claim in found.claims(Compute)] == ["tokens", "device-hours"]


def test_a_flood_of_figures_is_cut_off_with_a_gap() -> None:
    text = "\n".join(f"Training tokens: {n}B\n" for n in range(1, MOST_FIGURES + 2))
    found = look(inspect, {"README.md": text}, kind="model")
    assert len(found.evidence) == MOST_FIGURES
    assert "only the first 100 were taken" in found.gap().why


def test_what_cannot_be_read_is_a_gap_that_hides_no_component() -> None:
    found = look(inspect, {}, kind="model", artifacts=(Artifact("README.md", 9),))
    assert found.evidence == []
    assert found.gap().components == ()
