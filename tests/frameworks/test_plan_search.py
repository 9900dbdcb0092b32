"""No smaller set than the one that is found reaches the goal: checked against all subsets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from howopen.frameworks.language import Call, Operation, Rule
from howopen.frameworks.planning import search as search_module
from howopen.frameworks.planning.search import (
    EASIEST,
    SMALLEST,
    SUREST,
    Aim,
    Cost,
    Move,
    Order,
    Search,
    Tokens,
)

TOKENS = [f"t{number}" for number in range(6)]
AIMS = [Aim("p", (str(number),), met) for number in range(4) for met in (True, False)]

token_sets = st.frozensets(st.sampled_from(TOKENS), min_size=1, max_size=3)
moves_of_one = st.builds(
    lambda now, more: [Move(frozenset(), now), *more],
    st.sampled_from([0.0, 0.0, 0.5, 1.0]),
    st.lists(st.builds(Move, token_sets, st.sampled_from([0.5, 1.0])), max_size=3),
)
all_moves = st.fixed_dictionaries(dict.fromkeys(AIMS, moves_of_one))
one_cost = st.one_of(
    st.integers(1, 5).map(lambda effort: Cost(1, effort, 0)), st.just(Cost(0, 0, 1))
)
all_costs = st.fixed_dictionaries(dict.fromkeys(TOKENS, one_cost))
all_clashes = st.lists(
    st.tuples(st.sampled_from(TOKENS), st.sampled_from(TOKENS)).filter(lambda p: p[0] != p[1]),
    max_size=2,
)
calls = st.builds(lambda number: Call("", "p", (str(number),)), st.integers(0, 3))
rules = st.recursive(
    calls,
    lambda inner: st.one_of(
        st.builds(lambda part: Operation("", "not", (part,)), inner),
        st.builds(
            lambda operator, parts: Operation("", operator, tuple(parts)),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=6,
)


def worth(rule: Rule, moves: Mapping[Aim, Sequence[Move]], tokens: Tokens, met: bool) -> float:
    """What a rule certainly comes to with these tokens, the slow and plain way."""
    if isinstance(rule, Call):
        given_ = moves[Aim(rule.predicate, rule.arguments, met)]
        return max((move.value for move in given_ if move.needs <= tokens), default=0)
    if rule.operator == "not":
        return worth(rule.parts[0], moves, tokens, not met)
    values = [worth(part, moves, tokens, met) for part in rule.parts]
    return min(values) if (rule.operator == "and") == met else max(values)


def subsets(clashes: Mapping[str, Tokens]) -> Iterable[Tokens]:
    for size in range(len(TOKENS) + 1):
        for chosen in combinations(TOKENS, size):
            tokens = frozenset(chosen)
            if not any(tokens & clashes.get(token, frozenset()) for token in tokens):
                yield tokens


def both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, Tokens]:
    found: dict[str, Tokens] = {}
    for one, other in pairs:
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found


def ranked(search: Search, tokens: Tokens, order: Order) -> tuple[int, ...]:
    cost = search.cost(tokens)
    return tuple(cost[position] for position in order)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(rules, min_size=1, max_size=4),
    all_moves,
    all_costs,
    all_clashes,
    st.sampled_from([None, 0.25, 0.5, 0.8]),
    st.sampled_from([SMALLEST, EASIEST, SUREST]),
    st.sampled_from([1, search_module.MOST_KEPT]),
)
def test_no_smaller_set_reaches_the_goal(
    made: list[Rule],
    moves: dict[Aim, list[Move]],
    costs: dict[str, Cost],
    pairs: list[tuple[str, str]],
    mean: float | None,
    order: Order,
    kept: int,
) -> None:
    """However few sets are kept for one partial sum, the first is the best."""
    clashes = both_ways(pairs)
    search = Search(moves, costs, clashes)
    floor = 1 if mean is None else 1e-9
    criteria = [search.options(rule, floor) for rule in made]
    if mean is not None:
        criteria = [[Move(frozenset(), 0), *options] for options in criteria]
    goal = len(made) * (mean or 1)
    with mock.patch.object(search_module, "MOST_KEPT", kept):
        found = search.sets(criteria, goal, order)
    assert search.exact

    def reaches(tokens: Tokens) -> bool:
        values = [worth(rule, moves, tokens, True) for rule in made]
        return min(values) == 1 if mean is None else sum(values) >= goal - 1e-9

    reaching = [tokens for tokens in subsets(clashes) if reaches(tokens)]
    assert bool(found) == bool(reaching)
    assert all(tokens in reaching for tokens in found)
    if found:
        best = min(ranked(search, tokens, order) for tokens in reaching)
        assert ranked(search, found[0], order) == best


def test_the_cheapest_choice_is_not_kept_alone_where_a_later_one_rules_it_out() -> None:
    costs = {"a": Cost(1, 1), "b": Cost(1, 5), "c": Cost(1, 1), "d": Cost(1, 2)}
    search = Search({}, costs, both_ways([("a", "c"), ("a", "d")]))
    either = [[Move(frozenset((token,)), 1) for token in pair] for pair in ("ab", "cd")]
    with mock.patch.object(search_module, "MOST_KEPT", 1):
        assert search.sets(either, 2)[0] == {"b", "c"}


def test_beyond_its_bounds_a_search_still_reaches_the_goal_and_says_so() -> None:
    letters = "abc"
    moves = {
        Aim("p", (f"{letter}{number}",), met=True): [
            Move(frozenset(), 0),
            Move(frozenset((f"{letter}{number}",)), 1),
        ]
        for letter in letters
        for number in range(12)
    }
    either = [
        Operation("", "or", tuple(Call("", "p", (f"{x}{number}",)) for x in letters))
        for number in range(12)
    ]
    costs = {f"{x}{number}": Cost(1, 1) for x in letters for number in range(12)}
    search = Search(moves, costs, {})
    found = search.sets([search.options(Operation("", "and", tuple(either)), 1)], 1)
    assert not search.exact
    assert len(found[0]) == 12
    apart = Search(moves, costs, {})
    assert len(apart.sets([apart.options(rule, 1) for rule in either], 12)[0]) == 12
    assert apart.exact
