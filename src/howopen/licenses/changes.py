"""How a text differs from a license of which only hashes are known: in runs of words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from howopen.licenses.shingles import SIZE

NUMBERED = 3
"""Most words in a row that may be the number of a clause."""

BLOCK = 12
"""Shared shingles in a row that are no coincidence."""

NUMBERS = [str(number).encode() for number in range(21)]
NUMBERS += [bytes([letter]) for letter in b"abcdefghijklmnopqrstuvwxyz"]
NUMBERS += [b"ii", b"iii", b"iv", b"vi", b"vii", b"viii", b"ix", b"xi", b"xii"]
"""Numbers of clauses."""

_SHARED = re.compile(rb"\x01+")


@dataclass(frozen=True)
class Change:
    """A run of words that only one of two texts has.

    Attributes:
        added: The text has it, the base does not; otherwise the other way round.
        start: First word of the run: in the text if added, else in the base.
        end: Word behind its last.
        at: Where in the text it is, or is missing.
    """

    added: bool
    start: int
    end: int
    at: int

    def __len__(self) -> int:
        return self.end - self.start


def changes(
    words: Sequence[bytes],
    hashes: Sequence[int],
    start: int,
    end: int,
    base: Sequence[int],
    known: Collection[int],
) -> list[Change]:
    """What the words from `start` to `end` have that a base has not, and the other way round.

    Args:
        words: Of the text.
        hashes: Its shingles.
        start: First word of the region that resembles the base.
        end: Word behind the region.
        base: Shingles of the base, in order.
        known: The same as a set.
    """
    here = hashes[start : max(start, end - SIZE + 1)]
    backwards = range(start + len(here) - 1, start - 1, -1)
    seen = dict(zip(reversed(here), backwards, strict=True))  # where each first stands
    runs = list(_uncovered(bytes(map(known.__contains__, here)), end - start))
    added = [Change(True, start + a, start + b, start + a) for a, b in runs if b > a]
    missing = []
    lasts = dict(zip(here, range(start, start + len(here)), strict=True))
    for first, last in _with_ends(base, seen, lasts):
        at = _behind(hashes, base[:first], seen, lasts, start)
        instead = any(abs(change.at - at) <= SIZE for change in added)
        if last > first and (instead or not _is_numbering(words, at, last - first, known)):
            missing.append(Change(False, first, last, at))
    seams = [start + a for a, b in runs if a == b]
    missing += [
        Change(False, 1, 1, at)
        for at in seams
        if not any(abs(at - other.at) <= SIZE for other in missing)
        and not any(
            _closes(words, place, known)
            for place in range(at, at + SIZE)  # words behind it may be covered by coincidence
        )
    ]
    return added + missing


def _behind(
    hashes: Sequence[int],
    base: Sequence[int],
    seen: Mapping[int, int],
    lasts: Mapping[int, int],
    start: int,
) -> int:
    """The word of the text behind the last shingle of a base that it has.

    Of one that stands there several times the one that follows, as in the base, a passage that
    stands there only once.
    """
    backwards = enumerate(reversed(base))
    last = next(((back, hash_) for back, hash_ in backwards if hash_ in seen), None)
    if last is None:
        return start
    back, hash_ = last
    if seen[hash_] != lasts[hash_]:
        once = ((seen[h] + at - back) for at, h in backwards if h in seen and seen[h] == lasts[h])
        place = next(once, -1)
        if 0 <= place < len(hashes) and hashes[place] == hash_:
            return place + SIZE
    return seen[hash_] + SIZE


def _is_numbering(words: Sequence[bytes], at: int, count: int, base: Collection[int]) -> bool:
    """Whether the words that a base has before a word of the text only number a clause."""
    return count <= NUMBERED and sum(1 for _ in _numbered(words, at, base)) >= count


def _closes(words: Sequence[bytes], at: int, base: Collection[int]) -> bool:
    """The same, where few words are missing and the base goes on like the text."""
    return any(
        crc32(b" ".join((*row[1 - SIZE :], words[at]))) in base
        for rows in _numbered(words, at, base)
        for row in rows
    )


def _numbered(
    words: Sequence[bytes], at: int, base: Collection[int]
) -> Iterator[list[list[bytes]]]:
    """The words before `at`, continued as the base does with one number of a clause, two, three.

    The base holds hashes: what they are of is found by trying.
    """
    if not SIZE <= at < len(words):
        return
    rows = [list(words[at - SIZE + 1 : at])]
    for _ in range(NUMBERED):
        rows = [[*row, word] for row in rows for word in _next_numbers(row, base)]
        if not rows:
            return
        yield rows


def _next_numbers(row: Sequence[bytes], base: Collection[int]) -> Iterator[bytes]:
    """The numbers of clauses with which a base goes on."""
    begun = crc32(b" ".join((*row[1 - SIZE :], b"")))
    return (word for word in NUMBERS if crc32(word, begun) in base)


def _with_ends(
    base: Sequence[int], seen: Mapping[int, int], lasts: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Uncovered runs of a base; what lies outside its first and last block is one run each.

    Without this a few common phrases would break a title or appendix that is not there into pieces.
    A block that stands in the text only above the one before it is such a phrase.

    Args:
        base: Its shingles.
        seen: Where those of the text stand first.
        lasts: Where they stand last.
    """
    found, length = bytes(map(seen.__contains__, base)), len(base) + SIZE - 1
    reached, solid = -1, []
    for block in _SHARED.finditer(found):
        begins = base[block.start()]
        if len(block[0]) >= BLOCK and lasts[begins] >= reached:
            reached = max(reached, seen[begins])
            solid.append(block.span())
    if not solid:
        yield from _uncovered(found, length)
        return
    head, tail = solid[0][0], solid[-1][1] + SIZE - 1
    if head:
        yield 0, head
    for first, last in _uncovered(found, length):
        if first >= head and last <= tail:
            yield first, last
    if tail < length:
        yield tail, length


def _uncovered(found: bytes, length: int) -> Iterator[tuple[int, int]]:
    """Runs of words that no shared shingle covers.

    Where two shared shingles meet over a seam (words were cut out between them), the shingles
    across the seam are not shared although each word is covered: an empty run marks the seam.
    """
    covered_to = 0
    for block in _SHARED.finditer(found):
        first, last = block.span()
        if first > covered_to:
            yield covered_to, first
        elif first:
            yield first, first
        covered_to = last - 1 + SIZE
    if covered_to < length:
        yield covered_to, length
