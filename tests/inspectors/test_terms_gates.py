"""What a card asks one to accept before access, and a license that it only links to."""

from __future__ import annotations

from textwrap import indent

import pytest
from tests.inspectors.look import Found, look
from tests.inspectors.test_license_files import MIT

from howopen.inspectors.terms_gates import inspect
from howopen.schema import Clause, License


def card(front: str, **files: str) -> Found:
    return look(inspect, {"README.md": f"---\n{front}\n---\n# Nova\n", **files})


def kinds(found: Found) -> list[str]:
    return [clause.kind for clause in found.claims(Clause, "distribution")]


def test_a_license_in_the_prompt_is_a_license_with_its_clauses_in_the_card() -> None:
    text = indent(MIT.replace("\n    ", "\n").strip(), "  ")
    found = card(f"license: other\nextra_gated_prompt: |-\n{text}\ntags: [x]")
    license_ = found.one(License)
    assert (license_.expression, license_.where) == ("MIT", "gate")
    assert found.cites(License) == ["README.md#L3-L21"]
    assert "license-copy" in kinds(found)
    assert "README.md#L8-L15" in found.cites(Clause)


def test_terms_in_the_description_are_clauses_on_their_lines() -> None:
    found = card(
        "license: apache-2.0\n"
        "extra_gated_heading: Please read\n"
        "extra_gated_description: This model is available for non-commercial use only.\n"
        "tags: [x]"
    )
    assert not found.claims(License)
    assert kinds(found) == ["noncommercial"]
    assert found.cites(Clause) == ["README.md#L4"]


def test_a_gate_in_a_language_that_the_reader_does_not_know_is_a_gap() -> None:
    text = "Der Einsatz der Gewichte zu gewerblichen Zwecken ist ohne Erlaubnis untersagt. " * 2
    found = card(f"license: other\nextra_gated_prompt: {text}")
    assert not found.evidence
    assert found.gap().why.startswith("extra_gated_prompt is neither in English nor in Chinese")


def test_a_statement_to_tick_is_a_term_and_a_field_to_fill_in_is_none() -> None:
    found = card(
        "extra_gated_fields:\n"
        "  Name: text\n"
        "  Country: country\n"
        "  For non-commercial use only: text\n"
        "  I agree to use this model for non-commercial use only: checkbox\n"
        "  I will not use the model for any military purpose:\n"
        "    type: checkbox"
    )
    assert kinds(found) == ["noncommercial", "acceptable-use"]
    assert found.cites(Clause) == ["README.md#L6", "README.md#L7"]


def test_asking_for_contact_data_alone_is_no_clause() -> None:
    found = card(
        "extra_gated_heading: Fill in this form to get instant access\n"
        "extra_gated_prompt: We process your personal data; see our Privacy Policy.\n"
        "extra_gated_fields: {Name: text, Email: text}"
    )
    assert not found.evidence


def test_a_gate_that_is_closed_to_the_eu_leaves_out_a_place() -> None:
    found = card("extra_gated_eu_disallowed: true")
    clause = found.one(Clause)
    assert (clause.kind, clause.details) == ("territory", ("European Union",))
    assert not card("extra_gated_eu_disallowed: false").evidence


def test_a_license_that_is_only_linked_to_is_a_gap_with_the_address() -> None:
    linked = "license: other\nlicense_link: https://nova.example/terms"
    gap = card(linked).gap()
    assert "https://nova.example/terms" in gap.why
    assert gap.what.endswith("README.md#L3")
    assert gap.components == ("distribution",)
    assert not card(linked, LICENSE="Nova License").gaps


@pytest.mark.parametrize(
    "front",
    [
        "license: apache-2.0\nlicense_link: https://nova.example/terms",
        "license: other",
        "license: other\nlicense_link: [a]",
    ],
)
def test_no_link_to_unknown_terms_is_no_gap(front: str) -> None:
    assert not card(front).gaps


@pytest.mark.parametrize(
    "front",
    [
        "extra_gated_prompt: [1, 2]\nextra_gated_fields: text",
        "extra_gated_fields: [checkbox]",
        "extra_gated_fields: {a: {type: [1]}, b: null}",
        "extra_gated_prompt: {a: b}",
        "extra_gated_prompt: 'not closed",
        "extra_gated_prompt: ''",
    ],
)
def test_front_matter_of_any_shape_is_no_failure(front: str) -> None:
    assert not card(front).evidence


def test_a_card_in_a_folder_is_no_gate() -> None:
    front = "---\nextra_gated_prompt: For non-commercial use only.\n---\n"
    assert not look(inspect, {"docs/README.md": front}).evidence
