"""The package index: which one the user has, and the page of a project on it.

The first of these counts: ``HOWOPEN_INDEX_URL``, ``UV_DEFAULT_INDEX``, ``UV_INDEX_URL``,
``PIP_INDEX_URL``, ``index-url`` of ``[global]`` in pip's configuration files, and the default of
pypi-simple. Credentials in the address are sent to its origin only, and never told.
"""

from __future__ import annotations

import base64
import configparser
import json
import os
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from howopen.errors import ParseError, UsageError
from howopen.sources.base import MB, Session
from howopen.sources.http import Ask, ask

if TYPE_CHECKING:
    from pypi_simple import ProjectPage

PAGE = 64 * MB
"""Bytes of a project page; the longest known ones have some 10 MB."""

_VARIABLES = ("HOWOPEN_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
_JSON = "application/vnd.pypi.simple.v1+json"
_HTML = ("application/vnd.pypi.simple.v1+html", "text/html")


@dataclass(frozen=True)
class Index:
    """A package index.

    Attributes:
        url: Base address, without credentials and without a slash at its end.
        authorization: Value of the HTTP header, or empty.
    """

    url: str
    authorization: str = field(default="", repr=False)

    def headers(self, url: str) -> dict[str, str]:
        """Headers for an address: the credentials, if it is of the same origin."""
        if self.authorization and _origin(urlsplit(url)) == _origin(urlsplit(self.url)):
            return {"authorization": self.authorization}
        return {}

    def page(self, project: str, session: Session) -> ProjectPage:
        """The page of a project, by its normalized name.

        Raises:
            NotFound: The index has no such project.
            ParseError: The page is not one of an index.
        """
        url = f"{self.url}/{project}/"
        headers = self.headers(url) | {"accept": f"{_JSON}, {_HTML[0]};q=0.2, {_HTML[1]};q=0.01"}
        what = f"project {project} on {_host(self.url)}"
        answer = ask(Ask(url, headers, None, PAGE, what=what), session)
        return _parse(answer.body, answer.headers, project, url)


def user_index() -> Index:
    """The index that the user has configured, or the default one.

    Raises:
        UsageError: Its address is not one.
    """
    for name in _VARIABLES:
        if value := os.environ.get(name, "").strip():
            return index(_without_name(value), name)
    if value := _pip_setting():
        return index(value, "pip's configuration")
    return index(default_endpoint(), "the default of pypi-simple")


def default_endpoint() -> str:
    """Address of the index that everyone uses."""
    from pypi_simple import PYPI_SIMPLE_ENDPOINT

    return PYPI_SIMPLE_ENDPOINT


def index(url: str, said_by: str) -> Index:
    """The index at an address, which may hold credentials."""
    try:
        parts = urlsplit(url)
        _origin(parts)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise UsageError(f"the address of the package index, from {said_by}, is not http(s)://...")
    user, _, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    token = base64.b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode()
    plain = parts._replace(netloc=host, query="", fragment="").geturl().rstrip("/")
    return Index(plain, f"Basic {token}" if user else "")


def _without_name(value: str) -> str:
    """An address without the name that uv allows before it, ``name=https://...``."""
    name, equals, url = value.partition("=")
    return url if equals and name.replace("-", "").replace("_", "").isalnum() else value


def _pip_setting() -> str:
    """``index-url`` of the most specific of pip's configuration files that has it."""
    for path in _pip_files():
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, configparser.Error):
            continue
        if value := parser.get("global", "index-url", fallback="").strip():
            return value
    return ""


def _pip_files() -> list[Path]:
    """Where pip looks, most specific first (its documentation, Configuration, Location)."""
    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    # Unlike Path.home(), this raises nothing for a user without a home, as in a container.
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - see above
    name = "pip.ini" if os.name == "nt" else "pip.conf"
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [Path(named)] if named else []
    files.append(Path(sys.prefix) / name)
    if os.name == "nt":
        files.append(Path(os.environ.get("APPDATA") or home) / "pip" / name)
    elif sys.platform == "darwin":
        files.append(home / "Library" / "Application Support" / "pip" / name)
    return [*files, config / "pip" / name, home / ".pip" / name, Path("/etc") / name]


def _parse(body: bytes, headers: Mapping[str, str], project: str, url: str) -> ProjectPage:
    import pydantic
    from pypi_simple import (
        ProjectPage,
        UnexpectedRepoVersionWarning,
        UnsupportedRepoVersionError,
    )

    kind, _, parameters = headers.get("content-type", _HTML[1]).partition(";")
    charset = parameters.partition("charset=")[2].strip(' "') or None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnexpectedRepoVersionWarning)
            if kind.strip().lower() == _JSON:
                return ProjectPage.from_json_data(json.loads(body), url)
            if kind.strip().lower() in _HTML:
                return ProjectPage.from_html(project, body, url, from_encoding=charset)
    except (ValueError, LookupError, RecursionError, pydantic.ValidationError,
            UnsupportedRepoVersionError) as error:  # fmt: skip
        why = str(error).partition("\n")[0][:200]
        raise ParseError(f"project {project}: not a page of an index: {why}") from None
    raise ParseError(f"project {project}: the index answers {kind.strip()[:50]!r}, not a page")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
