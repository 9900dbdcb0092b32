"""Checkpoints are read as `torch.load` would see them, and lies about storages are refused."""

from __future__ import annotations

import zipfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples
from tests.parsers.torchfile import (
    GLOBALS,
    Call,
    Storage,
    legacy_checkpoint,
    pickled,
    reader,
    tensor,
    zip_checkpoint,
)

from howopen.errors import ParseError
from howopen.parsers import torch
from howopen.parsers.tensor import Tensor
from howopen.parsers.torch import Checkpoint, read_checkpoint

W, B, STEPS = Storage("0", 12), Storage("1", 4, "HalfStorage"), Storage("2", 1, "LongStorage")
STATE: dict[str, Any] = OrderedDict(
    [("fc.weight", tensor(W, 3, 4)), ("fc.bias", tensor(B, 4)), ("steps", tensor(STEPS))]
)
TENSORS = (
    Tensor("fc.weight", "float32", (3, 4)),
    Tensor("fc.bias", "float16", (4,)),
    Tensor("steps", "int64", ()),
)

Write = Callable[[Any, list[Storage]], bytes]


def as_zip(value: Any, storages: list[Storage]) -> bytes:
    return zip_checkpoint(pickled(value), storages)


def as_legacy(value: Any, storages: list[Storage]) -> bytes:
    return legacy_checkpoint(pickled(value, legacy=True), storages)


def read(data: bytes) -> Checkpoint:
    return read_checkpoint(reader(data), len(data))


@pytest.mark.parametrize("write", [as_zip, as_legacy])
def test_a_state_dict(write: Write) -> None:
    checkpoint = read(write(STATE, [W, B, STEPS]))
    assert checkpoint.tensors == TENSORS
    assert checkpoint.parameters == 16  # the integer counter is none
    assert checkpoint.unexpected == ()
    assert checkpoint.imports == (
        "collections.OrderedDict",
        "torch.FloatStorage",
        "torch.HalfStorage",
        "torch.LongStorage",
        "torch._utils._rebuild_tensor_v2",
    )
    assert checkpoint.format == ("zip" if write is as_zip else "legacy")


def test_the_zip_of_a_nameless_folder_and_packed() -> None:
    plain = pickled({})
    assert read(zip_checkpoint(plain, [], name="data.pkl")).tensors == ()
    packed = zip_checkpoint(pickled(STATE), [W, B, STEPS], compression=zipfile.ZIP_DEFLATED)
    assert read(packed).tensors == TENSORS


def test_tied_and_sliced_tensors_count_once() -> None:
    whole, part = Storage("0", 100), Storage("1", 100)
    state = {
        "embed": tensor(whole, 10, 10),
        "head": tensor(whole, 10, 10, stride=(1, 10)),
        "head.again": tensor(whole, 10, 10),
        "slice": tensor(part, 10, offset=20),
        "slice.tied": tensor(part, 10, offset=20),
        "expanded": tensor(Storage("2", 1), 1_000, stride=(0,)),
    }
    checkpoint = read(as_zip(state, [whole, part, Storage("2", 1)]))
    assert len(checkpoint.tensors) == 6
    assert checkpoint.parameters == 100 + 10 + 1


def test_one_tensor_object_under_two_names_has_both() -> None:
    shared = tensor(W, 12)
    checkpoint = read(as_zip({"a": shared, "b": [shared]}, [W]))
    assert [t.name for t in checkpoint.tensors] == ["a", "b.0"]
    assert checkpoint.parameters == 12


def test_the_optimizer_is_listed_and_not_counted() -> None:
    moment = Storage("1", 12)
    value = {"model": {"w": tensor(W, 12)}, "optimizer": {"state": {0: {"m": tensor(moment, 12)}}}}
    checkpoint = read(as_zip(value, [W, moment]))
    assert [t.name for t in checkpoint.tensors] == ["model.w", "optimizer.state.0.m"]
    assert checkpoint.parameters == 12


def test_a_pickled_module_has_the_names_of_its_state_dict() -> None:
    parameter = Call("torch._utils._rebuild_parameter", (tensor(W, 3, 4), True, OrderedDict()))
    inner = Call(
        "torch.nn.modules.linear.Linear", (), {"training": True, "_parameters": {"w": parameter}}
    )
    outer = Call("torch.nn.modules.linear.Linear", (), {"_modules": OrderedDict(fc=inner)})
    checkpoint = read(as_zip(outer, [W]))
    assert checkpoint.tensors == (Tensor("fc.w", "float32", (3, 4)),)
    assert checkpoint.unexpected == ("torch.nn.modules.linear.Linear",)


