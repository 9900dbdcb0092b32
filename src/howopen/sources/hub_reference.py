"""References to repositories of the Hugging Face Hub, ``hf:org/name@revision`` or an address."""

from __future__ import annotations

import os
import re
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from howopen.errors import UsageError

Kind = Literal["model", "dataset", "space"]

_PREFIXES: dict[str, Kind] = {"models": "model", "datasets": "dataset", "spaces": "space"}
_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
_REVISED = frozenset({"tree", "blob", "resolve", "raw", "blame", "edit", "commit", "commits"})
"""Pages of a repository whose address goes on with a revision."""
_PAGES = _REVISED | {"discussions", "settings", "viewer", "files", "revision", "community"}
_ELSEWHERE = frozenset(
    {"blog", "chat", "collections", "docs", "join", "learn", "login", "new", "organizations"}
    | {"papers", "posts", "pricing", "search", "settings", "tasks", "buckets", "kernels"}
)
"""First segments of addresses on the Hub that are not repositories."""
_NAME = re.compile(r"[A-Za-z0-9_](?:[\w.-]{0,94}\w)?", re.ASCII)
_COMMIT_AND_PATH = re.compile(r"([0-9a-f]{40})[/#].*")


class HubReference(NamedTuple):
    """A repository on the Hub.

    Attributes:
        kind: What it holds.
        id: ``org/name``, or ``name`` for the oldest models.
        revision: Branch, tag, ``refs/pr/N`` or commit as given, or None.
    """

    kind: Kind
    id: str
    revision: str | None = None

    @property
    def prefix(self) -> str:
        """What stands before the id in an address: nothing, ``datasets/`` or ``spaces/``."""
        return "" if self.kind == "model" else f"{self.kind}s/"

    def __str__(self) -> str:
        revision = f"@{self.revision}" if self.revision else ""
        return f"hf://{self.prefix}{self.id}{revision}"


def is_hub_reference(ref: str, endpoint: str | None = None) -> bool:
    """Whether `ref` begins with ``hf:`` or is an address on the Hub or on `endpoint`."""
    return ref.startswith("hf:") or _is_hub_address(ref, endpoint)


def parse(ref: str, endpoint: str | None = None) -> HubReference:
    """Read a reference.

    Raises:
        UsageError: It does not name a repository.
    """
    if ref.startswith("hf:"):
        path, _, revision = ref.removeprefix("hf:").removeprefix("//").partition("@")
        if cited := _COMMIT_AND_PATH.fullmatch(revision):
            revision = cited[1]
        if ref.endswith("@"):
            raise UsageError(f"{ref}: a revision is expected after the @")
        segments = path.strip("/").split("/")
        kind, names = _kind(segments)
        rest: list[str] = []
    elif _is_hub_address(ref, endpoint):
        segments = [unquote(s) for s in urlsplit(ref).path.split("/") if s]
        if segments[:1] == ["api"]:
            segments = segments[1:]
        kind, names = _kind(segments)
        names, rest = _split_page(names)
        revision = _revision_of(rest)
    else:
        raise UsageError(f"{ref}: not a reference to the Hugging Face Hub")
    if len(names) not in {1, 2} or not all(map(_NAME.fullmatch, names)):
        raise UsageError(f"{ref}: not a repository on the Hub; write hf:org/name[@revision]")
    if not revision.isprintable() or any(map(str.isspace, revision)):
        raise UsageError(f"{ref}: not a revision")
    return HubReference(kind, "/".join(names), revision or None)


def _is_hub_address(ref: str, endpoint: str | None) -> bool:
    """Whether an http(s) address is on the Hub, on `endpoint`, or on ``HF_ENDPOINT``."""
    if not ref.startswith(("https://", "http://")):
        return False
    try:
        own = {urlsplit(e).netloc for e in (endpoint, os.environ.get("HF_ENDPOINT")) if e}
        return urlsplit(ref).netloc.lower() in _HOSTS | own
    except ValueError:  # no address at all
        return False


def _kind(segments: list[str]) -> tuple[Kind, list[str]]:
    if segments and segments[0] in _PREFIXES:
        return _PREFIXES[segments[0]], segments[1:]
    if segments and segments[0] in _ELSEWHERE:
        return "model", []
    return "model", segments


def _split_page(segments: list[str]) -> tuple[list[str], list[str]]:
    """The names of the repository, and what follows them in the address."""
    names = 1 if len(segments) > 1 and segments[1] in _PAGES else 2
    head = segments[:names]
    if head:
        head[-1] = head[-1].removesuffix(".git")
    return head, segments[names:]


def _revision_of(page: list[str]) -> str:
    """The revision in the rest of an address; ``refs/pr/1`` may stand there unquoted."""
    if len(page) < 2 or page[0] not in _REVISED | {"revision"}:
        return ""
    return "/".join(page[1:4]) if page[1] == "refs" else page[1]
