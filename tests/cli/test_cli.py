"""The command line as people and programs use it: what goes where, and which code it ends with."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.cli.program import clean_environment, command, dead_address, failed, invoke, run
from tests.parsers.weightfiles import entry, safetensors_file
from tests.sources import hubserver

README = b"""---
license: mit
---
# A model

We open-source this model.
"""
HEADER = {"w": entry("F32", [2, 3], 0, 24), "b": entry("F32", [3], 24, 36)}
MET, NOT_MET, UNKNOWN = (
    f'[[criterion]]\nid = "c"\ntitle = "t"\ncites = "s"\nhelp = "h"\nrule = \'{rule}\'\n'
    for rule in (
        'available("weights")',
        'not available("weights")',
        'available("weights") and available("technical-report")',
    )
)
"""Criteria that the release below meets, does not meet, and leaves open."""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "README.md").write_bytes(README)
    (folder / "model.safetensors").write_bytes(safetensors_file(HEADER, 36))
    return folder


def framework(path: Path, criterion: str) -> str:
    path.write_text(
        f'id = "{path.stem}"\nversion = "1"\ntitle = "Mine"\nsource = "me"\nstatus = "draft"\n'
        f'overall = "all"\n{criterion}',
        "utf-8",
    )
    return str(path)


def test_an_audit_of_a_folder_for_people(release: Path) -> None:
    done = invoke("audit", str(release))
    assert done.code == 0
    first, *_ = done.text.splitlines()
    assert first == "release"
    for words in ("Open Source AI Definition", "Model Openness Framework", "What is there",
                  "MIT, tag in the card", "README.md#L2", "9 parameters"):  # fmt: skip
        assert words in done.text
    assert done.err == "0 requests, 0 B fetched\n"


def test_an_audit_of_a_folder_for_programs(release: Path) -> None:
    done = invoke("audit", "-q", "-o", "json", str(release))
    assert (done.code, done.err) == (0, "")
    claims = [evidence["claim"] for evidence in done.audit["evidence"]]
    (weights,) = (claim for claim in claims if claim["type"] == "weights")
    assert (weights["tensors"], weights["parameters"]) == (2, 9)
    assert {a["framework"] for a in done.audit["assessments"]} >= {"mof-1.0", "osaid-1.0"}


def test_the_same_folder_gives_the_same_bytes_but_for_the_time(release: Path) -> None:
    one, two = (invoke("audit", "-q", "-o", "json", str(release)).audit for _ in range(2))
    for audit in (one, two):
        del audit["release"]["parts"][0]["snapshot"]["fetched"]
    assert one == two


def test_one_release_that_fails_costs_the_others_nothing(release: Path, tmp_path: Path) -> None:
    nothing = str(tmp_path / "nothing")
    done = invoke("audit", "-q", "-o", "json", str(release), nothing, str(release))
    assert done.code == 1
    assert [json.loads(line)["release"]["name"] for line in done.out.splitlines()] == [
        "release",
        "release",
    ]
    assert done.complaints == [f"howopen: {nothing}: folder {nothing}: nothing there"]


def test_a_fault_of_our_own_is_one_line_too_and_costs_the_others_nothing(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from howopen import pipeline

    audit = pipeline.audit

    def faulty(ref: str, *arguments: Any, **options: Any) -> Any:
        if ref == "faulty":
            raise ZeroDivisionError("by zero")
        return audit(ref, *arguments, **options)

    monkeypatch.setattr(pipeline, "audit", faulty)
    done = invoke("audit", "-q", "-o", "json", "faulty", str(release))
    assert done.code == 1
    (line,) = done.complaints
    assert "fault in howopen: ZeroDivisionError: by zero" in line
    assert done.audit["release"]["name"] == "release"
    monkeypatch.setenv("HOWOPEN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        invoke("audit", "-q", "faulty")


@pytest.mark.parametrize(
    ("criteria", "code", "words"),
    [
        ([MET], 0, ""),
        ([NOT_MET], 3, "own0 is not met"),
        ([UNKNOWN], 4, "own0 is unknown"),
        ([UNKNOWN, NOT_MET], 3, "own1 is not met"),
        ([MET, UNKNOWN], 4, "own1 is unknown"),
    ],
)
def test_requirements_decide_the_exit_code(
    release: Path, tmp_path: Path, criteria: list[str], code: int, words: str
) -> None:
    (release / "paper.pdf").write_bytes(b"%PDF")
    options: list[str] = []
    for number, criterion in enumerate(criteria):
        options += ["-f", framework(tmp_path / f"own{number}.toml", criterion)]
        options += ["--require", f"own{number}"]
    done = invoke("audit", "-q", "-o", "json", *options, str(release))
    assert done.code == code
    assert words in done.err
    assert done.audit["release"]["name"] == "release"


def test_of_several_releases_the_exit_code_is_that_of_the_worst(
    release: Path, tmp_path: Path
) -> None:
    (release / "paper.pdf").write_bytes(b"%PDF")
    empty = tmp_path / "empty"
    empty.mkdir()
    require = ["-f", framework(tmp_path / "own.toml", UNKNOWN), "--require", "own"]
    for order in ([release, empty], [empty, release]):
        assert invoke("audit", "-q", *require, *map(str, order)).code == 3
    assert invoke("audit", "-q", *require, str(empty), str(tmp_path / "nothing")).code == 1


@pytest.mark.parametrize("require", ["nothing", "mof-1.0", "mof-1.0:Class IX", "osaid-1.0:III"])
def test_a_requirement_that_makes_no_sense_is_told_before_any_work(require: str) -> None:
    failed(invoke("audit", "--require", require, "hf:org/name"), 2, f"--require {require}: ")


def test_levels_are_required_by_name_or_number(release: Path) -> None:
    for level in ("class iii", "III"):
        done = invoke("audit", "-q", "--require", f"mof-1.0:{level}", str(release))
        assert done.code == 3
        assert "mof-1.0:Class III is not met" in done.err


def test_a_stored_audit_is_judged_again_the_same_with_no_network(
    release: Path, tmp_path: Path
) -> None:
    stored = invoke("audit", "-q", "-o", "json", str(release)).out
    file = tmp_path / "audit.json"
    file.write_bytes(stored)
    for done in (invoke("assess", "-o", "json", str(file)),
                 invoke("assess", "-o", "json", "-", stdin=stored)):  # fmt: skip
        assert (done.code, done.err) == (0, "")
        assert done.out == stored
    shown = invoke("audit", "-q", str(release)).text
    assert invoke("assess", str(file)).text == shown
    by_own = invoke("assess", "-f", framework(tmp_path / "own.toml", MET), "--require", "own",
                    "-o", "json", str(file))  # fmt: skip
    assert by_own.code == 0
    assert [a["framework"] for a in by_own.audit["assessments"]] == ["own"]


def test_everything_that_is_listed_can_be_explained() -> None:
    listing = invoke("explain").text.splitlines()
    ids = [line.split()[0] for line in listing if line.startswith("  ")]
    kinds = {"mof-1.0", "osaid-1.0", "weights", "training-code", "weights.safetensors", "licensed"}
    assert kinds <= set(ids)
    assert any("/" in id_ for id_ in ids)  # criteria
    for id_ in ids:
        told = invoke("explain", id_)
        assert told.code == 0, id_
        assert len(told.text) > 40, id_


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    failed(invoke("explain", "wieghts"), 2, "'wieghts'", "did you mean", "weights")
    failed(invoke("explain", "x" * 50), 2, "howopen explain lists all")


def test_a_real_audit_follows_the_published_schema_and_a_broken_one_does_not(
    release: Path,
) -> None:
    schema = json.loads(invoke("schema").out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    validator = jsonschema_rs.Draft202012Validator(schema)
    audit = invoke("audit", "-q", "-o", "json", str(release)).audit
    validator.validate(audit)
    for broken in (
        {**audit, "more": 1},
        {**audit, "schema": "1"},
        {name: value for name, value in audit.items() if name != "evidence"},
        {**audit, "evidence": [{**audit["evidence"][0], "basis": "guessed"}]},
        {**audit, "evidence": [{**audit["evidence"][0], "claim": {"type": "nothing"}}]},
    ):
        assert not validator.is_valid(broken)


@pytest.mark.parametrize("words", [[], ["audit"], ["assess"], ["explain"], ["schema"]])
def test_every_command_has_help(words: list[str]) -> None:
    done = invoke(*words, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.text.startswith("Usage: ")
    if not words:
        assert "Exit codes: 0 done" in done.text


@pytest.mark.parametrize(
    "arguments",
    [["audit"], ["assess"], ["nothing"], ["audit", "-o", "xml", "."], ["audit", "--nothing", "."],
     ["audit", "--with", ".", ".", "."], ["assess", "nothing.json"], ["assess", "."]],
)  # fmt: skip
def test_wrong_use_is_exit_code_2(arguments: list[str]) -> None:
    done = invoke(*arguments)
    assert (done.code, done.out) == (2, b"")
    assert "Error: " in done.err
    assert "Traceback" not in done.err


def test_data_on_stdout_talk_on_stderr_and_no_colors_in_a_pipe(
    release: Path, tmp_path: Path
) -> None:
    done = run("audit", str(release), str(tmp_path / "nothing"), home=tmp_path)
    assert done.code == 1
    assert "release" in done.text
    assert str(tmp_path) not in done.text
    assert "\x1b" not in done.text + done.err
    assert done.err.endswith("0 requests, 0 B fetched\n")


def test_a_person_at_a_terminal_sees_colors_and_a_program_the_same_json(
    release: Path, tmp_path: Path
) -> None:
    release = release.rename(tmp_path / "[bold]x[nothing]")
    out = _at_a_terminal("audit", str(release), home=tmp_path)
    assert b"\x1b[" in out
    assert b"What is there" in out
    assert b"[bold]x[nothing]" in out
    assert b"\x1b[" not in _at_a_terminal("audit", "-q", "-o", "json", str(release), home=tmp_path)


def _at_a_terminal(*arguments: str, home: Path) -> bytes:
    """What the program writes where stdout and stderr are a terminal."""
    ours, its = pty.openpty()
    environment = clean_environment(home, TERM="xterm-256color", COLUMNS="100")
    program = subprocess.Popen(command(*arguments), stdin=its, stdout=its, stderr=its,
                               env=environment)  # fmt: skip
    os.close(its)
    out = b""
    try:
        while piece := os.read(ours, 65536):
            out += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    assert program.wait(30) == 0
    return out


def test_a_reader_that_leaves_is_no_error_and_passes_no_requirement(
    release: Path, tmp_path: Path
) -> None:
    for form in ("terminal", "json"):
        for more, code in ([], 0), (["--require", "osaid-1.0"], 3):
            ours, its = os.pipe()
            os.close(ours)
            done = run("audit", "-q", "-o", form, *more, str(release), home=tmp_path, stdout=its)
            os.close(its)
            assert done.code == code, (form, done)
            assert [line for line in done.err.splitlines() if "is not met" not in line] == []


def test_a_terminal_of_another_encoding_is_told_the_truth(release: Path, tmp_path: Path) -> None:
    done = run("audit", "-q", str(release), home=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert done.code == 0
    assert r"\u2717 not met" in done.text  # not "?", which means unknown


def test_an_endpoint_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", dead_address())
    with hubserver.running() as hub:
        hub.repositories["org/name"] = hubserver.Repository({"a": hubserver.Content(b"a")})
        done = invoke("audit", "-q", "-o", "json", "--endpoint", hub.url, "hf:org/name")
    assert done.audit["release"]["name"] == "org/name"
