"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def output(*forms: str) -> Callable[[Command], Command]:
    """``-o``: for people, or one of the other forms."""
    return click.option(
        "-o",
        "--output",
        "form",
        type=click.Choice(["terminal", *forms]),
        default="terminal",
        show_default=True,
        help="json: one object; for several inputs one a line.",
    )


def _all(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


judging = _all(
    click.option(
        "-f",
        "--framework",
        "wanted",
        multiple=True,
        metavar="ID|FILE",
        help="Judge by this framework only: an id, or a TOML file of your own. Repeatable.",
    ),
    click.option(
        "--require",
        multiple=True,
        metavar="ID[:LEVEL]",
        help="Exit 3 if this framework (at this level) is not met, 4 if that is unknown.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="Show every criterion and every gap."),
)
"""By which frameworks, what is required, and how much is shown."""

collecting = _all(
    click.option(
        "--with",
        "also",
        multiple=True,
        metavar="REF",
        help="Another repository of the same release.",
    ),
    click.option("--endpoint", metavar="URL", help="Hub to use instead of HF_ENDPOINT."),
    click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no summary on stderr."),
)
"""Where to look, and how."""
