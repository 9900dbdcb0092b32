"""The diff that people read: what was added, what is missing, and where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from howopen.licenses.diff import difference
from howopen.licenses.words import words_of

BASE = "You may use the software for any purpose.\n\nNo warranty is given.\n"


def test_added_and_missing_words_are_told_with_their_line() -> None:
    text = BASE.replace("any purpose", "research").replace("\n\n", "\n\nPay first. ")
    changed = [piece for piece in difference(BASE, text) if piece.sign != " "]
    assert changed == [("-", "any purpose", 1), ("+", "research pay first", 1)]


def test_layout_and_copyright_are_no_difference() -> None:
    text = "Copyright (c) 2024 Acme\n\n# " + BASE.upper().replace("\n\n", "\n# \n# ")
    assert {piece.sign for piece in difference(BASE, text)} == {" "}


@given(st.text(), st.text())
def test_the_pieces_make_the_one_and_the_other(base: str, text: str) -> None:
    pieces = list(difference(base, text))
    for sign, whole in (("-", base), ("+", text)):
        made = " ".join(piece.words for piece in pieces if piece.sign in (" ", sign))
        assert made.split() == [word.decode() for word in words_of(whole).words]
