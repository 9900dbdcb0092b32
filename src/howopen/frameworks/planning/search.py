"""The smallest sets of moves that make rules come true, from the rules themselves.

A rule with ``not`` driven down to its calls only has ``and``, ``or`` and aims, so more moves
never make it less true, and what it takes is a list of least sets (prime implicants): of ``or`` the
lists of the parts together, of ``and`` every union of one set of each part, and of two sets of
which one holds the other only the smaller stays. The criteria are then added up one by one. What
decides the rest of the way is only which of the chosen moves occur in criteria still to come, and
the sum so far: of all choices equal in both, the best few are kept (a shortest path).

Cost: a list has at most `MOST_OPTIONS` sets, so the parts of a conjunction cost its square each;
there are at most `MOST_STATES` partial sums with `MOST_KEPT` sets each. Within these bounds the
answer is proven the smallest. Beyond, the best of each list go on: every set that is found reaches
the goal all the same, and `Search.exact` says that a smaller one may exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from howopen.frameworks.language import Call, Rule

MOST_OPTIONS = 64
"""Sets that are kept for one rule; those of the shipped frameworks have under ten."""

MOST_STATES = 2_048
"""Partial sums that are kept at one criterion."""

MOST_KEPT = 16
"""Sets that are kept for one partial sum, so that equally small ones are all found."""

_SLACK = 1e-9
"""Sums of fractions are only this exact."""

Tokens = frozenset[str]


class Aim(NamedTuple):
    """A call of a predicate that is to be met, or to be not met: a literal of a rule."""

    predicate: str
    arguments: tuple[str, ...]
    met: bool


class Move(NamedTuple):
    """Tokens that have to be there together, and the value that is certain then."""

    needs: Tokens
    value: float


class Cost(NamedTuple):
    """What a token costs; ranks order these three in different ways.

    Attributes:
        changes: 1 for something that a publisher does.
        effort: How much work it is.
        confirmations: 1 for something that a reader has to say.
    """

    changes: int = 0
    effort: int = 0
    confirmations: int = 0


Order = tuple[int, int, int]
"""Positions in `Cost`, the one that counts most first."""

SMALLEST: Order = (0, 1, 2)
EASIEST: Order = (1, 0, 2)
SUREST: Order = (2, 0, 1)


def aims(rule: Rule, *, met: bool = True) -> Iterator[Aim]:
    """The calls of a rule, each as it helps the rule."""
    if isinstance(rule, Call):
        yield Aim(rule.predicate, rule.arguments, met)
        return
    for part in rule.parts:
        yield from aims(part, met=met != (rule.operator == "not"))


def written(aim: Aim) -> str:
    """An aim as it stands in rules."""
    arguments = ", ".join(f'"{argument}"' for argument in aim.arguments)
    call = f"{aim.predicate}({arguments})"
    return call if aim.met else f"not {call}"


class Search:
    """Finds the smallest sets.

    Attributes:
        exact: Nothing was left out so far.
    """

    def __init__(
        self,
        moves: Mapping[Aim, Sequence[Move]],
        costs: Mapping[str, Cost],
        clashes: Mapping[str, Tokens],
    ) -> None:
        """Search among `moves`; an aim without one cannot be had.

        Args:
            moves: Ways to each aim, one without needs for what it is already.
            costs: Of each token; one without costs nothing.
            clashes: Tokens that cannot stand together, both ways round.
        """
        self.exact = True
        self._moves = moves
        self._costs = costs
        self._clashes = clashes

    def options(self, rule: Rule, floor: float, *, met: bool = True) -> list[Move]:
        """The least sets for each value from `floor` up that the rule can be given."""
        if isinstance(rule, Call):
            found = self._moves.get(Aim(rule.predicate, rule.arguments, met), ())
            return self._least(move for move in found if move.value >= floor)
        if rule.operator == "not":
            return self.options(rule.parts[0], floor, met=not met)
        parts = [self.options(part, floor, met=met) for part in rule.parts]
        if (rule.operator == "and") == met:
            return self.all_of(parts)
        return self._least(move for part in parts for move in part)

    def all_of(self, parts: Iterable[Sequence[Move]]) -> list[Move]:
        """The least sets that hold a set of every part, with the least of their values."""
        joined = [Move(frozenset(), 1)]
        for part in sorted(parts, key=len):
            both = (Move(a.needs | b.needs, min(a.value, b.value)) for a in joined for b in part)
            joined = self._least(move for move in both if self._stands(move.needs))
        return joined

    def sets(
        self, criteria: Iterable[Sequence[Move]], goal: float, order: Order = SMALLEST
    ) -> list[Tokens]:
        """The best sets whose values add up to the goal, best first; empty if none does."""
        parts = sorted(criteria, key=len)
        if not all(parts):
            return []
        ahead = [sum(max(m.value for m in part) for part in parts[i:]) for i in range(len(parts))]
        states: dict[tuple[Tokens, float], list[Tokens]] = {(frozenset(), 0.0): [frozenset()]}
        for i, (part, rest) in enumerate(zip(parts, [*ahead[1:], 0.0], strict=True)):
            live = self._concerning(parts[i + 1 :])
            grown: dict[tuple[Tokens, float], set[Tokens]] = defaultdict(set)
            for (_, before), found in states.items():
                for needs, value in part:
                    total = round(before + value, 9)
                    if total + rest < goal - _SLACK:
                        continue
                    for tokens in (needs | one for one in found):
                        if self._stands(tokens):
                            grown[tokens & live, total].add(tokens)
            states = self._best_states(grown, order)
        reached = {tokens for found in states.values() for tokens in found}
        return sorted(reached, key=lambda tokens: self.rank(tokens, order))

    def cost(self, tokens: Tokens) -> Cost:
        """What all tokens together cost."""
        each = [self._costs[token] for token in tokens if token in self._costs]
        return Cost(*(sum(column) for column in zip(*each, strict=True)))

    def rank(self, tokens: Tokens, order: Order) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """A key to sort by; of equally good sets the first by name."""
        cost = self.cost(tokens)
        return tuple(cost[position] for position in order), tuple(sorted(tokens))

    def _stands(self, tokens: Tokens) -> bool:
        """Whether no two of the tokens clash."""
        return not self._clashes or not any(
            tokens & self._clashes[token] for token in tokens if token in self._clashes
        )

    def _concerning(self, parts: Iterable[Sequence[Move]]) -> Tokens:
        """The tokens that occur in some criteria, and those that would rule them out."""
        occur = frozenset(token for part in parts for move in part for token in move.needs)
        return occur.union(*(self._clashes.get(token, ()) for token in occur))

    def _least(self, moves: Iterable[Move]) -> list[Move]:
        """Those that no other makes superfluous: it needs no more, and gives no less."""
        kept: list[Move] = []
        for move in sorted(set(moves), key=lambda m: (len(m.needs), -m.value, sorted(m.needs))):
            if not any(k.needs <= move.needs and k.value >= move.value for k in kept):
                kept.append(move)
        if len(kept) <= MOST_OPTIONS:
            return kept
        self.exact = False
        return sorted(kept, key=lambda m: (-m.value, self.rank(m.needs, SMALLEST)))[:MOST_OPTIONS]

    def _best_states(
        self, grown: Mapping[tuple[Tokens, float], set[Tokens]], order: Order
    ) -> dict[tuple[Tokens, float], list[Tokens]]:
        best = {
            key: sorted(found, key=lambda tokens: self.rank(tokens, order))[:MOST_KEPT]
            for key, found in grown.items()
        }
        if len(best) <= MOST_STATES:
            return best
        self.exact = False
        ranked = sorted(best, key=lambda key: self.rank(best[key][0], order))
        return {key: best[key] for key in ranked[:MOST_STATES]}
