"""What follows from the clauses of a license: freedoms, openness, the EU AI Act's license test.

The rules are data (``freedoms.toml``) and about kinds of clauses, never about licenses: the same
wording has the same consequence in every text. Nothing is defaulted: a freedom that no clause
grants is unclear, not kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import msgspec

from howopen.licenses.approval import Approval, approved
from howopen.licenses.taxonomy import kinds
from howopen.schema import Bounds, Clause

State = Literal["kept", "restricted", "broken", "unclear"]
"""Kept: granted, whatever the conditions. Restricted: granted, not in full. Broken: not for any
purpose or not for everyone. Unclear: no clause grants it; or no limit was found in a text that was
read by patterns alone, which miss some."""

Loss = Literal["", "restricted", "broken"]

FREEDOMS = ("use", "study", "modify", "share")
"""The four freedoms of the OSAID 1.0, in its order."""

_GRANTS = {
    "use": "grant-use",
    "study": "grant-use",
    "modify": "grant-modify",
    "share": "grant-share",
}
"""The kind that grants each freedom. Who may use a text or weights may look at them."""

_YES, _NO, _UNKNOWN = Bounds(1, 1), Bounds(0, 0), Bounds(0, 1)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What clauses of some kinds do.

    Attributes:
        kinds: The kinds of clauses it is about.
        consequences: Only clauses with one of these consequences; all, if there is none.
        use: What becomes of the freedom to use; empty: nothing. Likewise the next three.
        study: See `use`.
        modify: See `use`.
        share: See `use`.
        osd: The criterion of the Open Source Definition that such a clause conflicts with.
        open: The section of the Open Definition that it conflicts with.
        ai_act: What it means for the license test: ``not-met``, ``review``, or nothing.
        paragraph: The paragraphs of the Commission guidelines that say so.
    """

    kinds: tuple[str, ...]
    consequences: tuple[str, ...] = ()
    use: Loss = ""
    study: Loss = ""
    modify: Loss = ""
    share: Loss = ""
    osd: str = ""
    open: str = ""
    ai_act: Literal["", "not-met", "review"] = ""
    paragraph: str = ""

    def concerns(self, clause: Clause) -> bool:
        """Whether the rule is about this clause."""
        named = not self.consequences or clause.consequence in self.consequences
        return clause.kind in self.kinds and named


class Freedom(NamedTuple):
    """What becomes of one freedom, and the clauses that decide it: that grant it, or limit it."""

    state: State
    clauses: tuple[Clause, ...]


class LicenseTest(NamedTuple):
    """Condition A of the EU AI Act's open-source exemption.

    Attributes:
        bounds: Met, not met, or to be judged by a person.
        paragraphs: Of the Commission guidelines C(2025) 5045, where something stands against it.
        clauses: The clauses that do.
    """

    bounds: Bounds
    paragraphs: tuple[str, ...]
    clauses: tuple[Clause, ...]


class Conclusion(NamedTuple):
    """What follows from the clauses of one license.

    Attributes:
        use: For any purpose, without asking.
        study: How it works.
        modify: For any purpose.
        share: Changed or not, for any purpose.
        osi: Whether it is OSI-approved; a text that the list does not know can only be refuted.
        open_data: Whether it conforms to the Open Definition; likewise.
        ai_act: The license test of the EU AI Act.
        obligations: The clauses that ask for something, in the order of the text.
        reliance: The clauses by which the grant can be taken back or changed.
    """

    use: Freedom
    study: Freedom
    modify: Freedom
    share: Freedom
    osi: Approval
    open_data: Approval
    ai_act: LicenseTest
    obligations: tuple[Clause, ...]
    reliance: tuple[Clause, ...]


