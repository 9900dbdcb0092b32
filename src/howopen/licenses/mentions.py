"""The name of a license where it stands in a sentence, a link or a badge, and what it means.

Where the name ends is told by what it means: the longest run of words that is the name of one
license (`howopen.licenses.names`), else the run up to a word like "license". A name that is not
known, or that something is added to or taken from, has no expression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from howopen.licenses.names import normalize
from howopen.licenses.passages import Image, Link
from howopen.licenses.subjects import pattern

MAX_NAME = 120
"""Characters that a name may have."""

_TOKEN = re.compile(
    r"[A-Za-z\u00c0-\u00ff0-9][\w.+/'’&\u2010-\u2013-]*|[\u3040-\u30ff\u4e00-\u9fff]+", re.ASCII
)
_BETWEEN_TOKENS = re.compile(r", ?(?=version|v\.? ?\d)|[ \"“”]*", re.IGNORECASE)
_STOP = re.compile(
    r"(?:as|which|that|in|for|found|see|and|or|with|while|but|allowing|at|on|to|is|are|unless|"
    r"except|from|by|this|please|you|we|it|plus|subject|without|que|qui|y|et|und)$",
)
_CJK_NAME = re.compile(
    r"[^的则需要遵循使用采按依据]{0,8}?(?:许可协议|许可证|協議|协议|许可|ライセンス)"
)
_CJK_WORDS = re.compile(r"\s*(?:开源)?(?:许可协议|许可证|協議|协议|许可|授权|ライセンス)$")
_TAIL = re.compile(
    r"[ \"“”]*(?:(?:public |software |open[- ]source )?(?:licen[cs]es?|agreement)\b|"
    r"许可协议|许可证|协议|ライセンス)(?: agreement\b)?(?:,? (?:version|v)\.? ?\d[\d.]*\d)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*[(（]([^()（）]{2,60})[)）]")
_VERSION = re.compile(r",? (?:version |v)?\d[\d.]*\d\b", re.IGNORECASE)
_JOIN = re.compile(r"\s*(?:,\s*)?(and/or|and|or|/|&|和|或)\s*(?:the\s+|an?\s+)?", re.IGNORECASE)
_BADGE = re.compile(r"(?:^|/)badge/((?:[^-/]|--)+)-((?:[^-/]|--)*)(?:-[^-/]+)?$")
_GENERIC_TERMS = re.compile(r"[a-z ]*(?:terms|agreement)")
_GENERIC = re.compile(
    r"(?:this|the|here|our)?\s*(?:file|licen[cs]es?|licen[cs]e file|link)?", re.IGNORECASE
)


class Mention(NamedTuple):
    """A license that is named.

    Attributes:
        name: As written; empty where only a link or "the license" stands.
        expression: What the name means, or None.
        end: Offset behind it.
        link: Where it leads, or empty.
    """

    name: str
    expression: str | None
    end: int
    link: str = ""


class Badge(NamedTuple):
    """What an image shows of a license: its label, the name, and where it leads."""

    label: str
    name: str
    link: str


@lru_cache(maxsize=4_096)
def meaning(name: str) -> str | None:
    """The expression that a name means, which may end in a word for "license" in any language."""
    name = name.strip(" \t.,;:\"'“”‘’`()[]《》「」")
    return normalize(name) or normalize(_CJK_WORDS.sub("", name)) if name else None


def mention(text: str, start: int, links: Sequence[Link]) -> Mention | None:
    """The license that is named at `start`, with one joined to it by "or"; None if none is."""
    first = _one(text, start, links)
    if first is None:
        return None
    join = _JOIN.match(text, first.end)
    second = _one(text, join.end(), links) if join else None
    if (
        join
        and second
        and second.name
        and (second.expression or second.link or not first.expression)
    ):
        name = text[start : second.end].strip()
        expression = None
        if join[1].lower() in ("or", "或", "and/or") and first.expression and second.expression:
            expression = normalize(f"{first.expression} OR {second.expression}")
        return Mention(name, expression, second.end, first.link)
    return first


def _one(text: str, start: int, links: Sequence[Link]) -> Mention | None:
    link = next(
        (one for one in links if one.start - 1 <= start < min(one.end, one.start + 9)), None
    )
    found = _linked(text, max(start, link.start), link) if link else None
    found = found or _written(text, start)
    if found is None:
        return None
    if not found.link:
        inside = (one.url for one in links if start <= one.start < found.end + 1)
        found = found._replace(link=next(inside, ""))
    changed = pattern("grant", "modified_before").search(text, max(0, start - 40), start)
    if changed or pattern("grant", "modified_behind").match(text, found.end):
        return found._replace(expression=None)
    return found


def _linked(text: str, start: int, link: Link) -> Mention | None:
    """A link that stands where the name should; `start` is behind an article in it."""
    shown = text[start : link.end].strip()
    tail = _TAIL.match(text, link.end)
    end = tail.end() if tail else link.end
    whole = text[start:end].strip()
    expression = meaning(whole) or meaning(shown)
    if _GENERIC.fullmatch(shown):
        return Mention("", meaning(link.url), end, link.url)
    license_file = re.search(r"licen[cs]e[^/]*$", link.url, re.IGNORECASE)
    if expression or license_file or pattern("grant", "license_word").search(whole):
        return Mention(whole, expression, end, link.url)
    return None


def _written(text: str, start: int) -> Mention | None:
    """A name in words."""
    ends = _ends(text, start)
    for end in reversed(ends):
        expression = meaning(text[start:end])
        if expression:
            tail = _TAIL.match(text, end)
            return Mention(text[start:end].strip(), expression, tail.end() if tail else end)
    word = pattern("grant", "license_word")
    for end in reversed(ends):
        name = text[start:end].strip(" \"“”'")
        if any(m.end() == len(name) for m in word.finditer(name)):
            return _custom(text, start, end)
    return None


def _custom(text: str, start: int, end: int) -> Mention:
    """A name that is not known, with its version; what stands in parentheses may be the known."""
    version = _VERSION.match(text, end)
    end = version.end() if version else end
    aside = _ASIDE.match(text, end)
    expression = meaning(aside[1]) if aside else None
    name = text[start:end].strip()
    if (_GENERIC.fullmatch(name) or _GENERIC_TERMS.fullmatch(name)) and not expression:
        name = ""
    return Mention(name, expression, aside.end() if aside and expression else end)


def _ends(text: str, start: int) -> list[int]:
    """Where a name that begins at `start` may end: behind each of its words."""
    ends: list[int] = []
    position = start
    while len(ends) < 12 and position < start + MAX_NAME:
        gap = _BETWEEN_TOKENS.match(text, position)
        token = _TOKEN.match(text, gap.end() if gap else position)
        if token is None or (ends and _STOP.match(token[0])):
            break
        if token[0][0] >= "\u3040":
            name = _CJK_NAME.match(token[0])
            if name:
                ends.append(token.start() + name.end())
            break
        position = token.end()
        ends.append(token.start() + len(token[0].rstrip(".,/-'’")))
        if position != ends[-1]:
            break
    return ends


def badge(image: Image) -> Badge | None:
    """The license that a badge shows, if it is about one."""
    address, _, query_part = image.url.strip()[:2_000].partition("#")[0].partition("?")
    label, message = image.alt, ""
    static = _BADGE.search(address)
    if static:
        label, message = (_shown(part) for part in static.groups())
    elif address.endswith("/static/v1"):
        query = parse_qs(query_part)
        label, message = ("".join(query.get(key, [])) for key in ("label", "message"))
    if not pattern("grant", "license_word").search(label):
        return None
    return Badge(label[:MAX_NAME], message[:MAX_NAME].strip(), image.link)


def _shown(part: str) -> str:
    """What shields.io shows for a part of an address: two dashes are one, an underscore a space."""
    part = unquote(part).removesuffix(".svg")
    return re.sub(r"_(?!_)", " ", part.replace("--", "\0")).replace("\0", "-").strip()
