"""One label beside one verdict, and what many of them come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from howopen.schema import Bounds

Match = Literal["same", "sibling"]
"""Whether what was audited is (part of) what was labeled, or only another size or version of it."""

Obstacle = Literal["", "not recorded", "links", "reader"]
"""What keeps a verdict undecided, the first that holds: a listed file is not in the recording, so
nobody could read it; a link was not followed, and leads to no recording of the release; neither, so
that a reader is needed, or an inspector that sees more. Empty where it is decided."""

VALUES = (0.0, 0.5, 1.0)
"""Closed, partial, open; absent, partial, present; broken, partly, kept; no, -, yes."""


class Label(NamedTuple):
    """What a person said of one criterion of one record.

    Attributes:
        set: The set of labels.
        record: The record in it.
        criterion: A criterion of howopen's framework that asks the same.
        value: One of `VALUES`.
        said: The words, with note and link where the set has them.
    """

    set: str
    record: str
    criterion: str
    value: float
    said: str


class Cell(NamedTuple):
    """A label and what howopen found.

    Attributes:
        release: What was audited.
        match: How it relates to what was labeled.
        label: What the person said.
        bounds: What howopen proved.
        why: Its reasons.
        cites: Where it saw them.
        obstacle: What keeps it from deciding; see `Obstacle`.
    """

    release: str
    match: Match
    label: Label
    bounds: Bounds
    why: str = ""
    cites: tuple[str, ...] = ()
    obstacle: Obstacle = ""

    @property
    def decided(self) -> bool:
        """Whether howopen commits itself to one value."""
        return self.bounds.lo == self.bounds.hi

    @property
    def narrowed(self) -> bool:
        """Whether howopen is undecided and rules something out."""
        return not self.decided and (self.bounds.lo, self.bounds.hi) != (0, 1)

    @property
    def agrees(self) -> bool:
        """Whether the label is the value, or lies within the bounds of an undecided verdict."""
        return self.bounds.lo <= self.label.value <= self.bounds.hi


class Summary(NamedTuple):
    """What some cells come to.

    Attributes:
        cells: How many.
        decided: How many of them howopen decides.
        same: How many of the decided have the label's value.
        kappa: Weighted kappa of the decided; None where one side has a single value, as chance
            alone would agree.
        majority: How many of the decided the majority class of the labels gets right.
        narrowed: How many undecided rule something out.
        outside: How many undecided rule the label out.
        chance: How many they would if labels were drawn from all of that criterion.
        unrecorded: How many are undecided as files of the release are not in the recording.
        links: How many others, as a link was not followed.
        reader: How many others.
    """

    cells: int
    decided: int
    same: int
    kappa: float | None
    majority: int
    narrowed: int
    outside: int
    chance: float
    unrecorded: int
    links: int
    reader: int


def summarize(cells: Sequence[Cell], values: Sequence[float]) -> Summary:
    """Agreement over cells of one criterion.

    Args:
        cells: The cells.
        values: All labels of that criterion, audited or not: what chance would draw from.
    """
    majority = commonest(values)
    decided = [cell for cell in cells if cell.decided]
    pairs = [(cell.label.value, cell.bounds.lo) for cell in decided]
    return Summary(
        cells=len(cells),
        decided=len(decided),
        same=sum(cell.agrees for cell in decided),
        kappa=weighted_kappa(pairs),
        majority=sum(cell.label.value == majority for cell in decided),
        narrowed=sum(cell.narrowed for cell in cells),
        outside=sum(not cell.agrees for cell in cells if not cell.decided),
        chance=sum(_excluded(cell.bounds, values) for cell in cells if not cell.decided),
        unrecorded=sum(cell.obstacle == "not recorded" for cell in cells),
        links=sum(cell.obstacle == "links" for cell in cells),
        reader=sum(cell.obstacle == "reader" for cell in cells),
    )


def _excluded(bounds: Bounds, values: Sequence[float]) -> float:
    """The share of the values that the bounds rule out."""
    return sum(not bounds.lo <= value <= bounds.hi for value in values) / len(values)


def total(summaries: Sequence[Summary], cells: Sequence[Cell]) -> Summary:
    """The sum over criteria; kappa over all decided cells of them together."""
    pairs = [(cell.label.value, cell.bounds.lo) for cell in cells if cell.decided]
    sums = {
        name: sum(getattr(summary, name) for summary in summaries)
        for name in Summary._fields
        if name != "kappa"
    }
    return Summary(kappa=weighted_kappa(pairs), **sums)


def weighted_kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Cohen's kappa with linear weights (Cohen 1968): 1 - observed / expected disagreement.

    None where no disagreement is expected by chance, so that the quotient has no value.
    """
    if not pairs:
        return None
    first = Counter(a for a, _ in pairs)
    second = Counter(b for _, b in pairs)
    observed = sum(abs(a - b) for a, b in pairs) / len(pairs)
    expected = (
        sum(abs(a - b) * many * more for a, many in first.items() for b, more in second.items())
        / len(pairs) ** 2
    )
    return None if expected == 0 else 1 - observed / expected


def commonest(values: Sequence[float]) -> float:
    """The majority class; of equally common values the lowest, so that it does not vary."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))
