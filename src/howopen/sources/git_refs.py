"""What people write for a git repository, and what it means."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from howopen.errors import UsageError
from howopen.sources.git_objects import git_dir

_SCHEMES = ("git+https://", "git+http://", "git+ssh://", "git+file://", "ssh://")
_SCP = re.compile(r"(git@[\w.-]+):([\w~][\w./~-]*)(?:@(.+))?")
_HOST = re.compile(r"(?:[^@/]*@)?(?:\w[\w.-]*|\[[0-9a-fA-F:.]+\])(?::\d+)?")
_REVISION = re.compile(r"[\w/][\w./+^~{}=-]{0,249}")

_SITES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org")
_AT_REVISION = {"tree", "blob", "raw", "blame", "commit", "commits", "src"}
_KINDS = {"branch", "tag", "commit"}  # codeberg.org: src/branch/main/...


@dataclass(frozen=True)
class Target:
    """A repository, and what its revision may be.

    Attributes:
        url: Address, which may hold credentials; empty for a local repository.
        path: Folder of a local repository.
        revisions: Candidates, the first known counts: in the address of a folder it is not
            written where the name of the branch ends. None: the default branch.
    """

    url: str = ""
    path: Path | None = None
    revisions: tuple[str, ...] = ()


def is_git(ref: str) -> bool:
    """Whether a reference means a git repository, by its form or by what is at a local path."""
    if ref.startswith(_SCHEMES) or _SCP.fullmatch(ref):
        return True
    if ref.startswith(("https://", "http://")):
        parts = _split(ref)
        return parts is not None and (_site(parts) in _SITES or _project_end(parts) is not None)
    return _local(ref) is not None


def target(ref: str) -> Target:
    """What a reference that `is_git` means.

    Raises:
        UsageError: It makes no sense.
    """
    found = _scp(ref) or _address(ref) or _page(ref) or _local(ref)
    if found is None:
        raise UsageError(f"{ref} is not the address of a git repository")
    if found.url:
        _check_host(found.url)
    for revision in found.revisions:
        if not _REVISION.fullmatch(revision):
            raise UsageError(f"{revision!r} is not the name of a branch, tag or commit")
    return found


def _check_host(url: str) -> None:
    parts = _split(url)
    if parts is None or not _HOST.fullmatch(parts.netloc) or parts.path.strip("/") == "":
        raise UsageError("the address of a git repository is like https://host/path@revision")


def _scp(ref: str) -> Target | None:
    """``git@host:path``, as clone buttons give it."""
    found = _SCP.fullmatch(ref)
    if not found:
        return None
    return Target(f"ssh://{found[1]}/{found[2]}", revisions=(found[3],) if found[3] else ())


def _address(ref: str) -> Target | None:
    """``git+https://host/path@revision``, the form of pip."""
    parts = _split(ref.removeprefix("git+")) if ref.startswith(_SCHEMES) else None
    if parts is None:
        return None
    path, at, revision = parts.path.partition("@")
    revisions = (unquote(revision),) if at else ()
    if parts.scheme == "file":
        return Target(path=Path(unquote(path)), revisions=revisions)
    return Target(urlunsplit((parts.scheme, parts.netloc, path, "", "")), revisions=revisions)


def _page(ref: str) -> Target | None:
    """A page of a repository on a site that people know, or an address that ends in ``.git``."""
    parts = _split(ref) if ref.startswith(("https://", "http://")) else None
    if parts is None:
        return None
    names = [unquote(name) for name in parts.path.split("/") if name]
    length = _project_end(parts) or _project_length(_site(parts), names)
    project, rest = names[:length], names[length:]
    if len(project) < 2:
        raise UsageError(f"{ref} is not the page of a repository")
    path, at, revision = "/".join(project).partition("@")
    url = urlunsplit((parts.scheme, parts.netloc, "/" + path, "", ""))
    if at or not rest:
        return Target(url, revisions=(revision,) if at else ())
    return Target(url, revisions=_revisions(rest, ref))


def _project_end(parts: SplitResult) -> int | None:
    """How many names of the path make the repository, where one of them ends in ``.git``."""
    names = [name.partition("@")[0] for name in parts.path.split("/") if name]
    ends = [i for i, name in enumerate(names, 1) if name.endswith(".git") and name != ".git"]
    return ends[0] if ends else None


def _project_length(site: str, names: list[str]) -> int:
    """The same by the habits of the site: groups of GitLab are nested, ``-`` ends them."""
    if "-" in names:
        return names.index("-")
    return len(names) if site == "gitlab.com" else 2


def _revisions(rest: list[str], ref: str) -> tuple[str, ...]:
    """The possible revisions in what follows the repository in the address of a page."""
    rest = rest[1:] if rest[0] == "-" else rest
    if rest[:2] == ["releases", "tag"]:
        return ("/".join(rest[2:]),)
    if not rest or rest[0] not in _AT_REVISION or len(rest) < 2:
        raise UsageError(f"{ref} is not the page of a repository, folder, file or commit")
    names = rest[2:] if rest[1] in _KINDS and len(rest) > 2 else rest[1:]
    return tuple("/".join(names[:length]) for length in range(len(names), 0, -1))


def _local(ref: str) -> Target | None:
    """``path@revision`` of a repository, or the path of one that has no work tree."""
    path, at, revision = ref.rpartition("@")
    try:
        if at and path and git_dir(Path(path).expanduser()) and not os.path.lexists(ref):
            return Target(path=Path(path).expanduser(), revisions=(revision,))
        whole = Path(ref).expanduser()
        bare = git_dir(whole)
    except (OSError, ValueError, RuntimeError):
        return None
    return Target(path=whole) if bare == whole else None


def _site(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts._replace(query="", fragment="")
