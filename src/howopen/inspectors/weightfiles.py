"""Which files hold weights, and how they belong together.

By file name alone, so this only chooses what to look into: a claim about weights rests on the
header, or says that the format was not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from howopen.inspectors.found import here, observed
from howopen.parsers.shards import shard_sets
from howopen.schema import Artifact, Available, Evidence, Weights
from howopen.view import View

READABLE = ("*.safetensors", "*.gguf", "*.onnx", "*.bin", "*.pt", "*.pth", "*.ckpt")
"""Patterns of the formats whose headers are read."""

OPAQUE: dict[str, tuple[str, int, bytes]] = {
    ".tflite": ("tflite", 4, b"TFL3"),
    ".keras": ("keras", 0, b"PK\x03\x04"),
    ".h5": ("hdf5", 0, b"\x89HDF\r\n\x1a\n"),
    ".hdf5": ("hdf5", 0, b"\x89HDF\r\n\x1a\n"),
    ".nemo": ("nemo", 257, b"ustar"),
    ".pte": ("executorch", 4, b"ET1"),
    ".ot": ("libtorch", 0, b"PK\x03\x04"),
    ".mar": ("torchserve", 0, b"PK\x03\x04"),
    ".msgpack": ("flax-msgpack", 0, b""),
    ".npz": ("numpy", 0, b""),
    ".pb": ("tensorflow", 0, b""),
    ".mlmodel": ("coreml", 0, b""),
    ".pdparams": ("paddle", 0, b""),
    ".engine": ("tensorrt", 0, b""),
    ".caffemodel": ("caffe", 0, b""),
    ".llamafile": ("llamafile", 0, b""),
}
"""Suffixes of formats that are not read further: name of the format, and where its magic number
stands. Without one, the name of the file is all there is, and a name is not evidence."""

_OPAQUE_PATTERN = re.compile("|".join(re.escape(s) + "$" for s in OPAQUE), re.IGNORECASE)
_READABLE_PATTERN = re.compile(r"\.(safetensors|gguf|onnx|bin|pt|pth|ckpt)$", re.IGNORECASE)
_OTHER = re.compile(
    r"(^|/)(training_args|optimizer|scheduler|rng_state|scaler|vocab|merges|tokenizer|events)[^/]*$",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"(^|/)([^/]*[-_.])?(tests?|testdata|fixtures?|examples?|mocks?|dummy)([-_.][^/]*)?/",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"(^|/)(checkpoint|step|global_?step|epoch|iter)[-_]?\d+(/|[-_.])", re.IGNORECASE
)

Stage = Literal["final", "intermediate", "adapter"]


def is_weights(path: str) -> bool:
    """Whether the name is that of a weight file that is part of what is released."""
    if _OTHER.search(path) or _TEST.search(path):
        return False
    return bool(_READABLE_PATTERN.search(path) or _OPAQUE_PATTERN.search(path))


class WeightSet(NamedTuple):
    """Files that are one set of weights: one file, or all its shards.

    Attributes:
        name: Path of the file, or of the shards without their number.
        files: In order.
        missing: Numbers of the shards that the names promise and that are not listed.
    """

    name: str
    files: tuple[Artifact, ...]
    missing: tuple[int, ...] = ()


def weight_sets(artifacts: Iterable[Artifact]) -> list[WeightSet]:
    """Group the weight files among `artifacts` into sets, ordered by name."""
    files = {artifact.path: artifact for artifact in artifacts if is_weights(artifact.path)}
    sharded = shard_sets(files)
    in_shards = {path for shards in sharded for path in shards.paths.values()}
    sets = [WeightSet(path, (files[path],)) for path in files if path not in in_shards]
    for shards in sharded:
        members = tuple(files[path] for _, path in sorted(shards.paths.items()))
        sets.append(WeightSet(shards.stem, members, shards.missing))
    return sorted(sets)


def stage(name: str) -> Stage:
    """What the set's name says about when in training it was saved."""
    if name.rsplit("/", 1)[-1].startswith("adapter_"):
        return "adapter"
    return "intermediate" if _STEP.search(name) else "final"


def report(
    view: View, group: WeightSet, weights: Weights, lacking: Sequence[str] = (), remark: str = ""
) -> Iterator[Evidence]:
    """Yield that the set is there, and what it holds; anything `lacking` makes it partial."""
    component = "intermediate-weights" if weights.stage == "intermediate" else "weights"
    cites = tuple(view.snapshot.cite(artifact.path) for artifact in group.files)
    shown = cites if len(cites) <= 2 else (cites[0], cites[-1])
    lacks = list(lacking)
    if group.missing:
        lacks.insert(0, f"{len(group.missing)} of its shards are not listed")
    note = "; ".join([*lacks, *filter(None, [remark])])
    yield observed(component, Available("partial" if lacks else here(view), note), *shown)
    yield observed(component, weights, *shown)


def total_bytes(files: Iterable[Artifact]) -> int | None:
    """Size of all files, or None if one is unknown."""
    total = 0
    for artifact in files:
        if artifact.size is None:
            return None
        total += artifact.size
    return total
