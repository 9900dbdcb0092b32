"""What predicates ask: the evidence about a component, strongest basis first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, get_args

from howopen.schema import Basis, Bounds, Claim, Evidence, Gap, Release

if TYPE_CHECKING:
    from howopen.frameworks.terms import Grants

BASES: tuple[Basis, ...] = get_args(Basis)
"""Strongest first."""

ClaimType = TypeVar("ClaimType", bound=Claim)


class Stated(NamedTuple, Generic[ClaimType]):
    """A piece of evidence, with its claim at its own type."""

    evidence: Evidence
    claim: ClaimType


class Outcome(NamedTuple):
    """What a predicate says: bounds, why, and the ids of the evidence it rests on."""

    bounds: Bounds
    why: str
    evidence: tuple[str, ...] = ()


class Facts:
    """Everything that is known about one release, and the license groups of one framework.

    Attributes:
        groups: License groups by name.
        decided: What `howopen.frameworks.terms` concluded so far, by component.
    """

    def __init__(
        self,
        release: Release,
        evidence: Iterable[Evidence],
        gaps: Sequence[Gap],
        groups: Mapping[str, Collection[str]],
    ) -> None:
        self.groups = groups
        self.decided: dict[str, Grants] = {}
        self._gaps = gaps
        self._snapshots = [part.snapshot for part in release.parts]
        self._evidence: dict[str, list[Evidence]] = {}
        self._cites: dict[str, str] = {}
        for item in evidence:
            self._evidence.setdefault(item.component, []).append(item)
            self._cites[item.id] = next(iter(item.cites), "")

    def cite(self, id_: str) -> str:
        """The first citation of a piece of evidence; empty if there is none."""
        return self._cites.get(id_, "")

    def about(self, component: str, claim: type[ClaimType]) -> list[Stated[ClaimType]]:
        """All evidence about a component with a claim of that type."""
        found = self._evidence.get(component, ())
        return [Stated(item, item.claim) for item in found if isinstance(item.claim, claim)]

    def snapshots(self, evidence: Evidence) -> set[str]:
        """Citations of the snapshots that the evidence lies in (see `Snapshot.cite`)."""
        return {s.cite() for s in self._snapshots if any(s.holds(cite) for cite in evidence.cites)}

    def unseen(self, component: str) -> str:
        """What could not be looked at and may hide the component, in words; empty if nothing."""
        gaps = [gap for gap in self._gaps if component in gap.components]
        if not gaps:
            return ""
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        return f"; not looked at: {gaps[0].what} ({gaps[0].why}){more}"


def strongest(stated: Sequence[Stated[ClaimType]]) -> list[Stated[ClaimType]]:
    """Only those of the strongest basis: a weaker basis never overrules a stronger one."""
    best = min((BASES.index(item.evidence.basis) for item in stated), default=0)
    return [item for item in stated if item.evidence.basis == BASES[best]]


def ids(stated: Iterable[Stated[ClaimType]]) -> tuple[str, ...]:
    """Ids of the evidence, each once, in order."""
    return tuple(dict.fromkeys(item.evidence.id for item in stated))


def hull(values: Iterable[Bounds]) -> Bounds:
    """The least bounds that hold all values: what is known when they disagree."""
    values = list(values)
    return Bounds(min(value.lo for value in values), max(value.hi for value in values))
