"""Texts of licenses: from the pinned packages and no other, once, and offline afterwards."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from howopen.errors import NotFound, Unreachable
from howopen.sources import http
from howopen.sources.base import Session
from howopen.sources.license_texts import LICENSES, SPDX, license_texts
from howopen.sources.store import Store

from .indexserver import Index, serving, wheel

ENTRY = b"---\nkey: own\nspdx_license_key: LicenseRef-scancode-own\n---\n\nDo as you like.\n"
BUNDLE = {"licenses": [{"licenseId": "MIT", "text": "Permission is"}, {"licenseId": "Old"}]}
WHEEL = wheel(
    {
        f"{LICENSES}own.LICENSE": ENTRY,
        f"{LICENSES}none.LICENSE": b"---\nkey: none\n---",
        "licensedcode/data/rules/own_1.RULE": b"not read",
        SPDX: gzip.compress(json.dumps(BUNDLE).encode()),
    }
)
PINNED = [f"name 1.0 sha256:{hashlib.sha256(WHEEL).hexdigest()}", "editions.toml"]


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)
    with serving(Index({"name-1.0-py3-none-any.whl": WHEEL})) as server:
        monkeypatch.setenv("HOWOPEN_INDEX_URL", server.url)
        yield server


def test_texts_come_once_with_progress_and_stay(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int, int]] = []
    session = Session(store=Store(tmp_path), progress=lambda *args: told.append(args))
    texts = license_texts(PINNED, session)
    assert texts == {"LicenseRef-scancode-own": "\nDo as you like.\n", "MIT": "Permission is"}
    assert told[-1][1:] == (3, 3)
    asked = len(index.asked)
    monkeypatch.setenv("HOWOPEN_INDEX_URL", "http://127.0.0.1:9/simple")
    assert license_texts(PINNED, Session(store=Store(tmp_path))) == texts
    assert len(index.asked) == asked


def test_another_file_than_the_pinned_one_is_not_read(index: Index) -> None:
    index.files = {"name-1.0-py3-none-any.whl": wheel({"a": b"b"})}
    with pytest.raises(NotFound, match="no file of name with sha256"):
        license_texts(PINNED, Session())


def test_no_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)
    monkeypatch.setenv("HOWOPEN_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(Unreachable):
        license_texts(PINNED, Session())
