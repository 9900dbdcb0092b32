"""Git repositories: real ones, made here, read locally and from git's own server."""

from __future__ import annotations

import gc
import os
import subprocess
from pathlib import Path

import pytest

from howopen.errors import AccessDenied, HowopenError, NotFound, Refused, Unreachable, UsageError
from howopen.schema import Snapshot
from howopen.sources import git_objects, open_release
from howopen.sources.base import Session
from howopen.sources.git_remote import Remote
from howopen.sources.opened import Opened
from howopen.sources.store import Store
from howopen.sources.view import SourceView

from .gitserver import serving

BIG = os.urandom(1_200_000)
SHA256 = "cd" * 32
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{SHA256}\nsize 9\n".encode()
FILES = {"README.md": b"# Model\nwords\n", "src/train.py": b"print()\n", "big.bin": BIG}
USER = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *arguments: str, content: bytes | None = None) -> str:
    done = subprocess.run(
        ["git", "-C", folder, *arguments],
        check=True,
        capture_output=True,
        input=content,
        env=os.environ | USER | ALONE | {"GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z"},
    )
    return done.stdout.decode().strip()


def make(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return commit(folder, files)


def commit(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=x")
    return folder


def commit_tree(folder: Path, *entries: bytes) -> None:
    """Commit a tree with names that no file system would take; each ``mode SP name``."""
    blob = git(folder, "hash-object", "-w", "--stdin", content=b"x")
    raw = b"".join(entry + b"\0" + bytes.fromhex(blob) for entry in entries)
    tree = git(folder, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", content=raw)
    git(folder, "update-ref", "refs/heads/main", git(folder, "commit-tree", tree, "-m", "x"))


def opened(ref: str, session: Session | None = None) -> tuple[Opened, SourceView, Snapshot]:
    result = open_release(ref, session or Session())
    view = result.parts[0].view
    return result, view, view.snapshot


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make(tmp_path / "project", FILES)


# ---------------------------------------------------------------------------------------- local
def test_a_commit_is_listed_and_read(repository: Path) -> None:
    name = git(repository, "rev-parse", "HEAD")
    (repository / "README.md").write_bytes(b"changed since")
    result, view, snapshot = opened(f"{repository}@HEAD")
    blob = git(repository, "rev-parse", "HEAD:README.md")
    listed = {a.path: (a.size, a.digest) for a in snapshot.artifacts}
    assert listed["README.md"] == (14, f"git:{blob}")
    assert list(listed) == sorted(FILES)
    assert {path: view.read(path) for path in FILES} == FILES
    assert view.read("big.bin", 1_000_000, 10) == BIG[1_000_000:1_000_010]
    assert (snapshot.ref, snapshot.revision) == ("git+file://project", name)
    assert snapshot.metadata == {"committed": "2026-01-02T03:04:05+00:00"}
    assert (result.name, result.gaps, snapshot.complete) == ("project", (), True)


def test_revisions_are_found_in_every_form(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "tag", "--annotate", "v1", "--message=x")
    git(repository, "branch", "feature/a")
    commit(repository, {"new": b"x"})
    for revision in (first, first[:8], "v1", "feature/a", "HEAD~1"):
        assert opened(f"{repository}@{revision}")[2].revision == first
    assert opened(f"git+file://{repository}@v1")[2].revision == first


@pytest.mark.parametrize("revision", ["nothing", "--all", "-x", "a b", ":/x", "", "x" * 300])
def test_what_is_no_revision_is_refused(repository: Path, revision: str) -> None:
    with pytest.raises((NotFound, UsageError)):
        opened(f"{repository}@{revision}")


def test_a_work_tree_is_a_folder_and_a_bare_repository_is_its_head(repository: Path) -> None:
    bare = repository.parent / "bare.git"
    git(repository, "clone", "--quiet", "--bare", ".", str(bare))
    assert opened(str(repository))[2].kind == "folder"
    _, view, snapshot = opened(str(bare))
    assert (snapshot.kind, snapshot.ref) == ("code", "git+file://bare")
    assert view.read("README.md") == FILES["README.md"]


def test_a_linked_work_tree_is_a_repository_too(repository: Path) -> None:
    linked = repository.parent / "linked"
    git(repository, "worktree", "add", "--quiet", str(linked))
    assert opened(f"{linked}@HEAD")[2].revision == git(repository, "rev-parse", "HEAD")


def test_a_repository_that_names_objects_by_sha256_is_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "repository")
    commit(tmp_path / "repository", {"README.md": b"hello"})
    _, view, snapshot = opened(f"{tmp_path / 'repository'}@HEAD")
    assert len(snapshot.revision) == 64
    assert view.read("README.md") == b"hello"


def test_nothing_that_a_repository_configures_runs(repository: Path, tmp_path: Path) -> None:
    """fsmonitor, hooks, filters, pagers, aliases, textconv, credential and ssh commands."""
    commit(repository, {".gitattributes": b"* filter=evil diff=evil\n", "x.txt": b"plain"})
    marker = tmp_path / "ran"
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {marker}\ncat\n")
    evil.chmod(0o755)
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in (
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
    ):
        (hooks / hook).write_text(evil.read_text())
        (hooks / hook).chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "pager.ls-tree", "core.sshCommand", "core.askPass",
        "credential.helper", "filter.evil.smudge", "filter.evil.clean", "filter.evil.process",
        "diff.evil.textconv", "alias.ls-tree", "uploadpack.packObjectsHook", "gpg.program",
        "core.alternateRefsCommand", "remote.origin.uploadpack",
    ):  # fmt: skip
        git(repository, "config", key, str(evil))
    git(repository, "config", "remote.origin.url", f"ext::{evil}")
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "extensions.partialClone", "origin")
    lost = git(repository, "rev-parse", "HEAD:README.md")
    (repository / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    marker.unlink(missing_ok=True)
    _, view, _ = opened(f"{repository}@HEAD")
    assert view.read("x.txt") == b"plain"
    with pytest.raises(NotFound):
        view.read("README.md")
    assert not marker.exists()


def test_replaced_objects_are_read_as_they_were(repository: Path) -> None:
    other = git(repository, "hash-object", "-w", "--stdin", content=b"forged")
    git(repository, "replace", git(repository, "rev-parse", "HEAD:README.md"), other)
    assert opened(f"{repository}@HEAD")[1].read("README.md") == FILES["README.md"]


def test_what_a_partial_clone_lacks_is_a_gap(repository: Path) -> None:
    lost = git(repository, "rev-parse", "HEAD:src/train.py")
    (repository / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    result, view, snapshot = opened(f"{repository}@HEAD")
    assert [(gap.what, gap.why) for gap in result.gaps] == [
        ("src/train.py", "its content is not in this clone")
    ]
    assert {a.path: a.size for a in snapshot.artifacts}["src/train.py"] is None
    with pytest.raises(NotFound, match="not in this clone"):
        view.read("src/train.py")
    assert view.read("README.md") == FILES["README.md"]


def test_lfs_pointers_links_and_submodules_are_listed_as_what_they_are(repository: Path) -> None:
    (repository / "link").symlink_to("README.md")
    commit(repository, {"model.safetensors": POINTER, "almost": POINTER + b"more words\n"})
    pinned = git(repository, "rev-parse", "HEAD")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{pinned},vendored")
    git(repository, "commit", "--quiet", "--message=x")
    _, view, snapshot = opened(f"{repository}@HEAD")
    listed = {a.path: a for a in snapshot.artifacts}
    weights = listed["model.safetensors"]
    assert (weights.lfs, weights.size, weights.digest) == (True, 9, f"sha256:{SHA256}")
    assert not listed["almost"].lfs
    assert listed["link"].kind == "symlink"
    assert (listed["vendored"].kind, listed["vendored"].digest) == ("submodule", f"git:{pinned}")
    with pytest.raises(NotFound, match="only the Git LFS pointer"):
        view.read("model.safetensors", 0, 4)
    stored = repository / ".git" / "lfs" / "objects" / SHA256[:2] / SHA256[2:4] / SHA256
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"real file")
    assert opened(f"{repository}@HEAD")[1].read("model.safetensors", 0, 4) == b"real"


def test_names_that_lead_elsewhere_are_gaps(repository: Path) -> None:
    commit_tree(repository, b"100644 ..", b"100644 /etc/passwd", b"100644 caf\xe9", b"100644 good")
    result, view, snapshot = opened(f"{repository}@main")
    assert [a.path for a in snapshot.artifacts] == ["caf\\xe9", "good"]
    assert {gap.what for gap in result.gaps} == {"..", "/etc/passwd"}
    assert not snapshot.complete
    assert view.read("caf\\xe9") == b"x"


def test_a_tree_that_holds_itself_a_million_times_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_objects, "MAX_TREE", 1_000_000)
    blob = git(repository, "hash-object", "-w", "--stdin", content=b"x")
    below = git(repository, "mktree", content=f"100644 blob {blob}\tf\n".encode())
    for _ in range(8):
        lines = "".join(f"040000 tree {below}\t{number}\n" for number in range(10))
        below = git(repository, "mktree", content=lines.encode())
    git(repository, "update-ref", "HEAD", git(repository, "commit-tree", below, "-m", "x"))
    with pytest.raises(Refused):
        opened(f"{repository}@HEAD")


