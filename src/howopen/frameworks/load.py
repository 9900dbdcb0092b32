"""Frameworks from TOML: the records, what a file must hold, and where an error in it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import msgspec
from msgspec import Meta, field

from howopen.errors import UsageError
from howopen.frameworks.language import Rule, RuleError, Vocabulary, parse
from howopen.frameworks.vocabulary import vocabulary
from howopen.licenses.approval import LISTS, known

MAX_BYTES = 1_000_000
"""Size of a framework file; the longest shipped one has about 15,000."""

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*$", max_length=64)]
"""Kebab-case; that of a framework may hold its edition (``osaid-1.0``)."""

Text = Annotated[str, Meta(min_length=1)]


class FrameworkError(UsageError):
    """A framework file that cannot be used; the message says where and why."""


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One requirement.

    Attributes:
        id: Unique in its framework.
        title: What is required, in one line.
        cites: The section of the framework's own text.
        rule: When it is met; see `howopen.frameworks.language`.
        help: What a publisher can do to meet it.
        applies: When it is required at all, as a rule; always, if empty.
        counts: Whether it is a part of the whole; one that is not is shown beside it.
        group: Where it is listed, as the source does: ``availability``.
    """

    id: Id
    title: Text
    cites: Text
    rule: Text
    help: Text
    applies: str = ""
    counts: bool = True
    group: Id | None = None


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step that a release can reach.

    Attributes:
        name: As people say it: ``Class III``.
        title: What it is called in full.
        criteria: What it requires beyond all looser levels.
    """

    name: Text
    title: Text
    criteria: Annotated[tuple[Id, ...], Meta(min_length=1)]


class FrameworkFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A framework as its file holds it.

    Attributes:
        id: Unique among frameworks.
        version: Of our reading; rises when a verdict can change.
        title: Its name.
        short: What people call it, for tables; the title if empty.
        source: The framework's own text and where to find it.
        status: ``draft`` until a second reading of the source has backed the rules.
        overall: ``all``: the whole is the least of all criteria that count; ``mean``: the plain
            mean of those that count and apply; ``levels``: see `levels`.
        groups: License groups for the rules, each of ``osi``, ``fsf`` and license ids.
        superseded: Id of the framework that took its place; judged by only if asked for.
        levels: From the loosest to the strictest, cumulative; what none requires is optional.
        criteria: In the order of the source.
    """

    id: Id
    version: Text
    title: Text
    short: str = ""
    source: Text
    status: Literal["draft", "stable"]
    overall: Literal["all", "levels", "mean"]
    groups: dict[Id, tuple[str, ...]] = {}
    superseded: Id | None = None
    levels: tuple[Level, ...] = field(name="level", default=())
    criteria: Annotated[tuple[Criterion, ...], Meta(min_length=1)] = field(name="criterion")


class Framework(FrameworkFile, frozen=True, kw_only=True):
    """A checked framework.

    Attributes:
        rules: The parsed rule of each criterion.
        conditions: The parsed ``applies`` of those that have one.
    """

    rules: dict[str, Rule]
    conditions: dict[str, Rule]


@cache
def frameworks() -> tuple[Framework, ...]:
    """The frameworks that come with howopen, by id: every ``.toml`` of the package."""
    shipped = [
        parse_framework(entry.read_bytes(), entry.name)
        for entry in files("howopen.frameworks").iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(shipped, key=lambda framework: framework.id))


def choose(wanted: Iterable[str]) -> tuple[Framework, ...]:
    """The frameworks asked for, in that order: ids and ``.toml`` files.

    If none is asked for: all shipped ones that none has superseded.

    Raises:
        UsageError: There is none of that id, or two have the same.
        FrameworkError: A file is no framework.
    """
    shipped = {framework.id: framework for framework in frameworks()}
    chosen: dict[str, Framework] = {}
    for name in dict.fromkeys(wanted):
        if name.endswith(".toml"):
            framework = load(Path(name))
        elif name in shipped:
            framework = shipped[name]
        else:
            raise UsageError(f"no framework is called {name!r}; there are {', '.join(shipped)}")
        if framework.id in chosen:
            raise UsageError(f"two frameworks are called {framework.id!r}; give one another id")
        chosen[framework.id] = framework
    current = tuple(framework for framework in frameworks() if framework.superseded is None)
    return tuple(chosen.values()) or current


