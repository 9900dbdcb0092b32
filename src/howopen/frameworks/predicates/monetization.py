"""Whether a model is made available for a price."""

from __future__ import annotations

from howopen.frameworks.facts import Facts, Outcome, ids
from howopen.frameworks.predicates.values import MET, UNKNOWN
from howopen.frameworks.terms import Grant, grants
from howopen.frameworks.vocabulary import predicate
from howopen.schema import Clause, License

_ASKS_FIRST = frozenset({"hosting", "noncommercial", "registration", "research-only", "user-class"})
"""Kinds of clauses behind which there may be another license, for a price."""


@predicate(License, Clause)
def monetized(facts: Facts) -> Outcome:
    """Whether the weights are provided for a price (recital 103; guidelines, paras 85 to 89).

    Met only if every license that decides on them has a clause that asks for royalties or fees.
    Another license above a threshold, or for some uses or users, is dual licensing (para 86) if it
    is paid, which few clauses say: unknown. Terms never show that nobody pays: never not met.
    """
    found = grants(facts, "weights").whole
    paying = [[c for c, _ in grant.clauses if _pays(c)] for grant in found]
    if found and all(paying):
        why = f"a clause asks for payment: {_quoted(paying)} (para 86)"
        return Outcome(MET, why, _evidence(found, paying))
    asking = [[c for c, _ in grant.clauses if _pays(c) or _asks(c)] for grant in found]
    if any(asking):
        why = f"needs review: {_quoted(asking)}; dual licensing, if it is paid (para 86)"
        return Outcome(UNKNOWN, why, _evidence(found, asking))
    why = "needs review: no clause shows it, and terms do not show all (para 85)"
    return Outcome(UNKNOWN, why, ids(grant.stated for grant in found))


def _pays(clause: Clause) -> bool:
    return "royalty" in (clause.kind, clause.consequence)


def _asks(clause: Clause) -> bool:
    return clause.consequence == "license" or clause.kind in _ASKS_FIRST


def _quoted(clauses: list[list[Clause]]) -> str:
    words = dict.fromkeys(f'"{c.quote}"' if c.quote else c.kind for of in clauses for c in of)
    return "; ".join(list(words)[:3])


def _evidence(found: tuple[Grant, ...], clauses: list[list[Clause]]) -> tuple[str, ...]:
    pairs = zip(found, clauses, strict=True)
    return tuple(dict.fromkeys(id_ for grant, of in pairs for id_ in grant.evidence(of)))
