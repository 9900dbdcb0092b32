"""Tags that name a license: ``SPDX-License-Identifier: MIT OR Apache-2.0``.

The expression is written in current ids: SPDX 2.0 to 3.0 replaced ``GPL-2.0`` and ``GPL-2.0+`` by
``GPL-2.0-only`` and ``GPL-2.0-or-later``, and so for the other GNU licenses. A ``LicenseRef-...``
is somebody's own name and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.licenses.approval import parsed

MOST = 1_000
"""Tags that are read of one file."""

_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([\w.+()\- ]{1,200})", re.IGNORECASE)
_GNU = re.compile(r"(?<![\w.-])((?:A|L)?GPL-\d\.\d|GFDL-\d\.\d)(\+|(?!-))(?![\w.])")


def tags(text: str) -> Iterator[tuple[str, int]]:
    """License expression and line of each tag."""
    if "license-identifier" not in text.lower():
        return  # a search that ignores case takes ten times as long
    for found, _ in zip(_TAG.finditer(text), range(MOST), strict=False):
        tree = parsed(found[1].strip())
        if tree is not None:
            expression = _GNU.sub(_current, str(tree))
            yield expression, text.count("\n", 0, found.start()) + 1


def _current(found: re.Match[str]) -> str:
    return found[1] + ("-or-later" if found[2] else "-only")
