"""What a license or card is about, from its name and place alone."""

from __future__ import annotations

import pytest
from tests.memoryview import memory_view

from howopen.inspectors.scope import CODE, scope

WHOLE = ("distribution",)
WEIGHTS = ("weights",)


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("LICENSE", WHOLE),
        ("LICENSE-MODEL", WEIGHTS),
        ("LICENSE_MODEL.txt", WEIGHTS),
        ("MODEL_LICENSE", WEIGHTS),
        ("LICENSE.weights", WEIGHTS),
        ("LICENSE-CODE", CODE),
        ("LICENSE-SOFTWARE.md", CODE),
        ("docs/LICENSE-MODEL", WEIGHTS),
        ("LICENSE-REMODEL", WHOLE),
        ("LICENSE-CODEC", WHOLE),
        ("pkg-1.0.dist-info/LICENSE", WHOLE),
        ("pkg-1.0.dist-info/licenses/LICENSE", WHOLE),
        ("pkg.egg-info/LICENSE", WHOLE),
        ("src/pkg-1.0.dist-info/LICENSE", ()),
        ("docs/LICENSE", ()),
    ],
)
def test_by_name_then_by_place(path: str, about: tuple[str, ...]) -> None:
    assert scope(memory_view({path: b"", "model.safetensors": b""}), path) == about


@pytest.mark.parametrize(
    ("weights", "about"),
    [
        ("a/model.safetensors", WEIGHTS),
        ("a/b/model.gguf", WEIGHTS),
        ("a/b/c/model.gguf", ()),
        ("model.gguf", ()),
        ("ab/model.gguf", ()),
        ("a/training_args.bin", ()),
        ("a/tokenizer.model", ()),
        ("a/tests/model.gguf", ()),
    ],
)
def test_a_folder_is_about_the_weights_that_lie_in_it(weights: str, about: tuple[str, ...]) -> None:
    assert scope(memory_view({"a/LICENSE": b"", weights: b""}), "a/LICENSE") == about


def test_brackets_in_the_name_of_a_folder_are_no_pattern() -> None:
    view = memory_view({"[v1]/LICENSE": b"", "[v1]/model.gguf": b"", "v/model.gguf": b""})
    assert scope(view, "[v1]/LICENSE") == WEIGHTS
    other = memory_view({"[v1]/LICENSE": b"", "v/model.gguf": b""})
    assert scope(other, "[v1]/LICENSE") == ()


def test_code_is_every_component_of_code() -> None:
    assert set(CODE) >= {"training-code", "inference-code", "model-architecture"}
    assert "weights" not in CODE
