"""The papers on the release that the publisher names as its own.

Looks at: in the ``README.md`` at the root and in model cards, BibTeX entries under a heading on
citation, and links whose whole text is "paper", "technical report" or the like.
Claims: that there is a preprint, or a paper in proceedings or a journal.
Cannot see: what is in it, and how much of the release it is about; whether a venue reviews what it
prints; papers that are named in other ways.
Sources: the European Open Source AI Index keeps preprints and peer-reviewed papers apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, unread
from howopen.inspectors.registry import inspector, whole
from howopen.parsers.card import read_card
from howopen.parsers.markdown import Heading, read_markdown
from howopen.schema import Document, Evidence, Gap
from howopen.view import View

LIMIT = 2_000_000
NAMES = ("/README.md", "*model[-_ ]card*.md", "*modelcard*.md")
MOST_ENTRIES = 20
MAX_ENTRY = 3_000
"""Characters of one BibTeX entry that are looked at."""

_CITATION = re.compile(r"\b(citations?|citing|cite|bibtex|papers?|references?)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\W{0,3}((our|the|full|read|view)\s)?((technical|tech)\s)?(paper|report|preprint|arxiv)"
    r"(\s(link|pdf))?\W{0,3}",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^[ \t]{0,8}@(?P<type>[A-Za-z]{1,20})[ \t]{0,3}\{", re.MULTILINE)
_VENUE = re.compile(
    r"\b(booktitle|journal)\s{0,3}=\s{0,3}[{\"'](?P<venue>[^\n]{1,300})", re.IGNORECASE
)
_PREPRINT = re.compile(r"arxiv|\bCoRR\b|preprint|bioRxiv|medRxiv|SSRN|HAL\b", re.IGNORECASE)
_ARCHIVE = re.compile(
    r"https?://(www\.)?(arxiv\.org/(abs|pdf|html)/|(huggingface|hf)\.co/papers/)", re.IGNORECASE
)
_PROCEEDINGS = re.compile(r"https?://(www\.)?(aclanthology\.org/|proceedings\.)", re.IGNORECASE)


@inspector(
    "papers",
    version=1,
    claims=(Document,),
    reads={name: whole(LIMIT, files=200) for name in NAMES},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield each kind of paper once per line."""
    for artifact in view.glob(*NAMES):
        try:
            card = read_card(view.read(artifact.path))
            text = read_markdown(card.body, card.body_line)
        except HowopenError as error:
            yield unread(view, artifact.path, error)
            continue
        found: dict[tuple[int, str], None] = {}
        for link in text.links:
            if _OWN.fullmatch(link.text) and (kind := _of_address(link.url)):
                found[link.line, kind] = None
        lines = card.body.split("\n")
        for heading in text.headings:
            if _CITATION.search(heading.text):
                found |= dict.fromkeys(_cited(lines, card.body_line, heading))
        for line, kind in sorted(found)[:MOST_ENTRIES]:
            yield declared(
                "research-paper", Document(kind), view.snapshot.cite(artifact.path, line)
            )


def _of_address(url: str) -> str:
    if _ARCHIVE.match(url):
        return "preprint"
    return "paper" if _PROCEEDINGS.match(url) else ""


def _cited(lines: list[str], first_line: int, heading: Heading) -> Iterator[tuple[int, str]]:
    """Line and kind of each entry under a heading; an entry may be both."""
    section = "\n".join(lines[heading.line - first_line : heading.last_line - first_line + 1])
    starts = [(entry.start(), entry["type"].lower()) for entry in _ENTRY.finditer(section)]
    ends = [start for start, _ in starts[1:]] + [len(section)]
    for (start, type_), end in zip(starts[:MOST_ENTRIES], ends, strict=False):
        body = section[start : min(end, start + MAX_ENTRY)]
        line = heading.line + section.count("\n", 0, start)
        if _PREPRINT.search(body):
            yield line, "preprint"
        venue = _VENUE.search(body)
        if venue and type_ != "misc" and not _PREPRINT.search(venue["venue"]):
            yield line, "paper"
