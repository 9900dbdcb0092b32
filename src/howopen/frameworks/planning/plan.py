"""The plan: what leads a release to a level, computed from the rules of the framework."""

from __future__ import annotations

from typing import Literal

import msgspec

from howopen.frameworks.evaluate import assess
from howopen.frameworks.facts import Facts
from howopen.frameworks.language import Operation
from howopen.frameworks.load import Framework
from howopen.frameworks.planning.moves import Moves
from howopen.frameworks.planning.records import Obstacle, Plan, Target, Way
from howopen.frameworks.planning.search import (
    EASIEST,
    SMALLEST,
    SUREST,
    Aim,
    Move,
    Order,
    Search,
    Tokens,
    aims,
)
from howopen.frameworks.planning.steps import Writer
from howopen.schema import Assessment, Audit, Bounds

MOST_WAYS = 4
"""Equally small ways that are given."""

_NOTHING: Tokens = frozenset()


def plan(audit: Audit, framework: Framework, target: Target) -> Plan:
    """What leads the release of an audit to a target.

    The release is judged afresh from its evidence; stored assessments do not matter.
    """
    today = assess(framework, audit.release, audit.evidence, audit.gaps)
    start = Plan(
        release=audit.release.name,
        snapshots=tuple(part.snapshot.cite() for part in audit.release.parts),
        target=target,
        title=_title(framework, target),
        bounds=_bounds(today, target),
    )
    if start.reached:
        return start
    return _Planner(audit, framework, target).fill(start)


