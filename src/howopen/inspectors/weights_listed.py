"""Weights in formats that are listed and not read.

Looks at: names and sizes of TensorFlow, TFLite, Keras, Flax, CoreML and other weight files.
Claims: that they are there.
Cannot see: anything inside, such as the graph that many of these formats carry; that is a gap.
Sources: suffixes as the projects behind the formats use them (`howopen.inspectors.weightfiles`).
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.inspectors.found import unread
from howopen.inspectors.registry import inspector
from howopen.inspectors.weightfiles import OPAQUE, format_of, report, stage, weight_sets
from howopen.schema import Evidence, Gap, View, Weights

PATTERNS = tuple(f"*{suffix}" for suffix in OPAQUE)


@inspector(
    "weights.listed",
    version=1,
    reads={},
    sees=("weights", "intermediate-weights", "model-architecture"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield availability of each file, and that it was not read."""
    for group in weight_sets(view.glob(*PATTERNS)):
        for artifact in group.files:
            format_ = format_of(artifact.path) or "unknown"
            yield from report(
                view, group, Weights(format_, 1, artifact.size, stage=stage(group.name))
            )
            yield unread(
                view, artifact.path, f"{format_} files are listed; howopen cannot read them yet"
            )
