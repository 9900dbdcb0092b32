"""The sentences and fields of a passage, and the licenses that are granted in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from howopen.licenses.mentions import Mention, mention
from howopen.licenses.passages import Link, Passage
from howopen.licenses.subjects import pattern

MOST_GRANTS = 20
"""Phrases like "is licensed under" that are looked at in one sentence."""

NEAR = 80
"""Characters behind a name in which words like "found in the LICENSE file" are about it."""

LICENSE_WORD = re.compile(
    r"licen[cs](?:es?|ing|ed)|licencia|lizenz|许可协议|许可证|许可|协议|授权|ライセンス",
    re.IGNORECASE,
)
LICENSE_HEADING = re.compile(
    r"[\W\d_]*(?:[\w&/-]+\W+){0,3}(?:licen[cs](?:es?|ing)|licencia|lizenz|terms of use)"
    r"(?:\W+(?:agreements?|notices?|terms|info(?:rmation)?|details|citation|use|usage|copyright|"
    r"and|of|disclaimer|contact))*\W*|\W*[\u3040-\u30ff\u4e00-\u9fff]{0,8}(?:许可证?|协议|授权|"
    r"ライセンス).{0,6}",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])[\"”’)\]]{0,2}\s+(?=[\"“(\[]?[^\sa-z])|(?<=[。！？；;])")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|inc|ltd|co|corp|v|vs|etc|cf|version|no)\.$", re.IGNORECASE
)
FIELD = re.compile(
    r"\W*(?P<label>(?:[\w-]+ ){0,3}licen[cs](?:es?|ing)(?: agreement| information| type| name)?|"
    r"[\u4e00-\u9fff]{0,6}(?:许可协议|许可证|许可|协议))\s*(?:\([^()]{0,40}\)\s*)?"
    r"(?:[:：]|(?-i:(?= A )))\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\W{0,4}[A-Z][\w ()/-]{1,30}:\s")
_IN_FILE = re.compile(
    r"\b(?:in|see)\s+(?:the\s+)?(?:file\s+)?((?:[\w.-]+/){0,9}[\w.-]*LICEN[CS]E[\w.-]*)"
)
_RELEASED = re.compile(
    r"\b(?:releas|publish|shar(?:e|ing)|available|provid|distribut)", re.IGNORECASE
)


class Phrase(NamedTuple):
    """Part of a passage that one statement is read from."""

    text: str
    links: list[Link]
    lines: tuple[int, int]
    heading: str

    @property
    def under_license(self) -> bool:
        """Whether it stands under a heading that says that licenses follow."""
        return bool(LICENSE_HEADING.fullmatch(self.heading))


def phrases(passage: Passage) -> Iterator[Phrase]:
    """The sentences of a passage, its fields, and the links that are fields."""
    plain = passage.plain
    for link in plain.links:
        if FIELD.match(plain.text, link.start, link.end):
            yield _phrase(passage, link.start, link.end)
    start = 0
    for end, following in [*_breaks(passage), (len(plain.text), len(plain.text))]:
        if plain.text[start:end].strip():
            yield _phrase(passage, start, end)
        start = max(start, following)


def _breaks(passage: Passage) -> list[tuple[int, int]]:
    """Where sentences end and the next begin, and where a line begins with a label."""
    text = passage.plain.text
    breaks = [
        (found.start(), found.end())
        for found in _END.finditer(text)
        if not _ABBREVIATION.search(text[max(0, found.start() - 12) : found.start()])
    ]
    breaks += [(at, at) for at in passage.plain.line_starts if _LABEL.match(text, at)]
    return sorted(breaks)


def _phrase(passage: Passage, start: int, end: int) -> Phrase:
    plain = passage.plain
    links = [
        Link(link.start - start, link.end - start, link.url)
        for link in plain.links
        if start <= link.start < end
    ]
    lines = (plain.line(start), plain.line(max(start, end - 1)))
    return Phrase(plain.text[start:end], links, lines, passage.heading)


def grants(phrase: Phrase) -> Iterator[tuple[int, Mention]]:
    """Where a phrase like "under the" begins, and the license behind it; or in front of it."""
    text = phrase.text
    for trigger in islice(pattern("grant", "before").finditer(text), MOST_GRANTS):
        named = mention(text, between(text, trigger.end()), phrase.links)
        if trigger[0].lower() == "with" and not _RELEASED.search(text, 0, trigger.start()):
            continue
        if named:
            yield trigger.start(), named
    for verb in islice(pattern("grant", "is").finditer(text), MOST_GRANTS):
        start = between(text, verb.end())
        named = mention(text, start, phrase.links)
        if named and named.expression and not text[start].islower():
            yield verb.start(), named
    for behind in islice(pattern("grant", "behind").finditer(text), MOST_GRANTS):
        for link in phrase.links:
            if link.end <= behind.start() <= link.end + 2:
                named = mention(text, link.start, phrase.links)
                if named:
                    yield link.start, named


def between(text: str, start: int) -> int:
    """Where the name begins, behind articles and the like."""
    found = pattern("grant", "between").match(text, start)
    return found.end() if found else start


def located(named: Mention, phrase: Phrase) -> Mention:
    """The same with where its text is, if the words behind it say so."""
    stop = named.end + NEAR
    behind = (one for one in phrase.links if named.end <= one.start < stop and _is_license(one))
    in_file = _IN_FILE.search(phrase.text, named.end, stop)
    return named._replace(
        link=named.link or next((one.url for one in behind), in_file[1] if in_file else "")
    )


def _is_license(link: Link) -> bool:
    return re.search(r"licen[cs]e", link.url, re.IGNORECASE) is not None
