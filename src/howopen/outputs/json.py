"""An audit as JSON: the record itself, under a published, versioned schema."""

from __future__ import annotations

from typing import Any

import msgspec

from howopen.errors import UsageError
from howopen.schema import SCHEMA_VERSION, Audit

SCHEMA_ID = f"urn:howopen:schema:audit:{SCHEMA_VERSION}"

LONGEST = 256_000_000
"""Bytes of an audit that is read; one of 200,000 files has about 40 million."""


class _Version(msgspec.Struct):
    """What is read first: another version has other fields."""

    schema: int


def dump(audit: Audit, *, compact: bool = False) -> bytes:
    """The audit as JSON, ending in a newline; the same audit gives the same bytes."""
    data = msgspec.json.encode(audit, order="deterministic")
    return (data if compact else msgspec.json.format(data, indent=2)) + b"\n"


def load(data: bytes, what: str) -> Audit:
    """Read back what `dump` wrote.

    Raises:
        UsageError: It is no audit, or of a schema version that this howopen does not know.
    """
    if len(data) > LONGEST:
        raise UsageError(f"{what}: longer than the {LONGEST:,} bytes of an audit that are read")
    try:
        version = msgspec.json.decode(data, type=_Version).schema
        if version != SCHEMA_VERSION:
            raise UsageError(f"{what}: schema {version}; this howopen reads {SCHEMA_VERSION}")
        return msgspec.json.decode(data, type=Audit)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{what}: not an audit written by howopen -o json: {error}") from None


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of an audit."""
    (root,), definitions = msgspec.json.schema_components([Audit], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "howopen audit",
        **root,
        "$defs": definitions,
    }
