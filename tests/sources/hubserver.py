"""A small Hub on loopback for what olah cannot answer: gates, faults, redirects, paging, renames.

Repositories are given in code. Large files live on a second port, the "CDN", to which the Hub
redirects as huggingface.co does. Every request is logged with its headers.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_secretsecretsecret"
COMMIT = "c0ffee" * 6 + "c0ff"


@dataclass
class Content:
    """The bytes of a file: `head`, then zeros up to `size`, which are never made."""

    head: bytes
    size: int = -1
    lfs: bool = False

    def __post_init__(self) -> None:
        self.size = max(self.size, len(self.head))

    @property
    def sha256(self) -> str:
        """Of the head only: a file with a tail of zeros is never read whole."""
        return hashlib.sha256(self.head).hexdigest()

    @property
    def oid(self) -> str:
        return hashlib.sha1(b"blob %d\0" % len(self.head) + self.head).hexdigest()

    def part(self, start: int, stop: int) -> bytes:
        stop = min(stop, self.size)
        return self.head[start:stop].ljust(stop - start, b"\0")


@dataclass
class Repository:
    files: dict[str, Content]
    gated: str | bool = False
    private: bool = False
    revisions: tuple[str, ...] = ("main", "refs/pr/1", COMMIT)
    info: dict[str, Any] = field(default_factory=dict)


@dataclass
class Fault:
    """The next answer to a path that contains `where` goes wrong in this way."""

    where: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: bool = False


@dataclass
class Seen:
    server: str
    method: str
    path: str
    headers: dict[str, str]


class HubServer:
    """What the two ports answer from."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.renamed: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.log: list[Seen] = []
        self.connections = 0
        self.page = 1000
        self.listing: object = None
        self.ranges = True
        self.lfs_batch = False
        self.knows_expand = True
        self.released = threading.Event()
        self._lock = threading.Lock()
        self._ports = [
            ThreadingHTTPServer(
                ("127.0.0.1", 0), type(name, (_Handler,), {"hub": self, "name": name})
            )
            for name in ("hub", "cdn")
        ]
        self.url, self.cdn = (f"http://127.0.0.1:{port.server_port}" for port in self._ports)
        for port in self._ports:
            port.daemon_threads = True
            threading.Thread(target=port.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.released.set()
        for port in self._ports:
            port.shutdown()
            port.server_close()

    def record(self, seen: Seen) -> None:
        with self._lock:
            self.log.append(seen)

    def fault(self, path: str) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.where in path:
                    self.faults.remove(fault)
                    return fault
        return None

    def paths(self, server: str = "hub") -> list[str]:
        return [seen.path for seen in self.log if seen.server == server]


@contextmanager
def running() -> Iterator[HubServer]:
    server = HubServer()
    try:
        yield server
    finally:
        server.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: ClassVar[HubServer]
    name: ClassVar[str]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        """Keep stderr clean."""

    def setup(self) -> None:
        super().setup()
        self.hub.connections += 1

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes = b"") -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.hub.record(Seen(self.name, self.command, self.path, headers))
        self.fault = self.hub.fault(self.path)
        path = unquote(urlsplit(self.path).path)
        if self.fault and self.fault.status:
            self._send(self.fault.status, b"", self.fault.headers)
        elif self.name == "cdn":
            self._cdn(path)
        else:
            self._hub(path, body)

    def _hub(self, path: str, body: bytes) -> None:
        for old, new in self.hub.renamed.items():
            if old in path:
                return self._send(307, b"", {"Location": self.path.replace(old, new)})
        if found := re.fullmatch(r"/api/(models|datasets|spaces)/(.+)/(revision|tree)/(.+)", path):
            return self._api(found[1], found[2], found[3], found[4])
        if found := re.fullmatch(r"/(.+)\.git/info/lfs/objects/batch", path):
            return self._batch(found[1], json.loads(body))
        if found := re.fullmatch(r"/(.+)/resolve/(refs/pr/\d+|[^/]+)/(.+)", path):
            return self._resolve(found[1], found[3])
        return self._send(404)

    def _api(self, kind: str, name: str, what: str, revision: str) -> None:
        repository = self.hub.repositories.get(name if kind == "models" else f"{kind}/{name}")
        if repository is None or (repository.private and not self._authorized()):
            return self._send(401)  # as the Hub: no word on which of the two
        if revision not in repository.revisions:
            return self._send(404, b"", {"X-Error-Code": "RevisionNotFound"})
        query = parse_qs(urlsplit(self.path).query)
        if what == "tree":
            return self._tree(repository, query)
        if "expand" in query and not self.hub.knows_expand:
            return self._send(400)
        info = {"id": name, "sha": COMMIT, "gated": repository.gated, "private": repository.private}
        return self._json({**info, "downloads": len(self.hub.log), **repository.info})

    def _tree(self, repository: Repository, query: dict[str, list[str]]) -> None:
        first = int(query.get("cursor", ["0"])[0])
        if self.hub.listing is not None:
            return self._json(self.hub.listing)
        entries = [_entry(path, content) for path, content in repository.files.items()]
        headers = {}
        if first + self.hub.page < len(entries):
            # As a mirror does: the address of another host, from which only the query is good.
            following = f"recursive=true&expand=false&cursor={first + self.hub.page}"
            headers["Link"] = f'<{self.hub.cdn}/elsewhere?{following}>; rel="next"'
        return self._json(entries[first : first + self.hub.page], headers)

    def _resolve(self, name: str, path: str) -> None:
        repository = self.hub.repositories.get(name)
        if repository is None:
            return self._send(401)
        if repository.gated and not self._authorized():
            return self._send(401, b"", {"X-Error-Code": "GatedRepo"})
        content = repository.files.get(path)
        if content is None:
            return self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
        if content.lfs:
            return self._send(
                302, b"", {"Location": f"{self.hub.cdn}/{name}/{path}?Signature=secret"}
            )
        return self._content(content)

    def _batch(self, name: str, request: dict[str, Any]) -> None:
        repository = self.hub.repositories.get(name)
        if not self.hub.lfs_batch or repository is None:
            return self._send(404)
        if repository.gated and not self._authorized():
            return self._send(403)
        paths = {content.sha256: path for path, content in repository.files.items()}
        objects = []
        for each in request["objects"]:
            href = f"{self.hub.cdn}/{name}/{paths[each['oid']]}?Signature=batch"
            objects.append({**each, "actions": {"download": {"href": href, "expires_in": 3600}}})
        return self._json({"transfer": "basic", "objects": objects})

    def _cdn(self, path: str) -> None:
        for name, repository in self.hub.repositories.items():
            if path.startswith(f"/{name}/"):
                return self._content(repository.files[path.removeprefix(f"/{name}/")])
        return self._send(404)

    def _content(self, content: Content) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if wanted is None or not self.hub.ranges:
            return self._send(200, content.part(0, content.size))
        start, stop = int(wanted[1]), min(int(wanted[2]) + 1, content.size)
        if start >= content.size:
            return self._send(416, b"", {"Content-Range": f"bytes */{content.size}"})
        given = {"Content-Range": f"bytes {start}-{stop - 1}/{content.size}"}
        return self._send(206, content.part(start, stop), given)

    def _authorized(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _json(self, content: object, headers: dict[str, str] | None = None) -> None:
        self._send(200, json.dumps(content).encode(), headers)

    def _send(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        fault = self.fault
        if fault is None or (fault.cut is None and not fault.drip):
            self._write(body)
            return
        self._write(body[: fault.cut or 1])
        if fault.drip:
            self.hub.released.wait(30)  # until the client has gone
        self.close_connection = True

    def _write(self, body: bytes) -> None:
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has read what it wanted


def _entry(path: str, content: Content) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "path": path, "size": content.size, "oid": content.oid}
    if content.lfs:
        entry["lfs"] = {"oid": content.sha256, "size": content.size, "pointerSize": 136}
    return entry
