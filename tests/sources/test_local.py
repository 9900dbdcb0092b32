"""A folder: what is listed, what is never opened, and what its revision depends on."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from howopen.errors import AccessDenied, HowopenError, NotFound, Refused, UsageError
from howopen.schema import Snapshot
from howopen.sources import local, open_release
from howopen.sources.base import Session
from howopen.sources.opened import Opened
from howopen.sources.view import SourceView


def opened(folder: Path) -> tuple[Opened, SourceView, Snapshot]:
    result = open_release(str(folder), Session())
    view = result.parts[0].view
    return result, view, view.snapshot


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def whys(result: Opened) -> dict[str, str]:
    return {gap.what: gap.why for gap in result.gaps}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "model", {"README.md": b"hello", "a/b/weights.bin": bytes(1000)})


def test_every_file_is_listed_with_size_and_digest(folder: Path) -> None:
    result, view, snapshot = opened(folder)
    listed = {a.path: (a.size, a.digest) for a in snapshot.artifacts}
    assert listed == {
        "README.md": (5, f"sha256:{hashlib.sha256(b'hello').hexdigest()}"),
        "a/b/weights.bin": (1000, f"sha256:{hashlib.sha256(bytes(1000)).hexdigest()}"),
    }
    assert (result.name, snapshot.ref, snapshot.complete) == ("model", "folder://model", True)
    assert view.read("README.md", 1, 3) == b"ell"


def test_the_revision_depends_on_content_only(folder: Path, tmp_path: Path) -> None:
    files = {"README.md": b"hello", "a/b/weights.bin": bytes(1000)}
    same = write(tmp_path / "elsewhere" / "model", files)
    os.utime(same / "README.md", (0, 0))
    other = write(tmp_path / "third" / "model", files | {"README.md": b"hullo"})
    assert opened(folder)[2].digest == opened(same)[2].digest
    assert opened(folder)[2].revision != opened(other)[2].revision


def test_a_large_file_is_not_hashed_whole_but_its_end_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "DIGEST_FILE", 1000)
    one = write(tmp_path / "1", {"w": bytes(300_000)})
    two = write(tmp_path / "2", {"w": bytes(299_999) + b"\1"})
    assert [a.digest for a in opened(one)[2].artifacts] == [""]
    assert opened(one)[2].revision != opened(two)[2].revision


def test_a_folder_without_anything_is_an_empty_snapshot(tmp_path: Path) -> None:
    assert opened(tmp_path)[2].artifacts == ()


def test_what_git_keeps_is_left_out(folder: Path) -> None:
    write(folder, {".git/config": b"secret", "sub/.git/config": b"secret", ".gitignore": b"x"})
    assert [a.path for a in opened(folder)[2].artifacts] == [
        ".gitignore",
        "README.md",
        "a/b/weights.bin",
    ]


def test_links_are_listed_and_not_followed(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, {"secret": b"secret", "outside/x": b"secret"})
    (folder / "inside").symlink_to("README.md")
    (folder / "out").symlink_to("../secret")
    (folder / "outfolder").symlink_to(tmp_path / "outside")
    (folder / "dangling").symlink_to("gone")
    (folder / "loop").symlink_to("loop")
    result, view, snapshot = opened(folder)
    links = {a.path for a in snapshot.artifacts if a.kind == "symlink"}
    assert links == {"inside", "out", "outfolder", "dangling", "loop"}
    assert set(whys(result)) == {"out", "outfolder", "dangling", "loop"}
    assert "out of the folder" in whys(result)["out"]
    for link in links:
        with pytest.raises(HowopenError):
            view.read(link)


def test_pipes_and_sockets_are_never_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "pipe")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        result, _, snapshot = opened(folder)
    assert set(whys(result)) == {"pipe", "socket"}
    assert len(snapshot.artifacts) == 2


@pytest.mark.parametrize("change", ["link", "pipe", "content", "gone"])
def test_a_file_that_changes_after_it_was_listed_is_refused(
    folder: Path, tmp_path: Path, change: str
) -> None:
    _, view, _ = opened(folder)
    target = folder / "README.md"
    target.unlink()
    if change == "link":
        write(tmp_path, {"secret": b"12345"})
        target.symlink_to(tmp_path / "secret")
    elif change == "pipe":
        os.mkfifo(target)
    elif change == "content":
        target.write_bytes(b"other content")
    with pytest.raises(NotFound if change == "gone" else Refused):
        view.read("README.md")


def test_a_folder_replaced_by_a_link_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    _, view, _ = opened(folder)
    (folder / "a").rename(tmp_path / "was")
    write(tmp_path, {"evil/b/weights.bin": b"x" * 1000})
    (folder / "a").symlink_to(tmp_path / "evil")
    with pytest.raises(Refused):
        view.read("a/b/weights.bin")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_gap(folder: Path) -> None:
    write(folder, {"closed/x": b"x", "secret": b"x"})
    (folder / "secret").chmod(0)
    (folder / "closed").chmod(0)
    result, _, snapshot = opened(folder)
    (folder / "closed").chmod(0o700)
    assert set(whys(result)) == {"closed/", "secret"}
    assert not snapshot.complete


def test_a_folder_that_cannot_be_listed_makes_the_inventory_incomplete(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result, _, snapshot = opened(folder)
    assert whys(result) == {"a/b/": "folder could not be listed: Permission denied"}
    assert not snapshot.complete


def test_too_many_files_and_too_deep_folders_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "MAX_DEPTH", 1)
    result, _, snapshot = opened(folder)
    assert list(whys(result)) == ["a/b/"]
    assert not snapshot.complete
    monkeypatch.setattr(local, "MAX_FILES", 0)
    result, _, snapshot = opened(folder)
    assert snapshot.artifacts == ()
    assert not snapshot.complete


def test_a_name_that_is_not_utf8_is_listed_and_read(folder: Path) -> None:
    with open(os.fsencode(folder) + b"/na\xefve", "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(b"x")
    _, view, snapshot = opened(folder)
    assert "na\\xefve" in [a.path for a in snapshot.artifacts]
    assert view.read("na\\xefve") == b"x"
    assert snapshot.digest


def test_a_snapshot_in_the_cache_of_the_hub_is_read_through_its_links(tmp_path: Path) -> None:
    repository = tmp_path / "models--org--name"
    write(repository, {"blobs/abc": b"weights", "refs/main": b"1234", "other": b"secret"})
    commit = repository / "snapshots" / "1234"
    (commit / "sub").mkdir(parents=True)
    (commit / "sub" / "model.bin").symlink_to("../../../blobs/abc")
    (commit / "evil").symlink_to("../../other")
    result, view, snapshot = opened(commit)
    assert [(a.path, a.kind) for a in snapshot.artifacts] == [
        ("evil", "symlink"),
        ("sub/model.bin", "file"),
    ]
    assert view.read("sub/model.bin") == b"weights"
    assert set(whys(result)) == {"evil"}
    assert result.name == "models--org--name"


def test_a_pointer_of_git_lfs_is_listed_as_the_file_it_stands_for(folder: Path) -> None:
    sha256 = "ab" * 32
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize 5000000\n"
    write(folder, {"model.safetensors": pointer.encode()})
    _, view, snapshot = opened(folder)
    (artifact,) = (a for a in snapshot.artifacts if a.lfs)
    assert (artifact.size, artifact.digest) == (5_000_000, f"sha256:{sha256}")
    with pytest.raises(NotFound, match="only the Git LFS pointer"):
        view.read("model.safetensors", 0, 8)


def test_a_file_as_reference_says_which_folder_to_give(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"is a file; give the folder .*model$"):
        opened(folder / "README.md")


def test_nothing_there_and_no_permission_are_told_apart(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFound, match="nothing there"):
        opened(folder / "gone")

    def refuse(path: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(AccessDenied, match="no permission"):
        opened(folder)
