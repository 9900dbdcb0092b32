"""Verdicts of a word or a sign: "No." behind a question, a cross before an item or in a table.

No sentence says what they forbid: it stands beside them. It is given here in the words that a list
of what is forbidden would have, so that patterns read it like any other.
"""

from __future__ import annotations

import re

FORBIDDEN = "You may not:"
"""What leads in all that a verdict forbids."""

MAX_TITLE = 60
"""Characters of a heading or first cell that a verdict can be about."""

_SIGN = r"[❌✖✕✗✘🚫⛔]\ufe0f?"
_NO = rf"""(?:no|nope|never|not\ (?:allowed|permitted|licensed|covered|ok(?:ay)?)|prohibited
    |forbidden|disallowed|{_SIGN})(?!\w)"""
_CROSSED = re.compile(
    rf"^\W{{0,3}}?{_SIGN}(?:\s*no\b)?[\s:-]*(?P<what>\S.*)", re.IGNORECASE | re.DOTALL
)
_ANSWER = re.compile(
    rf"^(?:a(?:nswer)?:\s*)?(?:(?:sorry|unfortunately),?\s+)?{_NO}", re.IGNORECASE | re.VERBOSE
)
_ALONE = re.compile(rf"^\W{{0,3}}(?:strictly\s+)?{_NO}[.!\s]*$", re.IGNORECASE | re.VERBOSE)
_ACT = re.compile(
    r"\b(?:us(?:e|age|ing)|sell\w*|(?:re)?sale|(?:re)?distribut\w*|shar(?:e|ing)|publish\w*|modif\w*|"
    r"deriv\w*|train\w*|fine-?tun\w*|host\w*|sublicens\w*|deploy\w*|reverse|merg\w*|commerc\w*)",
    re.IGNORECASE,
)
"""What licenses are about. A bare "No" in a table may deny anything."""

_DUTY = re.compile(
    r"\b(?:requir|need|must|cannot|can't|not|mandatory|obligat|restrict|limit)", re.IGNORECASE
)
"""Behind these, "No" is good news, and a cross only underlines what is said."""

_OF_LEAVE = re.compile(r"allowed|permitted|permission|licensed|\b(?:can|may|ok)\b", re.IGNORECASE)
"""In the head of a table whose cells say whether something is."""

_QUESTION = re.compile(
    r"""(?:(?:can|may|could)\ (?:i|we|you|one|anyone|others|my\ \w+)
       |(?:am\ i|are\ we|is\ it|is\ one)\ (?:allowed|permitted|free|okay|ok)\ to
       |(?:is|are)(?=.*\ (?:allowed|permitted|okay|ok|possible)\?))
       \ (?P<what>[^?]+?)(?:\ (?:allowed|permitted|okay|ok|possible))?\?$""",
    re.IGNORECASE | re.VERBOSE,
)


def forbidden(before: str, words: str) -> str:
    """What a sentence forbids that only answers; empty if it does not.

    Args:
        before: The question before it, or the heading or cell that it is about.
        words: The sentence.
    """
    if (asked := _QUESTION.search(before)) and _ANSWER.match(words):
        return asked["what"]
    titled = 0 < len(before) <= MAX_TITLE and before[-1].isalnum() and not _DUTY.search(before)
    return before if titled and _ACT.search(before) and _ALONE.match(words) else ""


def forbidden_instead(written: str, head: str) -> str | None:
    """What a line with a cross, or a row of a Markdown table with a verdict, forbids.

    Args:
        written: The line or row, with its markup.
        head: The first row of the table that it is in.

    Returns:
        None if it is neither; empty if it forbids nothing, but denies what the first cell says.
    """
    if not written.startswith("|"):
        crossed = _CROSSED.match(written)
        what = crossed["what"] if crossed else ""
        return what if _ACT.search(what) and not _DUTY.search(what) else None
    cells = [cell.strip(" *_`") for cell in written.strip(" |").split("|")]
    if len(cells) < 2 or not _ALONE.match(cells[1]):
        return None
    return forbidden(*cells[:2]) if _OF_LEAVE.search(f"{head} {cells[0]}") else ""
