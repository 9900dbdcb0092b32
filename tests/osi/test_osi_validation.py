"""The twelve systems that the OSI reviewed: is the verdict of howopen that of the OSI?

Facts are typed by hand into the cases beside this file, each row with its source. The labels are
those of the OSI's FAQ (https://opensource.org/ai/faq), "not certifications of any kind".
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.licenses.shared import GROUNDTRUTH
from tests.osi.inventory import Case, Row, read

from howopen.frameworks import assess, choose
from howopen.schema import Assessment, Release

FOLDER = Path(__file__).parent
CASES = {path.stem: read(path) for path in sorted(FOLDER.glob("*.md"))}
(OSAID,) = choose(["osaid-1.0"])
DATA_INFORMATION = {c.id for c in OSAID.criteria if c.group == "data-information"}
TERMS = {
    "data-terms",
    "code-licenses",
    "parameters-terms",
    "freedom-use",
    "freedom-study",
    "freedom-modify",
    "freedom-share",
    "no-further-terms",
}
"""The criteria that other terms alone can turn into met."""

DISAGREEMENTS = {
    "falcon": "training code (Gigatron) and data pipeline were never published: no terms mend that",
}
"""Where the facts lead to another verdict than the OSI's, and why."""


def judged(case: Case) -> Assessment:
    return assess(OSAID, Release(case.name, ()), case.evidence, ())


def not_met(assessment: Assessment) -> list[str]:
    """What is proven to fall short, partly met included."""
    return [f.criterion for f in assessment.findings if f.bounds.hi < 1]


def verdict(assessment: Assessment) -> str:
    """The OSI's word for it; undecided where more than the data information is open."""
    short = set(not_met(assessment))
    granted = TERMS if short else set()
    unproven = {f.criterion for f in assessment.findings if f.bounds.lo < 1} - granted
    if short and (assessment.with_other_terms is None or assessment.with_other_terms.hi < 1):
        return "fail"
    if unproven - DATA_INFORMATION:
        return "undecided"
    return "pass_if_licence_changed" if short else "pass"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_facts_lead_to_the_verdict(case: Case) -> None:
    assessment = judged(case)

    assert (", ".join(not_met(assessment)) or "none") == case.expected["not met"]
    assert verdict(assessment) == case.expected["howopen"]


def test_every_disagreement_with_the_osi_is_named() -> None:
    differ = {name for name, case in CASES.items() if verdict(judged(case)) != case.expected["OSI"]}

    assert differ == DISAGREEMENTS.keys()


def test_the_labels_are_those_of_the_osi() -> None:
    path = GROUNDTRUTH / "osi-validation" / "osi_validation.csv"
    if not path.is_file():
        pytest.skip("the labels are not beside this repository")
    with path.open(encoding="utf-8", newline="") as file:
        labels = {
            row["model"].lower().replace(" ", "-"): row["verdict"] for row in csv.DictReader(file)
        }

    assert {name: case.expected["OSI"] for name, case in CASES.items()} == labels


def test_every_fact_has_a_source_and_few_are_from_memory() -> None:
    rows = [row for case in CASES.values() for row in case.rows]

    assert all("https://" in row.source for row in rows)
    assert sum("from memory" in row.source for row in rows) <= len(rows) // 20


@pytest.mark.parametrize(
    "row",
    [
        Row("wheights", "open", "-", "-", "here"),
        Row("weights", "free", "-", "-", "here"),
        Row("model-card", "open", "-", "sections: provenence", "here"),
        Row("weights", "open", "-", "say: what", "here"),
    ],
)
def test_a_mistyped_fact_is_refused(row: Row) -> None:
    with pytest.raises(ValueError):
        _ = Case("made", (row,), {}).evidence
