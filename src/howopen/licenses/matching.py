"""Finding known texts in a text: word for word by anchors, resembling ones by sketches.

Both work on hashes (`howopen.licenses.index`). What is found are regions of words; what a region
means is judged by `howopen.licenses.editions` and `howopen.licenses.identify`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress, count
from zlib import crc32

from howopen.licenses.index import CLUE, TEXT, Index
from howopen.licenses.resembling import NEARLY, Free, Hit, Text, overlap, regions
from howopen.licenses.shingles import digest

LONG = 60
"""Words from which on a hit word for word is taken before resembling texts are looked for."""

WORK = 4_000_000
"""Words that are compared at most to verify anchors: bounds the time of made-up texts."""

LEAST_UNEXPLAINED = 4
"""Words beside texts found word for word from which on resembling ones are looked for."""

LEAST_LEFT = 20
"""Words left over from which on another resembling text is looked for: the shortest sketched."""

RIVALS = 8
"""Rivals of one hit that are judged as well."""

ROUNDS = 24
"""Resembling texts that are looked for in one file."""


def whole(index: Index, words: Sequence[bytes]) -> int | None:
    """The license, notice or mention whose words are all the words of the text, if there is one."""
    found = index.whole.get(digest(words))
    return None if found is None or index.kind[found] >= CLUE else found


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


def best_hits(
    index: Index, text: Text, exact: Sequence[Hit], short: Sequence[Hit] = ()
) -> list[list[Hit]]:
    """The long texts that stand in a text, each in words of its own, with its near rivals behind.

    Args:
        index: What is known.
        text: What is looked at.
        exact: Long references found word for word; they stand unless one as long that only
            resembles explains more of the text.
        short: The same for short ones.
    """
    taken = bytearray(len(text.words))
    looked_for = _unexplained(text, exact)
    rivals, found = list(exact), []
    for number in range(ROUNDS + len(exact)):
        searched = looked_for and number < ROUNDS
        alike = regions(index, Free(text, taken), rivals) if searched else []
        hits = rivals + [hit for hit in alike if _adds(index, hit, rivals, short)]
        best = max(hits, key=lambda hit: (hit.weight, -hit.reference), default=None)
        if best is None:
            break
        others = [hit for hit in rivals if not overlap(hit, best)]
        rest = [
            hit
            for hit in hits
            if hit is not best and _competes(hit, best) and not any(overlap(hit, o) for o in others)
        ]
        found.append([best, *sorted(rest, key=lambda hit: (-hit.weight, hit.reference))[:RIVALS]])
        own = index.expression_number(best.reference)
        for hit in (one for one in found[-1] if index.expression_number(one.reference) == own):
            taken[hit.start : hit.end] = b"\1" * len(hit)
        if taken.count(0) < LEAST_LEFT:
            break
        rivals = [hit for hit in rivals if not any(taken[hit.start : hit.end])]
    return found


def _adds(index: Index, hit: Hit, long: Iterable[Hit], short: Sequence[Hit]) -> bool:
    """Whether what resembles explains more than what is there word for word and about as long."""
    if len(hit) < LONG and any(_is_enough(index, one, hit) for one in short):
        return False
    exact = long if index.length[hit.reference] >= LONG else short
    return hit.weight > _explained(index, hit, exact)


def _is_enough(index: Index, one: Hit, hit: Hit) -> bool:
    """Whether a short reference found word for word leaves nothing to what resembles a reference.

    It covers that, or is another license that explains as much: what resembles is only longer.
    """
    if one.start <= hit.start and hit.end <= one.end:
        return True
    another = index.expression_number(one.reference) != index.expression_number(hit.reference)
    is_license = index.kind[one.reference] == TEXT and another
    return is_license and overlap(one, hit) and len(one) >= hit.weight


def _explained(index: Index, hit: Hit, exact: Iterable[Hit]) -> int:
    """The words of a hit that are texts of several licenses, or several of one, word for word.

    None where the license of the hit itself holds these, each once.
    """
    own = index.expression_number(hit.reference)
    inside = {
        one: min(hit.end, one.end) - max(hit.start, one.start)
        for one in exact
        if overlap(one, hit) and index.kind[one.reference] < CLUE
    }
    others = Counter(
        one.reference for one in inside if index.expression_number(one.reference) != own
    )
    names = {index.expression_number(one.reference) for one in inside}
    several = " " in index.expression(hit.reference)
    held = names - {own} <= index.holds.get(own, set()) and max(others.values(), default=1) < 2
    return 0 if len(inside) < 2 or (held and not several) else sum(inside.values())


def _unexplained(text: Text, exact: Sequence[Hit]) -> bool:
    return len(text.words) - sum(map(len, exact)) >= LEAST_UNEXPLAINED


def _competes(hit: Hit, best: Hit) -> bool:
    """Whether a hit explains nearly as much of about the same words."""
    shared = min(hit.end, best.end) - max(hit.start, best.start)
    return hit.weight >= NEARLY * best.weight and shared >= NEARLY * len(best)
