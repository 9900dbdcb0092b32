"""Who asks, where and how large, and whether a clause reaches that."""

from __future__ import annotations

import pytest

from howopen.errors import UsageError
from howopen.licenses.patterns import patterns
from howopen.schema import Clause, Threshold
from howopen.uses import situation
from howopen.uses.reach import Reach, Reached, reach
from howopen.uses.situation import named


@pytest.mark.parametrize(
    ("description", "who"),
    [
        ("company", "company"),
        ("startup with 10 people", "company"),
        ("Example GmbH", "company"),
        ("a University", "university"),
        ("PhD student", "university"),
        ("non-profit", "nonprofit"),
        ("research", "research"),
        ("private person", "person"),
        ("Acme", ""),
        ("", ""),
        ("a researcher at a company", ""),
        ("incorporeal", ""),
        ("x" * 500 + " company", ""),
    ],
)
def test_a_description_is_used_if_it_names_one_kind_of_user(description: str, who: str) -> None:
    assert situation(description=description).who == who


def test_places_are_codes_and_a_country_lies_in_its_unions() -> None:
    assert situation(["eu", "UK", "gb", "de"]).places == ("EU", "GB", "DE")
    assert named("DE") == named("EU") == {"European Union", "European Economic Area"}
    assert named("NO") == {"European Economic Area"}
    assert named("BR") == frozenset()


def test_every_place_that_the_reader_of_clauses_names_has_a_code() -> None:
    codes = ("EU", "GB", "KR", "CN", "US", "CH", "JP", "IN", "RU", "CA", "TW")
    assert {place for code in codes for place in named(code)} == patterns().places.keys()


@pytest.mark.parametrize("place", ["Germany", "E", "", "12", "EU,UK"])
def test_a_place_that_is_no_code_is_refused(place: str) -> None:
    with pytest.raises(UsageError, match=r"--in .*two letters"):
        situation([place])


def test_amounts_below_zero_or_without_end_are_refused() -> None:
    with pytest.raises(UsageError, match="--users -1"):
        situation(users=-1)
    for amount in (-0.5, float("nan"), float("inf")):
        with pytest.raises(UsageError, match="--revenue"):
            situation(revenue=amount)


def threshold(amount: float, unit: str, period: str) -> Clause:
    """A clause that names an amount."""
    kind = "user-threshold" if unit in ("users", "visits") else "revenue-threshold"
    return Clause(kind, "requires", thresholds=(Threshold(amount, unit, period),))


@pytest.mark.parametrize(
    ("amount", "unit", "period", "said", "reached"),
    [
        (7e8, "users", "month", 5_000, "no"),
        (7e8, "users", "month", 700_000_000, "yes"),
        (7e8, "users", "month", None, "unsaid"),
        (1e6, "visits", "month", 2_000_000, "yes"),
        (1e6, "visits", "month", 5_000, "unclear"),
        (1e6, "users", "year", 5_000, "unclear"),
        (1e6, "users", "day", 2_000_000, "unclear"),
        (1e6, "USD", "year", 2e6, "yes"),
        (1e6, "USD", "year", 5e5, "no"),
        (2e7, "USD", "month", 2.3e8, "no"),
        (2e7, "USD", "month", 2.5e8, "yes"),
        (1e6, "USD", "", 5e5, "unclear"),
        (1e6, "USD", "", 2e6, "yes"),
        (1e9, "CNY", "year", 1e12, "unclear"),
        (1e9, "CNY", "year", None, "unsaid"),
    ],
)
def test_amounts_are_compared_only_where_they_can_be(
    amount: float, unit: str, period: str, said: float | None, reached: Reached
) -> None:
    people = unit in ("users", "visits")
    here = situation(
        users=int(said) if people and said is not None else None,
        revenue=None if people else said,
    )
    found = reach(threshold(amount, unit, period), here)
    assert found is not None
    assert found.reached == reached


def test_a_comparison_says_both_sides() -> None:
    found = reach(threshold(1e6, "USD", "year"), situation(revenue=2_500_000))
    assert found == Reach("yes", "USD 1,000,000 a year", "USD 2,500,000 a year")
    assert reach(threshold(7e8, "users", "month"), situation(users=5_000)) == Reach(
        "no", "700,000,000 users a month", "5,000 users a month"
    )


def test_a_clause_without_amount_or_place_cannot_be_compared() -> None:
    for kind in ("user-threshold", "revenue-threshold", "territory"):
        found = reach(Clause(kind, "requires"), situation(["EU"], 5, 5.0))
        assert found is not None
        assert found.reached == "unclear"
    assert reach(Clause("notice", "requires"), situation()) is None


def test_any_of_several_amounts_counts() -> None:
    two = Clause(
        "user-threshold",
        "requires",
        thresholds=(Threshold(10, "users", "month"), Threshold(99, "visits", "month")),
    )
    assert [reach(two, situation(users=n)) for n in (5, 50)] == [
        Reach("unclear", "10 users a month or 99 visits a month", "5 users a month"),
        Reach("yes", "10 users a month or 99 visits a month", "50 users a month"),
    ]
