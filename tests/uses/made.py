"""Terms for tests: of texts that lie beside this repository, of records, and made from kinds."""

from __future__ import annotations

import csv

from tests.licenses.shared import LICENSES, text_of

from howopen.licenses.clauses import read_clauses
from howopen.licenses.known_clauses import known_clauses
from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause, License
from howopen.uses import Cited, Stated, Terms

GRANTS = ("grant-use", "grant-modify", "grant-share")


def from_text(text: str, expression: str | None = None, path: str = "LICENSE") -> Stated:
    """A license file with the clauses that the reader finds in it."""
    cited = [Cited(c, f"{path}-{c.lines[0]}", cite(path, c)) for c in read_clauses(text)]
    said = text.strip().partition("\n")[0][:60]
    return Stated(License(expression, "file", said), tuple(cited), (path,))


def from_file(name: str) -> Stated:
    """One of the license texts of AI releases, as identified; skips where they are not at hand."""
    text = text_of(name)
    with (LICENSES / "ai" / "index.tsv").open(encoding="utf-8", newline="") as lines:
        spdx = {row["id"]: row["spdx"] for row in csv.DictReader(lines, delimiter="\t")}
    return from_text(text, spdx[name] or f"LicenseRef-{name}", f"{name}.txt")


def by_name(expression: str | None, said: str = "") -> Stated:
    """A tag: the clauses are those on record, if there are any."""
    record = known_clauses(expression) if expression else None
    cited = [
        Cited(clause, "tag", "README.md#L3") for clause in (record.clauses() if record else ())
    ]
    stated = License(expression, "card", said or expression or "")
    return Stated(stated, tuple(cited), ("README.md#L3",))


def made(*names: str, grants: bool = True, expression: str | None = None) -> Stated:
    """A license file with clauses of these kinds."""
    listed = (*GRANTS, *names) if grants else names
    clauses = [clause(name, line) for line, name in enumerate(listed, 1)]
    return with_clauses(*clauses, expression=expression)


def with_clauses(*clauses: Clause, expression: str | None = None) -> Stated:
    """A license file with these clauses."""
    cited = [Cited(one, f"e{one.lines[0]}", cite("LICENSE", one)) for one in clauses]
    return Stated(License(expression, "file", "Some terms"), tuple(cited), ("LICENSE",))


def clause(kind: str, line: int = 1) -> Clause:
    """A clause of a kind, with words."""
    return Clause(kind, kinds()[kind].effect, f"Words of {kind}.", (line, line))


def weights(*licenses: Stated, conflict: bool = False) -> tuple[Terms, ...]:
    """The terms of a release that is its weights."""
    return (Terms("weights", licenses, conflict=conflict),)


def cite(path: str, one: Clause) -> str:
    """Where a clause stands in a file."""
    return f"{path}#L{one.lines[0]}"
