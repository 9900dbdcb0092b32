"""A static simple index (PEP 503 and 691) on loopback, with small archives made by code."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Content = Mapping[str, bytes]


def wheel(files: Content, *, stored: bool = False) -> bytes:
    """A zip archive."""
    data = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(data, "w", method) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return data.getvalue()


def sdist(files: Content, top: str = "name-1.0/") -> bytes:
    """A tar.gz archive with everything in one folder."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for path, content in files.items():
            member = tarfile.TarInfo(top + path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


@dataclass
class Index:
    """What is served, how, and what was asked.

    Attributes:
        files: Archives of project ``name`` by file name.
        facts: More of the index's facts, by file name.
        ranges: Whether ``Range`` is obeyed.
        html: Whether the page is HTML and not JSON.
        login: ``user:password`` that is needed, or empty.
        page: Served in place of the page that is made.
        asked: The requests: path, range and authorization.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    ranges: bool = True
    html: bool = False
    login: str = ""
    page: bytes | None = None
    url: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def project_page(self) -> tuple[str, bytes]:
        """Content type and body."""
        if self.html:
            links = "".join(
                f'<a href="/files/{name}#sha256={hashlib.sha256(content).hexdigest()}"'
                f"{' data-yanked' if self.facts.get(name, {}).get('yanked') else ''}>{name}</a>"
                for name, content in self.files.items()
            )
            return "text/html", self.page or f"<!DOCTYPE html><body>{links}</body>".encode()
        files = [
            {
                "filename": name,
                "url": f"/files/{name}",
                "size": len(content),
                "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
            }
            | self.facts.get(name, {})
            for name, content in self.files.items()
        ]
        page = {"meta": {"api-version": "1.1"}, "name": "name", "files": files, "versions": []}
        return "application/vnd.pypi.simple.v1+json", self.page or json.dumps(page).encode()


@contextmanager
def serving(index: Index) -> Iterator[Index]:
    """Serve it; its `url` is the address of the index."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked, login = self.headers.get("Range", ""), self.headers.get("Authorization", "")
            index.asked.append((self.path, asked, login))
            if index.login and login != "Basic " + b64encode(index.login.encode()).decode():
                self.answer(403, "text/plain", b"no")
            elif self.path == "/simple/name/":
                self.answer(200, *index.project_page())
            elif self.path.removeprefix("/files/") in index.files:
                self.send_file(index.files[self.path.removeprefix("/files/")], asked)
            else:
                self.answer(404, "text/plain", b"no")

        def send_file(self, content: bytes, asked: str) -> None:
            if not asked or not index.ranges:
                self.answer(200, "application/octet-stream", content)
                return
            first, last = (int(number) for number in asked.removeprefix("bytes=").split("-"))
            part = content[first : last + 1]
            where = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
            self.answer(206, "application/octet-stream", part, {"Content-Range": where})

        def answer(
            self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None
        ) -> None:
            self.send_response(status)
            all_headers = {"Content-Type": kind, "Content-Length": str(len(body))}
            for name, value in (all_headers | dict(headers or {})).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its signature
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    index.url = f"http://127.0.0.1:{server.server_port}/simple"
    try:
        yield index
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
