"""How well the clause reader agrees with people, sentence by sentence.

Run from the root of this repository::

    python -m benchmarks.sentences SCANCODE_REPOSITORY [TEXTS...]

``data/sentence_labels.tsv`` says of 8,964 sentences which kinds of clauses each expresses, and of
which kinds a reader was unsure; one reader each, who saw the sentence with what leads it in, not
the text around it. Sentences are named by the first ten digits of the sha256 of their words: they
are others' and not copied here. They stand in the license texts of ScanCode's repository, a
checkout or bare mirror, and in texts of AI licenses (TEXTS: folders of ``.txt``). Chosen were those
that patterns and a classifier disagreed on and those next to them, so they are harder than
sentences at large.

A third, by the whole digest, was kept apart while patterns were mended, but its figures were looked
at all the time, and by accident some of its sentences: only the whole texts that were set aside
(`benchmarks.clauses`) were unseen. What this prints is for finding what to mend next.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from benchmarks.scancode_tests import LICENSES, files
from howopen.licenses.clauses import kinds_said
from howopen.licenses.sentences import Sentence, sentences
from howopen.licenses.taxonomy import kinds

LABELS = Path(__file__).parent / "data" / "sentence_labels.tsv"
LEAD = 220
"""Characters of the lead-in that readers saw, its last."""

DIGITS = 10
"""Of the digest, by which a sentence is named."""


class Label(NamedTuple):
    """What a reader said of a sentence."""

    kinds: frozenset[str]
    unsure: frozenset[str]


def main(repository: Path, folders: list[Path]) -> None:
    """Print for each kind what is right, wrong and missed, in both parts."""
    labels = _labels()
    counts: Counter[tuple[str, bool, str]] = Counter()
    seen: set[str] = set()
    for text in _texts(repository, folders):
        for sentence in sentences(text):
            lead = sentence.lead[-LEAD:]
            digest = sha256(f"{lead}/{sentence.words}".encode()).hexdigest()
            name, apart = digest[:DIGITS], int(digest, 16) % 3 == 0
            if name in labels and name not in seen:
                seen.add(name)
                found = kinds_said(Sentence(0, len(sentence.words), sentence.words, lead, 0))
                counts.update((kind, apart, what) for kind, what in _compared(labels[name], found))
    print(f"{len(seen)} of {len(labels)} labeled sentences found")
    print(f"{'':24}{'development':>27}{'apart':>27}")
    for kind in (*kinds(), "all"):
        parts = (_figures(counts, kind, apart) for apart in (False, True))
        print(f"{kind:24}{''.join(parts)}")


def _labels() -> dict[str, Label]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: Label(
                frozenset(row["kinds"].split()),
                frozenset(row["unsure"].split()),
            )
            for row in csv.DictReader(file, delimiter="\t")
        }


def _texts(repository: Path, folders: list[Path]) -> Iterator[str]:
    for path, data in files(repository, LICENSES).items():
        if path.endswith(".LICENSE"):
            yield data.decode("utf-8", "replace").split("---\n", 2)[-1]
    for folder in folders:
        for file in sorted(folder.glob("*.txt")):
            yield file.read_text(encoding="utf-8", errors="replace")


def _compared(label: Label, found: frozenset[str]) -> Iterator[tuple[str, str]]:
    """For each kind that was found or labeled whether that is right; the same for ``all``."""
    for kind in (found | label.kinds) - label.unsure:
        what = "missed" if kind not in found else "right" if kind in label.kinds else "wrong"
        yield kind, what
        yield "all", what


def _figures(counts: Counter[tuple[str, bool, str]], kind: str, apart: bool) -> str:
    right, wrong, missed = (counts[kind, apart, what] for what in ("right", "wrong", "missed"))
    precision = f"{right / (right + wrong):.2f}" if right + wrong else "-"
    recall = f"{right / (right + missed):.2f}" if right + missed else "-"
    return f"{right:6}{wrong:5}{missed:5}{precision:>6}{recall:>5}"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m benchmarks.sentences SCANCODE_REPOSITORY [TEXTS...]")
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
