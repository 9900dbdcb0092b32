"""What zip and tar archives have in common when their members are read as files.

Nothing is ever extracted: a member is listed, and its bytes are given to who asks. A member that
could mislead or hurt (a name that is there twice, encryption, a size that cannot be) is listed and
its content is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from howopen.errors import Refused
from howopen.schema import Artifact, Gap
from howopen.sources.labels import is_safe

MAX_MEMBERS = 200_000
MAX_GAPS = 100
"""Gaps that are told; an archive that has more is hostile, and is not complete anyway."""
NOT_A_PATH = "the name is not a path that can be cited"
TWICE = "the archive holds this name twice"


class Archive(Protocol):
    """An archive that was opened."""

    listing: Listing

    def read(self, path: str, start: int, length: int) -> bytes:
        """Bytes of a member from `start`, at most `length`; fewer only at its end.

        Raises:
            Refused: The member is refused.
            ParseError: The archive is damaged.
        """


@dataclass
class Listing:
    """The members of an archive, the refused ones with the reason, and what could not be listed."""

    artifacts: dict[str, Artifact] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    complete: bool = True

    def add(self, artifact: Artifact, refused: str = "") -> bool:
        """List a member, `refused` with a reason; return whether it can be read."""
        path = artifact.path
        if not is_safe(path):
            self._leave_out(path, NOT_A_PATH)
            return False
        if path not in self.artifacts and len(self.artifacts) >= MAX_MEMBERS:
            self._leave_out(path, f"more than {MAX_MEMBERS:,} members, this one is not listed")
            return False
        refused = TWICE if path in self.artifacts else refused
        self.artifacts.setdefault(path, artifact)
        if refused and path not in self.refused:
            self.refused[path] = refused
            self._gap(path, refused)
        return not refused

    def _leave_out(self, path: str, why: str) -> None:
        self.complete = False
        self._gap(path, why)

    def _gap(self, path: str, why: str) -> None:
        if len(self.gaps) < MAX_GAPS:
            self.gaps.append(Gap(path, why))

    def check(self, path: str) -> None:
        """Refuse to read a member that is refused."""
        if path in self.refused:
            raise Refused(f"{path}: {self.refused[path]}")


def top_folder(paths: Iterable[str]) -> str:
    """The folder, with a slash at its end, that all paths lie in; empty if there is none."""
    tops = {path.partition("/")[0] if "/" in path else "" for path in paths}
    top = tops.pop() if len(tops) == 1 else ""
    return f"{top}/" if top else ""
