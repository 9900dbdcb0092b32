"""What onnx writes is read without the data; lies about tensors are refused."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import onnx
import pytest
from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # has no stubs
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper
from tests.fuzz import examples
from tests.parsers.weightfiles import Reads, message, varint

from howopen.errors import ParseError
from howopen.parsers import protobuf
from howopen.parsers.onnx import DTYPES, External, Header, read_constants, read_header
from howopen.parsers.protobuf import Wire
from howopen.parsers.tensor import Tensor


def read(data: bytes) -> Header:
    return read_header(Reads(data), len(data))


def graph(name: str, nodes: list[Any], tensors: list[Any], sparse: list[Any] | None = None) -> Any:
    return helper.make_graph(nodes, name, [], [], tensors, sparse_initializer=sparse or [])


def model(main: Any, **fields: Any) -> bytes:
    made = helper.make_model(main, producer_name="test", producer_version="1.0", **fields)
    return bytes(made.SerializeToString())


def array(name: str, shape: tuple[int, ...], dtype: Any = np.float32) -> Any:
    return numpy_helper.from_array(np.zeros(shape, dtype), name)


def test_reads_what_onnx_writes() -> None:
    tensors = [
        array("w", (3, 4)),
        array("half", (5,), np.float16),
        array("shape", (2,), np.int64),
        helper.make_tensor("typed", TensorProto.FLOAT, [2, 2], [1.0, 2.0, 3.0, 4.0]),
        helper.make_tensor("ints", TensorProto.INT8, [3], [1, -2, 3]),
        helper.make_tensor("nibbles", TensorProto.INT4, [5], [1, -2, 3, 4, 5]),
        numpy_helper.from_array(np.array(["a", "b"], object), "words"),
        helper.make_tensor("scalar", TensorProto.DOUBLE, [], [1.0]),
        helper.make_tensor("none", TensorProto.FLOAT, [0, 4], []),
    ]
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    made = helper.make_model(
        graph("g", [], tensors), producer_name="test", producer_version="1.0", opset_imports=opsets
    )
    helper.set_model_props(made, {"license": "AGPL-3.0", "names": "é" * 500})
    header = read(made.SerializeToString())
    assert header.producer == "test 1.0"
    assert header.ir_version == made.ir_version
    assert header.opsets == {"": 17, "ai.onnx.ml": 3}
    assert header.metadata == {"license": "AGPL-3.0", "names": "é" * 500}
    assert header.tensors == tuple(
        Tensor(t.name, TensorProto.DataType.Name(t.data_type), tuple(t.dims))
        for t in made.graph.initializer
    )
    assert header.external == ()


def test_knows_the_data_types_that_onnx_knows() -> None:
    known = {number: name for name, number in TensorProto.DataType.items() if number}
    assert {number: name for number, (name, _) in DTYPES.items()} == known


def test_of_a_sparse_tensor_the_stored_values_are_given() -> None:
    sparse = helper.make_sparse_tensor(array("s", (3,)), array("at", (3,), np.int64), [100, 100])
    assert read(model(graph("g", [], [], [sparse]))).tensors == (Tensor("s", "FLOAT", (3,)),)


def test_finds_constants_in_nodes_subgraphs_and_functions() -> None:
    constant = helper.make_node("Constant", [], ["c"], value=array("const", (4,)))
    inner = graph("inner", [constant], [array("sub", (2, 3))])
    outer = graph("outer", [helper.make_node("If", ["x"], ["y"], then_branch=inner)], [])
    node = helper.make_node("If", ["x"], ["z"], else_branch=outer)
    function = helper.make_function("d", "f", [], ["c"], [constant], [helper.make_opsetid("", 17)])
    data = model(graph("g", [node], [array("main", (1,))]), functions=[function])
    assert [t.name for t in read(data).tensors] == ["main"]
    assert read_constants(Reads(data), len(data)) == (
        Tensor("sub", "FLOAT", (2, 3)),
        Tensor("const", "FLOAT", (4,)),
        Tensor("const", "FLOAT", (4,)),
    )


def external(**entries: str) -> Any:
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[10])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in entries.items():
        tensor.external_data.add(key=key, value=value)
    return tensor


@pytest.mark.parametrize("entries", [{"offset": "64", "length": "40"}, {"offset": "64"}])
def test_tells_where_external_data_are(entries: dict[str, str]) -> None:
    header = read(model(graph("g", [], [external(location="w.data", **entries)])))
    assert header.external == (External("w", "w.data", 64, 40),)


def lying(**fields: Any) -> bytes:
    given = {"name": "w", "data_type": TensorProto.FLOAT, "dims": [10], "raw_data": bytes(40)}
    return model(graph("g", [], [TensorProto(**{**given, **fields})]))


def main_graph(*fields: tuple[int, int | bytes]) -> bytes:
    return message((1, 8), (7, message(*fields)))


NESTED = b""
for _ in range(100):
    NESTED = message((1, message((5, message((6, NESTED))))))

LIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not a model: IR version 0, 0 graphs"),
    "no graph": (message((1, 8)), "not a model: IR version 8, 0 graphs"),
    "no version": (message((7, b"")), "not a model"),
    "two graphs": (message((1, 8), (7, b""), (7, b"")), "not a model: IR version 8, 2 graphs"),
    "text": (b"version https://git-lfs.github.com/spec/v1\n", "ONNX model: "),
    "shape": (lying(dims=[10**6, 10**6]), "does not fit its data"),
    "raw data": (lying(raw_data=bytes(39)), "does not fit its data"),
    "no data": (lying(raw_data=b"", dims=[10**12]), "does not fit its data"),
    "float data": (lying(raw_data=None, float_data=[1.0] * 9), "does not fit its data"),
    "int data": (
        lying(raw_data=None, data_type=TensorProto.INT8, dims=[99], int32_data=[1]),
        "does not fit its data",
    ),
    "strings": (
        lying(raw_data=None, data_type=TensorProto.STRING, string_data=[b"a"]),
        "does not fit its data",
    ),
    "negative": (lying(dims=[-10]), "impossible shape"),
    "rank": (lying(dims=[1] * 70), "impossible shape"),
    "data type": (lying(data_type=99), "unknown data type 99"),
    "twice": (model(graph("g", [], [array("w", (1,)), array("w", (1,))])), "duplicate tensor 'w'"),
    "no values": (main_graph((15, b"")), "a sparse tensor without values"),
    "external nowhere": (model(graph("g", [], [external(offset="0")])), "does not say where"),
    "external offset": (
        model(graph("g", [], [external(location="w", offset="-1")])),
        "does not say where",
    ),
    "external length": (
        model(graph("g", [], [external(location="w", length="41")])),
        "does not fit its external data",
    ),
    "external digits": (
        model(graph("g", [], [external(location="w", offset="9" * 5_000)])),
        "does not fit its external data",
    ),
    "property twice": (
        message((1, 8), (7, b""), (14, message((1, b"a"))), (14, message((1, b"a")))),
        "duplicate property 'a'",
    ),
    "name": (main_graph((5, message((2, 1), (8, b"\xff")))), "not UTF-8"),
    "long name": (main_graph((5, message((8, b"n" * 70_000)))), "70000 bytes"),
    "a number for a message": (main_graph((5, 1)), "a number where a message belongs"),
    "a message for a number": (message((1, b"")), "bytes at 2 where a number belongs"),
    "packed": (main_graph((5, message((1, b"\x80")))), "a number goes past byte|inside a number"),
    "past its message": (main_graph((5, b"\x0a\x7f")), "a field goes past byte"),
    "past the file": (b"\x0a" + varint(1 << 40), "a field goes past byte"),
    "number 0": (b"\x00\x00", "a field of number 0"),
    "group": (b"\x0b", "wire type 3 at byte 0"),
    "long number": (b"\x08" + b"\xff" * 11, "a number of more than 10 bytes"),
    "cut number": (b"\x08\xff", "the file ends inside a number"),
}


@pytest.mark.parametrize(("data", "why"), LIES.values(), ids=LIES.keys())
def test_refuses_a_lie(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(data)


def test_refuses_graphs_nested_too_deeply() -> None:
    data = message((1, 8), (7, NESTED))
    with pytest.raises(ParseError, match="more than 32 deep"):
        read_constants(Reads(data), len(data))


def test_refuses_too_many_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protobuf, "MAX_FIELDS", 1_000)
    with pytest.raises(ParseError, match="more than 1000 fields"):
        read(b"\x20\x01" * 1_001)


def test_refuses_to_read_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protobuf, "MAX_READ", 100_000)
    reads = Reads(b"\x20\x01" * 100_000)
    with pytest.raises(ParseError, match="more than 100000 bytes to read"):
        read_header(reads, len(reads.data))
    assert reads.bytes <= 100_000


def test_refuses_a_file_that_is_shorter_than_its_size() -> None:
    data = model(graph("g", [], [array("w", (10_000,)), array("v", (1,))]))
    with pytest.raises(ParseError, match="the file ends"):
        read_header(Reads(data[:30_000]), len(data))


def test_reads_a_few_percent_of_20_mb() -> None:
    tensors = [array(f"layer.{i}.weight", (1_000, 100)) for i in range(50)]
    reads = Reads(model(graph("g", [], tensors)))
    assert len(reads.data) > 20_000_000
    assert len(read_header(reads, len(reads.data)).tensors) == 50
    assert reads.bytes < 0.02 * len(reads.data)


def test_reads_bytes_that_lie_before_the_block() -> None:
    data = message((8, b"x" * 10), (8, b"y" * 10_000))
    wire = Wire(Reads(data), len(data), "test")
    first, second = (value for _, value in wire.fields(wire.whole))
    assert isinstance(first, protobuf.Span)
    assert isinstance(second, protobuf.Span)
    assert wire.read(second, 10_000) == b"y" * 10_000
    assert wire.read(first, 10) == b"x" * 10


VALID = model(
    graph(
        "g",
        [helper.make_node("Constant", [], ["c"], value=array("c", (2,)))],
        [array("w", (3, 4)), array("i", (2,), np.int64)],
    )
)


@examples(200)
@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for function in (read_header, read_constants):
        with contextlib.suppress(ParseError):
            function(Reads(data), len(data))


@examples(200)
@given(st.data())
def test_of_a_mutated_file_onnx_reads_the_same_tensors(data: st.DataObject) -> None:
    mutated = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 3))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    try:
        header = read(bytes(mutated))
        read_constants(Reads(bytes(mutated)), len(mutated))
    except ParseError:
        return
    try:
        theirs = onnx.load_from_string(bytes(mutated)).graph.initializer
    except DecodeError:
        return  # in a part that holds no tensors, and that is stepped over
    assert [t.name for t in header.tensors] == [t.name for t in theirs]
    assert [t.shape for t in header.tensors] == [tuple(t.dims) for t in theirs]


@examples(200)
@given(st.integers(0, len(VALID) - 1))
def test_a_truncated_file_is_never_taken_for_whole(length: int) -> None:
    try:
        header = read(VALID[:length])
    except ParseError:
        return
    assert header.tensors == read(VALID).tensors  # cut between two fields after the graph
