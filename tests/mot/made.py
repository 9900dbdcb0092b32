"""Records of the Model Openness Tool in few words, and those of others where they are at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from howopen.mot.records import Record, read_record

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "groundtruth" / "mot"

needs_groundtruth = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the records of the Model Openness Tool are not on this machine"
)

CLASS_3 = (
    *("Model architecture", "Model parameters (Final)", "Technical report", "Evaluation results"),
    *("Model card", "Data card"),
)
CLASS_2 = (*CLASS_3, "Training code", "Inference code", "Evaluation code", "Evaluation data")
CLASS_1 = (
    *CLASS_2,
    *("Datasets", "Model parameters (Intermediate)", "Data preprocessing code", "Research paper"),
)
APPROPRIATE = "OpenMDW-1.0"
"""The one open license that the tool lists for every type."""


def record(
    *names: str, license_: str | None = APPROPRIATE, own: dict[str, str | None] | None = None
) -> Record:
    """The record of a release under a license, or none, that consists of these components.

    Args:
        names: Components.
        license_: Of the release.
        own: Components that have a license of their own: added, or the license changed.
    """
    licenses = {"distribution": {"name": license_}} if license_ is not None else {}
    entries = dict.fromkeys(names) | (own or {})
    components = [
        {"name": name, **({} if license_ is None else {"license": license_})}
        for name, license_ in entries.items()
    ]
    release = {"name": "made", "license": licenses, "components": components}
    return read_record(json.dumps({"release": release}).encode(), "made.yml")


def without(*names: str, of: tuple[str, ...] = CLASS_3) -> tuple[str, ...]:
    """All components of a class but these."""
    return tuple(name for name in of if name not in names)


def tool_records() -> dict[str, Record]:
    """The tool's test records, by the name of the file."""
    return _records("Test_Data")


def model_records() -> dict[str, Record]:
    """The records of real releases, by the name of the file."""
    return _records("models")


def expected_results() -> dict[str, dict[str, Any]]:
    """What the tool says of its test records, by the name of the release.

    The file is no JSON: lines with dates were cut out, which leaves commas before brackets.
    """
    text = (SHARED / "Test_Data" / "expected_results.json").read_text("utf-8")
    models = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))["models"]
    return {model["release"]["name"]: model["classification"] for model in models}


def _records(folder: str) -> dict[str, Record]:
    files = sorted((SHARED / folder).glob("*.yml"))
    return {path.stem: read_record(path.read_bytes(), path.name) for path in files}
