"""A configuration names an architecture; only a module that defines it makes its code be here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.inspectors.look import Found, look

from howopen.inspectors.configuration import inspect
from howopen.schema import Code, Said

OWN: dict[str, Any] = {
    "architectures": ["NameForCausalLM"],
    "auto_map": {
        "AutoConfig": "configuration_name.NameConfig",
        "AutoModelForCausalLM": "modeling_name.NameForCausalLM",
    },
}


def configured(config: Any, *others: str, path: str = "config.json", **fields: Any) -> Found:
    files = {path: json.dumps(config), **dict.fromkeys(others, "")}
    return look(inspect, files, **fields)


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"architectures": ["LlamaForCausalLM"]}, "LlamaForCausalLM"),
        ({"architectures": ["A", "B"]}, "A, B"),
        ({"_class_name": "StableDiffusionPipeline"}, "StableDiffusionPipeline"),
        ({"model_type": "llama"}, "llama"),
    ],
)
def test_a_class_of_a_library_hides_architecture_and_inference(config: Any, name: str) -> None:
    found = configured(config)
    assert found.one(Said, "model-architecture") == Said("architecture", name)
    assert found.states("model-architecture") == []
    assert found.gap().components == ("model-architecture", "inference-code")
    assert name in found.gap().why


def test_the_module_of_the_model_here_is_the_architecture() -> None:
    found = configured(OWN, "modeling_name.py", "configuration_name.py")
    assert found.states("model-architecture") == ["open"]
    assert found.one(Code) == Code("architecture", entry_points=("modeling_name.py",))
    assert found.cites(Code) == ["modeling_name.py"]
    # A library loads the module and runs it: its code was not looked at.
    assert found.gap().components == ("inference-code",)


def test_modules_of_configuration_and_tokenizer_are_not_the_architecture() -> None:
    config = {**OWN, "auto_map": {**OWN["auto_map"], "AutoTokenizer": ["tok_name.Tok", None]}}
    found = configured(config, "configuration_name.py", "tok_name.py")
    assert found.claims(Code) == []
    assert found.gap().components == ("model-architecture", "inference-code")


def test_a_module_of_another_repository_is_not_here() -> None:
    config = {**OWN, "auto_map": {"AutoModel": "org/other--modeling_name.Name"}}
    assert configured(config, "modeling_name.py").claims(Code) == []


@pytest.mark.parametrize("value", ["../modeling_name.Name", "Name", "", 7, None, [["a.B"]]])
def test_an_odd_auto_map_names_no_module(value: Any) -> None:
    found = configured({**OWN, "auto_map": {"AutoModel": value}}, "modeling_name.py", "a.py")
    assert found.claims(Code) == []


def test_modules_lie_beside_their_configuration() -> None:
    found = configured(OWN, "a/modeling_name.py", "a/model.gguf", path="a/config.json")
    assert found.one(Code).entry_points == ("a/modeling_name.py",)
    found = configured(OWN, "modeling_name.py", "a/model.gguf", path="a/config.json")
    assert found.claims(Code) == []


def test_what_a_gated_repository_holds_is_gated() -> None:
    found = configured(OWN, "modeling_name.py", access="gated")
    assert found.states("model-architecture") == ["gated"]


def test_a_configuration_in_a_folder_without_weights_is_of_something_else() -> None:
    found = configured(OWN, path="docs/config.json")
    assert (found.evidence, found.gaps) == ([], [])


@pytest.mark.parametrize("content", ["{", "[1]{", '{"a": NaN', "\xff"])
def test_a_broken_configuration_is_a_gap(content: str) -> None:
    found = look(inspect, {"config.json": content.encode("latin-1")})
    assert found.evidence == []
    assert found.gap().components == ("model-architecture", "inference-code")


@pytest.mark.parametrize("config", [[], {}, 1, {"architectures": {}}, {"architectures": [1]}])
def test_a_configuration_that_names_nothing_says_nothing(config: Any) -> None:
    found = configured(config)
    assert (found.evidence, found.gaps) == ([], [])
