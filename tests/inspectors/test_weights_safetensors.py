"""Safetensors: what the header proves, what a name or an index promises, and what lies."""

from __future__ import annotations

import json
from typing import Any

from tests.inspectors.look import Found, look
from tests.memoryview import memory_view
from tests.parsers.weightfiles import entry, safetensors_file

from howopen.inspectors.weights_safetensors import inspect
from howopen.schema import Artifact, Available, Gap, License, Weights

W = safetensors_file({"w": entry("F32", [2, 3], 0, 24)}, 24)
V = safetensors_file({"v": entry("BF16", [4], 0, 8)}, 8)
FIRST, SECOND = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"


def index(weight_map: dict[str, str], total: int | None = None) -> bytes:
    metadata = {} if total is None else {"total_size": total}
    return json.dumps({"metadata": metadata, "weight_map": weight_map}).encode()


def sharded(files: dict[str, bytes], **fields: Any) -> Found:
    return look(inspect, files, **fields)


def state(found: Found) -> tuple[str, str]:
    claim = found.one(Available, "weights")
    return claim.state, claim.note


def test_one_file_is_open_with_what_its_header_says() -> None:
    found = look(inspect, {"model.safetensors": W})
    assert state(found) == ("open", "")
    assert found.one(Weights, "weights") == Weights(
        "safetensors", files=1, bytes=len(W), tensors=1, parameters=6, dtypes={"F32": 6}
    )
    assert found.cites(Weights) == ["model.safetensors"]
    assert {e.basis for e in found.evidence} == {"observed"}


def test_shards_are_counted_together() -> None:
    files = {FIRST: W, SECOND: V}
    files["model.safetensors.index.json"] = index({"w": FIRST, "v": SECOND}, 32)
    found = sharded(files)
    assert state(found) == ("open", "")
    claim = found.one(Weights)
    assert (claim.files, claim.tensors, claim.parameters) == (2, 2, 10)
    assert claim.dtypes == {"F32": 6, "BF16": 4}


def test_a_shard_that_is_missing_by_its_name_makes_it_partial() -> None:
    found = sharded({FIRST: W})
    assert state(found) == ("partial", "1 of its shards are not listed")
    assert found.one(Weights).parameters is None


def test_a_shard_that_only_the_index_names_makes_it_partial() -> None:
    files = {"model.safetensors": W}
    files["model.safetensors.index.json"] = index({"w": "model.safetensors", "v": "more.st"})
    what, note = state(sharded(files))
    assert what == "partial"
    assert "more.st" in note


def test_a_tensor_that_the_index_promises_and_no_shard_has_makes_it_partial() -> None:
    files = {FIRST: W, SECOND: V}
    files["model.safetensors.index.json"] = index({"w": FIRST, "v": SECOND, "u": SECOND})
    what, note = state(sharded(files))
    assert what == "partial"
    assert "u" in note


def test_another_total_in_the_index_is_a_remark() -> None:
    files = {FIRST: W, SECOND: V}
    files["model.safetensors.index.json"] = index({"w": FIRST, "v": SECOND}, 31)
    what, note = state(sharded(files))
    assert what == "open"
    assert "31 bytes" in note
    assert "32" in note


def test_a_broken_index_is_a_gap_and_the_shards_still_count() -> None:
    found = sharded({FIRST: W, SECOND: V, "model.safetensors.index.json": b"{"})
    assert state(found) == ("open", "")
    assert found.one(Weights).parameters == 10
    assert found.gap().what.endswith("index.json")


def test_a_header_that_lies_is_a_gap_and_the_file_is_still_there() -> None:
    lie = safetensors_file({"w": entry("F32", [2, 3], 0, 2400)}, 24)
    found = look(inspect, {"model.safetensors": lie})
    assert state(found)[0] == "open"
    assert found.one(Weights) == Weights("safetensors", 1, len(lie))
    assert found.gap().components == ("weights", "intermediate-weights")


def test_one_shard_that_lies_leaves_the_counts_unknown() -> None:
    files = {FIRST: W, SECOND: b"x" * 20}
    files["model.safetensors.index.json"] = index({"w": FIRST, "v": SECOND}, 32)
    found = sharded(files)
    assert state(found) == ("open", "")
    assert found.one(Weights) == Weights("safetensors", 2, len(W) + 20)
    assert found.gap().what.endswith(SECOND)


def test_without_a_size_a_header_proves_nothing() -> None:
    found = look(inspect, {"model.safetensors": W}, artifacts=(Artifact("model.safetensors"),))
    assert "size is not known" in found.gap().why
    assert found.one(Weights).parameters is None


def test_weights_behind_a_gate_are_gated() -> None:
    assert state(look(inspect, {"model.safetensors": W}, access="gated"))[0] == "gated"
    assert state(look(inspect, {FIRST: W}, access="gated"))[0] == "partial"


def test_adapters_and_checkpoints_are_told_apart() -> None:
    files = {"adapter_model.safetensors": W, "checkpoint-10/model.safetensors": V}
    found = look(inspect, files)
    assert found.one(Weights, "weights").stage == "adapter"
    assert found.one(Weights, "intermediate-weights").stage == "intermediate"
    assert found.states("intermediate-weights") == ["open"]


def test_a_license_in_the_header_is_declared_of_the_weights() -> None:
    header = {"__metadata__": {"license": " MIT ", "format": "pt"}, "w": entry("F32", [1], 0, 4)}
    found = look(inspect, {"model.safetensors": safetensors_file(header, 4)})
    assert found.one(License, "weights") == License("MIT", "header", "MIT")
    assert found.one(Weights).metadata == {"format": "pt", "license": " MIT "}


def test_packed_values_are_counted_by_the_configuration_beside_them() -> None:
    packed = {
        "l.qweight": entry("I32", [8, 8], 0, 256),
        "l.scales": entry("F16", [1, 8], 256, 272),
    }
    config = json.dumps({"quantization_config": {"quant_method": "gptq", "bits": 8}}).encode()
    files = {"a/model.safetensors": safetensors_file(packed, 272), "a/config.json": config}
    assert look(inspect, files).one(Weights).parameters == 8 * 8 * 4
    del files["a/config.json"]
    assert look(inspect, files).one(Weights).parameters is None


def test_weights_of_tests_are_not_those_of_the_release() -> None:
    found = look(inspect, {"tests/fixtures/model.safetensors": W})
    assert (found.evidence, found.gaps) == ([], [])


def test_brackets_in_the_name_of_a_folder_are_no_pattern() -> None:
    files = {f"[v1]/{FIRST}": W, f"[v1]/{SECOND}": V}
    files["[v1]/model.safetensors.index.json"] = index({"w": FIRST, "v": SECOND}, 31)
    assert "31 bytes" in state(sharded(files))[1]


def test_an_index_without_any_of_its_shards_is_a_gap() -> None:
    view = memory_view({"model.safetensors.index.json": b'{"weight_map": {"a": "x.safetensors"}}'})
    (gap,) = inspect(view)
    assert isinstance(gap, Gap)
    assert gap.why == "an index of shards, none of which is listed"