def test_the_odd_ways_to_make_a_tensor() -> None:
    raw = Storage("1", 24, "UntypedStorage")
    v3 = tensor(
        raw, 12, call="torch._utils._rebuild_tensor_v3", more=(GLOBALS["torch.float16"], None)
    )
    plain = GLOBALS["torch._utils._rebuild_tensor_v2"]
    subclass = Call(
        "torch._tensor._rebuild_from_type_v2", (plain, None, tensor(W, 12).arguments, {})
    )
    sized = Call(
        "torch._utils._rebuild_tensor_v2", (W, 0, Call("torch.Size", ((12,),)), (1,), False, {})
    )
    python2 = Call(OrderedDict, ([["w", tensor(W, 12)]],))
    value = {"v3": v3, "subclass": subclass, "sized": sized, "python2": python2}
    checkpoint = read(as_zip(value, [W, raw]))
    assert checkpoint.tensors == (
        Tensor("v3", "float16", (12,)),
        Tensor("subclass", "float32", (12,)),
        Tensor("sized", "float32", (12,)),
        Tensor("python2.w", "float32", (12,)),
    )
    assert checkpoint.parameters == 24
    assert checkpoint.unexpected == ()


def test_torchscript() -> None:
    value = Call("__torch__.Net", (), {"w": tensor(W, 12)})
    extra = {"archive/constants.pkl": pickled(()), "archive/code/__torch__.py": b"class Net:"}
    checkpoint = read(zip_checkpoint(pickled(value), [W], extra=extra))
    assert checkpoint.format == "torchscript"
    assert checkpoint.tensors == (Tensor("w", "float32", (12,)),)
    assert checkpoint.unexpected == ()
    assert read(as_zip(value, [W])).unexpected == ("__torch__.Net",)


class Attack:
    def __reduce__(self) -> tuple[Any, ...]:
        return eval, ("1/0",)


@pytest.mark.parametrize("write", [as_zip, as_legacy])
def test_a_call_of_anything_else_is_reported(write: Write) -> None:
    checkpoint = read(write({"w": tensor(W, 12), "x": Attack()}, [W]))
    assert checkpoint.unexpected == ("__builtin__.eval",)  # its name in protocol 2
    assert checkpoint.tensors == (Tensor("w", "float32", (12,)),)


def test_a_call_hidden_in_the_head_of_a_legacy_file_is_reported() -> None:
    good = legacy_checkpoint(pickled({}), [])
    version = pickled(1001)
    assert good.count(version) == 1
    assert read(good.replace(version, pickled(Attack()))).unexpected == ("__builtin__.eval",)


def test_a_bare_pickle_is_reported_for_torch_would_run_it() -> None:
    checkpoint = read(b"cos\nsystem\n(S'true'\ntR.")
    assert (checkpoint.format, checkpoint.unexpected) == ("pickle", ("os.system",))
    assert checkpoint.tensors == ()


def test_storages_are_never_read() -> None:
    big = Storage("0", 1_000_000)
    for write in (as_zip, as_legacy):
        data = write({"w": tensor(big, 1_000_000)}, [big])
        reads: list[bytes] = []
        assert read_checkpoint(reader(data, reads), len(data)).parameters == 1_000_000
        assert len(reads) <= 4
        assert sum(map(len, reads)) < 200_000


