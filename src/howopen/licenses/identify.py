"""Which licenses stand in a text: whole texts, notices and mentions, and what was changed in them.

A text that is a known license plus or minus something is never reported as that license: it is
`modified`, or an `other-edition` of it, with the changes that say so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from howopen.licenses import editions
from howopen.licenses.changes import Change, changes
from howopen.licenses.index import CLUE, MENTION, NOTHING, NOTICE, TEXT, Index, shipped, unpack
from howopen.licenses.leftover import obligations_around, obliges
from howopen.licenses.matching import LEAST_LEFT, LONG, best_hits, exact_hits, whole
from howopen.licenses.resembling import Hit, Text, overlap
from howopen.licenses.tags import tags
from howopen.licenses.words import MOST_STATEMENT, Words, decode, words_of

LIMIT = 1_000_000
"""Bytes of a file that are read; the longest standard texts have some 200 KB."""

Outcome = Literal["exact", "modified", "other-edition", "nearest"]
Kind = Literal["text", "notice", "mention"]

TITLE_WORDS = 12
"""Most words beside a license that may be a title or the name of a project."""

HEAD_WORDS = 120
"""Words above a license among which its title stands."""

TITLE_LINES = 6
"""Lines from a title to the text under it."""

NOTICE_WORDS = 90
"""Words from which on what is listed as a notice is judged like the text of a license."""

CLOSE = 0.97
"""Share of the weight of the best from which on another may be the one that was changed less."""

_KINDS: dict[int, Kind] = {TEXT: "text", NOTICE: "notice", MENTION: "mention", CLUE: "mention"}
_PUBLIC_DOMAIN = "LicenseRef-scancode-public-domain"
_GENERIC = re.compile(
    r"LicenseRef-scancode-(unknown|proprietary-license|warranty-disclaimer|"
    r"other-|generic-|commercial-license|free-unknown|see-license)"
)
_NONE_RESERVED = re.compile(r"\W*\bno rights reserved\b.*", re.IGNORECASE)
_VAGUE = {"GPL-1.0-or-later": "GPL-", "LGPL-2.0-or-later": "LGPL-"}
"""What ScanCode calls a name without a version, and how the same with a version begins."""


@dataclass(frozen=True)
class Difference:
    """A run of words by which a text differs from its base.

    Attributes:
        added: The text has it and the base does not; otherwise the other way round.
        count: How many words.
        lines: Where in the text it stands, or is missing.
        words: The words, normalized; empty where they are the base's, which holds no texts.
    """

    added: bool
    count: int
    lines: tuple[int, int]
    words: str


@dataclass(frozen=True)
class Match:
    """A license that stands in a text.

    Attributes:
        base: Expression of the license that it is, or is nearest to.
        kind: Its whole text, a notice that it applies, or a mention of it.
        outcome: ``exact``: these are its words, blanks filled in; ``modified``: some were added,
            left out or changed; ``other-edition``: with another version or date in its title;
            ``nearest``: less than that, but nothing known is nearer.
        lines: First and last.
        similarity: Likeness of text and base, 0 to 1.
        diff: Why the outcome is not ``exact``.
    """

    base: str
    kind: Kind
    outcome: Outcome
    lines: tuple[int, int]
    similarity: float = 1.0
    diff: tuple[Difference, ...] = ()

    @property
    def expression(self) -> str | None:
        """The license, or None where the text was changed."""
        return self.base if self.outcome == "exact" else None


@dataclass(frozen=True)
class Identified:
    """What a text was found to be.

    Attributes:
        expression: The license that the whole text is, and nothing more; or None.
        matches: All licenses that stand in it, in order.
        lines: First and last line of what matched; of the whole text if nothing did.
        similarity: Share of the words that the matches cover, 0 to 1.
        title: The first words of the text, for people.
    """

    expression: str | None
    matches: tuple[Match, ...]
    lines: tuple[int, int]
    similarity: float
    title: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The licenses that stand in it unchanged, in order, each once.

        A name without a version is left out where the same license is there with one.
        """
        changed = {m.base for m in self.matches if m.outcome != "exact"}
        names = dict.fromkeys(
            m.base
            for m in self.matches
            if m.outcome == "exact" and not (m.kind == "mention" and m.base in changed)
        )
        return tuple(name for name in names if not _is_vague(name, names))


def identify(data: bytes, index: Index | None = None) -> Identified:
    """Identify the licenses in a file; any bytes give an answer.

    Args:
        data: The file; what lies beyond `LIMIT` is not looked at.
        index: What is known, in place of the index that is shipped.
    """
    index = index or _index()
    text = decode(data[:LIMIT])
    words = words_of(text)
    regions = _regions(index, words)
    tagged = [
        Match(expression, "notice", "exact", (line, line))
        for expression, line in tags(text)
        if not any(m.kind == "text" and m.lines[0] <= line <= m.lines[1] for _, m in regions)
    ]
    lines = {match.lines for match in tagged}
    matches = [match for _, match in regions if match.lines not in lines] + tagged
    rest = _beside(words, [hit for hit, _ in regions])
    return Identified(
        expression=_whole_file(matches, rest),
        matches=tuple(sorted(matches, key=lambda match: match.lines)),
        lines=_lines(matches, text),
        similarity=round(1 - len(rest) / len(words.words), 3) if regions else 0.0,
        title=_title(text),
    )


