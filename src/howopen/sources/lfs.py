"""Pointers of Git LFS: small files that stand for a large one, which is kept elsewhere.

The form is that of the specification, https://git-lfs.github.com/spec/v1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from howopen.errors import NotFound

_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n"
    rb"(?:ext-[0-9]-[^\n]+\n)*"
    rb"oid sha256:([0-9a-f]{64})\n"
    rb"size ([0-9]{1,18})\n?"
)

_SMALLEST, _LARGEST = 120, 1023  # bytes; the specification says less than 1024


class Pointer(NamedTuple):
    """What a pointer stands for: the sha256, in hex, and the size of the real file."""

    sha256: str
    size: int


def may_be_pointer(size: int | None) -> bool:
    """Whether a file of this size can be a pointer; spares reading the others."""
    return size is not None and _SMALLEST <= size <= _LARGEST


def pointer(content: bytes) -> Pointer | None:
    """The pointer that this content is, or None."""
    found = _POINTER.fullmatch(content)
    return Pointer(found[1].decode(), int(found[2])) if found else None


def only_pointer(path: str) -> NotFound:
    """The error of who wants to read the real file where only the pointer is."""
    return NotFound(f"{path}: only the Git LFS pointer is here, not the file")
