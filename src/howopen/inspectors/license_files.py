"""License files.

Looks at: files named LICENSE, LICENCE, COPYING, EULA, TERMS, or like them, whole, in any folder
but those of vendored code; PDF files where the extra ``pdf`` is installed.
Claims: the license of what the file is about by its name and place: the whole distribution, the
weights, all code, data or documents, or a folder or variant of these; the id if the text is exactly
one known license, otherwise the license that it resembles and how it differs; and the clauses that
stand in the text. A file that only points elsewhere is a gap with the address, for the terms
themselves were not looked at.
Cannot see: licenses in prose; files of word processors, clauses in other languages than English and
Chinese (both a gap); clauses in wording that the reader does not know.
Sources: identification by `howopen.licenses.identify`, clauses by `howopen.licenses.clauses`; scope
by `howopen.inspectors.scope`.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import LicenseScopes, Scope
from howopen.inspectors.terms import (
    LICENSES,
    MOST_TEXTS,
    ClauseReader,
    address_in,
    clause_evidence,
    is_own_license,
    is_pdf,
    language_gap,
    license_files,
    license_of,
    read_terms,
)
from howopen.licenses.identify import LIMIT, identify
from howopen.licenses.words import words_of
from howopen.parsers.text import decode_text
from howopen.schema import Artifact, Clause, Evidence, Gap, License
from howopen.view import View

MOST_FILES = 200
"""License files of one snapshot that are looked at, those nearest to the root first."""

POINTER_WORDS = 80
"""Words, or Chinese characters, up to which a file without any terms is taken for a pointer."""


@inspector(
    "licenses.files",
    version=5,
    claims=(License, Clause),
    reads=dict.fromkeys(LICENSES, whole(LIMIT, files=MOST_FILES)),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield the license of each file, followed by the clauses of its text."""
    scopes, reader = LicenseScopes(view), ClauseReader()
    files = license_files(view)
    for artifact in files[:MOST_FILES]:
        yield from _file(view, artifact, scopes.of(artifact.path), reader)
    if len(files) > MOST_FILES:
        why = f"has {len(files):,} license files; only {MOST_FILES} were looked at"
        yield Gap(view.snapshot.cite(), why, ("distribution",))
    if reader.left_out:
        why = f"clauses were read of {MOST_TEXTS} license texts, not of {reader.left_out} more"
        yield Gap(view.snapshot.cite(), why, ("distribution",))


def _file(
    view: View, artifact: Artifact, about: Scope, reader: ClauseReader
) -> Iterator[Evidence | Gap]:
    component, covers = about
    try:
        data = read_terms(view, artifact)
    except HowopenError as error:
        yield unread(view, artifact.path, error, component)
        return
    found = identify(data)
    clauses = reader.read(data, found)
    lines = () if is_pdf(artifact.path) else found.lines
    claim = license_of(decode_text(data), found, "file", covers)
    yield observed(component, claim, view.snapshot.cite(artifact.path, *lines))
    yield from clause_evidence(view, component, artifact.path, clauses or ())
    named = claim.expression or any(match.kind == "text" for match in found.matches)
    if named:
        return
    unread_words = [*language_gap(view, component, artifact.path, data)]
    yield from unread_words
    if clauses == [] and not unread_words:
        yield from _pointer(view, artifact, component, decode_text(data))


def _pointer(view: View, artifact: Artifact, component: str, text: str) -> Iterator[Gap]:
    """A short text without terms: it is about terms that stand elsewhere, or about none."""
    if len(words_of(text).words) > POINTER_WORDS:
        return
    address = address_in(text)
    if is_own_license(view, address):
        return
    if address:
        why = f"points to {address}; the terms there were not looked at"
    elif said := " ".join(text.split())[:200]:
        why = f"holds no terms, only: {said}"
    else:
        why = "is empty"
    yield unread(view, artifact.path, why, component)
