"""The wordings that clauses are recognized by, compiled from the files in ``patterns``.

A pattern finds a clause of one kind in one sentence. Its expressions say who is bound and how
("may not", "must"), so that the same words allowed, or only encouraged, are no clause. The patterns
of one kind stand in one file, named for what its kinds have in common; ``shared.toml`` has what all
of them use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

import msgspec

from howopen.licenses.taxonomy import kinds

Carries = Literal["people", "money", "percents", "topics", "places", "names", "objects", ""]
"""What is read from the sentence besides. Without an amount or a topic there is no clause."""


_BREAK = re.compile(r"\n *")


class Expression:
    """A regular expression, compiled when it is first asked for: most texts need few of them.

    Attributes:
        source: As `re` reads it, without macros.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, to search with."""
        return re.compile(self.source)


class Pattern(msgspec.Struct, frozen=True):
    """One wording of a kind.

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
    find: Expression
    in_lead: bool
    also: Expression | None
    unless: Expression | None
    definitions: bool
    outside: str
    carries: Carries


class Cancel(msgspec.Struct, frozen=True):
    """A kind that is dropped from a text which also has clauses of another kind.

    Attributes:
        kind: What is dropped.
        by: The kind that takes it back.
        unless: Clauses whose sentence matches stay.
        unless_url: Clauses that give an address stay.
        topics: How many topics the other kind must name.
    """

    kind: str
    by: str
    unless: Expression | None
    unless_url: bool
    topics: int


class Patterns(msgspec.Struct, frozen=True):
    """Everything in the files.

    Attributes:
        patterns: In the order of the files.
        by_word: Each word that patterns ask for, with the positions of these patterns.
        cancels: What is dropped from whole texts.
        topics: Fields of use by name.
        places: Countries and unions by name.
        lists: How lists of a kind are led in, where no pattern of the kind says it.
    """

    patterns: tuple[Pattern, ...]
    by_word: dict[str, tuple[int, ...]]
    cancels: tuple[Cancel, ...]
    topics: dict[str, Expression]
    places: dict[str, Expression]
    lists: dict[str, Expression]


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


class _WrittenCancel(msgspec.Struct, forbid_unknown_fields=True):
    """What is dropped, as the file has it."""

    kind: str
    by: str
    unless: str = ""
    unless_url: bool = False
    topics: int = 0


class _File(msgspec.Struct, forbid_unknown_fields=True):
    pattern: list[_Written]
    macros: dict[str, str] = {}


class _Shared(msgspec.Struct, forbid_unknown_fields=True):
    macros: dict[str, str]
    cancel: list[_WrittenCancel]
    topics: dict[str, str]
    places: dict[str, str]
    lists: dict[str, str] = {}


@cache
def patterns() -> Patterns:
    """The shipped patterns."""
    folder = files("howopen.licenses").joinpath("patterns").iterdir()
    read = {file.name: file.read_bytes() for file in folder if file.name.endswith(".toml")}
    shared = read.pop("shared.toml")
    return compiled(shared, (read[name] for name in sorted(read)))


def compiled(shared: bytes, parts: Iterable[bytes]) -> Patterns:
    """Patterns from the bytes of files.

    Args:
        shared: Macros that all patterns can use, tables, and what is dropped from whole texts.
        parts: Patterns, with macros for those of the same file, which may use the shared ones.

    Raises:
        ValueError: A kind that the taxonomy does not have; a shared macro that a file has as well.
    """
    common = msgspec.toml.decode(shared, type=_Shared)
    read = [msgspec.toml.decode(data, type=_File) for data in parts]
    named = {kind for file in read for p in file.pattern for kind in (p.kind, p.outside) if kind}
    named |= {name for cancel in common.cancel for name in (cancel.kind, cancel.by)}
    if unknown := named - kinds().keys():
        raise ValueError(f"patterns: no such kind: {', '.join(sorted(unknown))}")
    if twice := {name for file in read for name in file.macros} & common.macros.keys():
        raise ValueError(f"patterns: macros that are shared as well: {', '.join(sorted(twice))}")
    every = tuple(_compiled(p, file.macros | common.macros) for file in read for p in file.pattern)
    by_word: dict[str, tuple[int, ...]] = {}
    for position, pattern in enumerate(every):
        for word in pattern.words:
            by_word[word] = (*by_word.get(word, ()), position)
    return Patterns(
        patterns=every,
        by_word=by_word,
        cancels=tuple(_cancel(written, common.macros) for written in common.cancel),
        topics={name: _expression(said, common.macros) for name, said in common.topics.items()},
        places={name: _expression(said, common.macros) for name, said in common.places.items()},
        lists={name: _expression(said, common.macros) for name, said in common.lists.items()},
    )


def _compiled(written: _Written, macros: dict[str, str]) -> Pattern:
    return Pattern(
        kind=written.kind,
        words=written.words,
        find=_expression(written.find, macros),
        in_lead=written.in_lead,
        also=_optional(written.also, macros),
        unless=_optional(written.unless, macros),
        definitions=written.definitions,
        outside=written.outside,
        carries=written.carries,
    )


def _cancel(written: _WrittenCancel, macros: dict[str, str]) -> Cancel:
    return Cancel(
        kind=written.kind,
        by=written.by,
        unless=_optional(written.unless, macros),
        unless_url=written.unless_url,
        topics=written.topics,
    )


def _optional(source: str, macros: dict[str, str]) -> Expression | None:
    return _expression(source, macros) if source else None


def _expression(source: str, macros: dict[str, str]) -> Expression:
    """An expression; macros that use others stand before them. Line breaks mean nothing."""
    for name, meaning in macros.items():
        source = source.replace("{" + name + "}", meaning)
    return Expression(_BREAK.sub("", source))
