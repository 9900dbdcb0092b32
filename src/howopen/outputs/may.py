"""What may be done with a release: the answer for people and as JSON, and its exit code."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.components import COMPONENTS
from howopen.outputs.gate import NOT_MET, UNKNOWN
from howopen.outputs.printable import printable
from howopen.outputs.words import MARKS, STYLES, short_cite, shorter
from howopen.schema import Release, Verdict
from howopen.uses import Answer, Component, Ground, Permission, Side, Situation, uses

EXITS: dict[Permission, int] = {"go": 0, "caution": UNKNOWN, "unknown": UNKNOWN, "no-go": NOT_MET}
"""Only an answer that needs nobody's judgment succeeds; a caution is open until somebody looked."""

MOST_CITES = 3
"""Places shown of one ground; JSON has all."""

MOST_QUOTED = 400
"""Characters of a quote that are shown; JSON has all."""

MOST_ASKED = 200
"""Characters of a quote beside what is to be done."""

_VERDICTS: dict[str, Verdict] = {
    "go": "met",
    "caution": "partly",
    "unknown": "unknown",
    "no-go": "not-met",
}
"""The verdict whose mark and color stand for a permission."""

_TODO = "□"
_KNOWN = {
    "text": "",
    "record": "according to howopen's record of it, no text was read",
    "nothing": "no text was read",
}
_NOTE = "Read from the terms by declared rules; no legal advice."


def dump(answer: Answer) -> bytes:
    """The answer as JSON, ending in a newline; the same answer gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(answer, order="deterministic"), indent=2) + b"\n"


def render(answer: Answer, console: Console, release: Release | None = None) -> None:
    """Print the answer: the word and what decides, each license, then what has to be done.

    Args:
        answer: What to show.
        console: Where to.
        release: What it is about; names it, and shortens citations.
    """
    console.print(_head(answer, release))
    deciding = answer.deciding if sum(len(part.sides) for part in answer.components) > 1 else ()
    shown = {ground.why for ground in deciding}
    if deciding:
        console.print(Padding(Group(*map(_decisive, deciding)), (0, 0, 0, 2)))
    for part in answer.components:
        console.print(_component(part, release, shown))
    if answer.todo and answer.permission != "no-go":
        console.print(Text("\nTo do", style="bold"))
        console.print(Padding(_todo(answer, release), (0, 0, 0, 2)))
    for note in (*answer.notes, _NOTE):
        console.print(Text(f"\n{printable(note)}", style="dim"))


def _head(answer: Answer, release: Release | None) -> Text:
    use = uses()[answer.use]
    head = Text(f"{printable(release.name)}\n" if release else "", style="bold cyan")
    asked = "; ".join(_situation(answer.situation))
    head.append(f"{use.title}", style="bold default")
    head.append(f"  {use.id}{'; ' if asked else ''}{printable(asked)}\n", style="dim default")
    head.append(_word(answer.permission))
    return head


def _word(permission: Permission) -> Text:
    verdict = _VERDICTS[permission]
    return Text(f"{MARKS[verdict]} {permission.upper()}", style=f"bold {STYLES[verdict]}")


def _situation(situation: Situation) -> Iterator[str]:
    if situation.places:
        yield f"in {', '.join(situation.places)}"
    if situation.users is not None:
        yield f"{situation.users:,} users a month"
    if situation.revenue is not None:
        yield f"revenue of USD {situation.revenue:,.0f} a year"
    if situation.who:
        yield f"as {situation.who}"


def _decisive(ground: Ground) -> RenderableType:
    return _marked(ground, Text(printable(ground.why)))


def _component(part: Component, release: Release | None, shown: set[str]) -> RenderableType:
    head = Text(f"\n{COMPONENTS[part.component].title}", style="bold")
    if part.base:
        head.append(f" of the base model {printable(part.base)}")
    head.append("  ").append(_word(part.permission))
    if part.conflict:
        head.append(
            "\n  the licenses stated contradict each other; under each:", style="dim default"
        )
    own = [_decisive(ground) for ground in part.grounds if ground.why not in shown]
    several = len(part.sides) > 1
    return Group(head, *own, *(_side(side, release, several=several) for side in part.sides))


def _side(side: Side, release: Release | None, *, several: bool) -> RenderableType:
    name = printable(side.name) or "terms beside the license"
    line = Text(f"under {name}", style="cyan")
    if several:
        line.append("  ").append(_word(side.permission))
    if side.covers:
        line.append(f", for {printable(side.covers)}", style="default")
    where = filter(None, (_KNOWN[side.known], _places(side.cites, release)))
    line.append(f"  {', '.join(where)}", style="dim default")
    body = [_ground(ground, release) for ground in side.grounds if ground.effect != "duty"]
    if not body:
        body = [Text("no limit was found", style="dim")]
    return Padding(Group(line, Padding(Group(*body), (0, 0, 0, 2))), (0, 0, 0, 2))


def _ground(ground: Ground, release: Release | None) -> RenderableType:
    said = Text(printable(ground.why))
    places = _places(ground.cites, release)
    if ground.quote:
        said.append(f"\n“{printable(shorter(ground.quote, MOST_QUOTED))}”  {places}", style="dim")
    return _marked(ground, said)


def _marked(ground: Ground, said: Text) -> RenderableType:
    verdict = _VERDICTS[ground.effect]
    return _bullet(Text(MARKS[verdict], style=STYLES[verdict]), said)


def _bullet(mark: Text, said: Text) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(mark, said)
    return table


def _todo(answer: Answer, release: Release | None) -> RenderableType:
    """Each thing to do once, with the words and the places of the clauses that ask for it."""
    asking: dict[str, list[Ground]] = {}
    for ground in answer.todo:
        asking.setdefault(ground.todo, []).append(ground)
    lines = []
    for todo, grounds in asking.items():
        said = Text(printable(todo))
        quote = next((ground.quote for ground in grounds if ground.quote), "")
        cites = tuple(dict.fromkeys(cite for ground in grounds for cite in ground.cites))
        words = f"\n“{printable(shorter(quote, MOST_ASKED))}”" if quote else ""
        said.append(f"{words}  {_places(cites, release)}", style="dim")
        lines.append(_bullet(Text(_TODO), said))
    return Group(*lines)


def _places(cites: tuple[str, ...], release: Release | None) -> str:
    shown = [short_cite(c, release) if release else printable(c) for c in cites[:MOST_CITES]]
    more = f" and {len(cites) - MOST_CITES} more" if len(cites) > MOST_CITES else ""
    return ", ".join(shown) + more
