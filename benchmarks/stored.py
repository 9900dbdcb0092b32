"""Where the time of an audit goes when everything to read is on this machine.

    python -m benchmarks stored

Start-up is what the command costs on an empty folder: the interpreter, all imports, the frameworks,
a table printed. The rest is measured phase by phase, in a process that has audited an empty folder
before: listing and reading, inspecting, judging, printing. Of the recorded releases, where they
are on this machine, the middle one and the largest are audited alone, then all one after the other
in one process.
"""

from __future__ import annotations

import io
import json
import struct
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks.compare import Row, ms, run, seconds

if TYPE_CHECKING:
    from howopen.sources.opened import Opened

ROUNDS = 5
MOST = 0.5
"""The share of start-up in an audit that is dominated by what it reads is below this."""
RECORDED = "recorded"
PHASES = ("start-up", "reading", "inspecting", "judging", "printing")


def rows() -> Iterator[Row]:
    """A small folder, one of 10,000 files, and the recorded releases."""
    from tests.recordings import recorded

    with tempfile.TemporaryDirectory() as made:
        small, large = Path(made) / "small", Path(made) / "large"
        for place, checkpoints, modules in ((small, 1, 1), (large, 1_000, 5_000)):
            files = make_release(place, checkpoints, modules)
            yield _row(f"a release of {files:,} files", str(place))
    if by_size := sorted(recorded(), key=_listed):
        for folder in (by_size[len(by_size) // 2], by_size[-1]):
            yield _row(f"{folder.parent.name}/{folder.name}", str(folder))
        yield _row(f"{len(by_size)} recorded releases in turn", RECORDED)


def _listed(recording: Path) -> int:
    """Bytes of the listing of a recorded release."""
    return sum(path.stat().st_size for path in recording.glob("_tree.*"))


def make_release(folder: Path, checkpoints: int, modules: int) -> int:
    """Write a release: card, license, checkpoints of three files, code, pictures; their number."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [64], "data_offsets": [0, 256]}}).encode()
    weights = struct.pack("<Q", len(header)) + header + bytes(256)
    files: dict[str, bytes] = {
        "README.md": b"---\nlicense: apache-2.0\n---\n# A model\n\nTrained on [data](data.md).\n",
        "LICENSE": (Path(__file__).parents[1] / "LICENSE").read_bytes(),
    }
    for number in range(checkpoints):
        files[f"checkpoints/{number}/model.safetensors"] = weights
        files[f"checkpoints/{number}/config.json"] = b'{"architectures": ["BertModel"]}'
        files[f"checkpoints/{number}/README.md"] = b"# A checkpoint\n"
    for number in range(modules):
        files[f"src/package{number % 50}/module{number}.py"] = (
            b"import torch\n\nA = torch.ones(3)\n"
        )
    for number in range(2 * checkpoints):
        files[f"assets/{number}.png"] = b"\x89PNG"
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return len(files)


def _row(what: str, where: str) -> Row:
    taken = [_measured(where) for _ in range(ROUNDS)]
    phases = {phase: median(each[phase] for each in taken) for phase in PHASES}
    whole = sum(phases.values())
    share = phases["start-up"] / whole
    rest = ", ".join(f"{phase} {phases[phase] / whole:.0%}" for phase in PHASES[1:])
    return Row(
        f"audit of {what}",
        ms(whole),
        "its start-up",
        ms(phases["start-up"]),
        f"{share:.0%} start-up, {rest}",
        f"< {MOST:.0%}",
        share < MOST,
    )


def _measured(where: str) -> dict[str, float]:
    """Seconds of each phase."""
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, "-m", "howopen", "audit", "--quiet", empty]
        start_up = seconds(lambda: run(command))
    phases = json.loads(run([sys.executable, "-m", "benchmarks.stored", where]))
    return {"start-up": start_up, **phases}


def _audit(where: str) -> None:
    """Audit in this process, and print the seconds of each phase after start-up."""
    with tempfile.TemporaryDirectory() as empty:
        _phases(empty)
    print(json.dumps(_phases(where)))


def _phases(where: str) -> dict[str, float]:
    from rich.console import Console

    from howopen import pipeline
    from howopen.frameworks import frameworks
    from howopen.outputs import terminal
    from howopen.sources.view import SourceView

    taken: defaultdict[str, float] = defaultdict(float)

    def timed(phase: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*arguments)
            finally:
                taken[phase] += time.perf_counter() - start

        return wrapped

    console = Console(file=io.StringIO(), highlight=False, markup=False)
    show = timed("printing", lambda done: terminal.render(done, console, frameworks()))
    collect, judge = timed("collecting", pipeline.collect), timed("judging", pipeline.judge)
    with (
        patch.object(SourceView, "prefetch", timed("read ahead", SourceView.prefetch)),
        patch.object(SourceView, "read", timed("read", SourceView.read)),
    ):
        start = time.perf_counter()
        for release in _opened(where):
            taken["listing"] += time.perf_counter() - start
            show(judge(collect(release)))
            start = time.perf_counter()
    read = taken["read ahead"] + taken["read"]
    return {
        "reading": taken["listing"] + read,
        "inspecting": taken["collecting"] - read,
        "judging": taken["judging"],
        "printing": taken["printing"],
    }


def _opened(where: str) -> Iterator[Opened]:
    from tests.recordings import open_recording, recorded

    from howopen.sources import open_release
    from howopen.sources.base import Session

    if where == RECORDED:
        yield from map(open_recording, recorded())
    elif any(Path(where).glob("_tree.*")):
        yield open_recording(Path(where))
    else:
        yield open_release(where, Session())


if __name__ == "__main__":
    _audit(sys.argv[1])
