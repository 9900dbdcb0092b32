"""The texts of known licenses come from the package index, and a near-miss is held against them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from howopen.cli import main

NEAR_MIT = Path(__file__).parents[1] / "cases" / "near-miss-license" / "LICENSE"


@pytest.mark.online
def test_the_difference_to_the_nearest_text_shows_what_was_added() -> None:
    result = CliRunner().invoke(main, ["license", "--diff", str(NEAR_MIT)])
    assert result.exit_code == 0
    added = [line for line in result.output.splitlines() if line.startswith("  + ")]
    assert any("only modification is that" in line for line in added)
