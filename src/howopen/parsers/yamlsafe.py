"""YAML from a release, read without trust and without surprises.

PyYAML's parser gives the events; the values are built here, because its loaders turn ``no`` into
False and a date into an object, let the last of duplicate keys win in silence, recurse as deep as
the text says, and expand aliases without bound. Plain scalars follow the core schema of YAML 1.2
(as js-yaml does on the Hub), but booleans stay text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import yaml
from yaml.reader import Reader

from howopen.errors import ParseError

MAX_CHARACTERS = 500_000
"""Longest text, about 2 s of parsing; a card with all results of a large benchmark has 150,000."""

MAX_VALUES = 100_000
"""Most values, those that aliases repeat counted again."""

MAX_DEPTH = 50
"""Deepest nesting; a model-index nests 8 levels."""

_TEXT_TAGS = {"!", "tag:yaml.org,2002:str"}
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "int", "float", "null")}
_NULL = {"", "~", "null", "Null", "NULL"}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]{1,3})?")
_SURROGATES = re.compile("[\ud800-\udfff]")


class Duplicate(NamedTuple):
    """A key that was there before in the same mapping."""

    key: str
    line: int


@dataclass(frozen=True)
class Yaml:
    """One YAML document.

    Attributes:
        value: Nested dicts (with text as keys), lists, text, integers, floats and None.
        lines: Line of each key of the outermost mapping.
        duplicates: Keys that repeat, of which the last is in `value`.
    """

    value: object
    lines: dict[str, int]
    duplicates: tuple[Duplicate, ...]


def read_yaml(text: str, what: str, first_line: int = 1) -> Yaml:
    """Read the only document of a text.

    Args:
        text: Its lines end in a line feed.
        what: What it is, to begin the message of an error.
        first_line: Number of its first line in the file, for lines and errors.

    Raises:
        ParseError: Not YAML, more than one document, a tag beyond the plain types, a key that is
            no scalar, an alias of what holds it, or over a bound.
    """
    if len(text) > MAX_CHARACTERS:
        raise ParseError(f"{what}: YAML of {len(text):,} characters, over {MAX_CHARACTERS:,}")
    clean = Reader.NON_PRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    builder = _Builder(clean, what, first_line)
    try:
        for event in yaml.parse(clean, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        raise builder.error(mark, " ".join(problem.split())[:200]) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # chr() of an escape such as "\UFFFFFFFF" raises the last two.
        raise ParseError(f"{what}: not YAML: {' '.join(str(error).split())[:200]}") from None
    return Yaml(builder.root, builder.lines, tuple(builder.duplicates))


class _Mark(Protocol):
    """A place in the text, as PyYAML marks it."""

    @property
    def index(self) -> int: ...


class _Anchor(NamedTuple):
    value: object
    size: int


@dataclass
class _Open:
    """A collection whose end has not come yet."""

    collection: dict[str, object] | list[object]
    anchor: str | None
    start: int
    key: str | None = None
    key_line: int = 0


@dataclass
class _Builder:
    """Builds the value from events, with a stack of its own instead of recursion."""

    text: str
    what: str
    first_line: int
    root: object = None
    lines: dict[str, int] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _anchors: dict[str, _Anchor] = field(default_factory=dict)
    _values: int = 0
    _documents: int = 0

    def __post_init__(self) -> None:
        self._breaks = [match.start() for match in re.finditer("\n", self.text)]

    def line(self, mark: _Mark | None) -> int:
        """Line in the file; PyYAML also counts breaks that no editor shows, such as U+2028."""
        return self.first_line + (bisect_left(self._breaks, mark.index) if mark else 0)

    def error(self, mark: _Mark | None, problem: str) -> ParseError:
        return ParseError(f"{self.what}: line {self.line(mark)}: {problem}")

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self.error(event.start_mark, "a second document")
            case yaml.ScalarEvent():
                self._count(1, event)
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._start(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                ended = self._open.pop()
                self._place(ended.collection, ended.anchor, self._values - ended.start, event)

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._count(1, event)
        self._check_tag(event.tag, event)
        if len(self._open) >= MAX_DEPTH:
            raise self.error(event.start_mark, f"over {MAX_DEPTH} levels deep")
        collection: dict[str, object] | list[object]
        collection = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(collection, event.anchor, self._values - 1))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_tag(event.tag, event)
        text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", event.value)
        if self._takes_key():
            self._key(text, event)
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchor(text, 1)
            return
        is_plain = event.style is None and event.tag not in _TEXT_TAGS
        self._place(_resolve(text) if is_plain else text, event.anchor, 1, event)

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = str(event.anchor)
        anchor = self._anchors.get(name)
        if anchor is None:
            problem = f"alias of {name[:80]!r}, which is not there or not complete"
            raise self.error(event.start_mark, problem)
        self._count(anchor.size, event)
        if self._takes_key() and isinstance(anchor.value, Hashable):
            self._key(str(anchor.value), event)
        else:
            self._place(anchor.value, None, anchor.size, event)

    def _takes_key(self) -> bool:
        if not self._open:
            return False
        return self._open[-1].key is None and isinstance(self._open[-1].collection, dict)

    def _key(self, key: str, event: yaml.NodeEvent) -> None:
        self._open[-1].key = key
        self._open[-1].key_line = self.line(event.start_mark)

    def _place(self, value: object, anchor: str | None, size: int, event: yaml.Event) -> None:
        """Put a value where it belongs: into the innermost open collection, or as the root."""
        if anchor is not None:
            self._anchors[anchor] = _Anchor(value, size)
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        if isinstance(parent.collection, list):
            parent.collection.append(value)
        elif parent.key is None:
            raise self.error(event.start_mark, "a key that is not text")
        else:
            if parent.key in parent.collection:
                self.duplicates.append(Duplicate(parent.key, parent.key_line))
            if len(self._open) == 1:
                self.lines[parent.key] = parent.key_line
            parent.collection[parent.key] = value
            parent.key = None

    def _count(self, values: int, event: yaml.Event) -> None:
        self._values += values
        if self._values > MAX_VALUES:
            raise self.error(event.start_mark, f"over {MAX_VALUES:,} values")

    def _check_tag(self, tag: str | None, event: yaml.Event) -> None:
        if tag is not None and tag not in _TEXT_TAGS and tag not in _PLAIN_TAGS:
            raise self.error(event.start_mark, f"the tag {tag[:80]!r}")


def _resolve(text: str) -> str | int | float | None:
    if text in _NULL:
        return None
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text
