"""Verdicts of a word or a sign are read as what they forbid."""

from __future__ import annotations

import pytest
from tests.licenses.reading import kinds_of, one

FORBIDS = [
    ("Q: Can I use it commercially?\nA: Sorry, no.", "noncommercial"),
    ("Is commercial use allowed? No, ask us for a license.", "noncommercial"),
    ("May I redistribute the weights? No.", "redistribution"),
    ("| Use | Allowed |\n|---|---|\n| Commercial use | No |\n", "noncommercial"),
    ("| | |\n|---|---|\n| Can I resell the weights? | ✖️ |\n", "redistribution"),
    ("## Commercial use\n\nNot allowed.\n", "noncommercial"),
    ("- ✅ Use it at home\n- ❌ Commercial use\n", "noncommercial"),
    ("🚫 Redistribute or sell\n   the weights", "redistribution"),
]

FORBIDS_NOTHING = [
    ("Can I use it commercially? Yes.", "noncommercial"),
    ("Can I use it commercially? Nobody asked us so far.", "noncommercial"),
    ("| Use | Allowed |\n|---|---|\n| Commercial use | Yes |\n", "noncommercial"),
    ("| Commercial use restricted | No |\n", "noncommercial"),
    ("| Attribution required | No |\n", "notice"),
    ("## Commercial use\n\nNo limits.\n", "noncommercial"),
    ("- ✅ Commercial use\n", "noncommercial"),
    ("| Feature | Here |\n|---|---|\n| Commercial use | No |\n", "noncommercial"),
    ("❌ Modified versions must not be called the original work", "no-derivatives"),
]


@pytest.mark.parametrize(("text", "kind"), FORBIDS)
def test_an_answer_a_cell_and_a_cross_forbid_what_they_stand_beside(text: str, kind: str) -> None:
    assert kind in kinds_of(text)


@pytest.mark.parametrize(("text", "kind"), FORBIDS_NOTHING)
def test_other_answers_forbid_nothing(text: str, kind: str) -> None:
    assert kind not in kinds_of(text)


def test_the_question_is_quoted_with_its_answer() -> None:
    text = "Intro.\n\nCan I use it commercially?\nNo.\n"
    clause = one(text, "noncommercial")
    assert clause.quote == "Can I use it commercially?\nNo."
    assert clause.lines == (3, 4)
