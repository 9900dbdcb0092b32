"""The declared rules: what is checked when they are loaded, and which one decides."""

from __future__ import annotations

import pytest

from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause
from howopen.uses.reach import Reach
from howopen.uses.rules import load, rule_for, rules, uses

SILENT = "\n".join(
    f'[[silent]]\nkinds = ["{kind}"]\nwhy = "."' for kind in kinds() if kind != "notice"
)
USE = """
[[use]]
id = "mine"
title = "Mine"
help = "Mine."
grants = ["grant-use"]
needs = ["weights"]
beside = []
"""
RULE = """
[[rule]]
kinds = ["notice"]
effect = "duty"
why = "Why {details}."
todo = "Do."
"""


def test_what_the_option_of_the_command_line_offers() -> None:
    assert list(uses()) == [
        "internal",
        "product",
        "hosted-api",
        "redistribute",
        "fine-tune-and-publish",
        "train-on-outputs",
    ]


def test_rules_load_and_the_first_that_holds_decides() -> None:
    assert load((USE + RULE + SILENT).encode()).rule[0].todo == "Do."
    clause = Clause("noncommercial", "forbids")
    for who, effect in (("company", "no-go"), ("unsaid", "caution")):
        rule = rule_for(clause, "hosted-api", who, None)
        assert rule is not None
        assert rule.effect == effect
    assert rule_for(Clause("governing-law", "requires"), "product", "unsaid", None) is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kinds = ["notice"]', 'kinds = ["notices"]', "no such kind: notices"),
        ('needs = ["weights"]', 'needs = ["weight"]', "no such component: weight"),
        ('effect = "duty"', 'effect = "duty"\nuses = ["yours"]', "no such use: yours"),
        ('grants = ["grant-use"]', 'grants = ["grant"]', "no such kind: grant"),
        ('todo = "Do."', "", "a duty without todo"),
        ("{details}", "{detail}", "no such particular"),
        ("{details}", "{details[9]}", "no such particular"),
        ('kinds = ["notice"]', 'kinds = ["notice", "naming"]', "one of both: naming"),
        ('kinds = ["trademark"]', "kinds = []", "one of both: trademark"),
        ('effect = "duty"', 'effect = "maybe"', "Invalid enum value"),
        ('effect = "duty"', 'effects = "duty"', "unknown field"),
        ('effect = "duty"', 'effect = "duty"\nwords = "("', "not an expression"),
    ],
)
def test_a_mistake_is_refused_at_load(old: str, new: str, says: str) -> None:
    text = USE + RULE + SILENT
    assert text.replace(old, new) != text
    with pytest.raises(ValueError, match=says):
        load(text.replace(old, new, 1).encode())


def test_where_size_or_place_decides_every_outcome_has_a_rule() -> None:
    for kind in ("user-threshold", "revenue-threshold", "territory"):
        for consequence in ("", "license", "royalty"):
            clause = Clause(kind, "requires", consequence=consequence)
            for reached in ("yes", "no", "unsaid", "unclear"):
                for use in uses():
                    rule = rule_for(clause, use, "unsaid", Reach(reached))
                    assert rule is not None
                    assert (rule.effect == "go") == (reached == "no")


def test_every_rule_can_decide() -> None:
    """No rule stands behind another one that takes all its clauses."""
    for position, rule in enumerate(rules()):
        conditions = (rule.uses, rule.consequences, rule.reached, rule.who, rule.details)
        before = [
            one
            for one in rules()[:position]
            if set(rule.kinds) <= set(one.kinds)
            and not (one.words or one.unless)
            and all(
                not wide or (narrow and set(narrow) <= set(wide))
                for wide, narrow in zip(
                    (one.uses, one.consequences, one.reached, one.who, one.details),
                    conditions,
                    strict=True,
                )
            )
        ]
        assert not before, rule.why
