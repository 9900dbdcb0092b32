"""No permission, no room, no patience: the answer is right, or one line says why not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import (
    CARD,
    GOOD,
    audited,
    clean_environment,
    command,
    failed,
    has_good_weights,
    invoke,
    on_hub,
    run,
)
from tests.sources import hubserver

from howopen.sources.store import Store


# ---------------------------------------------------------------------------------- no permission
@pytest.fixture
def others() -> Iterator[Path]:
    """A folder that another user may list, and this process is that user if it was root."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        audited_once = invoke("audit", "-q", folder)  # all modules are loaded: Python may be root's
        assert audited_once.code == 0
        root = os.geteuid() == 0
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions of POSIX")
def test_a_user_without_permission(others: Path) -> None:
    (others / "good").mkdir()
    (others / "good/model.safetensors").write_bytes(GOOD)
    for name in ("model.gguf", "LICENSE", "README.md"):
        (others / name).write_bytes(CARD)
        (others / name).chmod(0)
    (others / "closed").mkdir(mode=0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    done = audited(others)
    for name in ("model.gguf", "LICENSE", "README.md"):
        assert any("no permission to read" in why for why in done.gaps(name)), name
    assert done.gaps("closed") == ["folder could not be listed: Permission denied"]
    assert "absent" not in {e["claim"].get("state") for e in done.audit["evidence"]}
    failed(invoke("audit", "-q", str(others / "closed")), 1, "closed", "no permission to read")


# ------------------------------------------------------------------------------------ interrupted
@pytest.mark.parametrize("where", ["resolve", "tree", "listing"])
def test_ctrl_c_ends_at_once_and_leaves_nothing_half(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "README.md": hubserver.Content(CARD + b"text\n" * 1000),
        "good/model.safetensors": hubserver.Content(GOOD),
    }
    fault = {"resolve": "README.md", "tree": "/tree/", "listing": "/revision/"}[where]
    with hubserver.running() as hub:
        hub.repositories["org/name"] = hubserver.Repository(files)
        hub.faults.append(hubserver.Fault(fault, drip=True))
        program = subprocess.Popen(
            command("audit", "-o", "json", "--endpoint", hub.url, "hf:org/name"),
            env=clean_environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        while not any(fault in path for path in hub.paths()):
            assert program.poll() is None, program.stderr and program.stderr.read()
            threading.Event().wait(0.02)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=5)
        assert (program.returncode, out) == (130, b"")
        assert b"Traceback" not in err
        assert b"howopen: interrupted" in err
        # What was being fetched is not in the cache, and the next run gets all of it.
        outcomes = []
        for cache in (tmp_path / "cache", tmp_path / "fresh"):
            monkeypatch.setenv("HOWOPEN_CACHE", str(cache))
            outcomes.append(on_hub(hub))
    again, fresh = outcomes
    assert has_good_weights(again)
    assert again.audit["evidence"] == fresh.audit["evidence"]
    assert again.audit["gaps"] == fresh.audit["gaps"]


@pytest.mark.parametrize("revision", ["", "@" + 40 * "0"])
def test_ctrl_c_ends_git_too_and_leaves_no_clone(tmp_path: Path, revision: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ref = f"git+http://127.0.0.1:{silent.getsockname()[1]}/name{revision}"
        program = subprocess.Popen(
            command("audit", ref),
            env=clean_environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        silent.settimeout(30)
        connection, _ = silent.accept()
        with connection:
            program.send_signal(signal.SIGINT)
            _, err = program.communicate(timeout=5)
            assert (program.returncode, b"Traceback" in err) == (130, False)
            connection.settimeout(5)
            while connection.recv(65536):  # until git, which was asking, is gone
                pass
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
    assert list((tmp_path / "cache").rglob(".new-*")) == []


# ----------------------------------------------------------------------- disks full and read-only
def test_a_cache_that_is_a_file_costs_a_line_and_nothing_more(
    hub: hubserver.HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("HOWOPEN_CACHE", str(tmp_path / "file"))
    done = on_hub(hub)
    assert done.code == 0
    assert has_good_weights(done)
    (line,) = done.complaints
    assert "cannot write the cache" in line
    assert "going on without" in line


@pytest.mark.parametrize("damage", ["cut", "one byte", "empty", "longer"])
def test_a_damaged_cache_is_never_taken_for_whole(
    hub: hubserver.HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setenv("HOWOPEN_CACHE", str(tmp_path / "cache"))
    first = on_hub(hub)
    entries = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(entries) >= 3  # metadata, listing, files
    for entry_ in entries:
        whole = entry_.read_bytes()
        entry_.write_bytes(
            {
                "cut": whole[:-1],
                "one byte": whole[:-1] + bytes([whole[-1] ^ 1]),
                "empty": b"",
                "longer": whole + b"x",
            }[damage]
        )
    again = on_hub(hub)
    assert (again.code, again.complaints) == (0, [])
    assert again.audit["evidence"] == first.audit["evidence"]
    assert again.audit["gaps"] == first.audit["gaps"]


def test_a_full_disk_for_the_cache_costs_a_line_and_leaves_no_part(
    hub: hubserver.HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("HOWOPEN_CACHE", str(cache))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        done = on_hub(hub)
    assert done.code == 0
    assert has_good_weights(done)
    assert "No space left on device" in done.complaints[0]
    assert not [path for path in cache.rglob("*") if path.is_file()]
    assert has_good_weights(on_hub(hub))


@pytest.fixture
def tiny_disk() -> Iterator[Path]:
    """A disk of 64 kB."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
        try:
            subprocess.run(mount, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("a small disk can only be mounted by root, on Linux")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def test_a_disk_that_really_is_full(
    hub: hubserver.HubServer, tiny_disk: Path, tmp_path: Path
) -> None:
    hub.repositories["org/name"].files["LICENSE"] = hubserver.Content(os.urandom(200_000))
    more = {"HOWOPEN_CACHE": str(tiny_disk / "cache")}
    for _ in range(2):
        done = run("audit", "-o", "json", "--endpoint", hub.url, "hf:org/name", home=tmp_path,
                   env=more)  # fmt: skip
        assert done.code == 0
        assert has_good_weights(done)
        assert "No space left on device" in done.complaints[0]
    for path in (path for path in tiny_disk.rglob("*") if path.is_file()):
        name = path.name
        assert not name.startswith(".new-")
    kept = Store(tiny_disk / "cache")
    digest = f"sha256:{hub.repositories['org/name'].files['LICENSE'].sha256}"
    assert kept.get(digest, 0, 200_000) is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("form", ["json", "terminal"])
def test_a_full_disk_for_the_output(folder: Path, tmp_path: Path, form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        failed(
            run("audit", "-q", "-o", form, str(folder), home=tmp_path, stdout=full),
            1,
            "output: No space left on device",
        )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_talk_that_nobody_can_hear_changes_nothing(folder: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("audit", "-o", "json", str(folder), home=tmp_path, stderr=full)
        assert done.code == 0
        assert has_good_weights(done)
        assert run("audit", "./nothing", home=tmp_path, stderr=full).code == 1
