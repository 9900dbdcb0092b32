"""The predicates that a rule may call: where they are registered, and what arguments they take.

Common to all (`howopen.frameworks.facts`): only evidence of the strongest basis that is there is
heard; pieces of it that disagree give bounds that hold every one of them, and are all cited.
Without evidence the bounds are (0, 1). Met is 1, partly 1/2, not met 0.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache

from howopen.components import COMPONENTS, SECTIONS
from howopen.frameworks.facts import Outcome
from howopen.frameworks.language import Parameter, Vocabulary
from howopen.licenses.freedoms import FREEDOMS
from howopen.schema import Claim


@dataclass(frozen=True)
class Predicate:
    """A predicate, and its documentation for ``howopen explain``.

    Attributes:
        name: As rules call it.
        parameters: The names of its arguments; see `vocabulary`.
        function: From facts and arguments to an outcome.
        doc: What it says of the evidence, and when it stays unknown.
        claims: The types of claims that it asks for.
        terms: It asks about terms alone: who chose others could meet it, whatever is published.
    """

    name: str
    parameters: tuple[str, ...]
    function: Callable[..., Outcome]
    doc: str
    claims: tuple[type[Claim], ...]
    terms: bool


_PREDICATES: dict[str, Predicate] = {}

_FLOP = tuple(f"1e{exponent}" for exponent in range(18, 31))
"""Amounts of training compute that a rule may name: powers of ten around those of the laws."""

_PARAMETERS: Mapping[str, Callable[[Collection[str]], Parameter]] = {
    "component": lambda _: Parameter("component", COMPONENTS),
    "group": lambda groups: Parameter("license group", groups),
    "section": lambda _: Parameter("section", SECTIONS),
    "freedom": lambda _: Parameter("freedom", FREEDOMS),
    "flop": lambda _: Parameter("number of FLOP", _FLOP),
    "reason": lambda _: Parameter("reason", None),
}
"""What an argument may be, by the name of the parameter; `groups` are those of the framework."""


Asks = Callable[..., Outcome]


def predicate(*claims: type[Claim]) -> Callable[[Asks], Asks]:
    """Register a function: its parameters after `facts` are the arguments in a rule.

    Args:
        claims: The types of claims that it asks for.
    """
    return _registering(claims, terms=False)


def about_terms(*claims: type[Claim]) -> Callable[[Asks], Asks]:
    """Register a predicate that asks about terms alone; see `Predicate.terms`."""
    return _registering(claims, terms=True)


def _registering(claims: tuple[type[Claim], ...], *, terms: bool) -> Callable[[Asks], Asks]:
    def register(function: Asks) -> Asks:
        name = function.__name__
        parameters = tuple(inspect.signature(function).parameters)[1:]
        doc = inspect.getdoc(function) or ""
        _PREDICATES[name] = Predicate(name, parameters, function, doc, claims, terms)
        return function

    return register


@cache
def _registered() -> dict[str, Predicate]:
    """Every module of the package is imported; there is no list."""
    package = importlib.import_module("howopen.frameworks.predicates")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"howopen.frameworks.predicates.{module.name}")
    return _PREDICATES


def predicates() -> tuple[Predicate, ...]:
    """All predicates, by name."""
    return tuple(sorted(_registered().values(), key=lambda predicate: predicate.name))


def named(name: str) -> Predicate:
    """The predicate of that name."""
    return _registered()[name]


def vocabulary(groups: Collection[str]) -> Vocabulary:
    """What rules of a framework with these license groups may say."""
    return {
        name: tuple(_PARAMETERS[parameter](groups) for parameter in predicate.parameters)
        for name, predicate in _registered().items()
    }
