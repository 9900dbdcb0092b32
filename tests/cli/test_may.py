"""``howopen may``: from a release, or a stored audit, to an answer and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.cli.program import GOOD

from howopen.cli import main

CASES = Path(__file__).parents[1] / "cases"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["may", "-q", "--no-cache", *arguments])


def release(folder: Path, license_of: str) -> str:
    """Weights under the license of a case."""
    (folder / "model.safetensors").write_bytes(GOOD)
    (folder / "LICENSE").write_bytes((CASES / license_of / "LICENSE").read_bytes())
    return str(folder)


def test_what_mit_allows_and_what_has_to_be_done(tmp_path: Path) -> None:
    result = run(release(tmp_path, "weights-only"), "--use", "redistribute")

    assert result.exit_code == 0
    assert "✓ GO" in result.output
    assert "To do" in result.output
    assert "LICENSE#L" in result.output


def test_an_amount_decides_and_the_clause_is_quoted(tmp_path: Path) -> None:
    near = release(tmp_path, "near-miss-license")

    small = run(near, "--use", "product", "--users", "5000", "--revenue", "1000")
    large = run(near, "--use", "product", "--users", "200000000")

    assert "more than 100 million monthly active users" in " ".join(large.output.split())
    assert "Show the name" in large.output
    assert "Show the name" not in small.output
    assert small.exit_code == large.exit_code == 4  # a text that no list knows is a caution


def test_a_stored_audit_gives_the_same_answer(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    folder = release(tmp_path / "release", "weights-only")
    stored = tmp_path / "audit.json"
    audit = CliRunner().invoke(main, ["audit", "-q", "--no-cache", "-o", "json", folder])
    stored.write_bytes(audit.stdout_bytes)

    fresh = run(folder, "--use", "product", "-o", "json")
    again = run(str(stored), "--use", "product", "-o", "json")

    assert json.loads(again.output) == json.loads(fresh.output)
    assert json.loads(fresh.output)["permission"] == "go"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--use", "everything"), "no such use"),
        (("--use", "product", "--in", "Europe!"), "two letters"),
        (("--use", "product", "--users", "-5"), "zero or more"),
        ((), "--use"),
    ],
)
def test_a_wrong_question_is_a_usage_error_in_one_line(
    arguments: tuple[str, ...], word: str
) -> None:
    result = run(str(CASES / "weights-only"), *arguments)

    assert result.exit_code == 2
    assert word in " ".join(result.output.split())
