"""The wordings that clauses are recognized by, compiled from ``patterns.toml``.

A pattern finds a clause of one kind in one sentence. Its expressions say who is bound and how
("may not", "must"), so that the same words allowed, or only encouraged, are no clause.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from howopen.licenses.taxonomy import kinds

Carries = Literal["people", "money", "percents", "topics", "places", "names", "objects", ""]
"""What is read from the sentence besides. Without an amount or a topic there is no clause."""


class Pattern(msgspec.Struct, frozen=True):
    """One wording of a kind, compiled.

    Attributes:
        kind: The kind of clause it finds.
        words: One of these must stand in the sentence or its lead-in; they only save time.
        find: Must match, and end within the sentence proper.
        in_lead: Whether it may lie in the lead-in, and the sentence say the rest.
        also: Must match somewhere in the sentence or its lead-in.
        unless: Must not match in the sentence.
        definitions: Whether sentences that define a term are looked at.
        outside: A kind whose lists this one is not looked for in: its items are topics there.
        carries: What to read besides.
    """

    kind: str
    words: tuple[str, ...]
    find: re.Pattern[str]
    in_lead: bool
    also: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    definitions: bool
    outside: str
    carries: Carries


class Cancel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind that is dropped from a text which also has clauses of another kind.

    Attributes:
        kind: What is dropped.
        by: The kind that takes it back.
        unless_url: Clauses that give an address stay.
        topics: How many topics the other kind must name.
    """

    kind: str
    by: str
    unless_url: bool = False
    topics: int = 0


class Patterns(msgspec.Struct, frozen=True):
    """Everything in ``patterns.toml``, compiled.

    Attributes:
        patterns: In the order of the file.
        by_word: Each word that patterns ask for, with the positions of these patterns.
        cancels: What is dropped from whole texts.
        topics: Fields of use by name.
        places: Countries and unions by name.
    """

    patterns: tuple[Pattern, ...]
    by_word: dict[str, tuple[int, ...]]
    cancels: tuple[Cancel, ...]
    topics: dict[str, re.Pattern[str]]
    places: dict[str, re.Pattern[str]]


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    """A pattern as the file has it."""

    kind: str
    words: tuple[str, ...]
    find: str
    in_lead: bool = False
    also: str = ""
    unless: str = ""
    definitions: bool = False
    outside: str = ""
    carries: Carries = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    macros: dict[str, str]
    pattern: list[_Written]
    cancel: list[Cancel]
    topics: dict[str, str]
    places: dict[str, str]


@cache
def patterns() -> Patterns:
    """The shipped patterns; compiled once."""
    data = files("howopen.licenses").joinpath("patterns.toml").read_bytes()
    return compiled(data)


def compiled(data: bytes) -> Patterns:
    """Patterns from the bytes of a file.

    Raises:
        ValueError: A kind that the taxonomy does not have.
    """
    read = msgspec.toml.decode(data, type=_File)
    named = {p.kind for p in read.pattern} | {p.outside for p in read.pattern if p.outside}
    named |= {name for cancel in read.cancel for name in (cancel.kind, cancel.by)}
    if unknown := named - kinds().keys():
        raise ValueError(f"patterns.toml: no such kind: {', '.join(sorted(unknown))}")

    def expression(source: str) -> re.Pattern[str]:
        return re.compile(_expanded(source, read.macros))

    by_word: dict[str, tuple[int, ...]] = {}
    for position, written in enumerate(read.pattern):
        for word in written.words:
            by_word[word] = (*by_word.get(word, ()), position)
    return Patterns(
        by_word=by_word,
        patterns=tuple(
            Pattern(
                kind=p.kind,
                words=p.words,
                find=expression(p.find),
                in_lead=p.in_lead,
                also=expression(p.also) if p.also else None,
                unless=expression(p.unless) if p.unless else None,
                definitions=p.definitions,
                outside=p.outside,
                carries=p.carries,
            )
            for p in read.pattern
        ),
        cancels=tuple(read.cancel),
        topics={name: expression(source) for name, source in read.topics.items()},
        places={name: expression(source) for name, source in read.places.items()},
    )


def _expanded(source: str, macros: dict[str, str]) -> str:
    for name, meaning in macros.items():
        source = source.replace("{" + name + "}", meaning)
    return source
