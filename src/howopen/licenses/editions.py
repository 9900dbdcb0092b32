"""Is a text that resembles a known license that license? Compares them word by word.

Near-duplicates make this necessary: editions of AI licenses differ from one another in a name, a
number and a clause, and share 96 % of their shingles; no threshold of likeness tells them apart.
Allowed are what templates are filled with, titles, copyright lines and what SPDX lets vary; a
number, a word of obligation, a longer run of words on either side is a change.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal

from howopen.licenses.changes import NUMBERS, Change
from howopen.licenses.shingles import SIZE
from howopen.licenses.words import AFTER_STATEMENT, Words, without_accents

Outcome = Literal["exact", "modified", "other-edition", "nearest"]

HEAD = 60
"""Words from the start within which a number belongs to the title: version, date."""

TITLE = 20
"""Words before a region that may be another title in place of the base's."""

FILLED = 12
"""Most words in a row that may be what a template was filled with."""

COPYRIGHT = 30
"""Most words in a row that may be a copyright statement."""

SHORT = 200
"""Words up to which what a template is filled with weighs much."""

ALIKE, ALIKE_SHORT = 0.95, 0.88
"""Least likeness of a text that is the base with blanks filled in."""

ENDS = 0.2
"""Share of a base that may be missing at an end: a title, a preamble, how to apply it."""

LIKE = 0.85
"""Share of the base from which on a text is a modification of it, not only nearest to it."""

_OBLIGES = re.compile(
    rb"\b(?:must|shall|may|not|no|non|only|prohibit\w*|restrict\w*|require[sd]?|commercial\w*|"
    rb"noncommercial|royalt\w+|fees?|research|unless|except|without|monthly|active|revenue|"
    rb"reserved fonts?|modified|exceed\w*|terminat\w*)\b"
)
_OBLIGES_ZH = re.compile("不|非|禁|仅|须|必|限".encode())
_ADDRESS = re.compile(
    rb"\b(?:street|st|ave|avenue|suite|floor|box|road|temple|franklin|boston|http|https|www|"
    rb"usa|ma|years?|dated?)\b"
)
_OWNED = re.compile(rb"\b(?:copyright|rights reserved)\b")
_STATEMENT = re.compile(
    rb"\b(?:copyright|copyleft|c)(?: copyright| c)*(?: insert| gnu)? "
    rb"(?:(?:19|20)\d\d|years?|yyyy|by|the)\b"
)
_RESERVED = {b"all", b"rights", b"reserved"}
_ROLES = frozenset(
    b"author authors copyright holder holders owner owners company organization university regents "
    b"foundation licensor contributor contributors institute http https".split()
)
_CAPITAL = re.compile(r"\b[A-Z][A-Za-z0-9]*")
_YEAR = re.compile(rb"(?:19|20)\d\d")


def judge(
    words: Words,
    found: Collection[Change],
    length: int,
    base_length: int,
    covered: float,
    *,
    blanks: bool,
) -> tuple[Outcome, list[Change]]:
    """The outcome for a region with these changes, and which of them decided it.

    Args:
        words: Of the text.
        found: All `changes` of the region.
        length: Words of the region.
        base_length: Words of the base.
        covered: Share of the base that is there.
        blanks: The base has blanks to fill in. The licenses of one publisher have none: there
            another name is another license.
    """
    serious = [
        change
        for change in found
        if not (blanks and _is_statement(words.words, change))
        and (
            _is_said(words, change, found, blanks)
            if change.added
            else _is_lost(words, change, found, base_length, blanks)
        )
    ]
    ends = sum(len(c) for c in found if not c.added and _is_end(c, base_length))
    common = length - sum(len(c) for c in found if c.added)
    likeness = 2 * common / (length + base_length - ends)  # in words, without the base's ends
    alike = likeness >= (ALIKE if base_length >= SHORT else ALIKE_SHORT)
    if not serious:
        return ("exact" if alike else "nearest"), []
    if covered < LIKE:
        return "nearest", serious
    if any(_in_title(words.words, change) for change in serious):
        return "other-edition", serious
    return "modified", serious


def another_title(words: Words, start: int, found: Collection[Change]) -> Change | None:
    """The words before a region, where they give it another version or date than the base's title.

    Args:
        words: Of the text.
        start: First word of the region.
        found: All changes of the region.
    """
    first = max(0, start - TITLE)
    if not start or not any(not change.added and change.start == 0 for change in found):
        return None
    numbered = any(word.isdigit() for word in words.words[first:start])
    return Change(True, first, start, first) if numbered else None


