"""Runs howopen far from the cache, the settings and the network of this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from tests.parsers.weightfiles import entry, safetensors_file
from tests.sources import hubserver

from howopen.cli import main

GOOD = safetensors_file({"w": entry("F32", [2, 3], 0, 24)}, 24)
"""Weights with 6 parameters; a release under test has them at ``good/model.safetensors``."""

CARD = b"---\nlicense: mit\n---\n"

SETTINGS = (
    *("HF_", "HUGGING", "HOWOPEN_", "UV_", "PIP_", "XDG_", "GIT_", "PYTHON", "COLUMNS"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"),
)
"""What the names of variables begin with that a run must not inherit."""


@dataclass(frozen=True)
class Outcome:
    """What a run of the program left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def audit(self) -> dict[str, Any]:
        """The one audit on stdout."""
        decoded: dict[str, Any] = json.loads(self.out)
        return decoded

    @property
    def complaints(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("howopen: ")]

    def gaps(self, of: str) -> list[str]:
        """Why a file could not be looked at."""
        return [gap["why"] for gap in self.audit["gaps"] if of in gap["what"]]


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """No settings of this machine, and every address leads to a port that nobody listens at."""
    nobody = dead_address()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(SETTINGS)}
    return kept | {
        "HOME": str(home),
        "HOWOPEN_CACHE": str(home / "cache"),
        "HF_HOME": str(home / "hub"),
        "HF_ENDPOINT": nobody,
        "HOWOPEN_INDEX_URL": f"{nobody}/simple",
        "PIP_CONFIG_FILE": os.devnull,
        **more,
    }


def dead_address() -> str:
    """The address of a port of this machine that refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def command(*arguments: str | bytes) -> list[str | bytes]:
    return [sys.executable, "-m", "howopen", *arguments]


def run(
    *arguments: str | bytes,
    home: Path,
    stdin: bytes = b"",
    timeout: float = 60,
    env: Mapping[str, str] | None = None,
    **options: Any,
) -> Outcome:
    """Run the real program to its end."""
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        env=clean_environment(home, **(env or {})),
        timeout=timeout,
        check=False,
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options),
    )
    return Outcome(done.returncode, done.stdout or b"", (done.stderr or b"").decode())


def invoke(*arguments: str, stdin: bytes = b"") -> Outcome:
    """Run the command in this process: fast, and the same but for what only a process has."""
    result = CliRunner().invoke(main, list(arguments), input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout_bytes, result.stderr)


def failed(outcome: Outcome, code: int, *words: str) -> str:
    """Assert that the run ended with `code` and one line that has these words; return the line."""
    assert outcome.code == code, outcome
    assert "Traceback" not in outcome.err
    (line,) = outcome.complaints
    assert all(word in line for word in words), line
    assert outcome.out == b""
    return line


def audited(folder: Path) -> Outcome:
    """The audit of a folder, which is done and still has the good weights in it."""
    done = invoke("audit", "-q", "-o", "json", str(folder))
    assert (done.code, done.err) == (0, "")
    assert has_good_weights(done)
    assert not [gap for gap in done.audit["gaps"] if " failed: " in gap["why"]]
    return done


def has_good_weights(done: Outcome) -> bool:
    return any(
        evidence["claim"].get("parameters") == 6 and "good/" in evidence["cites"][0]
        for evidence in done.audit["evidence"]
    )


def on_hub(hub: hubserver.HubServer) -> Outcome:
    return invoke("audit", "-o", "json", "--endpoint", hub.url, "hf:org/name")


def measured(*arguments: str, home: Path, env: dict[str, str] | None = None) -> tuple[Outcome, int]:
    """The outcome of the program, and the most memory that it had, in bytes."""
    read, write = os.pipe()
    watch = ("import os, resource, subprocess, sys\n"
             "code = subprocess.call(sys.argv[2:])\n"
             "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
             "os.write(int(sys.argv[1]), str(most).encode())\n"
             "sys.exit(code)\n")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", watch, str(write), *command(*arguments)],
        capture_output=True,
        env=clean_environment(home, **(env or {})),
        timeout=60,
        check=False,
        pass_fds=[write],
    )
    most = int(os.read(read, 100))
    os.close(read)
    os.close(write)
    unit = 1 if sys.platform == "darwin" else 1024
    return Outcome(done.returncode, done.stdout, done.stderr.decode()), most * unit
