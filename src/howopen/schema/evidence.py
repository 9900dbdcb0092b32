"""Evidence, and the gaps where there may be more."""

from __future__ import annotations

from typing import Literal

import msgspec

from howopen.schema.claims import AnyClaim
from howopen.schema.release import Record, sha256_of

Basis = Literal["observed", "declared", "attested", "inferred"]
"""How a claim is known, strongest first: seen in the artifact itself; stated by the publisher in
metadata or prose; vouched for by a third party; concluded by howopen."""


class Evidence(Record, frozen=True):
    """One typed claim about one component.

    Attributes:
        component: A key of `howopen.components.COMPONENTS`.
        claim: What is said.
        basis: See `Basis`.
        cites: Where it can be seen; see `Snapshot.cite`.
        inspector: ``name@version`` of who found it; set by the engine.
        id: First 16 hex digits of the sha256 of the rest; set by itself. An id that does not fit
            is refused: stored evidence was changed.
    """

    component: str
    claim: AnyClaim
    basis: Basis
    cites: tuple[str, ...] = ()
    inspector: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        content = (self.component, self.claim, self.basis, self.cites, self.inspector)
        expected = sha256_of(content)[:16]
        if self.id not in ("", expected):
            raise ValueError(f"evidence {self.id} was changed after it was written")
        msgspec.structs.force_setattr(self, "id", expected)

    @property
    def document(self) -> str:
        """The file that it stands in: its first citation, without lines; empty without one."""
        return self.cites[0].partition("#")[0] if self.cites else ""


class Gap(Record, frozen=True):
    """Something that could not be looked at.

    Attributes:
        what: The artifact, link or part; a citation where it has one.
        why: The reason, in words.
        components: Which components it may hide. Absence of these is never concluded.
        inspector: Who wanted to look; empty for a source.
    """

    what: str
    why: str
    components: tuple[str, ...] = ()
    inspector: str = ""
