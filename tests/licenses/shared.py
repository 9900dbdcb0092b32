"""Where the texts of licenses are that this repository does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

LICENSES = Path(__file__).resolve().parents[3] / "shared" / "data" / "licenses"
GROUNDTRUTH = LICENSES.parent / "groundtruth"


def text_of(name: str) -> str:
    """The text of an AI license by its name; skips the test where it is not at hand."""
    path = LICENSES / "ai" / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"the license texts are not beside this repository: {path.name}")
    return path.read_text(encoding="utf-8")
