"""License texts inside READMEs and model cards.

Looks at: ``README.md`` at the root and beside weights, whole.
Claims: a license whose whole text stands there, changed or not, and its clauses.
Cannot see: terms that resemble no known license; what a sentence says (licenses.prose).
Sources: identification by `howopen.licenses.identify`, clauses by `howopen.licenses.clauses`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from howopen.errors import HowopenError
from howopen.inspectors.found import observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import scope
from howopen.inspectors.terms import ClauseReader, clause_evidence, license_of
from howopen.licenses.identify import LIMIT, Match, identify
from howopen.parsers.text import decode_text
from howopen.schema import Clause, Evidence, Gap, License
from howopen.view import View

FEWEST_LINES = 10
"""Lines of a license text; what is shorter is a notice or a paragraph of one."""


@inspector(
    "licenses.in-cards",
    version=1,
    claims=(License, Clause),
    reads={"README.md": whole(LIMIT, files=50)},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield each license text with its clauses, for what the card is about."""
    reader = ClauseReader()
    for artifact in view.glob("README.md"):
        components = scope(view, artifact.path)
        if not components:
            continue
        try:
            data = view.read(artifact.path)
        except HowopenError as error:
            yield unread(view, artifact.path, error, *components)
            continue
        lines = decode_text(data).split("\n")
        for match in filter(_is_whole, identify(data).matches):
            for component in components:
                yield from _license(view, artifact.path, component, lines, match, reader)


def _is_whole(match: Match) -> bool:
    first, last = match.lines
    resembles = match.outcome != "nearest"
    return match.kind == "text" and resembles and last - first >= FEWEST_LINES


def _license(
    view: View, path: str, component: str, lines: list[str], match: Match, reader: ClauseReader
) -> Iterator[Evidence | Gap]:
    first, last = match.lines
    text = "\n".join(lines[first - 1 : last])
    found = replace(identify(text.encode()), title=lines[first - 1].strip()[:80])
    claim = license_of(text, found, "file")
    yield observed(component, claim, view.snapshot.cite(path, first, last))
    clauses = reader.read(text.encode(), found) or ()
    moved = [
        msgspec.structs.replace(c, lines=(c.lines[0] + first - 1, c.lines[1] + first - 1))
        for c in clauses
    ]
    yield from clause_evidence(view, component, path, moved)
