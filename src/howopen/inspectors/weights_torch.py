"""Weights in PyTorch checkpoints.

Looks at: the pickle inside ``*.bin``, ``*.pt``, ``*.pth`` and ``*.ckpt`` files, as data: it is
never unpickled; tensor storages are not read.
Claims: that the weights are there; tensors, dtypes and parameters, each storage counted once; that
loading them can run code, and which names outside the usual ones the pickle asks for.
Cannot see: whether those names do harm; files under these suffixes that are something else are a
gap.
Sources: PyTorch serialization; `howopen.parsers.torch`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from howopen.errors import HowopenError
from howopen.inspectors.found import here, observed, reader, size_of, unread
from howopen.inspectors.registry import Reads, inspector
from howopen.inspectors.weightfiles import WeightSet, report, stage, total_bytes, weight_sets
from howopen.parsers.parameters import elements_by_dtype
from howopen.parsers.torch import Checkpoint, read_checkpoint
from howopen.schema import Available, Evidence, Gap, Weights
from howopen.view import View

PATTERNS = ("*.bin", "*.pt", "*.pth", "*.ckpt")
LIMIT = 64_000_000
"""Bytes of one file that may be read: zip directory and pickle, without the storages."""

_SURE = re.compile(r"(pytorch_model|adapter_model|consolidated)[^/]*\.(bin|pth)$", re.IGNORECASE)


@inspector(
    "weights.pytorch",
    version=1,
    claims=(Available, Weights),
    reads=dict.fromkeys(PATTERNS, Reads(first=65_536, last=65_536, limit=LIMIT)),
    sees=("weights", "intermediate-weights", "model-architecture"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield availability and contents of each set."""
    for group in weight_sets(view.glob(*PATTERNS)):
        read: dict[str, Checkpoint] = {}
        for artifact in group.files:
            try:
                read[artifact.path] = read_checkpoint(reader(view, artifact), size_of(artifact))
            except HowopenError as error:
                yield unread(view, artifact.path, error)
        if any(c.tensors for c in read.values()) or (not read and _SURE.search(group.name)):
            yield from report(view, group, _weights(group, read))
        for path in (p for p, checkpoint in read.items() if checkpoint.format == "torchscript"):
            graph = Available(here(view), "the code is in the TorchScript file")
            yield observed("model-architecture", graph, view.snapshot.cite(path))


def _weights(group: WeightSet, read: Mapping[str, Checkpoint]) -> Weights:
    claim = Weights(
        "pytorch",
        len(group.files),
        total_bytes(group.files),
        executable=True,
        stage=stage(group.name),
    )
    if len(read) < len(group.files) or group.missing:
        return claim
    tensors = [tensor for checkpoint in read.values() for tensor in checkpoint.tensors]
    unexpected = sorted({name for c in read.values() for name in c.unexpected})
    return Weights(
        format="pytorch",
        files=claim.files,
        bytes=claim.bytes,
        tensors=len(tensors),
        parameters=sum(checkpoint.parameters for checkpoint in read.values()),
        dtypes=elements_by_dtype(tensors),
        executable=True,
        stage=claim.stage,
        metadata={"unusual imports": ", ".join(unexpected)[:500]} if unexpected else {},
    )
