"""Reading the objects of a git repository: trees and blobs, never its configuration.

git reads through a folder of our own that borrows only the objects. So no setting, hook, filter,
replacement or promise of the repository takes part, whoever owns it; and an object that is not
here (a partial or shallow clone) is missing, and is not fetched.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from howopen.errors import HowopenError, NotFound, ParseError, Refused, UsageError
from howopen.sources.base import MB
from howopen.sources.git_process import Explain, Limits, end, output, reading, start

SMALL = MB
"""Bytes up to which a blob is read through the one process that stays open."""
MAX_BLOB = 2_000 * MB
MAX_TREE = 256 * MB
"""Bytes of a listing; some two million files."""

_CONFIGURATION = """\
[core]
\trepositoryformatversion = 1
\tbare = true
[extensions]
\tobjectFormat = {}
"""


class Entry(NamedTuple):
    """One entry of a tree, with everything below it flattened.

    Attributes:
        path: As stored.
        mode: ``100644``, ``100755``, ``120000`` (symbolic link) or ``160000`` (submodule).
        name: Hexadecimal name of the object.
        size: Bytes of a blob; None where it is not here.
    """

    path: bytes
    mode: str
    name: str
    size: int | None


def git_dir(path: Path) -> Path | None:
    """The git directory of the repository at a path, with or without a work tree, or None."""
    inner = path / ".git"
    if inner.exists():
        return inner
    is_bare = (path / "HEAD").is_file() and (path / "objects").is_dir()
    return path if is_bare and (path / "refs").is_dir() else None


def resolve(repository: Path, revision: str) -> str:
    """The commit that a revision names in a local repository.

    Raises:
        NotFound: It names none.
    """

    def explain(_: str) -> HowopenError:
        place = repository.parent if repository.name == ".git" else repository
        return NotFound(f"{place}: no branch, tag or commit {revision!r}")

    said = _ask(repository, explain, "--verify", "--quiet", "--end-of-options",
                f"{revision}^{{commit}}")  # fmt: skip
    return said.strip()


def _ask(repository: Path, explain: Explain, *arguments: str) -> str:
    command = [f"--git-dir={repository}", "rev-parse", *arguments]
    said = output(command, reading(), explain, Limits())
    return said.decode("utf-8", "surrogateescape")


class Objects:
    """The objects of one repository; safe for several threads."""

    def __init__(self, repository: Path) -> None:
        """Borrow the objects of the repository with this git directory.

        Raises:
            UsageError: It is no git repository.
        """

        def explain(message: str) -> HowopenError:
            return UsageError(
                f"{repository}: not a git repository that can be read{_tail(message)}"
            )

        said = _ask(repository, explain, "--path-format=absolute", "--git-path", "objects",
                    "--show-object-format")  # fmt: skip
        objects, object_format = said.rstrip("\n").rsplit("\n", 1)
        self._folder = Path(tempfile.mkdtemp(prefix="howopen-git-"))
        (self._folder / "refs").mkdir()
        (self._folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
        configuration = _CONFIGURATION.format(object_format)
        (self._folder / "config").write_text(configuration, encoding="utf-8")
        self._environment = reading() | {"GIT_OBJECT_DIRECTORY": objects}
        self._reader = _Reader(self._command("cat-file", "--batch"), self._environment)
        weakref.finalize(self, _close, self._reader, self._folder)

    def tree(self, commit: str) -> Iterator[Entry]:
        """Every file, link and submodule of a commit, in the order of git.

        Raises:
            ParseError: Objects that are needed to list it are missing or damaged.
        """

        def explain(message: str) -> HowopenError:
            return ParseError(f"commit {commit}: its files cannot be listed{_tail(message)}")

        command = self._command("ls-tree", "-r", "-z", "-l", "--full-tree", commit)
        said = output(command, self._environment, explain, Limits(MAX_TREE))
        for line in said.split(b"\0")[:-1]:
            facts, _, path = line.partition(b"\t")
            mode, _, name, size = facts.decode().split()
            yield Entry(path, mode, name, int(size) if size.isdecimal() else None)

    def committed(self, commit: str) -> str:
        """When a commit was made, UTC, ISO 8601; empty where it does not say."""
        for line in self._reader.read(commit).split(b"\n\n", 1)[0].splitlines():
            if line.startswith(b"committer "):
                return _when(line)
        return ""

    def read(self, name: str, size: int, first: int, length: int) -> bytes:
        """Bytes of a blob of a known size, at most `length`; fewer only at its end."""
        if size <= SMALL:
            return self._reader.read(name)[first : first + length]
        if size > MAX_BLOB:
            raise Refused(f"git object {name}: {size:,} bytes, over the bound of {MAX_BLOB:,}")
        return self._read_large(name, first, length)

    def _read_large(self, name: str, first: int, length: int) -> bytes:
        """Read what was asked for from a process of its own, and end it."""
        process = start(self._command("cat-file", "blob", name), self._environment)
        try:
            assert process.stdout is not None  # noqa: S101 - `start` makes it a pipe
            while first > 0 and (skipped := process.stdout.read(min(first, MB))):
                first -= len(skipped)
            data = process.stdout.read(length)
            if len(data) < length and process.wait() != 0:
                raise ParseError(f"git object {name} is damaged")
            return data
        finally:
            end(process)

    def size(self, name: str) -> int:
        """Bytes of a blob.

        Raises:
            NotFound: It is not here.
        """

        def explain(_: str) -> HowopenError:
            return NotFound(f"git object {name} is not in this clone")

        command = self._command("cat-file", "-s", name)
        return int(output(command, self._environment, explain, Limits()))

    def _command(self, *arguments: str) -> list[str]:
        return [f"--git-dir={self._folder}", *arguments]


class _Reader:
    """One ``git cat-file --batch`` that stays open, started when it is first needed."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, name: str) -> bytes:
        """A whole object of at most `SMALL` bytes.

        Raises:
            NotFound: It is not here.
            Refused: It is larger than `SMALL`.
            ParseError: It is damaged.
        """
        with self._lock:
            process = self._process = self._process or start(
                self._command, self._environment, talk=True
            )
            assert process.stdin is not None  # noqa: S101 - `start` makes them pipes
            assert process.stdout is not None  # noqa: S101 - the same
            try:
                process.stdin.write(name.encode() + b"\n")
                process.stdin.flush()
                words = process.stdout.readline(256).split()
                if words[1:] == [b"missing"]:
                    raise NotFound(f"git object {name} is not in this clone")
                size = int(words[2])
                if size <= SMALL:
                    content = process.stdout.read(size + 1)
                    if len(content) == size + 1:
                        return content[:-1]
            except (OSError, IndexError, ValueError):
                size = 0
            self.close()
        if size > SMALL:
            raise Refused(
                f"git object {name}: {size:,} bytes where at most {SMALL:,} were expected"
            )
        raise ParseError(f"git object {name} is damaged")

    def close(self) -> None:
        """End the process."""
        if self._process:
            end(self._process)
            self._process = None


def _close(reader: _Reader, folder: Path) -> None:
    reader.close()
    shutil.rmtree(folder, ignore_errors=True)


def _when(line: bytes) -> str:
    try:
        return datetime.fromtimestamp(int(line.split()[-2]), UTC).isoformat(timespec="seconds")
    except (ValueError, IndexError, OverflowError, OSError):
        return ""


def _tail(message: str) -> str:
    """The last line of what git said, as an addition to a message."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return f": {lines[-1][:200]}" if lines else ""
