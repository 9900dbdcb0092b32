"""The group of all commands, and how what fails is told: one line and the documented exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import click

from howopen import __version__
from howopen.outputs.printable import printable
from howopen.outputs.streams import let_go

EXIT_CODES = """\b
Exit codes: 0 done, 1 howopen failed (or a release could not be read), 2 usage,
3 a requirement is not met, 4 a requirement is unknown, 130 interrupted."""


class Main(click.Group):
    """The group of commands; turns howopen's errors into one line and their exit code."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments; ``--help`` and ``--version`` print here."""
        with _told():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    """Tell of whatever fails in one line, and exit with the documented code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Not "?" for what the encoding lacks: that is the mark of the verdict "unknown".
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        complain("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        let_go(sys.stdout)  # the reader left, as `head` does: not an error
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - people get a line, not a traceback
        line, code = failure(error)
        complain(line)
        let_go(sys.stdout)
        sys.exit(code)


def failure(error: Exception) -> tuple[str, int]:
    """What failed, in one line, and the exit code for it."""
    from howopen.errors import HowopenError

    if isinstance(error, HowopenError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        return f"{error.filename or 'output'}: {error.strerror or error}", 1
    if os.environ.get("HOWOPEN_DEBUG"):
        raise error
    what = f"{type(error).__name__}: {error}"
    return f"a fault in howopen: {what}; please report it (HOWOPEN_DEBUG=1 shows where)", 1


def complain(line: str) -> None:
    """Say one line on stderr, if anyone can hear it."""
    try:
        click.echo(f"howopen: {' '.join(printable(line).split())}", err=True)
    except OSError:
        let_go(sys.stderr)


@click.group(cls=Main, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="howopen")
def main() -> None:
    """How open is this AI model, really?

    Takes a release, finds out what was actually released and under which terms, and says, with
    proof, which openness it reaches.
    """
