"""``howopen mot`` and ``-o mot``: records of the Model Openness Tool, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from click.testing import CliRunner, Result

from howopen.cli import main

CASE = Path(__file__).parents[1] / "cases" / "weights-only"
RECORD = b"""
framework: {name: Model Openness Framework, version: "1.0", date: "2024-12-15"}
release:
  name: Tiny
  producer: Somebody
  license: {code: {name: MIT license}}
  components:
    - {name: Model architecture}
    - {name: Model parameters (Final), license: Apache-2.0}
"""


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def test_what_the_tool_computes_and_what_it_would_with_names_put_right() -> None:
    result = run("mot", "-", stdin=RECORD)
    assert result.exit_code == 0
    words = " ".join(result.output.split())
    assert "The Model Openness Tool says: Unclassified Class III" in words
    assert "16.7 %" in words
    assert "With license names normalized: Unclassified; Class III 33.3 %" in words
    assert "“MIT license”" in words


def test_as_json_one_object_a_record() -> None:
    (line,) = run("mot", "-o", "json", "-", stdin=RECORD).output.splitlines()
    assert json.loads(line)["release"] == "Tiny"


def test_what_is_no_record_is_told_in_one_line() -> None:
    result = run("mot", "-", stdin=b"[1, 2]")
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1


def test_a_broken_record_costs_the_others_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_bytes(b"[1, 2]")
    result = run("mot", str(broken), "-", stdin=RECORD)
    assert result.exit_code == 1
    assert "broken.yml" in result.output
    assert "Tiny" in result.output


def test_an_audit_is_written_as_a_record_that_can_be_read_back() -> None:
    written = run("audit", "-q", "--no-cache", "-o", "mot", str(CASE))
    assert written.exit_code == 0
    assert yaml.safe_load(written.output)["framework"]["name"] == "Model Openness Framework"
    assert run("mot", "-", stdin=written.output.encode()).exit_code == 0
