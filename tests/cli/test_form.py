"""``howopen form``: what a release answers of the Model Documentation Form."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from tests.cli.program import GOOD

from howopen.cli import main

LICENSE = Path(__file__).parents[1] / "cases" / "weights-only" / "LICENSE"


def test_what_is_answered_has_its_place_and_what_is_not_says_so(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(GOOD)
    (tmp_path / "LICENSE").write_bytes(LICENSE.read_bytes())
    ask = ["form", "-q", "--no-cache", str(tmp_path)]

    shown = CliRunner().invoke(main, ask)
    told = json.loads(CliRunner().invoke(main, [*ask, "-o", "json"]).output)

    assert shown.exit_code == 0
    assert "LICENSE#L1" in shown.output
    assert "not found" in shown.output
    items = {item["id"]: item for item in told["items"]}
    assert len(items) == 37
    assert items["legal-name"]["answers"] == []
    (parameters,) = (i for i in told["items"] if "number of parameters" in i["title"])
    assert any("6" in answer for answer in parameters["answers"])
    assert parameters["evidence"]
