"""What howopen says on stderr while it works, and what it took at the end."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from howopen.outputs.console import console
from howopen.outputs.printable import printable
from howopen.outputs.streams import let_go
from howopen.outputs.words import size_words
from howopen.sources.base import Session
from howopen.sources.store import default_store


class Talk:
    """A session whose progress people see, if stderr is a terminal and they want to."""

    def __init__(self, *, quiet: bool, endpoint: str | None, cache: bool) -> None:
        self._quiet = quiet
        self._console = console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._task = self._progress.add_task("", total=None, visible=False)
        store = default_store() if cache else None
        self.session = Session(store=store, hub_endpoint=endpoint, progress=self._show)

    def __enter__(self) -> Talk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pause()
        if self._quiet:
            return
        for problem in self.session.store.problems if self.session.store else ():
            self._say(f"howopen: {printable(problem)}", style="yellow")
        if kind is None or kind is SystemExit:
            self._say(self._summary(), style="dim")

    def _say(self, line: str, style: str) -> None:
        """Print a line, if anyone can hear it."""
        try:
            self._console.print(line, style=style, soft_wrap=True)
        except OSError:
            let_go(sys.stderr)

    def _show(self, what: str, done: int, total: int) -> None:
        self._progress.start()
        self._progress.update(
            self._task,
            description=printable(what),
            completed=done,
            total=total or None,
            visible=True,
        )

    def pause(self) -> None:
        """Take the progress away, so that results stand alone."""
        self._progress.stop()

    def _summary(self) -> str:
        usage = self.session.usage
        cached = f", {size_words(usage.cached_bytes)} from the cache" if usage.cached_bytes else ""
        return f"{usage.requests:,} requests, {size_words(usage.bytes)} fetched{cached}"
