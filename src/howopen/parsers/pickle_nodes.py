"""The inert nodes that a pickle is read into: what would have been built, not the thing itself.

Nodes may share and contain one another (the memo of a pickle allows cycles): who walks them must
visit each once. They compare by identity, so that nothing hashes or compares foreign structures,
which takes exponential time where a tuple holds itself twice, level by level.
"""

from __future__ import annotations

from dataclasses import dataclass


class Inert:
    """Content that is skipped: floats, bytes, buffers."""

    __slots__ = ()


INERT = Inert()


@dataclass(slots=True, eq=False)
class Sequence:
    """A list, tuple, set or frozenset."""

    items: list[Value]


@dataclass(slots=True, eq=False)
class Mapping:
    """A dict, as the key-value pairs in the order of the stream; keys may repeat."""

    pairs: list[tuple[Value, Value]]


@dataclass(slots=True, eq=False)
class Global:
    """What would have been imported: ``module.name``."""

    name: str


@dataclass(slots=True, eq=False)
class Persistent:
    """An object that is stored outside of the pickle, by its identifier."""

    pid: Value


@dataclass(slots=True, eq=False)
class Object:
    """The result of a call that is not made.

    Attributes:
        callee: What would have been called; a `Global` unless the stream is strange.
        arguments: The positional arguments.
        contents: What would have been stored in it after that, if anything.
    """

    callee: Value
    arguments: Value
    contents: Contents | None = None


@dataclass(slots=True, eq=False)
class Contents:
    """What would have been appended to, set in and restored into an object."""

    items: list[Value]
    pairs: list[tuple[Value, Value]]
    states: list[Value]


Value = Sequence | Mapping | Global | Persistent | Object | Inert | str | int | None
