"""Code that is not read.

Looks at: names of notebooks and of files in languages other than Python.
Claims: nothing; they are a gap, for any of them may be the training code or another part.
Cannot see: what they do.
Sources: suffixes of the usual languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.inspectors.found import unread
from howopen.inspectors.registry import inspector
from howopen.inspectors.scope import CODE
from howopen.schema import Evidence, Gap
from howopen.view import View

PATTERNS = {
    "a notebook": ("*.ipynb",),
    "code that is not Python": (
        *("*.c", "*.cc", "*.cpp", "*.cu", "*.cuh", "*.h", "*.hpp", "*.rs", "*.go", "*.java"),
        *("*.jl", "*.r", "*.lua", "*.scala", "*.swift", "*.kt", "*.m", "*.mojo", "*.js", "*.ts"),
    ),
}


@inspector("code.other", version=1, reads={}, sees=())
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield one gap for each kind of code, with an example."""
    for what, patterns in PATTERNS.items():
        if files := view.glob(*patterns):
            more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
            why = f"{what}{more}: howopen does not read it yet"
            yield unread(view, files[0].path, why, *CODE)
