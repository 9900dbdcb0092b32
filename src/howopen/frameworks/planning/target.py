"""What a plan is to reach, from the few words that people type: ``mof:II``, ``osaid``."""

from __future__ import annotations

from collections.abc import Sequence

from howopen.errors import UsageError
from howopen.frameworks.load import Framework
from howopen.frameworks.planning.records import Target


def target(text: str, frameworks: Sequence[Framework]) -> Target:
    """Parse ``framework``, ``framework:level`` or ``framework:number``.

    A framework may be named by the beginning of its id, or of a part of it between hyphens, where
    that is clear (``mof`` for ``mof-1.0`` beside ``mof-1.0-paper``); a level by its last word.

    Raises:
        UsageError: It names no framework, or several; no such level; or the number is no share.
    """
    name, _, said = text.partition(":")
    framework = _named(name.strip().lower(), frameworks, text)
    said = said.strip()
    if framework.overall == "levels":
        return Target(framework.id, level=_level(said, framework, text))
    if framework.overall == "mean":
        return Target(framework.id, number=_number(said, framework, text))
    if said:
        raise UsageError(f"--to {text}: {framework.id} has no levels; say --to {framework.id}")
    return Target(framework.id)


def _named(name: str, frameworks: Sequence[Framework], text: str) -> Framework:
    exact = [f for f in frameworks if f.id == name]
    found = exact or [f for f in frameworks if name and f"-{name}" in f"-{f.id}"]
    found.sort(key=lambda framework: len(framework.id))
    if found and all(f.id.startswith(found[0].id) for f in found):
        return found[0]
    if found:
        raise UsageError(f"--to {text}: which of {', '.join(f.id for f in found)}?")
    there = ", ".join(f.id for f in frameworks)
    raise UsageError(f"--to {text}: no framework is called {name!r}; there are {there}")


def _level(said: str, framework: Framework, text: str) -> str:
    names = [level.name for level in framework.levels]
    for name in names:
        if said.lower() in (name.lower(), name.lower().split()[-1]):
            return name
    raise UsageError(f"--to {text}: give one of the levels of {framework.id}: {', '.join(names)}")


def _number(said: str, framework: Framework, text: str) -> float:
    try:
        number = float(said)
    except ValueError:
        number = 0.0
    if 0 < number <= 1:
        return number
    example = f"{framework.id}:0.8"
    raise UsageError(f"--to {text}: {framework.id} is a mean; say how high, up to 1: {example}")
