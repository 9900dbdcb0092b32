"""What holds for all terms: a limit never improves an answer, and neither does being larger."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.uses.made import with_clauses

from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause, License, Threshold
from howopen.uses import Base, Cited, Situation, Stated, Terms, answer, uses
from howopen.uses.permission import ORDER, Permission, any_of, at_most, worst

PLACES = ("European Union", "United Kingdom", "South Korea")
WORDS = ("", "Words.", "A network that users interact with.", "competitive", "with respect to")
LIMITS = ("user-threshold", "revenue-threshold")


def thresholds(kind: str) -> st.SearchStrategy[tuple[Threshold, ...]]:
    """Amounts that a clause of a kind can name."""
    if kind not in LIMITS:
        return st.just(())
    units = ("users", "visits") if kind == "user-threshold" else ("USD", "CNY")
    one = st.builds(
        Threshold,
        st.integers(1, 10**9).map(float),
        st.sampled_from(units),
        st.sampled_from(("", "day", "month", "year")),
    )
    return st.lists(one, max_size=2).map(tuple)


@st.composite
def clauses(draw: st.DrawFn, *, limiting: bool = False) -> Clause:
    """Any clause; a territory names places, as it does where it is read in full."""
    listed = [k.id for k in kinds().values() if not limiting or k.effect != "permits"]
    kind = draw(st.sampled_from(listed))
    details: tuple[str, ...] = ()
    if kind == "territory":
        details = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2).map(tuple))
    elif kind == "train-other-models":
        details = draw(st.sampled_from(((), ("model",), ("model", "output"))))
    amounts = draw(thresholds(kind))
    consequences = st.sampled_from(("", "license", "royalty", "display"))
    return Clause(
        kind,
        kinds()[kind].effect,
        draw(st.sampled_from(WORDS)),
        (1, 1),
        amounts,
        draw(consequences) if kind in LIMITS else "",
        details,
    )


@st.composite
def licenses(draw: st.DrawFn) -> Stated:
    """Any license: known or not, OSI-approved or not, from a text or a tag."""
    found = draw(st.lists(clauses(), max_size=6))
    expression = draw(st.sampled_from((None, "MIT", "GPL-3.0-only", "LicenseRef-a")))
    covers = draw(st.sampled_from(("", "vae/")))
    by_text = License(expression, "file", "said", covers=covers)
    by_name = License(expression, "card", "said", covers=covers)
    return with_clauses(*found)._replace(license=draw(st.sampled_from((by_text, by_name))))


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """Any terms of a component, with terms beside the license and with a base model."""
    further = tuple(Cited(one) for one in draw(st.lists(clauses(), max_size=2)))
    base = Terms("weights", tuple(draw(st.lists(licenses(), max_size=1))))
    return Terms(
        draw(st.sampled_from(("weights", "inference-code"))),
        tuple(draw(st.lists(licenses(), min_size=1, max_size=3))),
        draw(st.booleans()),
        further,
        draw(st.sampled_from(((), (Base("b"),), (Base("b", base),)))),
    )


situations = st.builds(
    Situation,
    st.sampled_from(((), ("EU",), ("DE",), ("US", "GB"))),
    st.none() | st.integers(0, 2 * 10**9),
    st.none() | st.integers(0, 10**11).map(float),
    st.just(""),
    st.sampled_from(("", "research", "university", "nonprofit", "company", "person")),
)
asked = st.sampled_from(list(uses()))


def rank(use: str, situation: Situation, *given_: Terms) -> int:
    """How bad the answer is."""
    return ORDER.index(answer(use, situation, given_).permission)


@given(asked, situations, terms(), st.data())
def test_another_limit_never_improves_an_answer(
    use: str, situation: Situation, before: Terms, data: st.DataObject
) -> None:
    limit = Cited(data.draw(clauses(limiting=True)), "new", "new")
    position = data.draw(st.integers(0, len(before.licenses) - 1))
    old = before.licenses[position]
    new = old._replace(clauses=(*old.clauses, limit))
    licenses_ = (*before.licenses[:position], new, *before.licenses[position + 1 :])
    assert rank(use, situation, before._replace(licenses=licenses_)) >= rank(use, situation, before)
    beside = before._replace(further=(*before.further, limit))
    assert rank(use, situation, beside) >= rank(use, situation, before)


@given(asked, situations, terms(), st.integers(0, 2 * 10**9), st.integers(0, 10**11))
def test_more_users_or_revenue_never_improve_an_answer(
    use: str, situation: Situation, given_: Terms, users: int, revenue: int
) -> None:
    here = Situation(situation.places, users, float(revenue), "", situation.who)
    more = Situation(situation.places, 2 * users + 1, float(revenue), "", situation.who)
    richer = Situation(situation.places, users, 2.0 * revenue + 1, "", situation.who)
    assert rank(use, more, given_) >= rank(use, here, given_)
    assert rank(use, richer, given_) >= rank(use, here, given_)


@given(asked, situations, terms())
def test_what_is_not_said_is_never_better_than_the_worst_that_could_be_said(
    use: str, situation: Situation, given_: Terms
) -> None:
    silent = Situation(situation.places, None, None, "", situation.who)
    small = Situation(situation.places, 0, 0.0, "", situation.who)
    assert rank(use, silent, given_) >= rank(use, small, given_)


@given(asked, situations, terms(), terms())
def test_more_components_never_improve_an_answer(
    use: str, situation: Situation, one: Terms, other: Terms
) -> None:
    weights = one._replace(component="weights")
    assert rank(use, situation, weights, other) >= rank(use, situation, weights)


@given(asked, situations, terms())
def test_every_answer_but_go_has_grounds(use: str, situation: Situation, given_: Terms) -> None:
    found = answer(use, situation, [given_])
    assert bool(found.deciding) == (found.permission != "go")
    assert all(ground.todo for ground in found.todo)


permissions = st.sampled_from(ORDER)


@given(st.lists(permissions, min_size=1, max_size=4), st.data())
def test_several_answers_become_one_in_order(found: list[Permission], data: st.DataObject) -> None:
    assert worst([*found, "duty"]) == max(found, key=ORDER.index)
    position = data.draw(st.integers(0, len(found) - 1))
    raised = data.draw(st.sampled_from(ORDER[ORDER.index(found[position]) :]))
    others = [*found[:position], raised, *found[position + 1 :]]
    assert ORDER.index(any_of(others)) >= ORDER.index(any_of(found))
    assert ORDER.index(at_most(raised, "caution")) <= ORDER.index("caution")
