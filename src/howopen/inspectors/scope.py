"""Which component a statement is about, from where in the snapshot it stands.

One documented order (design, principle 4): what the file's name says, then the folder it lies in.
At the root, or in a package's ``dist-info``, it is about the whole distribution; in a folder that
holds weights, in it or one level below, about these. Of a card in any other folder nothing is
concluded. A license there is about what the folder mostly holds, by the kinds of its files: a
license file is put into a folder because it is about that folder (REUSE, ``LICENSE`` per folder).
"""

from __future__ import annotations

import re
from collections import Counter
from glob import escape
from typing import NamedTuple

from howopen.components import COMPONENTS, WHOLE_OF
from howopen.inspectors.weightfiles import is_weights
from howopen.view import View

CODE = tuple(id_ for id_, component in COMPONENTS.items() if component.kind == "code")


class Scope(NamedTuple):
    """What a license is about: a component, and what of it (see `License.covers`)."""

    component: str
    covers: str = ""


_NAMED = {
    component: re.compile(rf"(^|[-_.])({words})($|[-_.])", re.IGNORECASE)
    for component, words in {
        "weights": "models?|weights?|checkpoints?",
        WHOLE_OF["code"]: "code|software",
        WHOLE_OF["data"]: "data|datasets?",
        WHOLE_OF["document"]: "docs?|documentation|documents?",
    }.items()
}
_INFO = re.compile(r"^([^/]+\.(dist|egg)-info|PKG-INFO)(/licenses)?$", re.IGNORECASE)
_OF_LICENSES = re.compile(r"(^|/)(licen[cs]es?|legal)$", re.IGNORECASE)
"""A folder of licenses is about the folder that it lies in."""

_OF_MODELS = re.compile(r"(^|/)(models?|weights?)[-_]?licen[cs]es?$", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(md|markdown|txt|rst|html?|pdf|docx?)$", re.IGNORECASE)
_ABOUT_FOLDER = re.compile(r"(^|/)[^/]*(readme|licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
_KINDS = {
    WHOLE_OF["code"]: re.compile(
        r"\.(pyi?|ipynb|c|cc|cpp|cu|cuh|h|hpp|rs|go|java|kt|scala|swift|mm?|mojo|jl|r|lua|jsx?|tsx?|"
        r"sh|pl|rb|php|cs|proto)$",
        re.IGNORECASE,
    ),
    WHOLE_OF["data"]: re.compile(
        r"\.(parquet|arrow|csv|tsv|jsonl|npy|npz|tar)(\.(gz|xz|bz2|zst))?$|\.(json|txt)\.(gz|zst)$",
        re.IGNORECASE,
    ),
    WHOLE_OF["document"]: re.compile(r"\.(mdx?|rst|tex|pdf|docx|adoc|html?)$", re.IGNORECASE),
}
"""Suffixes that tell what a file is; those that may be either (JSON, YAML, images) tell nothing."""

_TOKEN = re.compile(r"[^-_. ]+")
_NO_VARIANT = re.compile(
    r"licen[cs]es?|copying|unlicen[cs]e|agreement|models?|weights?|checkpoints?|code|software|data|"
    r"datasets?|docs?|documentation|documents?|project|for|of|the|and|or|only|later|community|full|"
    r"v?\d+|en|zh|cn|hans|hant|ja|jp|ko|kr|de|fr|es|pt|ru|chinese|english|"
    r"apache|mit|x11|bsd|clause|gnu|[al]?gpl|gpl|lesser|mpl|epl|isc|zlib|boost|bsl|cc|by|nc|nd|sa|"
    r"open|rail|creativeml|openrail",
    re.IGNORECASE,
)
"""Words of a license file's name that do not name a part: kinds, versions, languages, licenses."""


def scope(view: View, path: str) -> tuple[str, ...]:
    """Components that a card or configuration at `path` is about; empty where that is not clear."""
    folder, _, name = path.rpartition("/")
    for component in ("weights", WHOLE_OF["code"]):
        if _NAMED[component].search(name):
            return (component,)
    if _is_root(folder):
        return ("distribution",)
    if _beside_weights([a.path for a in view.glob(f"{escape(folder)}/*")], folder):
        return ("weights",)
    return ()


class LicenseScopes:
    """What the license files of one snapshot are about."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._weights = [a.path for a in view.snapshot.artifacts if is_weights(a.path)]
        self._held_in: dict[str, str] = {}

    def of(self, path: str) -> Scope:
        """What the license file at `path` is about."""
        folder, _, name = path.rpartition("/")
        variant = _variant(name)
        named = [component for component, words in _NAMED.items() if words.search(name)]
        if not named and _OF_MODELS.search(folder):
            named = ["weights"]
        if of_licenses := _OF_LICENSES.search(folder):
            folder = folder[: of_licenses.start()]
        if len(named) == 1:
            return Scope(named[0], variant or self._part(named[0], folder))
        if of_licenses and variant:
            return Scope("distribution", variant)
        if _is_root(folder):
            return Scope("distribution", variant if variant and self._has_another(folder) else "")
        if _beside_weights(self._weights, folder):
            return Scope("weights", self._part("weights", folder))
        if self._has_card(folder):
            return Scope("weights", folder.rpartition("/")[2])
        return Scope(self._held(folder), f"{folder}/")

    def _part(self, component: str, folder: str) -> str:
        """The folder, where the component lies in it and may lie elsewhere as well."""
        if not folder:
            return ""
        if component != "weights":
            return f"{folder}/" if self._held(folder) == component else ""
        inside = sum(path.startswith(f"{folder}/") for path in self._weights)
        return f"{folder}/" if 0 < inside < len(self._weights) else ""

    def _held(self, folder: str) -> str:
        """The component of what most files below the folder are."""
        if folder in self._held_in:
            return self._held_in[folder]
        found: Counter[str] = Counter()
        for artifact in self._view.glob(f"{escape(folder)}/*"):
            if not _ABOUT_FOLDER.search(artifact.path):
                found.update(
                    kind for kind, suffix in _KINDS.items() if suffix.search(artifact.path)
                )
        most = next(iter(found.most_common(1)), ("", 0))
        held = most[0] if most[1] > found.total() / 2 else "distribution"
        self._held_in[folder] = held
        return held

    def _has_card(self, folder: str) -> bool:
        """Whether a model card lies beside: then the folder is that of a model."""
        cards = self._view.glob(f"{escape(folder)}/*model[-_ ]card*.md")
        return any(card.path.rpartition("/")[0] == folder for card in cards)

    def _has_another(self, folder: str) -> bool:
        """Whether a license beside is named for no part, and so is the one for all."""
        start = f"{folder}/" if folder else ""
        files = self._view.glob(f"/{escape(start)}LICEN[CS]E*", f"/{escape(start)}COPYING*")
        return any(not _variant(file.path.rpartition("/")[2]) for file in files)


def _is_root(folder: str) -> bool:
    return not folder or bool(_INFO.match(folder))


def _beside_weights(paths: list[str], folder: str) -> bool:
    """Whether weights lie in the folder or one level below."""
    return any(
        path.startswith(f"{folder}/")
        and path.count("/") <= folder.count("/") + 2
        and is_weights(path)
        for path in paths
    )


def _variant(name: str) -> str:
    """What a license file's name names besides being a license: ``dev`` of ``LICENSE-dev.txt``."""
    stem = _SUFFIX.sub("", name)
    tokens = [t for t in _TOKEN.finditer(stem) if not _NO_VARIANT.fullmatch(t[0])]
    return stem[tokens[0].start() : tokens[-1].end()] if tokens else ""
