"""GGUF: tensors and types from the header, license and lineage from its metadata."""

from __future__ import annotations

from tests.inspectors.look import look
from tests.parsers.weightfiles import Gguf

from howopen.inspectors.weights_gguf import inspect
from howopen.schema import Available, Dataset, License, Lineage, Weights

STRING, UINT32, Q8_0 = 8, 4, 8


def said(**metadata: str | int) -> Gguf:
    """A file of 64 values in Q8_0, with metadata; two underscores stand for a dot."""
    made = Gguf().tensor("w", [64], Q8_0)
    for name, value in metadata.items():
        key = name.replace("__", ".")
        if isinstance(value, int):
            made.key(key, UINT32, made.pack("I", value))
        else:
            made.key(key, STRING, made.text(value))
    return made


BYTES = 2 * 34
"""Of 64 values in Q8_0: two blocks of 34 bytes."""


def test_a_file_is_open_with_what_its_header_says() -> None:
    data = said(general__name="Name").file(BYTES)
    found = look(inspect, {"model.gguf": data})
    assert found.states("weights") == ["open"]
    assert found.one(Weights) == Weights(
        "gguf",
        files=1,
        bytes=len(data),
        tensors=1,
        parameters=64,
        dtypes={"Q8_0": 64},
        metadata={"general.name": "Name"},
    )
    assert found.gaps == []


def test_license_bases_and_datasets_of_the_metadata_are_declared() -> None:
    made = said(
        general__license="apache-2.0",
        general__base_model__count=2,
        general__base_model__0__repo_url="https://huggingface.co/org/base",
        general__base_model__0__name="Base",
        general__base_model__1__name="Other",
        general__dataset__count=1,
        general__dataset__0__name="Data",
    )
    found = look(inspect, {"model.gguf": made.file(BYTES)})
    assert found.one(License, "weights") == License("Apache-2.0", "header", "apache-2.0")
    assert [claim.base for claim in found.claims(Lineage)] == [
        "https://huggingface.co/org/base",
        "Other",
    ]
    assert found.one(Dataset, "training-data") == Dataset("Data", "named")
    assert {e.basis for e in found.evidence if isinstance(e.claim, License)} == {"declared"}


def test_a_count_without_end_is_cut() -> None:
    made = said(general__base_model__count=2**31, general__base_model__0__name="Base")
    assert len(look(inspect, {"model.gguf": made.file(BYTES)}).claims(Lineage)) == 1


def test_an_architecture_is_named_and_its_code_is_elsewhere() -> None:
    found = look(inspect, {"model.gguf": said(general__architecture="llama").file(BYTES)})
    assert found.gap().components == ("model-architecture", "inference-code")
    assert "llama" in found.gap().why


def test_a_header_that_lies_is_a_gap_and_the_file_is_still_there() -> None:
    data = said().file(0)
    found = look(inspect, {"model.gguf": data})
    assert found.states("weights") == ["open"]
    assert found.one(Weights) == Weights("gguf", 1, len(data))
    assert len(found.gaps) == 1


def test_a_split_set_is_one_and_partial_where_a_part_is_missing() -> None:
    first, second = "m-00001-of-00002.gguf", "m-00002-of-00002.gguf"
    data = said(general__license="mit").file(BYTES)
    found = look(inspect, {first: data, second: data})
    assert found.one(Weights).parameters == 128
    assert len(found.claims(License)) == 1
    lacking = look(inspect, {first: data})
    assert lacking.one(Available).state == "partial"
    assert lacking.one(Weights).parameters is None
