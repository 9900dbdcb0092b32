"""Reading a weight file's header against loading the file with the format's own library.

    python -m benchmarks.headers [model.safetensors model.onnx ...]

Without arguments on two files made here: one with the tensors of all-MiniLM-L6-v2, and an ONNX
graph of 50 matrices. The files are in the page cache. Two rows each: the first call of a process,
and calls repeated in one. The processes are fresh, because what a library needs for a load depends
on the memory that the process already has from the system (docs/benchmarks.md, Headers).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import onnx
from onnx import helper, numpy_helper
from safetensors.numpy import load_file, save_file

from benchmarks.compare import Row, medians, ms, print_table, seconds
from howopen.parsers import onnx as onnx_header
from howopen.parsers import safetensors as safetensors_header

ROUNDS = 9
LEAST = 20.0
"""Times faster than the load that most programs do."""


class Peer(NamedTuple):
    """Our reader of a format, and the load that most programs do."""

    read_header: Callable[..., Any]
    name: str
    load: Callable[[Path], Any]


PEERS = {
    ".safetensors": Peer(safetensors_header.read_header, "safetensors load_file", load_file),
    ".onnx": Peer(onnx_header.read_header, "onnx.load", onnx.load),
}


def read(path: Path, read_header: Callable[..., Any]) -> int:
    """Read the header; the bytes that were asked for."""
    asked = 0
    with path.open("rb", buffering=0) as file:

        def read_at(start: int, length: int) -> bytes:
            nonlocal asked
            asked += length
            file.seek(start)
            return file.read(length)

        read_header(read_at, path.stat().st_size)
    return asked


def compare(path: Path) -> Iterator[Row]:
    """Two rows, each measured in processes of its own, so that nothing before counts."""
    peer = PEERS[path.suffix]
    what = f"header of {path.name}, {path.stat().st_size / 1e6:.0f} MB"
    asked = f"{read(path, peer.read_header) / 1e3:,.0f} kB read"
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as fresh:
        firsts = list(fresh.map(_first, [path] * ROUNDS, [n % 2 == 0 for n in range(ROUNDS)]))
        repeated = fresh.submit(_repeated, path).result()
    first = median(f[0] for f in firsts), median(f[1] for f in firsts)
    for how, (ours, theirs) in (("first call", first), ("repeated", repeated)):
        ratio = theirs / ours
        faster = f"{ratio:.1f} times faster"
        took = f"{ms(ours)}, {asked}"
        target = f">= {LEAST:.0f}"
        yield Row(f"{what}, {how}", took, peer.name, ms(theirs), faster, target, ratio >= LEAST)


def _calls(path: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    peer = PEERS[path.suffix]
    return partial(read, path, peer.read_header), partial(peer.load, path)


def _first(path: Path, we_begin: bool) -> tuple[float, float]:
    ours, theirs = _calls(path)
    if we_begin:
        return seconds(ours), seconds(theirs)
    took = seconds(theirs)
    return seconds(ours), took


def _repeated(path: Path) -> tuple[float, float]:
    return medians(*_calls(path), rounds=ROUNDS)


def make_minilm(path: Path) -> None:
    """Write the 104 tensors of all-MiniLM-L6-v2, of zeros: 22,713,216 floats, 91 MB."""
    hidden, wide = 384, 1536
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (30_522, hidden),
        "embeddings.position_embeddings.weight": (512, hidden),
        "embeddings.token_type_embeddings.weight": (2, hidden),
    }
    linear = {"embeddings.LayerNorm": (hidden,), "pooler.dense": (hidden, hidden)}
    for layer in range(6):
        prefix = f"encoder.layer.{layer}."
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            linear[f"{prefix}attention.{name}"] = (hidden, hidden)
        linear[f"{prefix}attention.output.LayerNorm"] = (hidden,)
        linear[f"{prefix}intermediate.dense"] = (wide, hidden)
        linear[f"{prefix}output.dense"] = (hidden, wide)
        linear[f"{prefix}output.LayerNorm"] = (hidden,)
    for name, shape in linear.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    tensors = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
    save_file({**tensors, "embeddings.position_ids": np.zeros((1, 512), np.int64)}, path)


def make_onnx(path: Path) -> None:
    """Write a 20 MB model of 50 matrices."""
    shape = (1_000, 100)
    tensors = [numpy_helper.from_array(np.zeros(shape, np.float32), f"w{i}") for i in range(50)]
    onnx.save(helper.make_model(helper.make_graph([], "made", [], [], tensors)), path)


def rows() -> Iterator[Row]:
    """Compare on the two made files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("minilm.safetensors", make_minilm), ("made.onnx", make_onnx)):
            path = Path(folder) / name
            make(path)
            yield from compare(path)


if __name__ == "__main__":
    given = [row for argument in sys.argv[1:] for row in compare(Path(argument))]
    print_table(given or rows())
