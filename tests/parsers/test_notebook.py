"""The code of a notebook parses as Python, and its lines lead back to the cells."""

from __future__ import annotations

import ast
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers import notebook
from howopen.parsers.notebook import Cell, read_notebook


def code(source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [], "metadata": {}}


def written(*cells: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"nbformat": 4, "cells": cells, "metadata": {}, **more}).encode()


def source(text: str) -> str:
    return read_notebook(written(code(text))).source


def test_cells_and_lines() -> None:
    read = read_notebook(
        written(
            {"cell_type": "markdown", "source": "# Title"},
            code(["import torch\n", "x = 1"]),
            code(""),
            code("y = 2\r\nz = 3"),
        )
    )
    assert read.source == "import torch\nx = 1\n\ny = 2\nz = 3\n"
    assert read.cells == (Cell(2, 1), Cell(3, 3), Cell(4, 4))
    assert [read.locate(line) for line in range(1, 6)] == [(2, 1), (2, 2), (3, 1), (4, 1), (4, 2)]
    assert read.language == "python"
    with pytest.raises(ValueError, match="no cell"):
        read.locate(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1\n"),
        ("!pip install a \\\n  b\nx = 1", "\n  pass\nx = 1\n"),
        ("files = !ls\nx = %timeit -o f()", "\n\n"),
        ("help?\n?help\nobj.method??", "\n\n\n"),
        ("if x:\n    !ls\n", "if x:\n    pass\n\n"),
        ("%%bash\nls\ncd x", "\n\n\n"),
        ("%%time\nx = 1", "\nx = 1\n"),
        ('x = ("%s"\n     % y)', 'x = ("%s"\n     % y)\n'),
        ("ok = (a\n!= b)", "ok = (a\n!= b)\n"),
        ("a %= 2", "a %= 2\n"),
    ],
)
def test_what_is_not_python_is_taken_out(text: str, expected: str) -> None:
    assert source(text) == expected


@pytest.mark.parametrize(
    "text", ["%cd /tmp", "!ls", "if x:\n  %cd /\nelse:\n  !ls", "%%html\n<p>", "x = !ls", "f?"]
)
def test_the_rest_parses(text: str) -> None:
    ast.parse(source(text))


def test_format_3() -> None:
    cells = [{"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python"}]
    data = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}], "metadata": {}})
    assert read_notebook(data.encode()).source == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"language": "Julia"}}, "julia"),
        ({"language_info": {"name": "R"}}, "r"),
        ({"kernelspec": "x"}, "python"),
    ],
)
def test_language(metadata: object, language: str) -> None:
    assert read_notebook(written(metadata=metadata)).language == language


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not valid JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "neither cells nor worksheets"),
        (b'{"cells": 1}', "not a list of objects"),
        (b'{"cells": [1]}', "not a list of objects"),
        (b'{"cells": [{"cell_type": "code", "source": 1}]}', "cell 1 is not text"),
        (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "cell 1 is not text"),
        (b'{"cells": [], "cells": []}', "duplicate key"),
        (b'{"cells": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_refused(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read_notebook(data)


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "MAX_CELLS", 2)
    monkeypatch.setattr(notebook, "MAX_SOURCE", 10)
    with pytest.raises(ParseError, match="over 2 cells"):
        read_notebook(written(*[code("")] * 3))
    with pytest.raises(ParseError, match="over 10 characters"):
        read_notebook(written(code("x = 1000000")))


json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "cell_type", "source", "input", "metadata"]),
            inner | st.just("code"),
            max_size=4,
        )
    ),
)


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
@examples(300)
def test_any_bytes(data: bytes) -> None:
    with suppress(ParseError):
        read_notebook(data)


@given(st.lists(st.text(st.sampled_from("%!?=x (\n\t\\"), max_size=20), max_size=4))
@examples(200)
def test_every_line_stays_in_its_cell(texts: list[str]) -> None:
    read = read_notebook(written(*map(code, texts)))
    counts = [text.count("\n") + 1 for text in texts]
    assert read.source.count("\n") == sum(counts)
    assert [cell.line for cell in read.cells] == [1 + sum(counts[:n]) for n in range(len(counts))]