def test_a_damaged_object_is_one_clear_error_and_the_others_are_read(repository: Path) -> None:
    name = git(repository, "rev-parse", "HEAD:README.md")
    path = repository / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o600)
    path.write_bytes(b"garbage")
    _, view, _ = opened(f"{repository}@HEAD")
    with pytest.raises(HowopenError, match=r"README\.md"):
        view.read("README.md")
    assert view.read("src/train.py") == FILES["src/train.py"]


def test_what_an_opened_repository_holds_goes_with_it(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    result, view, _ = opened(f"{repository}@HEAD")
    view.read("README.md")
    assert list(scratch.iterdir())
    del result, view, _
    gc.collect()
    assert not list(scratch.iterdir())


# --------------------------------------------------------------------------------------- remote
def publish(repository: Path, root: Path) -> Path:
    bare = root / "org" / "name.git"
    git(repository, "clone", "--quiet", "--bare", ".", str(bare))
    git(bare, "config", "uploadpack.allowFilter", "true")
    return bare


def test_a_commit_on_a_server_is_fetched_once(repository: Path, tmp_path: Path) -> None:
    commit(repository, {"medium.bin": os.urandom(900_000)})
    publish(repository, tmp_path / "root")
    session = Session(store=Store(tmp_path / "cache"))
    with serving(tmp_path / "root") as url:
        result, view, snapshot = opened(f"git+{url}/org/name.git", session)
        assert result.name == "org/name"
        assert snapshot.ref == f"git+{url}/org/name.git"
        assert snapshot.revision == git(repository, "rev-parse", "HEAD")
        assert {a.path: a.size for a in snapshot.artifacts}["big.bin"] is None
        assert view.read("README.md") == FILES["README.md"]
        assert 900_000 < session.usage.bytes < 1_000_000
        assert view.read("big.bin", 100, 10) == BIG[100:110]
        assert session.usage.bytes > len(BIG)
    again = Session(store=Store(tmp_path / "cache"))
    _, view, stored = opened(f"git+{url}/org/name.git@{snapshot.revision}", again)
    assert view.read("big.bin") == BIG
    assert (again.usage.requests, again.usage.bytes) == (0, 0)
    assert {a.path for a in stored.artifacts} == {a.path for a in snapshot.artifacts}


def test_revisions_on_a_server_are_found_in_every_form(repository: Path, tmp_path: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "tag", "--annotate", "v1", "--message=x")
    git(repository, "branch", "feature/a")
    commit(repository, {"new": b"x"})
    publish(repository, tmp_path / "root")
    with serving(tmp_path / "root") as url:
        for revision in ("v1", "feature/a", first, first[:9], "refs/heads/feature/a"):
            assert opened(f"git+{url}/org/name.git@{revision}")[2].revision == first
        page = f"{url}/org/name.git/tree/feature/a/src/train.py"
        assert opened(page)[2].revision == first
        with pytest.raises(NotFound, match="no branch, tag or commit 'nothing'"):
            opened(f"git+{url}/org/name.git@nothing")


def test_what_is_not_on_a_server_is_told(repository: Path, tmp_path: Path) -> None:
    publish(repository, tmp_path / "root")
    with serving(tmp_path / "root") as url, pytest.raises(NotFound, match="no repository there"):
        opened(f"git+{url}/org/other.git")
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        opened(f"git+{url}/org/name.git")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("fatal: repository 'http://127.0.0.1:40341/org/model-401.git/' not found", NotFound),
        ("fatal: unable to access: The requested URL returned error: 403", AccessDenied),
        ("error: RPC failed; HTTP 401 curl 22 The requested URL returned error: 401", AccessDenied),
    ],
)
def test_figures_in_an_address_are_no_status(answer: str, error: type[Exception]) -> None:
    assert isinstance(Remote("http://127.0.0.1:40341/org/model-401.git").explain(answer), error)


