"""Data is there where the source says that it is a dataset; elsewhere a name proves nothing."""

from __future__ import annotations

import pytest
from tests.inspectors.look import look

from howopen.inspectors.datafiles import inspect
from howopen.schema import Dataset


@pytest.mark.parametrize(
    "name", ["a.parquet", "a/b.arrow", "a.jsonl", "a.jsonl.zst", "A.CSV", "s-0.tar", "a.txt.gz"]
)
def test_a_dataset_with_data_files_is_released(name: str) -> None:
    found = look(inspect, {name: b"", "README.md": b""}, kind="dataset")
    assert found.one(Dataset) == Dataset("memory://test", "released", 1)
    assert found.states("training-data") == ["open"]
    assert found.cites(Dataset) == [name]
    assert found.gaps == []


def test_a_dataset_behind_a_gate_is_gated() -> None:
    found = look(inspect, {"a.csv": b"", "b.csv": b""}, kind="dataset", access="gated")
    assert found.one(Dataset) == Dataset("memory://test", "gated", 2)
    assert found.states("training-data") == ["gated"]


@pytest.mark.parametrize("kind", ["model", "code", "package", "folder", "space"])
def test_elsewhere_a_data_file_is_a_gap_that_may_hide_data(kind: str) -> None:
    found = look(inspect, {"a.csv": b""}, kind=kind)
    assert found.evidence == []
    assert "a data file" in found.gap().why


def test_a_few_gaps_are_enough() -> None:
    found = look(inspect, {f"{i}.csv": b"" for i in range(100)})
    assert len(found.gaps) == 5


@pytest.mark.parametrize("name", ["data.zip", "train.json", "images/1.png"])
def test_a_dataset_in_another_format_may_be_data(name: str) -> None:
    found = look(inspect, {name: b"", "README.md": b""}, kind="dataset")
    assert found.evidence == []
    assert found.gap().what.endswith(name)


def test_a_dataset_of_a_card_alone_hides_nothing() -> None:
    files = dict.fromkeys(("README.md", ".gitattributes", "LICENSE", "loader.py"), b"")
    found = look(inspect, files, kind="dataset")
    assert (found.evidence, found.gaps) == ([], [])
