"""Which license a text is: a file that is one known license and nothing more, or unknown.

Matching is licenseclassifier's, which reports few false names. Its matches may leave words over,
and those words can change everything ("for non-commercial use"), so a text with words left over
that are not a copyright line or a title stays unidentified: a near-miss is never reported as the
license.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LIMIT = 1_000_000
"""Bytes of a license file that are read; the longest standard texts have some 50 KB."""

TITLE_WORDS = 8
"""Most words left over that may be a title or the name of a project."""

_COPYRIGHT = re.compile(
    r"^\W*(copyright|\(c\)|©|all rights reserved).*$", re.IGNORECASE | re.MULTILINE
)
_WORD = re.compile(r"\w+")
_CHANGING = re.compile(
    r"\b(not?|non|only|except|but|must|shall|may|prohibit\w*|restrict\w*|commercial|research|"
    r"additional|modified|addendum|rider|clause|condition\w*|provided|unless)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Identified:
    """What a license text was found to be.

    Attributes:
        expression: SPDX id of the whole text, or None.
        parts: SPDX ids of all license texts that stand in it, in order.
        lines: First and last line of what matched; of the whole text if nothing did.
        similarity: Share of the words that the matched texts cover, 0 to 1.
        title: The first words of the text, for people.
    """

    expression: str | None
    parts: tuple[str, ...]
    lines: tuple[int, int]
    similarity: float
    title: str


def identify(data: bytes) -> Identified:
    """Identify the text of a license file; any bytes give an answer."""
    from licenseclassifier import identify_license  # loads its texts: 30 ms

    text = data[:LIMIT].decode("utf-8", "replace")
    matches = identify_license(text)
    parts = tuple(dict.fromkeys(match.id for match in matches))
    rest = text
    for match in reversed(matches):
        rest = rest[: match.start] + "\n" + rest[match.end :]
    rest = _COPYRIGHT.sub("", rest)
    left, words = len(_WORD.findall(rest)), len(_WORD.findall(text))
    whole = len(parts) == 1 and left <= TITLE_WORDS and not _CHANGING.search(rest)
    first = matches[0].start if matches else 0
    last = matches[-1].end if matches else len(text)
    return Identified(
        expression=parts[0] if whole else None,
        parts=parts,
        lines=(text.count("\n", 0, first) + 1, text[:last].rstrip().count("\n") + 1),
        similarity=round(1 - left / words, 3) if matches and words else 0.0,
        title=_title(text),
    )


def _title(text: str) -> str:
    """The first line with words in it, shortened."""
    line = next((line for line in text.splitlines() if _WORD.search(line)), "")
    return " ".join(line.strip(" #*=-\t").split())[:80]
