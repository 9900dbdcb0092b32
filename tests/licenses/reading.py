"""Short words for what the clause reader finds in a text."""

from __future__ import annotations

from howopen.licenses.clauses import read_clauses
from howopen.schema import Clause


def kinds_of(text: str) -> set[str]:
    """The kinds of all clauses of a text."""
    return {clause.kind for clause in read_clauses(text)}


def one(text: str, kind: str) -> Clause:
    """The only clause of a kind."""
    (found,) = [clause for clause in read_clauses(text) if clause.kind == kind]
    return found
