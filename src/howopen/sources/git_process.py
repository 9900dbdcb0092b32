"""Running git, so that nothing of the repository that is read can run.

Arguments are arrays, names of others come after ``--`` or ``--end-of-options``, nothing is checked
out, and git is never given a terminal to ask on. Reading uses no configuration of the user and no
network. Fetching uses the user's own configuration (proxy, certificates, credential helpers), and
only the protocols that the reference asks for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from howopen.errors import HowopenError, Refused, Unreachable

Explain = Callable[[str], HowopenError]
Watch = Callable[[], HowopenError | None]

POLL = 0.1
"""Seconds between two looks at a running git."""


@dataclass(frozen=True)
class Limits:
    """What a run of git may take.

    Attributes:
        size: Bytes that it may print.
        seconds: Time until it is ended.
        watch: Asked every `POLL` seconds; the error that it returns ends git.
    """

    size: int = 65_536
    seconds: float = 120.0
    watch: Watch | None = None


# What a user may set in the environment to reach a server; all else of git's own is dropped.
_KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
         "GIT_PROXY_COMMAND", "GIT_EXEC_PATH")  # fmt: skip


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _KEPT}
    return kept | {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ATTR_NOSYSTEM": "1",
    }


def reading() -> dict[str, str]:
    """Environment to read objects in: no configuration but the repository's, no network."""
    return _environment() | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
    }


def fetching(protocols: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Environment to fetch in; `settings` reach git unseen by other users of the machine."""
    environment = _environment() | {
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for number, (key, value) in enumerate(settings.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


# Nothing of these matters to the commands that are used; they are off for the day that one does.
_OFF = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false", "-c", "gc.auto=0",
        "-c", "maintenance.auto=false", "-c", "protocol.ext.allow=never")  # fmt: skip


def start(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    errors: IO[bytes] | int = subprocess.DEVNULL,
    talk: bool = False,
) -> subprocess.Popen[bytes]:
    """Start git with its output, and with `talk` its input, as pipes.

    Raises:
        Unreachable: git is not installed.
    """
    try:
        return subprocess.Popen(  # noqa: S603 - see the docstring of the module
            ["git", *_OFF, *arguments],  # noqa: S607 - the git that the user has
            stdin=subprocess.PIPE if talk else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=dict(environment),
            start_new_session=True,  # no terminal to ask on, and one group to end
        )
    except FileNotFoundError:
        raise Unreachable("git is not installed, and this reference needs it") from None
    except OSError as error:
        raise Unreachable(f"git could not be started: {error.strerror}") from None


def end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it started, and let go of its pipes."""
    _kill(process)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
    process.wait()


def output(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    explain: Explain,
    limits: Limits,
) -> bytes:
    """What git prints.

    Args:
        arguments: Those of git.
        environment: `reading` or `fetching`.
        explain: Makes the error of what git wrote on its standard error, where it failed.
        limits: See there.

    Raises:
        Refused: It printed more than it may.
        Unreachable: It took too long, or is not installed.
        HowopenError: What `explain` or `limits.watch` return.
    """
    with tempfile.TemporaryFile() as errors:
        process = start(arguments, environment, errors=errors)
        guard = _Guard(process, limits)
        guard.start()
        try:
            assert process.stdout is not None  # noqa: S101 - `start` makes it a pipe
            said = process.stdout.read(limits.size + 1)
            failed = len(said) <= limits.size and process.wait() != 0
        finally:
            guard.done.set()
            guard.join()
            end(process)
        if guard.error:
            raise guard.error
        if len(said) > limits.size:
            raise Refused(f"git printed more than {limits.size:,} bytes")
        if failed:
            errors.seek(0)
            raise explain(errors.read(65_536).decode("utf-8", "replace"))
        return said


class _Guard(threading.Thread):
    """Ends a process that takes too long, or that `watch` finds fault with."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        super().__init__(name="git-guard", daemon=True)
        self.process = process
        self.limits = limits
        self.deadline = time.monotonic() + limits.seconds
        self.done = threading.Event()
        self.error: HowopenError | None = None

    def run(self) -> None:
        """Look every `POLL` seconds until the process is done or ended."""
        while not self.done.wait(POLL):
            if time.monotonic() > self.deadline:
                self.error = Unreachable(f"git was not done after {self.limits.seconds:.0f} s")
            elif self.limits.watch:
                self.error = self.limits.watch()
            if self.error:
                _kill(self.process)
                return


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
