"""What a README says about its licenses: which one, and what it covers.

Precision comes first: a sentence counts if it says in so many words under which terms something is,
and what; about other projects, about what may be, or about what a user has to do, none does. What
is only called "the license" counts by the file that it links to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from howopen.licenses.mentions import MAX_NAME, Mention, badge, meaning, mention
from howopen.licenses.passages import Image, Passage, passages, title
from howopen.licenses.phrases import (
    FIELD,
    LICENSE_HEADING,
    LICENSE_WORD,
    Phrase,
    between,
    grants,
    located,
    phrases,
)
from howopen.licenses.subjects import (
    MAX_COVERS,
    URL,
    Names,
    Subject,
    pattern,
    read_subject,
    says_nothing,
)

MAX_SAID = 240
"""Characters that are quoted of a sentence."""

MAX_REGION = 400
"""Characters before the name of a license that are read for what it covers."""

MOST = 100
"""Statements that are taken of one document."""

MOST_PHRASES = 5_000
"""Sentences and fields that are read of one document, of passages that speak of licenses."""

Kind = Literal["own", "base", "nc"]

_PAIR = re.compile(r"(?P<label>[^:：]{2,80}?)\s*(?:[:：]|\s[-–—]\s)\s*")
_ITEM_ASIDE = re.compile(
    r"(?P<label>[^()]{2,80}?)\s*\((?=[^()]{2,50}licen[cs]e\)\W*$)", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:which|that|whose)(?: (?!us\b)\w+){0,8}\W*$|\boriginal(?:ly)?\b", re.IGNORECASE
)
_USED = re.compile(r"\bused\W*$", re.IGNORECASE)
_QUALIFIED = re.compile(r"\bsubject to\b.{3,80},", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]{0,300}\)")
_OPENING = re.compile(
    r"\s*(?:in|for|to|as|while|when|if|since|with|by|after|before|note|please|see|subject to)\b|"
    r"\b(?:is|are|was|were|be|has|have|can|we|you|do|does)\b",
    re.IGNORECASE,
)
_MODEL_COLUMN = re.compile(r"model|name|variant|checkpoint|weights|模型", re.IGNORECASE)
_NON_COMMERCIAL = re.compile(
    r"\W*(?:non-?commercial|research)(?: use)?(?: only)?\W*", re.IGNORECASE
)
_PLACEHOLDER = re.compile(
    r"\W*(?:more information needed|n/?a|tbd|none|other|unknown|todo|see\b.*|\[.*)?\W*",
    re.IGNORECASE,
)
_OF_SENTENCE = re.compile(
    r"\b(?:for|please|see|under|with|is|are|this|these|we|you|by|requires?)\b", re.IGNORECASE
)
_ONLY_MORE = re.compile(r"\W*(?:licen[cs]ed?\W*)?(?:(?:please )?(?:see|refer|check|found)\b.*)?\W*")


@dataclass(frozen=True)
class Statement:
    """That something is under a license, in the words of the publisher.

    Attributes:
        subjects: Components (`howopen.components.COMPONENTS`) that it is about.
        covers: The named variants, parts or files of them; empty: all.
        expression: What the name means, or None where it is not the name of one known license.
        said: The sentence, shortened.
        name: The license as it is named; empty where it is only linked to.
        link: Where the name leads, or empty.
        lines: First and last.
        kind: ``own``: of this release; ``base``: of the model that it was made from; ``nc``: no
            license is named, but use is limited to research or to what is not commercial.
    """

    subjects: tuple[str, ...]
    covers: str
    expression: str | None
    said: str
    name: str
    link: str
    lines: tuple[int, int]
    kind: Kind = "own"


def statements(text: str, names: Collection[str] = (), first_line: int = 1) -> list[Statement]:
    """All statements of a README or model card, in order, each once.

    Args:
        text: Markdown without front matter; its lines end in a line feed.
        names: What the release is called. Without a name, whatever has one counts as its variant.
        first_line: Number of the first line of `text` in its file.
    """
    heading = title(text).partition(":")[0]
    if names and not LICENSE_WORD.search(heading):
        names = [*names, heading]
    reader = _Reader(Names(names))
    found: dict[tuple[object, ...], Statement] = {}
    for passage in passages(text, first_line):
        if pattern("others", "heading").search(passage.heading):
            continue
        for one in reader.read(passage):
            key = (one.subjects, one.covers, one.expression, one.name, one.kind)
            found.setdefault(key, one)
        if len(found) >= MOST:
            break
    return list(found.values())[:MOST]


class _Reader:
    """Reads passages; knows the names of the release, and those of its bases as they come."""

    def __init__(self, own: Names) -> None:
        self._own = own
        self._bases: set[str] = set()
        self._left = MOST_PHRASES

    def read(self, passage: Passage) -> Iterator[Statement]:
        for image in passage.plain.images:
            yield from self._badge(image)
        if passage.kind == "row":
            yield from self._row(passage)
            return
        if passage.kind == "code" and not LICENSE_HEADING.fullmatch(passage.heading):
            return
        for phrase in islice(phrases(passage), self._left):
            self._left -= 1
            labelled = list(self._labelled(phrase)) if passage.kind != "code" else []
            yield from labelled or self._sentence(phrase)

    def _badge(self, image: Image) -> Iterator[Statement]:
        shown = badge(image)
        if shown is None or not (shown.name or shown.link):
            return
        subjects = self._subject(shown.label).components or ("distribution",)
        said = f"badge: {shown.label}" + (f": {shown.name}" if shown.name else "")
        lines = (image.line, image.line)
        named = meaning(shown.name)
        yield Statement(subjects, "", named, said[:MAX_SAID], shown.name, shown.link, lines)

    def _row(self, passage: Passage) -> Iterator[Statement]:
        """A row of a table of models with a column of licenses, about one of this release."""
        heads = passage.columns
        column = next((i for i, head in enumerate(heads) if LICENSE_WORD.search(head)), 0)
        if not 0 < column < len(passage.cells) or not _MODEL_COLUMN.search(heads[0]):
            return
        item, cell = passage.cells[0], passage.cells[column]
        named = mention(cell.text, len(cell.text) - len(cell.text.lstrip()), cell.links)
        kind: Kind = "own"
        if named is None and _NON_COMMERCIAL.fullmatch(cell.text):
            named, kind = Mention("", None, 0), "nc"
        subject = read_subject(item.text, self._own)
        foreign = subject.foreign and not (named and _is_own_file(named.link))
        if named is None or foreign or not (subject.covers or subject.components):
            return
        covers = item.text.strip()[:MAX_COVERS] if self._own.is_part(item.text) else subject.covers
        subject = Subject(("weights",), covers)
        line = passage.plain.line(0)
        phrase = Phrase(f"{item.text}: {cell.text}", cell.links, (line, line), passage.heading)
        yield _statement(subject, named, phrase, kind)

    def _labelled(self, phrase: Phrase) -> Iterator[Statement]:
        """Fields ("License: MIT"), pairs under a license heading, and bare names there."""
        field = FIELD.match(phrase.text)
        label = field or _ITEM_ASIDE.match(phrase.text)
        if not label and phrase.under_license:
            label = _PAIR.match(phrase.text)
        if label is None:
            if phrase.under_license:
                yield from self._bare(phrase, 0, self._subject(phrase.heading))
            return
        subject = read_subject(label["label"], self._own)
        if field:
            subject = self._of_field(subject, phrase)
        elif not subject.components or subject.foreign:
            return
        yield from self._bare(phrase, label.end(), subject, field=field is not None)

    def _of_field(self, subject: Subject, phrase: Phrase) -> Subject:
        """What "License: ..." is about: what its label says, else the heading above it."""
        if subject.components or re.search(r"\bdata|数据", phrase.heading, re.IGNORECASE):
            return subject
        return Subject(("distribution",))

    def _bare(
        self, phrase: Phrase, start: int, subject: Subject, *, field: bool = False
    ) -> Iterator[Statement]:
        """A name that nothing but a hint where to read more follows."""
        start = between(phrase.text, start)
        named = mention(phrase.text, start, phrase.links)
        rest = phrase.text[start:].strip()
        if named and (field or _ONLY_MORE.fullmatch(phrase.text, named.end)):
            plausible = (
                named.expression or field or (_is_title(named.name) if named.name else named.link)
            )
        elif field and len(rest) <= MAX_NAME and len(rest.split()) <= 4 and rest.isascii():
            named = Mention(
                rest, meaning(rest), len(phrase.text), next((one.url for one in phrase.links), "")
            )
            plausible = not _PLACEHOLDER.fullmatch(rest)
        else:
            return
        if named and plausible and (subject.components or not field):
            components = subject.components or ("distribution",)
            yield _statement(subject._replace(components=components), named, phrase)

    def _subject(self, heading: str) -> Subject:
        """What a heading or label that speaks of a license is about."""
        return read_subject(LICENSE_WORD.sub(" ", heading), Names(()))

    def _sentence(self, phrase: Phrase) -> Iterator[Statement]:
        text = phrase.text
        self._learn_bases(text)
        if pattern("others", "sentence").search(text) or text.rstrip().endswith(("?", "？")):
            return
        position, found = 0, False
        for start, named in sorted(grants(phrase), key=lambda grant: grant[0]):
            if start < position:
                continue
            statement = self._granted(text[position:start], located(named, phrase), phrase)
            position = named.end
            if statement:
                found = True
                yield statement
        if not found:
            yield from self._limited(phrase)

    def _learn_bases(self, text: str) -> None:
        for lineage in pattern("others", "lineage").finditer(text):
            behind = re.split(r"[.,;](?!\d)", text[lineage.end() : lineage.end() + 80])[0]
            self._bases.update(read_subject(behind, self._own).others)

    def _granted(self, region: str, named: Mention, phrase: Phrase) -> Statement | None:
        """The statement that the words before a name make of it, if they make one."""
        region = region[-MAX_REGION:]
        leads_in = named.expression is None and phrase.text[named.end :].strip() == ":"
        if leads_in or _USED.search(region) or not (named.name or named.link):
            return None
        if pattern("others", "base").search(region):
            return _statement(Subject(("base-model",)), named, phrase, "base")
        lineage = pattern("others", "lineage").search(region)
        if lineage:
            return self._of_base(region, lineage, named, phrase)
        if _RELATIVE.search(region):
            return None
        qualified = _QUALIFIED.search(phrase.text, 0, named.end)
        if qualified and "subject to" not in region.lower():
            named = named._replace(expression=None)
        return self._of_this(self._about(region), region, named, phrase)

    def _of_this(
        self, subject: Subject, region: str, named: Mention, phrase: Phrase
    ) -> Statement | None:
        """The statement about a subject, unless that is none, or somebody else's."""
        if subject.foreign and _is_own_file(named.link):
            covers = subject.covers or ", ".join(subject.others)[:MAX_COVERS]
            subject = subject._replace(covers=covers, foreign=False)
        if subject.foreign:
            if self._bases.isdisjoint(subject.others):
                return None
            return _statement(Subject(("base-model",)), named, phrase, "base")
        if not subject.components:
            if not (phrase.under_license and region.strip() and says_nothing(region)):
                return None
            heading = self._subject(phrase.heading).components
            subject = Subject(heading or ("distribution",))
        return _statement(subject, named, phrase)

    def _about(self, region: str) -> Subject:
        """The subject of a clause: what stands behind its last colon, without an opening."""
        region = _ASIDE.sub(lambda aside: aside[0].replace(",", ";"), URL.sub(" ", region))
        head, colon, tail = region.replace("：", ":").rpartition(":")
        region = head if colon and says_nothing(tail) else tail
        *before, last = re.split(r"[,，](?!\d)", region)
        kept = [last]
        for part in reversed(before):
            if _OPENING.search(part):
                break
            kept.insert(0, part)
        return read_subject(", ".join(kept), self._own)

    def _of_base(
        self, region: str, lineage: re.Match[str], named: Mention, phrase: Phrase
    ) -> Statement | None:
        """What is said of Y in: X is derived from Y, which is licensed under ..."""
        behind = region[lineage.end() :]
        before = region[: lineage.start()]
        of_code = pattern("others", "lineage_of_code").search(behind)
        if of_code and not re.search("model|模型", behind):
            return None
        subject = self._about(before)
        if _RELATIVE.search(behind):
            covers = "" if subject.foreign else subject.covers
            return _statement(Subject(("base-model",), covers), named, phrase, "base")
        if subject.components and not subject.foreign and not of_code:
            return _statement(subject, named, phrase)
        return None

    def _limited(self, phrase: Phrase) -> Iterator[Statement]:
        """Limits on use without the name of a license."""
        limit = pattern("limits", "phrase").search(phrase.text)
        if limit is None:
            return
        before = phrase.text[: limit.start()]
        if "intended" in before and "licensed" not in before and "commercial" not in limit[0]:
            return  # a word on what it is good for
        subject = self._about(before)
        if subject.components and not subject.foreign:
            nothing = Mention("", None, limit.end())
            yield _statement(subject, nothing, phrase, "nc")


def _statement(subject: Subject, named: Mention, phrase: Phrase, kind: Kind = "own") -> Statement:
    said = " ".join(phrase.text.split()).lstrip(">*#- ")[:MAX_SAID]
    link = located(named, phrase).link
    return Statement(
        subject.components,
        subject.covers,
        named.expression,
        said,
        named.name,
        link,
        phrase.lines,
        kind,
    )


def _is_own_file(link: str) -> bool:
    """Whether a link leads to a file beside the README."""
    return bool(link) and not re.match(r"[a-z][a-z+.-]*:|//|#", link, re.IGNORECASE)


def _is_title(name: str) -> bool:
    """Whether a name that is not known looks like one: not "For full terms"."""
    return not name[0].islower() and _OF_SENTENCE.search(name) is None
