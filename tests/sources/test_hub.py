"""The Hub where olah cannot stand in: gates, missing repositories, renames, paging, redirects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from howopen.errors import AccessDenied, Gated, HowopenError, NotFound, ParseError, Unreachable
from howopen.schema import Artifact
from howopen.sources import http, hub_api
from howopen.sources.base import MB, Session, Want
from howopen.sources.hub import accepts, open_ref
from howopen.sources.store import Store
from howopen.sources.view import SourceView

from . import deepseek_shape as deepseek
from .hubserver import COMMIT, TOKEN, Content, Fault, HubServer, Repository, running

README = b"---\nlicense: mit\n---\n"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with running() as server:
        server.repositories["org/name"] = Repository(
            {
                "README.md": Content(README),
                "model-1.safetensors": Content(b"one", 5 * 10**9, lfs=True),
                "model-2.safetensors": Content(b"two", 5 * 10**9, lfs=True),
                "model-3.safetensors": Content(b"three", 5 * 10**9, lfs=True),
            }
        )
        yield server


def _session(hub: HubServer, token: str = "", store: Store | None = None) -> Session:
    return Session(store=store, hub_endpoint=hub.url, hub_token=token, timeout=5.0)


def _view(hub: HubServer, ref: str = "hf:org/name", token: str = "") -> SourceView:
    return open_ref(ref, _session(hub, token)).parts[0].view


def test_hub_references_are_accepted() -> None:
    assert accepts("hf:org/name")
    assert not accepts("pypi:name")


def test_the_snapshot_is_what_the_hub_says(hub: HubServer) -> None:
    card = {"license": "mit", "extra_gated_eu_disallowed": True}
    hub.repositories["org/name"].info = {"cardData": card, "tags": ["a"], "downloads": 1}
    snapshot = _view(hub, "hf:org/name@refs/pr/1").snapshot

    assert (snapshot.ref, snapshot.revision, snapshot.kind) == ("hf://org/name", COMMIT, "model")
    assert (snapshot.access, snapshot.complete) == ("open", True)
    assert snapshot.metadata["cardData"] == card
    assert "downloads" not in snapshot.metadata  # it changes by itself
    content = hub.repositories["org/name"].files["model-1.safetensors"]
    expected = Artifact("model-1.safetensors", 5 * 10**9, f"sha256:{content.sha256}", lfs=True)
    assert snapshot.artifacts[1] == expected
    assert snapshot.digest == _view(hub).snapshot.digest


@pytest.mark.parametrize("kind", ["dataset", "space"])
def test_datasets_and_spaces(hub: HubServer, kind: str) -> None:
    hub.repositories[f"{kind}s/org/name"] = Repository({"data.csv": Content(b"a,b")})
    view = _view(hub, f"hf:{kind}s/org/name")
    assert (view.snapshot.kind, view.snapshot.ref) == (kind, f"hf://{kind}s/org/name")
    assert view.read("data.csv") == b"a,b"


def test_a_repository_without_an_organization(hub: HubServer) -> None:
    hub.repositories["gpt2"] = Repository({"README.md": Content(README)})
    assert _view(hub, "hf:gpt2").read("README.md") == README


def test_large_files_are_read_through_redirects_without_the_token(hub: HubServer) -> None:
    assert _view(hub, token=TOKEN).read("model-3.safetensors", 0, 5) == b"three"
    assert [seen for seen in hub.log if seen.server == "cdn"]
    for seen in hub.log:
        assert ("authorization" in seen.headers) == (seen.server == "hub")


def test_token_and_endpoint_are_found_where_users_of_the_hub_put_them(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)  # HF_ENDPOINT is read at import
    open_ref("hf:org/name", Session())
    assert {seen.headers["authorization"] for seen in hub.log} == {f"Bearer {TOKEN}"}


def test_nobody_else_is_asked_and_nothing_else_is_told(hub: HubServer) -> None:
    _view(hub).read("README.md")
    assert len(hub.log) == 3
    assert all(seen.headers["user-agent"].startswith("howopen/") for seen in hub.log)


@pytest.mark.parametrize("gate", ["auto", "manual"])
def test_gated_is_listed_and_its_files_are_refused(hub: HubServer, gate: str) -> None:
    hub.repositories["org/name"].gated = gate
    view = _view(hub)
    assert view.snapshot.access == "gated"
    assert view.snapshot.metadata["gated"] == gate
    assert len(view.glob("*")) == 4
    with pytest.raises(Gated, match=f"hf://org/name@{COMMIT}/README.md: gated"):
        view.read("README.md")
    with pytest.raises(Gated):
        view.read("model-1.safetensors", 0, 3)


@pytest.mark.parametrize("batch", [True, False])
def test_a_token_opens_what_is_gated(hub: HubServer, batch: bool) -> None:
    hub.repositories["org/name"].gated = "auto"
    hub.lfs_batch = batch
    view = _view(hub, token=TOKEN)
    assert view.snapshot.access == "gated"  # to the public
    assert view.read("README.md") == README
    assert view.read("model-1.safetensors", 0, 3) == b"one"


def test_private_is_told_by_its_owner_only(hub: HubServer) -> None:
    hub.repositories["org/name"].private = True
    assert _view(hub, token=TOKEN).snapshot.access == "private"
    with pytest.raises(NotFound, match="private"):
        _view(hub)


@pytest.mark.parametrize(
    ("ref", "error", "words"),
    [
        ("hf:org/nothing", NotFound, "nothing there, or it is private"),
        ("hf:org/name@v9", NotFound, "hf://org/name@v9: no such revision"),
    ],
)
def test_what_is_not_there(hub: HubServer, ref: str, error: type[HowopenError], words: str) -> None:
    with pytest.raises(error, match=words):
        _view(hub, ref)


def test_a_token_that_is_not_valid_is_told(hub: HubServer) -> None:
    words = {"X-Error-Message": "Invalid credentials in Authorization header"}
    hub.faults = [Fault("/api/", 401, words)]
    with pytest.raises(AccessDenied, match="token") as raised:
        _view(hub, token=TOKEN)
    assert TOKEN not in str(raised.value)


def test_rate_limits_and_failures_of_the_api_are_tried_again(hub: HubServer) -> None:
    hub.faults = [
        Fault("/revision/", 429, {"Retry-After": "0"}),
        Fault("/revision/", 503),
        Fault("/tree/", 500),
        Fault("/tree/", cut=10),
    ]
    assert len(_view(hub).snapshot.artifacts) == 4


def test_a_server_that_does_not_know_a_property(hub: HubServer) -> None:
    hub.knows_expand = False
    assert _view(hub).snapshot.revision == COMMIT


def test_a_renamed_repository_goes_by_its_new_name(hub: HubServer) -> None:
    hub.renamed = {"old/name": "org/name"}
    opened = open_ref("hf:old/name", _session(hub, TOKEN))
    assert opened.name == "org/name"
    assert opened.parts[0].view.snapshot.ref == "hf://org/name"
    assert opened.parts[0].view.read("README.md") == README
    assert len([path for path in hub.paths() if "old/name" in path]) == 1


def test_pages_are_followed_on_the_same_server_only(hub: HubServer) -> None:
    hub.page = 2
    files = {f"f{n}": Content(b"%d" % n) for n in range(5)}
    hub.repositories["org/name"] = Repository(files)
    artifacts = _view(hub, token=TOKEN).snapshot.artifacts
    assert [artifact.path for artifact in artifacts] == sorted(files)
    assert hub.paths("cdn") == []


def test_too_many_files_are_a_gap(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_api, "FILES", 2)
    hub.page = 2
    opened = open_ref("hf:org/name", _session(hub))
    assert not opened.parts[0].view.snapshot.complete
    assert opened.gaps[0].what == f"hf://org/name@{COMMIT}"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ([{"type": "file", "path": "../../etc/passwd", "size": 1}], "no path"),
        ([{"type": "file", "path": "a\x1b[0m", "size": 1}], "no path"),
        ([{"type": "file", "path": "a", "size": -1}], "size"),
        ([{"type": "file", "path": 7}], "not the answer of a Hub"),
        ({"error": "no"}, "not the answer of a Hub"),
    ],
)
def test_a_listing_that_makes_no_sense_is_one_clear_line(
    hub: HubServer, page: object, words: str
) -> None:
    hub.listing = page
    with pytest.raises(ParseError, match=words):
        _view(hub)


def test_an_answer_without_a_commit_is_no_hub(hub: HubServer) -> None:
    hub.repositories["org/name"].info = {"sha": "../main"}
    with pytest.raises(ParseError, match="no commit"):
        _view(hub)


def test_a_commit_is_not_taken_for_another(hub: HubServer) -> None:
    other = "f" * 40
    hub.repositories["org/name"].revisions = (other,)
    with pytest.raises(ParseError, match="answers for the commit"):
        _view(hub, f"hf:org/name@{other}")


def test_the_listing_of_a_commit_is_asked_for_once(hub: HubServer, tmp_path: Path) -> None:
    for ref in ("hf:org/name", f"hf:org/name@{COMMIT}"):
        view = open_ref(ref, _session(hub, store=Store(tmp_path))).parts[0].view
        assert view.read("README.md") == README
    assert len([path for path in hub.paths() if "/tree/" in path]) == 1
    assert len([path for path in hub.paths() if "/resolve/" in path]) == 1


def test_offline_answers_from_the_store(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_ref("hf:org/name", _session(hub, store=Store(tmp_path))).parts[0].view
    before.read("README.md")
    asked = len(hub.log)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)

    session = _session(hub, store=Store(tmp_path))
    view = open_ref(f"hf:org/name@{COMMIT}", session).parts[0].view
    assert view.snapshot.digest == before.snapshot.digest
    assert view.read("README.md") == README
    with pytest.raises(Unreachable, match="HF_HUB_OFFLINE"):
        view.read("model-1.safetensors", 0, 8)
    for ref in ("hf:org/name", f"hf:org/other@{COMMIT}"):
        with pytest.raises(Unreachable, match="not in the cache"):
            open_ref(ref, session)
    assert len(hub.log) == asked


def test_a_file_that_is_not_what_its_digest_says_is_refused(hub: HubServer) -> None:
    view = _view(hub)
    hub.repositories["org/name"].files["README.md"] = Content(README.replace(b"mit", b"gpl"))
    with pytest.raises(Unreachable, match="are not those of git:"):
        view.read("README.md")


def test_signed_addresses_are_asked_for_together(hub: HubServer) -> None:
    hub.lfs_batch = True
    view = _view(hub, token=TOKEN)
    assert view.read("model-1.safetensors", 0, 3) == b"one"
    assert view.read("model-2.safetensors", 0, 3) == b"two"
    assert view.read("model-3.safetensors", 0, 5) == b"three"
    assert [path for path in hub.paths() if "/resolve/" in path] == []
    assert len([path for path in hub.paths() if "/batch" in path]) == 1
    assert not [seen for seen in hub.log if seen.server == "cdn" and TOKEN in str(seen)]


def test_expired_signatures_are_not_the_end(hub: HubServer) -> None:
    hub.lfs_batch = True
    hub.faults = [Fault("Signature=batch", 403)]
    view = _view(hub)
    assert view.read("model-1.safetensors", 0, 3) == b"one"
    assert view.read("model-2.safetensors", 0, 3) == b"two"


@pytest.mark.parametrize(("batch", "most"), [(True, 180), (False, 342)])
def test_163_shards_behind_redirects(hub: HubServer, batch: bool, most: int) -> None:
    shards = deepseek.shards()
    files = {shard.name: Content(shard.header, shard.size, lfs=True) for shard in shards}
    files["model.safetensors.index.json"] = Content(deepseek.index(shards))
    files |= {f"small-{n}.md": Content(b"# %d" % n) for n in range(12)}
    hub.repositories["org/shape"] = Repository(files)
    hub.lfs_batch = batch
    session = _session(hub)

    view = open_ref(f"hf:org/shape@{COMMIT}", session).parts[0].view
    view.prefetch(Want(path, 0, 100_000 if file.lfs else 16 * MB) for path, file in files.items())

    for shard in shards:
        assert view.read(shard.name, 0, len(shard.header)) == shard.header
    assert session.usage.requests == len(hub.log) == most
    assert session.usage.bytes <= 32 * MB