def load(path: Path) -> Framework:
    """A framework of the user's own.

    Raises:
        FrameworkError: The file cannot be read, or `parse_framework` refuses it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FrameworkError(f"{path}: {error.strerror or error}") from error
    return parse_framework(data, str(path))


def parse_framework(data: bytes, name: str) -> Framework:
    """Parse and check a framework file.

    Args:
        data: TOML.
        name: Of the file, for messages.

    Raises:
        FrameworkError: What is wrong, with file, criterion, line and column where it has them.
    """
    if len(data) > MAX_BYTES:
        raise FrameworkError(f"{name}: over {MAX_BYTES:,} bytes, too long for a framework")
    try:
        text = data.decode()
        file = msgspec.toml.decode(text, type=FrameworkFile)
    except msgspec.ValidationError as error:
        raise FrameworkError(f"{name}{_table(data.decode(), str(error))}: {error}") from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise FrameworkError(f"{name}: not TOML: {error}") from error
    _check(file, name)
    words = vocabulary(file.groups)
    rules, conditions = {}, {}
    for criterion in file.criteria:
        rules[criterion.id] = _rule(criterion.rule, criterion, words, text, name)
        if criterion.applies:
            conditions[criterion.id] = _rule(criterion.applies, criterion, words, text, name)
    fields = {key: getattr(file, key) for key in FrameworkFile.__struct_fields__}
    return Framework(**fields, rules=rules, conditions=conditions)


def _check(file: FrameworkFile, name: str) -> None:
    """What the types of the records cannot say.

    Raises:
        FrameworkError: A name is used twice, or names nothing.
    """

    def refuse(message: str) -> NoReturn:
        raise FrameworkError(f"{name}: {message}")

    for id_ in _repeated(criterion.id for criterion in file.criteria):
        refuse(f"two criteria are called {id_!r}")
    if not any(criterion.counts for criterion in file.criteria):
        refuse("no criterion counts, so there is no whole")
    _check_levels(file, refuse)
    for group, members in file.groups.items():
        for member in members:
            if not (member in LISTS or known(member) or member.startswith("LicenseRef-")):
                refuse(f"license group {group!r}: {member!r} is not on the SPDX license list")


def _check_levels(file: FrameworkFile, refuse: Callable[[str], NoReturn]) -> None:
    if (file.overall == "levels") != bool(file.levels):
        refuse('overall = "levels" and [[level]] go together')
    for level in _repeated(level.name for level in file.levels):
        refuse(f"two levels are called {level!r}")
    required = [id_ for level in file.levels for id_ in level.criteria]
    for id_ in _repeated(required):
        refuse(f"criterion {id_!r} is required twice; levels are cumulative")
    for id_ in sorted(set(required) - {criterion.id for criterion in file.criteria}):
        refuse(f"a level requires {id_!r}, and no criterion is called so")
    for id_ in sorted(set(required) - {c.id for c in file.criteria if c.counts}):
        refuse(f"a level requires {id_!r}, which does not count")


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _rule(rule: str, criterion: Criterion, words: Vocabulary, text: str, name: str) -> Rule:
    try:
        return parse(rule, words)
    except RuleError as error:
        line, column = _place(text, criterion.id, rule, error.offset)
        where = f'{name}: criterion "{criterion.id}", line {line}, column {column}'
        raise FrameworkError(f"{where}: {error}") from error


def _place(text: str, criterion: str, rule: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of a rule.

    A rule that is not written out in the file (its string has escapes) is placed at its
    criterion's id, with the column counted in the rule.
    """
    id_ = re.search(rf"^\s*id\s*=\s*[\"']{re.escape(criterion)}[\"']", text, re.MULTILINE)
    start = id_.end() if id_ else 0
    found = text.find(rule, start)
    if found < 0:
        return text.count("\n", 0, start) + 1, offset + 1
    position = found + offset
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _table(text: str, message: str) -> str:
    """The line of the ``[[criterion]]`` or ``[[level]]`` that a message of msgspec is about."""
    path = re.search(r"\$\.(criterion|level)\[(\d+)\]", message)
    if path is None:
        return ""
    kind, index = path.group(1), int(path.group(2))
    heads = list(re.finditer(rf"^\s*\[\[\s*{kind}\s*\]\]", text, re.MULTILINE))
    if index >= len(heads):
        return ""
    return f", line {text.count(chr(10), 0, heads[index].end()) + 1}"
