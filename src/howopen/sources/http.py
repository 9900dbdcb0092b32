"""Requests: bounded in bytes and time, retried, counted, and careful with the token.

They go through the HTTP client that huggingface_hub shares (`get_session`), so that proxies,
certificates, a client factory of the user and ``HF_HUB_OFFLINE`` hold here too. Retries and
redirects are ours: its `http_stream_backoff` waits as long as a ``Retry-After`` tells it to, cannot
retry a body that breaks off, reads the body of a redirect whole, and counts nothing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import monotonic, sleep, time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from howopen.errors import AccessDenied, Gated, HowopenError, NotFound, Refused, Unreachable
from howopen.sources.base import MB, Session

if TYPE_CHECKING:
    import httpx2

ATTEMPTS = 4
PATIENCE = 60.0
"""Seconds after which a request is not tried again, whatever a ``Retry-After`` asks for."""
FIRST_WAIT = 0.5
"""Seconds before the second attempt; doubled each time, where the server asks for nothing."""
SLOWEST = 50_000
"""Bytes a second below which a body is given up, once the time-out of the request is over."""
SKIP = 16 * MB
"""Bytes of a body that are read and dropped where a server ignores the range asked for."""
REDIRECTS = 5

REDIRECT_BODY = 4_096
"""Bytes that are read of the body of a redirect; it is a line of text, if anything."""

_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_REJECTED = frozenset({400, 405, 406, 415, 422, 501})
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_PRIVATE = re.compile(r"(?<=://)[^/?#]*@|[?#].*", re.DOTALL)
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_counting = threading.Lock()


@dataclass(frozen=True)
class Ask:
    """One question to a server.

    Attributes:
        url: Where to.
        headers: Sent along; ``Authorization`` only to the origin of `url`.
        start: First byte wanted, or None for the whole body.
        limit: Most bytes wanted.
        content: Body to send; makes it a POST.
        what: What people call it, for messages; the URL without its query if empty.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    start: int | None = None
    limit: int = 0
    content: bytes | None = field(default=None, repr=False)
    what: str = ""

    @property
    def label(self) -> str:
        """What it is called in messages; never a password or a query, which may be a signature."""
        return self.what or _PRIVATE.sub("", self.url)


class Answer(NamedTuple):
    """The body of an answer, cut at what was wanted, and its headers."""

    body: bytes
    headers: Mapping[str, str]


class Rejected(Unreachable):
    """The server does not take the question as it was put: 400, 405, 406, 415, 422, 501."""


class _TryAgainError(Exception):
    """This attempt failed in a way that another may not; `wait` is what the server asks for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


def read_range(
    url: str,
    start: int,
    length: int,
    *,
    session: Session,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Bytes of what is at `url` from `start`, at most `length`; fewer only at its end.

    Raises:
        Refused: The server ignores ranges, and `start` is further than `SKIP` into the body.
        HowopenError: See `ask`.
    """
    if length <= 0:
        return b""
    return ask(Ask(url, headers or {}, start, length), session).body


def get_bytes(
    url: str,
    limit: int,
    *,
    session: Session,
    headers: Mapping[str, str] | None = None,
    what: str = "",
) -> bytes:
    """The whole body at `url`.

    Raises:
        Refused: It is longer than `limit` bytes.
        HowopenError: See `ask`.
    """
    return ask(Ask(url, headers or {}, None, limit, what=what), session).body


def ask(question: Ask, session: Session) -> Answer:
    """Ask, and ask again where that can help, for at most about `PATIENCE` seconds of waiting.

    Raises:
        Gated: 401 or 403 for a gated repository.
        AccessDenied: 403, or a token that is not valid.
        NotFound: 404, 410, or 401 without a word, which is missing or private.
        Refused: The answer goes over a bound.
        Rejected: The server does not take the question.
        Unreachable: Anything else: no network, errors of the server, a body that breaks off.
    """
    began = monotonic()
    wait = FIRST_WAIT
    attempt = 1
    while True:
        try:
            return _attempt(question, session)
        except _TryAgainError as error:
            pause = wait if error.wait is None else error.wait
            if attempt == ATTEMPTS or monotonic() - began + pause > PATIENCE:
                asked = f"; it asks to wait {pause:.0f} s" if error.wait else ""
                raise Unreachable(f"{question.label}: {error}{asked}") from None
        sleep(pause)
        attempt, wait = attempt + 1, 2 * wait


def _attempt(question: Ask, session: Session) -> Answer:
    """Follow redirects to the answer and read its body."""
    url, headers = question.url, _request_headers(question)
    for _ in range(REDIRECTS + 1):
        with _sent(question, url, headers, session) as response:
            target = response.headers.get("location")
            if response.status_code not in _REDIRECT or not target:
                _raise_for_status(response, question)
                return _answer(response, question, session)
            _body(response, REDIRECT_BODY, session)  # or its connection could not be used again
            target = urljoin(url, target)
            if _origin(target) != _origin(url):
                headers.pop("authorization", None)
            url = target
    raise Unreachable(f"{question.label}: more than {REDIRECTS} redirects")


def _request_headers(question: Ask) -> dict[str, str]:
    headers = {name.lower(): value for name, value in question.headers.items()}
    headers["accept-encoding"] = "identity"
    if question.start is not None:
        headers["range"] = f"bytes={question.start}-{question.start + question.limit - 1}"
    return headers