def _is_said(text: Words, change: Change, found: Collection[Change], blanks: bool) -> bool:
    """Whether added words say more than whom a template was filled in for."""
    words = text.words
    run = b" ".join(words[change.start : change.end])
    around = b" ".join(words[max(0, change.start - 4) : change.end + 4])
    obliges = _OBLIGES.search(run) is not None or _OBLIGES_ZH.search(run) is not None
    if all(word in NUMBERS for word in words[change.start : change.end]):
        return _is_replaced(change, found) or not _numbers_a_clause(text, change)
    owner = _OWNED.search(around) or _is_near(text.dropped, change)
    filled = blanks and (owner or _is_replaced(change, found)) and _is_name(text, change)
    if not (filled or _ADDRESS.search(around)):
        return True
    if len(change) > FILLED:
        return obliges or len(change) > COPYRIGHT or not _OWNED.search(run)
    numbers = [word for word in words[change.start : change.end] if word.isdigit()]
    if any(not _YEAR.fullmatch(number) or change.start < HEAD for number in numbers):
        return not _ADDRESS.search(around)
    return obliges


def _is_statement(words: Sequence[bytes], change: Change) -> bool:
    """Whether added words, or a seam, are part of a copyright statement.

    Which statements are dropped depends on where lines end, so that one may be left on either side.
    """
    if len(change) > COPYRIGHT or not (change.added or not len(change)):
        return False
    start, end = (change.start, change.end) if change.added else (change.at, change.at)
    if len(change) and _RESERVED.issuperset(words[start:end]):
        return True
    before = b" ".join(words[max(0, start - FILLED) : start])
    run = b" ".join(words[start : max(end, start + SIZE)])
    begun = [found.end() for found in _STATEMENT.finditer(before + b" " + run)]
    if not begun or _OBLIGES.search(b" ".join(words[start:end])):
        return False
    rest = (before + b" " + run)[begun[-1] :] if change.added else before[begun[-1] :]
    return AFTER_STATEMENT.search(rest.decode()) is None


def _numbers_a_clause(text: Words, change: Change) -> bool:
    """Whether added numbers stand by themselves, as in ``2.`` or ``(b)``, and not in ``M2.5``."""
    lines = text.lines[text.line(change.start) - 1 : text.line(change.end - 1)]
    words = (re.escape(word.decode()) for word in text.words[change.start : change.end])
    pattern = re.compile(rf"(?<![\w.]){r'[^a-zA-Z0-9]+'.join(words)}(?!\w)", re.IGNORECASE)
    return pattern.search("\n".join(lines)) is not None


def _is_name(text: Words, change: Change) -> bool:
    """Whether a run holds what blanks are for: a year, a role, or the name of somebody.

    A name is a word with a capital that the text never has in lower case.
    """
    run = text.words[change.start : change.end]
    if not _ROLES.isdisjoint(run) or any(_YEAR.fullmatch(word) for word in run):
        return True
    lines = text.lines[text.line(change.start) - 1 : text.line(change.end - 1)]
    capitals = {word for line in lines for word in _CAPITAL.findall(without_accents(line))}
    names = {word for word in capitals if word.lower().encode() in run}
    return any(not _has_lower(text, word.lower()) for word in names)


def _has_lower(text: Words, word: str) -> bool:
    """Whether a text has a word in lower case."""
    lines = [line for line in text.lines if word in line]
    pattern = re.compile(rf"\b{re.escape(word)}\b")
    return any(pattern.search(line) for line in lines)


def _is_lost(
    text: Words, change: Change, found: Collection[Change], base_length: int, blanks: bool
) -> bool:
    """Whether words of the base are missing that are neither title, appendix nor placeholder."""
    if _is_end(change, base_length):
        return len(change) > (max(HEAD, ENDS * base_length) if blanks else TITLE)
    if blanks and len(change) <= COPYRIGHT and _is_near(text.dropped, change):
        return False
    return len(change) > FILLED or not _is_replaced(change, found)


def _is_near(places: Collection[int], change: Change) -> bool:
    return any(abs(at - change.at) <= SIZE for at in places)


def _is_end(change: Change, base_length: int) -> bool:
    return change.start == 0 or change.end >= base_length - 1


def _is_replaced(change: Change, found: Collection[Change]) -> bool:
    """Whether words of one text stand in the place of words of the other."""
    return any(other.added != change.added and abs(other.at - change.at) <= SIZE for other in found)


def _in_title(words: Sequence[bytes], change: Change) -> bool:
    return (
        change.added
        and change.start < HEAD
        and any(word.isdigit() for word in words[change.start : change.end])
    )
