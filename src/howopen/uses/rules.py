"""The declared rules: what kinds of clauses mean for a use, and under which conditions.

The rules are data (``uses.toml``). Everything that a rule names is checked when it is loaded, and
every kind of clause is in a rule or declared to change nothing, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from howopen.components import COMPONENTS
from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause
from howopen.uses.reach import Reach, Reached
from howopen.uses.situation import Who

Text = Annotated[str, Meta(min_length=1)]

PARTICULARS = ("limit", "said", "details", "url")
"""What a sentence of a rule can be filled with."""


class Use(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that people want to do with a release.

    Attributes:
        id: As the option of the command line has it.
        title: What it is, said to whoever asks.
        help: What belongs to it.
        grants: Kinds of clauses that must all be there.
        needs: Components whose terms decide.
        beside: Components that are commonly used with them and could be done without; what their
            terms forbid is a caution.
    """

    id: str
    title: Text
    help: Text
    grants: tuple[str, ...]
    needs: tuple[str, ...]
    beside: tuple[str, ...]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What clauses of some kinds do to a use. Conditions left out always hold.

    Attributes:
        kinds: The kinds of clauses it is about.
        effect: What a clause does; ``uses.toml`` says what each word means.
        why: The reason, in a sentence.
        todo: What has to be done.
        uses: The uses it is about.
        consequences: What reaching a threshold leads to (`Clause.consequence`).
        reached: Whether the clause reaches the situation (`howopen.uses.reach`).
        who: The kind of user.
        details: One of these is among the details of the clause.
        words: Expression that matches in the quote; case does not matter.
        unless: Expression that does not.
    """

    kinds: Annotated[tuple[str, ...], Meta(min_length=1)]
    effect: Literal["go", "duty", "caution", "no-go"]
    why: Text
    todo: str = ""
    uses: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    reached: tuple[Reached, ...] = ()
    who: tuple[Who, ...] = ()
    details: tuple[str, ...] = ()
    words: str = ""
    unless: str = ""

    def holds(self, clause: Clause, use: str, who: str, reach: Reach | None) -> bool:
        """Whether all conditions hold."""
        return (
            clause.kind in self.kinds
            and (not self.uses or use in self.uses)
            and (not self.consequences or clause.consequence in self.consequences)
            and (not self.reached or (reach is not None and reach.reached in self.reached))
            and (not self.who or who in self.who)
            and (not self.details or not set(self.details).isdisjoint(clause.details))
            and (not self.words or _in(self.words, clause.quote))
            and (not self.unless or not _in(self.unless, clause.quote))
        )


class Silent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kinds of clauses that change nothing, and why."""

    kinds: tuple[str, ...]
    why: Text


def uses() -> dict[str, Use]:
    """All uses by id, in the order of the file."""
    return {use.id: use for use in _file().use}


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    return _file().rule


def rule_for(clause: Clause, use: str, who: str, reach: Reach | None) -> Rule | None:
    """The first rule whose conditions hold; None if the clause changes nothing."""
    return next((rule for rule in rules() if rule.holds(clause, use, who, reach)), None)


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``uses.toml`` holds."""

    use: tuple[Use, ...]
    rule: tuple[Rule, ...]
    silent: tuple[Silent, ...]


def load(data: bytes) -> File:
    """Read and check rules.

    Raises:
        ValueError: A kind, use, component or particular that does not exist, a kind that nothing is
            said of, a `todo` that is missing, or an expression that is none.
    """
    read = msgspec.toml.decode(data, type=File)
    spoken = {kind for rule in read.rule for kind in rule.kinds}
    silent = {kind for one in read.silent for kind in one.kinds}
    grants = {kind for use in read.use for kind in use.grants}
    _known("kind", spoken | silent | grants, kinds())
    _known("use", {use for rule in read.rule for use in rule.uses}, {u.id for u in read.use})
    parts = {part for use in read.use for part in (*use.needs, *use.beside)}
    _known("component", parts, COMPONENTS)
    if spoken & silent or (spoken | silent) != kinds().keys():
        unclear = sorted((spoken & silent) | (kinds().keys() - spoken - silent))
        raise ValueError(f"uses.toml: in a rule or silent, one of both: {', '.join(unclear)}")
    for rule in read.rule:
        _checked(rule)
    return read


def filled(template: str, clause: Clause, reach: Reach | None) -> str:
    """A sentence of a rule with the particulars of a clause."""
    details = ", ".join(_cased(detail, clause.quote) for detail in clause.details)
    return template.format(
        limit=(reach and reach.limit) or "an amount that is not on record",
        said=(reach and reach.said) or "what you said",
        details=details or "what it names",
        url=clause.url,
    ).strip()


def _checked(rule: Rule) -> None:
    if rule.effect == "duty" and not rule.todo:
        raise ValueError(f"uses.toml: a duty without todo: {rule.why}")
    named = {name for _, name, _, _ in Formatter().parse(rule.why + rule.todo) if name is not None}
    _known("particular", named, PARTICULARS)
    for pattern in (rule.words, rule.unless):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"uses.toml: not an expression: {pattern}: {error}") from error


def _cased(detail: str, quote: str) -> str:
    """A name as the quote writes it; the reader of clauses compares in lower case."""
    found = re.search(re.escape(detail), quote, re.IGNORECASE)
    return found[0] if found else detail


def _known(what: str, said: set[str], known: Container[str]) -> None:
    if unknown := sorted(one for one in said if one not in known):
        raise ValueError(f"uses.toml: no such {what}: {', '.join(unknown)}")


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _in(pattern: str, quote: str) -> bool:
    return _expression(pattern).search(quote) is not None


@cache
def _file() -> File:
    return load(files("howopen.uses").joinpath("uses.toml").read_bytes())
