"""Reading a weight file's header against loading the file with the format's own library.

    python benchmarks/headers.py model.safetensors model.onnx

Both run in turn, in one process, on a file that is in the page cache; the table has the median of
each, the ratio, and the bytes that the header took. A made ONNX file of 20 MB comes last.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper
from safetensors import safe_open
from safetensors.numpy import load_file

from howopen.parsers import onnx as onnx_header
from howopen.parsers import safetensors as safetensors_header

ROUNDS = 9


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


PEERS: dict[str, tuple[Callable[..., Any], list[Callable[[Path], Any]]]] = {
    ".safetensors": (safetensors_header.read_header, [load_safetensors, open_safetensors]),
    ".onnx": (onnx_header.read_header, [load_onnx]),
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


def seconds(call: Callable[[], Any]) -> float:
    """How long the call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def compare(path: Path) -> None:
    """Print one row for each peer."""
    read_header, peers = PEERS[path.suffix]
    asked = read(path, read_header)
    for peer in peers:
        peer(path)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(seconds(lambda: read(path, read_header)))
            theirs.append(seconds(lambda peer=peer: peer(path)))  # type: ignore[misc] # bound now
        ratio = median(theirs) / median(ours)
        size = path.stat().st_size
        print(
            f"{path.name:28} {size / 1e6:7.1f} {asked / size:7.2%} {peer.__name__:18}"
            f" {1e3 * median(ours):9.2f} {1e3 * median(theirs):9.2f} {ratio:7.1f}"
        )


def make_onnx(path: Path) -> None:
    """Write a 20 MB model of 50 matrices."""
    shape = (1_000, 100)
    tensors = [numpy_helper.from_array(np.zeros(shape, np.float32), f"w{i}") for i in range(50)]
    onnx.save(helper.make_model(helper.make_graph([], "made", [], [], tensors)), path)


def main() -> None:
    """Compare the files named on the command line."""
    titles = ("file", "MB", "read", "against", "ours, ms", "theirs", "ratio")
    print("{:28} {:>7} {:>7} {:18} {:>9} {:>9} {:>7}".format(*titles))
    for argument in sys.argv[1:]:
        compare(Path(argument))
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.onnx"
        make_onnx(made)
        compare(made)


if __name__ == "__main__":
    main()
