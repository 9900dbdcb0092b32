"""Run the benchmarks of speed and print one table; a report, not a test: it exits with 0.

python -m benchmarks [NAME...]
python -m benchmarks agreement      alone: it prints tables of its own
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version

from benchmarks import headers, hub_requests, startup, stored
from benchmarks.agreement.__main__ import main as agreement
from benchmarks.compare import Row, print_table

SPEED: dict[str, Callable[[], Iterator[Row]]] = {
    "startup": startup.rows,
    "headers": headers.rows,
    "stored": stored.rows,
    "hub_requests": hub_requests.rows,
}
PEERS = ("safetensors", "onnx", "huggingface_hub", "olah")


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all of speed."""
    if names == ["agreement"]:
        agreement()
        return
    if unknown := set(names) - SPEED.keys():
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(SPEED)}")
    print(f"howopen {version('howopen')}, Python {platform.python_version()}, {_machine()}")
    print(", ".join(f"{name} {version(name)}" for name in PEERS), end="\n\n")
    rows: list[Row] = []
    for name in names or SPEED:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += SPEED[name]()
    print_table(rows)


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main(sys.argv[1:])
