"""How the tool gets from a record to a class, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples
from tests.mot.made import APPROPRIATE, CLASS_1, CLASS_2, CLASS_3, record, without

from howopen.mot.evaluate import evaluate
from howopen.mot.records import Record, read_record
from howopen.mot.tables import CLASSES, numbers


def progress(made: Record) -> tuple[float, float, float]:
    """Of the classes III, II and I, to two decimals."""
    values = evaluate(made).progress
    return round(values[3], 2), round(values[2], 2), round(values[1], 2)


def status(made: Record, name: str) -> str | None:
    return evaluate(made).status(numbers()[name])


@pytest.mark.parametrize(
    ("names", "class_", "expected"),
    [
        ((), 0, (0, 0, 0)),
        (CLASS_3[:3], 0, (50, 0, 0)),
        (CLASS_3, 3, (100, 60, 0)),
        (CLASS_2, 2, (100, 100, 71.43)),
        (CLASS_1, 1, (100, 100, 100)),
        # Complete but for a looser class: what is stricter stays at 0.
        (without("Data card", of=CLASS_1), 0, (83.33, 0, 0)),
        (without("Training code", of=CLASS_1), 3, (100, 90, 0)),
    ],
)
def test_class_and_progress(
    names: tuple[str, ...], class_: int, expected: tuple[float, float, float]
) -> None:
    assert evaluate(record(*names)).class_ == class_
    assert progress(record(*names)) == expected


def test_optional_components_never_count() -> None:
    optional = ("Sample model outputs", "Supporting libraries and tools", "Model metadata")
    assert progress(record(*CLASS_2, *optional)) == progress(record(*CLASS_2))
    assert status(record(*optional), "Model metadata") == "optional"
    assert status(record(), "Model metadata") is None


def test_a_paper_stands_in_for_the_report_in_every_class() -> None:
    paper = without("Technical report", of=CLASS_1)
    assert progress(record(*paper)) == (100, 100, 100)
    assert progress(record(*without("Research paper", of=CLASS_1))) == (100, 100, 92.86)
    unlicensed = record(*paper, own={"Technical report": "unlicensed"})
    assert progress(unlicensed) == (100, 100, 100)


def test_a_paper_without_an_open_license_takes_the_place_of_a_missing_report() -> None:
    made = record(*without("Technical report"), own={"Research paper": "Undisclosed"})
    result = evaluate(made)
    assert status(made, "Technical report") is None
    assert numbers()["Research paper"] in result.classes[3].invalid
    assert progress(made) == (83.33, 0, 0)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("MIT", "included"),
        ("mit", "invalid"),
        (" MIT", "invalid"),
        ("", "unlicensed"),
        ("0", "unlicensed"),
        ("unlicensed", "unlicensed"),
        ("Unlicensed", "invalid"),
    ],
)
def test_a_license_of_its_own_does_not_inherit(own: str, expected: str) -> None:
    assert status(record(own={"Training code": own}), "Training code") == expected


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        ("", "unlicensed"),
        ("distribution: {name: MIT}", "included"),
        ("distribution: {name: GPL}", "invalid"),
        ("distribution: {name: GPL}, code: {name: MIT}", "included"),
        ("distribution: {name: MIT}, code: {name: GPL}", "invalid"),
        ("distribution: {name: MIT}, code: {name: ''}", "included"),
        ("distribution: {name: MIT}, code: ", "included"),
        ("data: {name: MIT}", "unlicensed"),
    ],
)
def test_without_one_the_license_of_its_type_counts_then_that_of_the_whole(
    licenses: str, expected: str
) -> None:
    text = f"release: {{license: {{{licenses}}}, components: [{{name: Training code}}]}}"
    assert status(read_record(text.encode(), "made.yml"), "Training code") == expected


def test_the_last_of_a_repeated_name_counts() -> None:
    entries = (
        record(own={"Datasets": "MIT"}).components + record("Datasets", license_="x").components
    )
    assert status(Record("made", components=entries), "Datasets") == "unlicensed"


def test_the_warning_on_types_changes_nothing() -> None:
    weights = "Model parameters (Final)"
    result = evaluate(record(*CLASS_3, own={weights: "MIT"}))
    assert result.not_appropriate == (numbers()[weights],)
    assert result.class_ == 3


OWN = st.sampled_from([None, APPROPRIATE, "MIT", "BSD-3", "Undisclosed", "unlicensed", ""])


@given(
    st.dictionaries(st.sampled_from(sorted(numbers())), OWN),
    st.sampled_from([None, APPROPRIATE, "x"]),
    st.sampled_from(sorted(numbers())),
)
@examples(500)
def test_a_component_under_an_open_license_never_lowers_a_class_or_progress(
    own: dict[str, str | None], whole: str | None, name: str
) -> None:
    """Not even by rule (a): a report raises what Class I asks for from 13 to 14, and what is there
    from n to n + 1, which is never less, as n is 13 at most."""
    before = evaluate(record(license_=whole, own=own))
    after = evaluate(record(license_=whole, own=own | {name: APPROPRIATE}))
    assert all(after.progress[class_] >= before.progress[class_] for class_ in CLASSES)
    assert (after.class_ or 4) <= (before.class_ or 4)
