"""What a license or card is about, from its name and place alone."""

from __future__ import annotations

import pytest
from tests.memoryview import memory_view

from howopen.inspectors.scope import CODE, LicenseScopes, Scope, scope

WHOLE = ("distribution",)
WEIGHTS = ("weights",)


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("README.md", WHOLE),
        ("MODEL_README.md", WEIGHTS),
        ("pkg-1.0.dist-info/README.md", WHOLE),
        ("docs/README.md", ()),
    ],
)
def test_a_card_by_name_then_by_place(path: str, about: tuple[str, ...]) -> None:
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
def test_a_card_in_a_folder_is_about_the_weights_that_lie_in_it(
    weights: str, about: tuple[str, ...]
) -> None:
    assert scope(memory_view({"a/README.md": b"", weights: b""}), "a/README.md") == about


def test_brackets_in_the_name_of_a_folder_are_no_pattern() -> None:
    view = memory_view({"[v1]/README.md": b"", "[v1]/model.gguf": b"", "v/model.gguf": b""})
    assert scope(view, "[v1]/README.md") == WEIGHTS
    other = memory_view({"[v1]/README.md": b"", "v/model.gguf": b""})
    assert scope(other, "[v1]/README.md") == ()


def test_code_is_every_component_of_code() -> None:
    assert set(CODE) >= {"training-code", "inference-code", "model-architecture"}
    assert "weights" not in CODE


# ---------------------------------------------------------------------------- license files
def of(path: str, *others: str) -> Scope:
    """What the license at `path` is about, beside other files."""
    return LicenseScopes(memory_view(dict.fromkeys((path, *others), b""))).of(path)


@pytest.mark.parametrize(
    ("path", "component"),
    [
        ("LICENSE", "distribution"),
        ("LICENSE-REMODEL", "distribution"),
        ("LICENSE-CODEC", "distribution"),
        ("pkg-1.0.dist-info/LICENSE", "distribution"),
        ("pkg-1.0.dist-info/licenses/LICENSE", "distribution"),
        ("pkg.egg-info/LICENSE", "distribution"),
        ("licenses/LICENSE", "distribution"),
        ("LICENSE-MODEL", "weights"),
        ("LICENSE_MODEL.txt", "weights"),
        ("MODEL_LICENSE", "weights"),
        ("MODEL_LICENSE_AGREEMENT.txt", "weights"),
        ("LICENSE.weights", "weights"),
        ("LICENSE-MODEL_zh.md", "weights"),
        ("docs/LICENSE-MODEL", "weights"),
        ("LICENSE-CODE", "code"),
        ("LICENSE-SOFTWARE.md", "code"),
        ("LICENSE-DATA", "data"),
        ("DATASET_LICENSE.txt", "data"),
        ("LICENSE-DOCS", "documents"),
        ("LICENSE-MODEL-CODE", "distribution"),
    ],
)
def test_a_license_is_about_what_its_name_says_or_about_all(path: str, component: str) -> None:
    assert of(path, "model.safetensors", "run.py") == Scope(component)


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("model_licenses/LICENSE-FLUX1-dev", Scope("weights", "FLUX1-dev")),
        ("assets/model_licenses/llama_license.txt", Scope("weights", "llama")),
        ("LICENSE-MODEL-Qwen2.5-7B.md", Scope("weights", "Qwen2.5-7B")),
        ("model_licenses/LICENSE", Scope("weights")),
    ],
)
def test_a_license_of_one_model_of_several_names_it(path: str, scope: Scope) -> None:
    assert of(path, "LICENSE", "run.py") == scope


def test_beside_a_license_for_all_one_with_a_name_is_of_that_part() -> None:
    assert of("LICENSE_GEMMA.md", "LICENSE.md") == Scope("distribution", "GEMMA")
    assert of("LICENSE_GEMMA.md") == Scope("distribution")
    assert of("licenses/LICENSE-torchlib") == Scope("distribution", "torchlib")


@pytest.mark.parametrize("name", ["LICENSE-MIT", "LICENSE-APACHE-2.0", "LICENSE_CN.txt"])
def test_the_name_of_a_license_or_language_is_no_part(name: str) -> None:
    assert of(name, "LICENSE") == Scope("distribution")


def test_in_a_folder_with_weights_it_is_about_these() -> None:
    assert of("a/LICENSE", "a/model.gguf") == Scope("weights")
    assert of("a/LICENSE", "a/model.gguf", "b/model.gguf") == Scope("weights", "a/")
    assert of("a/LICENSE-MODEL", "a/model.gguf", "b/model.gguf") == Scope("weights", "a/")


def test_in_a_folder_with_a_model_card_it_is_about_that_model() -> None:
    files = ("models/nova3/MODEL_CARD.md", "models/nova3/api.py", "models/nova3/args.py")
    assert of("models/nova3/LICENSE", *files) == Scope("weights", "nova3")


@pytest.mark.parametrize(
    ("files", "component"),
    [
        (("a/b/run.py", "a/go.sh", "a/notes.md", "a/b.png"), "code"),
        (("a/train.parquet", "a/test.jsonl.gz", "a/README.md"), "data"),
        (("a/index.md", "a/guide.rst", "a/conf.py"), "documents"),
        (("a/one.py", "a/one.md"), "distribution"),
        (("a/one.json", "a/two.png"), "distribution"),
        (("b/one.py",), "distribution"),
    ],
)
def test_in_any_other_folder_it_is_about_what_most_files_there_are(
    files: tuple[str, ...], component: str
) -> None:
    assert of("a/LICENSE", *files) == Scope(component, "a/")
