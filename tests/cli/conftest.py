"""Every test of the command runs far from this machine's cache, settings and network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import CARD, GOOD, clean_environment
from tests.sources import hubserver

from howopen.sources import http


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in clean_environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release with one good set of weights."""
    made = tmp_path / "release"
    (made / "good").mkdir(parents=True)
    (made / "good" / "model.safetensors").write_bytes(GOOD)
    return made


@pytest.fixture
def hub() -> Iterator[hubserver.HubServer]:
    """A Hub with the same release at ``org/name``."""
    with hubserver.running() as server:
        files = {"README.md": CARD, "good/model.safetensors": GOOD}
        server.repositories["org/name"] = hubserver.Repository(
            {path: hubserver.Content(content) for path, content in files.items()}
        )
        yield server
