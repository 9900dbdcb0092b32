"""Prints the agreement; see `benchmarks.agreement`."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.agreement import cataloged, freedoms, judged
from benchmarks.agreement.cells import Cell, Label, Match
from benchmarks.agreement.explained import doubts, explanations
from benchmarks.agreement.labels import (
    GROUNDTRUTH,
    INDEX,
    MOT,
    OSI,
    PEATMOSS,
    REPOSITORIES,
    labels,
)
from benchmarks.agreement.releases import audit, declared, single_repositories
from benchmarks.agreement.report import key, print_disagreements, print_doubts, print_table

TITLES: Mapping[str, str] = {
    INDEX: "European Open Source AI Index",
    OSI: "Validation phase of the OSI",
    MOT: "Components in classified records of the Model Openness Tool",
    REPOSITORIES: "Components in repositories of code",
    PEATMOSS: "Facts noted for PeaTMOSS",
    freedoms.TEXT: "Freedoms that licenses leave, from their texts",
    freedoms.RECORD: "Freedoms that licenses leave, from our records of their clauses",
}
MATCHES: tuple[Match, ...] = ("same", "sibling")


def main() -> None:
    """Judge every release; print the tables, the disagreements and the doubtful labels."""
    if not GROUNDTRUTH.is_dir():
        sys.exit("the labels are not on this machine")
    start = time.perf_counter()
    read = list(labels())
    cells = _cells(read)
    rated = {(label.set, label.record) for label in read}
    others = [c.label for c in cells if (c.label.set, c.label.record) not in rated]
    _print_tables(cells, [*read, *others])
    differ = _once([cell for cell in cells if not cell.agrees])
    explained = explanations()
    print(f"\n{len(differ)} DISAGREEMENTS")
    print_disagreements(differ, explained)
    for gone in sorted(explained.keys() - {key(cell) for cell in differ}):
        print(f"\nEXPLAINED, AND NO DISAGREEMENT ANY MORE: {', '.join(gone)}")
    print("\nLABELS IN DOUBT")
    print_doubts(doubts(), {(x.record, x.criterion): x for x in read if x.set == INDEX})
    print(f"\n{time.perf_counter() - start:.0f} s")


def _cells(read: Sequence[Label]) -> list[Cell]:
    """Every label that is about something that is here."""
    by_record: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for label in read:
        by_record[label.set, label.record].append(label)
    cells: list[Cell] = []
    for release in (*declared(), *single_repositories()):
        audited = audit(release)
        cells += judged.cells(release, audited, by_record)
        cells += cataloged.cells(release, audited)
    cells += freedoms.cells()
    return cells


def _once(cells: Sequence[Cell]) -> list[Cell]:
    """Without what a record of clauses gets wrong just as the text does."""
    by_text = {
        (c.release, c.label.criterion, c.bounds) for c in cells if c.label.set == freedoms.TEXT
    }
    return [
        c
        for c in cells
        if c.label.set != freedoms.RECORD or (c.release, c.label.criterion, c.bounds) not in by_text
    ]


def _print_tables(cells: Sequence[Cell], read: Sequence[Label]) -> None:
    for name, title in TITLES.items():
        values: dict[str, list[float]] = defaultdict(list)
        for label in read:
            if label.set == name:
                values[label.criterion].append(label.value)
        for match in MATCHES:
            ours = [c for c in cells if c.label.set == name and c.match == match]
            print_table(f"{title}, {match}", ours, values)


if __name__ == "__main__":
    main()
