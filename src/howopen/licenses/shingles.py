"""Hashes of words: what the index of known texts holds in place of the texts.

A shingle is four words in a row; its hash has 32 bits. The digest of a whole text has 64. Both are
facts about a text from which it cannot be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from zlib import crc32

SIZE = 4
"""Words of a shingle: three are too common across licenses, five lose too many to one edit."""


def shingles(words: Sequence[bytes]) -> list[int]:
    """Hash of every four words in a row, in order."""
    rows = zip(words, words[1:], words[2:], words[3:], strict=False)
    return list(map(crc32, map(b" ".join, rows)))


def digest(words: Sequence[bytes]) -> int:
    """64 bits that stand for these very words in this order."""
    return int.from_bytes(blake2b(b" ".join(words), digest_size=8).digest(), "little")
