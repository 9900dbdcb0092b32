"""olah, a Hub-compatible server that others wrote, over plain git repositories on loopback.

It serves ``<mirrors>/models/<org>/<name>``; a large file is a Git LFS pointer in the repository,
and its bytes lie where git-lfs puts them. olah keeps to ``offline``: it asks nobody else.
"""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Large(NamedTuple):
    """A file in LFS: its first bytes, and the size that its pointer states.

    Bytes after the first are zeros. olah reads a file whole, so what lies there ends early.
    """

    head: bytes
    size: int

    @property
    def sha256(self) -> str:
        """Of all bytes, or of the first where the rest exists only on paper."""
        return hashlib.sha256(self.head).hexdigest()

    @property
    def pointer(self) -> bytes:
        """What stands in the repository in its place."""
        version = "version https://git-lfs.github.com/spec/v1"
        return f"{version}\noid sha256:{self.sha256}\nsize {self.size}\n".encode()


LAID_OUT = 131_072
"""Bytes of a large file that are there at most."""


def lay_out(mirrors: Path, name: str, files: Mapping[str, bytes | Large]) -> str:
    """Make the repository `name` of these files; return its commit."""
    repository = mirrors / "models" / name
    repository.mkdir(parents=True)
    _git(repository, "init", "--quiet", "--initial-branch=main")
    for path, content in files.items():
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Large):
            _keep(repository, content)
            file.write_bytes(content.pointer)
        else:
            file.write_bytes(content)
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", "--message=release")
    return _git(repository, "rev-parse", "HEAD").strip()


def _keep(repository: Path, content: Large) -> None:
    oid = content.sha256
    place = repository / ".git" / "lfs" / "objects" / oid[:2] / oid[2:4] / oid
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        file.write(content.head)
        file.truncate(max(len(content.head), min(content.size, LAID_OUT)))  # sparse


def _git(repository: Path, *arguments: str) -> str:
    who = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "t"), ("EMAIL", "t@t"), ("DATE", "2026-01-01T00:00:00Z"))
    }
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(
        command, env={**os.environ, **who, **quiet}, check=True, capture_output=True, text=True
    ).stdout


@contextmanager
def serving(folder: Path, mirrors: Path) -> Iterator[str]:
    """Run olah over `mirrors`; yield its address."""
    port, dead = _free_port(), _free_port()
    config = folder / "olah.toml"
    config.write_text(
        f'[basic]\nhost = "127.0.0.1"\nport = {port}\nhf-scheme = "http"\n'
        f'hf-netloc = "127.0.0.1:{dead}"\nhf-lfs-netloc = "127.0.0.1:{dead}"\n'
        f'repos-path = "{folder / "repos"}"\nmirrors-path = ["{mirrors}"]\n'
        "[accessibility]\noffline = true\n"
    )
    with (folder / "olah.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "olah.server", "-c", str(config), "--log-path", str(folder)],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}", server, folder / "olah.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"olah does not answer:\n{log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
