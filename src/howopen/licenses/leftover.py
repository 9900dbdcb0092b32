"""Words beside a license that change it: a clause appended, a sentence put before it.

Looked at is what stands in the same section as the license: up to the next heading, to the end of
the comment, or to the next license.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from howopen.licenses.words import Words

BEFORE, AFTER = 60, 400
"""Words that are looked at."""

LEAST = 3
"""Fewer words are a title, a name, a link."""

_RESTRICTS = re.compile(
    r"\b(?:revenues?|non ?commercial\w*|commercial (?:use|purposes?|products?)|monthly active|"
    r"royalt\w+|(?:only|solely) for|research (?:use|purposes?|only)|prohibit\w*|"
    r"not (?:permitted|allowed)|"
    r"modified mit|modification part|additional (?:terms|conditions?|restrictions?))\b"
)
_OBLIGES = re.compile(
    r"\b(?:must|shall|may not|forbidden|only (?:if|be)|modifi\w+ version of|threshold|"
    r"restrict\w*|required to|subject to|provided that|you agree|exceed\w*|prominently)\b"
)
_ABOUT = re.compile(
    r"\b(?:software|model|models|weights|license|licensed|materials?|work|works|derivatives?|users?|"
    r"product|products|services?|licensor|use|uses|used)\b"
)
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]|<h[1-6]|([-=*_])\1{2,}[ \t]*$)", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]*(#|//|/\*|\*|;|--|%|!|dnl\b|rem\b)", re.IGNORECASE)


def obligations_around(
    words: Words, region: tuple[int, int], others: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Runs of words beside a region that oblige or restrict, in the same section."""
    start, end = region
    first, last = words.line(start) - 1, words.line(end - 1) - 1
    top, bottom = _section(words.lines, first, last)
    low = max([stop for _, stop in others if stop <= start] + [_words_before(words, top)])
    high = min([begin for begin, _ in others if begin >= end] + [_words_before(words, bottom)])
    runs = [(max(low, start - BEFORE), start), (end, min(high, end + AFTER))]
    return [
        run for run in runs if run[1] - run[0] >= LEAST and obliges(words.words[run[0] : run[1]])
    ]


def _section(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """The lines around those from `first` to `last` that belong to the same section."""
    leaders = {_leader(line) for line in lines[first : last + 1] if line.strip()}

    def ends(line: str) -> bool:
        if None in leaders:
            return bool(_HEADING.match(line))
        return bool(line.strip()) and _leader(line) not in leaders

    top = next((at + 1 for at in range(first - 1, -1, -1) if ends(lines[at])), 0)
    bottom = next((at for at in range(last + 1, len(lines)) if ends(lines[at])), len(lines))
    return top, bottom


def _leader(line: str) -> str | None:
    """What makes a line a comment, if something does."""
    found = _COMMENT.match(line)
    return found[1] if found else None


def _words_before(words: Words, line: int) -> int:
    """How many words stand above a line, counted from 0."""
    return words.ends[min(line, len(words.ends)) - 1] if line else 0


def obliges(words: Sequence[bytes]) -> bool:
    """Whether words read like terms: they oblige or restrict."""
    said = b" ".join(words).decode()
    return bool(_RESTRICTS.search(said) or (_OBLIGES.search(said) and _ABOUT.search(said)))
