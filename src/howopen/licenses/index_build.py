"""Making the index of known texts, from the texts; see `scripts/license_index.py`."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from zlib import crc32

from howopen.licenses.index import ANCHORED, CLUE, FORMAT, NOTHING, NOTICE, TEXT, Packed
from howopen.licenses.shingles import SIZE, digest, shingles

LONGEST = 65_535
"""Words of a reference; the longest license has some 30,000."""

SKETCHED = 20
"""Words from which on a reference has a sketch: a shorter one is found word for word or not."""

LEAST_SKETCH, MOST_SKETCH, PER_SKETCHED = 16, 48, 10
"""Shingles in a sketch: one in ten, within these bounds."""

MENTIONING = 100
"""Words from which on a text is looked through for licenses that it mentions or holds itself."""


@dataclass(frozen=True)
class Reference:
    """A known text.

    Attributes:
        expression: The license expression that it stands for.
        kind: See `howopen.licenses.index.TEXT` and its siblings.
        words: Of the text.
        full: Keep every shingle, so that editions are told apart word by word.
    """

    expression: str
    kind: int
    words: Sequence[bytes]
    full: bool = False


def build(references: Iterable[Reference], sources: list[str]) -> Packed:
    """The index of these references; of several with the same words the first is kept."""
    kept = _distinct(references)
    expressions = sorted({reference.expression for reference in kept})
    number = {expression: i for i, expression in enumerate(expressions)}
    rows = [shingles(reference.words) for reference in kept]
    anchors = list(_anchors(kept, rows))
    return Packed(
        format=FORMAT,
        sources=sources,
        expressions=expressions,
        expression=_pack("H", (number[reference.expression] for reference in kept)),
        kind=bytes(reference.kind for reference in kept),
        length=_pack("H", (len(reference.words) for reference in kept)),
        repeated=_pack("H", (len(row) - len(set(row)) for row in rows)),
        digest=_pack("Q", (digest(reference.words) for reference in kept)),
        anchor=_pack("I", (hash_ for hash_, _ in anchors)),
        offset=_pack("H", (offset for _, offset in anchors)),
        **_sequences(kept, rows),
        **_sketches(kept, rows),
        **_mentions(kept, rows, anchors, number),
    )


def _distinct(references: Iterable[Reference]) -> list[Reference]:
    found: dict[bytes, Reference] = {}
    for reference in references:
        if 0 < len(reference.words) <= LONGEST:
            found.setdefault(b" ".join(reference.words), reference)
    return list(found.values())


def _anchors(references: list[Reference], rows: list[list[int]]) -> Iterable[tuple[int, int]]:
    """Hash and offset of the rarest shingle of each, or of the rarest word of a short one."""
    common = Counter(hash_ for row in rows for hash_ in set(row))
    words = Counter(word for reference in references for word in set(reference.words))
    for reference, row in zip(references, rows, strict=True):
        if len(reference.words) >= ANCHORED:
            offset = min(range(len(row)), key=lambda i, row=row: common[row[i]])  # type: ignore[misc] # bound now
            yield row[offset], offset
        else:
            rarest = min(reference.words, key=words.__getitem__)
            yield crc32(rarest), reference.words.index(rarest)


def _sequences(references: list[Reference], rows: list[list[int]]) -> dict[str, bytes]:
    numbers: dict[int, int] = {}
    full, starts, sequence = [], [0], array("i")
    for i, (reference, row) in enumerate(zip(references, rows, strict=True)):
        if not reference.full:
            continue
        full.append(i)
        at = 0
        for hash_ in row:
            here = numbers.setdefault(hash_, len(numbers))
            sequence.append(here - at)
            at = here
        starts.append(len(sequence))
    return {
        "full": _pack("H", full),
        "starts": _pack("I", starts),
        "shingles": _pack("I", numbers),
        "sequence": sequence.tobytes(),
    }


def _sketches(references: list[Reference], rows: list[list[int]]) -> dict[str, bytes]:
    """The smallest hashes of each: the same ones wherever texts are the same."""
    sizes, having = bytearray(), defaultdict(list)
    for i, (reference, row) in enumerate(zip(references, rows, strict=True)):
        size = 0
        if len(reference.words) >= SKETCHED and (reference.kind < CLUE or reference.full):
            size = max(LEAST_SKETCH, min(MOST_SKETCH, len(row) // PER_SKETCHED))
        chosen = sorted(set(row))[:size]
        sizes.append(len(chosen))
        for hash_ in chosen:
            having[hash_].append(i)
    hashes = sorted(having)
    steps = [second - first for first, second in pairwise([0, *hashes])]
    return {
        "sketch_size": bytes(sizes),
        "sketch_hashes": _pack("I", steps),
        "sketch_counts": _pack("H", (len(having[hash_]) for hash_ in hashes)),
        "sketch_references": _pack("H", (i for hash_ in hashes for i in having[hash_])),
    }


def _mentions(
    references: list[Reference],
    rows: list[list[int]],
    anchors: list[tuple[int, int]],
    number: dict[str, int],
) -> dict[str, bytes]:
    """Pairs of expressions: the texts of the first mention, or hold the text of, the second."""
    anchored: dict[int, list[int]] = defaultdict(list)
    for i, (hash_, _) in enumerate(anchors):
        if len(references[i].words) >= SIZE and references[i].kind not in (CLUE, NOTHING):
            anchored[hash_].append(i)
    mentions, holds = set(), set()
    for reference, row in zip(references, rows, strict=True):
        if reference.kind not in (TEXT, NOTICE) or len(row) < MENTIONING:
            continue
        for at, hash_ in enumerate(row):
            for j in anchored.get(hash_, ()):
                other, start = references[j], at - anchors[j][1]
                end = start + len(other.words)
                if start < 0 or reference.expression == other.expression:
                    continue
                if reference.words[start:end] == other.words:
                    pair = number[reference.expression], number[other.expression]
                    mentions.add(pair)
                    if reference.full and len(other.words) >= MENTIONING:
                        holds.add(pair)
    return {
        "mentions": _pack("H", chain.from_iterable(sorted(mentions))),
        "holds": _pack("H", chain.from_iterable(sorted(holds))),
    }


def _pack(kind: str, values: Iterable[int]) -> bytes:
    return array(kind, values).tobytes()
