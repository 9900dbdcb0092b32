"""Requests against a server that misbehaves in every way we know of."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from huggingface_hub import constants

from howopen.errors import AccessDenied, Gated, HowopenError, NotFound, Refused, Unreachable
from howopen.sources import http
from howopen.sources.base import Session
from howopen.sources.http import Rejected, get_bytes, read_range

from .hubserver import TOKEN, Content, Fault, HubServer, Repository, running

BODY = bytes(range(256)) * 40
AUTHORIZED = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with running() as server:
        server.repositories["org/name"] = Repository(
            {"small": Content(BODY), "large": Content(BODY, 10**10, lfs=True)}
        )
        yield server


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)


@pytest.fixture
def session() -> Session:
    return Session(timeout=5.0)


def _url(hub: HubServer, path: str = "small") -> str:
    return f"{hub.url}/org/name/resolve/main/{path}"


def test_a_range_costs_one_request_and_its_bytes(hub: HubServer, session: Session) -> None:
    assert read_range(_url(hub), 100, 50, session=session) == BODY[100:150]
    assert (session.usage.requests, session.usage.bytes) == (1, 50)
    assert hub.log[0].headers["accept-encoding"] == "identity"


def test_fewer_bytes_come_only_at_the_end(hub: HubServer, session: Session) -> None:
    assert read_range(_url(hub), len(BODY) - 5, 50, session=session) == BODY[-5:]
    assert read_range(_url(hub), len(BODY), 50, session=session) == b""
    assert read_range(_url(hub), 0, 0, session=session) == b""


def test_a_connection_is_used_again(hub: HubServer, session: Session) -> None:
    for start in range(5):
        read_range(_url(hub), start, 50, session=session)
        get_bytes(_url(hub), 10**6, session=session)
    assert hub.connections == 1


def test_redirects_are_counted_and_the_token_stays_with_the_hub(
    hub: HubServer, session: Session
) -> None:
    assert read_range(_url(hub, "large"), 0, 8, session=session, headers=AUTHORIZED) == BODY[:8]
    assert session.usage.requests == 2
    first, second = hub.log
    assert (first.server, first.headers["authorization"]) == ("hub", f"Bearer {TOKEN}")
    assert second.server == "cdn"
    assert TOKEN not in str(second)


def test_redirects_end(hub: HubServer, session: Session) -> None:
    hub.faults = [Fault("small", 302, {"Location": _url(hub)}) for _ in range(50)]
    with pytest.raises(Unreachable, match="redirects"):
        read_range(_url(hub), 0, 8, session=session)
    assert session.usage.requests == http.REDIRECTS + 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_errors_that_pass_are_tried_again(hub: HubServer, session: Session, status: int) -> None:
    hub.faults = [Fault("small", status, {"Retry-After": "0"}), Fault("small", status)]
    assert read_range(_url(hub), 0, 8, session=session) == BODY[:8]
    assert session.usage.requests == 3


def test_errors_that_stay_are_told(hub: HubServer, session: Session) -> None:
    hub.faults = [Fault("small", 503) for _ in range(50)]
    with pytest.raises(Unreachable, match=r"^http://127\.0\.0\.1:\d+/org/name/\S+small: HTTP 503"):
        read_range(_url(hub), 0, 8, session=session)
    assert session.usage.requests == http.ATTEMPTS


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "3600"},
        {"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"},
        {"RateLimit": '"resolvers";r=0;t=3600'},
    ],
)
def test_a_wait_beyond_patience_is_told_at_once(
    hub: HubServer, session: Session, headers: dict[str, str]
) -> None:
    hub.faults = [Fault("small", 429, headers)]
    with pytest.raises(Unreachable, match=r"429 .*asks to wait \d+ s"):
        read_range(_url(hub), 0, 8, session=session)
    assert session.usage.requests == 1


def test_a_body_that_breaks_off_is_asked_for_again(hub: HubServer, session: Session) -> None:
    hub.faults = [Fault("small", cut=100)]
    assert read_range(_url(hub), 0, 5000, session=session) == BODY[:5000]
    hub.faults = [Fault("small", cut=100) for _ in range(50)]
    with pytest.raises(Unreachable, match="small"):
        read_range(_url(hub), 0, 5000, session=session)


def test_a_body_shorter_than_its_range_is_asked_for_again(hub: HubServer, session: Session) -> None:
    hub.faults = [Fault("small", 206, {"Content-Range": "bytes 0-7/100"})]
    assert read_range(_url(hub), 0, 8, session=session) == BODY[:8]
    assert session.usage.requests == 2


def test_a_part_of_the_range_is_no_answer(hub: HubServer, session: Session) -> None:
    hub.faults = [Fault("small", 206, {"Content-Range": "bytes 0-3/100"})]
    with pytest.raises(Unreachable, match="only part"):
        read_range(_url(hub), 0, 8, session=session)


def test_a_body_that_does_not_come_is_given_up(hub: HubServer) -> None:
    hub.faults = [Fault("small", drip=True) for _ in range(50)]
    with pytest.raises(Unreachable, match="no answer in"):
        read_range(_url(hub), 0, 5000, session=Session(timeout=0.1))


def test_a_body_that_trickles_is_given_up(
    hub: HubServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 10**9, 100))  # every look at the clock is 100 s later
    monkeypatch.setattr(http, "monotonic", lambda: next(clock))
    with pytest.raises(Unreachable, match="slower than"):
        get_bytes(f"{hub.cdn}/org/name/small", 10**6, session=session)


def test_a_server_without_ranges_is_read_no_further_than_needed(
    hub: HubServer, session: Session
) -> None:
    hub.ranges = False
    hub.repositories["org/name"].files["large"] = Content(BODY, 50_000_000, lfs=True)
    assert read_range(_url(hub, "large"), 5, 20, session=session) == BODY[5:25]
    assert session.usage.bytes < 1_000_000


def test_a_far_range_of_a_server_without_ranges_is_refused(
    hub: HubServer, session: Session
) -> None:
    hub.ranges = False
    hub.repositories["org/name"].files["large"] = Content(BODY, 50_000_000, lfs=True)
    with pytest.raises(Refused, match="ignores ranges"):
        read_range(_url(hub, "large"), 40_000_000, 20, session=session)
    assert session.usage.bytes == 0


@pytest.mark.parametrize(
    "headers", [{"Content-Range": "bytes 8-15/100"}, {"Content-Range": "nonsense"}, {}]
)
def test_another_range_than_the_one_asked_for_is_no_answer(
    hub: HubServer, session: Session, headers: dict[str, str]
) -> None:
    hub.faults = [Fault("small", 206, headers)]
    with pytest.raises(Unreachable, match="another range"):
        read_range(_url(hub), 0, 8, session=session)


def test_a_compressed_answer_is_not_taken_for_the_bytes(hub: HubServer, session: Session) -> None:
    hub.faults = [Fault("small", 200, {"Content-Encoding": "gzip"})]
    with pytest.raises(Unreachable, match="compresses"):
        get_bytes(_url(hub), 100, session=session)


def test_a_whole_answer_is_bounded(hub: HubServer, session: Session) -> None:
    assert get_bytes(_url(hub), len(BODY), session=session) == BODY
    with pytest.raises(Refused, match="longer than"):
        get_bytes(_url(hub), len(BODY) - 1, session=session)


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault("", 401, {"X-Error-Code": "GatedRepo"}), Gated, "HF_TOKEN"),
        (Fault("", 403, {"X-Error-Code": "GatedRepo"}), Gated, "HF_TOKEN"),
        (Fault("", 401), NotFound, "nothing there, or it is private"),
        (Fault("", 404, {"X-Error-Code": "RepoNotFound"}), NotFound, "or it is private"),
        (Fault("", 401, {"X-Error-Message": "Invalid credentials"}), AccessDenied, "token"),
        (Fault("", 403), AccessDenied, "access denied"),
        (Fault("", 403, {"X-Error-Message": "This is disabled."}), AccessDenied, "disabled"),
        (Fault("", 404, {"X-Error-Code": "EntryNotFound"}), NotFound, "not found"),
        (Fault("", 404, {"X-Error-Code": "RevisionNotFound"}), NotFound, "revision"),
        (Fault("", 400), Rejected, "400"),
        (Fault("", 418), Unreachable, "418"),
        (Fault("", 304), Unreachable, "304"),
    ],
)
def test_statuses_mean_what_the_hub_means_by_them(
    hub: HubServer, session: Session, fault: Fault, error: type[HowopenError], words: str
) -> None:
    hub.faults = [fault]
    with pytest.raises(error, match=words) as raised:
        read_range(_url(hub) + "?signed", 0, 8, session=session, headers=AUTHORIZED)
    assert type(raised.value) is error
    assert session.usage.requests == 1
    assert TOKEN not in str(raised.value)
    assert "signed" not in str(raised.value)


def test_no_server_is_one_clear_line(session: Session) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(Unreachable) as raised:
        read_range(f"http://127.0.0.1:{port}/x", 0, 8, session=session)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("token", ["hf_secret\nX-Evil: 1", "hf_secret\N{SNOWMAN}"])
def test_a_broken_token_is_not_shown(hub: HubServer, session: Session, token: str) -> None:
    headers = {"authorization": f"Bearer {token}"}
    with pytest.raises(Unreachable) as raised:
        read_range(_url(hub), 0, 8, session=session, headers=headers)
    assert "hf_secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/x", "http://[bad/x", "http://u:p@127.0.0.1:99999/x"]
)
def test_addresses_that_make_no_sense_are_one_clear_line(session: Session, url: str) -> None:
    with pytest.raises(Unreachable) as raised:
        read_range(url, 0, 8, session=session)
    assert "u:p" not in str(raised.value)


def test_offline_asks_nobody(
    hub: HubServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(Unreachable, match="HF_HUB_OFFLINE"):
        read_range(_url(hub), 0, 8, session=session)
    assert hub.log == []