def test_credentials_are_used_and_never_told(repository: Path, tmp_path: Path) -> None:
    publish(repository, tmp_path / "root")
    session = Session(store=Store(tmp_path / "cache"))
    with serving(tmp_path / "root", login="me:s3cr3t") as url:
        address = url.removeprefix("http://")
        with pytest.raises(AccessDenied, match="without a login") as denied:
            opened(f"git+http://me:wr0ng@{address}/org/name.git", session)
        assert "wr0ng" not in str(denied.value)
        _, _, snapshot = opened(f"git+http://me:s3cr3t@{address}/org/name.git", session)
    assert "s3cr3t" not in snapshot.ref
    kept = [path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"s3cr3t" in content for content in kept)


def test_a_repository_over_the_bounds_is_refused_and_not_kept(
    repository: Path, tmp_path: Path
) -> None:
    bare = publish(repository, tmp_path / "root")
    git(bare, "config", "uploadpack.allowFilter", "false")
    session = Session(store=Store(tmp_path / "cache"), file_bytes=1000)
    with serving(tmp_path / "root") as url:
        opened(f"git+{url}/org/name.git", session)  # the server sends all, within the bounds
        git(bare, "config", "uploadpack.allowFilter", "true")
        session = Session(store=Store(tmp_path / "other"), release_bytes=10)
        with pytest.raises(Refused):
            opened(f"git+{url}/org/name.git", session)
    assert not [path for path in (tmp_path / "other").rglob("*") if path.is_file()]


def test_a_cache_that_cannot_be_written_is_done_without(repository: Path, tmp_path: Path) -> None:
    publish(repository, tmp_path / "root")
    (tmp_path / "cache").write_bytes(b"a file, not a folder")
    with serving(tmp_path / "root") as url:
        _, view, _ = opened(f"git+{url}/org/name.git", Session(store=Store(tmp_path / "cache")))
        assert view.read("README.md") == FILES["README.md"]


def test_git_that_is_not_installed_is_told(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(Unreachable, match="git is not installed"):
        opened(f"{repository}@HEAD")
