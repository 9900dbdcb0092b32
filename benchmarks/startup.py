"""What ``howopen --help`` costs beside an interpreter that does nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.compare import Row, medians, ms, run

ROUNDS = 21
MOST = 6.0
"""Times ``python -c pass``."""


def rows() -> Iterator[Row]:
    """Both as processes, in turn."""
    ours, theirs = medians(
        lambda: run([sys.executable, "-c", "from howopen.cli import main; main()", "--help"]),
        lambda: run([sys.executable, "-c", "pass"]),
        ROUNDS,
    )
    ratio = ours / theirs
    yield Row(
        "howopen --help",
        ms(ours),
        "python -c pass",
        ms(theirs),
        f"{ratio:.1f} times the time",
        f"<= {MOST:.0f}",
        ratio <= MOST,
    )
