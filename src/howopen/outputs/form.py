"""The Model Documentation Form of a release: what it answers already, for people and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.frameworks.documentation_form import Answer, answer
from howopen.outputs.printable import printable
from howopen.outputs.words import MARKS, STYLES, short_cite
from howopen.schema import Audit, Verdict

NOTE = (
    "Code of Practice for general-purpose AI, transparency chapter, measure 1.1. What was not "
    "found may be answered elsewhere. *: the wording of the item was not confirmed."
)


def dump(audit: Audit) -> bytes:
    """All items as one JSON object, ending in a newline."""
    items: list[dict[str, Any]] = [
        {
            "id": found.item.id,
            "section": found.item.section,
            "title": found.item.title,
            "confirmed": found.item.confirmed,
            "answers": found.answers,
            "evidence": found.evidence,
        }
        for found in answer(audit.release, audit.evidence)
    ]
    form = {"release": audit.release.name, "items": items}
    return msgspec.json.format(msgspec.json.encode(form), indent=2) + b"\n"


def render(audit: Audit, console: Console) -> None:
    """Print the form by sections: what is answered, with its place, and what is not."""
    found = answer(audit.release, audit.evidence)
    answered = sum(bool(one.answers) for one in found)
    console.print(Text(printable(audit.release.name), style="bold cyan"))
    console.print(Text(f"Model Documentation Form: {answered} of {len(found)} items answered"))
    for section, items in groupby(found, key=lambda one: one.item.section):
        console.print(Text(f"\n{section}", style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(ratio=2, overflow="fold")
        table.add_column(ratio=3, overflow="fold", style="dim")
        for one in items:
            table.add_row(_mark(one), _title(one), _said(one, audit))
        console.print(Padding(table, (0, 0, 0, 2)))
    console.print(Text(f"\n{NOTE}", style="dim"))


def _mark(found: Answer) -> Text:
    verdict: Verdict = "met" if found.answers else "unknown"
    return Text(MARKS[verdict], style=STYLES[verdict])


def _title(found: Answer) -> str:
    return found.item.title + ("" if found.item.confirmed else " *")


def _said(found: Answer, audit: Audit) -> str:
    if not found.answers:
        return "not found"
    by_id = {evidence.id: evidence for evidence in audit.evidence}
    cites = dict.fromkeys(
        short_cite(cite, audit.release) for id_ in found.evidence for cite in by_id[id_].cites[:1]
    )
    places = f"  {', '.join(list(cites)[:3])}" if cites else ""
    return printable("; ".join(found.answers)) + printable(places)
