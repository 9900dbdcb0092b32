"""The example of a framework of one's own in the documentation works, and says what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.frameworks.made import judged, seen, terms, there, verdicts

from howopen.frameworks import FrameworkError, choose, load
from howopen.schema import Document, Weights

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "house-policy.toml"
CARD = Document("model-card", ("intended-use", "limitations"))


def test_a_release_that_the_house_may_try() -> None:
    weights = [*there("weights"), seen("weights", Weights("safetensors", 1))]

    told = judged(load(EXAMPLE), [*weights, *terms("MIT"), seen("model-card", CARD)])

    assert told.level == "Prototype"
    assert told.possible == "Product"
    assert verdicts(told)["card"] == "unknown"


def test_a_license_for_some_purposes_only_ends_it() -> None:
    told = judged(load(EXAMPLE), [*there("weights"), *terms("CC-BY-NC-4.0")])

    assert told.possible is None
    assert verdicts(told)["purpose"] == "not-met"


def test_it_is_chosen_by_its_file_name() -> None:
    (framework,) = choose([str(EXAMPLE)])
    assert framework.id == "house-policy"


def test_the_mistake_that_the_documentation_shows(tmp_path: Path) -> None:
    wrong = tmp_path / "house-policy.toml"
    wrong.write_text(EXAMPLE.read_text("utf-8").replace('"accepted")', '"acepted")'), "utf-8")

    with pytest.raises(FrameworkError) as refused:
        load(wrong)

    page = " ".join((EXAMPLE.parents[1] / "own-framework.md").read_text("utf-8").split())
    assert str(refused.value).removeprefix(f"{tmp_path}/") in page
