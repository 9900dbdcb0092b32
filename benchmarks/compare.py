"""Ours beside theirs in one run: alternating rounds, medians, one table."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """One comparison.

    Attributes:
        what: What howopen did.
        ours: What that took.
        peer: What it is held against.
        theirs: What the peer took.
        ratio: How the two relate.
        target: What was set out to reach; empty where nothing was.
        met: Whether it is reached.
    """

    what: str
    ours: str
    peer: str
    theirs: str
    ratio: str
    target: str = ""
    met: bool = True


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def medians(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Median seconds of each, run in turn so that what else the machine does hits both alike.

    One round goes ahead and is not counted: it fills the caches of files and of bytecode.
    """
    ours(), theirs()
    taken = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return median(each[0] for each in taken), median(each[1] for each in taken)


def run(command: Sequence[str], **variables: str) -> bytes:
    """Run a program to its end, with bytecode kept as installed programs have it; its output."""
    environment = {**os.environ, **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout


def ms(duration: float) -> str:
    """Seconds as milliseconds."""
    return f"{1e3 * duration:,.0f} ms" if duration >= 0.01 else f"{1e3 * duration:.2f} ms"


def print_table(rows: Iterable[Row]) -> None:
    """Print the rows, aligned."""
    titles = ("what", "howopen", "against", "theirs", "ratio", "target", "")
    lines = [titles]
    for row in rows:
        judged = ("met" if row.met else "NOT MET") if row.target else ""
        lines.append((*row[:6], judged))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
