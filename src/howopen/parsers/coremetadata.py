"""The metadata of a Python package: ``METADATA`` of a wheel, ``PKG-INFO`` of an sdist.

Core metadata are mail headers (core metadata specification, packaging.python.org). `packaging` and
`email` read them without line numbers, which citations need; so the headers are split here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers.text import decode_text

MAX_FIELDS = 20_000
"""Most fields; packages with many optional dependencies have some hundred."""

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)")
_BAR = re.compile(r"^(?: {7}\|| {8}|\t)", re.MULTILINE)


class Field(NamedTuple):
    """One value of a field and the line it begins in."""

    value: str
    line: int


class Url(NamedTuple):
    """One URL of the project, its label, and its line."""

    label: str
    url: str
    line: int


@dataclass(frozen=True)
class CoreMetadata:
    """One metadata file; text that it does not have is empty.

    Attributes:
        name: Of the package.
        version: Of the package.
        license_expression: SPDX expression (metadata 2.4 and later).
        license: Free text: a name, or a whole license.
        license_files: Paths of license texts.
        classifiers: Trove classifiers.
        urls: Project-URL, and Home-page and Download-URL under these labels.
        description: The README.
        description_type: Its content type: ``text/markdown`` or another.
        description_line: Line that it begins in.
        lines: Line of the first of each field, by its name as written in the specification
            (``License-Expression``).
    """

    name: str
    version: str
    license_expression: str
    license: str
    license_files: tuple[Field, ...]
    classifiers: tuple[Field, ...]
    urls: tuple[Url, ...]
    description: str
    description_type: str
    description_line: int
    lines: dict[str, int]


def read_core_metadata(data: bytes) -> CoreMetadata:
    """Read a metadata file.

    Raises:
        ParseError: There is no Name field, or there are too many fields.
    """
    lines = decode_text(data).split("\n")
    fields, body = _fields(lines)
    if "name" not in fields:
        raise ParseError("package metadata: no Name field")
    description = Field("\n".join(lines[body:]), body + 1)
    if not description.value.strip() and "description" in fields:
        # Before metadata 2.1 the README was a field too.
        description = fields["description"][0]
    return CoreMetadata(
        name=_text(fields, "name"),
        version=_text(fields, "version"),
        license_expression=_text(fields, "license-expression"),
        license=_text(fields, "license"),
        license_files=tuple(fields.get("license-file", ())),
        classifiers=tuple(fields.get("classifier", ())),
        urls=_urls(fields),
        description=description.value,
        description_type=_text(fields, "description-content-type"),
        description_line=description.line,
        lines={_specified(name): values[0].line for name, values in fields.items()},
    )


def _fields(lines: list[str]) -> tuple[dict[str, list[Field]], int]:
    """The fields by lower-case name, and the index of the first line that is none of them."""
    found: list[tuple[str, int, list[str]]] = []
    end = len(lines)
    for index, line in enumerate(lines):
        if line.startswith((" ", "\t")) and found:
            found[-1][2].append(line)
        elif field := _FIELD.fullmatch(line):
            found.append((field[1].lower(), index + 1, [field[2]]))
            if len(found) > MAX_FIELDS:
                raise ParseError(f"package metadata: over {MAX_FIELDS:,} fields")
        else:
            end = index if line else index + 1
            break
    fields: dict[str, list[Field]] = {}
    for name, number, parts in found:
        fields.setdefault(name, []).append(Field(_joined(parts), number))
    return fields, end


def _joined(parts: list[str]) -> str:
    """Lines of one field without the indentation and bars that mark the later ones."""
    return "\n".join([parts[0], *(_BAR.sub("", part) for part in parts[1:])]).strip()


def _text(fields: Mapping[str, list[Field]], name: str) -> str:
    return fields[name][0].value if name in fields else ""


def _urls(fields: Mapping[str, list[Field]]) -> tuple[Url, ...]:
    """All URLs; a Project-URL is ``label, URL``."""
    labeled = [
        Url(label.strip(), url.strip(), line)
        for value, line in fields.get("project-url", ())
        for label, comma, url in [value.partition(",")]
        if comma
    ]
    single = [
        Url(_specified(name), value, line)
        for name in ("home-page", "download-url")
        for value, line in fields.get(name, ())
        if value != "UNKNOWN"  # setuptools before 62 wrote this for nothing
    ]
    return tuple(sorted(labeled + single, key=lambda url: url.line))


def _specified(name: str) -> str:
    """A field name in the capitals of the specification: ``Project-URL``, ``Home-page``."""
    if name == "home-page":
        return "Home-page"
    return "-".join("URL" if part == "url" else part.capitalize() for part in name.split("-"))
