"""A view over files held in memory, for tests of inspectors.

Import it as ``from tests.memoryview import memory_view``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from howopen.errors import NotFound
from howopen.paths import matches
from howopen.schema import Artifact, Snapshot
from howopen.view import View


class MemoryView:
    """Implements `howopen.view.View`."""

    def __init__(self, snapshot: Snapshot, files: Mapping[str, bytes]) -> None:
        self._snapshot = snapshot
        self._files = files

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def glob(self, *patterns: str) -> Sequence[Artifact]:
        return [
            artifact
            for artifact in self._snapshot.artifacts
            if any(matches(artifact.path, pattern) for pattern in patterns)
        ]

    def read(self, path: str, start: int = 0, length: int | None = None) -> bytes:
        if path not in self._files:
            raise NotFound(f"{self._snapshot.cite(path)}: no such file")
        content = self._files[path]
        return content[start:] if length is None else content[start : start + length]


def memory_view(files: Mapping[str, bytes], **snapshot_fields: Any) -> View:
    """View over `files`; `snapshot_fields` override fields of the snapshot.

    The inventory is made from the files, ordered by path, with size and sha256. Give
    ``artifacts=(...)`` for an inventory that lists other files (a submodule, an unread file).
    """
    artifacts = tuple(
        Artifact(path, len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        for path, content in sorted(files.items())
    )
    fields = {"ref": "memory://test", "revision": "0", "artifacts": artifacts, **snapshot_fields}
    return MemoryView(Snapshot(**fields), files)
