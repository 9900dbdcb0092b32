"""How a text differs from a license, word by word, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from howopen.licenses.words import words_of

MOST_WORDS = 20_000
"""Words of each text that are compared: the time grows with their product."""

EXACTLY = 4_000
"""Words up to which common ones count as well; beyond, comparing them takes too long."""


class Piece(NamedTuple):
    """A run of words.

    Attributes:
        sign: ``" "``: both have it; ``"-"``: only the base; ``"+"``: only the text.
        words: The words, normalized.
        line: Where in the text it stands, or is missing.
    """

    sign: Literal[" ", "-", "+"]
    words: str
    line: int


def difference(base: str, text: str) -> Iterator[Piece]:
    """The runs that make `text` out of `base`, in order."""
    old, new = words_of(base), words_of(text)
    ours, theirs = new.words[:MOST_WORDS], old.words[:MOST_WORDS]
    compared = SequenceMatcher(None, theirs, ours, autojunk=len(theirs) > EXACTLY)
    for _, first, last, start, end in compared.get_opcodes():
        line = new.line(min(start, max(0, len(ours) - 1)))
        if theirs[first:last] == ours[start:end]:
            yield Piece(" ", _said(ours[start:end]), line)
            continue
        if last > first:
            yield Piece("-", _said(theirs[first:last]), line)
        if end > start:
            yield Piece("+", _said(ours[start:end]), line)


def _said(words: list[bytes]) -> str:
    return b" ".join(words).decode()
