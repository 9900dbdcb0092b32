"""Reads the sets of labels as their makers published them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import yaml
from tests.recordings import SHARED

from benchmarks.agreement.cells import Label
from howopen.mot.records import read_record

GROUNDTRUTH = SHARED / "data" / "groundtruth"
RELEASES = SHARED / "data" / "releases"

INDEX = "osai-index"
OSI = "osi-validation"
MOT = "mot"
REPOSITORIES = "repositories"
PEATMOSS = "peatmoss"

_CLASSES = {"open": 1.0, "partial": 0.5, "closed": 0.0}
_STATES = {"present": 1.0, "partial": 0.5, "absent": 0.0}
_OSI = {"pass": (1.0, 1.0), "pass_if_licence_changed": (0.0, 1.0), "fail": (0.0, 0.0)}
"""By verdict: whether it passes, and whether it would with other terms."""

_COLUMNS = {
    "data_prep_code": "data-processing-code",
    "eval_code": "evaluation-code",
    "inference_code": "inference-code",
    "data_docs": "data-documentation",
}
_MOT_COMPONENTS = {
    "Model architecture": "model-architecture",
    "Model parameters (Final)": "weights",
    "Technical report": "technical-report",
    "Evaluation results": "evaluation-results",
    "Model card": "model-card",
    "Data card": "data-card",
    "Training code": "training-code",
    "Inference code": "inference-code",
    "Evaluation code": "evaluation-code",
    "Evaluation data": "evaluation-data",
    "Datasets": "training-data",
    "Model parameters (Intermediate)": "intermediate-weights",
    "Data preprocessing code": "data-processing-code",
    "Research paper": "research-paper",
    "Sample model outputs": "sample-outputs",
    "Supporting libraries and tools": "supporting-libraries",
    "Model metadata": "model-metadata",
}


def labels() -> Iterator[Label]:
    """All labels of all sets that are about releases."""
    yield from _index()
    yield from _osi()
    yield from _mot()
    yield from _repositories()


def _index() -> Iterator[Label]:
    """European Open Source AI Index: one file a system, one class a dimension."""
    for path in sorted((GROUNDTRUTH / "osai-index").glob("*.yaml")):
        if path.stem == "a_submission_template":
            continue
        for key, entry in yaml.safe_load(path.read_text("utf-8")).items():
            if isinstance(entry, dict) and "class" in entry:
                said = _joined(entry["class"], entry.get("notes"), entry.get("link"))
                value = _CLASSES[entry["class"]]
                yield Label(INDEX, path.stem, key.replace("_", "-"), value, said)


def _osi() -> Iterator[Label]:
    """The OSI's validation phase: one verdict a system."""
    for row in _rows(GROUNDTRUTH / "osi-validation" / "osi_validation.csv", ","):
        said = _joined(row["verdict"], row["reason_given_by_osi"])
        passes, with_other_terms = _OSI[row["verdict"]]
        yield Label(OSI, row["model"], "osaid", passes, said)
        yield Label(OSI, row["model"], "osaid-with-other-terms", with_other_terms, said)


def _mot() -> Iterator[Label]:
    """Records of the Model Openness Tool: a listed component is there, another is not known."""
    for path in sorted((GROUNDTRUTH / "mot" / "models").glob("*.yml")):
        for entry in read_record(path.read_bytes(), path.name).components:
            said = _joined("listed", entry.component_path)
            yield Label(MOT, path.stem, _MOT_COMPONENTS[entry.name], 1.0, said)


def _repositories() -> Iterator[Label]:
    """What one reader found in repositories of code, by path.

    Fine-tuning code alone is a part of the training code.
    """
    for row in _rows(RELEASES / "github" / "ground_truth.tsv", "\t"):
        repo = row["repo"]
        trains, tunes = (_STATES[_word(row[c])] for c in ("pretraining_code", "finetune_code"))
        said = f"pretraining {row['pretraining_code']}, fine-tuning {row['finetune_code']}"
        yield Label(REPOSITORIES, repo, "training-code", max(trains, min(tunes, 0.5)), said)
        for column, criterion in _COLUMNS.items():
            value = _STATES[_word(row[column])]
            yield Label(REPOSITORIES, repo, criterion, value, row[column])


def repositories() -> dict[str, str]:
    """The commit at which each repository was read."""
    return {r["repo"]: r["commit"] for r in _rows(RELEASES / "github" / "ground_truth.tsv", "\t")}


def cataloged(model: str) -> dict[str, object]:
    """What people noted of one model for PeaTMOSS."""
    path = RELEASES / "tables" / "peatmoss_groundTruth_accurate.json"
    read: dict[str, dict[str, object]] = json.loads(path.read_text("utf-8"))
    return read[model]


def _word(cell: str) -> str:
    return cell.partition(":")[0]


def _joined(*said: object) -> str:
    return "; ".join(str(part).strip() for part in said if part)


def _rows(path: Path, delimiter: str) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter=delimiter)
