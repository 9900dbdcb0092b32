"""A release on a package index: its wheel and its source distribution, read as archives.

``pypi:name``, ``pypi:name==version``, ``pypi://name@version``, ``pkg:pypi/name@version`` or the
page of a project. Nothing is installed, built or run. Without a version it is the latest one that
is stable and not yanked. Of several wheels one is read, chosen by rule and not by machine: pure
Python first, then Linux x86-64; the others are a gap. Weights in a wheel are read by ranges; a
source distribution has to be fetched whole, because tar has no directory, so beside a wheel only
one up to `SDIST_BESIDE_WHEEL` is.

The two are snapshots of their own, ``pypi://name`` at revision ``version/filename``: an index never
lets a file be replaced, and the sha256 that it gives is in the metadata.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from howopen.errors import HowopenError, NotFound, ParseError, UsageError
from howopen.schema import Artifact, Gap, Snapshot
from howopen.sources.archives import Archive
from howopen.sources.base import Session
from howopen.sources.opened import Opened, OpenedPart
from howopen.sources.pypi_choice import choose_files, choose_version
from howopen.sources.pypi_index import Index, default_endpoint, user_index
from howopen.sources.remote_file import RemoteFile
from howopen.sources.tar_archive import TarArchive
from howopen.sources.view import SourceView
from howopen.sources.zip_archive import ZipArchive

if TYPE_CHECKING:
    from pypi_simple import DistributionPackage, ProjectPage

SDIST_BESIDE_WHEEL = 5_000_000
"""Bytes up to which a source distribution is fetched where a wheel was read. One of code has less;
a larger one carries the weights again, and weights are not downloaded."""

_TAR = (".tar.gz", ".tgz")
_NAME = r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?)"
_VERSION = r"(?P<version>[A-Za-z0-9][A-Za-z0-9.!+_-]{0,100})"
_REFERENCE = re.compile(rf"(?:pypi:(?://)?|pkg:pypi/){_NAME}(?:(?:==|@){_VERSION})?/?")
_PAGE = re.compile(rf"/project/{_NAME}(?:/{_VERSION})?/?")


def accepts(ref: str) -> bool:
    """Whether the reference means a project on a package index."""
    return ref.startswith(("pypi:", "pkg:pypi/")) or _page(ref) is not None


def open_ref(ref: str, session: Session) -> Opened:
    """Open the wheel and the source distribution of a version.

    Raises:
        UsageError: The reference makes no sense.
        NotFound: There is no such project or version.
        HowopenError: None of its files can be opened.
    """
    name, asked = _project(ref)
    index = user_index()
    page = index.page(name, session)
    version, files = choose_version(page, asked)
    chosen, left = choose_files(files)
    if not chosen:
        raise NotFound(f"pypi:{name}=={version}: neither a wheel nor a source distribution")
    release = _Release(name, str(version), index, page)
    gaps = [release.left_out(left)] if left else []
    parts: list[OpenedPart] = []
    first_error: HowopenError | None = None
    for file in chosen:
        if parts and (file.size or 0) > SDIST_BESIDE_WHEEL and file.filename.endswith(_TAR):
            why = f"{file.size:,} bytes that would have to be fetched whole; the wheel was read"
            gaps.append(Gap(f"pypi://{name}@{version}/{file.filename}", why))
            continue
        try:
            view, found = release.open_file(file, session)
        except HowopenError as error:
            first_error = first_error or error
            gaps.append(Gap(f"pypi://{name}@{version}/{file.filename}", str(error)))
            continue
        parts.append(OpenedPart("sdist" if parts else "root", view))
        gaps += found
    if first_error and not parts:
        raise first_error
    return Opened(f"{name} {version}", tuple(parts), tuple(gaps))


def _project(ref: str) -> tuple[str, str | None]:
    """The normalized name of the project, and the version that is asked for, if any."""
    plain = ref.partition("?")[0].partition("#")[0]
    found = _page(plain) or _REFERENCE.fullmatch(unquote(plain))
    if not found:
        raise UsageError(f"{ref!r} is not like pypi:name or pypi:name==1.0")
    return canonicalize_name(found["name"]), found["version"]


def _page(ref: str) -> re.Match[str] | None:
    """The page of a project on the default index."""
    if not ref.startswith(("https://", "http://")) or "/project/" not in ref:
        return None
    try:
        parts = urlsplit(ref)
    except ValueError:
        return None
    same = parts.hostname == urlsplit(default_endpoint()).hostname
    return _PAGE.fullmatch(parts.path) if same else None


@dataclass(frozen=True)
class _Release:
    """One version of a project on an index."""

    name: str
    version: str
    index: Index
    page: ProjectPage

    def left_out(self, files: list[DistributionPackage]) -> Gap:
        """The files that are not read, as one gap."""
        named = ", ".join(sorted(file.filename for file in files)[:5])
        more = f" and {len(files) - 5} more" if len(files) > 5 else ""
        what = f"pypi://{self.name}@{self.version}"
        return Gap(what, f"other files of this version were not read: {named}{more}")

    def open_file(
        self, file: DistributionPackage, session: Session
    ) -> tuple[SourceView, list[Gap]]:
        """Open one file as an archive, and say what of it cannot be looked at."""
        archive = self._archive(file, session)
        listing = archive.listing
        snapshot = Snapshot(
            ref=f"pypi://{self.name}",
            revision=f"{self.version}/{file.filename}",
            fetched=datetime.now(UTC).isoformat(timespec="seconds"),
            artifacts=tuple(listing.artifacts[path] for path in sorted(listing.artifacts)),
            kind="package",
            metadata=self._facts(file),
            complete=listing.complete,
        )

        def fetch(artifact: Artifact, start: int, length: int) -> bytes:
            return archive.read(artifact.path, start, length)

        # What the archive gives is in the store already.
        view = SourceView(snapshot, fetch, session, cache=False)
        return view, [Gap(snapshot.cite(gap.what), gap.why) for gap in listing.gaps]

    def _archive(self, file: DistributionPackage, session: Session) -> Archive:
        whole = Artifact(file.filename, file.size, _digest(file))
        remote = RemoteFile(file.url, whole, self.index.headers(file.url), session)
        try:
            if file.filename.endswith(_TAR):
                return TarArchive(remote.read_whole())
            strip = file.package_type == "sdist"
            return ZipArchive(remote.read_at, remote.size, strip=strip)
        except ParseError as error:
            raise ParseError(f"{file.filename}: {error}") from None

    def _facts(self, file: DistributionPackage) -> dict[str, Any]:
        """What the index says of a file and of the release; empty facts are left out."""
        status = self.page.status
        facts = {
            "project": self.page.project,
            "version": self.version,
            "status": status.value if status else None,
            "filename": file.filename,
            "size": file.size,
            "digest": _digest(file),
            "requires_python": file.requires_python,
            "uploaded": file.upload_time.isoformat() if file.upload_time else None,
            "yanked": file.is_yanked,
            "yanked_reason": file.yanked_reason,
            "files": sorted(
                other.filename for other in self.page.packages if other.version == file.version
            ),
        }
        return {name: fact for name, fact in facts.items() if fact}


def _digest(file: DistributionPackage) -> str:
    sha256 = file.digests.get("sha256", "").lower()
    return f"sha256:{sha256}" if re.fullmatch(r"[0-9a-f]{64}", sha256) else ""
