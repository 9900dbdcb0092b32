"""A proxy on loopback that counts what passes, and can add what the Hub does and olah does not.

It redirects every read of a large file to a signed address, which is a second request; answers the
batch call of Git LFS with those addresses; and keeps to the range that was asked for there.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

SIGNED = "?signature=1"
LARGE = ".safetensors"
_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


@dataclass
class Traffic:
    """What passed: requests, bytes of the bodies of their answers, connections."""

    requests: int = 0
    bytes: int = 0
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def connected(self) -> None:
        """Count one connection."""
        with self.lock:
            self.connections += 1

    def add(self, body: int) -> None:
        """Count one request and its answer."""
        with self.lock:
            self.requests += 1
            self.bytes += body

    def take(self) -> Traffic:
        """What passed since it was last taken."""
        with self.lock:
            taken = Traffic(self.requests, self.bytes, self.connections)
            self.requests = self.bytes = self.connections = 0
        return taken


@contextmanager
def counting(
    upstream: str, *, redirects: bool = False, batch: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Traffic]]:
    """Stand in front of `upstream`; yield the address and the traffic.

    Args:
        upstream: Address of the server that has the answers.
        redirects: Whether large files are redirected, to where ranges hold.
        batch: Path of each large file by its sha256; None for a server without the batch call.
    """
    traffic = Traffic()
    netloc = urlsplit(upstream).netloc
    made = {"upstream": netloc, "redirects": redirects, "batch": batch or {}, "traffic": traffic}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), made))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", traffic
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream: ClassVar[str]
    redirects: ClassVar[bool]
    batch: ClassVar[Mapping[str, str]]
    traffic: ClassVar[Traffic]

    def handle(self) -> None:
        self.traffic.connected()
        with suppress(ConnectionError):  # the client has what it wanted
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the name of the base
        """Keep stderr clean."""

    def do_HEAD(self) -> None:
        self._forward()

    def do_GET(self) -> None:
        if self.redirects and self.path.endswith(LARGE):
            self._send(302, {"Location": self._address(self.path)})
        else:
            self._forward()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.batch and self.path.endswith("/info/lfs/objects/batch"):
            wanted = [each["oid"] for each in json.loads(body)["objects"]]
            links = [{"href": self._address(self.batch[oid])} for oid in wanted]
            found = zip(wanted, links, strict=True)
            objects = [{"oid": oid, "actions": {"download": link}} for oid, link in found]
            self._send(200, {}, json.dumps({"objects": objects}).encode())
        else:
            self._forward(body)

    def _address(self, path: str) -> str:
        return f"http://{self.headers['Host']}{path}{SIGNED}"

    def _forward(self, body: bytes | None = None) -> None:
        connection = HTTPConnection(self.upstream, timeout=60)
        connection.request(
            self.command, self.path.removesuffix(SIGNED), body, dict(self.headers.items())
        )
        answer = connection.getresponse()
        content = answer.read()
        status = answer.status
        connection.close()
        hop = {"connection", "transfer-encoding", "content-length", "date", "server"}
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in hop}
        if self.command == "HEAD" and answer.headers["Content-Length"]:
            headers["Content-Length"] = answer.headers["Content-Length"]
        wanted = _RANGE.fullmatch(self.headers.get("Range", ""))
        if status == 200 and wanted and self.path.endswith(SIGNED):
            status, size = 206, len(content)
            content = content[int(wanted[1]) : int(wanted[2]) + 1]
            stop = int(wanted[1]) + len(content) - 1
            headers["Content-Range"] = f"bytes {wanted[1]}-{stop}/{size}"
        self._send(status, headers, content)

    def _send(self, status: int, headers: Mapping[str, str], content: bytes = b"") -> None:
        self.traffic.add(len(content))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
