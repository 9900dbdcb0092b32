"""Short words for what inspectors yield."""

from __future__ import annotations

from howopen.errors import ParseError
from howopen.parsers.tensor import ReadAt
from howopen.schema import AnyClaim, Artifact, Evidence, Gap, State
from howopen.view import View


def observed(component: str, claim: AnyClaim, *cites: str) -> Evidence:
    """Seen in the artifact itself."""
    return Evidence(component, claim, "observed", cites)


def declared(component: str, claim: AnyClaim, *cites: str) -> Evidence:
    """Stated by the publisher."""
    return Evidence(component, claim, "declared", cites)


def unread(view: View, path: str, why: object, *components: str) -> Gap:
    """The file could not be looked at; without `components`, all that the inspector sees."""
    reason = str(why).removeprefix(view.snapshot.cite(path) + ": ").removeprefix(f"{path}: ")
    return Gap(view.snapshot.cite(path), reason, components)


def here(view: View, path: str = "") -> State:
    """Availability of what the snapshot holds: as open as the snapshot itself.

    The Hub shows the card of a gated repository to everyone.
    """
    shown = view.snapshot.ref.startswith("hf://") and path == "README.md"
    return "open" if view.snapshot.access == "open" or shown else "gated"


def reader(view: View, artifact: Artifact) -> ReadAt:
    """Reads of one file, for a header parser."""

    def read_at(start: int, length: int) -> bytes:
        return view.read(artifact.path, start, length)

    return read_at


def size_of(artifact: Artifact) -> int:
    """Size of the file.

    Raises:
        ParseError: The source does not know it; without it a header proves nothing.
    """
    if artifact.size is None:
        raise ParseError(f"{artifact.path}: its size is not known, so its header proves nothing")
    return artifact.size
