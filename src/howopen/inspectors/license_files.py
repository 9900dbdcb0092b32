"""License files.

Looks at: files named LICENSE, LICENCE, COPYING, UNLICENSE or like them, whole, in any folder but
those of vendored code.
Claims: the license of the whole distribution (root, dist-info), of the weights or the code (by the
file's name, or because it lies beside weights); the SPDX id if the text is exactly one known
license, otherwise that a text is there which is not identified.
Cannot see: which component a license in any other folder is about (a gap); clauses; licenses in
prose.
Sources: texts and matching by licenseclassifier; scope by `howopen.inspectors.scope`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.inspectors.found import observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import scope
from howopen.licenses.identify import LIMIT, identify
from howopen.schema import Evidence, Gap, HowopenError, License, View

NAMES = ("LICEN[CS]E*", "COPYING*", "UNLICENSE*", "*[-_.]LICEN[CS]E", "*[-_.]LICEN[CS]E.*")
_NOT_TEXT = re.compile(
    r"\.(py|js|ts|c|h|cpp|png|svg|json|ya?ml|csv|xlsx?|pdf|docx?)$", re.IGNORECASE
)
_VENDORED = re.compile(
    r"(^|/)(third[-_]?party|vendor(ed)?|node_modules|external|extern|deps|submodules)/",
    re.IGNORECASE,
)


@inspector("licenses.files", version=1, reads=dict.fromkeys(NAMES, whole(LIMIT, files=200)))
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
        claim = License(found.expression, "file", found.title, found.similarity or None)
        for component in components:
            yield observed(component, claim, view.snapshot.cite(artifact.path, *found.lines))
