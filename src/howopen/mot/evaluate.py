"""What the Model Openness Tool computes from a record: exactly, oddities included.

Follows ModelEvaluator.php, ModelUpdater.php and LicenseHandler.php of lfai/model_openness_tool
@ 8b5d30e. It gives the class, three progress values, and where each component stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from howopen.mot.records import Entry, Global, Record, Scope
from howopen.mot.tables import (
    CLASSES,
    RESEARCH_PAPER,
    TECHNICAL_REPORT,
    Part,
    Type,
    open_licenses,
    parts,
    tables,
)

UNLICENSED = "unlicensed"
"""How records say that a component has no license."""

_EMPTY = ("", "0")
"""Text that PHP takes for false."""

Status = Literal["included", "optional", "missing", "invalid", "unlicensed"]
"""Where a component stands in a class: required and openly licensed; openly licensed, and not
required; required, and not in the record; under a license that is not open; without a license."""


@dataclass(frozen=True)
class Rules:
    """What a license counts for.

    Attributes:
        open: Ids of open licenses.
        appropriate: Ids that are appropriate for components of a type.
        strict: An open license that is appropriate for other types only is not valid.
    """

    open: frozenset[str]
    appropriate: Mapping[Type, frozenset[str]]
    strict: bool = False

    def takes(self, license_: str, type_: Type) -> bool:
        """Whether a component of that type is openly licensed."""
        if license_ not in self.open:
            return False
        types = {name for name, ids in self.appropriate.items() if license_ in ids}
        return not self.strict or not types or type_ in types


class Standing(msgspec.Struct, frozen=True):
    """Numbers of the components by their status in one class and all looser ones."""

    included: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    invalid: tuple[int, ...] = ()
    unlicensed: tuple[int, ...] = ()


class Evaluation(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """The tool's result.

    Attributes:
        class_: 1, 2 or 3; 0 for unclassified.
        progress: Of each class, 0 to 100; 0 while a looser class is not complete.
        classes: Where the components stand, by class.
        not_appropriate: Openly licensed components whose license the tool does not list for their
            type: a warning, which changes nothing else.
        licenses: License of each component in the record, as the tool resolves it.
    """

    class_: int
    progress: dict[int, float]
    classes: dict[int, Standing]
    not_appropriate: tuple[int, ...]
    licenses: dict[int, str]

    def status(self, number: int) -> Status | None:
        """Where a component stands; None if it is not in the record and nothing requires it.

        Class I has all components. That a research paper stands in for a missing technical report
        does not show here.
        """
        return _status(self.classes[1], number)


@cache
def tool_rules() -> Rules:
    """What a license counts for in the tool."""
    return Rules(open_licenses(), tables().appropriate)


def evaluate(record: Record, rules: Rules | None = None) -> Evaluation:
    """Evaluate a record as the tool does, or by other rules on licenses."""
    rules = rules or tool_rules()
    entries = {part_of(entry).id: entry for entry in record.components}  # the last of a name counts
    licenses = {
        number: _resolve(entry, parts()[number].type, record.licenses)
        for number, entry in entries.items()
    }
    classes = {class_: _standing(class_, licenses, rules) for class_ in CLASSES}
    classes = _paper_for_report(classes)
    progress = {class_: _progress(class_, classes) for class_ in CLASSES}
    complete = [class_ for class_ in CLASSES if progress[class_] == 100]
    return Evaluation(
        class_=complete[-1] if complete else 0,
        progress=progress,
        classes=classes,
        not_appropriate=tuple(
            part.id
            for part in _up_to(1)
            if rules.takes(license_ := licenses.get(part.id, ""), part.type)
            and license_ not in rules.appropriate[part.type]
        ),
        licenses=licenses,
    )


def part_of(entry: Entry) -> Part:
    """The component that the tool takes an entry for; for an unknown name, the first of all.

    ComponentManager.php looks names up with ``array_search``, whose ``false`` becomes index 0.
    """
    listed = tables().parts
    return next((part for part in listed if part.name == entry.name), listed[0])


def _resolve(entry: Entry, type_: Type, licenses: Mapping[Scope, Global]) -> str:
    """The license of the component: its own, that of its type, that of the release, or none."""
    if entry.license is not None:
        return UNLICENSED if entry.license in _EMPTY else entry.license
    scopes: tuple[Scope, ...] = (type_, "distribution")
    names = (licenses[scope].name for scope in scopes if scope in licenses)
    return next((name for name in names if name not in _EMPTY), UNLICENSED)


def _up_to(class_: int) -> list[Part]:
    """Components of a class and all looser ones: loosest first, required before optional."""
    classes = [looser for looser in CLASSES if looser >= class_]
    found = [part for looser in classes for part in tables().parts if part.class_ == looser]
    return sorted(found, key=lambda part: not part.required)


def _standing(class_: int, licenses: Mapping[int, str], rules: Rules) -> Standing:
    found: dict[Status, list[int]] = {}
    for part in _up_to(class_):
        license_ = licenses.get(part.id)
        status: Status
        if license_ is None:
            if not part.required:
                continue
            status = "missing"
        elif rules.takes(license_, part.type):
            status = "included" if part.required else "optional"
        else:
            status = "unlicensed" if license_ == UNLICENSED else "invalid"
        found.setdefault(status, []).append(part.id)
    return Standing(**{status: tuple(numbers) for status, numbers in found.items()})


def _status(standing: Standing, number: int) -> Status | None:
    statuses: tuple[Status, ...] = ("included", "optional", "missing", "invalid", "unlicensed")
    return next((status for status in statuses if number in getattr(standing, status)), None)


def _paper_for_report(classes: dict[int, Standing]) -> dict[int, Standing]:
    """Rule (a): the technical report may be omitted if there is a research paper.

    In the tool any paper does, also one without an open license, which then counts as such.
    """
    paper = _status(classes[1], RESEARCH_PAPER)
    if TECHNICAL_REPORT in classes[3].included or paper is None or paper == "missing":
        return classes
    changed = {}
    for class_, standing in classes.items():
        lists = {"missing": tuple(n for n in standing.missing if n != TECHNICAL_REPORT)}
        if class_ != 1:
            lists[paper] = (*getattr(standing, paper), RESEARCH_PAPER)
        changed[class_] = msgspec.structs.replace(standing, **lists)
    return changed


def _progress(class_: int, classes: Mapping[int, Standing]) -> float:
    """Share of the required components that are included, in percent."""
    total = included = 0
    for looser in (c for c in CLASSES if c >= class_):
        total += sum(part.class_ == looser and part.required for part in tables().parts)
        included = len(classes[looser].included)
        if included < total and looser != class_:
            return 0.0
    standing = classes[1].included
    if class_ == 1 and TECHNICAL_REPORT not in standing and RESEARCH_PAPER in standing:
        total -= 1
    return min(100.0, included / total * 100)
