"""The opcode interpreter reads what `pickle` writes, runs nothing, and bounds everything."""

from __future__ import annotations

import os
import pickle
import pickletools
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers import pickle_ops
from howopen.parsers.pickle_nodes import Global, Inert, Mapping, Object, Sequence
from howopen.parsers.pickle_ops import Truncated, read_pickle

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.text(max_size=50),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(st.text(max_size=9) | st.integers(), inner, max_size=5)
    ),
    max_leaves=20,
)


def unpickled(node: Any) -> Any:
    """The plain value of a node, tuples as lists."""
    if isinstance(node, Sequence):
        return [unpickled(item) for item in node.items]
    if isinstance(node, Mapping):
        return {unpickled(key): unpickled(value) for key, value in node.pairs}
    return node


def listed(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [listed(item) for item in value]
    if isinstance(value, dict):
        return {key: listed(item) for key, item in value.items()}
    return value


@given(value=plain, protocol=st.integers(0, 5))
@examples(150)
def test_reads_what_pickle_writes(value: Any, protocol: int) -> None:
    data = pickle.dumps(value, protocol)
    read = read_pickle(data + b"more")
    assert unpickled(read.root) == listed(value)
    assert read.end == len(data)
    assert read.imports == ()


def test_knows_every_opcode() -> None:
    names = {op.name for op in pickletools.opcodes} - {"STOP"}
    assert set(pickle_ops._BY_NAME) == names


@pytest.mark.parametrize("protocol", range(6))
def test_a_call_is_kept_as_its_name_and_not_made(protocol: int, tmp_path: Path) -> None:
    proof = tmp_path / "called"

    class Attack:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {proof}",)

    read = read_pickle(pickle.dumps([Attack()], protocol))
    assert read.imports == (f"{os.system.__module__}.system",)
    assert isinstance(read.root, Sequence)
    call = read.root.items[0]
    assert isinstance(call, Object)
    assert isinstance(call.callee, Global)
    assert unpickled(call.arguments) == [f"touch {proof}"]
    assert not proof.exists()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"(S'true'\nios\nsystem\n.", "os.system"),
        (b"(cos\nsystem\nS'true'\no.", "os.system"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.", "os.system"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93)\x81.", "os.system"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93)}\x92.", "os.system"),
        (b"\x80\x02\x82\x07.", "copyreg.extension_7"),
    ],
    ids=["INST", "OBJ", "STACK_GLOBAL", "NEWOBJ", "NEWOBJ_EX", "EXT1"],
)
def test_every_way_to_name_a_global_is_seen(data: bytes, name: str) -> None:
    assert read_pickle(data).imports == (name,)


def test_a_stream_that_breaks_after_the_call_still_tells_what_it_imported() -> None:
    with pytest.raises(ParseError, match=r"after importing os\.system"):
        read_pickle(b"cos\nsystem\n(S'true'\ntR\xff")


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x04\x8d" + (2**32).to_bytes(8, "little"),
        b"\x80\x04\x8d" + (2**63).to_bytes(8, "little") + b"x.",
        b"\x80\x04\x8e" + (2**40).to_bytes(8, "little"),
        b"\x80\x05\x96" + (2**40).to_bytes(8, "little"),
        b"\x80\x02\x8b" + (2**32 - 1).to_bytes(4, "little"),
        b"\x80\x02\x8b" + (2_000).to_bytes(4, "little") + bytes(2_000) + b".",
        b"\x80\x04\x95" + (2**32).to_bytes(8, "little") + b"N.",
        b"X" + (2**32 - 1).to_bytes(4, "little"),
    ],
    ids=["unicode", "unicode-sign", "bytes", "bytearray", "long", "long-there", "frame", "short"],
)
def test_claimed_lengths_are_not_believed(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_pickle(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b".",
        b"\x00.",
        b"(.",
        b"1.",
        b"R.",
        b"N0.",
        b"h\x05.",
        b"g-1\n.",
        b"I12_3\n.",
        b"I\xb2\n.",
        b"L" + b"9" * 5_000 + b"L\n.",
        b"NNa.",
        b"}(Nu.",
        b"Nq",
        b"\x80\x04NN\x93.",
        b"c" + b"a" * 2_000 + b"\nb\n.",
        b"cos\nsystem\n}b.",
        b"(o.",
    ],
)
def test_broken_streams_are_parse_errors(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_pickle(data)


def test_a_stream_that_goes_on_is_told_apart() -> None:
    data = pickle.dumps(list(range(100)))
    for end in range(len(data)):
        with pytest.raises(Truncated):
            read_pickle(data[:end])


@pytest.mark.parametrize(
    "body",
    [b"]" * 5_000, b"(" * 5_000, b"N\x94" * 5_000, b"N0" * 5_000],
    ids=["objects", "marks", "memo", "opcodes"],
)
def test_counts_are_bounded(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("MAX_NODES", "MAX_NESTING", "MAX_OPCODES"):
        monkeypatch.setattr(pickle_ops, bound, 2_000)
    with pytest.raises(ParseError, match="over 2,000"):
        read_pickle(body + b"N.")


def test_very_deep_structures_come_and_go() -> None:
    read = read_pickle(b"]" + b"\x85" * 500_000 + b".")
    assert isinstance(read.root, Sequence)
    del read  # frees the chain without recursion


def test_text_is_kept_up_to_a_bound_and_content_not_at_all() -> None:
    read = read_pickle(pickle.dumps(["é" * 5_000, b"x" * 5_000, 1.5], 4))
    assert isinstance(read.root, Sequence)
    text, content, number = read.root.items
    assert text == "é" * pickle_ops.MAX_NAME
    assert isinstance(content, Inert)
    assert isinstance(number, Inert)


@given(st.binary(max_size=200))
@examples(300)
def test_any_bytes(data: bytes) -> None:
    with suppress(ParseError):
        read_pickle(data)


_VALID = [
    pickle.dumps(OrderedDict(a=[1, (2, "x")], b={"c": {1, 2}}), protocol) for protocol in range(6)
]


@given(st.sampled_from(_VALID), st.data())
@examples(300)
def test_mutated_pickles(valid: bytes, data: st.DataObject) -> None:
    mutated = bytearray(valid)
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ParseError):
        read_pickle(bytes(mutated))
