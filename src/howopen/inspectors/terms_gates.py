"""Terms in the front matter of a card: what must be accepted before access, and what it links to.

Looks at: ``extra_gated_heading``, ``_prompt``, ``_description``, ``_fields``, ``_eu_disallowed``
and ``license_link`` in the front matter of ``README.md`` at the root.
Claims: the license that stands in the text of the gate, and the clauses of it and of the statements
to tick. A field that asks for a name or an address is no clause.
Cannot see: whether the Hub asks for it (the Hub's own metadata tells); terms behind an address: a
license that is only linked to is a gap with the address; clauses in other languages than English
and Chinese (a gap).
Sources: gated models, Hub documentation; identification by `howopen.licenses.identify`, clauses by
`howopen.licenses.clauses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from howopen.errors import HowopenError
from howopen.inspectors.found import observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.terms import ClauseReader, language_gap, license_files, license_of
from howopen.licenses.identify import identify
from howopen.parsers.card import Card, read_card
from howopen.parsers.text import decode_text
from howopen.schema import Clause, Evidence, Gap, License
from howopen.view import View

LIMIT = 2_000_000
PATH = "README.md"
TEXTS = ("extra_gated_heading", "extra_gated_prompt", "extra_gated_description")
FIELDS = "extra_gated_fields"
EU = "extra_gated_eu_disallowed"
MOST_FIELDS = 50

UNSAID = ("other", "unknown", "")
"""License tags of the Hub that say nothing."""


@inspector("terms.gates", version=2, claims=(License, Clause), reads={f"/{PATH}": whole(LIMIT)})
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield the terms of the gate, and a gap for those that are only linked to."""
    for artifact in view.glob(f"/{PATH}"):
        try:
            data = view.read(artifact.path)
        except HowopenError as error:
            yield unread(view, artifact.path, error, "distribution")
            return
        card = read_card(data)
        lines = _Lines(card, decode_text(data))
        reader = ClauseReader()
        for key in TEXTS:
            if isinstance(text := card.data.get(key), str):
                yield from _text(view, artifact.path, key, text, lines, reader)
        for label in _statements(card.data.get(FIELDS)):
            clauses = reader.read(label.encode()) or ()
            yield from _clauses(view, artifact.path, FIELDS, clauses, lines)
        if card.data.get(EU) in ("true", "True"):
            clause = Clause("territory", "forbids", f"{EU}: true", details=("European Union",))
            yield from _clauses(view, artifact.path, EU, (clause,), lines)
        yield from _link(view, artifact.path, card)


class _Lines:
    """Where in the file the values of front matter stand."""

    def __init__(self, card: Card, text: str) -> None:
        self._keys = card.lines
        self._starts = sorted({*card.lines.values(), card.body_line - 1})
        self._lines = text.split("\n")

    def of(self, key: str) -> tuple[int, int]:
        """First and last line of a key and its value."""
        first = self._keys.get(key, 1)
        after = next((start for start in self._starts if start > first), first + 1)
        return first, max(first, after - 1)

    def of_quote(self, key: str, quote: str) -> tuple[int, int]:
        """The lines of a quote, where it can be found; of the whole value if YAML folded it."""
        first, last = self.of(key)
        begin = quote.split("\n", 1)[0][:30]
        for number in range(first, last + 1):
            if begin and begin in self._lines[number - 1]:
                return number, min(last, number + quote.count("\n"))
        return first, last


def _text(
    view: View, path: str, key: str, text: str, lines: _Lines, reader: ClauseReader
) -> Iterator[Evidence | Gap]:
    found = identify(text.encode())
    if any(match.kind == "text" for match in found.matches):
        cite = view.snapshot.cite(path, *lines.of(key))
        yield observed("distribution", license_of(text, found, "gate"), cite)
    yield from _clauses(view, path, key, reader.read(text.encode(), found) or (), lines)
    yield from language_gap(view, "distribution", path, text.encode(), key)


def _clauses(
    view: View, path: str, key: str, clauses: Sequence[Clause], lines: _Lines
) -> Iterator[Evidence]:
    for clause in clauses:
        where = lines.of_quote(key, clause.quote)
        placed = msgspec.structs.replace(clause, lines=where)
        yield observed("distribution", placed, view.snapshot.cite(path, *where))


def _statements(fields: object) -> list[str]:
    """The labels of boxes to tick: what one must agree to."""
    if not isinstance(fields, Mapping):
        return []
    ticked = []
    for label, field in list(fields.items())[:MOST_FIELDS]:
        kind = field.get("type") if isinstance(field, Mapping) else field
        if kind == "checkbox":
            ticked.append(str(label))
    return ticked


def _link(view: View, path: str, card: Card) -> Iterator[Gap]:
    """A license that front matter only links to, where no file of the repository is one."""
    link, tag = card.data.get("license_link"), card.data.get("license", "")
    if not isinstance(link, str) or not link.strip() or tag not in UNSAID:
        return
    if license_files(view):
        return
    address = " ".join(link.split())[:300]
    why = f"license_link: {address}: the terms there were not looked at"
    yield Gap(view.snapshot.cite(path, card.lines.get("license_link")), why, ("distribution",))