def _beside(words: Words, hits: Sequence[Hit]) -> list[bytes]:
    """The words that are in no hit."""
    taken = bytearray(len(words.words))
    for hit in hits:
        taken[hit.start : hit.end] = b"\1" * len(hit)
    return [word for word, inside in zip(words.words, taken, strict=True) if not inside]


@cache
def _index() -> Index:
    return unpack(shipped())


def _regions(index: Index, words: Words) -> list[tuple[Hit, Match]]:
    known = whole(index, words.words)
    if known is not None:
        hit = Hit(known, 0, len(words.words), len(words.words))
        return [(hit, _match(index, words, _Found(hit, "exact", ())))]
    prepared = Text(words.words)
    exact = exact_hits(index, prepared)
    short = [hit for hit in exact if len(hit) < LONG]
    best = best_hits(index, prepared, [hit for hit in exact if len(hit) >= LONG], short)
    judged = [_best_judged(index, words, prepared, hits, short) for hits in best]
    long = _without_held(index, judged)
    short = _without_asides(index, words, short, judged)
    found = [*long, *(_Found(hit, "exact", ()) for hit in short)]
    found = [one for one in found if _is_reported(index, words, one.hit)]
    spans = [(hit.start, hit.end) for hit in [*(one.hit for one in judged), *short]]
    return [
        (one.hit, _match(index, words, _with_leftover(index, words, one, spans)))
        for one in sorted(found, key=lambda one: one.hit.start)
    ]


@dataclass(frozen=True)
class _Found:
    """A hit, judged."""

    hit: Hit
    outcome: Outcome
    serious: tuple[Change, ...]


def _best_judged(
    index: Index, words: Words, text: Text, hits: Sequence[Hit], short: Sequence[Hit]
) -> _Found:
    """Of a hit and its rivals the very license that explains most, else the one changed least.

    Where what was changed is not known, that which the title names. A license that hardly
    explains more than what many share, a disclaimer of warranty, is not there.
    """
    nothing = next((hit for hit in hits if index.kind[hit.reference] == NOTHING), None)
    if nothing and not hits[0].exact:
        return _Found(nothing, "nearest", ())
    best, most, changed = None, 0, []
    for hit in hits:
        if best is not None and len(hit) <= most:
            continue
        found, explained = _judge(index, words, text, hit)
        if found.outcome == "exact" and explained > most:
            best, most = found, explained
        changed.append((found, explained))
    if best is not None:
        return best
    known = [found for found, _ in changed if index.is_full(found.hit.reference)]
    if not known:
        named = {index.expression_number(one.reference) for one in short if _heads(one, hits[0])}
        titled = (one for one, _ in changed if index.expression_number(one.hit.reference) in named)
        return next(titled, changed[0][0])
    close = [found for found in known if found.hit.weight >= CLOSE * known[0].hit.weight]
    return min(close, key=lambda found: sum(map(len, found.serious)))


def _judge(index: Index, words: Words, text: Text, hit: Hit) -> tuple[_Found, int]:
    """A hit with its outcome, and how many of its words are the reference's."""
    if hit.exact:
        return _Found(hit, "exact", ()), len(hit)
    if not index.is_full(hit.reference):
        return _Found(hit, "modified" if hit.covered >= editions.LIKE else "nearest", ()), 0
    base = index.sequence(hit.reference)
    known = index.shingle_set(hit.reference)
    found = changes(text.words, text.hashes, hit.start, hit.end, base, known)
    length = index.length[hit.reference]
    name = index.expression(hit.reference)
    blanks = not name.startswith("LicenseRef-")
    outcome, serious = editions.judge(words, found, len(hit), length, hit.covered, blanks=blanks)
    title = None if blanks else editions.another_title(words, hit.start, found)
    if title:
        outcome, serious = "other-edition", [title, *serious]
    return _Found(hit, outcome, tuple(serious)), len(hit) - sum(map(len, found))


def _with_leftover(
    index: Index, words: Words, found: _Found, known: Sequence[tuple[int, int]]
) -> _Found:
    """The same, modified if words beside it oblige or restrict."""
    hit = found.hit
    kind = index.kind[hit.reference]
    if len(hit) < (LONG if kind == TEXT else NOTICE_WORDS):
        return found
    own = (hit.start, hit.end)
    added = obligations_around(words, own, [span for span in known if span != own])
    if not added:
        return found
    changes = (*found.serious, *(Change(True, start, end, start) for start, end in added))
    return _Found(hit, "modified" if found.outcome == "exact" else found.outcome, changes)


def _without_held(index: Index, found: Sequence[_Found]) -> list[_Found]:
    """Without licenses that are the rest of the text of another that is there."""
    numbers = [index.expression_number(one.hit.reference) for one in found]
    held = [
        (index.holds.get(number, ()), index.longest.get(number, 0) - len(one.hit))
        for one, number in zip(found, numbers, strict=True)
        if index.kind[one.hit.reference] == TEXT
    ]
    return [
        one
        for one, number in zip(found, numbers, strict=True)
        if not any(number in others and len(one.hit) <= rest + TITLE_WORDS for others, rest in held)
    ]


