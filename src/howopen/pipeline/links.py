"""Links that nobody followed, and what may lie behind them: each is a gap.

Links are not followed by themselves: one does not tell whether what it leads to is part of the
release. Who knows that it is adds it as a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from howopen.components import COMPONENTS
from howopen.schema import Evidence, Gap, Link, LinkRole, Release

INSPECTOR = "howopen.links@1"

_CODE = frozenset(id_ for id_, component in COMPONENTS.items() if component.kind == "code")

HIDDEN_BY: Mapping[LinkRole, frozenset[str]] = {
    "code": _CODE
    | {
        "training-data",
        "evaluation-data",
        "data-card",
        "model-card",
        "technical-report",
        "evaluation-results",
        "sample-outputs",
    },
    "model": frozenset(
        {
            "weights",
            "intermediate-weights",
            "model-architecture",
            "inference-code",
            "supporting-libraries",
            "model-card",
            "model-metadata",
            "evaluation-results",
            "sample-outputs",
            "acceptable-use-policy",
        }
    ),
    "data": frozenset({"training-data", "evaluation-data", "data-card"}),
    "paper": frozenset(
        {"technical-report", "research-paper", "evaluation-results", "data-card", "sample-outputs"}
    ),
    "base-model": frozenset(),
    "demo": frozenset(),
    "other": frozenset(),
}
"""Components that may lie behind a link that nobody followed.

The repository of a project may hold or describe anything but the weights. A model repository holds
what belongs beside weights; code and data of the training are published elsewhere. Reports and
papers may hold results, samples and the information of a data card (MOF 1.0, rules c and d; OSAID
1.0 lets any document give data information). What a base model or a demo holds is not part of this
release.
"""

_WEB = re.compile(r"^(?:git\+)?(?:https?|ssh|git)://(?:[^/@]*@)?(?:www\.)?|^[\w.-]+@(?=[\w.-]+:)")
_HUB = re.compile(r"^(?:hf:(?://)?|hf\.co/|huggingface\.co/)(?:models/)?")
_REVISION = re.compile(r"(?<=[^/])@.*$")
_INSIDE = re.compile(r"/(?:-/)?(?:tree|blob|resolve|raw|blame|commits?)/.*$")


def link_gaps(release: Release, evidence: Iterable[Evidence]) -> list[Gap]:
    """One gap for each place that is linked to, is no part of the release, and may hide things."""
    kinds = {part.snapshot.kind for part in release.parts}
    followed = {normalized(part.snapshot.ref) for part in release.parts}
    links = [item.claim for item in evidence if isinstance(item.claim, Link)]
    places = {normalized(link.ref): link for link in reversed(links)}
    gaps = []
    for place, link in reversed(places.items()):
        # While the page of the model itself was not looked at, it may lead to anything.
        home = link.role == "model" and "model" not in kinds
        hidden = COMPONENTS.keys() if home else HIDDEN_BY[link.role]
        if hidden and place not in followed:
            why = f"a link to {link.role} that was not followed"
            components = tuple(c for c in COMPONENTS if c in hidden)
            gaps.append(Gap(link.ref, why, components, INSPECTOR))
    return gaps


def normalized(ref: str) -> str:
    """A reference in the form in which equal places are equal: ``host/path``.

    Protocol, user, revision, path inside the repository, query, case and ``.git`` do not count, and
    ``hf:`` is the Hub. Any other scheme is kept: a package and a model of one name are not equal.
    """
    place = unquote(ref.strip()).lower().split("#")[0].split("?")[0]
    place = _WEB.sub("", place)
    place = _INSIDE.sub("", _HUB.sub("huggingface.co/", place)).rstrip("/")
    host, slash, path = place.replace(":", "/", 1 if "://" not in place else 0).partition("/")
    return host + slash + _REVISION.sub("", path).removesuffix(".git")
