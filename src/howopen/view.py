"""What inspectors see of a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from howopen.schema import Artifact, Snapshot


@runtime_checkable
class View(Protocol):
    """What inspectors see of a snapshot: names, and bytes on demand."""

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that this view reads from."""

    def glob(self, *patterns: str) -> Sequence[Artifact]:
        """Files whose path matches a pattern, ordered by path; see `howopen.paths.matches`."""

    def read(self, path: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file from `start`, at most `length`; fewer only at its end.

        Raises:
            HowopenError: NotFound, AccessDenied, Unreachable or Refused; the engine makes it a gap.
        """