def test_a_legacy_file_whose_pickles_are_longer_than_a_window() -> None:
    storages = [Storage(f"{index:08}", 1) for index in range(3_000)]
    state = {f"layer.{storage.key}.weight": tensor(storage, 1) for storage in storages}
    data = as_legacy(state, storages)
    assert data.index(b"layer.00002999") > torch.FIRST_WINDOW
    assert read(data).parameters == 3_000


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (tensor(W, 13), "reaches element 12 of a storage of 12"),
        (tensor(W, 12, offset=1), "reaches element 12 of a storage of 12"),
        (tensor(W, 2, stride=(12,)), "reaches element 12"),
        (tensor(W, 2**40), "reaches element"),
        (tensor(W, 2**40, 2**40, stride=(0, 0)), "elements"),
        (tensor(W, -1, stride=(1,)), "not a number from 0"),
        (tensor(W, True, stride=(1,)), "not a number from 0"),
        (tensor(W, *[1] * 65), "at most 64 dimensions"),
        (tensor(W, 12, stride=()), "1 dimensions and 0 strides"),
        (Call("torch._utils._rebuild_tensor_v2", (W, 0)), "arguments"),
        (Call("torch._utils._rebuild_tensor_v2", ("W", 0, (1,), (1,))), "has no storage"),
        (tensor(Storage("0", 12, "UntypedStorage"), 1), "has no dtype"),
    ],
)
def test_impossible_tensors_are_refused(call: Call, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(as_zip({"w": call}, [W]))


def test_storages_must_be_there_and_as_long_as_claimed() -> None:
    with pytest.raises(ParseError, match="storage '0' is not in the zip"):
        read(as_zip(STATE, [B, STEPS]))
    with pytest.raises(ParseError, match="storage '0' has 44 bytes, not 48"):
        read(as_zip({"w": tensor(W, 12)}, [Storage("0", 11)]))
    with pytest.raises(ParseError, match="ends within its storages"):
        read(as_legacy(STATE, [W, B, STEPS])[:-1])
    with pytest.raises(ParseError, match="storage '0' is not listed"):
        read(as_legacy(STATE, [B, STEPS]))
    with pytest.raises(ParseError, match="two sizes"):
        read(as_legacy([tensor(W, 12), tensor(Storage("0", 5), 5)], [W]))


def test_structures_that_grow_when_walked() -> None:
    doubled: Any = (tensor(W, 12),)
    for _ in range(60):
        doubled = (doubled, doubled)
    assert read(as_zip({"w": doubled}, [W])).parameters == 12
    ring: list[Any] = [tensor(W, 12)]
    ring.append(ring)
    assert read(as_zip(ring, [W])).parameters == 12
    # A dict whose key is the doubled tuple: hashing it would never end.
    key = b"N\x85" + b"2\x86" * 60
    assert read(b"\x80\x02}(" + key + b"Nu.").tensors == ()


def test_nesting_and_names_are_bounded() -> None:
    deep: Any = tensor(W, 12)
    for _ in range(250):
        deep = [deep]
    with pytest.raises(ParseError, match="levels deep"):
        read(as_zip(deep, [W]))
    with pytest.raises(ParseError, match="over 500 characters"):
        read(as_zip({"n" * 400: {"m" * 400: tensor(W, 12)}}, [W]))


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "MAX_BYTES", 1_000_000)
    bomb = zip_checkpoint(bytes(5_000_000), [], compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(ParseError, match="over 1,000,000 bytes"):
        read(bomb)
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with pytest.raises(ParseError, match="packed by method"):
            read(zip_checkpoint(pickled({}), [], compression=method))


def test_a_forged_zip_directory_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "MAX_DIRECTORY", 100_000)
    storages = [Storage(f"{index:08}", 0) for index in range(2_000)]
    with pytest.raises(ParseError, match="over the bound of 100,000"):
        read(as_zip({}, storages))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_zips_that_two_readers_would_read_differently_are_refused() -> None:
    with pytest.raises(ParseError, match="there twice"):
        read(zip_checkpoint(pickled({}), [], extra={"archive/data.pkl": pickled(Attack())}))
    with pytest.raises(ParseError, match="with 2 "):
        read(zip_checkpoint(pickled({}), [], extra={"other/data.pkl": pickled(Attack())}))
    with pytest.raises(ParseError, match="with 0 "):
        read(zip_checkpoint(b"", [], name="a/b/data.pkl"))


def test_the_old_tar_format_is_named() -> None:
    header = b"sys_info".ljust(257, b"\0") + b"ustar\0" + bytes(249)
    with pytest.raises(ParseError, match=r"tar format of torch before 0\.1\.10"):
        read(header + bytes(1_024))


@given(st.binary(max_size=300))
@examples(200)
def test_any_bytes(data: bytes) -> None:
    with suppress(ParseError):
        read(data)
    with suppress(ParseError):
        read(b"PK\x03\x04" + data)


_VALID = [as_zip(STATE, [W, B, STEPS]), as_legacy(STATE, [W, B, STEPS])]


@given(st.sampled_from(_VALID), st.data())
@examples(400)
def test_mutated_checkpoints(valid: bytes, data: st.DataObject) -> None:
    mutated = bytearray(valid)
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.just(len(mutated)) | st.integers(0, len(mutated)))
    with suppress(ParseError):
        read(bytes(mutated[:end]))
