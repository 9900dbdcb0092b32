"""What an inspector is, and where all of them are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from howopen.components import COMPONENTS
from howopen.schema import Claim, Evidence, Gap
from howopen.view import View

Inspect = Callable[[View], Iterator[Evidence | Gap]]


@dataclass(frozen=True)
class Reads:
    """What an inspector may read of each file that a pattern matches.

    Attributes:
        first: Bytes from the start that are fetched ahead, for all files in parallel.
        last: Bytes from the end that are fetched ahead.
        limit: Bytes of one file that the inspector may read altogether.
        files: How many matching files it may read.
    """

    first: int = 0
    last: int = 0
    limit: int = 0
    files: int = 10_000


def whole(limit: int, files: int = 1_000) -> Reads:
    """Read whole files of up to `limit` bytes; a longer file is cut off there."""
    return Reads(first=limit, limit=limit, files=files)


@dataclass(frozen=True)
class Inspector:
    """A pure function from a view to evidence, and what it declares.

    Attributes:
        name: ``group.name``, stable.
        version: Rises when what it claims can change.
        reads: Pattern (see `howopen.paths.matches`) to what may be read of the matching files.
        claims: The types of claims it can make; any other is a fault of it.
        sees: The components whose availability it can tell; a failed read leaves these unknown.
        inspect: The function.
        doc: Its documentation: looks at, claims, cannot see, sources.
    """

    name: str
    version: int
    reads: Mapping[str, Reads]
    claims: tuple[type[Claim], ...]
    sees: tuple[str, ...]
    inspect: Inspect
    doc: str

    @property
    def id(self) -> str:
        """``name@version``, as evidence carries it."""
        return f"{self.name}@{self.version}"


_REGISTRY: dict[str, Inspector] = {}


def inspector(
    name: str,
    *,
    version: int,
    reads: Mapping[str, Reads],
    claims: tuple[type[Claim], ...] = (),
    sees: tuple[str, ...] = (),
) -> Callable[[Inspect], Inspect]:
    """Register the decorated function; the docstring of its module documents it.

    Raises:
        ValueError: The name is taken, or a component is not in the closed list.
    """

    def register(function: Inspect) -> Inspect:
        if name in _REGISTRY or (unknown := set(sees) - set(COMPONENTS)):
            raise ValueError(f"inspector {name}: name taken, or unknown components {unknown}")
        doc = importlib.import_module(function.__module__).__doc__ or ""
        _REGISTRY[name] = Inspector(name, version, reads, claims, sees, function, doc)
        return function

    return register


@cache
def inspectors() -> tuple[Inspector, ...]:
    """All inspectors, by name: every module of the package is imported, there is no list."""
    package = importlib.import_module("howopen.inspectors")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"howopen.inspectors.{module.name}")
    return tuple(sorted(_REGISTRY.values(), key=lambda i: i.name))
