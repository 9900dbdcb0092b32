"""Weights in safetensors files.

Looks at: the header of every ``*.safetensors`` file, its index (``*.safetensors.index.json``) and
the quantization settings in the ``config.json`` beside it.
Claims: that the weights are there, whole, with exact size; their tensors, dtypes and parameters; a
license in the header's metadata.
Cannot see: values; whether the weights are those that were trained. A header that does not fit its
file is a gap.
Sources: safetensors format; `howopen.parsers.parameters` for what counts as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator
from glob import escape
from typing import Any

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, reader, size_of, unread
from howopen.inspectors.registry import Reads, inspector, whole
from howopen.inspectors.weightfiles import WeightSet, report, stage, total_bytes, weight_sets
from howopen.licenses.names import normalize
from howopen.parsers import strictjson
from howopen.parsers.parameters import count_parameters, elements_by_dtype
from howopen.parsers.safetensors import FIRST, MAX_HEADER, Header, read_header
from howopen.parsers.shards import MAX_INDEX, Index, index_problems, read_index
from howopen.schema import Artifact, Available, Evidence, Gap, License, Weights
from howopen.view import View

CONFIG_LIMIT = 1_000_000


@inspector(
    "weights.safetensors",
    version=1,
    claims=(Available, License, Weights),
    reads={
        "*.safetensors": Reads(first=FIRST, limit=2 * MAX_HEADER),
        "*.safetensors.index.json": whole(MAX_INDEX, files=50),
        "config.json": whole(CONFIG_LIMIT, files=200),
    },
    sees=("weights", "intermediate-weights"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield availability and contents of each set, and what could not be read of it."""
    groups = weight_sets(view.glob("*.safetensors"))
    yield from _indexes_alone(view, groups)
    for group in groups:
        headers: dict[str, Header] = {}
        for artifact in group.files:
            try:
                headers[artifact.path] = read_header(reader(view, artifact), size_of(artifact))
            except HowopenError as error:
                yield unread(view, artifact.path, error, "weights", "intermediate-weights")
        yield from _describe(view, group, headers)


def _indexes_alone(view: View, groups: list[WeightSet]) -> Iterator[Gap]:
    """Indexes beside which none of their shards is listed."""
    names = {f"{group.name}.index.json" for group in groups}
    for artifact in view.glob("*.safetensors.index.json"):
        if artifact.path not in names:
            yield unread(view, artifact.path, "an index of shards, none of which is listed")


def _describe(view: View, group: WeightSet, headers: dict[str, Header]) -> Iterator[Evidence | Gap]:
    lacking: list[str] = []
    remark = ""
    if index_file := next(iter(view.glob(f"/{escape(group.name)}.index.json")), None):
        try:
            index = read_index(view.read(index_file.path))
        except HowopenError as error:
            yield unread(view, index_file.path, error)
        else:
            lacking, remark = _held_against(index, group, headers)
    yield from report(view, group, _weights(view, group, headers), lacking, remark)
    for path, header in headers.items():
        if said := header.metadata.get("license", "").strip()[:200]:
            claim = License(normalize(said), "header", said)
            yield declared("weights", claim, view.snapshot.cite(path))


def _held_against(
    index: Index, group: WeightSet, headers: dict[str, Header]
) -> tuple[list[str], str]:
    """What the shards lack of their index; and if they lack nothing, a remark on their size.

    Shards that are listed and could not be read lack nothing that is known.
    """
    listed = {_name(artifact.path) for artifact in group.files}
    read = {_name(path): header for path, header in headers.items()}
    unknown = listed - read.keys()
    known = Index({t: f for t, f in index.weight_map.items() if f not in unknown}, None)
    tensors = {name: [tensor.name for tensor in header.tensors] for name, header in read.items()}
    lacking = index_problems(known, tensors)
    if lacking or unknown:
        return lacking, ""
    held = sum(header.data_bytes for header in headers.values())
    if index.total_size in (None, held):
        return [], ""
    return [], f"the index says {index.total_size:,} bytes of tensors, the shards hold {held:,}"


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _weights(view: View, group: WeightSet, headers: dict[str, Header]) -> Weights:
    """What the set holds; counts stay unknown unless every header was read."""
    size, when = total_bytes(group.files), stage(group.name)
    if len(headers) < len(group.files) or group.missing:
        return Weights("safetensors", len(group.files), size, stage=when)
    tensors = [tensor for header in headers.values() for tensor in header.tensors]
    return Weights(
        format="safetensors",
        files=len(group.files),
        bytes=size,
        tensors=len(tensors),
        parameters=count_parameters(tensors, _quantization(view, group.files[0])),
        dtypes=elements_by_dtype(tensors),
        stage=when,
        metadata=_metadata(headers),
    )


def _metadata(headers: dict[str, Header]) -> dict[str, str]:
    """The publisher's strings in the first header; all shards carry the same."""
    first = next(iter(headers.values()))
    return {key[:100]: value[:200] for key, value in sorted(first.metadata.items())[:20]}


def _quantization(view: View, artifact: Artifact) -> dict[str, Any]:
    """The configuration beside the file, or nothing; it only tells how values are packed."""
    folder = artifact.path.rpartition("/")[0]
    try:
        config = strictjson.loads(view.read(f"{folder}/config.json".lstrip("/")), "config.json")
    except HowopenError:
        return {}
    return config if isinstance(config, dict) else {}
