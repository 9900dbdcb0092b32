"""Discrepancies about terms: texts that are not what they are called, terms beside a license."""

from __future__ import annotations

from collections.abc import Sequence

from howopen.discrepancies import contrast
from howopen.frameworks import conclude_terms
from howopen.schema import (
    AnyClaim,
    Audit,
    Available,
    Basis,
    Clause,
    Discrepancy,
    Evidence,
    License,
    Part,
    Release,
    Snapshot,
)

HUB = Snapshot("hf://org/name", "c0ffee", kind="model")
RELEASE = Release("org/name", (Part("root", HUB),))
THERE = Evidence("weights", Available("open"), "observed", (HUB.cite("m.safetensors"),))
TAG = License("MIT", "card", "mit")
DISPLAY = Clause("display", "requires", "you shall prominently display “Kimi”", (23, 23))
SPYING = Clause("acceptable-use", "forbids", "You must not use it for surveillance.", (4, 4))
LAWFUL = Clause("law-compliance", "requires", "Obey the law.", (4, 4))


def seen(
    claim: AnyClaim, path: str, component: str = "distribution", basis: Basis = "observed"
) -> Evidence:
    return Evidence(component, claim, basis, (HUB.cite(path, 1),))


def found(*evidence: Evidence) -> Sequence[Discrepancy]:
    terms = conclude_terms(RELEASE, evidence, ())
    return contrast(Audit(1, "0", RELEASE, evidence, (), terms=terms))


# ------------------------------------------------------------------- called what it is not
def test_a_text_with_an_added_clause_is_not_the_license_of_the_tag() -> None:
    changed = License(None, "file", "Modified MIT License", 0.9, "MIT", "modified")

    (differs,) = found(
        seen(TAG, "README.md", basis="declared"), seen(changed, "LICENSE"), seen(DISPLAY, "LICENSE")
    )

    assert differs.id == "license-text-differs"
    assert "prominently display" in differs.message
    assert "resembles MIT" in differs.message
    assert len(differs.evidence) == 3


def test_a_modified_license_that_is_called_so_is_no_discrepancy() -> None:
    changed = License(None, "file", "Modified MIT License", 0.9, "MIT", "modified")
    honest = License(None, "card", "other: modified-mit")

    assert found(seen(honest, "README.md", basis="declared"), seen(changed, "LICENSE")) == ()


def test_a_file_that_is_no_license_text_contradicts_nothing() -> None:
    url = License(None, "file", "https://example.org/terms")

    assert found(seen(TAG, "README.md", basis="declared"), seen(url, "LICENSE")) == ()


def test_a_text_about_the_code_is_not_held_against_a_tag_of_the_whole() -> None:
    changed = License(None, "file", "Modified MIT License", 0.9, "MIT", "modified")

    assert found(seen(TAG, "README.md", basis="declared"), seen(changed, "L", "code")) == ()


# ----------------------------------------------------------------- terms beside the license
def test_a_policy_that_forbids_uses_beside_an_open_license() -> None:
    policy = seen(SPYING, "USE_POLICY.md", "acceptable-use-policy")

    (note,) = found(THERE, seen(License("MIT", "file"), "LICENSE"), policy)

    assert (note.id, note.severity) == ("further-terms", "note")
    assert "surveillance" in note.message


def test_a_policy_that_asks_to_obey_the_law_is_left_alone() -> None:
    policy = seen(LAWFUL, "USAGE_POLICY", "acceptable-use-policy")

    assert found(THERE, seen(License("Apache-2.0", "file"), "LICENSE"), policy) == ()


def test_a_policy_beside_a_license_that_is_not_open_is_part_of_the_same_story() -> None:
    policy = seen(SPYING, "USE_POLICY.md", "acceptable-use-policy")

    assert found(THERE, seen(License("CC-BY-NC-4.0", "file"), "LICENSE"), policy) == ()


# ------------------------------------------------------------------------ the base model
BASE = License("LicenseRef-scancode-llama-3.1-license-2024", "prose", "originally under llama3.1")


def test_terms_of_the_base_model_that_an_open_license_does_not_carry() -> None:
    base = seen(BASE, "README.md", "base-model", "declared")

    (warning,) = found(THERE, seen(License("MIT", "file"), "LICENSE"), base)

    assert warning.id == "base-terms-not-carried"
    assert "MIT" in warning.message


def test_a_base_model_under_the_same_license_is_no_discrepancy() -> None:
    base = seen(License("MIT", "prose", "MIT"), "README.md", "base-model", "declared")

    assert found(THERE, seen(License("MIT", "file"), "LICENSE"), base) == ()


def test_code_that_only_uses_a_model_owes_nothing() -> None:
    base = seen(BASE, "README.md", "base-model", "declared")

    assert found(seen(License("MIT", "file"), "LICENSE"), base) == ()
