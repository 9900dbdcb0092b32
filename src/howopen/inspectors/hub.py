"""What the Hub says of a repository.

Looks at: the metadata that the Hub's API gave with the snapshot.
Claims: that access is gated, and how; where the card itself cannot be read, the license tag and
the base models that the Hub has from it.
Cannot see: the terms shown at the gate.
Sources: Hub API, fields ``gated`` and ``cardData``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from howopen.inspectors.found import declared, observed
from howopen.inspectors.registry import inspector
from howopen.licenses.names import normalize
from howopen.schema import Available, Evidence, Gap, License, Lineage
from howopen.view import View

MOST_NAMED = 100
"""Base models that are taken of one card."""


@inspector("hub.metadata", version=1, claims=(Available, License, Lineage), reads={})
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield the gate, and the tag of a card that cannot be read."""
    snapshot = view.snapshot
    if snapshot.access == "gated":
        how = {"manual": "the publisher approves each request", "auto": "after accepting terms"}
        note = how.get(str(snapshot.metadata.get("gated")), "")
        yield observed("distribution", Available("gated", note), snapshot.cite())
        card = snapshot.metadata.get("cardData")
        yield from _said(snapshot.cite(), card if isinstance(card, dict) else {})


def _said(cite: str, card: dict[str, Any]) -> Iterator[Evidence]:
    said = card.get("license")
    if isinstance(said, str) and said:
        yield declared("distribution", License(normalize(said), "card", said[:200]), cite)
    bases = card.get("base_model")
    for base in (bases if isinstance(bases, list) else [bases])[:MOST_NAMED]:
        if isinstance(base, str) and base:
            yield declared("weights", Lineage("unknown", base[:500]), cite)
