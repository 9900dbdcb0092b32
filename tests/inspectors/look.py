"""What one inspector finds in a few files, easy to ask.

Import it as ``from tests.inspectors.look import look``.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent
from typing import Any, TypeVar

from tests.memoryview import memory_view

from howopen.inspectors.registry import Inspect
from howopen.schema import Available, Claim, Evidence, Gap, License

Kind = TypeVar("Kind", bound=Claim)


class Found:
    """Evidence and gaps, in the order in which the inspector gave them."""

    def __init__(self, found: list[Evidence | Gap]) -> None:
        self.evidence = [item for item in found if isinstance(item, Evidence)]
        self.gaps = [item for item in found if isinstance(item, Gap)]

    def claims(self, kind: type[Kind], component: str = "") -> list[Kind]:
        """All claims of one type, of one component where it is named."""
        evidence = [e for e in self.evidence if component in ("", e.component)]
        return [e.claim for e in evidence if isinstance(e.claim, kind)]

    def one(self, kind: type[Kind], component: str = "") -> Kind:
        """The only claim of its type."""
        (claim,) = self.claims(kind, component)
        return claim

    def states(self, component: str) -> list[str]:
        """What is said of its availability."""
        return [claim.state for claim in self.claims(Available, component)]

    def licenses(self) -> dict[str, str | None]:
        """License by component."""
        return {
            e.component: e.claim.expression for e in self.evidence if isinstance(e.claim, License)
        }

    def cites(self, kind: type[Claim]) -> list[str]:
        """Where the claims of one type are seen, without the snapshot."""
        of_kind = [e for e in self.evidence if isinstance(e.claim, kind)]
        return [cite.removeprefix("memory://test@0/") for e in of_kind for cite in e.cites]

    def hidden(self) -> set[str]:
        """Components that the gaps name."""
        return {component for gap in self.gaps for component in gap.components}

    def gap(self) -> Gap:
        """The only gap."""
        (gap,) = self.gaps
        return gap


def look(inspect: Inspect, files: Mapping[str, str | bytes], **snapshot_fields: Any) -> Found:
    """Run one inspector over files; text loses its indentation."""
    content = {
        path: data if isinstance(data, bytes) else dedent(data).encode()
        for path, data in files.items()
    }
    return Found(list(inspect(memory_view(content, **snapshot_fields))))
