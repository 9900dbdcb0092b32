"""Data files.

Looks at: names and sizes of Parquet, Arrow, JSON Lines, CSV, WebDataset and compressed text files.
Claims: that data is there, in repositories that their source calls datasets. Anywhere else the
names do not tell what the files are for, so they are a gap; so is a dataset in other formats.
Cannot see: whether it is all that a model was trained on; its content.
Sources: formats that the Hub's dataset viewer and the datasets library read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.inspectors.found import here, observed, unread
from howopen.inspectors.registry import inspector
from howopen.schema import Available, Dataset, Evidence, Gap
from howopen.view import View

PATTERNS = ("*.parquet", "*.arrow", "*.jsonl", "*.jsonl.*", "*.csv", "*.tsv", "*.tar", "*.txt.gz",
            "*.zst", "*.json.gz", "*.csv.gz")  # fmt: skip


MOST_GAPS = 5
_ABOUT_DATA = re.compile(
    r"(^|/)(\.[^/]*|readme[^/]*|licen[cs]e[^/]*|[^/]+\.(md|py))$", re.IGNORECASE
)
"""Files of a dataset repository that are no data: settings, cards, licenses and scripts."""


@inspector(
    "data.files",
    version=1,
    claims=(Available, Dataset),
    reads={},
    sees=("training-data", "evaluation-data"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield that the dataset is there, with the number of its files; elsewhere, what was seen."""
    snapshot = view.snapshot
    files = view.glob(*PATTERNS)
    if files and snapshot.kind == "dataset":
        state = here(view)
        cite = snapshot.cite(files[0].path)
        dataset = Dataset(snapshot.ref, "released" if state == "open" else "gated", len(files))
        yield observed("training-data", dataset, cite)
        yield observed("training-data", Available(state), cite)
        return
    if snapshot.kind == "dataset":
        files = [a for a in snapshot.artifacts if not _ABOUT_DATA.search(a.path)]
    for artifact in files[:MOST_GAPS]:
        yield unread(view, artifact.path, "a data file; what it is for was not looked at")
