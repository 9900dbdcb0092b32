"""Licenses in prose.

Looks at: READMEs and model cards at the root and beside weights, model cards in any folder, and
license files that are only a few sentences; the license files that they link to.
Claims: what a sentence, field, table or badge there says is under which license, scoped as it says:
code, weights, data, a named variant, or everything; what it says of the base model; a license that
is linked and is not in the repository. A sentence that only links to a license says what the linked
text is. What a sentence without the name of a license itself forbids ("for non-commercial use
only") is a clause.
Cannot see: statements in other words, of other languages than English, Chinese and some of Spanish,
French, German and Japanese; licenses behind addresses; PDF files. Sentences about other projects,
about what may be, and about duties of users are left out.
Sources: sentences of public READMEs (see `howopen.licenses.statements`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, unread
from howopen.inspectors.registry import Reads, inspector, whole
from howopen.inspectors.scope import scope
from howopen.licenses.clauses import read_clauses
from howopen.licenses.identify import identify
from howopen.licenses.statements import Statement, statements
from howopen.parsers.card import read_card
from howopen.schema import Artifact, Clause, Evidence, Gap, License, Said
from howopen.view import View

LIMIT = 2_000_000
LICENSE_LIMIT = 1_000_000
SHORT = 4_000
"""Bytes of a license file that can be a few sentences on which license covers what."""

READMES = ("/README", "/README*.md", "/README*.markdown", "/README*.rst", "/README*.txt")
BESIDE = "README.md"
CARDS = ("*model[-_ ]card*.md", "*modelcard*.md")
LICENSES = "*LICEN[CS]E*"

HUB = ("huggingface.co", "hf.co")

_CARD = re.compile(r"model[-_ ]?card[^/]*$", re.IGNORECASE)
_PAGE = re.compile(
    r"https?://(?:www\.)?(github\.com|gitlab\.com|huggingface\.co|hf\.co)/([\w.-]+/[\w.-]+)/"
    r"(?:-/)?(?:blob|raw|resolve|tree)/[^/]+/([^?#]+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[a-z][a-z\d+.-]*:|//|#", re.IGNORECASE)


@inspector(
    "licenses.prose",
    version=2,
    claims=(License, Clause, Said),
    reads={
        **{name: whole(LIMIT, files=200) for name in (*READMES, BESIDE, *CARDS)},
        LICENSES: Reads(limit=LICENSE_LIMIT, files=200),
    },
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield what each document says, and what of the linked licenses is not there."""
    linked = _Linked(view)
    for artifact in view.glob(*READMES, BESIDE, *CARDS):
        if not _CARD.search(artifact.path) and not scope(view, artifact.path):
            continue
        try:
            card = read_card(view.read(artifact.path))
        except HowopenError as error:
            yield unread(view, artifact.path, error)
            continue
        names = _names(view, artifact.path)
        for statement in statements(card.body, names, card.body_line):
            yield from _evidence(view, artifact, statement, linked)
    for artifact in view.glob("/LICEN[CS]E*"):
        if (artifact.size or SHORT + 1) <= SHORT and not linked.is_text(artifact.path):
            yield from _license_in_words(view, artifact, linked)


def _license_in_words(view: View, artifact: Artifact, linked: _Linked) -> Iterator[Evidence]:
    """What a license file says that is no license text but sentences about licenses."""
    text = linked.words(artifact.path)
    for statement in statements(text, _names(view, artifact.path)):
        yield from _evidence(view, artifact, statement, linked)


def _names(view: View, path: str) -> list[str]:
    """What the release is called: by its repository, and by the folder of a document."""
    repository = view.snapshot.ref.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")
    folder = path.rpartition("/")[0].rsplit("/", 1)[-1]
    return [name for name in (repository, folder) if name]


