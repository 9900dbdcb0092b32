"""Who asks, where, and how large: what the conditions of clauses are held against.

Nothing is assumed of what was not said. A description of who asks is used only if it names one of a
few kinds of users; any other is kept and shown as not usable.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import msgspec

from howopen.errors import UsageError

Who = Literal["research", "university", "nonprofit", "company", "person"]
"""The kinds of users that terms tell apart."""

LONGEST = 500
"""Characters of a description that are looked at."""

_CODE = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


class Situation(msgspec.Struct, frozen=True):
    """Who asks, where, and how large.

    Attributes:
        places: Codes of countries (ISO 3166-1), or EU; empty: not said.
        users: Of all products and services of whoever asks, active in a month; None: not said.
        revenue: Of whoever asks, in USD a year; None: not said.
        description: Who asks, in their own words; empty: not said.
        who: The kind of user that the description names; empty: none, or not just one.
    """

    places: tuple[str, ...] = ()
    users: int | None = None
    revenue: float | None = None
    description: str = ""
    who: Who | Literal[""] = ""


def situation(
    places: Sequence[str] = (),
    users: int | None = None,
    revenue: float | None = None,
    description: str = "",
) -> Situation:
    """The situation that options describe.

    Raises:
        UsageError: A place that is no code, or an amount below zero or not finite.
    """
    for option, amount in (("--users", users), ("--revenue", revenue)):
        if amount is not None and not (math.isfinite(amount) and amount >= 0):
            raise UsageError(f"{option} {amount}: give an amount of zero or more")
    codes = tuple(dict.fromkeys(_code(place) for place in places))
    return Situation(codes, users, revenue, description, _who(description))


def named(code: str) -> frozenset[str]:
    """The places, as clauses name them, that somebody with this code is in."""
    known = _file()
    unions = [union for union, members in known.member.items() if code in members]
    return frozenset(name for one in (code, *unions) for name in known.place.get(one, ()))


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: dict[Who, tuple[str, ...]]
    place: dict[str, tuple[str, ...]]
    also: dict[str, str]
    member: dict[str, tuple[str, ...]]


@cache
def _file() -> _File:
    data = files("howopen.uses").joinpath("situation.toml").read_bytes()
    return msgspec.toml.decode(data, type=_File)


def _code(place: str) -> str:
    code = _file().also.get(place.upper(), place.upper())
    if not _CODE.fullmatch(code):
        raise UsageError(f"--in {place}: give a country by its two letters (ISO 3166-1), or EU")
    return code


def _who(description: str) -> Who | Literal[""]:
    words = set(_WORD.findall(description[:LONGEST].lower()))
    found = [who for who in get_args(Who) if words.intersection(_file().who[who])]
    return found[0] if len(found) == 1 else ""
