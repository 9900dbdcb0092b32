"""Which version of a project is meant, and which of its files are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from howopen.errors import NotFound

if TYPE_CHECKING:
    from pypi_simple import DistributionPackage, ProjectPage

_PLATFORMS = (r"any", r"(many)?linux.*_x86_64", r"musllinux.*_x86_64", r".*linux.*", r"macosx.*")
"""Platform tags of wheels, those that most people can use first."""


def choose_version(
    page: ProjectPage, asked: str | None
) -> tuple[Version, list[DistributionPackage]]:
    """A version and its files: the one asked for, or the latest that is stable and not yanked.

    Raises:
        NotFound: There is none.
    """
    versions: dict[Version, list[DistributionPackage]] = {}
    for package in page.packages:
        if (version := _version(package.version)) is not None:
            versions.setdefault(version, []).append(package)
    if asked is not None:
        version = _version(asked)
        if version is None or version not in versions:
            known = ", ".join(str(version) for version in sorted(versions, reverse=True)[:5])
            raise NotFound(f"{page.project}: no version {asked}; the latest are {known or 'none'}")
        return version, versions[version]
    usable = [v for v, files in versions.items() if not all(file.is_yanked for file in files)]
    if not usable:
        why = "all its versions are yanked; name one" if versions else "it has no files"
        raise NotFound(f"{page.project}: {why}")
    latest = max(usable, key=lambda version: (not version.is_prerelease, version))
    return latest, [file for file in versions[latest] if not file.is_yanked]


def _version(text: str | None) -> Version | None:
    try:
        return Version(text or "")
    except InvalidVersion:
        return None


def choose_files(
    files: list[DistributionPackage],
) -> tuple[list[DistributionPackage], list[DistributionPackage]]:
    """One wheel and one source distribution to read, and the files that are left."""
    wheels = sorted((f for f in files if f.package_type == "wheel"), key=_wheel_order)
    sdists = sorted(
        (f for f in files if f.package_type == "sdist"),
        key=lambda file: (not file.filename.endswith((".tar.gz", ".tgz")), file.filename),
    )
    chosen = wheels[:1] + sdists[:1]
    return chosen, [file for file in files if file not in chosen]


def _wheel_order(file: DistributionPackage) -> tuple[int, str]:
    try:
        tags = parse_wheel_filename(file.filename)[3]
    except InvalidWheelFilename:
        return len(_PLATFORMS) + 1, file.filename
    ranks = [
        rank
        for rank, pattern in enumerate(_PLATFORMS)
        if any(re.fullmatch(pattern, tag.platform) for tag in tags)
    ]
    return min(ranks, default=len(_PLATFORMS)), file.filename
