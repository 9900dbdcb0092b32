"""Records of the Model Openness Tool: YAML, one release each (its ``mof_schema.json``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from howopen.errors import ParseError
from howopen.parsers.text import decode_text
from howopen.parsers.yamlsafe import read_yaml

MOST_COMPONENTS = 1_000
"""Components of one record; the tool's schema allows 17."""

LONGEST = 2_000
"""Characters of a name, license or path; a record with longer ones was not written for the tool."""

Scope = Literal["distribution", "code", "data", "document"]
"""What a license that a record states for the release covers."""


class Global(msgspec.Struct, frozen=True):
    """A license stated for the release, or for all components of one type in it."""

    name: str = ""
    path: str = ""


class Entry(msgspec.Struct, frozen=True):
    """One component as a record states it.

    Attributes:
        name: The component's name, as written.
        license: The license's, as written; None where the record has none, so that it inherits.
            ``unlicensed`` says that there is none, and does not inherit.
        license_path: Where the license is.
        component_path: Where the component is.
    """

    name: str
    license: str | None = None
    license_path: str = ""
    component_path: str = ""


class Record(msgspec.Struct, frozen=True):
    """One release as its record states it.

    Attributes:
        name: Of the release.
        producer: Who made it, or empty.
        licenses: Those of the release, by scope.
        components: What it consists of; what is not listed is not known, not absent.
    """

    name: str
    producer: str = ""
    licenses: dict[Scope, Global] = {}
    components: tuple[Entry, ...] = ()


def read_record(data: bytes, what: str) -> Record:
    """Read one record.

    Args:
        data: The file.
        what: What it is, to begin the message of an error.

    Raises:
        ParseError: Not YAML, not a record, or over a bound.
    """
    fields = _mapping(read_yaml(decode_text(data), what).value, what, "the record")
    release = _mapping(fields.get("release"), what, "release")
    listed = release.get("components")
    if not isinstance(listed, list):
        raise ParseError(f"{what}: release.components: not a list")
    if len(listed) > MOST_COMPONENTS:
        raise ParseError(f"{what}: release.components: over {MOST_COMPONENTS:,}")
    return Record(
        name=_text(release, "name", what, "release") or "",
        producer=_text(release, "producer", what, "release") or "",
        licenses=_licenses(release.get("license"), what),
        components=tuple(_entry(item, what, at) for at, item in enumerate(listed, 1)),
    )


def _licenses(stated: object, what: str) -> dict[Scope, Global]:
    """Licenses of the release; an empty list is how the tool writes that there are none."""
    if stated is None or stated == []:
        return {}
    fields = _mapping(stated, what, "release.license")
    found: dict[Scope, Global] = {}
    for scope in get_args(Scope):
        if scope in fields:
            where = f"release.license.{scope}"
            entry = _mapping({} if fields[scope] is None else fields[scope], what, where)
            name, path = (_text(entry, key, what, where) or "" for key in ("name", "path"))
            found[scope] = Global(name, path)
    return found


def _entry(item: object, what: str, at: int) -> Entry:
    where = f"component {at}"
    fields = _mapping(item, what, where)
    name = _text(fields, "name", what, where)
    if name is None:
        raise ParseError(f"{what}: {where}: has no name")
    return Entry(
        name=name,
        license=_text(fields, "license", what, where),
        license_path=_text(fields, "license_path", what, where) or "",
        component_path=_text(fields, "component_path", what, where) or "",
    )


def _mapping(value: object, what: str, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ParseError(f"{what}: {where}: not keys and values")
    return value


def _text(fields: Mapping[str, object], key: str, what: str, where: str) -> str | None:
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ParseError(f"{what}: {where}.{key}: not text")
    if len(value) > LONGEST:
        raise ParseError(f"{what}: {where}.{key}: over {LONGEST:,} characters")
    return value
