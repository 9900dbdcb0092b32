"""The cache gives back what was put, or nothing; and is never the reason that an audit fails."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from pathlib import Path

import pytest

from howopen.sources.store import Store, default_store, matches_digest

CONTENT = bytes(range(256)) * 8
SHA256 = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
GIT = "git:" + hashlib.sha1(b"blob %d\0" % len(CONTENT) + CONTENT).hexdigest()


def _entries(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("digest", [SHA256, GIT])
def test_a_whole_file_serves_every_range(tmp_path: Path, digest: str) -> None:
    store = Store(tmp_path)
    assert store.put(digest, 0, CONTENT, end=True)
    assert store.get(digest, 0, len(CONTENT)) == CONTENT
    assert store.get(digest, 10, 20) == CONTENT[10:30]
    assert store.get(digest, len(CONTENT) - 5, 100) == CONTENT[-5:]
    assert store.get(digest, len(CONTENT) + 5, 100) == b""


def test_a_range_serves_only_what_it_covers(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(SHA256, 100, CONTENT[100:200], end=False)
    assert store.get(SHA256, 100, 100) == CONTENT[100:200]
    assert store.get(SHA256, 150, 10) == CONTENT[150:160]
    assert store.get(SHA256, 150, 51) is None
    assert store.get(SHA256, 99, 10) is None
    assert store.get(GIT, 100, 10) is None


def test_whole_content_that_is_not_what_the_digest_names_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert not store.put(SHA256, 0, CONTENT + b"x", end=True)
    assert store.get(SHA256, 0, 1) is None


@pytest.mark.parametrize("digest", ["", "git:../../etc/passwd", "md5:0123", "sha256:"])
def test_what_no_digest_names_is_not_kept(tmp_path: Path, digest: str) -> None:
    store = Store(tmp_path)
    assert not store.put(digest, 0, CONTENT, end=True)
    assert store.get(digest, 0, 1) is None
    assert _entries(tmp_path) == []


def test_records_are_replaced(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.get_record("a key") is None
    store.put_record("a key", b"one")
    store.put_record("a key", b"two")
    assert Store(tmp_path).get_record("a key") == b"two"


def test_file_names_tell_nothing_of_a_key(tmp_path: Path) -> None:
    Store(tmp_path).put_record("hub https://u:secret@hub.example org/name", b"x")
    assert not [path for path in tmp_path.rglob("*") if "secret" in str(path) or "org" in path.name]


@pytest.mark.parametrize("damage", ["cut", "emptied", "flipped", "grown"])
def test_a_damaged_entry_is_dropped(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path)
    store.put(SHA256, 0, CONTENT, end=True)
    (entry,) = _entries(tmp_path)
    whole = entry.read_bytes()
    flipped = whole[:-1] + bytes([whole[-1] ^ 1])
    entry.write_bytes(
        {"cut": whole[:-1], "emptied": b"", "grown": whole + b"x"}.get(damage, flipped)
    )

    assert store.get(SHA256, 0, len(CONTENT)) is None
    assert not entry.exists()
    assert store.put(SHA256, 0, CONTENT, end=True)
    assert store.get(SHA256, 0, len(CONTENT)) == CONTENT


def test_an_entry_under_the_name_of_another_range_is_not_taken(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(SHA256, 0, CONTENT[:100], end=False)
    (entry,) = _entries(tmp_path)
    entry.rename(entry.with_name("0-200"))
    assert store.get(SHA256, 0, 150) is None


def test_a_crash_before_the_renaming_leaves_no_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        Store(tmp_path).put(SHA256, 0, CONTENT, end=True)
    monkeypatch.undo()
    assert Store(tmp_path).get(SHA256, 0, 1) is None
    assert _entries(tmp_path) == []


def test_a_half_written_file_of_a_killed_process_is_no_entry(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(SHA256, 0, CONTENT[:100], end=False)
    (entry,) = _entries(tmp_path)
    entry.rename(entry.with_name(".new-abc"))
    assert store.get(SHA256, 0, 10) is None


def test_a_full_disk_is_noted_once_and_tried_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def full(_: int) -> None:
        tried.append(1)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store = Store(tmp_path)
    assert not store.put(SHA256, 0, CONTENT, end=True)
    assert not store.put(SHA256, 0, CONTENT[:10], end=False)
    assert not store.put_record("key", b"x")
    assert len(tried) == 1
    assert len(store.problems) == 1
    assert "No space left on device" in store.problems[0]
    assert _entries(tmp_path) == []


@pytest.mark.parametrize("where", ["root", "below"])
def test_a_folder_that_cannot_be_made_is_noted(tmp_path: Path, where: str) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    store = Store(blocked if where == "root" else blocked / "cache")
    assert store.get(SHA256, 0, 1) is None
    assert store.get_record("key") is None
    assert not store.put(SHA256, 0, CONTENT, end=True)
    assert len(store.problems) == 1


def test_what_may_not_be_read_is_noted_and_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.put(SHA256, 0, CONTENT, end=True)

    def denied(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert store.get(SHA256, 0, 10) is None
    assert store.get(SHA256, 0, 10) is None
    assert len(store.problems) == 1


def test_threads_share_a_store(tmp_path: Path) -> None:
    stores = [Store(tmp_path), Store(tmp_path)]
    start = threading.Barrier(2)
    seen: list[bytes | None] = []

    def work(store: Store) -> None:
        start.wait()
        for at in range(0, 400, 4):
            store.put(SHA256, at, CONTENT[at : at + 4], end=False)
            store.put_record("shared", CONTENT)
            seen.append(store.get(SHA256, at, 4))
            assert store.get_record("shared") == CONTENT

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [CONTENT[at : at + 4] for at in range(0, 400, 4)]
    assert sorted(seen) == sorted(expected * 2)  # type: ignore[type-var]  # a None would fail too
    assert stores[0].problems == stores[1].problems == []


def test_the_environment_chooses_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOWOPEN_CACHE", str(tmp_path / "mine"))
    assert default_store().root == tmp_path / "mine"
    monkeypatch.delenv("HOWOPEN_CACHE")
    assert default_store().root.name == "howopen"


def test_digests_of_artifacts() -> None:
    assert matches_digest(CONTENT, SHA256)
    assert matches_digest(CONTENT, GIT)
    assert matches_digest(CONTENT, "")
    assert not matches_digest(CONTENT[1:], SHA256)
    assert not matches_digest(CONTENT[1:], GIT)
