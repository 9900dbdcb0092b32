"""References, stored audits and frameworks that are none: one line, and exit code 1 or 2."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.cli.program import (
    failed,
    invoke,
    run,
)
from tests.sources import hubserver, indexserver


# --------------------------------------------------------------------------- nothing, or nonsense
@pytest.mark.parametrize(
    ("ref", "code", "words"),
    [
        ("./nothing", 1, "folder ./nothing: nothing there"),
        ("nothing", 2, "'nothing' is no reference and no folder; examples: "),
        ("org/name", 2, "did you mean hf:org/name or the folder ./org/name"),
        ("", 2, "is no reference"),
        ("hf:", 2, ""),
        ("hf:a/b/c/d", 2, ""),
        ("hf:../..", 2, ""),
        ("hf:org/name@", 2, ""),
        ("hf:org/\udcff", 2, ""),
        ("pypi:", 2, "pypi:name"),
        ("pypi:../x", 2, "pypi:name"),
        ("pypi:name==", 2, "pypi:name"),
        ("git+https://", 2, ""),
        ("git+ext::sh -c id", 2, ""),
        ("git+https://host/x@--upload-pack=id", 2, ""),
        ("https://[bad/x.git", 2, ""),
        ("/" + "x" * 5000, 1, "File name too long"),
        ("x" * 100_000, 2, "is no reference"),
        ("~nobody-of-this-name/x", 2, "nobody-of-this-name"),
    ],
)
def test_a_reference_to_nothing_or_without_meaning(ref: str, code: int, words: str) -> None:
    line = failed(invoke("audit", "-q", ref), code, words)
    assert len(line) < 12_000


def test_nothing_at_a_local_repository_or_revision(tmp_path: Path) -> None:
    failed(invoke("audit", "-q", f"git+file://{tmp_path}/nothing"), 1, "nothing")
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "empty.git"], check=True)
    failed(invoke("audit", "-q", f"{tmp_path / 'empty.git'}@main"), 1, "main")


def test_nothing_on_the_hub_or_the_index() -> None:
    with hubserver.running() as hub, indexserver.serving(indexserver.Index()) as index:
        os.environ["HOWOPEN_INDEX_URL"] = index.url
        for ref in ("hf:org/nothing", "hf:datasets/org/nothing"):
            failed(invoke("audit", "-q", "--endpoint", hub.url, ref), 1, ref, "(HTTP 401)")
        failed(invoke("audit", "-q", "pypi:nothing"), 1, "project nothing", "not found")


@pytest.mark.parametrize("ref", ["pypi:name", "git+http://{host}/org/name"])
def test_no_network_is_told(ref: str) -> None:
    host = os.environ["HF_ENDPOINT"].removeprefix("http://")
    line = failed(invoke("audit", "-q", ref.format(host=host)), 1)
    assert any(word in line.lower() for word in ("refused", "connect")), line


def test_no_network_ends_soon(tmp_path: Path) -> None:
    failed(run("audit", "-q", "hf:org/name", home=tmp_path, timeout=30), 1, "refused")


@pytest.mark.parametrize("endpoint", ["not an address", "ftp://host", "http://[::1", "http://"])
def test_an_endpoint_that_is_none(endpoint: str) -> None:
    done = invoke("audit", "-q", "--endpoint", endpoint, "hf:org/name")
    assert done.code in (1, 2)
    assert len(done.complaints) == 1
    assert "fault in howopen" not in done.err


# ---------------------------------------------------------------------------------- stored audits
def stored(folder: Path) -> bytes:
    return invoke("audit", "-q", "-o", "json", str(folder)).out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an audit"),
        (b"no JSON", "not an audit"),
        (b"[" * 200_000, "not an audit"),
        (b"[]", "not an audit"),
        (b'{"schema": "1"}', "not an audit"),
        (b'{"schema": 1}', "not an audit"),
        (b'{"schema": 999, "all": "new"}', "schema 999; this howopen reads 1"),
        (b'{"schema": 1, "release": {"name": "\xff"}}', "not an audit"),
        (b'{"schema": 1, "schema": 2}', "schema 2"),
    ],
)
def test_what_is_no_audit_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "audit.json"
    file.write_bytes(content)
    failed(invoke("assess", str(file)), 2, "audit.json", words)
    failed(invoke("assess", "-", stdin=content), 2, words)


def test_an_audit_that_is_cut_off_is_told(folder: Path, tmp_path: Path) -> None:
    whole = stored(folder)
    for length in (len(whole) // 2, len(whole) - 3):
        file = tmp_path / "audit.json"
        file.write_bytes(whole[:length])
        failed(invoke("assess", str(file)), 2, "truncated")


def test_an_audit_whose_evidence_was_changed_is_told(folder: Path, tmp_path: Path) -> None:
    whole = stored(folder)
    file = tmp_path / "audit.json"
    file.write_bytes(whole.replace(b'"parameters": 6', b'"parameters": 7'))
    failed(invoke("assess", str(file)), 2, "was changed after it was written", "evidence[")


def test_an_audit_without_end_is_told(tmp_path: Path) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no /dev/zero on this system")
    failed(run("assess", "/dev/zero", home=tmp_path), 2, "longer than")


# ------------------------------------------------------------------------------------- frameworks
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"id = \n", ("line 1, column 6",)),
        (b"\xff", ()),
        (b"", ("id",)),
        (b'id = "own"\nwrong = 1\n', ("own.toml",)),
        (
            b'id = "own"\nversion = "1"\ntitle = "t"\nsource = "s"\nstatus = "draft"\n'
            b'overall = "all"\n[[criterion]]\nid = "c"\ntitle = "t"\ncites = "s"\nhelp = "h"\n'
            b"rule = 'available(\"weihgts\")'\n",
            ('criterion "c"', "line 12, column 19", "weihgts"),
        ),
    ],
)
def test_a_framework_with_an_error_is_told_where(
    tmp_path: Path, text: bytes, words: tuple[str, ...]
) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(text)
    failed(invoke("audit", "-f", str(file), "hf:org/name"), 2, "own.toml", *words)


def test_a_framework_that_is_not_there(tmp_path: Path) -> None:
    failed(invoke("audit", "-f", str(tmp_path / "no.toml"), "."), 2, "no.toml")
    failed(invoke("audit", "-f", str(tmp_path), "."), 2, str(tmp_path))
    failed(invoke("audit", "-f", "osaid", "."), 2, "osaid-1.0")
