"""What the Model Openness Tool says of a record, and where it is odd, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.licenses.names import normalize
from howopen.mot.evaluate import UNLICENSED, Evaluation, Status, evaluate
from howopen.mot.oddities import Oddity, normalized, oddities
from howopen.mot.records import Record, read_record
from howopen.mot.tables import CLASSES, LABELS, RESEARCH_PAPER, TECHNICAL_REPORT, named, parts
from howopen.outputs.printable import printable
from howopen.outputs.words import MARKS, STYLES
from howopen.schema import Verdict

NUMERALS = {1: "Class I", 2: "Class II", 3: "Class III"}
BAR = 20
"""Characters of a progress bar."""

NOT_RECORDED = "What is not recorded may still be released: a record lists what its author found."


class Reading(msgspec.Struct, frozen=True):
    """Everything that is said of one record.

    Attributes:
        name: Of the file.
        record: What it states.
        result: What the tool computes.
        normalized: What it would compute if license names were written as SPDX ids.
        oddities: What is odd about the tool and changed the result.
        names: License names that are no SPDX ids: as written, and the id that they mean, or None.
    """

    name: str
    record: Record
    result: Evaluation
    normalized: Evaluation
    oddities: tuple[Oddity, ...]
    names: dict[str, str | None]


def read(name: str, data: bytes) -> Reading:
    """Read one record.

    Raises:
        ParseError: It is no record.
    """
    record = read_record(data, name)
    result = evaluate(record)
    said = dict.fromkeys(result.licenses.values())
    means = {name: normalize(name) for name in said if name != UNLICENSED}
    return Reading(
        name=name,
        record=record,
        result=result,
        normalized=evaluate(normalized(record)),
        oddities=tuple(oddities(record)),
        names={name: id_ for name, id_ in means.items() if name != id_},
    )


# ----------------------------------------------------------------------------------------- JSON
def dump(reading: Reading) -> bytes:
    """The reading as one line of JSON, ending in a newline."""
    plain = {
        "name": reading.name,
        "release": reading.record.name,
        "producer": reading.record.producer,
        "result": _plain(reading.result),
        "normalized": _plain(reading.normalized),
        "names": [{"said": said, "means": id_} for said, id_ in reading.names.items()],
        "oddities": [
            {
                "id": odd.kind.id,
                "help": odd.kind.help,
                "without": odd.kind.without,
                "components": named(odd.components),
                "result": _plain(odd.result),
            }
            for odd in reading.oddities
        ],
    }
    return msgspec.json.encode(plain) + b"\n"


def _plain(result: Evaluation) -> dict[str, Any]:
    standings = {
        str(class_): {name: named(getattr(standing, name)) for name in standing.__struct_fields__}
        for class_, standing in result.classes.items()
    }
    return {
        "class": result.class_,
        "label": LABELS[result.class_],
        "progress": {str(class_): value for class_, value in result.progress.items()},
        "components": standings,
        "not_type_appropriate": named(result.not_appropriate),
        "licenses": {parts()[n].name: license_ for n, license_ in result.licenses.items()},
    }


# ------------------------------------------------------------------------------------- terminal
def render(reading: Reading, console: Console) -> None:
    """Print the reading: class and progress, what stands against each class, what is odd."""
    record, result = reading.record, reading.result
    by = f" by {record.producer}" if record.producer else ""
    console.print(Text(printable(reading.name), style="bold cyan"))
    console.print(Text(f"  {printable(record.name + by)}"))
    console.print(
        Text.assemble("\nThe Model Openness Tool says: ", (LABELS[result.class_], "bold"))
    )
    console.print(_indented(_progress(result)))
    needs = list(_needs(reading))
    if any(standing.missing for standing in result.classes.values()):
        needs.append(Text(NOT_RECORDED, style="dim"))
    _section(console, "What the classes still need", needs)
    if result.not_appropriate:
        warned = ", ".join(
            f"{parts()[n].name} ({printable(result.licenses[n])})" for n in result.not_appropriate
        )
        body = Text(f"{warned}: a warning, changes nothing")
        _section(console, "Open, and not type-appropriate in the tool's list", [body])
    if reading.names:
        title = f"With license names normalized: {_short(reading.normalized)}"
        _section(console, title, [_rows(_names(reading))])
    _section(console, "Oddities of the tool that changed this result", _oddities(reading))


def _section(console: Console, title: str, body: Iterable[RenderableType]) -> None:
    """Print a section, unless it is empty."""
    if shown := list(body):
        console.print(Text(f"\n{title}", style="bold"))
        console.print(_indented(Group(*shown)))


def _indented(body: RenderableType) -> RenderableType:
    return Padding(body, (0, 0, 0, 2))


def _short(result: Evaluation) -> str:
    """Class and progress in one line."""
    values = ", ".join(f"{NUMERALS[class_]} {result.progress[class_]:.1f} %" for class_ in CLASSES)
    return f"{LABELS[result.class_]}; {values}"


def _progress(result: Evaluation) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for class_ in CLASSES:
        value = result.progress[class_]
        full = int(value / 100 * BAR)
        bar = Text("█" * full, style="green").append("░" * (BAR - full), style="dim")
        waits = class_ < 3 and result.progress[class_ + 1] < 100
        why = f"counts once {NUMERALS[class_ + 1]} is complete" if waits else ""
        table.add_row(NUMERALS[class_], bar, f"{value:.1f} %", Text(why, style="dim"))
    return table


def _rows(rows: Iterable[tuple[Text, str, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for mark, what, why in rows:
        table.add_row(mark, what, Text(why, style="dim"))
    return table


def _needs(reading: Reading) -> Iterator[RenderableType]:
    for class_ in CLASSES:
        if problems := list(_problems(reading, class_)):
            yield Text(NUMERALS[class_])
            yield _indented(_rows(problems))


def _problems(reading: Reading, class_: int) -> Iterator[tuple[Text, str, str]]:
    """What the class adds to the looser ones and is not there; optional components are left out."""
    result = reading.result
    by_paper = RESEARCH_PAPER in result.classes[3].included
    for part in (p for p in parts().values() if p.class_ == class_ and p.required):
        number, status = part.id, result.status(part.id)
        if number == TECHNICAL_REPORT and status != "included" and by_paper:
            yield _mark("met"), part.name, "the research paper stands in for it"
        elif number == TECHNICAL_REPORT and status is None:
            paper = result.status(RESEARCH_PAPER)
            why = f"the research paper would do: {_why(reading, RESEARCH_PAPER, paper)}"
            yield _mark("not-met"), part.name, why
        elif status != "included":
            yield _mark("not-met"), part.name, _why(reading, number, status)


def _why(reading: Reading, number: int, status: Status | None) -> str:
    if status == "missing":
        return "not recorded"
    if status == "unlicensed":
        return "no license recorded"
    said = reading.result.licenses[number]
    meant = reading.names.get(said)
    why = f"“{printable(said)}” is not open to the tool"
    return f"{why}; it means {meant}" if meant else why


def _mark(verdict: Verdict) -> Text:
    return Text(MARKS[verdict], style=STYLES[verdict])


def _names(reading: Reading) -> Iterator[tuple[Text, str, str]]:
    for said, meant in reading.names.items():
        words = f"means {meant}" if meant else "is not the name of one SPDX license"
        yield _mark("met" if meant else "unknown"), f"“{printable(said)}”", words


def _oddities(reading: Reading) -> Iterator[RenderableType]:
    for odd in reading.oddities:
        yield Text.assemble((f"{odd.kind.id}  ", "yellow"), odd.kind.help)
        result, other = reading.result, odd.result
        moved = f" ({', '.join(named(odd.components))})" if odd.components else ""
        if (result.class_, result.progress) == (other.class_, other.progress):
            outcome = "the same class and progress, other lists"
        else:
            outcome = _short(other)
        yield _indented(Text(f"→ {odd.kind.without}: {outcome}{moved}", style="dim"))
