"""Terms that were read: what is said of a text that holds them, and its clauses.

Shared by the inspectors of license files, use policies and gates. What a text is comes from
`howopen.licenses.identify`; its clauses from `howopen.licenses.clauses`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from howopen.errors import ParseError
from howopen.inspectors.found import observed, unread
from howopen.licenses.approval import approved
from howopen.licenses.clauses import read_clauses
from howopen.licenses.freedoms import conflicts
from howopen.licenses.identify import LIMIT, Identified, Match
from howopen.licenses.known_clauses import known_clauses
from howopen.licenses.languages import is_read
from howopen.licenses.leftover import obliges
from howopen.licenses.words import words_of
from howopen.parsers.pdf_text import pdf_text
from howopen.parsers.text import decode_text
from howopen.schema import Artifact, Clause, Evidence, Gap, License
from howopen.view import View

LICENSES = ("LICEN[CS]E*", "COPYING*", "UNLICENSE*", "*[-_.]LICEN[CS]E", "*[-_.]LICEN[CS]E.*",
            "*LICEN[CS]E[-_]AGREEMENT*", "*TERMS[-_]OF[-_]USE*", "/EULA*", "/TERMS*")  # fmt: skip
"""Names of license files."""

MOST_TEXTS = 40
"""Different texts of one snapshot whose clauses are read; the reader does some 75 in a second."""

MOST_CLAUSES = 80
"""Clauses that are reported of one text; the longest known license has some sixty."""

MOST_QUOTE = 700
"""Characters that are quoted of one clause."""

LEAST_HELD = 0.75
"""Share of a file that known licenses must make up, for it to hold nothing else."""

MOST_BESIDE = 150
"""Words beside known licenses that may say whose they are and what they are for."""

MOST_SAID = 300
"""Characters of what is said about one text."""

_NOT_TEXT = re.compile(
    r"\.(py|js|ts|tsx|c|h|cc|cpp|rs|go|java|sh|css|png|jpe?g|gif|svg|json|ya?ml|toml|csv|xlsx?|zip|"
    r"gz)$",
    re.IGNORECASE,
)
"""Files that are about terms by their name, and hold none."""

_VENDORED = re.compile(
    r"(^|/)(third[-_]?party|vendor(ed)?|node_modules|external|extern|deps|dependencies|submodules)/",
    re.IGNORECASE,
)
"""Folders of what others wrote and the release only carries."""

_NOT_OWN = re.compile(
    r"licen[cs]es?[-_. ]?(header|template)|(third|3rd)[-_. ]?party[^/]*$", re.IGNORECASE
)
"""Headers to copy into sources, and the licenses of what others wrote."""

_OFFICE = re.compile(r"\.(docx?|odt|rtf|pages)$", re.IGNORECASE)
_ONLY = re.compile(r"(?<=GPL-\d\.\d)-only$")
_NO_NAME = re.compile(r"^LicenseRef-scancode-(unknown|proprietary|other|generic|free-unknown|see-)")
"""Names that ScanCode gives to what it cannot name; they say that there is a license."""

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'`*|]+")
_FILE = re.compile(r"/(?:blob|raw|resolve)/[^/]+/([^?#]+)")
_WORDS = {
    "modified": "modified",
    "other-edition": "another edition",
    "nearest": "the nearest known text",
}


def may_hold_terms(path: str) -> bool:
    """Whether a file with a name of its kind can hold terms of the release itself."""
    return not (_NOT_TEXT.search(path) or _VENDORED.search(path) or _NOT_OWN.search(path))


def license_files(view: View) -> list[Artifact]:
    """All license files, those nearest to the root first."""
    files = [artifact for artifact in view.glob(*LICENSES) if may_hold_terms(artifact.path)]
    return sorted(files, key=lambda artifact: (artifact.path.count("/"), artifact.path))


def is_own_license(view: View, address: str) -> bool:
    """Whether an address is that of a license file of this very repository, on its host."""
    name = "/".join(view.snapshot.ref.rsplit("/", 2)[-2:])
    found = _FILE.search(address)
    if found is None or f"/{name}/" not in address:
        return False
    return any(artifact.path == found[1] for artifact in license_files(view))


def read_terms(view: View, artifact: Artifact) -> bytes:
    """The text of a file that holds terms.

    Raises:
        HowopenError: It cannot be read, is too long, or is in a format that is not read.
    """
    if (artifact.size or 0) > LIMIT:
        why = f"longer than {LIMIT:,} bytes; what it ends with could change all before it"
        raise ParseError(why)
    if _OFFICE.search(artifact.path):
        raise ParseError("howopen does not read files of word processors")
    data = view.read(artifact.path)
    return pdf_text(data).encode("utf-8", "replace") if is_pdf(artifact.path) else data


def is_pdf(path: str) -> bool:
    """Whether the file is a PDF, whose lines are not those of its text."""
    return path.lower().endswith(".pdf")


def license_of(
    text: str, found: Identified, where: Literal["file", "gate"], covers: str = ""
) -> License:
    """What is stated by a text that was identified."""
    stated = License(
        _expression(found) or _all_of(text, found),
        where,
        _said(found),
        found.similarity or None,
        covers=covers,
    )
    if stated.expression:
        return stated
    base, outcome = _nearest(found)
    return msgspec.structs.replace(stated, base=base, outcome=outcome)


class ClauseReader:
    """Reads the clauses of the texts of one snapshot, each text once and only so many.

    Attributes:
        left_out: How many texts were not read, being over `MOST_TEXTS`.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self._read: dict[bytes, list[Clause]] = {}

    def read(self, data: bytes, found: Identified | None = None) -> list[Clause] | None:
        """The clauses that stand in a text; of a known license those that it is known to have.

        None if the text was left out.
        """
        if found and found.expression and not _texts(found):
            return []  # a notice: the text of the license is not here
        if data not in self._read:
            if len(self._read) >= MOST_TEXTS:
                self.left_out += 1
                return None
            self._read[data] = [_shortened(clause) for clause in read_clauses(decode_text(data))]
        clauses = self._read[data]
        return [clause for clause in clauses if _holds(clause, found)] if found else clauses


