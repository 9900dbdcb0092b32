"""The record that howopen writes from an audit: valid, certain, and read back by the same rules."""

from __future__ import annotations

import json
from collections.abc import Iterable

import jsonschema_rs
import pytest
import yaml
from tests.frameworks.made import CODE, HUB, RELEASE, absent, seen, terms, there
from tests.mot.made import SHARED, needs_groundtruth

from howopen.components import COMPONENTS
from howopen.mot.evaluate import evaluate
from howopen.mot.records import read_record
from howopen.mot.tables import numbers
from howopen.outputs.mot_record import dump, left_out, record
from howopen.pipeline import judge
from howopen.schema import SCHEMA_VERSION, Audit, Evidence, Gap, License, Part, Release, Snapshot

MOF = {component.mof: key for key, component in COMPONENTS.items() if component.mof is not None}


def audited(evidence: Iterable[Evidence], release: Release = RELEASE, *gaps: Gap) -> Audit:
    return judge(Audit(SCHEMA_VERSION, "1.0", release, tuple(evidence), gaps), [])


WHOLE = audited([*there(*MOF.values()), *terms("Apache-2.0")])


@needs_groundtruth
@pytest.mark.parametrize("audit", [WHOLE, audited([]), audited(there("weights"))])
def test_it_is_what_the_schema_of_the_tool_asks_for(audit: Audit) -> None:
    schema = json.loads((SHARED / "schema" / "mof_schema.json").read_bytes())
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    validator.validate(record(audit))
    validator.validate(yaml.safe_load(dump(audit)))


def test_a_release_with_everything_is_class_1() -> None:
    written = read_record(dump(WHOLE), "made.yml")
    assert [entry.name for entry in written.components] == list(numbers())
    assert evaluate(written).class_ == 1
    assert left_out(WHOLE) == []


def test_a_component_comes_with_license_and_evidence() -> None:
    audit = audited([*there("weights"), *there("training-code", where=CODE), *terms("MIT")])
    release = record(audit)["release"]
    assert release["huggingface"] == "https://huggingface.co/org/name"
    assert release["repository"] == "https://github.com/org/name"
    assert release["producer"] == "org"
    license_path = "https://huggingface.co/org/name/blob/c0ffee/LICENSE#L1"
    assert release["license"] == {"distribution": {"name": "MIT", "path": license_path}}
    (entry,) = release["components"]
    assert entry == {
        "name": "Model parameters (Final)",
        "description": COMPONENTS["weights"].help,
        "license": "MIT",
        "license_path": license_path,
        "component_path": "https://huggingface.co/org/name/blob/c0ffee/f#L1",
    }


def test_what_is_not_certain_is_left_out_and_named() -> None:
    audit = audited(
        [
            *there("weights", "model-card", "data-card"),
            *there("sample-outputs", state="gated"),
            *absent("training-data"),
            *terms("MIT", "weights"),
            *terms("MIT", "model-card"),
            *terms("Apache-2.0", "model-card"),
            *terms(None, "data-card"),
            *there("training-code", where=CODE),
        ]
    )
    written = record(audit)["release"]["components"]
    assert [entry["name"] for entry in written] == ["Model parameters (Final)"]
    why = dict(left_out(audit))
    assert len(why) == 16
    assert why["Model card"] == "its licenses disagree"
    assert why["Data card"] == "its license is not identified"
    assert why["Training code"] == "no license was found for it"
    assert why["Sample model outputs"].startswith("gated")
    assert why["Datasets"].startswith("absent")
    assert why["Research paper"].startswith("no evidence")
    comments = [line for line in dump(audit).decode().splitlines() if line.startswith("# - ")]
    assert len(comments) == 16
    assert "# - Model card: its licenses disagree" in comments


def test_a_local_folder_does_not_leave_the_machine() -> None:
    folder = Snapshot("file:///home/someone/model", "sha256:00")
    evidence = [*there("weights", where=folder), *terms("MIT", where=folder)]
    gap = Gap(folder.cite("run.ipynb"), "a notebook", ("training-code",))
    data = dump(audited(evidence, Release("model", (Part("root", folder),)), gap))
    assert b"someone" not in data
    assert b"# - Training code: no evidence; not looked at: run.ipynb (a notebook)" in data
    (entry,) = read_record(data, "made.yml").components
    assert (entry.license_path, entry.component_path) == ("LICENSE#L1", "f#L1")


def test_a_name_cannot_become_yaml() -> None:
    name = "x\nrelease: {name: y}\n# \x1b[31m: - 'z"
    snapshot = Snapshot(HUB.ref, HUB.revision, fetched="2026-05-01T00:00:00Z")
    claim = License("MIT", "file", "MIT")
    evidence = [*there("weights"), seen("weights", claim, path="a b\n#c/LICENSE")]
    audit = audited(evidence, Release(name, (Part("root", snapshot),)))
    data = dump(audit)
    assert read_record(data, "made.yml").name.startswith("x\nrelease: {name: y}")
    assert b"\x1b" not in data
    assert yaml.safe_load(data)["release"]["date"] == "2026-05-01"
    (entry,) = read_record(data, "made.yml").components
    assert entry.license_path.endswith("/blob/c0ffee/a%20b%0A%23c/LICENSE#L1")
