"""Where the large files of a repository can be read, asked for many at once.

Every read through ``/resolve/`` is redirected to a signed address, which makes two requests of it.
The batch call of Git LFS gives the signed addresses of a hundred files in one, so that the headers
of a model in 163 shards take 165 requests and not 326. A server that does not know the call costs
one request.

Source: Git LFS specification, docs/api/batch.md; the Hub serves it for ``git lfs pull``.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import msgspec

from howopen.errors import HowopenError
from howopen.schema import Artifact
from howopen.sources.base import MB, Session
from howopen.sources.http import Ask, ask
from howopen.sources.hub_api import HubApi
from howopen.sources.hub_reference import HubReference

BATCH = 100
"""Objects in one request, as git-lfs itself asks (its ``lfs.transfer.batchSize``)."""
WORTHWHILE = 3
"""Files from which on the batch call saves requests."""
_MEDIA_TYPE = "application/vnd.git-lfs+json"


class Link(msgspec.Struct):
    """A signed address, and the headers it wants."""

    href: str
    header: dict[str, str] = {}


class _Actions(msgspec.Struct):
    download: Link | None = None


class _Object(msgspec.Struct):
    oid: str
    actions: _Actions | None = None


class _Batch(msgspec.Struct):
    objects: list[_Object]


class LfsLinks:
    """Signed addresses of the large files of one repository."""

    def __init__(
        self, api: HubApi, reference: HubReference, files: Sequence[Artifact], session: Session
    ) -> None:
        """Know the files of the repository; nothing is asked yet."""
        self._url = f"{api.endpoint}/{reference.prefix}{reference.id}.git/info/lfs/objects/batch"
        self._headers = {**api.headers, "accept": _MEDIA_TYPE, "content-type": _MEDIA_TYPE}
        self._files = [file for file in files if file.lfs]
        self._session = session
        self._links: dict[str, Link | None] = {}
        self._usable = True
        self._lock = threading.Lock()

    def find(self, file: Artifact) -> Link | None:
        """Where a file can be read, or None where the server does not say."""
        with self._lock:
            if self._usable and file.digest not in self._links:
                neighbors = self._neighbors(file)
                self._links.update({each.digest: None for each in neighbors})
                if len(neighbors) >= WORTHWHILE:
                    self._ask(neighbors)
            return self._links.get(file.digest) if self._usable else None

    def give_up(self) -> None:
        """Ask and answer no more: what was told does not hold, or holds no longer."""
        self._usable = False

    def _neighbors(self, file: Artifact) -> list[Artifact]:
        """The file and those that are likely to be read next: of its kind, from it on."""
        ending = file.path.rpartition(".")[2]
        alike = [f for f in self._files if f.path.endswith(ending) and f.path >= file.path]
        return [f for f in alike if f.digest not in self._links][:BATCH]

    def _ask(self, files: Sequence[Artifact]) -> None:
        objects = [{"oid": f.digest.removeprefix("sha256:"), "size": f.size} for f in files]
        body = {"operation": "download", "transfers": ["basic"], "objects": objects}
        question = Ask(self._url, self._headers, limit=4 * MB, content=msgspec.json.encode(body))
        try:
            batch = msgspec.json.decode(ask(question, self._session).body, type=_Batch)
        except (HowopenError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.give_up()
            return
        for each in batch.objects:
            if each.actions is not None:
                self._links[f"sha256:{each.oid}"] = each.actions.download
