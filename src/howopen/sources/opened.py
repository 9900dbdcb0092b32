"""What a source gives: a reference turned into opened snapshots.

Each module of this package that defines ``accepts(ref) -> bool`` and ``open_ref(ref, session) ->
Opened`` is a source; there is no list to edit. Sources are the only code that uses the network or
runs another program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from howopen.schema import Gap
from howopen.sources.view import SourceView


class OpenedPart(NamedTuple):
    """One opened snapshot and the role it has: ``root`` for the first."""

    role: str
    view: SourceView


@dataclass(frozen=True)
class Opened:
    """What a reference led to.

    Attributes:
        name: What people call the release: ``org/name``, ``name 1.0``, a folder's name.
        parts: Its snapshots, the root first (a package: wheel, then sdist).
        gaps: What of it could not be opened.
    """

    name: str
    parts: tuple[OpenedPart, ...]
    gaps: tuple[Gap, ...] = ()
