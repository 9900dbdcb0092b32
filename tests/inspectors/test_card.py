"""Front matter says what the publisher declares, and broken front matter costs nothing else."""

from __future__ import annotations

import pytest
from tests.inspectors.look import Found, look

from howopen.inspectors.card import inspect
from howopen.schema import Available, Dataset, License, Lineage, Link


def card(front: str, body: str = "# Model\n") -> Found:
    return look(inspect, {"README.md": f"---\n{front}\n---\n{body}"}, kind="model")


def test_a_license_tag_is_declared_of_the_whole_and_cites_its_line() -> None:
    found = card("language: en\nlicense: apache-2.0")
    (evidence,) = found.evidence
    assert evidence.claim == License("Apache-2.0", "card", "apache-2.0")
    assert evidence.component == "distribution"
    assert evidence.basis == "declared"
    assert evidence.cites == ("memory://test@0/README.md#L3",)


def test_of_several_licenses_none_is_chosen() -> None:
    assert card("license:\n- mit\n- apache-2.0").one(License).expression is None
    assert card("license:\n- mit\n- apache-2.0").one(License).said == "mit, apache-2.0"
    assert card("license: [mit]").one(License).expression == "MIT"


def test_another_license_is_said_by_its_name_and_never_guessed() -> None:
    found = card("license: other\nlicense_name: apache-2.0\nlicense_link: LICENSE")
    assert found.one(License) == License(None, "card", "other: apache-2.0")
    # The name is only for "other": beside a tag of the list it says nothing.
    assert card("license: mit\nlicense_name: my-terms").one(License).said == "mit"


@pytest.mark.parametrize("value", ["", "null", "3", "{a: b}", "[]", '" "'])
def test_no_license_is_no_claim(value: str) -> None:
    assert card(f"license: {value}").claims(License) == []


@pytest.mark.parametrize(
    ("value", "names"),
    [("org/base", ["org/base"]), ("[org/a, org/b]", ["org/a", "org/b"]), ("[1, org/a]", ["org/a"])],
)
def test_bases_and_datasets_are_one_or_a_list(value: str, names: list[str]) -> None:
    found = card(f"base_model: {value}\ndatasets: {value}")
    assert [claim.base for claim in found.claims(Lineage, "weights")] == names
    assert [claim.ref for claim in found.claims(Dataset, "training-data")] == names
    assert {claim.ladder for claim in found.claims(Dataset)} == {"named"}
    assert [(link.role, link.ref) for link in found.claims(Link)] == [
        *(("base-model", f"hf:{name}") for name in names),
        *(("data", f"hf:datasets/{name}") for name in names),
    ]


@pytest.mark.parametrize("said", ["finetune", "adapter", "merge", "quantized"])
def test_the_relation_to_the_base_is_as_declared(said: str) -> None:
    found = card(f"base_model: org/base\nbase_model_relation: {said}")
    assert found.one(Lineage).relation == said


@pytest.mark.parametrize("said", ["distilled", "[finetune, merge]\nx: 1", "7"])
def test_a_relation_in_other_words_is_unknown_or_the_first(said: str) -> None:
    relation = card(f"base_model: org/base\nbase_model_relation: {said}").one(Lineage).relation
    assert relation == ("finetune" if "finetune" in said else "unknown")


def test_a_base_without_a_relation_may_be_anything() -> None:
    assert card("base_model: org/base").one(Lineage).relation == "unknown"


def test_papers_are_linked_by_tags() -> None:
    found = card("tags:\n- text\n- arxiv:2403.13784")
    assert found.one(Link) == Link("https://arxiv.org/abs/2403.13784", "paper")


def test_results_count_where_there_are_any() -> None:
    empty = "model-index:\n- name: m\n  results: []"
    assert card(empty).states("evaluation-results") == []
    assert card("model-index: later").states("evaluation-results") == []
    full = "model-index:\n- name: m\n  results:\n  - task: {type: qa}\n    metrics: [{value: 1}]"
    assert card(full).states("evaluation-results") == ["open"]


@pytest.mark.parametrize("key", ["prompt: Accept?", "fields: {Name: text}", "heading: Ask us"])
def test_a_card_that_asks_for_something_first_is_gated(key: str) -> None:
    found = card(f"extra_gated_{key}")
    assert found.states("distribution") == ["gated"]
    assert found.one(Available).note.endswith("extra_gated_" + key.partition(":")[0])
    assert found.cites(Available) == ["README.md#L2"]


def test_broken_front_matter_is_a_gap_with_its_line() -> None:
    found = card('license: "apache-2.0\ntags: [a', "# Model\n")
    assert found.evidence == []
    assert "front matter" in found.gap().why
    assert found.gap().components == ("distribution",)


def test_the_other_cards_are_read_where_one_is_broken() -> None:
    files: dict[str, str | bytes] = {
        "README.md": "---\na: [\n---\n",
        "8bit/README.md": "---\nlicense: mit\n---\n",
        "8bit/model.safetensors": b"",
    }
    found = look(inspect, files, kind="model")
    assert found.licenses() == {"weights": "MIT"}
    assert len(found.gaps) == 1


def test_a_readme_in_a_folder_without_weights_is_no_card() -> None:
    found = look(inspect, {"docs/README.md": "---\nlicense: mit\n---\n"}, kind="model")
    assert (found.evidence, found.gaps) == ([], [])


def test_no_front_matter_is_no_claim_and_no_gap() -> None:
    found = look(inspect, {"README.md": "# Model\n\nlicense: mit\n"}, kind="model")
    assert (found.evidence, found.gaps) == ([], [])


def test_lists_without_end_are_cut() -> None:
    names = ", ".join(f"d{i}" for i in range(1000))
    assert len(card(f"datasets: [{names}]").claims(Dataset)) == 100
