"""License files.

Looks at: files named LICENSE, LICENCE, COPYING, UNLICENSE or like them, whole, in any folder but
those of vendored code.
Claims: the license of the whole distribution (root, dist-info), of the weights or the code (by the
file's name, or because it lies beside weights); the id if the text is exactly one known license,
otherwise which licenses it holds or is derived from, or that it is not identified.
Cannot see: which component a license in any other folder is about (a gap); clauses; licenses in
prose.
Sources: identification by `howopen.licenses.identify`; scope by `howopen.inspectors.scope`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import scope
from howopen.licenses.identify import LIMIT, Identified, identify
from howopen.schema import Evidence, Gap, License
from howopen.view import View

NAMES = ("LICEN[CS]E*", "COPYING*", "UNLICENSE*", "*[-_.]LICEN[CS]E", "*[-_.]LICEN[CS]E.*")
MOST_SAID = 300
"""Characters of what is said about one file."""

_ONLY = re.compile(r"(?<=GPL-\d\.\d)-only$")
_WORDS = {
    "modified": "modified",
    "other-edition": "another edition",
    "nearest": "the nearest known text",
}
_NOT_TEXT = re.compile(
    r"\.(py|js|ts|c|h|cpp|png|svg|json|ya?ml|csv|xlsx?|pdf|docx?)$", re.IGNORECASE
)
_VENDORED = re.compile(
    r"(^|/)(third[-_]?party|vendor(ed)?|node_modules|external|extern|deps|submodules)/",
    re.IGNORECASE,
)


@inspector("licenses.files", version=2, reads=dict.fromkeys(NAMES, whole(LIMIT, files=200)))
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield one license per file and component it is about."""
    for artifact in view.glob(*NAMES):
        name = artifact.path.rsplit("/", 1)[-1]
        if _NOT_TEXT.search(name) or _VENDORED.search(artifact.path):
            continue
        components = scope(view, artifact.path)
        if not components:
            why = (
                "a license in a folder without weights: which component it is about is not decided"
            )
            yield unread(view, artifact.path, why)
            continue
        if (artifact.size or 0) > LIMIT:
            why = f"longer than {LIMIT:,} bytes; what it ends with could change all before it"
            yield unread(view, artifact.path, why)
            continue
        try:
            found = identify(view.read(artifact.path))
        except HowopenError as error:
            yield unread(view, artifact.path, error)
            continue
        claim = License(_expression(found), "file", _said(found), found.similarity or None)
        for component in components:
            yield observed(component, claim, view.snapshot.cite(artifact.path, *found.lines))


def _expression(found: Identified) -> str | None:
    """The license, without what the bare text of a GNU license does not say.

    Whether a later version may be chosen stands in a notice. SPDX has ids for that, deprecated
    because a release should say it.
    """
    if found.expression and all(match.kind == "text" for match in found.matches):
        return _ONLY.sub("", found.expression)
    return found.expression


def _said(found: Identified) -> str:
    """The title, and what is in the file where that is not one license and nothing more."""
    if found.expression or not found.matches:
        return found.title
    texts = [match for match in found.matches if match.kind != "mention"] or found.matches
    names = dict.fromkeys(
        match.base if match.outcome == "exact" else f"{match.base}, {_WORDS[match.outcome]}"
        for match in texts
    )
    return f"{found.title} ({'; '.join(names)})"[:MOST_SAID]
