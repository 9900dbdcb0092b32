"""The Model Documentation Form: what a release answers, and what was not found."""

from __future__ import annotations

from tests.frameworks.made import HUB, RELEASE, absent, seen, terms, there

from howopen.components import COMPONENTS, SECTIONS
from howopen.frameworks.documentation_form import MOST_ANSWERS, Answer, answer, items
from howopen.licenses.taxonomy import kinds
from howopen.schema import (
    Compute,
    Dataset,
    Document,
    Evidence,
    Lineage,
    Release,
    Weights,
)


def answers(*evidence: Evidence) -> dict[str, Answer]:
    return {given.item.id: given for given in answer(RELEASE, evidence)}


def test_the_form_has_eight_sections_and_every_source_names_something() -> None:
    assert len({item.id for item in items()}) == len(items())
    assert sorted({item.section[0] for item in items()}) == list("12345678")
    for item in items():
        for source in item.sources:
            assert source.component in COMPONENTS
            if source.claim == "document":
                assert source.of in SECTIONS
            if source.claim == "clause":
                assert source.of in kinds()


def test_items_whose_wording_is_from_memory_are_marked() -> None:
    unsure = {item.section[0] for item in items() if not item.confirmed}
    assert unsure == set("345678")
    assert all(item.confirmed for item in items() if item.section[0] in "12")


def test_of_an_empty_release_nothing_is_answered() -> None:
    given = answer(Release("", ()), [])
    assert [a for a in given if a.item.release != "name" and a.answers] == []
    assert all(a.evidence == () for a in given)


def test_a_release_answers_by_its_own_identity() -> None:
    found = answers()
    assert found["model-name"].answers == ("org/name",)
    assert found["channels"].answers == ("hf://org/name", "git+https://github.com/org/name")
    assert HUB.cite() in found["authenticity"].answers


def test_evidence_answers_with_short_words_and_its_ids() -> None:
    size = seen("weights", Weights("safetensors", 1, parameters=6_738_415_616))
    tokens = seen("weights", Compute("tokens", 2e12, "pretraining", "on 2T tokens"), "declared")
    card = seen("model-card", Document("model-card", ("usage",)))
    found = answers(
        size,
        tokens,
        card,
        *terms("Apache-2.0"),
        seen("weights", Lineage("finetune", "org/base"), "declared"),
        seen("training-data", Dataset("the-pile", "itemized")),
    )
    assert found["parameters"].answers == ("6.74e+09 parameters, as stored in safetensors",)
    assert found["parameters"].evidence == (size.id,)
    assert found["data-points"].answers == ('2e+12 tokens: "on 2T tokens"',)
    assert found["integration"].answers == ("the model-card has a section on usage",)
    assert found["license"].answers == ("Apache-2.0",)
    assert found["dependencies"].answers == ("finetune of org/base",)
    assert found["data-type"].answers == ("the-pile (itemized)",)
    assert found["energy-amount"].answers == ()


def test_what_was_not_found_is_no_answer_of_the_publisher() -> None:
    assert answers(*absent("training-code"))["additional-assets"].answers == ()
    withheld = there("training-data", state="withheld", basis="declared")
    assert answers(*withheld)["additional-assets"].answers == ("training-data: withheld",)


def test_equal_answers_are_one_with_all_their_evidence_and_many_are_cut_off() -> None:
    twice = [*terms("MIT"), *terms("MIT", "weights")]
    license_ = answers(*twice)["license"]
    assert license_.answers == ("MIT",)
    assert len(license_.evidence) == 2
    many = [seen("training-data", Dataset(f"d{n}", "named")) for n in range(30)]
    assert len(answers(*many)["data-type"].answers) == MOST_ANSWERS
