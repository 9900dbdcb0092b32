"""Run every inspector over one opened snapshot: fetch ahead, hold each to what it declared.

A read that fails, a file that does not parse and an inspector that breaks all end as gaps: one bad
file never hides the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from howopen.components import COMPONENTS
from howopen.errors import Refused
from howopen.inspectors.registry import Inspector, Reads, inspectors
from howopen.paths import matches
from howopen.schema import Artifact, Evidence, Gap, Snapshot
from howopen.sources.base import Want
from howopen.sources.view import SourceView
from howopen.view import View


class DeclaredView:
    """What one inspector sees: all names, and the bytes it declared to read.

    Attributes:
        cut: Files that were wanted whole and are longer than declared, with the bytes read.
    """

    def __init__(self, view: View, inspector: Inspector) -> None:
        self.cut: dict[str, int] = {}
        self._view = view
        self._inspector = inspector
        self._bytes: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    @property
    def snapshot(self) -> Snapshot:
        """See `howopen.view.View`."""
        return self._view.snapshot

    def glob(self, *patterns: str) -> Sequence[Artifact]:
        """See `howopen.view.View`."""
        return self._view.glob(*patterns)

    def read(self, path: str, start: int = 0, length: int | None = None) -> bytes:
        """See `howopen.view.View`; refuses what was not declared and what goes over its limit."""
        pattern, reads = self._declared(path)
        if path not in self._bytes:
            self._files[pattern] += 1
            if self._files[pattern] > reads.files:
                raise Refused(f"{path}: more than {reads.files} files match {pattern}")
        left = reads.limit - self._bytes[path]
        wanted = left if length is None else length
        if wanted > left:
            raise Refused(f"{path}: over the {reads.limit:,} bytes that may be read of it")
        data = self._view.read(path, start, wanted)
        self._bytes[path] += len(data)
        if length is None and len(data) == left:
            self.cut[path] = start + left
        return data

    def _declared(self, path: str) -> tuple[str, Reads]:
        for pattern, reads in self._inspector.reads.items():
            if matches(path, pattern):
                return pattern, reads
        raise Refused(f"{path}: {self._inspector.id} did not declare to read it")


def examine(
    view: SourceView, chosen: Iterable[Inspector] | None = None
) -> tuple[list[Evidence], list[Gap]]:
    """Evidence and gaps of all inspectors (or of `chosen`) over one snapshot."""
    active = tuple(inspectors() if chosen is None else chosen)
    view.prefetch(_wants(view, active))
    evidence: list[Evidence] = []
    gaps: list[Gap] = []
    for inspector in active:
        declared = DeclaredView(view, inspector)
        try:
            for found in inspector.inspect(declared):
                if isinstance(found, Evidence):
                    evidence.append(_signed(found, inspector))
                else:
                    gaps.append(_explained(found, inspector))
        except Exception as error:  # noqa: BLE001 - a broken inspector must not lose the others' work
            why = f"{inspector.id} failed: {type(error).__name__}: {error}"
            gaps.append(Gap(view.snapshot.cite(), why, inspector.sees, inspector.id))
        gaps.extend(_rests(declared, inspector))
    return list({found.id: found for found in evidence}.values()), list(dict.fromkeys(gaps))


def _wants(view: View, active: Iterable[Inspector]) -> list[Want]:
    """What the inspectors declared to fetch ahead, each range once."""
    wants: dict[Want, None] = {}
    for inspector in active:
        for pattern, reads in inspector.reads.items():
            for artifact in view.glob(pattern)[: reads.files]:
                if reads.first:
                    wants[Want(artifact.path, 0, reads.first)] = None
                if reads.last:
                    wants[Want(artifact.path, -reads.last, reads.last)] = None
    return list(wants)


def _rests(declared: DeclaredView, inspector: Inspector) -> Iterator[Gap]:
    """The rest of each file that was cut off."""
    for artifact in declared.snapshot.artifacts if declared.cut else ():
        read = declared.cut.get(artifact.path)
        if read is not None and artifact.size != read:
            why = f"only its first {read:,} bytes were read"
            hidden = inspector.sees or tuple(COMPONENTS)  # what is said or linked in it
            yield Gap(declared.snapshot.cite(artifact.path), why, hidden, inspector.id)


def _signed(evidence: Evidence, inspector: Inspector) -> Evidence:
    if evidence.component not in COMPONENTS:
        raise ValueError(f"no such component: {evidence.component}")
    if not isinstance(evidence.claim, inspector.claims):
        raise TypeError(f"it did not declare to claim {type(evidence.claim).__name__}")
    return msgspec.structs.replace(evidence, inspector=inspector.id, id="")


def _explained(gap: Gap, inspector: Inspector) -> Gap:
    components = gap.components or inspector.sees
    return msgspec.structs.replace(gap, components=components, inspector=inspector.id)
