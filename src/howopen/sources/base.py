"""What a source is: it turns a reference into opened snapshots.

Each module of this package that defines ``accepts(ref) -> bool`` and ``open_ref(ref, session) ->
Opened`` is a source; there is no list to edit. Sources are the only code that uses the network or
runs another program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from howopen.schema import Artifact, Gap

if TYPE_CHECKING:
    from howopen.sources.store import Store
    from howopen.sources.view import SourceView

MB = 1_000_000


class Want(NamedTuple):
    """A range of a file that is going to be read; `start` < 0 counts from the end."""

    path: str
    start: int
    length: int


Fetch = Callable[[Artifact, int, int], bytes]
"""``fetch(artifact, start, length)``: the source's own read, uncached; `start` >= 0 and the range
inside the file where its size is known. Fewer bytes only at the end of the file."""


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


@dataclass
class Usage:
    """What was asked of the network, for people to see at the end."""

    requests: int = 0
    bytes: int = 0
    cached_bytes: int = 0


def _silent(what: str, done: int, total: int) -> None:
    """No progress is shown."""


@dataclass
class Session:
    """What all sources of one run share.

    Attributes:
        store: Content-addressed cache, or None to work without.
        hub_endpoint: Base URL of the Hub; None for that of huggingface_hub (``HF_ENDPOINT``).
        hub_token: Token for it; None for that of huggingface_hub (``HF_TOKEN``, login).
        file_bytes: Most bytes read of one file.
        release_bytes: Most bytes fetched for one release.
        workers: Parallel reads.
        timeout: Seconds for one request.
        progress: Called with a label, the number done and the total.
        usage: Counts requests and bytes.
    """

    store: Store | None = None
    hub_endpoint: str | None = None
    hub_token: str | None = None
    file_bytes: int = 128 * MB
    release_bytes: int = 2_000 * MB
    workers: int = 8
    timeout: float = 20.0
    progress: Callable[[str, int, int], None] = _silent
    usage: Usage = field(default_factory=Usage)


Prefetch = Callable[[Iterable[Want]], None]
