"""The closed list of what a license clause can say: kinds, with freedom, effect and parameters.

The list itself is data (``taxonomy.toml``). A kind that is not in it does not exist: patterns,
records of known licenses and rules that name another one fail when they are loaded.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Freedom = Literal["use", "study", "modify", "share", "reliance", "output"]
"""What a clause is about: the four freedoms of the OSAID; whether the grant can be relied on; and
what holds for what the model generates."""

Effect = Literal["permits", "requires", "forbids"]

Parameter = Literal["threshold", "consequence", "topic", "place", "name", "object", "url"]
"""What a clause of a kind can carry: an amount; what follows from reaching it; the fields of use
that are named; places left out; a name to show; what the clause extends to; where terms stand."""


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a license can say.

    Attributes:
        id: Unique, kebab-case.
        freedom: What it is about.
        effect: Whether it gives, asks or takes away. A permission that is taken back under a
            condition (a threshold) *requires*.
        title: What it says, in one line, said to the licensee.
        help: What belongs to it and what does not, for people who read or label texts.
        parameters: What a clause of this kind can carry.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z]+)*$")]
    freedom: Freedom
    effect: Effect
    title: Annotated[str, Meta(min_length=1)]
    help: str = ""
    parameters: tuple[Parameter, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    kind: list[Kind]


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by id, in the order of the file."""
    data = files("howopen.licenses").joinpath("taxonomy.toml").read_bytes()
    listed = msgspec.toml.decode(data, type=_File).kind
    found = {kind.id: kind for kind in listed}
    if len(found) != len(listed):
        raise ValueError("taxonomy.toml: two kinds have one id")
    return found
