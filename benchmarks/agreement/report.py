"""Prints tables of agreement, and the disagreements with their explanations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.agreement.cells import Cell, Label, Summary, summarize, total
from benchmarks.agreement.explained import Doubt, Explanation, Key
from benchmarks.agreement.freedoms import explained

HEAD = (
    *("cells", "decided", "same", "kappa", "majority", "narrowed", "outside", "chance"),
    *("unrec.", "links", "reader"),
)
"""The fields of `Summary`."""


def print_table(title: str, cells: Sequence[Cell], values: Mapping[str, Sequence[float]]) -> None:
    """One row a criterion, in the order of the labels, and their sum."""
    if not cells:
        return
    criteria = list(dict.fromkeys(cell.label.criterion for cell in cells))
    rows: list[tuple[str, Summary]] = []
    for criterion in criteria:
        ours = [cell for cell in cells if cell.label.criterion == criterion]
        rows.append((criterion, summarize(ours, values[criterion])))
    rows.append(("all", total([summary for _, summary in rows], cells)))
    releases = len({cell.release for cell in cells})
    print(f"\n{title} (releases: {releases})\n  {'':24}" + "".join(f"{head:>9}" for head in HEAD))
    for name, summary in rows:
        print(f"  {name:24}" + "".join(f"{_figure(figure):>9}" for figure in summary))


def _figure(figure: float | None) -> str:
    if figure is None:
        return "-"
    return f"{figure:.2f}" if isinstance(figure, float) else str(figure)


def print_disagreements(cells: Iterable[Cell], explanations: Mapping[Key, Explanation]) -> None:
    """Each label that howopen rules out: both sides, and who is right."""
    for cell in cells:
        label = cell.label
        print(f"\n{label.set}, {cell.release} ({cell.match}), {label.criterion}")
        print(f"  label    {label.value:g}: {label.said}")
        print(f"  howopen  {cell.bounds.lo:g} to {cell.bounds.hi:g}: {cell.why}")
        for cite in cell.cites:
            print(f"           {cite}")
        print(f"  {verdict(cell, explanations)}")


def verdict(cell: Cell, explanations: Mapping[Key, Explanation]) -> str:
    """Who is right, and why; in capitals where nobody has said so, or of other values."""
    found = explanations.get(key(cell))
    if found is None:
        of_license = explained(cell)
        return f"as tested: {of_license}" if of_license else "NOT EXPLAINED"
    if (found.label, found.lo, found.hi) != (cell.label.value, cell.bounds.lo, cell.bounds.hi):
        return f"EXPLAINED FOR OTHER VALUES: {found.why}"
    return f"{found.right}: {found.why}"


def print_doubts(doubts: Iterable[Doubt], labels: Mapping[tuple[str, str], Label]) -> None:
    """Labels of the index that contradict themselves or others."""
    for doubt in doubts:
        label = labels[doubt.record, doubt.criterion]
        gone = "" if doubt.quote in label.said else "  SAYS SO NO MORE"
        print(f"\n{doubt.record}, {doubt.criterion}: {label.said}\n  {doubt.why}{gone}")


def key(cell: Cell) -> Key:
    """What an explanation is found by."""
    return cell.label.set, cell.label.record, cell.release, cell.label.criterion
