"""Reading a weight file's header against loading the file with the format's own library.

    python -m benchmarks.headers [model.safetensors model.onnx ...]

Without arguments on two files made here: one with the tensors of all-MiniLM-L6-v2, and an ONNX
graph of 50 matrices. Both sides run in turn, in one process, on a file that is in the page cache.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from benchmarks.compare import Row, medians, ms, print_table
from howopen.parsers import onnx as onnx_header
from howopen.parsers import safetensors as safetensors_header

ROUNDS = 9
LEAST = 20.0
"""Times faster than the load that most programs do: `load_file`, `onnx.load`."""


def load_safetensors(path: Path) -> Any:
    """Load as most do."""
    return load_file(path)


def open_safetensors(path: Path) -> Any:
    """Map the file and take every tensor from it."""
    with safe_open(path, "np") as file:
        return [file.get_tensor(name) for name in file.keys()]  # noqa: SIM118 # not a dict


def load_onnx(path: Path) -> Any:
    """Load as most do."""
    return onnx.load(path)


PEERS: dict[str, tuple[Callable[..., Any], dict[str, Callable[[Path], Any]]]] = {
    ".safetensors": (
        safetensors_header.read_header,
        {"safetensors load_file": load_safetensors, "safetensors safe_open": open_safetensors},
    ),
    ".onnx": (onnx_header.read_header, {"onnx.load": load_onnx}),
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
    """One row for each peer; the target holds for the first."""
    read_header, peers = PEERS[path.suffix]
    asked, size = read(path, read_header), path.stat().st_size
    what = f"header of {path.name}, {size / 1e6:.0f} MB ({asked / 1e3:,.0f} kB read)"
    for number, (name, load) in enumerate(peers.items()):
        ours, theirs = medians(lambda: read(path, read_header), lambda c=load: c(path), ROUNDS)  # type: ignore[misc] # bound now
        ratio = theirs / ours
        target = "" if number else f">= {LEAST:.0f}"
        faster = f"{ratio:.1f} times faster"
        yield Row(what, ms(ours), name, ms(theirs), faster, target, ratio >= LEAST)


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
