"""Commands that read one file: license, mot."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from howopen.cli.options import output
from howopen.cli.program import complain

LIMIT = 1_000_000
"""Bytes that are read of a record; a longer one is refused as YAML."""


@click.command("license", short_help="Read license texts, clause by clause.")
@click.argument("texts", nargs=-1, required=True, type=click.File("rb"), metavar="FILE...")
@output("json")
@click.option("--diff", is_flag=True, help="Show the difference to the nearest known text.")
def license_(texts: tuple[Any, ...], form: str, *, diff: bool) -> None:
    """Read license texts: which license it is, its clauses, and what they let people do.

    FILE is a license file, a notice or a README; `-` reads stdin. The known texts for --diff
    are fetched once, 12 MB, from the package index.
    """
    from howopen.licenses.identify import LIMIT
    from howopen.outputs import license as reader
    from howopen.outputs.console import console

    def show(name: str, data: bytes) -> None:
        reading = reader.read(name, data)
        if form == "json":
            sys.stdout.buffer.write(reader.dump(reading))
        else:
            reader.render(reading, console())
        if diff and form == "terminal":
            reader.render_diff(reading, data, _known_texts(), console())

    _each(texts, LIMIT, show)


def _each(files: Iterable[Any], limit: int, show: Callable[[str, bytes], None]) -> None:
    """Show every file, up to one byte more than `limit`; one that fails never costs the others."""
    from howopen.errors import HowopenError

    worst = 0
    for file in files:
        try:
            show(str(getattr(file, "name", "stdin")), file.read(limit + 1))
        except HowopenError as error:
            complain(str(error))
            worst = error.exit_code
    sys.exit(worst)


def _known_texts() -> Mapping[str, str]:
    from howopen.licenses.index import shipped, unpack
    from howopen.outputs.progress import Talk
    from howopen.sources.license_texts import license_texts

    with Talk(quiet=False, endpoint=None, cache=True) as talk:
        return license_texts(unpack(shipped()).sources, talk.session)


@click.command(short_help="Read records of the Model Openness Tool.")
@click.argument("records", nargs=-1, required=True, type=click.File("rb"), metavar="FILE.yml...")
@output("json")
def mot(records: tuple[Any, ...], form: str) -> None:
    """Read records of the Model Openness Tool: class, progress, and what is odd about them.

    Computes what that tool computes, names each of its oddities that changed the outcome, and
    shows the class with the names of licenses put right.
    """
    from howopen.outputs import mot as reader
    from howopen.outputs.console import console

    def show(name: str, data: bytes) -> None:
        reading = reader.read(name, data)
        if form == "json":
            sys.stdout.buffer.write(reader.dump(reading))
        else:
            reader.render(reading, console())

    _each(records, LIMIT, show)
