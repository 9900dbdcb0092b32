"""Finding known texts in a text: word for word by anchors, resembling ones by sketches.

Both work on hashes (`howopen.licenses.index`). What is found are regions of words; what a region
means is judged by `howopen.licenses.editions` and `howopen.licenses.identify`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise
from zlib import crc32

from howopen.licenses.index import ANCHORED, NOTHING, Index
from howopen.licenses.shingles import SIZE, digest, shingles

WORK = 4_000_000
"""Words that are compared at most to verify anchors: bounds the time of made-up texts."""

GAP = 60
"""Words between two shared shingles from which on they are two regions."""

CANDIDATES = 16
"""References resembling the text that are looked at closely, of each sort."""

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
    """The words of a text, with what matching needs of them, computed once."""

    def __init__(self, words: list[bytes]) -> None:
        self.words = words
        self.hashes = shingles(words)

    @cached_property
    def first(self) -> dict[int, int]:
        """Shingle to the position where it first stands."""
        backwards = range(len(self.hashes) - 1, -1, -1)
        return dict(zip(reversed(self.hashes), backwards, strict=True))

    @cached_property
    def distinct(self) -> list[int]:
        """How many distinct shingles begin before each position, and in all."""
        isfirst = bytearray(len(self.hashes))
        for at in self.first.values():
            isfirst[at] = 1
        return [0, *accumulate(isfirst)]


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
    for start, reference in chain(_anchored(index, text), _short(index, text)):
        end = start + index.length[reference]
        if start < 0 or end > len(text.words):
            continue
        work -= end - start
        if work < 0:
            return
        if digest(text.words[start:end]) == index.digest[reference]:
            yield Hit(reference, start, end, end - start)


def _anchored(index: Index, text: Text) -> Iterator[tuple[int, int]]:
    """Where references may begin, by shingles."""
    anchors = index.anchors
    for at, hash_ in enumerate(text.hashes):
        if hash_ in anchors:
            for reference in anchors[hash_]:
                yield at - index.offset(reference), reference


def _short(index: Index, text: Text) -> Iterator[tuple[int, int]]:
    """The same for references of up to three words, by words."""
    anchors = index.short_anchors
    hashes = {word: crc32(word) for word in set(text.words)}
    wanted = {word: anchors[hash_] for word, hash_ in hashes.items() if hash_ in anchors}
    if wanted:
        for at, word in enumerate(text.words):
            for reference in wanted.get(word, ()):
                if index.length[reference] < ANCHORED:
                    yield at - index.offset(reference), reference


def best_hits(index: Index, text: Text, exact: list[Hit]) -> list[list[Hit]]:
    """The long texts that stand in a text, each in words of its own, with its near rivals behind.

    Args:
        index: What is known.
        text: What is looked at.
        exact: Long references found word for word; they stand unless one that only resembles
            explains more of the text.
    """
    taken = bytearray(len(text.words))
    candidates = list(_candidates(index, text)) if _unexplained(text, exact) else []
    candidates.sort(key=lambda one: -one.at_most)
    rivals, found = list(exact), []
    for _ in range(ROUNDS):
        hits = rivals + _regions(index, text, candidates, taken, rivals)
        best = max(hits, key=lambda hit: (hit.weight, -hit.reference), default=None)
        if best is None:
            break
        rest = [hit for hit in hits if hit is not best and _competes(hit, best)]
        found.append([best, *sorted(rest, key=lambda hit: (-hit.weight, hit.reference))[:RIVALS]])
        taken[best.start : best.end] = b"\1" * len(best)
        if taken.count(0) < LEAST_LEFT:
            break
        rivals = [hit for hit in rivals if not any(taken[hit.start : hit.end])]
    return found


def _regions(
    index: Index, text: Text, candidates: Iterable[_Candidate], taken: bytearray, rivals: list[Hit]
) -> list[Hit]:
    """Regions of the candidates, as long as they can still come near the best."""
    best = max((hit.weight for hit in rivals), default=0.0)
    hits = []
    for candidate in candidates:
        if candidate.at_most < NEARLY * best:
            break
        hit = _region(index, text, candidate, taken)
        if hit:
            hits.append(hit)
            best = max(best, hit.weight)
    return hits


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
        positions: Where those that the text shares first stand, in any order.
        at_most: No region can have more weight.
    """

    reference: int
    size: int
    positions: list[int]
    at_most: float


def _candidates(index: Index, text: Text) -> Iterator[_Candidate]:
    """References of whose sketch enough stands in the text, most alike first."""
    first = text.first
    known = first.keys() & index.sketches.keys()
    lists = {hash_: index.sketched(index.sketches[hash_]) for hash_ in known}
    shared = Counter(chain.from_iterable(lists.values()))
    sizes = index.sketch_size
    alike = {
        reference: count / sizes[reference]
        for reference, count in shared.items()
        if count >= LEAST_SHARED and count >= 0.45 * sizes[reference]
    }
    ranked = sorted(alike, key=lambda r: -alike[r] * min(index.length[r], 4000) ** 0.5)
    best = [r for r in ranked if r < index.listed][:CANDIDATES]
    best += [r for r in ranked if r >= index.listed and index.is_full(r)][:CANDIDATES]
    best += [r for r in ranked if not index.is_full(r)][: CANDIDATES // 2]
    sketched: dict[int, list[int]] = {r: [] for r in best if not index.is_full(r)}
    for hash_, references in lists.items():
        for reference in sketched.keys() & references:
            sketched[reference].append(first[hash_])
    for reference in best:
        if reference in sketched:
            size, shared_with = sizes[reference], sketched[reference]
            scale = max(1.0, index.length[reference] / size)
        else:
            own = index.shingle_set(reference)
            size, shared_with = len(own), list(map(first.__getitem__, own & first.keys()))
            scale = 1.0
        at_most = scale * (1.5 * len(shared_with) - 0.5 * size)
        yield _Candidate(reference, size, shared_with, at_most)


def _region(index: Index, text: Text, candidate: _Candidate, taken: bytearray) -> Hit | None:
    """The region of words that resembles the reference, if one does."""
    free = sorted(at for at in candidate.positions if not taken[at])
    size, length = candidate.size, index.length[candidate.reference]
    full = index.is_full(candidate.reference)
    scale = 1.0 if full else max(1.0, (length - SIZE + 1) / size)
    runs = [run for run in _runs(free, GAP * min(scale, 4)) if len(run) >= max(3, 0.05 * size)]
    if not runs:
        return None
    found = sum(map(len, runs))
    extent = sum(text.distinct[run[-1] + 1] - text.distinct[run[0]] for run in runs)
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
        weight *= SKETCHY if length < 150 else VERY_SKETCHY
    start, end = runs[0][0], runs[-1][-1] + SIZE
    return Hit(candidate.reference, start, end, weight, covered, min(dice, 0.9999))


def _runs(positions: list[int], gap: float) -> Iterator[list[int]]:
    """Ascending positions, split where more than `gap` lies between two."""
    pairs = enumerate(pairwise(positions), start=1)
    breaks = [number for number, (one, next_) in pairs if next_ - one > gap]
    for start, end in pairwise([0, *breaks, len(positions)]):
        if end > start:
            yield positions[start:end]
