"""The table of license freedoms beside what follows from texts, and from records of clauses.

The rows, their texts and the explanations of differences are those of the tests of
`howopen.licenses.freedoms`; here they are counted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from tests.licenses.shared import GROUNDTRUTH, text_of
from tests.licenses.test_freedoms import EXPLAINED, TEXTS

from benchmarks.agreement.cells import Cell, Label
from howopen.licenses.clauses import read_clauses
from howopen.licenses.freedoms import FREEDOMS, conclude
from howopen.licenses.known_clauses import all_known
from howopen.schema import Bounds, Clause

TEXT = "license-freedoms, from the texts"
RECORD = "license-freedoms, from our records"
_BROKEN = {"yes": 0.0, "partly": 0.5, "no": 1.0}
_STATES = {
    "broken": Bounds(0, 0),
    "restricted": Bounds(0.5, 0.5),
    "kept": Bounds(1, 1),
    "unclear": Bounds(0, 1),
}


def cells() -> Iterator[Cell]:
    """Each freedom and the test of the EU AI Act, per license: by its text, and by its record.

    Readings that the table itself leaves undecided are not counted.
    """
    with (GROUNDTRUTH / "license_freedoms.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            text = TEXTS.get(row["licence"])
            if text is None:
                continue
            yield from _cells(TEXT, row, read_clauses(text_of(text)))
            for record in all_known():
                if text in record.texts:
                    yield from _cells(RECORD, row, record.clauses())


def _cells(source: str, row: dict[str, str], clauses: Sequence[Clause]) -> Iterator[Cell]:
    name = row["licence"]
    found = conclude(clauses)
    for freedom in FREEDOMS:
        word = row[f"broken_freedom_{freedom}"]
        label = Label(source, name, freedom, _BROKEN[word], f"broken: {word}; {row['clause']}")
        state = getattr(found, freedom)
        kinds = ", ".join(dict.fromkeys(clause.kind for clause in state.clauses))
        yield Cell(name, "same", label, _STATES[state.state], f"{state.state}: {kinds}")
    reading = row["eu_ai_act_guidelines_reading"]
    if reading.startswith("disq") or "ok" in reading:
        value = 0.0 if reading.startswith("disq") else 1.0
        label = Label(source, name, "ai-act", value, reading)
        yield Cell(name, "same", label, found.ai_act.bounds, ", ".join(found.ai_act.paragraphs))


def explained(cell: Cell) -> str:
    """Why howopen differs from the table, as the tests have it; empty where they have nothing."""
    return EXPLAINED.get((cell.release, cell.label.criterion), "")
