"""Weights in ONNX files.

Looks at: every ``*.onnx`` file: its tables, without the data of the tensors.
Claims: that the weights are there (the file carries the graph, so the architecture too); tensors,
dtypes, parameters; a license in ``metadata_props``; external data files that are not listed make
it partial.
Cannot see: values.
Sources: onnx.proto3 of ONNX 1.20.
"""

from __future__ import annotations

from collections.abc import Iterator
from glob import escape

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, here, observed, reader, size_of, unread
from howopen.inspectors.registry import Reads, inspector
from howopen.inspectors.weightfiles import report, stage, weight_sets
from howopen.licenses.names import normalize
from howopen.parsers.onnx import Header, read_constants, read_header
from howopen.parsers.parameters import count_parameters, elements_by_dtype
from howopen.parsers.tensor import Tensor
from howopen.schema import Artifact, Available, Evidence, Gap, License, Weights
from howopen.view import View

LIMIT = 64_000_000
"""Bytes of one file that may be read: graphs have some MB of nodes, weights are skipped."""


@inspector(
    "weights.onnx",
    version=1,
    claims=(Available, License, Weights),
    reads={"*.onnx": Reads(first=8_192, limit=LIMIT)},
    sees=("weights", "intermediate-weights", "model-architecture"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield availability and contents of each file, and what its metadata says."""
    for group in weight_sets(view.glob("*.onnx")):
        for artifact in group.files:
            try:
                header = read_header(reader(view, artifact), size_of(artifact))
                tensors = _learned(view, artifact, header)
            except HowopenError as error:
                yield unread(view, artifact.path, error)
                unseen = Weights("onnx", 1, artifact.size, stage=stage(artifact.path))
                yield from report(view, group, unseen)
                continue
            if not tensors:
                continue  # a graph without weights, such as a preprocessing step
            weights = _weights(artifact, header, tensors)
            yield from report(view, group, weights, _lacking(view, artifact, header))
            yield from _said(view.snapshot.cite(artifact.path), header)
            graph = Available(here(view), "the graph is in the ONNX file")
            yield observed("model-architecture", graph, view.snapshot.cite(artifact.path))


def _learned(view: View, artifact: Artifact, header: Header) -> tuple[Tensor, ...]:
    """The initializers; where none is learned, the constants of nodes and subgraphs with them."""
    if count_parameters(header.tensors):
        return header.tensors
    constants = read_constants(reader(view, artifact), size_of(artifact))
    return (*header.tensors, *constants) if count_parameters(constants) else ()


def _weights(artifact: Artifact, header: Header, tensors: tuple[Tensor, ...]) -> Weights:
    metadata = {"producer": header.producer, **header.metadata}
    return Weights(
        format="onnx",
        files=1,
        bytes=artifact.size,
        tensors=len(tensors),
        parameters=count_parameters(tensors),
        dtypes=elements_by_dtype(tensors),
        stage=stage(artifact.path),
        metadata={key[:100]: value[:200] for key, value in sorted(metadata.items())[:20] if value},
    )


def _lacking(view: View, artifact: Artifact, header: Header) -> list[str]:
    """External data files that are named and not listed."""
    folder = artifact.path.rpartition("/")[0]
    names = sorted({external.location.removeprefix("./") for external in header.external})
    absent = [n for n in names if not view.glob("/" + escape(f"{folder}/{n}".lstrip("/")))]
    return [f"external data not listed: {', '.join(absent)}"] if absent else []


def _said(cite: str, header: Header) -> Iterator[Evidence]:
    if said := header.metadata.get("license", "").strip()[:200]:
        yield declared("weights", License(normalize(said), "header", said), cite)
