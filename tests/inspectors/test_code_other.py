"""Code that is not read is never absent."""

from __future__ import annotations

import pytest
from tests.memoryview import memory_view

from howopen.inspectors.code_other import inspect
from howopen.inspectors.scope import CODE
from howopen.schema import Gap


@pytest.mark.parametrize("path", ["train.ipynb", "src/train.cpp", "train.JL"])
def test_notebooks_and_other_languages_hide_all_code(path: str) -> None:
    (gap,) = inspect(memory_view({path: b"", "README.md": b""}))
    assert isinstance(gap, Gap)
    assert (gap.what.rpartition("@0/")[2], gap.components) == (path, CODE)


def test_many_files_are_one_gap() -> None:
    (gap,) = inspect(memory_view({f"k{i}.cu": b"" for i in range(9)}))
    assert isinstance(gap, Gap)
    assert "and 8 more" in gap.why


def test_python_is_read_elsewhere() -> None:
    assert list(inspect(memory_view({"train.py": b"", "config.json": b""}))) == []
