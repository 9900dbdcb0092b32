"""What a license statement is about: components, and named variants or files of them.

"The code in this repository" is code, "model code" too; "Name-7B and Name-13B" are the weights of
two variants if the release is called Name, and somebody else's otherwise. What is somebody else's
is told by its name, so the names of the release have to be known for that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

MAX_COVERS = 200
"""Characters that are kept of the names of variants."""

MOST_ADVERBS = 3
"""Words beside a name for which "Name is now officially ..." is still about the whole."""

_FOLLOWING = re.compile(r"\bfollowing\b", re.IGNORECASE)
_ASIDE = re.compile(r"[(（][^()（）]{0,300}[)）]")
_AND = re.compile(r"\s*(?:[,;/&+、，]|\band\b|\bas well as\b|\balong with\b|\bplus\b|\by\b|\bet\b|"
                  r"\bund\b|和|与|及|以及|跟|と|および)\s*", re.IGNORECASE)  # fmt: skip
_BEHIND_HEAD = re.compile(
    r"\s(?:in|of|from|within|at|for|on|to|used|trained|needed|required|found|provided|hosted|"
    r"contained|associated with|related to|that|which|whose)\s.*",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:use|usage|contents?|licen[cs]e|licensing|copyright|version|access|distribution|all|both|each|any|"
    r"uso|l'utilisation)\s+(?:of|to|for|de)\s+",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(?:of|in|for)\s+the\s+([\w .-]{2,40})$", re.IGNORECASE)
_FILE = re.compile(
    r"(?<![\w./-])(?:\.{1,2}/[\w./*-]+|(?:[\w*-]+/){1,9}(?![\w*])|[\w./*-]+\."
    r"(?:tar|pth?|bin|safetensors|gguf|onnx|ckpt|py|cpp|cu|h|rs|js|zip|json)(?!\w))",
    re.IGNORECASE,
)
URL = re.compile(r"<?https?://[!-;=?-~]+>?")
_PLACE = re.compile(r"\s(?:via|through|by|at|on)\s.*", re.IGNORECASE)
_VERB = re.compile(r"\s(?:is|are|was|were|has|have|can|must|needs?|was)\s.*", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:\b(?:it|its|this|they|these|all|is|are|been|was|has|have|be|now|also|fully|made|provided|"
    r"licen[cs]ed?|licen[cs]es|released?|releasing|distributed|available|published|open|sourced?|dual|for|use|"
    r"free|freely|the|and|we|our|both|copyright|c|\d{4}|by)\b\W*|\W+)*",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![A-Za-z0-9./-])(?:[A-Z]|[a-z]+[-_]?\d|[a-z]+[A-Z])[A-Za-z0-9.+_-]*")
_OURS = re.compile(r"\b(?:our|ours|we|this|these)\b|本|我们", re.IGNORECASE)
_SIZE = re.compile(r"(?<![A-Za-z0-9])\d+(?:\.\d+)?[bm](?![A-Za-z0-9])", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+|\d+(?:\.\d+)*")


class Subject(NamedTuple):
    """What a phrase is about.

    Attributes:
        components: In the order of the words.
        covers: Named variants, parts or files; empty: all of it.
        foreign: It names another model or project.
        others: The names that are not this release's.
    """

    components: tuple[str, ...]
    covers: str = ""
    foreign: bool = False
    others: tuple[str, ...] = ()


class Lexicon(msgspec.Struct, forbid_unknown_fields=True):
    """What ``statements.toml`` holds; its comments say what is what."""

    subject: dict[str, str]
    words: dict[str, str]
    others: dict[str, str]
    grant: dict[str, str]
    limits: dict[str, str]


@cache
def lexicon() -> Lexicon:
    """The words of license statements."""
    data = files("howopen.licenses").joinpath("statements.toml").read_bytes()
    return msgspec.toml.decode(data, type=Lexicon)


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """One entry of the lexicon, compiled."""
    return re.compile(getattr(lexicon(), table)[key], re.IGNORECASE)


class Names:
    """The names of a release, and which others are names of a part of it."""

    def __init__(self, names: Collection[str]) -> None:
        """Take the names as written: of the repository, in the title."""
        spelled = {form for name in names for form in _forms(name)}
        self._own = spelled
        longest = sorted(spelled, key=lambda form: (-len(form), form))
        ways = "|".join(_spelling(form) for form in longest)
        self._pattern = re.compile(
            rf"(?<![A-Za-z0-9.])(?:{ways})(?:(?-i:[A-Z0-9.])[A-Za-z0-9.]*)?(?![A-Za-z])"
            r"(?:[-_][A-Za-z0-9.]+|\s\d+(?:\.\d+)*[bm]?(?![A-Za-z0-9]))*(?:['’]s\b)?"
            if spelled
            else r"(?!)",
            re.IGNORECASE,
        )

    def __bool__(self) -> bool:
        return bool(self._own)

    def is_part(self, item: str) -> bool:
        """Whether this names the release and something more: one of its variants."""
        whole = tuple(_WORDS.findall(item.lower())) in self._own
        return not whole and self._pattern.search(item) is not None

    def taken(self, phrase: str) -> tuple[str, list[str], bool]:
        """The phrase without the release's names, those of variants, and whether it has any."""
        variants: list[str] = []

        def take(found: re.Match[str]) -> str:
            name = re.sub(r"['’]s$", "", found[0]).rstrip("._-")
            if tuple(_WORDS.findall(name.lower())) not in self._own:
                variants.append(name)
            return " "

        rest, count = self._pattern.subn(take, phrase)
        return rest, variants, count > 0


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a name, and without the generic ones that it ends with."""
    words = tuple(_WORDS.findall(name.lower()))
    parts = re.split(r"[\s_/-]+", name.lower())
    generic = pattern("words", "generic")
    if 0 < len(words) <= 8 and sum(map(len, words)) >= 2:
        yield words
    while len(parts) > 1 and generic.fullmatch(parts[-1]):
        parts.pop()
        shorter = tuple(_WORDS.findall(" ".join(parts)))
        if shorter and not generic.fullmatch(shorter[0]) and sum(map(len, shorter)) >= 2:
            yield shorter


def _spelling(words: tuple[str, ...]) -> str:
    return r"[\s._-]{0,2}".join(map(re.escape, words))


def says_nothing(phrase: str) -> bool:
    """Whether a phrase names no subject: "it is also available"."""
    return _NOTHING.fullmatch(phrase) is not None


def read_subject(phrase: str, own: Names) -> Subject:
    """What the words before "is licensed under" are about."""
    phrase = URL.sub(" ", phrase).split("は", 1)[0]
    asides = " , ".join(_ASIDE.findall(phrase))
    phrase = _OF.sub("", _ASIDE.sub(" ", phrase))
    paths = _FILE.findall(phrase)
    rest, variants, named = own.taken(_FILE.sub(" ", phrase))
    others = _other_names(rest)
    if not own:
        variants += [name for name in others if _SIZE.search(name)]
        others = []
    components, parts = _components(rest)
    if _FOLLOWING.search(rest):
        parts.append("the following")
    covers = dict.fromkeys([*paths, *variants, *parts])
    ours = named or _OURS.search(phrase) is not None
    if not components and covers:
        components = ["code" if paths and all(map(_is_code, paths)) else "weights"]
    elif not components and ours and len(_said(rest)) <= (MOST_ADVERBS if named else 0):
        components = _components(asides)[0] or ["distribution"]
    foreign = bool(others) and not (ours or covers)
    return Subject(tuple(components), ", ".join(covers)[:MAX_COVERS], foreign, tuple(others))


def _said(phrase: str) -> list[str]:
    """The words of a phrase beyond those that say nothing of a subject."""
    return [word for word in phrase.split() if not says_nothing(word)]


def _other_names(phrase: str) -> list[str]:
    """Names in a phrase from which those of the release were taken out."""
    found = (name.rstrip(".,") for name in _NAME.findall(_PLACE.sub("", phrase)))
    return [name for name in found if not _neutral().match(name)]


def _components(phrase: str) -> tuple[list[str], list[str]]:
    """Components that a phrase is about, and named parts ("the weights of the autoencoder")."""
    components: dict[str, None] = {}
    parts: list[str] = []
    for item in _AND.split(phrase):
        component = _component(_BEHIND_HEAD.sub("", f" {item} ").strip())
        if component:
            components[component] = None
            part = _PART.search(_VERB.sub("", item))
            if part and not _component(part[1]) and len(part[1].split()) <= 3:
                parts.append(part[1].strip())
    return list(components), parts


def _is_code(path: str) -> bool:
    return path.endswith((".py", ".cpp", ".cu", ".h", ".rs", ".js")) or (
        "/" in path and "." not in path.rsplit("/", 1)[-1]
    )


def _component(head: str) -> str:
    """The component that the last word for one stands for."""
    found = [(m.end(), m.start(), name) for name, p in _subjects() for m in p.finditer(head)]
    # of two that end together the longer one: "code repository" is code
    return max(found, key=lambda f: (f[0], -f[1]))[2] if found else ""


@cache
def _neutral() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon().words['neutral']})(?:['’]s)?$")


@cache
def _subjects() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"(?<![A-Za-z0-9_])(?:{words})(?![A-Za-z0-9_])", re.IGNORECASE))
        for name, words in lexicon().subject.items()
    )
