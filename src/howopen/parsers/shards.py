"""Weights in several files: their names, and the index that says which tensor is in which file.

Names follow ``<stem>-00001-of-00003<suffix>``; the index is a JSON file beside them, as written by
transformers: ``{"metadata": {"total_size": ...}, "weight_map": {tensor: file}}``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers import strictjson

MAX_INDEX = 64_000_000
"""Longest index in bytes; that of 91,991 tensors has 8 million."""

_SHARD = re.compile(
    r"(?P<stem>.*[^/])[-_](?P<index>\d{1,6})-of-(?P<total>\d{1,6})(?P<suffix>\.[^/]+)", re.ASCII
)


class ShardSet(NamedTuple):
    """Shards that belong together by name.

    Attributes:
        stem: Path of the set: that of a shard without its number.
        total: Number of shards that the names promise.
        paths: Path of each shard that is there, by its number.
    """

    stem: str
    total: int
    paths: dict[int, str]

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers of the shards that are not there."""
        first = 0 if 0 in self.paths else 1
        return tuple(i for i in range(first, first + self.total) if i not in self.paths)


class Index(NamedTuple):
    """Which tensor is in which file.

    Attributes:
        weight_map: Name of the file by name of the tensor; relative to the folder of the index.
        total_size: Bytes of all tensors, or None where the index does not say.
    """

    weight_map: dict[str, str]
    total_size: int | None

    @property
    def files(self) -> frozenset[str]:
        """Names of all shards."""
        return frozenset(self.weight_map.values())

    def without(self, files: Collection[str]) -> Index:
        """The index of the other files; their size is not known."""
        rest = {tensor: file for tensor, file in self.weight_map.items() if file not in files}
        return Index(rest, None)


def shard_sets(paths: Iterable[str]) -> list[ShardSet]:
    """Group the shards among `paths` into sets, each in one folder; other files are left out."""
    found: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for path in paths:
        match = _SHARD.fullmatch(path)
        if match and int(match["total"]):
            stem = match["stem"] + match["suffix"]
            found[stem, int(match["total"])][int(match["index"])] = path
    return [ShardSet(stem, total, shards) for (stem, total), shards in sorted(found.items())]


def read_index(data: bytes) -> Index:
    """Read a ``*.index.json``.

    Raises:
        ParseError: Longer than `MAX_INDEX`, not strict JSON, or not of the shape of an index.
    """
    if len(data) > MAX_INDEX:
        raise ParseError(f"weight index: longer than {MAX_INDEX} bytes")
    content = strictjson.loads(data, "weight index")
    weight_map = content.get("weight_map") if type(content) is dict else None
    if type(weight_map) is not dict or not all(type(v) is str for v in weight_map.values()):
        raise ParseError("weight index: weight_map is not an object of file names")
    metadata = content.get("metadata")
    total = metadata.get("total_size") if type(metadata) is dict else None
    if type(total) is float and total.is_integer():  # as some versions of transformers wrote it
        total = int(total)
    if total is not None and (type(total) is not int or total < 0):
        raise ParseError("weight index: total_size is not a number of bytes")
    return Index(weight_map, total)


def index_problems(
    index: Index, tensors: Mapping[str, Collection[str]], data_bytes: int | None = None
) -> list[str]:
    """Hold what the shards contain against their index.

    Args:
        index: The index.
        tensors: Names of the tensors in each file that is there, by name of the file.
        data_bytes: Bytes of all these tensors together, or None where that is not known.

    Returns:
        What does not agree, one sentence each; empty if all shards are there, hold exactly the
        tensors that the index says and, where `data_bytes` is given, are of the size it says.
    """
    problems = []
    absent = index.files - tensors.keys()
    if absent:
        problems.append(f"{len(absent)} of {len(index.files)} shards are not there: {_few(absent)}")
    stored = {(name, file) for file, names in tensors.items() for name in names}
    listed = {item for item in index.weight_map.items() if item[1] in tensors}
    if missing := {name for name, _ in listed - stored}:
        problems.append(f"{len(missing)} tensors are not in their shard: {_few(missing)}")
    unlisted = {name for name, _ in stored - listed}
    if extra := unlisted - index.weight_map.keys():
        problems.append(f"{len(extra)} tensors are not in the index: {_few(extra)}")
    if elsewhere := unlisted & index.weight_map.keys():
        problems.append(
            f"{len(elsewhere)} tensors are in a shard that the index does not give for them: "
            f"{_few(elsewhere)}"
        )
    if index.total_size is not None and data_bytes not in (None, index.total_size) and not absent:
        problems.append(
            f"the index says {index.total_size} bytes of tensors, the shards hold {data_bytes}"
        )
    return problems


def _few(names: Collection[str]) -> str:
    """The first three names, shortened."""
    shown = ", ".join(name[:80] for name in sorted(names)[:3])
    return shown + (", ..." if len(names) > 3 else "")
