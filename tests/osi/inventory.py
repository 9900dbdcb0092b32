"""A system typed by hand: a Markdown case becomes evidence and the verdict it should lead to.

The first table of a case has a row for each fact, the second what is expected. ``more`` holds
statements apart by semicolons: ``sections: provenance, scope`` (a document speaks of them);
``code: training, full`` (role and ladder); ``data: name, ladder, sharing``; ``clauses: hosting``
(of terms that no record knows). A license in quotes is a name without an SPDX expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from howopen.components import COMPONENTS, SECTIONS
from howopen.licenses.known_clauses import known_clauses
from howopen.licenses.taxonomy import kinds
from howopen.schema import (
    AnyClaim,
    Available,
    Clause,
    Code,
    Dataset,
    Document,
    Evidence,
    License,
)

_TABLE_ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)
_SCANCODE = "LicenseRef-scancode-"


class Row(NamedTuple):
    """One fact about one component; a dash stands for nothing known."""

    component: str
    state: str
    license: str
    more: str
    source: str


class Case(NamedTuple):
    """One system: what is known of it, and what is expected."""

    name: str
    rows: tuple[Row, ...]
    expected: dict[str, str]

    @property
    def evidence(self) -> list[Evidence]:
        """All facts, attested: a person read the sources and typed them."""
        return [_checked(row, claim) for row in self.rows for claim in _claims(row)]


def read(path: Path) -> Case:
    """The case in a file."""
    lines = [
        [cell.strip() for cell in line.split("|")]
        for line in _TABLE_ROW.findall(path.read_text("utf-8"))
    ]
    heads = (list(Row._fields), ["what", "expected"])
    body = [cells for cells in lines if cells not in heads and set("".join(cells)) != {"-"}]
    facts = tuple(Row(*cells) for cells in body if len(cells) > 2)
    expected = {cells[0]: cells[1] for cells in body if len(cells) == 2}
    return Case(path.stem, facts, expected)


def _checked(row: Row, claim: AnyClaim) -> Evidence:
    """The evidence, refused where a word is not one of the schema or of the closed lists."""
    item = Evidence(row.component, claim, "attested", (row.source,))
    if row.component not in COMPONENTS:
        raise ValueError(f"no such component: {row.component}")
    if isinstance(claim, Document) and not set(claim.sections) <= SECTIONS.keys():
        raise ValueError(f"{row.component}: no such section in {claim.sections}")
    return msgspec.convert(msgspec.to_builtins(item), Evidence)


def _claims(row: Row) -> Iterator[AnyClaim]:
    if row.state != "-":
        yield msgspec.convert({"type": "available", "state": row.state}, Available)
    if row.license != "-":
        yield from _terms(row.license)
    for statement in row.more.split(";") if row.more != "-" else ():
        what, _, words = statement.partition(":")
        yield from _statement(row, what.strip(), [word.strip() for word in words.split(",")])


def _terms(said: str) -> Iterator[AnyClaim]:
    """A license, with the clauses on record where it is known by its ScanCode key."""
    named = said.startswith('"')
    yield License(None if named else said, "file", said.strip('"'))
    record = known_clauses(said.removeprefix(_SCANCODE)) if said.startswith(_SCANCODE) else None
    if record:
        yield from record.clauses()


def _statement(row: Row, what: str, words: list[str]) -> Iterator[AnyClaim]:
    match what:
        case "sections":
            yield Document(row.component, tuple(words))
        case "code":
            role, ladder = words
            yield msgspec.convert({"type": "code", "role": role, "ladder": ladder}, Code)
        case "data":
            ref, ladder, sharing = words
            claim = {"type": "dataset", "ref": ref, "ladder": ladder, "sharing": sharing}
            yield msgspec.convert(claim, Dataset)
        case "clauses":
            for kind in words:
                yield Clause(kind, kinds()[kind].effect)
        case _:
            raise ValueError(f"{row.component}: no such statement: {what!r}")
