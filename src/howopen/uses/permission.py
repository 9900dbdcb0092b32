"""The order of answers, and how several become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

Permission = Literal["go", "caution", "unknown", "no-go"]
"""An answer, from best to worst. ``caution``: a person has to judge something that is named, or it
was not said; ``unknown``: what is known of the terms neither allows nor forbids it."""

Effect = Literal["go", "duty", "caution", "unknown", "no-go"]
"""What one ground does to the answer; a duty leaves it as it is."""

ORDER: tuple[Permission, ...] = get_args(Permission)


def worst(effects: Iterable[Effect]) -> Permission:
    """The answer where all grounds hold; ``go`` if there is none."""
    found = [ORDER.index(effect) for effect in effects if effect != "duty"]
    return ORDER[max(found, default=0)]


def at_most(permission: Permission, limit: Permission) -> Permission:
    """The answer, or `limit` where it is worse than that."""
    return min(permission, limit, key=ORDER.index)


def any_of(permissions: Sequence[Permission]) -> Permission:
    """The answer where one of them holds and nobody knows which.

    It is known if all say no-go, or if none says worse than caution; else it is unknown.
    """
    if permissions and set(permissions) == {"no-go"}:
        return "no-go"
    found = worst(permissions) if permissions else "unknown"
    return found if found in ("go", "caution") else "unknown"
