"""What ``howopen mot`` prints, for people and as JSON."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from howopen.errors import ParseError
from howopen.outputs.mot import dump, read, render

RECORD = b"""\
release:
  name: "Owl\\e[31m"
  producer: Owls
  license: {distribution: {name: Apache 2.0}, data: {name: MIT}, document: {name: CC-BY-4.0}}
  components:
    - {name: Model architecture}
    - {name: Model parameters (Final)}
    - {name: Model card}
    - {name: Evaluation results, license: unlicensed}
    - {name: Datasets, license: Undisclosed}
    - {name: Research paper}
"""


def shown(data: bytes) -> str:
    out = io.StringIO()
    console = Console(file=out, width=110, color_system=None, highlight=False, markup=False)
    render(read("owl.yml", data), console)
    return out.getvalue()


def test_people_see_class_progress_and_what_stands_against_it() -> None:
    text = shown(RECORD)
    assert "says: Unclassified" in text
    assert "50.0 %" in text
    for line in (
        "“Apache 2.0” is not open to the tool; it means Apache-2.0",
        "Evaluation results  no license recorded",
        "Data card           not recorded",
        "the research paper stands in for it",
        "Model parameters (Final) (MIT): a warning",
        "“Undisclosed”  is not the name of one SPDX license",
        "normalized: Unclassified; Class III 66.7 %, Class II 0.0 %, Class I 0.0 %",
    ):
        assert line in text
    for oddity in ("exact-names", "placeholder", "any-type", "data-in-model-card"):
        assert oddity in text


def test_a_complete_record_needs_nothing() -> None:
    components = b"".join(
        b"{name: %s}," % name
        for name in (
            *(b"Model architecture", b"Model parameters (Final)", b"Technical report"),
            *(b"Evaluation results", b"Model card", b"Data card", b"Training code"),
            *(b"Inference code", b"Evaluation code", b"Evaluation data", b"Datasets"),
            *(b"Model parameters (Intermediate)", b"Data preprocessing code", b"Research paper"),
        )
    )
    licensed = b"license: {distribution: {name: OpenMDW-1.0}}"
    text = shown(b"release: {name: Owl, %s, components: [%s]}" % (licensed, components))
    assert "says: Class I - Open Science Model" in text
    assert "need" not in text
    assert "Oddities" not in text
    assert "normalized" not in text


def test_a_name_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in shown(RECORD)


def test_programs_get_one_object() -> None:
    found = json.loads(dump(read("owl.yml", RECORD)))
    assert found["result"]["class"] == 0
    assert found["result"]["progress"] == {"1": 0, "2": 0, "3": 50}
    assert found["result"]["components"]["3"]["invalid"] == ["Model architecture"]
    assert found["result"]["licenses"]["Research paper"] == "CC-BY-4.0"
    assert found["normalized"]["components"]["3"]["invalid"] == []
    assert found["names"] == [
        {"said": "Apache 2.0", "means": "Apache-2.0"},
        {"said": "Undisclosed", "means": None},
    ]
    assert {odd["id"]: odd["components"] for odd in found["oddities"]}["placeholder"] == [
        "Datasets"
    ]


def test_what_is_no_record_is_an_error() -> None:
    with pytest.raises(ParseError, match=r"owl\.yml"):
        read("owl.yml", b"[]")
