"""Weights in GGUF files.

Looks at: the header of every ``*.gguf`` file: metadata and tensor table.
Claims: that the weights are there; their tensors, types and parameters; license, base models and
datasets that the metadata names (``general.*``).
Cannot see: values.
Sources: GGUF specification, section "Standardized key-value pairs".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, reader, size_of, unread
from howopen.inspectors.registry import Reads, inspector
from howopen.inspectors.weightfiles import WeightSet, report, stage, total_bytes, weight_sets
from howopen.licenses.names import normalize
from howopen.parsers.gguf import FIRST, MAX_HEADER, Header, read_header
from howopen.parsers.parameters import elements_by_dtype
from howopen.schema import Available, Dataset, Evidence, Gap, License, Lineage, Weights
from howopen.view import View

KEPT = ("general.name", "general.architecture", "general.author", "general.organization",
        "general.quantized_by", "general.license", "general.size_label")  # fmt: skip
MOST_NAMED = 32
"""Base models or datasets that are taken from one file."""


@inspector(
    "weights.gguf",
    version=1,
    claims=(Available, Dataset, License, Lineage, Weights),
    reads={"*.gguf": Reads(first=FIRST, limit=2 * MAX_HEADER)},
    sees=("weights", "intermediate-weights"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield availability and contents of each set, and what its metadata says."""
    for group in weight_sets(view.glob("*.gguf")):
        headers: dict[str, Header] = {}
        for artifact in group.files:
            try:
                headers[artifact.path] = read_header(reader(view, artifact), size_of(artifact))
            except HowopenError as error:
                yield unread(view, artifact.path, error)
        yield from report(view, group, _weights(group, headers))
        for path, header in list(headers.items())[:1]:  # of a split set, the first has the metadata
            yield from _said(view.snapshot.cite(path), header.metadata)
            if name := header.metadata.get("general.architecture"):
                why = f"names the architecture {name!s:.50}; no code that defines it was looked at"
                yield unread(view, path, why, "model-architecture", "inference-code")


def _weights(group: WeightSet, headers: Mapping[str, Header]) -> Weights:
    size, when = total_bytes(group.files), stage(group.name)
    if len(headers) < len(group.files) or group.missing:
        return Weights("gguf", len(group.files), size, stage=when)
    tensors = [tensor for header in headers.values() for tensor in header.tensors]
    metadata = next(iter(headers.values())).metadata
    return Weights(
        format="gguf",
        files=len(group.files),
        bytes=size,
        tensors=len(tensors),
        parameters=sum(tensor.elements for tensor in tensors),
        dtypes=elements_by_dtype(tensors),
        stage=when,
        metadata={key: str(metadata[key])[:200] for key in KEPT if key in metadata},
    )


def _said(cite: str, metadata: Mapping[str, object]) -> Iterator[Evidence]:
    said = metadata.get("general.license")
    if isinstance(said, str) and said.strip():
        yield declared("weights", License(normalize(said), "header", said[:200]), cite)
    for base in _named(metadata, "general.base_model"):
        yield declared("weights", Lineage("unknown", base), cite)
    for dataset in _named(metadata, "general.dataset"):
        yield declared("training-data", Dataset(dataset, "named"), cite)


def _named(metadata: Mapping[str, object], key: str) -> Iterator[str]:
    """``<key>.<n>.repo_url``, else ``<key>.<n>.name``, for the counted entries."""
    count = metadata.get(f"{key}.count")
    for i in range(min(count, MOST_NAMED) if isinstance(count, int) else 0):
        name = metadata.get(f"{key}.{i}.repo_url") or metadata.get(f"{key}.{i}.name")
        if isinstance(name, str):
            yield name[:200]
