"""What the Hub says about a repository: its metadata and its files at a commit.

The client, token, endpoint and addresses are those of huggingface_hub; the two API calls are made
here rather than by `HfApi.model_info` and `list_repo_tree`, because these rewrite the metadata that
an audit has to quote, do not retry (the first), wait and read without bound, and send the token
wherever a ``Link`` header points (the second).
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from howopen import __version__
from howopen.errors import ParseError
from howopen.schema import Artifact
from howopen.sources.base import MB, Session
from howopen.sources.http import Answer, Ask, Rejected, ask
from howopen.sources.hub_reference import HubReference

ANSWER = 32 * MB
"""Most bytes of one answer of the API."""
FILES = 200_000
"""Most files of a repository that are listed; beyond, the inventory is not complete."""

COMMIT = re.compile(r"[0-9a-f]{40}")
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,<]*\brel="?next\b')
_EVERY = ("author", "cardData", "createdAt", "disabled", "lastModified", "private", "sha", "tags")
_METADATA = {
    "model": (
        *_EVERY,
        *("baseModels", "gated", "gguf", "library_name", "pipeline_tag", "safetensors"),
        "transformersInfo",
    ),
    "dataset": (*_EVERY, "citation", "description", "gated"),
    "space": (*_EVERY, "datasets", "models", "sdk"),
}
"""What is asked for and kept; not what changes by itself from day to day, like downloads."""

Form = TypeVar("Form")


class _Lfs(msgspec.Struct):
    oid: str
    size: int


class _Entry(msgspec.Struct):
    """One entry of ``/tree``; its other fields are not used."""

    type: str
    path: str
    oid: str = ""
    size: int | None = None
    lfs: _Lfs | None = None


class Listing(msgspec.Struct, frozen=True):
    """The files of a repository at a commit; not `complete` beyond `FILES`."""

    artifacts: tuple[Artifact, ...]
    complete: bool = True


class HubApi:
    """The API of one Hub.

    Attributes:
        endpoint: Base address, without a slash at its end.
        headers: What every request to it carries; nothing else may get them.
    """

    def __init__(self, session: Session) -> None:
        """Use the endpoint and token of the session, or those of huggingface_hub."""
        from huggingface_hub import constants

        self._session = session
        self.endpoint = (session.hub_endpoint or constants.ENDPOINT).rstrip("/")
        self.headers = {"user-agent": f"howopen/{__version__}"}
        if token := _token(session):
            self.headers["authorization"] = f"Bearer {token}"

    def info(self, reference: HubReference) -> dict[str, Any]:
        """The metadata at the revision of the reference, as it came; ``main`` where it has none.

        Raises:
            ParseError: The answer is not that of a Hub.
            HowopenError: See `howopen.sources.http.ask`.
        """
        revision = quote(reference.revision or "main", safe="")
        url = f"{self.endpoint}/api/{reference.kind}s/{reference.id}/revision/{revision}"
        wanted = _METADATA[reference.kind]
        try:
            answer = self._get(f"{url}?{urlencode({'expand': wanted}, doseq=True)}", reference)
        except Rejected:  # a server that does not know one of the properties
            answer = self._get(url, reference)
        info = _decode(answer, dict[str, Any], reference)
        if not COMMIT.fullmatch(str(info.get("sha"))):
            raise ParseError(f"{reference}: the server names no commit")
        return {key: info[key] for key in ("id", *wanted) if key in info}

    def tree(self, reference: HubReference, commit: str) -> Listing:
        """All files at a commit, ordered by path.

        Raises:
            ParseError: The answer is not that of a Hub.
            HowopenError: See `howopen.sources.http.ask`.
        """
        url = f"{self.endpoint}/api/{reference.kind}s/{reference.id}/tree/{commit}"
        query = "recursive=true&expand=false"
        artifacts: dict[str, Artifact] = {}
        while query and len(artifacts) < FILES:
            answer = self._get(f"{url}?{query}", reference)
            before = len(artifacts)
            for entry in _decode(answer, list[_Entry], reference):
                if entry.type == "file":
                    artifacts[entry.path] = _artifact(entry, reference)
            # Only the query of the next page is taken: a mirror may name another host.
            following = _NEXT.search(answer.headers.get("link", ""))
            query = urlsplit(following[1]).query if following else ""
            if query and len(artifacts) == before:
                raise ParseError(f"{reference}: the listing goes on without an end")
        return Listing(tuple(artifacts[path] for path in sorted(artifacts)), complete=not query)

    def _get(self, url: str, reference: HubReference) -> Answer:
        question = Ask(url, self.headers, limit=ANSWER, what=str(reference))
        return ask(question, self._session)


def _token(session: Session) -> str | None:
    from huggingface_hub.utils import get_token_to_send  # type: ignore[attr-defined] # lazy

    if session.hub_token is not None:
        return session.hub_token or None
    with suppress(OSError, ValueError):  # a login that cannot be read: public things need none
        return get_token_to_send(None)
    return None


def _artifact(entry: _Entry, reference: HubReference) -> Artifact:
    parts = entry.path.split("/")
    if not all(parts) or {".", ".."} & set(parts) or not entry.path.isprintable():
        raise ParseError(f"{reference}: {entry.path!r} is listed, which is no path")
    digest, size = f"git:{entry.oid}" if entry.oid else "", entry.size
    if entry.lfs is not None:
        digest, size = f"sha256:{entry.lfs.oid.removeprefix('sha256:')}", entry.lfs.size
    try:
        return msgspec.convert(
            {"path": entry.path, "size": size, "digest": digest, "lfs": entry.lfs is not None},
            Artifact,
        )
    except msgspec.ValidationError:
        raise ParseError(f"{reference}: {entry.path} is listed with the size {size}") from None


def _decode(answer: Answer, form: type[Form], reference: HubReference) -> Form:
    try:
        return msgspec.json.decode(answer.body, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"{reference}: not the answer of a Hub: {error}") from None
