"""The index of known license texts: what is shipped in place of the texts themselves.

It holds hashes only (see `howopen.licenses.shingles`): of every known text, notice and mention the
digest and an anchor, by which it is found word for word in any file; of those of some length a
sketch, by which one is found that resembles it; of the texts of licenses that are told apart word
by word (all of SPDX, all editions of AI licenses) every shingle in order.
"""

from __future__ import annotations

import lzma
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from copy import copy
from functools import cached_property
from importlib.resources import files
from itertools import accumulate

import msgspec

from howopen.licenses.shingles import SIZE

FORMAT = 2

TEXT, NOTICE, MENTION, CLUE, NOTHING = range(5)
"""What a reference is: the text of a license; a notice that one applies; a mention of its name or
address; words that hint at one; words that look like one and are none."""

ANCHORED = 4
"""Words from which on a reference is found by a shingle; a shorter one by its rarest word."""


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """The index as it is stored: little-endian arrays, the item type in the comment of each field.

    Attributes:
        format: `FORMAT`.
        sources: What it was made from, one line each, with version and digest.
        expressions: The license expressions that references stand for.
        expression: Of each reference, which of these (H).
        kind: Of each reference, `TEXT`, `NOTICE`, ... (B).
        length: Of each reference, its words (H).
        repeated: Of each reference, how many of its shingles stood in it before (H).
        digest: Of each reference, the digest of its words (Q).
        anchor: Of each reference, hash of its rarest shingle, or of its rarest word (I).
        offset: Of each reference, the word at which that begins (H).
        full: The references whose shingles are all there (H).
        starts: Where the shingles of each of these begin, and where the last ends (I).
        shingles: Distinct shingles, in order of first appearance (I).
        sequence: Numbers of shingles, one after the other, as differences (i).
        sketch_size: Of each reference, the shingles in its sketch (B).
        sketch_hashes: Distinct shingles of sketches, ascending, as differences (I).
        sketch_counts: How many references have each of these (H).
        sketch_references: References whose sketch has it (H).
        mentions: Pairs of expressions: texts of the first mention the second themselves (H).
        holds: Pairs of expressions: texts of the first hold a text of the second (H).
    """

    format: int
    sources: list[str]
    expressions: list[str]
    expression: bytes
    kind: bytes
    length: bytes
    repeated: bytes
    digest: bytes
    anchor: bytes
    offset: bytes
    full: bytes
    starts: bytes
    shingles: bytes
    sequence: bytes
    sketch_size: bytes
    sketch_hashes: bytes
    sketch_counts: bytes
    sketch_references: bytes
    mentions: bytes
    holds: bytes


_RAW = {"digest", "anchor", "shingles"}
"""Fields that hold nothing but hashes, which do not compress."""


def pack(packed: Packed) -> bytes:
    """The bytes of the file."""
    fields = {name: getattr(packed, name) for name in packed.__struct_fields__}
    for name, value in fields.items():
        if isinstance(value, bytes) and name not in _RAW:
            fields[name] = lzma.compress(value, preset=9)
    return msgspec.msgpack.encode(Packed(**fields))


def unpack(data: bytes) -> Index:
    """The index in a file that `pack` wrote."""
    packed = msgspec.msgpack.decode(data, type=Packed)
    if packed.format != FORMAT:
        raise ValueError(f"license index of format {packed.format}, not {FORMAT}")
    fields = {name: getattr(packed, name) for name in packed.__struct_fields__}
    for name, value in fields.items():
        if isinstance(value, bytes) and name not in _RAW:
            fields[name] = lzma.decompress(value)
    return Index(Packed(**fields))


