"""``howopen plan``: the fewest changes to a verdict, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.cli.program import GOOD

from howopen.cli import main

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "house-policy.toml"
NC = "You may use this model for non-commercial purposes only.\n"


@pytest.fixture
def release(tmp_path: Path) -> str:
    (tmp_path / "model.safetensors").write_bytes(GOOD)
    (tmp_path / "LICENSE").write_text(NC, "utf-8")
    return str(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["plan", "-q", "--no-cache", *arguments])


def test_the_steps_name_the_file_the_license_and_the_criteria(release: str) -> None:
    result = run(release, "--to", "mof:III")

    assert result.exit_code == 0
    words = " ".join(result.output.split())
    assert "no fewer reach it" in words
    assert "Apache-2.0" in words
    assert "README.md" in words
    assert "weights" in words


def test_as_json_and_as_a_checklist(release: str) -> None:
    told = json.loads(run(release, "--to", "osaid", "-o", "json").output)
    listed = run(release, "--to", "osaid", "-o", "markdown").output

    assert told["target"]["framework"] == "osaid-1.0"
    assert "- [ ]" in listed


def test_a_framework_of_ones_own(release: str) -> None:
    result = run(release, "-f", str(EXAMPLE), "--to", "house-policy:Product")

    assert result.exit_code == 0
    assert "Relicense" in result.output


@pytest.mark.parametrize("wanted", ["osaid:II", "mof", "index", "index:2", "nothing", "mof:IX"])
def test_a_target_that_is_none_is_a_usage_error_in_one_line(release: str, wanted: str) -> None:
    result = run(release, "--to", wanted)

    assert result.exit_code == 2
    assert len([line for line in result.output.splitlines() if line]) == 1
