"""How an answer is put together: licenses, terms beside them, base models, what is not known."""

from __future__ import annotations

import pytest
from tests.uses.made import (
    by_name,
    cite,
    clause,
    from_file,
    from_text,
    made,
    weights,
    with_clauses,
)

from howopen.errors import UsageError
from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause, License, Threshold
from howopen.uses import Base, Cited, Permission, Situation, Stated, Terms, answer, situation, uses

OPEN = made(expression="LicenseRef-open")
CLOSED = made("noncommercial", expression="LicenseRef-closed")
UNREAD = by_name(None, "other")
NOTHING_SAID = Situation()


def permission(use: str, *terms: Terms, where: Situation = NOTHING_SAID) -> Permission:
    """Just the answer."""
    return answer(use, where, terms).permission


@pytest.mark.parametrize("use", uses())
def test_grants_and_nothing_else_are_a_go_and_no_grant_is_unknown(use: str) -> None:
    assert permission(use, *weights(OPEN)) == "go"
    assert permission(use, *weights(with_clauses(clause("notice"), expression="X"))) == "unknown"
    assert permission(use, *weights(made("no-license", grants=False))) == "no-go"


@pytest.mark.parametrize("use", uses())
def test_unknown_terms_stay_unknown(use: str) -> None:
    for terms in ((), weights(), weights(UNREAD), weights(by_name("LicenseRef-mystery"))):
        found = answer(use, situation(), terms)
        assert found.permission == "unknown"
        assert found.deciding


def test_a_text_that_is_no_known_license_is_never_a_plain_go() -> None:
    text = "You may use, copy, modify and distribute the Model for any purpose, free of charge."
    found = answer("product", situation(), weights(from_text(text)))
    assert found.permission == "caution"
    assert "no license that howopen knows" in found.deciding[0].why
    prose = from_text("Once upon a time there was a license.")
    assert permission("product", *weights(prose)) == "unknown"


def test_of_an_approved_license_only_duties_count() -> None:
    read = made("noncommercial", "share-alike", "source-code", expression="GPL-3.0-only")
    found = answer("redistribute", situation(), weights(read))
    assert found.permission == "go"
    assert {ground.kind for ground in found.todo} == {"share-alike", "source-code"}


def test_an_approved_license_whose_text_was_not_read_may_ask_for_something() -> None:
    found = answer("hosted-api", situation(), weights(by_name("OSL-3.0")))
    assert found.permission == "caution"
    assert [ground.todo for ground in found.todo] == ["Read the license for its duties."]
    assert permission("internal", *weights(by_name("OSL-3.0"))) == "go"


def test_the_same_license_by_name_and_by_text_is_one_with_its_words() -> None:
    text = made("notice", expression="BSD-3-Clause")
    for order in ((by_name("BSD-3-Clause"), text), (text, by_name("BSD-3-Clause"))):
        (part,) = answer("redistribute", situation(), weights(*order)).components
        assert [side.known for side in part.sides] == ["text"]
        assert part.permission == "go"


def test_licenses_that_hold_together_count_together() -> None:
    assert permission("product", *weights(OPEN, CLOSED)) == "no-go"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (OPEN, CLOSED, "unknown"),
        (CLOSED, CLOSED._replace(license=License("LicenseRef-c", "card")), "no-go"),
        (OPEN, made("mutable-terms", expression="LicenseRef-m"), "caution"),
        (OPEN, made("notice", expression="LicenseRef-n"), "go"),
        (OPEN, UNREAD, "unknown"),
        (CLOSED, UNREAD, "unknown"),
    ],
)
def test_licenses_that_contradict_each_other_are_answered_one_by_one(
    one: Stated, other: Stated, expected: Permission
) -> None:
    found = answer("product", situation(), weights(one, other, conflict=True))
    assert found.permission == expected
    assert len(found.components[0].sides) == 2
    assert found.components[0].conflict
    assert (expected == "go") == (not found.deciding)


def test_terms_beside_the_license_bind_and_grant_nothing() -> None:
    further = (Cited(clause("acceptable-use", 7), "e", "USE_POLICY.md#L7"),)
    found = answer("internal", situation(), [Terms("weights", (OPEN,), further=further)])
    assert found.permission == "caution"
    assert found.deciding[0].cites == ("USE_POLICY.md#L7",)
    granting = (Cited(clause("grant-use"), "e", "policy"),)
    assert permission("internal", Terms("weights", (), further=granting)) == "unknown"


def test_the_policy_of_llama_4_leaves_out_a_part_in_the_eu() -> None:
    policy = tuple(
        one for one in from_file("llama-4-aup").clauses if one.clause.kind == "territory"
    )
    terms = Terms("weights", (from_file("llama-4"),), further=policy)
    found = answer("internal", situation(["FR"], 1), [terms])
    assert found.permission == "caution"
    assert "multimodal" in next(g.quote for g in found.deciding if g.kind == "territory")


