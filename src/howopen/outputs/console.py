"""Rich's console, set up so that nothing of a release is markup to it."""

from __future__ import annotations

from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    """A console on stdout or stderr; writing raises BrokenPipeError once its reader has left."""
    return _Console(stderr=stderr, highlight=False, markup=False, emoji=False)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the caller decide; rich would end the program, and with exit code 1."""
        raise BrokenPipeError
