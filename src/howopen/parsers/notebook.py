"""The Python code of a Jupyter notebook, as one source with a map back to its cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers import strictjson

MAX_CELLS = 10_000
"""Most cells."""

MAX_SOURCE = 5_000_000
"""Most characters of code."""

_MAGIC = re.compile(
    r"""\s*(?: %{1,2}[A-Za-z_]   # line magic; "% x" is an operator of the line before
              | !(?!=)            # shell command
              | \?                # help
              | [\w.]+\?{1,2}\s*$
              )
      | [\w.,\ \t]+=\s*(?:!(?!=)|%[A-Za-z_])""",
    re.VERBOSE,
)
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_PYTHON_MAGICS = {"capture", "prun", "time", "timeit"}
"""Cell magics that run the rest of the cell as Python; others (``%%bash``) are another language."""


class Cell(NamedTuple):
    """A code cell: its number among all cells, from 1, and the line it begins in."""

    number: int
    line: int


@dataclass(frozen=True)
class Notebook:
    """The code of one notebook.

    Attributes:
        source: Code cells one after another. Lines that are no Python (magics, shell commands,
            cells of another language) are blank or ``pass``, so that lines stay where they are.
        cells: The cells in it, by line.
        language: Of the kernel, lower case; ``python`` if it does not say.
    """

    source: str
    cells: tuple[Cell, ...]
    language: str

    def locate(self, line: int) -> tuple[int, int]:
        """Number of the cell that a line of `source` (from 1) is in, and the line in that cell.

        Raises:
            ValueError: The line is before the first cell.
        """
        index = bisect_right(self.cells, line, key=lambda cell: cell.line) - 1
        if index < 0:
            raise ValueError(f"line {line} is in no cell")
        return self.cells[index].number, line - self.cells[index].line + 1


def read_notebook(data: bytes) -> Notebook:
    """Read a notebook of format 3 or 4.

    Raises:
        ParseError: Not JSON, not a notebook, or over a bound.
    """
    content = strictjson.loads(data, "notebook")
    if not isinstance(content, dict):
        raise ParseError("notebook: not a JSON object")
    lines: list[str] = []
    cells: list[Cell] = []
    length = 0
    for number, cell in enumerate(_cells(content), 1):
        if cell.get("cell_type") != "code":
            continue
        source = _source(cell, number)
        length += len(source)
        if length > MAX_SOURCE:
            raise ParseError(f"notebook: over {MAX_SOURCE:,} characters of code")
        cells.append(Cell(number, len(lines) + 1))
        lines += _python_lines(source)
    return Notebook("\n".join(lines) + "\n" if lines else "", tuple(cells), _language(content))


def _cells(content: dict[str, object]) -> list[dict[str, object]]:
    """The cells: of the notebook in format 4, of its worksheets in format 3."""
    holders = [content]
    if "cells" not in content:
        worksheets = content.get("worksheets")
        if not isinstance(worksheets, list):
            raise ParseError("notebook: neither cells nor worksheets")
        holders = [sheet for sheet in worksheets if isinstance(sheet, dict)]
    found: list[dict[str, object]] = []
    for holder in holders:
        cells = holder.get("cells")
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            raise ParseError("notebook: its cells are not a list of objects")
        found += cells
        if len(found) > MAX_CELLS:
            raise ParseError(f"notebook: over {MAX_CELLS:,} cells")
    return found


def _source(cell: dict[str, object], number: int) -> str:
    """Text of a cell, one string or a list of lines; format 3 calls it ``input``."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, str):
        return source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    raise ParseError(f"notebook: the source of cell {number} is not text")


def _python_lines(source: str) -> list[str]:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cell_magic = next((_CELL_MAGIC.match(line) for line in lines if line.strip()), None)
    if cell_magic and cell_magic[1] not in _PYTHON_MAGICS:
        return [""] * len(lines)
    python: list[str] = []
    continued = False
    for line in lines:
        magic = continued or _MAGIC.match(line) is not None
        continued = magic and line.endswith("\\")
        python.append(_nothing(line) if magic else line)
    return python


def _nothing(line: str) -> str:
    """A line without effect; the block of an indented one may need a statement."""
    indentation = line[: len(line) - len(line.lstrip())]
    return f"{indentation}pass" if indentation else ""


def _language(content: dict[str, object]) -> str:
    metadata = content.get("metadata")
    if isinstance(metadata, dict):
        for key, name in (("kernelspec", "language"), ("language_info", "name")):
            said = metadata.get(key)
            if isinstance(said, dict) and isinstance(said.get(name), str):
                return str(said[name]).lower()[:80]
    return "python"
