"""Weights in formats that are not read further.

Looks at: names and sizes of TensorFlow, TFLite, Keras, Flax, CoreML and other weight files, and
their first bytes.
Claims: that weights are there, if the magic number is that of a format of weights.
Cannot see: anything inside, such as the graph that many of these formats carry; that is a gap.
Files of a format without a magic number, and HDF5 files that are not named as weights, may hold
anything: only a gap.
Sources: suffixes and magic numbers as the projects behind the formats document them
(`howopen.inspectors.weightfiles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import unread
from howopen.inspectors.registry import Reads, inspector
from howopen.inspectors.weightfiles import OPAQUE, report, stage, weight_sets
from howopen.schema import Artifact, Available, Evidence, Gap, Weights
from howopen.view import View

PATTERNS = tuple(f"*{suffix}" for suffix in OPAQUE)
FIRST = 512
"""Bytes that are read of a file: the magic number of tar stands at 257."""

_ANY_DATA = {"hdf5"}
_NAMED = re.compile(r"model|weights|params|checkpoint", re.IGNORECASE)


@inspector(
    "weights.listed",
    version=1,
    claims=(Available, Weights),
    reads=dict.fromkeys(PATTERNS, Reads(first=FIRST, limit=FIRST)),
    sees=("weights", "intermediate-weights", "model-architecture"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield availability of each file that is what its name says, and that it was not read."""
    for group in weight_sets(view.glob(*PATTERNS)):
        for artifact in group.files:
            format_, start, magic = OPAQUE["." + artifact.path.rsplit(".", 1)[-1].lower()]
            try:
                known = bool(magic) and view.read(artifact.path, start, len(magic)) == magic
            except HowopenError as error:
                yield unread(view, artifact.path, error)
                continue
            known = known and (format_ not in _ANY_DATA or bool(_NAMED.search(_name(artifact))))
            if known:
                weights = Weights(format_, 1, artifact.size, stage=stage(group.name))
                yield from report(view, group, weights)
            why = f"{format_} files are not read yet" + ("" if known else "; it may hold weights")
            yield unread(view, artifact.path, why)


def _name(artifact: Artifact) -> str:
    return artifact.path.rsplit("/", 1)[-1]
