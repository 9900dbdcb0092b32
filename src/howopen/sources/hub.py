"""The Hugging Face Hub, and servers that speak like it: models, datasets, spaces at a commit.

A branch or tag is resolved to the commit first; everything after is read at that commit. The list
of files at a commit never changes, so it is stored and not asked for again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from howopen.errors import AccessDenied, NotFound, ParseError, Unreachable, UsageError
from howopen.schema import Artifact, Gap, Snapshot
from howopen.sources.base import Session
from howopen.sources.http import Ask, Rejected, ask
from howopen.sources.hub_api import COMMIT, HubApi, Listing
from howopen.sources.hub_lfs import LfsLinks
from howopen.sources.hub_reference import HubReference, is_hub_reference, parse
from howopen.sources.opened import Opened, OpenedPart
from howopen.sources.view import SourceView


def accepts(ref: str) -> bool:
    """``hf:org/name[@revision]``, ``hf:datasets/...``, or an address on the Hub."""
    return is_hub_reference(ref)


def open_ref(ref: str, session: Session) -> Opened:
    """Open a repository at the exact commit that the reference leads to now.

    Raises:
        UsageError: The reference names no repository.
        NotFound: No such repository or revision, or it is private.
        HowopenError: See `howopen.sources.http.ask`.
    """
    asked = parse(ref, session.hub_endpoint)
    api = HubApi(session)
    info = _info(api, asked, session)
    commit = str(info["sha"])
    reference = HubReference(asked.kind, _id(info, asked), commit)
    listing = _listing(api, reference, commit, session)
    snapshot = Snapshot(
        ref=f"hf://{reference.prefix}{reference.id}",
        revision=commit,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        artifacts=listing.artifacts,
        kind=reference.kind,
        access="private" if info.get("private") else "gated" if info.get("gated") else "open",
        metadata=info,
        complete=listing.complete,
    )
    view = SourceView(snapshot, _Reader(api, reference, snapshot, session).fetch, session)
    gaps = () if listing.complete else (Gap(snapshot.cite(), "too many files to list them all"),)
    return Opened(reference.id, (OpenedPart("root", view),), gaps)


class _Reader:
    """Reads files of one repository at one commit."""

    def __init__(
        self, api: HubApi, reference: HubReference, snapshot: Snapshot, session: Session
    ) -> None:
        self._api = api
        self._reference = reference
        self._snapshot = snapshot
        self._session = session
        self._links = LfsLinks(api, reference, snapshot.artifacts, session)

    def fetch(self, artifact: Artifact, start: int, length: int) -> bytes:
        """See `howopen.sources.base.Fetch`."""
        if length <= 0:
            return b""
        what = self._snapshot.cite(artifact.path)
        if artifact.lfs and (link := self._links.find(artifact)):
            question = Ask(link.href, link.header, start, length, what=what)
            try:
                return ask(question, self._session).body
            except (AccessDenied, NotFound, Rejected):  # the signature has expired
                self._links.give_up()
        url = self._address(artifact)
        return ask(Ask(url, self._api.headers, start, length, what=what), self._session).body

    def _address(self, artifact: Artifact) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(
            self._reference.id,
            artifact.path,
            repo_type=self._reference.kind,
            revision=self._snapshot.revision,
            endpoint=self._api.endpoint,
        )


def _info(api: HubApi, asked: HubReference, session: Session) -> dict[str, Any]:
    """The metadata now; without a network what was stored of that commit."""
    from huggingface_hub import constants

    pinned = COMMIT.fullmatch(asked.revision or "") is not None
    if constants.is_offline_mode():
        kept = pinned and session.store and session.store.get_record(_key("info", api, asked))
        if not kept:
            raise Unreachable(
                f"{asked}: offline, as HF_HUB_OFFLINE asks, and not in the cache at an exact commit"
            )
        return msgspec.json.decode(kept, type=dict[str, Any])
    info = api.info(asked)
    if pinned and info["sha"] != asked.revision:
        raise ParseError(f"{asked}: the server answers for the commit {info['sha']}")
    if session.store is not None:
        exact = HubReference(asked.kind, asked.id, info["sha"])
        session.store.put_record(_key("info", api, exact), msgspec.json.encode(info))
    return info


def _listing(api: HubApi, reference: HubReference, commit: str, session: Session) -> Listing:
    """The files at a commit, from the store where they were listed before."""
    key = _key("tree", api, reference)
    kept = session.store.get_record(key) if session.store else None
    with suppress(msgspec.DecodeError):  # of another version of howopen
        if kept is not None:
            return msgspec.json.decode(kept, type=Listing)
    listing = api.tree(reference, commit)
    if session.store is not None and listing.complete:
        session.store.put_record(key, msgspec.json.encode(listing))
    return listing


def _key(what: str, api: HubApi, reference: HubReference) -> str:
    return f"hub {what} 1 {api.endpoint} {reference}"


def _id(info: dict[str, Any], asked: HubReference) -> str:
    """The name that the Hub itself uses: another one after a renaming."""
    name = str(info.get("id"))
    with suppress(UsageError):
        return parse(str(HubReference(asked.kind, name))).id
    return asked.id
