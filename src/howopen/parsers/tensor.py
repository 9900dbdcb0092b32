"""What every weight header reader gives: tensors, and how bytes are asked for."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import NamedTuple

ReadAt = Callable[[int, int], bytes]
"""``read_at(start, length)``: bytes of the file; fewer than `length` only at its end."""


class Tensor(NamedTuple):
    """One tensor as its file declares it.

    Attributes:
        name: As stored.
        dtype: As the format names it: ``F32``, ``BF16``, ``Q4_K``, ...
        shape: As stored.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        """Number of stored elements."""
        return prod(self.shape)
