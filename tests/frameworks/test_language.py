"""The rule language takes what it says, and refuses everything else with its place."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.frameworks.language import (
    MAX_DEPTH,
    MAX_LENGTH,
    Call,
    Operation,
    Parameter,
    RuleError,
    parse,
)

WORDS = {
    "available": (Parameter("component", ["weights", "training-code"]),),
    "licensed": (
        Parameter("component", ["weights", "training-code"]),
        Parameter("license group", ["osi"]),
    ),
    "undecided": (Parameter("reason", None),),
}


def refused(rule: str) -> RuleError:
    with pytest.raises(RuleError) as caught:
        parse(rule, WORDS)
    return caught.value


def test_a_rule_is_a_tree_of_operations_and_calls() -> None:
    rule = parse(
        'available("weights")\n  and not (licensed("weights",  \'osi\') or undecided("x"))\n', WORDS
    )

    assert isinstance(rule, Operation)
    assert rule.operator == "and"
    first, second = rule.parts
    assert first == Call('available("weights")', "available", ("weights",))
    assert isinstance(second, Operation)
    assert second.operator == "not"
    assert second.source == 'not (licensed("weights", \'osi\') or undecided("x"))'


HOSTILE = {
    "weights": 0,
    '"weights"': 0,
    "True": 0,
    "1": 0,
    "available": 0,
    '__import__("os")': 0,
    'available.__class__("weights")': 0,
    'available("weights").lo': 0,
    'available("weights")("weights")': 0,
    '(lambda: available)("weights")': 0,
    'lambda x: available("weights")': 0,
    '[available("weights") for x in y]': 0,
    '{available("weights")}': 0,
    'available(f"{weights}")': 10,
    'available(x := "weights")': 10,
    'available(*"weights")': 10,
    'available(component="weights")': 0,
    'available("weights", strict="yes")': 0,
    'available(**{"component": "weights"})': 0,
    'available("weights" "")': 10,
    'available(u"weights")': 10,
    'available(b"weights")': 10,
    'available("""weights""")': 10,
    "available(10)": 10,
    "available(None)": 10,
    'available("weights" + "")': 10,
    'available("weights")[0]': 0,
    'available("weights") == 1': 0,
    'available("weights") if available("weights") else 0': 0,
    'available("weights") & available("weights")': 0,
    '~available("weights")': 0,
    '-available("weights")': 0,
    'available("weights"), available("weights")': 0,
    'available("weights") # and licensed("weights", "osi")': 21,
    'available("we\\x69ghts")': 13,
    'ａvailable("weights")': 0,
    'available("weights\x00")': 18,
    'available("weights") and\tavailable("wieghts")': 35,
    '\n  available("weights")\n  and nonsense("weights")': 30,
    'licensed("weights")': 0,
    'licensed("weights", "osi", "osi")': 0,
    'licensed("weights", "fsf")': 20,
}


@pytest.mark.parametrize(("rule", "offset"), HOSTILE.items())
def test_anything_else_is_refused_at_its_place(rule: str, offset: int) -> None:
    error = refused(rule)

    assert error.message
    assert error.offset == offset


@pytest.mark.parametrize(
    ("rule", "offset"),
    [
        ("", 0),
        ("   ", 3),
        ('available("weights") and', 24),
        ('available("weights"))', 20),
        ('available("weights") available("weights")', 0),
        ('available("weights"); import os', 20),
        ('yield available("weights")', 0),
        ('await available("weights"', 0),
        ("import os", 0),
    ],
)
def test_what_python_itself_refuses_is_placed_where_python_says(rule: str, offset: int) -> None:
    error = refused(rule)

    assert error.message.startswith("not a rule")
    assert offset <= error.offset <= len(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "(" * 5000 + 'available("weights")' + ")" * 5000,
        "(" * (MAX_DEPTH + 1) + 'available("weights")' + ")" * (MAX_DEPTH + 1),
        "not " * 900 + 'available("weights")',
        "not " * MAX_DEPTH + 'available("weights")',
        'available("weights") and ' * 10_000,
        "-" * 3000 + "1",
        "available(" * 300,
        "x" + "." * 3000,
        "x" + "[" * 3000,
        "x" * (MAX_LENGTH + 1),
    ],
)
def test_huge_rules_are_refused_and_do_no_harm(rule: str) -> None:
    assert refused(rule).message


def test_a_near_miss_is_named() -> None:
    assert "did you mean weights?" in refused('available("wieghts")').message
    assert "did you mean available?" in refused('avialable("weights")').message


@given(st.text(alphabet='abAVx("weights)andornt \n,.[]{}:=*+-#\\', max_size=60))
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    with suppress(RuleError):
        parse(text, WORDS)
