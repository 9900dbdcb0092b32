"""What a discrepancy is made by, and where all of them are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from howopen.schema import Audit, Discrepancy

Contrast = Callable[[Audit], Iterator[Discrepancy]]


@dataclass(frozen=True)
class Kind:
    """A pure function from an audit, assessed already, to discrepancies of one kind.

    Attributes:
        id: Stable kebab-case name.
        contrast: The function.
        doc: Its documentation.
    """

    id: str
    contrast: Contrast
    doc: str


_REGISTRY: dict[str, Kind] = {}


def discrepancy(id_: str) -> Callable[[Contrast], Contrast]:
    """Register the decorated function; the docstring of its module documents it."""

    def register(function: Contrast) -> Contrast:
        doc = importlib.import_module(function.__module__).__doc__ or ""
        _REGISTRY[id_] = Kind(id_, function, doc)
        return function

    return register


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, by id: every module of the package is imported, there is no list."""
    package = importlib.import_module("howopen.discrepancies")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"howopen.discrepancies.{module.name}")
    return tuple(sorted(_REGISTRY.values(), key=lambda kind: kind.id))
