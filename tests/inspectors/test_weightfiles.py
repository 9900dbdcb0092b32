"""Which names are those of weights, and which belong together."""

from __future__ import annotations

import pytest

from howopen.inspectors.weightfiles import Stage, is_weights, stage, total_bytes, weight_sets
from howopen.schema import Artifact


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("model.safetensors", True),
        ("a/b/Model-Q4_K_M.GGUF", True),
        ("pytorch_model.bin", True),
        ("model.tflite", True),
        ("best/model.pth", True),
        ("latest/model.onnx", True),
        ("training_args.bin", False),
        ("optimizer.pt", False),
        ("checkpoint-10/optimizer.bin", False),
        ("scheduler.pt", False),
        ("rng_state_0.pth", False),
        ("tests/model.onnx", False),
        ("src/pkg/testdata/model.pt", False),
        ("tests/fixtures/tiny.gguf", False),
        ("examples/dummy.onnx", False),
        ("unit_tests/model.onnx", False),
        ("contest/model.onnx", True),
        ("model.json", False),
        ("model.safetensors.index.json", False),
        ("README.md", False),
    ],
)
def test_names_of_weights(path: str, expected: bool) -> None:
    assert is_weights(path) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("model.safetensors", "final"),
        ("adapter_model.safetensors", "adapter"),
        ("lora/adapter_model.bin", "adapter"),
        ("checkpoint-500/model.safetensors", "intermediate"),
        ("a/global_step1000/model.bin", "intermediate"),
        ("step_10/x.bin", "intermediate"),
        ("model-epoch3.ckpt", "final"),
        ("epoch-3.ckpt", "intermediate"),
        ("checkpoint/model.bin", "final"),
        ("checkpoint-final/model.bin", "final"),
    ],
)
def test_the_stage_is_told_by_the_name(name: str, expected: Stage) -> None:
    assert stage(name) == expected


def test_shards_are_one_set_and_other_files_one_each() -> None:
    names = ["b.gguf", "a-00002-of-00003.gguf", "a-00001-of-00003.gguf", "x/a-00001-of-00001.gguf"]
    sets = weight_sets(Artifact(name, 1) for name in [*names, "README.md"])
    assert [(s.name, [a.path for a in s.files], s.missing) for s in sets] == [
        ("a.gguf", ["a-00001-of-00003.gguf", "a-00002-of-00003.gguf"], (3,)),
        ("b.gguf", ["b.gguf"], ()),
        ("x/a.gguf", ["x/a-00001-of-00001.gguf"], ()),
    ]


def test_a_total_with_an_unknown_size_is_unknown() -> None:
    assert total_bytes([Artifact("a", 2), Artifact("b", 3)]) == 5
    assert total_bytes([Artifact("a", 2), Artifact("b")]) is None
    assert total_bytes([]) == 0
