"""What a license text is and what it lets people do, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import msgspec
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.errors import ParseError
from howopen.licenses.clauses import read_clauses
from howopen.licenses.diff import difference
from howopen.licenses.freedoms import FREEDOMS, Conclusion, Freedom, conclude
from howopen.licenses.identify import LIMIT, Identified, Match, identify
from howopen.licenses.known_clauses import checked
from howopen.licenses.languages import is_read
from howopen.licenses.taxonomy import kinds
from howopen.licenses.words import decode
from howopen.outputs.printable import printable
from howopen.outputs.words import FREEDOM_VERDICTS, MARKS, STYLES, clause_words
from howopen.schema import Clause

MOST_QUOTED = 300
"""Characters of a quote that are shown; JSON has all."""

_SIGNS = {" ": "dim", "-": "red", "+": "green"}
_STYLES = {"permits": "green", "requires": "yellow", "forbids": "red"}


class Reading(msgspec.Struct, frozen=True):
    """Everything that is said of one text.

    Attributes:
        name: Of the file.
        identified: What it is.
        clauses: What it says, as far as the reader knows the wording.
        language_read: Whether the reader knows its language, English or Chinese.
        conclusion: What follows.
    """

    name: str
    identified: Identified
    clauses: tuple[Clause, ...]
    language_read: bool
    conclusion: Conclusion


def read(name: str, data: bytes) -> Reading:
    """Read one license text; any bytes give an answer.

    Raises:
        ParseError: It is over `LIMIT`; what it ends with could change all before it.
    """
    if len(data) > LIMIT:
        raise ParseError(f"{name}: over {LIMIT:,} bytes, too long for a license text")
    identified = identify(data)
    text = data.decode("utf-8", "replace")
    clauses = tuple(read_clauses(text))
    known = identified.expression
    conclusion = conclude(clauses, known, complete=checked(known))
    return Reading(name, identified, clauses, is_read(text), conclusion)


def dump(reading: Reading) -> bytes:
    """The reading as one line of JSON, ending in a newline."""
    return msgspec.json.encode(_plain(reading)) + b"\n"


def _plain(value: Any) -> Any:
    """Named tuples as objects, so that JSON says what is what."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    return value


def render(reading: Reading, console: Console) -> None:
    """Print the reading: what it is, the four freedoms, then the clauses with their words."""
    found = reading.identified
    console.print(Text(printable(reading.name), style="bold cyan"))
    console.print(Text(f"  {_headline(found)}"))
    for match in found.matches:
        if match.base != found.expression:
            console.print(Text(f"  {_match(match)}", style="dim"))
    console.print()
    console.print(_freedoms(reading.conclusion))
    console.print(Text("\nClauses", style="bold"))
    console.print(Padding(Group(*_clauses(reading)), (0, 0, 0, 2)))


def render_diff(reading: Reading, data: bytes, texts: Mapping[str, str], console: Console) -> None:
    """Print how the text differs from the known text that it is nearest to."""
    changed = [m for m in reading.identified.matches if m.outcome != "exact"]
    nearest = next(iter(changed or reading.identified.matches), None)
    console.print(Text("\nDifference", style="bold"))
    if nearest is None or nearest.base not in texts:
        console.print(
            Text(f"  no text of {nearest.base if nearest else 'anything near'} is at hand")
        )
        return
    console.print(Text(f"  to {nearest.base}: - only there, + only here", style="dim"))
    for piece in difference(texts[nearest.base], decode(data)):
        words = piece.words if piece.sign != " " else _ends(piece.words)
        console.print(Text(f"  {piece.sign} {printable(words)}", style=_SIGNS[piece.sign]))


def _ends(words: str) -> str:
    """The first and the last words of a run that both texts have."""
    run = words.split()
    return words if len(run) <= 12 else " ".join([*run[:6], "…", *run[-6:]])


def _headline(found: Identified) -> str:
    if found.expression:
        return f"{found.expression}: the whole text, and nothing more"
    if not found.title:
        return "there are no words in it"
    return f"not one known license: “{printable(found.title)}”"


def _match(match: Match) -> str:
    first, last = match.lines
    changed = "; ".join(
        f"{'added' if d.added else 'missing'}: {printable(d.words) or f'{d.count} words'} "
        f"(line {d.lines[0]})"
        for d in match.diff[:5]
    )
    said = f"lines {first} to {last}: {match.outcome} {match.base}, {match.kind}"
    return f"{said} ({changed})" if changed else said


def _freedoms(conclusion: Conclusion) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for name in FREEDOMS:
        freedom: Freedom = getattr(conclusion, name)
        verdict = FREEDOM_VERDICTS[freedom.state]
        why = ", ".join(_where(freedom.clauses))
        if freedom.state == "unclear" and why:
            why += "; no limit was found, and the patterns may miss one"
        mark = Text(f"{MARKS[verdict]} {freedom.state}", style=STYLES[verdict])
        table.add_row(Text(name, style="bold"), mark, Text(why, style="dim"))
    lists = (("OSI-approved", conclusion.osi), ("open data", conclusion.open_data))
    for title, approval in lists:
        verdict = approval.bounds.verdict
        mark = Text(f"{MARKS[verdict]} {verdict.replace('-', ' ')}", style=STYLES[verdict])
        table.add_row(Text(title, style="bold"), mark, Text(approval.why, style="dim"))
    verdict = conclusion.ai_act.bounds.verdict
    paragraphs = ", ".join(conclusion.ai_act.paragraphs)
    word = "needs review" if verdict == "unknown" else verdict.replace("-", " ")
    table.add_row(
        Text("EU AI Act", style="bold"),
        Text(f"{MARKS[verdict]} {word}", style=STYLES[verdict]),
        Text(f"guidelines, paragraphs {paragraphs}" if paragraphs else "", style="dim"),
    )
    return Padding(table, (0, 0, 0, 2))


def _where(clauses: Iterable[Clause]) -> Iterator[str]:
    """Each kind once, with the lines on which it stands."""
    lines: dict[str, dict[int, None]] = {}
    for clause in clauses:
        lines.setdefault(clause.kind, {})[clause.lines[0]] = None
    for kind, on in lines.items():
        yield f"{kind} (line{'s' if len(on) > 1 else ''} {', '.join(map(str, on))})"


def _clauses(reading: Reading) -> Iterable[RenderableType]:
    """Clauses in the order of the text, those that one sentence says together."""
    if not reading.language_read:
        yield Text("not read: the text is neither in English nor in Chinese", style="yellow")
    elif not reading.clauses:
        yield Text("none found", style="dim")
    for quote, said in groupby(reading.clauses, key=lambda clause: clause.quote):
        for clause in said:
            yield Text.assemble(
                (f"{clause.effect} ", _STYLES[clause.effect]),
                (kinds()[clause.kind].title, "bold"),
                f"  {clause_words(clause)}",
                (f"  line {clause.lines[0]}", "dim"),
            )
        words = printable(quote)
        shown = words if len(words) <= MOST_QUOTED else f"{words[:MOST_QUOTED]} …"
        yield Padding(Text(f"“{shown}”", style="dim"), (0, 0, 0, 2))
