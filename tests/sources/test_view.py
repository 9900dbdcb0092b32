"""Reading through a view: what is asked of the source, what is not, and what is refused."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import textwrap
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from howopen.errors import NotFound, Refused, Unreachable
from howopen.schema import Artifact, Snapshot
from howopen.sources import view as view_module
from howopen.sources.base import Session, Want
from howopen.sources.store import Store
from howopen.sources.view import SourceView
from howopen.view import View

CONTENT = bytes(range(250)) * 4


class Source:
    """A source that remembers what it was asked."""

    def __init__(self, files: dict[str, bytes], *, sized: bool = True, named: bool = True) -> None:
        self.files = files
        self.asked: list[tuple[str, int, int]] = []
        self.broken: set[str] = set()
        self.snapshot = Snapshot(
            ref="t://t",
            revision="1",
            artifacts=tuple(
                Artifact(path, len(data) if sized else None, _digest(data) if named else "")
                for path, data in sorted(files.items())
            ),
        )

    def fetch(self, artifact: Artifact, start: int, length: int) -> bytes:
        self.asked.append((artifact.path, start, length))
        if artifact.path in self.broken:
            raise Unreachable(f"{artifact.path}: broken")
        return self.files[artifact.path][start : start + length]

    def view(self, session: Session | None = None, *, cache: bool = True) -> SourceView:
        return SourceView(self.snapshot, self.fetch, session or Session(), cache=cache)


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@pytest.fixture
def source() -> Source:
    return Source({"a.txt": CONTENT, "docs/B.md": b"b"})


def test_it_is_a_view(source: Source) -> None:
    assert isinstance(source.view(), View)


def test_only_files_match(source: Source) -> None:
    links = (Artifact("c.txt", kind="symlink"), Artifact("d.txt", kind="submodule"))
    snapshot = Snapshot("t://t", "1", artifacts=(*links, *source.snapshot.artifacts))
    view = SourceView(snapshot, source.fetch, Session())
    assert [a.path for a in view.glob("*.txt")] == ["a.txt"]
    assert [a.path for a in view.glob("/*.txt", "*.MD")] == ["a.txt", "docs/B.md"]
    with pytest.raises(NotFound, match=r"t://t@1/c\.txt"):
        view.read("c.txt")


@pytest.mark.parametrize(
    ("start", "length"),
    [
        *[(0, None), (0, 10), (5, 7), (0, 0), (7, -3)],
        *[(990, 50), (-10, None), (-10, 3), (-5000, 3), (1000, 5), (2000, 5)],
    ],
)
@pytest.mark.parametrize("sized", [True, False])
def test_a_read_is_a_slice(start: int, length: int | None, sized: bool) -> None:
    view = Source({"a": CONTENT}, sized=sized).view()
    if start < 0 and not sized:
        with pytest.raises(Refused, match="end"):
            view.read("a", start, length)
        return
    begin = max(0, start + len(CONTENT)) if start < 0 else start
    end = len(CONTENT) if length is None else begin + max(0, length)
    assert view.read("a", start, length) == CONTENT[begin:end]
    assert view.read("a", 3, 4) == CONTENT[3:7]


def test_what_was_read_is_not_asked_for_again(source: Source) -> None:
    view = source.view()
    view.read("a.txt", 100, 100)
    assert view.read("a.txt", 120, 10) == CONTENT[120:130]
    assert view.read("a.txt", 150, 100) == CONTENT[150:250]
    assert view.read("a.txt", 90, 200) == CONTENT[90:290]
    assert source.asked == [
        ("a.txt", 100, 100),
        ("a.txt", 200, 50),
        ("a.txt", 90, 10),
        ("a.txt", 250, 40),
    ]


def test_wants_of_a_file_are_joined_and_fetched_once(source: Source) -> None:
    view = source.view()
    view.prefetch([Want("a.txt", 0, 100), Want("a.txt", 50, 100), Want("a.txt", -100, 100)])
    view.prefetch([Want("a.txt", 0, 150), Want("nothing", 0, 5), Want("docs/B.md", 0, 10**9)])
    assert sorted(source.asked) == [("a.txt", 0, 150), ("a.txt", 900, 100), ("docs/B.md", 0, 1)]
    assert view.read("a.txt", 0, 150) == CONTENT[:150]
    assert view.read("docs/B.md") == b"b"
    assert len(source.asked) == 3


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    session = Session(progress=lambda *what: told.append(what), workers=3)
    files = {f"f{n}": b"%d" % n for n in range(5)}
    Source(files).view(session).prefetch(Want(path, 0, 9) for path in files)
    assert told == [("reading t://t", done, 5) for done in range(6)]


def test_a_file_that_fails_stops_no_other(source: Source) -> None:
    source.broken = {"a.txt"}
    view = source.view()
    view.prefetch([Want("a.txt", 0, 10), Want("docs/B.md", 0, 1)])
    assert view.read("docs/B.md") == b"b"
    for _ in range(2):
        with pytest.raises(Unreachable, match=r"a\.txt: broken"):
            view.read("a.txt", 5, 2)
    assert len(source.asked) == 2


def test_an_error_that_nobody_foresaw_is_not_swallowed(source: Source) -> None:
    def fetch(*_: object) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        SourceView(source.snapshot, fetch, Session()).prefetch([Want("a.txt", 0, 10)])


def test_the_bytes_of_a_file_are_bounded(source: Source) -> None:
    view = source.view(Session(file_bytes=100))
    with pytest.raises(Refused, match=r"a\.txt: 1,000 bytes are wanted, 100 of one file"):
        view.read("a.txt")
    view.prefetch([Want("a.txt", 0, 1000)])
    assert view.read("a.txt", 0, 8) == CONTENT[:8]
    assert view.read("a.txt", -92) == CONTENT[-92:]
    with pytest.raises(Refused):
        view.read("a.txt", 500, 1)
    assert view.read("docs/B.md") == b"b"
    assert source.asked == [("a.txt", 0, 8), ("a.txt", 908, 92), ("docs/B.md", 0, 1)]


def test_a_file_of_unknown_size_is_bounded() -> None:
    view = Source({"a": CONTENT}, sized=False).view(Session(file_bytes=100))
    with pytest.raises(Refused, match="longer than"):
        view.read("a")


def test_bytes_that_are_not_there_count_for_nothing() -> None:
    files = {"a": CONTENT, "b": CONTENT}
    view = Source(files, sized=False).view(Session(file_bytes=1500, release_bytes=2500))
    assert [view.read(path) for path in files] == [CONTENT, CONTENT]


def test_the_bytes_of_a_release_are_bounded() -> None:
    source = Source({f"f{n}": bytes(10) for n in range(5)})
    view = source.view(Session(release_bytes=25))
    view.prefetch(Want(f"f{n}", 0, 10) for n in range(5))
    assert len(source.asked) == 2
    assert view.read("f1") == bytes(10)
    with pytest.raises(Refused, match="25 bytes of one release"):
        view.read("f2")
    assert view.read("f2", 0, 5) == bytes(5)


def test_bounds_do_not_depend_on_the_store(tmp_path: Path, source: Source) -> None:
    for _ in range(2):
        view = source.view(Session(store=Store(tmp_path), file_bytes=100))
        assert view.read("a.txt", 0, 100) == CONTENT[:100]
        with pytest.raises(Refused):
            view.read("a.txt", 100, 1)
    assert len(source.asked) == 1


@pytest.mark.parametrize("cache", [True, False])
def test_the_store_is_asked_first_where_it_may_be(
    tmp_path: Path, source: Source, cache: bool
) -> None:
    for _ in range(2):
        session = Session(store=Store(tmp_path))
        view = source.view(session, cache=cache)
        view.prefetch([Want("a.txt", 0, 100)])
        assert view.read("a.txt", 0, 200) == CONTENT[:200]
    assert len(source.asked) == (2 if cache else 4)
    assert session.usage.cached_bytes == (200 if cache else 0)


def test_the_store_is_shared_by_content_not_by_name(tmp_path: Path) -> None:
    first, second = Source({"a": CONTENT}), Source({"other/b": CONTENT})
    for source in (first, second):
        source.view(Session(store=Store(tmp_path))).read(next(iter(source.files)), 0, 10)
    assert second.asked == []


def test_a_file_cut_short_is_told(source: Source) -> None:
    source.files["a.txt"] = CONTENT[:100]
    view = source.view()
    with pytest.raises(Unreachable, match="ends at 100 of 1,000 bytes"):
        view.read("a.txt", 50, 100)


def test_a_whole_file_is_checked_against_its_digest(tmp_path: Path, source: Source) -> None:
    source.files["a.txt"] = CONTENT[:-1] + b"x"
    with pytest.raises(Unreachable, match="not those of sha256:"):
        source.view(Session(store=Store(tmp_path))).read("a.txt")
    assert not list(tmp_path.iterdir())


def test_memory_is_given_back_and_read_again_from_the_store(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_module, "MEMORY", 100)
    view = source.view(Session(store=Store(tmp_path), file_bytes=1000))
    parts = [view.read("a.txt", at, 50) for at in range(0, 1000, 50)]
    assert b"".join(parts) == CONTENT
    assert view.read("a.txt") == CONTENT  # neither asked for nor counted again
    assert len(source.asked) == 20


def test_readers_in_threads_fetch_a_range_once(source: Source) -> None:
    both = threading.Barrier(2)

    def fetch(artifact: Artifact, start: int, length: int) -> bytes:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.1)  # for a second reader, who should not come
        return source.fetch(artifact, start, length)

    view = SourceView(source.snapshot, fetch, Session())
    seen: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: seen.append(view.read("a.txt", 10, 100))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [CONTENT[10:110]] * 4
    assert len(source.asked) == 1


def test_an_interrupt_ends_a_prefetch_at_once() -> None:
    program = """
        import _thread, threading
        from howopen.schema import Artifact, Snapshot
        from howopen.sources.base import Session, Want
        from howopen.sources.view import SourceView

        def fetch(artifact, start, length):
            _thread.interrupt_main()
            threading.Event().wait()  # a server that never answers

        files = tuple(Artifact(f"f{n}", 9) for n in range(100))
        view = SourceView(Snapshot("t://t", "1", artifacts=files), fetch, Session())
        try:
            view.prefetch(Want(file.path, 0, 9) for file in files)
        except KeyboardInterrupt:
            print("interrupted")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")
