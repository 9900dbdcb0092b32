"""The front matter of a card.

Looks at: the YAML at the top of ``README.md``, at the root and beside weights.
Claims: what the publisher declares there: license, base models, datasets, papers, evaluation
results, and that access is gated.
Cannot see: whether any of it is true; a license that the front matter only links to.
Sources: model card metadata of the Hugging Face Hub.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import scope
from howopen.licenses.names import normalize
from howopen.parsers.card import Card, read_card
from howopen.schema import Available, Dataset, Evidence, Gap, License, Lineage, Link
from howopen.view import View

LIMIT = 2_000_000
MOST_NAMED = 100
"""Entries that are taken of one list."""

RELATIONS = {"finetune", "adapter", "merge", "quantized"}
UNSAID = {"other", "unknown"}
"""Tags of the Hub that say that the license is not one of its list."""


@inspector(
    "card.metadata",
    version=1,
    claims=(Available, Dataset, License, Lineage, Link),
    reads={"README.md": whole(LIMIT, files=200)},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield what each card declares."""
    for artifact in view.glob("README.md"):
        components = scope(view, artifact.path)
        if not components:
            continue
        try:
            card = read_card(view.read(artifact.path))
        except HowopenError as error:
            yield unread(view, artifact.path, error, *components)
            continue
        if card.error:
            yield unread(view, artifact.path, card.error, *components)
        cites = _Cites(view, artifact.path, card)
        for component in components:
            yield from _license(card, component, cites)
        yield from _parents(card, cites)
        yield from _data(card, cites)
        yield from _gate(card, cites)


class _Cites:
    """Citations of the lines of front matter keys."""

    def __init__(self, view: View, path: str, card: Card) -> None:
        self._view, self._path, self._card = view, path, card

    def __call__(self, key: str) -> str:
        return self._view.snapshot.cite(self._path, self._card.lines.get(key))


def _license(card: Card, component: str, cites: _Cites) -> Iterator[Evidence]:
    tags = _strings(card, "license")
    if not tags:
        return
    tag = ", ".join(tags)
    name = next(iter(_strings(card, "license_name")), "")
    said = f"{tag}: {name}" if name and tag in UNSAID else tag
    expression = normalize(tag) if len(tags) == 1 else None
    yield declared(component, License(expression, "card", said[:200]), cites("license"))


def _parents(card: Card, cites: _Cites) -> Iterator[Evidence]:
    said = next(iter(_strings(card, "base_model_relation")), "")
    relation = said if said in RELATIONS else "unknown"
    for base in _strings(card, "base_model"):
        lineage = Lineage(relation, base)  # type: ignore[arg-type]  # one of RELATIONS
        yield declared("weights", lineage, cites("base_model"))
        yield declared("weights", Link(f"hf:{base}", "base-model"), cites("base_model"))


def _data(card: Card, cites: _Cites) -> Iterator[Evidence]:
    for name in _strings(card, "datasets"):
        yield declared("training-data", Dataset(name, "named"), cites("datasets"))
        yield declared("training-data", Link(f"hf:datasets/{name}", "data"), cites("datasets"))
    for tag in _strings(card, "tags"):
        if tag.startswith("arxiv:"):
            paper = Link(f"https://arxiv.org/abs/{tag.removeprefix('arxiv:')}", "paper")
            yield declared("research-paper", paper, cites("tags"))
    index = card.data.get("model-index")
    entries = index if isinstance(index, list) else []
    if any(isinstance(entry, dict) and entry.get("results") for entry in entries):
        results = Available("open", "results in the card's front matter")
        yield observed("evaluation-results", results, cites("model-index"))


def _gate(card: Card, cites: _Cites) -> Iterator[Evidence]:
    keys = [key for key in card.data if key.startswith("extra_gated_")]
    if keys:
        gated = Available("gated", f"the card asks for something first: {', '.join(keys)}")
        yield declared("distribution", gated, cites(keys[0]))


def _strings(card: Card, key: str) -> list[str]:
    """The value of a key as a list of strings, whether it is one or many."""
    value = card.data.get(key)
    items = value if isinstance(value, list) else [value]
    return [
        item.strip()[:500] for item in items[:MOST_NAMED] if isinstance(item, str) and item.strip()
    ]
