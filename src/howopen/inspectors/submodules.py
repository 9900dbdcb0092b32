"""Parts of a repository that lie in another one.

Looks at: pinned submodules, and ``.gitmodules`` for their addresses.
Claims: a link to each: its files are not here, and are not absent either.
Cannot see: what is in them.
Sources: git submodules.
"""

from __future__ import annotations

import configparser
from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import CODE
from howopen.schema import Evidence, Gap, Link
from howopen.view import View

LIMIT = 200_000


@inspector("submodules", version=1, claims=(Link,), reads={"/.gitmodules": whole(LIMIT)})
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield one link per submodule."""
    pinned = [a for a in view.snapshot.artifacts if a.kind == "submodule"]
    addresses: dict[str, str] = {}
    if pinned and view.glob("/.gitmodules"):
        try:
            addresses = _addresses(view.read(".gitmodules").decode("utf-8", "replace"))
        except (HowopenError, configparser.Error) as error:
            yield unread(view, ".gitmodules", error, *CODE)
    for artifact in pinned:
        cite = view.snapshot.cite(artifact.path)
        if address := addresses.get(artifact.path):
            yield observed("training-code", Link(address, "code"), cite)
        else:
            yield unread(view, artifact.path, "a submodule whose address is not known", *CODE)


def _addresses(text: str) -> dict[str, str]:
    """Address of each submodule by its path."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read_string("\n".join(line.strip() for line in text.splitlines()))
    sections = [parser[name] for name in parser.sections()]
    return {s["path"]: s["url"] for s in sections if "path" in s and "url" in s}