@contextmanager
def _sent(
    question: Ask, url: str, headers: Mapping[str, str], session: Session
) -> Iterator[httpx2.Response]:
    """Send one request, count it, and turn what the client raises into our errors."""
    # Imported here, as in all of the Hub's modules: it takes longer than all the rest of howopen.
    import httpx2
    from huggingface_hub.errors import OfflineModeIsEnabled
    from huggingface_hub.utils import get_session  # type: ignore[attr-defined] # lazy

    with _counting:
        session.usage.requests += 1
    try:
        with get_session().stream(
            "GET" if question.content is None else "POST",
            url,
            headers=dict(headers),
            content=question.content,
            timeout=session.timeout,
            follow_redirects=False,
        ) as response:
            yield response
    except OfflineModeIsEnabled:
        raise Unreachable(f"{question.label}: offline, as HF_HUB_OFFLINE asks") from None
    except httpx2.TimeoutException:
        raise _TryAgainError(f"no answer in {session.timeout:.0f} s") from None
    except (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.ProxyError) as error:
        raise _TryAgainError(_line(str(error)) or type(error).__name__) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        # The text of these can quote a header, and so a token: only their kind is told.
        raise Unreachable(f"{question.label}: not possible ({type(error).__name__})") from None


def _answer(response: httpx2.Response, question: Ask, session: Session) -> Answer:
    """Read the wanted part of the body, and check that it is that part."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unreachable(f"{question.label}: the server compresses although it was asked not to")
    if question.start is None:
        body = _body(response, question.limit + 1, session)
        if len(body) > question.limit:
            raise Refused(f"{question.label}: the answer is longer than {question.limit:,} bytes")
        return Answer(body, response.headers)
    if response.status_code == 416:  # nothing there: the range begins at or after the end
        return Answer(b"", response.headers)
    if response.status_code == 206:
        return Answer(_partial_body(response, question, session), response.headers)
    if question.start > SKIP:
        raise Refused(
            f"{question.label}: the server ignores ranges, and byte {question.start:,} "
            f"is too far to read up to"
        )
    body = _body(response, question.start + question.limit, session)
    return Answer(body[question.start :], response.headers)


def _partial_body(response: httpx2.Response, question: Ask, session: Session) -> bytes:
    """The body of a 206, which has to be the very range that was asked for."""
    start = question.start or 0
    given = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", "").strip())
    if given is None or int(given[1]) != start:
        raise Unreachable(
            f"{question.label}: the server answers another range than it was asked for"
        )
    stop = int(given[2]) + 1
    length = min(stop - start, question.limit)
    if length < question.limit and given[3] != "*" and stop < int(given[3]):
        raise Unreachable(f"{question.label}: the server answers only part of the range")
    body = _body(response, length, session)
    if len(body) < length:
        raise _TryAgainError(f"the body breaks off after {len(body):,} of {length:,} bytes")
    return body


def _body(response: httpx2.Response, wanted: int, session: Session) -> bytes:
    """The first `wanted` bytes of the body; the rest is left on the wire.

    A body that has no more is read to its end, so that its connection can be used again.
    """
    announced = response.headers.get("content-length", "")
    began = monotonic()
    body = bytearray()
    try:
        for chunk in response.iter_raw():
            body += chunk
            if len(body) >= wanted and announced != str(len(body)):
                break
            if monotonic() - began > session.timeout + len(body) / SLOWEST:
                raise _TryAgainError(f"the body comes slower than {SLOWEST // 1000} kB/s")
    finally:
        with _counting:
            session.usage.bytes += len(body)
    return bytes(body[:wanted])


def _raise_for_status(response: httpx2.Response, question: Ask) -> None:
    status, headers = response.status_code, response.headers
    if status < 300 or (status == 416 and question.start is not None):
        return
    if status in _TRY_AGAIN:
        raise _TryAgainError(f"HTTP {status} {response.reason_phrase}", _asked_wait(headers))
    raise _refusal(status, headers, question.label)


def _refusal(status: int, headers: Mapping[str, str], label: str) -> HowopenError:
    """What a status means; the Hub says more in ``X-Error-Code`` (huggingface_hub, utils/_http.py).

    It answers 401 without a code for what is missing and for what is private alike.
    """
    code, said = headers.get("x-error-code", ""), _line(headers.get("x-error-message", ""))
    error: type[HowopenError] = NotFound
    if code == "GatedRepo":
        error, why = Gated, "gated: accept its terms on its page and give a token in HF_TOKEN"
    elif code == "RevisionNotFound":
        why = "no such revision"
    elif status == 401 and "credentials" in said.lower():
        error, why = AccessDenied, "the token is not valid"
    elif status == 401 or code == "RepoNotFound":
        why = "nothing there, or it is private and the token at hand does not open it"
    elif status in {404, 410}:
        why = "not found"
    elif status in {403, 451}:
        error, why = AccessDenied, said or "access denied"
    else:
        error = Rejected if status in _REJECTED else Unreachable
        why = said or "failed"
    return error(f"{label}: {why} (HTTP {status})")


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait: ``Retry-After``, or until its ``RateLimit`` is reset."""
    from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined] # lazy

    after = headers.get("retry-after", "").strip()
    if after.isascii() and after.isdigit():
        return float(after[:9])
    try:
        return max(0.0, parsedate_to_datetime(after).timestamp() - time())
    except ValueError:
        limit = parse_ratelimit_headers(headers)
        return float(limit.reset_in_seconds) if limit and limit.remaining == 0 else None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, port


def _line(text: str) -> str:
    """The first line of what a server or the client says, shortened, printable."""
    return "".join(c for c in text.strip().partition("\n")[0][:200] if c.isprintable())
