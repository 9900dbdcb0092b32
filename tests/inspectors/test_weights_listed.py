"""Formats that are not read: the magic number proves what they are, a name proves nothing."""

from __future__ import annotations

import pytest
from tests.inspectors.look import look

from howopen.inspectors.weights_listed import inspect
from howopen.schema import Artifact, Weights

TFLITE = b"\x1c\x00\x00\x00TFL3" + bytes(20)
HDF5 = b"\x89HDF\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("model.tflite", TFLITE, "tflite"),
        ("Model.TFLITE", TFLITE, "tflite"),
        ("model.keras", b"PK\x03\x04" + bytes(9), "keras"),
        ("tf_model.h5", HDF5, "hdf5"),
        ("a/weights.hdf5", HDF5, "hdf5"),
        ("model.nemo", bytes(257) + b"ustar\x00", "nemo"),
        ("model.pte", b"....ET12", "executorch"),
    ],
)
def test_the_magic_number_of_weights(name: str, content: bytes, format_: str) -> None:
    found = look(inspect, {name: content})
    assert found.states("weights") == ["open"]
    assert found.one(Weights) == Weights(format_, 1, len(content))
    assert found.gap().why == f"{format_} files are not read yet"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.tflite", b"TFL3" + bytes(20)),
        ("model.npz", b"PK\x03\x04"),
        ("model.pb", b"\x08\x01"),
        ("flax_model.msgpack", b"\x81"),
        ("recording.h5", HDF5),
        ("models/recording.h5", HDF5),
        ("model.h5", b"version https://git-lfs"),
        ("model.keras", b""),
    ],
)
def test_a_name_alone_is_only_a_gap(name: str, content: bytes) -> None:
    found = look(inspect, {name: content})
    assert found.evidence == []
    assert "it may hold weights" in found.gap().why


def test_weights_of_tests_and_formats_that_are_read_are_left_out() -> None:
    found = look(inspect, {"tests/model.tflite": TFLITE, "model.safetensors": b""})
    assert (found.evidence, found.gaps) == ([], [])


def test_a_file_that_cannot_be_read_is_a_gap() -> None:
    found = look(inspect, {}, artifacts=(Artifact("model.tflite", 9),))
    assert found.evidence == []
    assert "no such file" in found.gap().why


def test_stage_and_access() -> None:
    found = look(inspect, {"epoch-3.tflite": TFLITE}, access="gated")
    assert found.states("intermediate-weights") == ["gated"]
