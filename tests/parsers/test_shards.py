"""Sets of shards are found by name, and held against their index."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers.shards import Index, ShardSet, index_problems, read_index, shard_sets


@pytest.mark.parametrize(
    ("path", "stem", "number", "total"),
    [
        ("model-00001-of-00163.safetensors", "model.safetensors", 1, 163),
        ("model_00072-of-00072.safetensors", "model.safetensors", 72, 72),
        ("pytorch_model-00001-of-00003.bin", "pytorch_model.bin", 1, 3),
        ("a/b/Q4-00002-of-00005.gguf", "a/b/Q4.gguf", 2, 5),
        ("model.fp16-00001-of-00002.safetensors", "model.fp16.safetensors", 1, 2),
        ("model-00001-of-00002.fp16.safetensors", "model.fp16.safetensors", 1, 2),
    ],
)
def test_a_shard_is_known_by_its_name(path: str, stem: str, number: int, total: int) -> None:
    assert shard_sets([path]) == [ShardSet(stem, total, {number: path})]


@pytest.mark.parametrize(
    "path",
    [
        "model.safetensors",
        "00001-of-00002.bin",
        "a/-00001-of-00002.bin",
        "m-1-of-0.bin",
        "m-1-of-2",
    ],
)
def test_other_files_are_no_shards(path: str) -> None:
    assert shard_sets([path]) == []


def test_sets_are_apart_by_folder_suffix_and_total() -> None:
    paths = [
        f"model-0000{i}-of-00002.{suffix}" for i in (1, 2) for suffix in ("bin", "safetensors")
    ]
    paths += ["fp8/model-00001-of-00002.bin", "model-00001-of-00003.bin"]
    assert [(s.stem, s.total, len(s.paths)) for s in shard_sets(paths)] == [
        ("fp8/model.bin", 2, 1),
        ("model.bin", 2, 2),
        ("model.bin", 3, 1),
        ("model.safetensors", 2, 2),
    ]


@pytest.mark.parametrize(
    ("numbers", "missing"), [((1, 3), (2,)), ((1, 2, 3), ()), ((0, 2), (1,)), ((3,), (1, 2))]
)
def test_missing_shards_are_found_without_an_index(
    numbers: tuple[int, ...], missing: tuple[int, ...]
) -> None:
    (found,) = shard_sets(f"m-{i:05}-of-00003.bin" for i in numbers)
    assert found.missing == missing


@pytest.mark.parametrize("total", [12, 12.0, None])
def test_reads_an_index(total: float | None) -> None:
    content: dict[str, Any] = {"weight_map": {"a": "m-1-of-2.bin", "b": "m-2-of-2.bin"}}
    if total is not None:
        content["metadata"] = {"total_size": total, "total_parameters": 3}
    index = read_index(json.dumps(content).encode())
    assert index == Index(content["weight_map"], None if total is None else 12)
    assert index.files == {"m-1-of-2.bin", "m-2-of-2.bin"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"[]", "weight_map is not"),
        (b"{}", "weight_map is not"),
        (b'{"weight_map": {"a": 1}}', "weight_map is not"),
        (b'{"weight_map": {"a": "x", "a": "y"}}', "duplicate key 'a'"),
        (b'{"weight_map": {}, "metadata": {"total_size": "9"}}', "total_size is not"),
        (b'{"weight_map": {}, "metadata": {"total_size": -9}}', "total_size is not"),
        (b'{"weight_map": {}, "metadata": {"total_size": 1.5}}', "total_size is not"),
        (b'{"weight_map": {}, "metadata": {"total_size": 1e999}}', "total_size is not"),
    ],
)
def test_refuses_what_is_no_index(text: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=f"^weight index: .*{why}"):
        read_index(text)


INDEX = Index({"a": "1.bin", "b": "1.bin", "c": "2.bin"}, 300)


def test_a_whole_set_has_no_problems() -> None:
    assert index_problems(INDEX, {"1.bin": ["a", "b"], "2.bin": ["c"]}, 300) == []


@pytest.mark.parametrize(
    ("tensors", "data_bytes", "problems"),
    [
        ({"1.bin": ["a", "b"]}, 200, ["1 of 2 shards are not there: 2.bin"]),
        ({"1.bin": ["a"], "2.bin": ["c"]}, None, ["1 tensors are not in their shard: b"]),
        ({"1.bin": "abx", "2.bin": ["c"]}, None, ["1 tensors are not in the index: x"]),
        (
            {"1.bin": ["a"], "2.bin": ["b", "c"]},
            None,
            [
                "1 tensors are not in their shard: b",
                "1 tensors are in a shard that the index does not give for them: b",
            ],
        ),
        (
            {"1.bin": ["a", "b"], "2.bin": ["c"]},
            299,
            ["the index says 300 bytes of tensors, the shards hold 299"],
        ),
    ],
)
def test_problems_are_told(
    tensors: dict[str, list[str]], data_bytes: int | None, problems: list[str]
) -> None:
    assert index_problems(INDEX, tensors, data_bytes) == problems


def test_files_that_could_not_be_read_can_be_left_out() -> None:
    assert index_problems(INDEX.without({"2.bin"}), {"1.bin": ["a", "b"]}, 200) == []


@examples(200)
@given(st.binary() | st.from_regex(rb'\{"weight_map": \{("[a-c]": ?("x"|1|\{\}),?){0,3}\}.*\}'))
def test_any_bytes_are_an_index_or_refused(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        read_index(data)