def clause_evidence(
    view: View, component: str, path: str, clauses: Sequence[Clause]
) -> Iterator[Evidence | Gap]:
    """Each clause of the file at `path`, seen on its lines."""
    for clause in clauses[:MOST_CLAUSES]:
        if is_pdf(path):
            unlined = msgspec.structs.replace(clause, lines=(0, 0))
            yield observed(component, unlined, view.snapshot.cite(path))
        else:
            yield observed(component, clause, view.snapshot.cite(path, *clause.lines))
    if len(clauses) > MOST_CLAUSES:
        why = f"has {len(clauses)} clauses; those after the first {MOST_CLAUSES} are not told"
        yield unread(view, path, why, component)


def language_gap(
    view: View, component: str, path: str, data: bytes, part: str = ""
) -> Iterator[Gap]:
    """Say so if the clauses of a text, a file or a part of it, could not be read."""
    if not is_read(decode_text(data)):
        why = f"{part} is neither in English nor in Chinese: its clauses were not read"
        yield unread(view, path, why.strip(), component)


def address_in(text: str) -> str:
    """The first address of a text, or nothing."""
    found = _URL.search(text)
    return found[0].rstrip(".,;:") if found else ""


def _expression(found: Identified) -> str | None:
    """The license, without what the bare text of a GNU license does not say.

    Whether a later version may be chosen stands in a notice. SPDX has ids for that, deprecated
    because a release should say it.
    """
    if found.expression and _NO_NAME.match(found.expression):
        return None
    if found.expression and all(match.kind == "text" for match in found.matches):
        return _ONLY.sub("", found.expression)
    return found.expression


def _all_of(text: str, found: Identified) -> str | None:
    """All licenses of a file that holds nothing else: each stands there word for word.

    What stands beside them (whose they are, which files they are for) must not read like terms.
    """
    held = [match for match in found.matches if match.kind != "mention"]
    if not _texts(found) or found.similarity < LEAST_HELD:
        return None
    if any(match.outcome != "exact" or _NO_NAME.match(match.base) for match in held):
        return None
    inside = {line for match in held for line in range(match.lines[0], match.lines[1] + 1)}
    beside = [line for at, line in enumerate(text.splitlines(), 1) if at not in inside]
    words = words_of("\n".join(beside)).words
    if len(words) > MOST_BESIDE or obliges(words):
        return None
    names = dict.fromkeys(_ONLY.sub("", match.base) for match in held)
    joined = (name if " " not in name or len(names) == 1 else f"({name})" for name in names)
    return " AND ".join(joined)


def _nearest(
    found: Identified,
) -> tuple[str, Literal["", "modified", "other-edition", "nearest"]]:
    """The one license that a text resembles and is not, and how it differs.

    The exact words of one license with more beside them are modified as well.
    """
    texts = _texts(found)
    if found.expression or len({match.base for match in texts}) != 1:
        return "", ""
    base = _ONLY.sub("", texts[0].base)
    for match in texts:
        if match.outcome != "exact":
            return base, match.outcome
    return base, "modified"


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


def _texts(found: Identified) -> list[Match]:
    return [match for match in found.matches if match.kind == "text"]


def _holds(clause: Clause, found: Identified) -> bool:
    """Whether what was read as a clause is one, as far as it is known what the text around it is.

    In a notice the words are not those of the license. Of a license that a person has read, only
    the kinds on record. What OSI approved has no clause that conflicts with the Open Source
    Definition, so what was read as one is a misreading.
    """
    for match in found.matches:
        if match.kind == "mention" or not match.lines[0] <= clause.lines[0] <= match.lines[1]:
            continue
        if match.kind == "notice":
            return False
        if match.outcome == "exact":
            record = known_clauses(match.base)
            if record:
                return clause.kind in record.kinds
            return not (approved(match.base, ["osi"]).bounds.lo == 1 and conflicts([clause]))
        return True
    return True


def _shortened(clause: Clause) -> Clause:
    if len(clause.quote) <= MOST_QUOTE:
        return clause
    return msgspec.structs.replace(clause, quote=clause.quote[:MOST_QUOTE])
