"""ONNX: weights, graph and license of one file, and the data that lies beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from tests.inspectors.look import look

from howopen.inspectors.weights_onnx import inspect
from howopen.schema import Available, License, Weights


def model(*tensors: Any, **properties: str) -> bytes:
    graph = helper.make_graph([], "g", [], [], list(tensors))
    made = helper.make_model(graph, producer_name="maker")
    helper.set_model_props(made, properties)
    return bytes(made.SerializeToString())


def array(*shape: int, dtype: Any = np.float32) -> Any:
    return numpy_helper.from_array(np.zeros(shape, dtype), "w")


def external(location: str) -> Any:
    made = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, 3])
    made.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("length", "24")):
        made.external_data.add(key=key, value=value)
    return made


def test_weights_and_graph_are_in_one_file() -> None:
    data = model(array(2, 3))
    found = look(inspect, {"model.onnx": data})
    assert found.states("weights") == ["open"]
    assert found.states("model-architecture") == ["open"]
    claim = found.one(Weights)
    assert (claim.format, claim.bytes, claim.tensors, claim.parameters) == ("onnx", len(data), 1, 6)
    assert list(claim.dtypes.values()) == [6]
    assert claim.metadata["producer"].startswith("maker")
    assert not claim.executable


def test_a_license_in_the_properties_is_declared_of_the_weights() -> None:
    found = look(inspect, {"model.onnx": model(array(2), license="MIT")})
    assert found.one(License, "weights") == License("MIT", "header", "MIT")


def test_a_graph_without_weights_is_none() -> None:
    for data in (model(), model(array(4, dtype=np.int64))):
        found = look(inspect, {"preprocess.onnx": data})
        assert (found.evidence, found.gaps) == ([], [])


def test_external_data_that_is_not_listed_makes_it_partial() -> None:
    data = model(external("model.onnx_data"))
    alone = look(inspect, {"a/model.onnx": data}).one(Available, "weights")
    assert alone == Available("partial", "external data not listed: model.onnx_data")
    elsewhere = look(inspect, {"a/model.onnx": data, "model.onnx_data": bytes(24)})
    assert elsewhere.states("weights") == ["partial"]
    beside = look(inspect, {"a/model.onnx": data, "a/model.onnx_data": bytes(24)})
    assert beside.states("weights") == ["open"]


def test_external_data_may_be_written_as_a_path_from_here() -> None:
    found = look(inspect, {"a/model.onnx": model(external("./w.bin")), "a/w.bin": bytes(24)})
    assert found.states("weights") == ["open"]


def test_brackets_in_names_are_no_pattern() -> None:
    data = model(external("w[1].bin"))
    assert look(inspect, {"[a]/m.onnx": data, "[a]/w[1].bin": b""}).states("weights") == ["open"]
    assert look(inspect, {"[a]/m.onnx": data, "a/w1.bin": b""}).states("weights") == ["partial"]


def test_a_broken_file_is_a_gap_and_still_there() -> None:
    found = look(inspect, {"step-100/model.onnx": b"\xff" * 100})
    assert found.one(Weights) == Weights("onnx", 1, 100, stage="intermediate")
    assert found.states("intermediate-weights") == ["open"]
    assert found.states("model-architecture") == []
    assert len(found.gaps) == 1


def test_what_a_gated_repository_holds_is_gated() -> None:
    found = look(inspect, {"model.onnx": model(array(2))}, access="gated")
    assert found.states("weights") == found.states("model-architecture") == ["gated"]


def test_models_of_tests_are_not_the_release() -> None:
    assert look(inspect, {"tests/model.onnx": model(array(2))}).evidence == []