class _Planner:
    """The rules that count, the moves that there are, and the search among them."""

    def __init__(self, audit: Audit, framework: Framework, target: Target) -> None:
        self._target = target
        self._rules = {id_: framework.rules[id_] for id_ in _required(framework, target)}
        self._conditions = {k: v for k, v in framework.conditions.items() if k in self._rules}
        serves = self._serves()
        facts = Facts(audit.release, audit.evidence, audit.gaps, framework.groups)
        self._moves = Moves(facts, serves)
        self._search = Search(self._moves.of, self._moves.costs(), self._moves.clashes)
        self._writer = Writer(framework.groups, audit.evidence, serves)

    def fill(self, start: Plan) -> Plan:
        """The plan with its ways, or with what stands in the way of any."""
        ways = self._ways()
        if not ways:
            return msgspec.structs.replace(
                start, obstacles=self._obstacles(), exact=self._search.exact
            )
        drafts, questions = self._moves.drafts, self._moves.questions
        steps = dict.fromkeys(id_ for way in ways for id_ in way.steps)
        asked = dict.fromkeys(id_ for way in ways for id_ in way.confirmations)
        return msgspec.structs.replace(
            start,
            steps=tuple(self._writer.step(id_, drafts[id_]) for id_ in sorted(steps, key=self._by)),
            confirmations=tuple(self._writer.confirmation(id_, questions[id_]) for id_ in asked),
            ways=ways,
            exact=self._search.exact,
        )

    def _serves(self) -> dict[Aim, list[str]]:
        """The calls that matter, each with the criteria that it serves."""
        serves: dict[Aim, list[str]] = {}
        for id_, rule in self._rules.items():
            wanted = list(aims(rule))
            if condition := self._conditions.get(id_):
                wanted += [*aims(condition, met=False)]
                wanted += [] if self._target.number is None else [*aims(condition)]
            for aim in dict.fromkeys(wanted):
                serves.setdefault(aim, []).append(id_)
        return serves

    # -------------------------------------------------------------------------------- the search
    def _sets(self, order: Order) -> list[Tokens]:
        """Sets that reach the target, best first."""
        number = self._target.number
        if number is None:
            criteria = [self._met(id_) for id_ in self._rules]
            return self._search.sets(criteria, len(criteria), order)
        found: dict[Tokens, None] = {}
        for criteria in self._sums(number):
            found |= dict.fromkeys(self._search.sets(criteria, 0, order))
        return sorted(found, key=lambda tokens: self._search.rank(tokens, order))

    def _sums(self, number: float) -> list[list[list[Move]]]:
        """What is to be added up for a mean: of no criterion that surely applies there is none.

        So where all have a condition, each in turn is the one that surely applies.
        """
        lifts = {id_: self._lift(id_, number) for id_ in self._rules}
        if self._rules.keys() != self._conditions.keys():
            return [list(lifts.values())]
        sure = {id_: self._sure_lift(id_, number) for id_ in self._rules}
        return [[*(lifts | {id_: sure[id_]}).values()] for id_ in self._rules]

    def _met(self, id_: str) -> list[Move]:
        """What meets a criterion: that it does not apply, or its rule."""
        rule, condition = self._rules[id_], self._conditions.get(id_)
        if condition is not None:
            rule = Operation("", "or", (Operation("", "not", (condition,)), rule))
        return self._search.options(rule, 1)

    def _lift(self, id_: str, number: float) -> list[Move]:
        """By how much a criterion lifts the sum over as many times the mean that is wanted.

        One that does not apply is left out of the mean; one that may not apply only counts where
        it lowers it (`howopen.frameworks.evaluate.mean`).
        """
        condition = self._conditions.get(id_)
        if condition is None:
            return [Move(move.needs, move.value - number) for move in self._values(id_)]
        exempt = self._search.options(condition, 1, met=False)
        return [
            *(Move(move.needs, min(0, move.value - number)) for move in self._values(id_)),
            *(Move(move.needs, 0) for move in exempt),
            *self._sure_lift(id_, number),
        ]

    def _sure_lift(self, id_: str, number: float) -> list[Move]:
        """The same for a criterion with a condition, together with meeting the condition."""
        applies = self._search.options(self._conditions[id_], 1)
        both = self._search.all_of([applies, self._values(id_)])
        return [Move(move.needs, move.value - number) for move in both]

    def _values(self, id_: str) -> list[Move]:
        return [Move(_NOTHING, 0), *self._search.options(self._rules[id_], 1e-9)]

    def _ways(self) -> tuple[Way, ...]:
        """The equally small ones by effort, then an easier and a surer one if there are such."""
        found = self._sets(SMALLEST)
        if not found:
            return ()
        least = self._search.cost(found[0])
        small: dict[Tokens, Tokens] = {}
        for tokens in found:
            if self._search.cost(tokens).changes == least.changes:
                small.setdefault(self._steps(tokens), tokens)
        ways = [self._way("smallest", tokens) for tokens in list(small.values())[:MOST_WAYS]]
        easiest = self._sets(EASIEST)[0]
        if self._search.cost(easiest).effort < least.effort:
            ways.append(self._way("easiest", easiest))
        surest = self._sets(SUREST)[0]
        if len(self._asked(surest)) < min(len(way.confirmations) for way in ways):
            ways.append(self._way("surest", surest))
        return tuple(ways)

    def _way(self, merit: Literal["smallest", "easiest", "surest"], tokens: Tokens) -> Way:
        steps = tuple(sorted(self._steps(tokens), key=self._by))
        return Way(
            merit, steps, tuple(sorted(self._asked(tokens))), self._search.cost(tokens).effort
        )

    def _steps(self, tokens: Tokens) -> Tokens:
        return tokens.intersection(self._moves.drafts)

    def _asked(self, tokens: Tokens) -> Tokens:
        return tokens.intersection(self._moves.questions)

    def _by(self, id_: str) -> tuple[int, str]:
        """The easiest first."""
        return self._moves.effort(id_), id_

    def _obstacles(self) -> tuple[Obstacle, ...]:
        """The criteria that no set of moves meets, with what their calls come to."""
        return tuple(
            Obstacle(id_, self._writer.now(self._moves.settled(aims(rule))))
            for id_, rule in self._rules.items()
            if not self._met(id_)
        )


def _required(framework: Framework, target: Target) -> list[str]:
    """The criteria that the target stands on."""
    if not target.level:
        return [criterion.id for criterion in framework.criteria if criterion.counts]
    names = [level.name for level in framework.levels]
    reached = framework.levels[: names.index(target.level) + 1]
    return [id_ for level in reached for id_ in level.criteria]


def _title(framework: Framework, target: Target) -> str:
    if target.number is not None:
        return f"{framework.title}, at least {target.number:g}"
    return f"{framework.title}, {target.level}" if target.level else framework.title


def _bounds(today: Assessment, target: Target) -> Bounds:
    return today.levels[target.level] if target.level else today.bounds
