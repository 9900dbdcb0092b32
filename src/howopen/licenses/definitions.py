"""The terms that a license text defines, as far as they change what its clauses mean.

"You may use the model only for Research Purposes" says nothing of commerce until one reads that
"Research Purposes means non-commercial scientific research".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from howopen.licenses.sentences import Sentence

MAX_TERMS = 200
"""Defined terms that are kept of one text; long contracts have some fifty."""

_DEFINES = re.compile(
    r"""^(?:\d[\d.]{0,8}\s)?[^a-zA-Z0-9"\u4e00-\u9fff]{0,4}(?:[a-z]\.\s)?
        (?:the\ term\ |an?\ |the\ )?
        (?:"(?P<quoted>[^"]{1,60})"
         | (?!You\b|If\b|Any\b|All\b|This\b|No\b|We\b|By\b)
           (?P<bare>[A-Z\u4e00-\u9fff][^"':.;]{1,40}?)(?!\ means\ (?:to|of)\b))
        (?:\ ?(?:,|or|and)\ ?"[^"]{1,40}"){0,3}(?:\ ?\([^()]{1,60}\))?
        \s?:?\s?(?:shall\ mean|means?\b(?!,)(?<!\bby\ means)|refers?\ to|is\ defined\ as
         | has\ the\ meaning|是?指|系指)""",
    re.VERBOSE,
)
_VERBS = ("mean", "refer", "defined as", "指")
"""One of these stands in every definition; asking for them first saves time."""

_NONCOMMERCIAL = re.compile(
    r"non-? ?commercial|not (?:be )?(?:primarily )?(?:intended for|directed)[^.]{0,60}commercial"
    r"|not [^.;]{0,40}commercial (?:advantage|purpose|gain)|非商业"
)
_URL = re.compile(r"https?://[^\s)\]>\"']{4,200}")


class Term(NamedTuple):
    """A term that the text defines.

    Attributes:
        name: In lower case.
        noncommercial: Its definition confines it to non-commercial purposes.
        url: Where its definition says that it is found, or empty.
    """

    name: str
    noncommercial: bool
    url: str


def defines(sentence: Sentence) -> str:
    """The term that a sentence, or the sentence that leads it in, defines; empty if none."""
    for words in (sentence.words, sentence.lead):
        if any(verb in words for verb in _VERBS) and (match := _DEFINES.match(words)):
            return str(match["quoted"] or match["bare"]).strip().lower()
    return ""


def terms(text: Iterable[Sentence]) -> dict[str, Term]:
    """All terms that the sentences define, by name."""
    found: dict[str, Term] = {}
    for sentence in text:
        name = defines(sentence)
        if not name or (name not in found and len(found) >= MAX_TERMS):
            continue
        before = found.get(name, Term(name, noncommercial=False, url=""))
        words = sentence.words.lower()
        url = _URL.search(words)
        found[name] = Term(
            name=name,
            noncommercial=before.noncommercial
            or ("commercial" not in name and bool(_NONCOMMERCIAL.search(words))),
            url=before.url or (url[0].rstrip(".,;") if url else ""),
        )
    return found


def resolved(words: str, known: dict[str, Term]) -> str:
    """A lower-case sentence in which confined terms say that they are non-commercial."""
    for term in known.values():
        if term.noncommercial and term.name in words:
            words = words.replace(term.name, f"{term.name} (non-commercial)")
    return words
