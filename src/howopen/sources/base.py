"""What all sources of one run share: the session, its bounds, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from howopen.schema import Artifact

if TYPE_CHECKING:
    from howopen.sources.store import Store

MB = 1_000_000


class Want(NamedTuple):
    """A range of a file that is going to be read; `start` < 0 counts from the end."""

    path: str
    start: int
    length: int


Fetch = Callable[[Artifact, int, int], bytes]
"""``fetch(artifact, start, length)``: the source's own read, uncached; `start` >= 0 and the range
inside the file where its size is known. Fewer bytes only at the end of the file."""


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
