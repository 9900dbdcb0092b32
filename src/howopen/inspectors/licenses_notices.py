"""License notices in source files.

Looks at: the heads of source files, those of vendored code left out.
Claims: each license that an SPDX tag, a notice or a whole text there names, of the code, with how
many of the files or which folder it covers.
Cannot see: notices further down, in other languages, and beyond the first files of a kind; a
copyright line without a license is none; a notice that was changed is not reported.
Sources: identification by `howopen.licenses.identify`; REUSE specification 3.3 on where notices
stand.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from howopen.errors import HowopenError
from howopen.inspectors.found import observed, unread
from howopen.inspectors.registry import Reads, inspector
from howopen.licenses.identify import identify
from howopen.schema import Evidence, Gap, License
from howopen.view import View

HEAD = 4_096
"""Bytes that are read of a file."""

MOST_CITED = 5

PYTHON_FILES = 400
OTHER_FILES = 40
"""Files that are looked at, by pattern. Python is read for other reasons anyway."""

PATTERNS = {
    "*.py": PYTHON_FILES,
    **dict.fromkeys(
        ("*.c", "*.cc", "*.cpp", "*.cu", "*.cuh", "*.h", "*.rs", "*.js", "*.ts", "*.sh"),
        OTHER_FILES,
    ),
}

_SPEAKS = re.compile(rb"licen[cs]e|SPDX|public domain|permission", re.IGNORECASE)
_VENDORED = re.compile(
    r"(^|/)(third[-_]?party|vendor(ed)?|node_modules|external|extern|deps|submodules)/",
    re.IGNORECASE,
)


@inspector(
    "licenses.notices",
    version=1,
    claims=(License,),
    reads={name: Reads(HEAD, limit=HEAD, files=files) for name, files in PATTERNS.items()},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield one license per expression, of all files that have it."""
    files = [
        artifact
        for pattern, most in PATTERNS.items()
        for artifact in view.glob(pattern)[:most]
        if not artifact.lfs and not _VENDORED.search(artifact.path)
    ]
    found: dict[str, list[tuple[str, tuple[int, int]]]] = defaultdict(list)
    failed: list[tuple[str, str]] = []
    for artifact in files:
        try:
            head = view.read(artifact.path, 0, HEAD)
        except HowopenError as error:
            failed.append((artifact.path, str(error)))
            continue
        for expression, lines in _notices(head):
            found[expression].append((artifact.path, lines))
    for expression, places in found.items():
        covers = _covers([path for path, _ in places], [artifact.path for artifact in files])
        cites = (view.snapshot.cite(path, *lines) for path, lines in places[:MOST_CITED])
        said = f"notice in {places[0][0]}"
        yield observed("code", License(expression, "notice", said, covers=covers), *cites)
    if failed:
        path, why = failed[0]
        yield unread(view, path, f"{why} ({len(failed)} heads of source files unread)", "code")


def _notices(head: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Licenses of which a tag, a notice or the text stands in a head, each with its lines."""
    if not _SPEAKS.search(head):
        return
    seen: set[str] = set()
    for match in identify(head).matches:
        if match.kind != "mention" and match.expression and match.expression not in seen:
            seen.add(match.expression)
            yield match.expression, match.lines


def _covers(having: Sequence[str], looked_at: Sequence[str]) -> str:
    """Which files have it: nothing if all, a folder whose files all have it, or how many."""
    if len(having) == len(looked_at):
        return ""
    folder = posixpath.commonpath([posixpath.dirname(path) for path in having])
    if folder and sum(path.startswith(f"{folder}/") for path in looked_at) == len(having):
        return f"{folder}/"
    return f"{len(having)} of {len(looked_at)} files"