def _evidence(
    view: View, artifact: Artifact, statement: Statement, linked: _Linked
) -> Iterator[Evidence]:
    cites = [view.snapshot.cite(artifact.path, *statement.lines)]
    path = linked.path(artifact.path, statement.link)
    expression = statement.expression
    scoped = list(_scoped(artifact.path, statement))
    if path and not linked.exists(path):
        missing = Said("dead-license-link", f"{statement.said[:180]} ({path} is not there)")
        for component, _ in scoped:
            yield declared(component, missing, *cites)
    elif path and expression is None and statement.kind == "own":
        expression = linked.license(path)
        cites += [view.snapshot.cite(path)] if expression else []
    if _only_points(statement, path):
        return
    clauses = [] if expression else _forbidden(statement)
    for component, covers in scoped:
        claim = License(expression, "prose", statement.said, covers=covers)
        yield declared(component, claim, *cites)
        for clause in clauses:
            yield declared(component, clause, *cites)


def _forbidden(statement: Statement) -> list[Clause]:
    """What the sentence itself forbids, standing where the sentence does."""
    return [
        msgspec.structs.replace(clause, lines=statement.lines)
        for clause in read_clauses(statement.said)
        if clause.effect == "forbids"
    ]


def _only_points(statement: Statement, path: str) -> bool:
    """Whether it says "see the license" of everything, or leads out: the text speaks for itself."""
    if statement.name or statement.kind == "nc":
        return False
    return not path or "distribution" in statement.subjects


def _scoped(path: str, statement: Statement) -> Iterator[tuple[str, str]]:
    """Components, and what of each: a model card, or a README beside weights, is about these."""
    in_folder = "/" in path
    of_model = in_folder or _CARD.search(path)
    for subject in statement.subjects:
        component = "weights" if subject == "distribution" and of_model else subject
        of_this = path if in_folder and component == "weights" else ""
        yield component, statement.covers or of_this


class _Linked:
    """The license files that documents link to."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._paths = {artifact.path: artifact.kind for artifact in view.snapshot.artifacts}
        self._folders = {
            path[:end]
            for path in self._paths
            for end in (found.start() for found in re.finditer("/", path))
        }
        self._data: dict[str, bytes] = {}

    def path(self, document: str, link: str) -> str:
        """The path in this repository that a link leads to; empty if it leads elsewhere."""
        page = _PAGE.match(link)
        if page:
            target = page[3] if self._is_this(page[1].lower(), page[2].lower()) else ""
        elif not link or _ADDRESS.match(link) or self._view.snapshot.kind == "package":
            target = ""
        elif link.startswith("/"):
            target = link
        else:
            target = posixpath.join(posixpath.dirname(document), link)
        target = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
        return posixpath.normpath(target.lstrip("/")) if target.strip("/") else ""

    def _is_this(self, host: str, name: str) -> bool:
        """Whether the repository of this name on that host is the one that is looked at."""
        ref = self._view.snapshot.ref.lower().removesuffix(".git")
        return (
            ref in (f"hf://{name}", f"hf://datasets/{name}")
            if host in HUB
            else (ref.endswith(f"{host}/{name}"))
        )

    def exists(self, path: str) -> bool:
        """Whether it is there; what lies outside or in a submodule, or is unlisted, may be."""
        if path.startswith("..") or not self._view.snapshot.complete:
            return True
        parents = (path[: found.start()] for found in re.finditer("/", path))
        within = any(self._paths.get(parent) == "submodule" for parent in parents)
        return within or path in self._paths or path in self._folders

    def license(self, path: str) -> str | None:
        """The license that the file is, if it is one and nothing more."""
        return identify(self._read(path)).expression

    def is_text(self, path: str) -> bool:
        """Whether the text of a license stands in the file."""
        return any(match.kind == "text" for match in identify(self._read(path)).matches)

    def words(self, path: str) -> str:
        """The file as the text of a document."""
        return read_card(self._read(path)).body

    def _read(self, path: str) -> bytes:
        """The bytes of the file; none where it cannot be read, which is told elsewhere."""
        if path not in self._data:
            try:
                self._data[path] = self._view.read(path)
            except HowopenError:
                self._data[path] = b""
        return self._data[path]