def conclude(
    clauses: Sequence[Clause], expression: str | None = None, *, complete: bool = True
) -> Conclusion:
    """What follows from the clauses of a license.

    A license on the list of the Open Source Definition or of the Open Definition leaves all
    freedoms, by these definitions; a clause that seems to say otherwise was misread.

    Args:
        clauses: All clauses of its text, accepted policies included.
        expression: The SPDX expression of a text identified as exactly that; None for any other.
        complete: Whether the clauses are all that the text has. Of a text that nobody has checked
            the reader may have missed some: then what they limit is limited, and nothing is kept.
    """
    listed = _file().lists["open-data"]
    osi = _approval(clauses, expression, ["osi"], "osd", "Open Source Definition")
    open_data = _approval(clauses, expression, listed, "open", "Open Definition")
    free = _YES in (osi.bounds, open_data.bounds)
    return Conclusion(
        use=_freedom("use", clauses, free=free, complete=complete),
        study=_freedom("study", clauses, free=free, complete=complete),
        modify=_freedom("modify", clauses, free=free, complete=complete),
        share=_freedom("share", clauses, free=free, complete=complete),
        osi=osi,
        open_data=open_data,
        ai_act=LicenseTest(_YES, (), ()) if free else _license_test(clauses, complete=complete),
        obligations=tuple(c for c in clauses if c.effect == "requires"),
        reliance=tuple(c for c in clauses if kinds()[c.kind].freedom == "reliance"),
    )


def conflicts(clauses: Iterable[Clause]) -> set[str]:
    """Kinds of those clauses that conflict with the Open Source Definition."""
    return {clause.kind for clause, rule in _applying(clauses) if rule.osd}


@cache
def limiting() -> frozenset[str]:
    """Kinds of clauses that take something from a freedom, or from what it takes to be open."""
    return frozenset(kind for rule in rules() for kind in rule.kinds)


def rules() -> tuple[Rule, ...]:
    """The declared rules, in the order of the file."""
    return _file().rule


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[Rule, ...]
    lists: dict[str, tuple[str, ...]]


@cache
def _file() -> _File:
    data = files("howopen.licenses").joinpath("freedoms.toml").read_bytes()
    read = msgspec.toml.decode(data, type=_File)
    if unknown := {name for rule in read.rule for name in rule.kinds} - kinds().keys():
        raise ValueError(f"freedoms.toml: no such kind: {', '.join(sorted(unknown))}")
    return read


def _freedom(
    name: Literal["use", "study", "modify", "share"],
    clauses: Sequence[Clause],
    *,
    free: bool,
    complete: bool,
) -> Freedom:
    """The worst that a clause does to a freedom; kept or unclear if none does anything."""
    grants = tuple(c for c in clauses if c.kind == _GRANTS[name])
    if free:
        return Freedom("kept", grants)
    losses: dict[Loss, list[Clause]] = {"restricted": [], "broken": []}
    for clause, rule in _applying(clauses):
        if loss := getattr(rule, name):
            losses[loss].append(clause)
    if losses["broken"]:
        return Freedom("broken", tuple(losses["broken"]))
    if losses["restricted"]:
        return Freedom("restricted", tuple(losses["restricted"]))
    return Freedom("kept" if grants and complete else "unclear", grants)


def _approval(
    clauses: Sequence[Clause],
    expression: str | None,
    group: Collection[str],
    section: Literal["osd", "open"],
    definition: str,
) -> Approval:
    """What a list says of the license; of a text that it does not know, whether it could."""
    if expression:
        said = approved(expression, group)
        if said.bounds != _UNKNOWN:
            return said
    conflicts = {getattr(rule, section): c.kind for c, rule in _applying(clauses)}
    conflicts.pop("", None)
    if conflicts:
        named = ", ".join(f"{section} ({kind})" for section, kind in sorted(conflicts.items()))
        return Approval(_NO, f"conflicts with {definition} {named}")
    return Approval(_UNKNOWN, "no list knows this text")


def _license_test(clauses: Sequence[Clause], *, complete: bool) -> LicenseTest:
    against = [(c, rule) for c, rule in _applying(clauses) if rule.ai_act]
    failed = [(c, rule) for c, rule in against if rule.ai_act == "not-met"]
    granted = {c.kind for c in clauses}.issuperset(_GRANTS.values())
    decisive = failed or against
    if failed:
        bounds = _NO
    elif against or not granted or not complete:
        bounds = _UNKNOWN
    else:
        bounds = _YES
    paragraphs = dict.fromkeys(p for _, rule in decisive for p in rule.paragraph.split(", "))
    if bounds == _UNKNOWN and not granted:
        paragraphs["78"] = None  # one right that is not granted, and there is no exemption
    return LicenseTest(bounds, tuple(sorted(paragraphs)), tuple(c for c, _ in decisive))


def _applying(clauses: Iterable[Clause]) -> Iterable[tuple[Clause, Rule]]:
    """Each clause with each rule about it."""
    return [(c, rule) for c in clauses for rule in rules() if rule.concerns(c)]