def test_the_license_of_a_part_is_a_caution_at_worst_and_does_not_speak_for_the_whole() -> None:
    part = CLOSED._replace(license=License("LicenseRef-closed", "file", covers="vae/"))
    assert permission("product", *weights(OPEN, part)) == "caution"
    assert permission("product", *weights(part)) == "unknown"


def test_what_a_use_can_do_without_is_a_caution_at_worst() -> None:
    code = Terms("inference-code", (CLOSED,))
    found = answer("product", situation(), [*weights(OPEN), code])
    assert found.permission == "caution"
    assert [part.permission for part in found.components] == ["go", "caution"]
    assert [ground.kind for ground in found.deciding] == ["noncommercial"]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (Base("org/base"), "caution"),
        (Base("org/base", Terms("weights", (UNREAD,))), "caution"),
        (Base("org/base", Terms("weights", (OPEN,))), "go"),
        (Base("org/base", Terms("weights", (CLOSED,))), "no-go"),
        (
            Base("b", Terms("weights", (OPEN,), bases=(Base("a", Terms("weights", (CLOSED,))),))),
            "no-go",
        ),
    ],
)
def test_the_terms_of_base_models_bind(base: Base, expected: Permission) -> None:
    found = answer("product", situation(), [Terms("weights", (OPEN,), bases=(base,))])
    assert found.permission == expected
    assert {part.base for part in found.components} <= {"", "org/base", "a", "b"}
    assert (expected == "go") == (not found.deciding)


def test_a_release_without_what_the_use_needs_is_unknown() -> None:
    found = answer("redistribute", situation(), [Terms("inference-code", (OPEN,))])
    assert found.permission == "unknown"
    assert "Model parameters" in found.deciding[0].why


def test_what_says_the_same_twice_is_said_once_with_both_places() -> None:
    twice = with_clauses(
        *(clause(kind) for kind in ("grant-use", "noncommercial")), clause("noncommercial", 9)
    )
    found = answer("product", situation(), weights(twice))
    (ground,) = [ground for ground in found.deciding if ground.kind == "noncommercial"]
    assert ground.cites == ("LICENSE#L1", "LICENSE#L9")
    assert ground.evidence == ("e1", "e9")


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("university", "go"),
        ("a startup with 10 people", "caution"),
        ("Acme", "caution"),
        ("", "caution"),
    ],
)
def test_who_asks_counts_where_a_clause_depends_on_it(who: str, expected: Permission) -> None:
    found = answer("internal", situation(description=who), weights(CLOSED))
    assert found.permission == expected
    assert bool(found.notes) == (who == "Acme")
    assert permission("internal", *weights(OPEN), where=situation(description=who)) == "go"


def test_a_name_above_a_threshold_is_asked_for_there_only() -> None:
    words = 'Above 100 million users you shall display "X".'
    shown = Clause("display", "requires", words, (3, 3), details=("x",))
    above = Clause(
        "user-threshold", "requires", words, (3, 3), (Threshold(1e8, "users", "month"),), "display"
    )
    terms = weights(with_clauses(clause("grant-use"), shown, above, expression="LicenseRef-d"))
    assert not answer("product", situation(users=5), terms).todo
    (todo,) = answer("product", situation(users=200_000_000), terms).todo
    assert todo.kind == "user-threshold"


def test_places_are_those_that_the_definition_of_the_territory_names() -> None:
    named = Clause("territory", "forbids", "excluding the EU", (2, 2), details=("European Union",))
    outside = Clause("territory", "forbids", "not outside the Territory", (3, 3))
    both = weights(with_clauses(clause("grant-use"), named, outside, expression="LicenseRef-t"))
    alone = weights(with_clauses(clause("grant-use"), outside, expression="LicenseRef-t"))
    assert permission("internal", *both, where=situation(["US"])) == "go"
    assert permission("internal", *both, where=situation(["EU"])) == "no-go"
    assert permission("internal", *alone, where=situation(["US"])) == "caution"


def test_an_unknown_use_is_refused() -> None:
    with pytest.raises(UsageError, match="--use sell: no such use; there are internal, product"):
        answer("sell", situation(), ())


def test_every_kind_of_clause_can_be_asked_about() -> None:
    for kind in kinds():
        for use in uses():
            found = answer(use, situation(), weights(made(kind)))
            assert found.permission in ("caution", "unknown", "no-go")
            for ground in found.todo:
                assert ground.todo[-1:] != " "


def test_places_of_citations_come_from_the_clauses() -> None:
    assert cite("LICENSE", clause("notice", 4)) == "LICENSE#L4"