def _without_asides(
    index: Index, words: Words, short: Sequence[Hit], long: Sequence[_Found]
) -> list[Hit]:
    """Short hits that count: none inside a long one, none that a long one mentions itself.

    What was added to a long one is not inside it.
    """
    numbers = {index.expression_number(one.hit.reference) for one in long if len(one.hit) >= LONG}
    mentioned = {other for number in numbers for other in index.mentions.get(number, ())}
    added = [(c.start, c.end) for one in long for c in one.serious if c.added]
    return [
        hit
        for hit in short
        if (len(hit) >= LEAST_LEFT or index.expression_number(hit.reference) not in mentioned)
        and not _GENERIC.match(index.expression(hit.reference))
        and (index.kind[hit.reference] != MENTION or not _is_bare_word(words, hit))
        and (
            any(start <= hit.start and hit.end <= end for start, end in added)
            or not any(
                overlap(hit, one.hit)
                or (index.kind[one.hit.reference] < CLUE and _is_title(index, words, hit, one.hit))
                for one in long
            )
        )
    ]


def _heads(short: Hit, hit: Hit) -> bool:
    """Whether a short hit stands where the title of a long one does."""
    return hit.start - HEAD_WORDS <= short.start < hit.start + TITLE_WORDS


def _is_bare_word(words: Words, hit: Hit) -> bool:
    """Whether a hit is one word, and without a version: ``MIT`` is a university as well."""
    return len(hit) == 1 and words.words[hit.start].isalpha()


def _is_reported(index: Index, words: Words, hit: Hit) -> bool:
    """Whether a hit is a license: of what only hints at one, "public domain" that stands alone."""
    kind = index.kind[hit.reference]
    alone = index.expression(hit.reference) == _PUBLIC_DOMAIN and _stands_alone(words, hit)
    return kind < CLUE or (kind == CLUE and alone)


def _stands_alone(words: Words, hit: Hit) -> bool:
    """Whether a line, or what follows the last colon in it, says nothing else."""
    line = _NONE_RESERVED.sub("", words.lines[words.line(hit.start) - 1])
    return len(line) <= MOST_STATEMENT and (
        re.findall(rb"[a-z0-9]+", line.rpartition(":")[2].lower().encode())
        == words.words[hit.start : hit.end]
    )


def _is_title(index: Index, words: Words, hit: Hit, other: Hit) -> bool:
    """Whether a short hit is the line above a long one; a sentence that names a version is none."""
    numbered = any(map(bytes.isdigit, words.words[hit.start : hit.end]))
    if numbered and index.kind[hit.reference] == NOTICE:
        return False
    close = hit.end <= other.start < hit.end + TITLE_WORDS
    lines = words.line(other.start) - words.line(hit.start)
    return close and lines <= TITLE_LINES and len(hit) < LEAST_LEFT


def _match(index: Index, words: Words, found: _Found) -> Match:
    hit = found.hit
    return Match(
        base=index.expression(hit.reference),
        kind=_KINDS[index.kind[hit.reference]],
        outcome=found.outcome,
        lines=(words.line(hit.start), words.line(max(hit.start, hit.end - 1))),
        similarity=round(hit.dice, 3),
        diff=tuple(_differences(words, found.serious)),
    )


def _differences(words: Words, changes: Sequence[Change]) -> Iterator[Difference]:
    last = len(words.words) - 1
    for change in changes:
        if change.added:
            lines = words.line(change.start), words.line(max(change.start, change.end - 1))
            said = b" ".join(words.words[change.start : change.end]).decode()
            yield Difference(True, len(change), lines, said)
        else:
            line = words.line(max(0, min(change.at, last)))
            yield Difference(False, len(change), (line, line), "")


def _whole_file(matches: Sequence[Match], rest: Sequence[bytes]) -> str | None:
    """The one license that the file is: its text, or a notice of it, and hardly a word beside."""
    licenses = {match.base for match in matches}
    if len(licenses) != 1 or any(match.outcome != "exact" for match in matches):
        return None
    only_named = all(match.kind == "mention" for match in matches)
    if len(rest) > (0 if only_named else TITLE_WORDS) or obliges(rest):
        return None
    return licenses.pop()


def _is_vague(name: str, names: Collection[str]) -> bool:
    family = _VAGUE.get(name)
    return family is not None and any(other.startswith(family) and other != name for other in names)


def _lines(matches: Sequence[Match], text: str) -> tuple[int, int]:
    if not matches:
        return 1, text.rstrip().count("\n") + 1
    return min(m.lines[0] for m in matches), max(m.lines[1] for m in matches)


def _title(text: str) -> str:
    """The first line with words in it, shortened."""
    line = next((line for line in text.splitlines() if re.search(r"\w", line)), "")
    return " ".join(line.strip(" #*=-\t").split())[:80]
