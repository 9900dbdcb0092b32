"""Amounts as people write them: figures, words, other systems of numbers; and what is none."""

from __future__ import annotations

import pytest

from howopen.licenses.amounts import money, people
from howopen.schema import Threshold

PEOPLE = [
    ("more than 1.000.000 monthly users", Threshold(1e6, "users", "month")),
    ("half a million users per month", Threshold(5e5, "users", "month")),
    ("over two hundred and fifty thousand users", Threshold(250e3, "users", "")),
    ("若月活超过七百万用户", Threshold(7e6, "users", "month")),
    ("no more than 100 seats", Threshold(100, "users", "")),
    ("above 10,000 api calls per day", Threshold(10e3, "calls", "day")),
    ("two thousand downloads a month", Threshold(2e3, "downloads", "month")),
]
MONEY = [
    ("revenue of more than 5 crore rupees a year", Threshold(5e7, "INR", "year")),
    ("annual revenue above 1,5 million euros", Threshold(1.5e6, "EUR", "year")),
    ("revenue above $1.5m per annum", Threshold(1.5e6, "USD", "year")),
    ("a$ 200,000 of annual revenue", Threshold(200e3, "AUD", "year")),
]
NONE = [
    "section 2.1 users agree to this",
    "more than 25 employees",
    "a user under 18 years",
    "in 2024 users paid nothing",
    "a price of $49 each year",
]


@pytest.mark.parametrize(("words", "threshold"), PEOPLE)
def test_numbers_of_people_and_of_what_they_do_are_read(words: str, threshold: Threshold) -> None:
    assert people(words) == (threshold,)


@pytest.mark.parametrize(("words", "threshold"), MONEY)
def test_sums_are_read_with_their_currency(words: str, threshold: Threshold) -> None:
    assert money(words) == (threshold,)


@pytest.mark.parametrize("words", NONE)
def test_sections_ages_years_employees_and_prices_are_no_amounts(words: str) -> None:
    assert not people(words)
    assert not money(words)
