"""What one license, or one document of terms, means for a use: grounds, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from howopen.licenses.approval import approved
from howopen.licenses.taxonomy import kinds
from howopen.schema import Bounds
from howopen.uses.permission import Effect, Permission, worst
from howopen.uses.reach import reach
from howopen.uses.rules import Use, filled, rule_for, rules
from howopen.uses.situation import Situation
from howopen.uses.terms import Cited, Stated

TEXTS = ("file", "gate")
"""Where a license stands with its own words."""

Known = Literal["text", "record", "nothing"]

_GRANTS = ("grant-use", "grant-modify", "grant-share")

_WITHOUT_DUTIES = ("internal", "train-on-outputs")
"""Uses in which nothing is passed on or offered: no OSI-approved license asks for anything then."""

_UNREAD = "No text of it was read, and its clauses are not on record."
_UNIDENTIFIED = (
    "The text is no license that howopen knows; it was read by patterns, and a limit that none of "
    "them knows may stand in it."
)
_RANK: tuple[Effect, ...] = ("no-go", "unknown", "caution", "go", "duty")


class Ground(msgspec.Struct, frozen=True):
    """One reason for an answer.

    Attributes:
        effect: What it does; ``unknown`` where something is not known.
        why: In a sentence.
        kind: The kind of clause; empty if it is not about one.
        todo: What has to be done; empty: nothing.
        quote: The words of the clause; empty where it is on record without them.
        cites: Where these words, and others to the same effect, stand.
        evidence: Ids of the evidence.
    """

    effect: Effect
    why: str
    kind: str = ""
    todo: str = ""
    quote: str = ""
    cites: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Side(msgspec.Struct, frozen=True):
    """The answer under one license, or under terms beside the license.

    Attributes:
        name: SPDX expression or words of the license; empty for terms beside it.
        covers: The part of the component that it is about; empty: all of it.
        known: Where its clauses are from; a record is howopen's own, and has no words to quote.
        permission: The answer.
        grounds: The worst first.
        cites: Where it is stated.
    """

    name: str
    covers: str
    known: Known
    permission: Permission
    grounds: tuple[Ground, ...]
    cites: tuple[str, ...] = ()


def under(stated: Stated, use: Use, situation: Situation) -> Side:
    """The answer under one license.

    An OSI-approved license is free for any purpose (Open Source Definition, 1, 3, 5, 6): of its
    clauses only the duties count, and a limit that was read into it is none.
    """
    expression = stated.license.expression
    free = expression is not None and approved(expression, ["osi"]).bounds == Bounds(1, 1)
    found = grounds(stated.clauses, use, situation)
    if free:
        found = tuple(ground for ground in found if ground.effect in ("go", "duty"))
    found = (*_granted(stated, use, free=free), *found)
    return Side(
        name=expression or stated.license.said,
        covers=stated.license.covers,
        known=_known(stated),
        permission=worst(ground.effect for ground in found),
        grounds=merged(found),
        cites=stated.cites,
    )


def beside(cited: Iterable[Cited], use: Use, situation: Situation) -> Side:
    """The answer under terms beside the license; they only limit, so no grant is asked for."""
    found = grounds(cited, use, situation)
    return Side("", "", "text", worst(ground.effect for ground in found), found)


def informed(licenses: Iterable[Stated]) -> list[Stated]:
    """Of statements of one license the one of which most is known: a text before a name."""
    best: dict[tuple[str, str], Stated] = {}
    for position, one in enumerate(licenses):
        key = (one.license.expression or f"unidentified {position}", one.license.covers)
        if key not in best or _weight(one) > _weight(best[key]):
            best[key] = one
    return list(best.values())


def grounds(cited: Iterable[Cited], use: Use, situation: Situation) -> tuple[Ground, ...]:
    """What the clauses of one document do; of equal effects in the order of the rules.

    Of clauses to the same effect one that limits the grant in its own sentence comes first.
    """
    cited = tuple(cited)
    granting = {one.clause.quote for one in cited if one.clause.kind in _GRANTS}
    found = []
    for one in _settled(cited):
        reached = reach(one.clause, situation)
        rule = rule_for(one.clause, use.id, situation.who or "unsaid", reached)
        if rule is not None:
            why, todo = (filled(text, one.clause, reached) for text in (rule.why, rule.todo))
            order = (rules().index(rule), one.clause.quote not in granting)
            found.append((order, _ground(one, rule.effect, why, todo)))
    return merged(ground for _, ground in sorted(found, key=lambda pair: pair[0]))


def merged(found: Iterable[Ground]) -> tuple[Ground, ...]:
    """Grounds that say the same as one, with the first words and the places of all."""
    same: dict[tuple[str, str, str], list[Ground]] = {}
    for ground in found:
        same.setdefault((ground.effect, ground.why, ground.todo), []).append(ground)
    joined = [
        msgspec.structs.replace(
            group[0],
            quote=next((ground.quote for ground in group if ground.quote), ""),
            cites=tuple(dict.fromkeys(cite for ground in group for cite in ground.cites)),
            evidence=tuple(dict.fromkeys(id_ for ground in group for id_ in ground.evidence)),
        )
        for group in same.values()
    ]
    return tuple(sorted(joined, key=lambda ground: _RANK.index(ground.effect)))


def _granted(stated: Stated, use: Use, *, free: bool) -> Iterator[Ground]:
    """The grants that the use asks for, or what is not known of them."""
    found = {kind: _grant(stated, kind) for kind in use.grants}
    if free and None in found.values():
        yield _approved(stated, use)
        return
    if not free and _grant(stated, "no-license"):
        return
    if _known(stated) == "nothing":
        yield Ground("unknown", _UNREAD, cites=stated.cites)
        return
    if stated.license.expression is None:
        yield Ground("caution", _UNIDENTIFIED, cites=stated.cites)
    for kind, cited in found.items():
        title = kinds()[kind].title.lower()
        if cited:
            yield _ground(cited, "go", f"Granted: {title}.")
        else:
            why = f"No clause was found that says: {title}."
            yield Ground("unknown", why, kind, cites=stated.cites)


def _grant(stated: Stated, kind: str) -> Cited | None:
    """A clause of a kind: of several one that says "grant", then the one that grants most."""
    quotes = Counter(one.clause.quote for one in stated.clauses if one.clause.kind in _GRANTS)
    found = [one for one in stated.clauses if one.clause.kind == kind]

    def weight(cited: Cited) -> tuple[bool, int]:
        quote = cited.clause.quote
        return "grant" in quote.lower(), quotes[quote]

    return max(found, key=weight, default=None)


def _ground(cited: Cited, effect: Effect, why: str, todo: str = "") -> Ground:
    clause, evidence, cite = cited
    cites, ids = (cite,) if cite else (), (evidence,) if evidence else ()
    return Ground(effect, why, clause.kind, todo, clause.quote, cites, ids)


def _approved(stated: Stated, use: Use) -> Ground:
    """A license that is known to be OSI-approved, whose grants were not read."""
    if use.id in _WITHOUT_DUTIES:
        return Ground("go", "OSI-approved: free to use for any purpose.", cites=stated.cites)
    why = "OSI-approved, so it is allowed; what it asks for in return was not read."
    return Ground("caution", why, todo="Read the license for its duties.", cites=stated.cites)


def _known(stated: Stated) -> Known:
    if stated.license.where in TEXTS or any(cited.clause.quote for cited in stated.clauses):
        return "text"
    return "record" if stated.clauses else "nothing"


def _weight(stated: Stated) -> int:
    """How much is known; only permissions count, as limits alone tell little of a license."""
    granting = [one.clause for one in stated.clauses if one.clause.effect == "permits"]
    return 2 * bool([clause for clause in granting if clause.quote]) or len(granting[:1])


def _settled(cited: tuple[Cited, ...]) -> Iterator[Cited]:
    """Without clauses that another one of the same document says better.

    A name to show above a threshold is a matter of the threshold; places "outside the Territory"
    are those that its definition names.
    """
    shown = {one.clause.quote for one in cited if one.clause.consequence == "display"}
    placed = any(one.clause.kind == "territory" and one.clause.details for one in cited)
    for one in cited:
        threshold = one.clause.kind == "display" and one.clause.quote in shown
        unnamed = one.clause.kind == "territory" and not one.clause.details
        if not threshold and not (unnamed and placed):
            yield one
