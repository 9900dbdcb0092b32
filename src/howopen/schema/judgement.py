"""What is concluded: bounds, verdicts, terms, discrepancies, and the audit that holds it all."""

from __future__ import annotations

from typing import Literal

from howopen.schema.evidence import Evidence, Gap
from howopen.schema.release import Record, Release

SCHEMA_VERSION = 1
"""Version of the published JSON of an audit. Fields are only ever added within a version."""

Verdict = Literal["met", "partly", "not-met", "unknown", "not-applicable"]


class Bounds(Record, frozen=True):
    """A value known to lie between `lo` (proven at least) and `hi` (possible at most), 0 to 1."""

    lo: float
    hi: float

    def __post_init__(self) -> None:
        if not 0 <= self.lo <= self.hi <= 1:
            raise ValueError(f"bounds need 0 <= lo <= hi <= 1, not {self.lo}, {self.hi}")

    @property
    def verdict(self) -> Verdict:
        """The word for these bounds; anything not settled is ``unknown``."""
        if self.lo != self.hi:
            return "unknown"
        return "met" if self.lo == 1 else "not-met" if self.lo == 0 else "partly"


class Reason(Record, frozen=True):
    """One node of an evaluated rule.

    Attributes:
        rule: The source of this node.
        bounds: What it came to.
        why: The reason, for a predicate.
        evidence: Ids of the evidence it rests on.
        parts: The operands of ``and``, ``or``, ``not``.
    """

    rule: str
    bounds: Bounds
    why: str = ""
    evidence: tuple[str, ...] = ()
    parts: tuple[Reason, ...] = ()


class Finding(Record, frozen=True):
    """The verdict on one criterion, why, and on which evidence."""

    criterion: str
    verdict: Verdict
    bounds: Bounds
    why: Reason
    evidence: tuple[str, ...] = ()


class Assessment(Record, frozen=True):
    """One framework applied to one release.

    Attributes:
        framework: Id of the framework.
        version: Its version.
        findings: One per criterion, in the framework's order.
        bounds: The whole: the least, or the mean, of the findings that count; for levels, those of
            the loosest level.
        levels: Bounds of each level with all looser ones, loosest first; empty without levels.
        level: Highest level reached for certain, or None.
        possible: Highest level not ruled out, or None.
        with_other_terms: The whole if every question about terms alone were answered well, or None
            where the whole, or the strictest level, is not ruled out anyway.
        possible_with_other_terms: Highest level that would not be ruled out then.
    """

    framework: str
    version: str
    findings: tuple[Finding, ...]
    bounds: Bounds
    levels: dict[str, Bounds] = {}
    level: str | None = None
    possible: str | None = None
    with_other_terms: Bounds | None = None
    possible_with_other_terms: str | None = None


class Discrepancy(Record, frozen=True):
    """Two things that cannot both be true, or a duty that was not done.

    Attributes:
        id: Stable kebab-case name of the kind; see ``howopen explain``.
        severity: ``error``: they exclude each other; ``warning``: a reader is misled; ``note``.
        message: What stands against what, without accusing.
        evidence: Ids of both sides.
        fix: What the publisher can do.
    """

    id: str
    severity: Literal["error", "warning", "note"]
    message: str
    evidence: tuple[str, ...]
    fix: str = ""


class Duty(Record, frozen=True):
    """Something that the terms ask for, or keep from one.

    Attributes:
        kind: Id of a kind of clause.
        evidence: The clauses that say so, or the license where its text was not at hand.
    """

    kind: str
    evidence: tuple[str, ...]


class Terms(Record, frozen=True):
    """The terms of one component, concluded from all that is stated of it.

    Attributes:
        component: What they are about.
        expression: The license, if all that decides agrees on one; otherwise None.
        conflict: What decides does not agree.
        evidence: Ids of the licenses that decide.
        freedoms: ``use``, ``study``, ``modify`` and ``share``, each ``kept``, ``restricted``,
            ``broken`` or ``unclear``.
        osi: Whether the license is OSI-approved.
        open_data: Whether it conforms to the Open Definition.
        ai_act: Whether it passes the license test of the EU AI Act (Art. 53(2)).
        duties: What is required.
        limits: What is forbidden, or takes something away.
    """

    component: str
    expression: str | None
    conflict: bool
    evidence: tuple[str, ...]
    freedoms: dict[str, Literal["kept", "restricted", "broken", "unclear"]]
    osi: Bounds
    open_data: Bounds
    ai_act: Bounds
    duties: tuple[Duty, ...] = ()
    limits: tuple[Duty, ...] = ()


class Audit(Record, frozen=True):
    """Everything that was found and concluded: the only record that outputs read."""

    schema: int
    howopen: str
    release: Release
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]
    assessments: tuple[Assessment, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    terms: tuple[Terms, ...] = ()
