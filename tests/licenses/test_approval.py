"""What lists say of license expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.licenses.approval import MAX_LENGTH, approved, known
from howopen.schema import Bounds

YES, NO, UNKNOWN = (1, 1), (0, 0), (0, 1)


def value(expression: str, *group: str) -> tuple[float, float]:
    bounds = approved(expression, group or ("osi",)).bounds
    return bounds.lo, bounds.hi


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", YES),
        ("mit", YES),
        ("CC-BY-4.0", NO),
        ("GPL-2.0", YES),  # deprecated ids keep their meaning
        ("GPL-2.0+", YES),
        ("Apache-2.0+", YES),
        ("LicenseRef-acme", UNKNOWN),
        ("DocumentRef-x:LicenseRef-y", UNKNOWN),
        ("llama3.1", UNKNOWN),
        ("NOASSERTION", UNKNOWN),
    ],
)
def test_a_single_license(expression: str, expected: tuple[int, int]) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT OR CC-BY-NC-4.0", YES),
        ("MIT AND CC-BY-NC-4.0", NO),
        ("MIT OR LicenseRef-x", YES),
        ("CC-BY-NC-4.0 OR LicenseRef-x", UNKNOWN),
        ("MIT AND LicenseRef-x", UNKNOWN),
        ("CC-BY-NC-4.0 AND LicenseRef-x", NO),
        ("MIT OR (ISC AND CC-BY-NC-4.0)", YES),
        ("(MIT OR CC-BY-NC-4.0) AND (CC-BY-NC-4.0 OR LicenseRef-x)", UNKNOWN),
    ],
)
def test_or_is_the_recipients_choice_and_binds_to_both(
    expression: str, expected: tuple[int, int]
) -> None:
    assert value(expression) == expected


def test_an_exception_of_the_spdx_list_only_adds_permissions() -> None:
    assert value("GPL-2.0-only WITH Classpath-exception-2.0") == YES
    assert value("CC-BY-NC-4.0 WITH LLVM-exception") == NO


def test_an_exception_that_nobody_knows_may_take_permissions_away() -> None:
    assert value("Apache-2.0 WITH Commons-Clause") == UNKNOWN
    assert value("CC-BY-NC-4.0 WITH Commons-Clause") == NO


def test_a_later_version_of_a_license_that_is_not_approved_may_be() -> None:
    assert value("CC-BY-NC-4.0+") == UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MIT License",
        "MIT AND (",
        "see LICENSE",
        "MIT/Apache-2.0",
        "AND",
        "\x00",
        "É",
        "M" * 9000,
    ],
)
def test_what_is_no_license_expression_is_unknown_and_the_reason_says_so(text: str) -> None:
    approval = approved(text, ("osi",))

    assert approval.bounds == Bounds(0, 1)
    assert approval.why


def test_a_group_is_lists_and_ids_in_any_mixture_and_case() -> None:
    assert value("CC-BY-4.0", "fsf") == YES
    assert value("OpenMDW-1.0", "osi", "fsf") == NO
    assert value("OpenMDW-1.0", "osi", "openmdw-1.0") == YES
    assert value("LicenseRef-OpenMDW-1.1", "LicenseRef-OpenMDW-1.1") == YES
    assert value("MIT", "Apache-2.0") == NO


def test_the_reason_names_the_licenses_that_decided() -> None:
    assert approved("MIT OR CC-BY-NC-4.0", ("osi",)).why == "MIT is OSI-approved"
    assert "LicenseRef-x" in approved("LicenseRef-x AND MIT", ("osi",)).why


def test_known_is_the_spdx_license_list() -> None:
    assert known("MIT")
    assert known("mit")
    assert not known("llama3.1")
    assert not known("Classpath-exception-2.0")


@given(st.text(max_size=MAX_LENGTH + 10))
def test_any_text_has_an_answer(text: str) -> None:
    approved(text, ("osi", "fsf"))


@given(
    st.lists(st.sampled_from(["MIT", "CC-BY-NC-4.0", "LicenseRef-x"]), min_size=1, max_size=4),
    st.sampled_from(["AND", "OR"]),
)
def test_order_does_not_matter(licenses: list[str], operator: str) -> None:
    joined = f" {operator} "
    assert value(joined.join(licenses)) == value(joined.join(reversed(licenses)))


def test_a_text_that_is_a_publishers_own_license_is_on_no_list() -> None:
    for name in ("LicenseRef-scancode-llama-2-license-2023", "LicenseRef-howopen-llama-3"):
        assert approved(name, ["osi", "fsf"]).bounds == Bounds(0, 0)
    for name in ("LicenseRef-scancode-public-domain", "LicenseRef-mine"):
        assert approved(name, ["osi"]).bounds == Bounds(0, 1)
