"""Regions of a text that resemble a known text, found by the shingles that both have."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, compress
from operator import not_

from howopen.licenses.index import Index
from howopen.licenses.shingles import SIZE, shingles

GAP = 60
"""Words between two shared shingles from which on they are two regions."""

FAR = 500
"""Words between two regions from which on they are not one text, unless it is longer than that."""

REPEATED = 12
"""Words within which a license that repeats itself has to go on doing so."""

CANDIDATES = 16
"""References resembling the text that are looked at closely, of each sort."""

PROMISING = 0.65
"""Share of the weight that the best seems to have, by its sketch, of one that is looked at."""

MOST_WORDS = 6_000
"""Words from which on a longer reference does not promise more."""

LEAST_SHARED = 6
"""Shingles of a sketch that have to be there."""

SKETCHY, VERY_SKETCHY = 0.95, 0.88
"""What the weight of a hit by sketch counts beside one that is known word for word."""

NEARLY = 0.85
"""Share of the weight of the best hit from which on another is a rival."""

_Run = tuple[int, int, int]
"""Where shared shingles begin and end, and how many there are."""


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


def overlap(hit: Hit, other: Hit) -> bool:
    """Whether words of one are words of the other."""
    return hit.start < other.end and other.start < hit.end


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
        every: Of the whole text.
    """

    def __init__(self, text: Text, taken: bytearray) -> None:
        every = range(len(text.hashes))
        free = [*compress(every, map(not_, taken))] if any(taken) else every
        hashes = map(text.hashes.__getitem__, reversed(free))
        self.first = dict(zip(hashes, reversed(free), strict=True))
        self.positions = sorted(self.first.values())
        self.every = text.hashes
        self.hashes: list[int | None] = [None] * len(text.hashes)
        for hash_, at in self.first.items():
            self.hashes[at] = hash_

    def between(self, start: int, end: int) -> int:
        """How many of them first stand from one word to before another."""
        return bisect_left(self.positions, end) - bisect_left(self.positions, start)


def regions(index: Index, free: Free, rivals: list[Hit]) -> list[Hit]:
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
    runs = _near(
        [run for run in counted if run[2] >= least], max(FAR, index.length[candidate.reference])
    )
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
    if full:
        most = start + index.length[candidate.reference]
        end = _repeated(free, end, most, index.shingle_set(candidate.reference))
    return Hit(candidate.reference, start, end, weight, covered, min(dice, 0.9999))


def _repeated(free: Free, end: int, most: int, own: Collection[int]) -> int:
    """Where a region ends if the reference goes on with words that mostly stood in it before.

    Those are counted where they first stand, so that a schedule at the end of a license which
    repeats another one would be left out.
    """
    at, last = end - SIZE + 1, min(most, len(free.every))
    while at < last:
        ahead = range(at, min(at + REPEATED, last))
        shared = [i for i in ahead if free.every[i] in own]
        if not shared:
            break
        at = shared[-1] + 1
        end = max(end, at - 1 + SIZE)
    return end


def _near(runs: list[_Run], most: int) -> list[_Run]:
    """Those in a row with the most shared shingles where no two are further apart than `most`."""
    groups: list[list[_Run]] = []
    for run in runs:
        if groups and run[0] - groups[-1][-1][1] <= most:
            groups[-1].append(run)
        else:
            groups.append([run])
    return max(groups, key=lambda group: sum(number for _, _, number in group), default=[])


def _runs(shared: bytes, gap: int) -> Iterator[tuple[int, int]]:
    """Where 1 begins and ends, split where there are `gap` times 0 or more in a row."""
    wide = bytes(gap)
    start = shared.find(1)
    while start >= 0:
        split = shared.find(wide, start)
        end = split if split >= 0 else shared.rfind(1) + 1
        yield start, end
        start = shared.find(1, end)
