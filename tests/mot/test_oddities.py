"""Each oddity of the tool on a record of its own, with what the result would be without it."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.mot.made import CLASS_1, CLASS_3, record, without

from howopen.mot.evaluate import evaluate
from howopen.mot.oddities import KINDS, Oddity, normalized, oddities
from howopen.mot.records import Global, Record
from howopen.mot.tables import named, numbers

WEIGHTS = "Model parameters (Final)"

# For each oddity: a record, the class the tool gives, what it would give, and what moves.
CASES: dict[str, tuple[Record, int, int, list[str]]] = {
    "exact-names": (record(*CLASS_3, own={"Model card": "MIT license"}), 0, 3, ["Model card"]),
    "placeholder": (
        record(*CLASS_3, own={"Research paper": "Component not include."}),
        3,
        3,
        ["Research paper"],
    ),
    "arxiv-license": (
        record(*CLASS_3, own={"Technical report": "arXiv.org - Non-exclusive"}),
        0,
        3,
        ["Technical report"],
    ),
    "replaced-entry": (record(*CLASS_3, own={WEIGHTS: "CC0-1.0"}), 3, 3, [WEIGHTS]),
    "appropriate-not-open": (record(*CLASS_3, own={WEIGHTS: "PDDL-1.0"}), 0, 3, [WEIGHTS]),
    "no-type": (
        record(*CLASS_3, own={"Model architecture": "BSD-3-Clause"}),
        3,
        3,
        ["Model architecture"],
    ),
    "fsf-only": (
        record(*CLASS_3, own={"Model architecture": "WTFPL"}),
        3,
        0,
        ["Model architecture"],
    ),
    "deprecated-id": (
        record(*CLASS_3, own={"Model architecture": "GPL-3.0"}),
        3,
        0,
        ["Model architecture"],
    ),
    "any-type": (record(*CLASS_3, own={WEIGHTS: "MIT"}), 3, 0, [WEIGHTS]),
    "newer-license": (record(*CLASS_3, license_="OpenMDW-1.1"), 0, 3, list(CLASS_3)),
    "unknown-name": (record(*CLASS_3, "Model kart"), 3, 3, ["Datasets"]),
    "report-for-paper": (
        record(*without("Research paper", of=CLASS_1)),
        2,
        1,
        ["Research paper"],
    ),
    "results-elsewhere": (
        record(*without("Evaluation results")),
        0,
        3,
        ["Evaluation results"],
    ),
    "data-in-model-card": (record(*without("Data card")), 0, 3, ["Data card"]),
}


def found(made: Record, kind: str) -> Oddity | None:
    return next((odd for odd in oddities(made) if odd.kind.id == kind), None)


def test_every_oddity_has_a_case() -> None:
    assert [kind.id for kind in KINDS] == list(CASES)


@pytest.mark.parametrize("kind", CASES)
def test_an_oddity_is_named_with_the_result_without_it(kind: str) -> None:
    made, with_it, without_it, moved = CASES[kind]
    odd = found(made, kind)
    assert evaluate(made).class_ == with_it
    assert odd is not None
    assert odd.result.class_ == without_it
    assert sorted(named(odd.components)) == sorted(moved)


def test_where_nothing_is_odd_nothing_is_named() -> None:
    assert oddities(record(*CLASS_1)) == []


@pytest.mark.parametrize("kind", ["report-for-paper", "results-elsewhere", "data-in-model-card"])
def test_a_document_stands_in_only_if_it_is_openly_licensed(kind: str) -> None:
    made = CASES[kind][0]
    assert (
        found(structs.replace(made, licenses={"distribution": Global("Proprietary")}), kind) is None
    )


def test_a_stand_in_that_changes_neither_class_nor_progress_is_not_told() -> None:
    assert found(record(*CLASS_3), "report-for-paper") is None


def test_a_component_that_is_recorded_needs_no_stand_in() -> None:
    made = record(*without("Data card"), own={"Data card": "Proprietary"})
    assert found(made, "data-in-model-card") is None


def test_a_license_unknown_to_all_lists_is_odd_in_no_way() -> None:
    made = record(*without("Model card"), own={"Model card": "Llama 2 Community License"})
    assert oddities(made) == []


def test_undisclosed_is_no_license_and_not_a_component_that_is_not_there() -> None:
    odd = found(record(own={"Datasets": "Undisclosed"}), "placeholder")
    assert odd is not None
    assert odd.result.status(numbers()["Datasets"]) == "unlicensed"


def test_normalizing_changes_names_that_mean_one_license_and_no_other() -> None:
    made = record(own={"Datasets": "CC BY 4.0", "Model card": "Gemma", "Data card": "unlicensed"})
    made = structs.replace(made, licenses={"code": Global("BSD-3", "LICENSE")})
    changed = normalized(made)
    assert [entry.license for entry in changed.components] == ["CC-BY-4.0", "Gemma", "unlicensed"]
    assert changed.licenses == {"code": Global("BSD-3-Clause", "LICENSE")}