class Index:
    """The index in memory."""

    def __init__(self, packed: Packed) -> None:
        self.sources: Sequence[str] = packed.sources
        self.expressions: Sequence[str] = packed.expressions
        self._expression = _array("H", packed.expression)
        self.kind = packed.kind
        self.length = _array("H", packed.length)
        self._repeated = _array("H", packed.repeated)
        self.digest = _array("Q", packed.digest)
        self._anchor = _array("I", packed.anchor)
        self._offset = _array("H", packed.offset)
        self._full = {reference: i for i, reference in enumerate(_array("H", packed.full))}
        self._starts = _array("I", packed.starts)
        self._shingles = list(_array("I", packed.shingles))  # one object each, not one a sequence
        self._sequence = _array("i", packed.sequence)
        self.sketch_size = packed.sketch_size
        self._sketch_starts = [0, *accumulate(_array("H", packed.sketch_counts))]
        self._sketch_references = _array("H", packed.sketch_references)
        hashes = accumulate(_array("I", packed.sketch_hashes))
        self.sketches: dict[int, int] = {hash_: number for number, hash_ in enumerate(hashes)}
        self.mentions = _pairs(packed.mentions)
        self.holds = _pairs(packed.holds)
        self._sets: dict[int, dict[int, None]] = {}

    @cached_property
    def listed(self) -> int:
        """How many references come first that are all full: of the SPDX list, and editions."""
        every = len(self.length)
        return next((i for i in range(every) if not self.is_full(i)), every)

    @cached_property
    def longest(self) -> dict[int, int]:
        """Number of an expression to the words of the longest text of it that is listed."""
        found: dict[int, int] = {}
        for i in range(self.listed):
            found[self._expression[i]] = max(found.get(self._expression[i], 0), self.length[i])
        return found

    def without(self, references: Collection[int]) -> Index:
        """The same without some references; to measure what happens where a text is not known."""
        less = copy(self)
        for name in ("whole", "anchors", "short_anchors", "listed"):
            less.__dict__.pop(name, None)
        less.digest, sizes = self.digest[:], bytearray(self.sketch_size)
        for reference in references:
            less.digest[reference] = 0
            sizes[reference] = 255  # more than a text can share
        less.sketch_size = bytes(sizes)
        return less

    def expression(self, reference: int) -> str:
        """The license expression that a reference stands for."""
        return self.expressions[self._expression[reference]]

    @cached_property
    def whole(self) -> dict[int, int]:
        """Digest to reference; of several with the same words the first, which is the best."""
        return {digest: i for i, digest in reversed(list(enumerate(self.digest)))}

    @cached_property
    def anchors(self) -> dict[int, list[tuple[int, int]]]:
        """Hash of a shingle to how far references reach before and behind it as their anchor."""
        return self._by_anchor(lambda length: length >= ANCHORED)

    @cached_property
    def short_anchors(self) -> dict[int, list[tuple[int, int]]]:
        """Hash of a word to the same of references of fewer words."""
        return self._by_anchor(lambda length: length < ANCHORED)

    def _by_anchor(self, wanted: Callable[[int], bool]) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        rows = zip(self._anchor, self._offset, self.length, strict=True)
        for hash_, offset, length in dict.fromkeys(rows):  # many differ in a name only
            if wanted(length):
                found[hash_].append((offset, length - offset))
        return dict(found)

    def distinct(self, reference: int) -> int:
        """How many different shingles the reference has."""
        return self.length[reference] - SIZE + 1 - self._repeated[reference]

    def sketched(self, hash_number: int) -> array[int]:
        """References whose sketch has the shingle of this number (of `sketches`), ascending."""
        starts = self._sketch_starts
        return self._sketch_references[starts[hash_number] : starts[hash_number + 1]]

    def is_sketched(self, hash_number: int, reference: int) -> bool:
        """Whether the reference is one of them."""
        start, end = self._sketch_starts[hash_number : hash_number + 2]
        at = bisect_left(self._sketch_references, reference, start, end)
        return at < end and self._sketch_references[at] == reference

    def is_full(self, reference: int) -> bool:
        """Whether every shingle of the reference is known."""
        return reference in self._full

    def sequence(self, reference: int) -> list[int]:
        """The shingles of a full reference, in order."""
        number = self._full[reference]
        steps = self._sequence[self._starts[number] : self._starts[number + 1]]
        return list(map(self._shingles.__getitem__, accumulate(steps)))

    def shingle_set(self, reference: int) -> Collection[int]:
        """The distinct shingles of a full reference.

        A dict, not a set: half as large, and in the order in which a text is compared with it.
        """
        if reference not in self._sets:
            self._sets[reference] = dict.fromkeys(self.sequence(reference))
        return self._sets[reference]

    def expression_number(self, reference: int) -> int:
        """The position in `expressions` of what a reference stands for."""
        return self._expression[reference]


def _array(kind: str, data: bytes) -> array[int]:
    values: array[int] = array(kind)
    values.frombytes(data)
    return values


def _pairs(data: bytes) -> dict[int, set[int]]:
    """Number of an expression to those of others."""
    found: dict[int, set[int]] = defaultdict(set)
    items = iter(_array("H", data))
    for first, second in zip(items, items, strict=True):
        found[first].add(second)
    return dict(found)


def shipped() -> bytes:
    """The file that comes with this package."""
    return files("howopen.licenses").joinpath("index.bin").read_bytes()
