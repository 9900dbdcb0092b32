"""Finding known texts in a text: word for word by anchors, resembling ones by sketches.

Both work on hashes (`howopen.licenses.index`). What is found are regions of words; what a region
means is judged by `howopen.licenses.editions` and `howopen.licenses.identify`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress, count
from operator import not_
from zlib import crc32

from howopen.licenses.index import CLUE, NOTHING, Index
from howopen.licenses.shingles import SIZE, digest, shingles

WORK = 4_000_000
"""Words that are compared at most to verify anchors: bounds the time of made-up texts."""

GAP = 60
"""Words between two shared shingles from which on they are two regions."""

CANDIDATES = 16
"""References resembling the text that are looked at closely, of each sort."""

PROMISING = 0.65
"""Share of the weight that the best seems to have, by its sketch, of one that is looked at."""

MOST_WORDS = 6_000
"""Words from which on a longer reference does not promise more."""

LEAST_UNEXPLAINED = 4
"""Words beside texts found word for word from which on resembling ones are looked for."""

LEAST_SHARED = 6
"""Shingles of a sketch that have to be there."""

LEAST_LEFT = 20
"""Words left over from which on another resembling text is looked for: the shortest sketched."""

SKETCHY, VERY_SKETCHY = 0.95, 0.88
"""What the weight of a hit by sketch counts beside one that is known word for word."""

NEARLY = 0.85
"""Share of the weight of the best hit from which on another is a rival."""

RIVALS = 8
"""Rivals of one hit that are judged as well."""

ROUNDS = 12
"""Resembling texts that are looked for in one file."""


@dataclass(frozen=True)
class Hit:
    """A region of a text that is, or resembles, a reference.

    Attributes:
        reference: Its number in the index.
        start: First word of the region.
        end: Word behind its last.
        covered: Share of the reference that is there, 0 to 1.
        weight: Words that it explains, less half of those that are missing on either side.
        dice: Likeness of reference and region, 0 to 1; 1 for the same words.
    """

    reference: int
    start: int
    end: int
    weight: float
    covered: float = 1.0
    dice: float = 1.0

    @property
    def exact(self) -> bool:
        """Whether the words are the very words of the reference."""
        return self.dice == 1.0

    def __len__(self) -> int:
        return self.end - self.start


class Text:
    """The words of a text and their shingles."""

    def __init__(self, words: list[bytes]) -> None:
        self.words = words
        self.hashes = shingles(words)


class Free:
    """Words of a text that are in no hit yet: the distinct shingles that begin there, in order.

    Attributes:
        first: Shingle to where it first stands.
        positions: Where they first stand, ascending.
        hashes: Of the whole text, with None where no shingle first stands.
    """

    def __init__(self, text: Text, taken: bytearray) -> None:
        every = range(len(text.hashes))
        free = [*compress(every, map(not_, taken))] if any(taken) else every
        hashes = map(text.hashes.__getitem__, reversed(free))
        self.first = dict(zip(hashes, reversed(free), strict=True))
        self.positions = sorted(self.first.values())
        self.hashes: list[int | None] = [None] * len(text.hashes)
        for hash_, at in self.first.items():
            self.hashes[at] = hash_

    def between(self, start: int, end: int) -> int:
        """How many of them first stand from one word to before another."""
        return bisect_left(self.positions, end) - bisect_left(self.positions, start)


def whole(index: Index, words: Sequence[bytes]) -> int | None:
    """The reference whose words are all the words of the text, if there is one."""
    found = index.whole.get(digest(words))
    return None if found is None or index.kind[found] == NOTHING else found


def exact_hits(index: Index, text: Text) -> list[Hit]:
    """References that stand in the text word for word, longest first, none inside another."""
    length = len(text.words)
    taken = bytearray(length)
    kept: list[Hit] = []
    for hit in sorted(_exact(index, text), key=lambda hit: (-len(hit), hit.start, hit.reference)):
        inside = sum(taken[hit.start : hit.end])
        if inside > 0.3 * len(hit):
            continue
        taken[hit.start : hit.end] = b"\1" * len(hit)
        kept.append(hit)
    return kept


def _exact(index: Index, text: Text) -> Iterator[Hit]:
    work = WORK
    for start, end in chain(_anchored(index, text), _short(index, text)):
        if start < 0 or end > len(text.words):
            continue
        work -= end - start
        if work < 0:
            return
        reference = index.whole.get(digest(text.words[start:end]))
        if reference is not None:
            yield Hit(reference, start, end, end - start)


def _anchored(index: Index, text: Text) -> Iterator[tuple[int, int]]:
    """Where references may begin and end, by shingles."""
    anchors = index.anchors
    for at in compress(count(), map(anchors.__contains__, text.hashes)):
        for before, behind in anchors[text.hashes[at]]:
            yield at - before, at + behind


def _short(index: Index, text: Text) -> Iterator[tuple[int, int]]:
    """The same for references of up to three words, by words."""
    anchors = index.short_anchors
    hashes = {word: crc32(word) for word in set(text.words)}
    wanted = {word: anchors[hash_] for word, hash_ in hashes.items() if hash_ in anchors}
    for at in compress(count(), map(wanted.__contains__, text.words)):
        for before, behind in wanted[text.words[at]]:
            yield at - before, at + behind


def best_hits(index: Index, text: Text, exact: list[Hit]) -> list[list[Hit]]:
    """The long texts that stand in a text, each in words of its own, with its near rivals behind.

    Args:
        index: What is known.
        text: What is looked at.
        exact: Long references found word for word; they stand unless one that only resembles
            explains more of the text.
    """
    taken = bytearray(len(text.words))
    looked_for = _unexplained(text, exact)
    rivals, found = list(exact), []
    for _ in range(ROUNDS):
        regions = _regions(index, Free(text, taken), rivals) if looked_for else []
        hits = rivals + [hit for hit in regions if hit.weight > _explained(index, hit, rivals)]
        best = max(hits, key=lambda hit: (hit.weight, -hit.reference), default=None)
        if best is None:
            break
        rest = [hit for hit in hits if hit is not best and _competes(hit, best)]
        found.append([best, *sorted(rest, key=lambda hit: (-hit.weight, hit.reference))[:RIVALS]])
        number = index.expression_number(best.reference)
        for hit in (one for one in found[-1] if index.expression_number(one.reference) == number):
            taken[hit.start : hit.end] = b"\1" * len(hit)
        if taken.count(0) < LEAST_LEFT:
            break
        rivals = [hit for hit in rivals if not any(taken[hit.start : hit.end])]
    return found


def _regions(index: Index, free: Free, rivals: list[Hit]) -> list[Hit]:
    """Regions of references of whose sketch enough stands in the text, most alike first."""
    best = max((hit.weight for hit in rivals), default=0.0)
    known = list(filter(index.sketches.__contains__, free.first))
    lists = [index.sketched(index.sketches[hash_]) for hash_ in known]
    hits = []
    shared = Counter(chain.from_iterable(lists))
    for reference, weight in _most_alike(index, shared).items():
        if weight < PROMISING * best:
            continue
        if _at_most(index, free, reference, shared[reference]) < NEARLY * best:
            continue
        candidate = _candidate(index, free, reference, known)
        hit = _region(index, free, candidate) if candidate.at_most >= NEARLY * best else None
        if hit:
            hits.append(hit)
            best = max(best, hit.weight)
    return hits


def _explained(index: Index, hit: Hit, exact: Iterable[Hit]) -> int:
    """The words of a hit that texts of several licenses, not held by its own, are word for word."""
    own = index.expression_number(hit.reference)
    inside = {
        one: min(hit.end, one.end) - max(hit.start, one.start)
        for one in exact
        if one.start < hit.end and hit.start < one.end and index.kind[one.reference] < CLUE
    }
    names = {index.expression_number(one.reference) for one in inside}
    several = " " in index.expression(hit.reference)
    if len(names) < 2 or (not several and names - {own} <= index.holds.get(own, set())):
        return 0
    return sum(inside.values())


def _unexplained(text: Text, exact: list[Hit]) -> bool:
    return len(text.words) - sum(map(len, exact)) >= LEAST_UNEXPLAINED


def _competes(hit: Hit, best: Hit) -> bool:
    """Whether a hit explains nearly as much of about the same words."""
    shared = min(hit.end, best.end) - max(hit.start, best.start)
    return hit.weight >= NEARLY * best.weight and shared >= NEARLY * len(best)


@dataclass(frozen=True)
class _Candidate:
    """A reference that may be in the text.

    Attributes:
        reference: Its number.
        size: Its shingles that are known: all of them, or its sketch.
        scale: How many of its shingles one of these stands for.
        shared: For each word of the text, 1 where a shingle that both share first stands, else 0.
    """

    reference: int
    size: int
    scale: float
    shared: bytes

    @property
    def at_most(self) -> float:
        """No region can have more weight."""
        return self.scale * (1.5 * self.shared.count(1) - 0.5 * self.size)


def _at_most(index: Index, free: Free, reference: int, number: int) -> float:
    """No region can have more weight, where so many shingles of a sketch are shared."""
    size = index.distinct(reference)
    if index.is_full(reference):
        return 1.5 * min(size, len(free.first)) - 0.5 * size
    return size * (1.5 * number / index.sketch_size[reference] - 0.5)


def _candidate(index: Index, free: Free, reference: int, known: Iterable[int]) -> _Candidate:
    """What the free words share with a reference; `known` are those of them in any sketch."""
    if index.is_full(reference):
        own = index.shingle_set(reference)
        return _Candidate(reference, len(own), 1.0, bytes(map(own.__contains__, free.hashes)))
    size = index.sketch_size[reference]
    scale = max(1.0, index.distinct(reference) / size)
    shared = bytearray(len(free.hashes))
    for hash_ in known:
        if index.is_sketched(index.sketches[hash_], reference):
            shared[free.first[hash_]] = 1
    return _Candidate(reference, size, scale, bytes(shared))


def _most_alike(index: Index, shared: Counter[int]) -> dict[int, float]:
    """Of references that share so many shingles of their sketches those to look at closely.

    With the weight that each has if the rest of it is like its sketch; largest first.
    """
    sizes = index.sketch_size
    weight = {
        reference: min(index.distinct(reference), MOST_WORDS)
        * (1.5 * number / sizes[reference] - 0.5)
        for reference, number in shared.items()
        if number >= LEAST_SHARED and number >= 0.45 * sizes[reference]
    }
    enough = PROMISING * max(weight.values(), default=0.0)
    ranked = sorted((r for r in weight if weight[r] >= enough), key=lambda r: (-weight[r], r))
    chosen = [
        *[r for r in ranked if r < index.listed][:CANDIDATES],
        *[r for r in ranked if r >= index.listed and index.is_full(r)][:CANDIDATES],
        *[r for r in ranked if not index.is_full(r)][: CANDIDATES // 2],
    ]
    return {r: weight[r] for r in sorted(chosen, key=lambda r: -weight[r])}


def _region(index: Index, free: Free, candidate: _Candidate) -> Hit | None:
    """The region of words that resembles the reference, if one does."""
    size, scale = candidate.size, candidate.scale
    full = index.is_full(candidate.reference)
    least = max(3, 0.05 * size)
    counted = [
        (start, end, candidate.shared.count(1, start, end))
        for start, end in _runs(candidate.shared, int(GAP * min(scale, 4)))
    ]
    runs = [run for run in counted if run[2] >= least]
    if not runs:
        return None
    found = sum(number for _, _, number in runs)
    extent = sum(free.between(start, end) for start, end, _ in runs)
    shared = found * scale if full else min(found * scale, extent + 2 * scale)
    covered = shared / (size * scale)
    surplus = max(0.0, extent - shared)
    dice = 2 * shared / (size * scale + shared + surplus)
    if not ((covered >= 0.7 and dice >= 0.6) or (covered >= 0.9 and dice >= 0.5)):
        return None
    weight = shared - 0.5 * (size * scale - shared) - 0.5 * surplus
    if " " in index.expression(candidate.reference):
        weight *= SKETCHY  # several licenses at once: each by itself where that explains as much
    if not full:
        weight *= SKETCHY if index.length[candidate.reference] < 150 else VERY_SKETCHY
    start, end = runs[0][0], runs[-1][1] - 1 + SIZE
    return Hit(candidate.reference, start, end, weight, covered, min(dice, 0.9999))


def _runs(shared: bytes, gap: int) -> Iterator[tuple[int, int]]:
    """Where 1 begins and ends, split where there are `gap` times 0 or more in a row."""
    wide = bytes(gap)
    start = shared.find(1)
    while start >= 0:
        split = shared.find(wide, start)
        end = split if split >= 0 else shared.rfind(1) + 1
        yield start, end
        start = shared.find(1, end)
