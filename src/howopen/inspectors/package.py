"""The metadata of a Python package.

Looks at: ``METADATA`` (wheel) and ``PKG-INFO`` (sdist).
Claims: the license that the package declares: License-Expression, else License, else classifiers.
Cannot see: which of the packaged files that license is meant for.
Sources: core metadata specification, fields License-Expression, License, Classifier.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, unread
from howopen.inspectors.registry import inspector, whole
from howopen.licenses.names import normalize
from howopen.parsers.coremetadata import CoreMetadata, read_core_metadata
from howopen.schema import Evidence, Gap, License
from howopen.view import View

LIMIT = 2_000_000
NAMES = ("*.dist-info/METADATA", "/PKG-INFO")
TROVE = "License :: "


@inspector(
    "package.metadata",
    version=1,
    claims=(License,),
    reads={name: whole(LIMIT, files=5) for name in NAMES},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield the license that each metadata file declares."""
    for artifact in view.glob(*NAMES):
        try:
            package = read_core_metadata(view.read(artifact.path))
        except HowopenError as error:
            yield unread(view, artifact.path, error)
            continue
        for said, line in _said(package):
            claim = License(normalize(said), "metadata", said)
            yield declared("distribution", claim, view.snapshot.cite(artifact.path, line))


def _said(package: CoreMetadata) -> Iterator[tuple[str, int | None]]:
    """The most exact of the fields that say something, with its line."""
    if package.license_expression:
        yield package.license_expression[:200], package.lines.get("License-Expression")
    elif _is_name(package.license.strip()):
        yield package.license.strip(), package.lines.get("License")
    else:
        for classifier, line in package.classifiers:
            if classifier.startswith(TROVE):
                yield classifier.rsplit(" :: ", 1)[-1], line


def _is_name(text: str) -> bool:
    """Not a whole license, and not what setuptools wrote where nothing was said."""
    return "\n" not in text and len(text) < 200 and text not in ("", "UNKNOWN")
