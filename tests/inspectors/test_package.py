"""The license that a package declares, from the most exact field that says something."""

from __future__ import annotations

from tests.inspectors.look import Found, look

from howopen.inspectors.package import inspect
from howopen.schema import Artifact, License


def package(fields: str, path: str = "x-1.dist-info/METADATA") -> Found:
    text = f"Metadata-Version: 2.4\nName: x\nVersion: 1\n{fields}\n"
    return look(inspect, {path: text.encode()})


def test_the_expression_counts_before_all_others() -> None:
    found = package(
        "License: BSD\nClassifier: License :: OSI Approved :: MIT License\n"
        "License-Expression: MIT OR Apache-2.0"
    )
    assert found.one(License) == License("MIT OR Apache-2.0", "metadata", "MIT OR Apache-2.0")
    assert found.evidence[0].component == "distribution"
    assert found.evidence[0].basis == "declared"
    assert found.cites(License) == ["x-1.dist-info/METADATA#L6"]


def test_then_the_free_text_where_it_is_a_name() -> None:
    found = package("Classifier: License :: OSI Approved :: BSD License\nLicense: Apache 2.0")
    assert found.one(License).said == "Apache 2.0"
    assert found.one(License).expression == "Apache-2.0"


def test_then_the_classifiers_each_of_them() -> None:
    found = package(
        "License: UNKNOWN\nClassifier: Programming Language :: Python\n"
        "Classifier: License :: OSI Approved :: MIT License\n"
        "Classifier: License :: OSI Approved :: ISC License (ISCL)"
    )
    assert [claim.said for claim in found.claims(License)] == ["MIT License", "ISC License (ISCL)"]


def test_a_whole_license_in_the_field_is_no_name() -> None:
    text = "License: MIT License\n        \n        Permission is hereby granted"
    assert package(text).claims(License) == []


def test_nothing_said_is_no_claim() -> None:
    found = package("Summary: MIT")
    assert (found.evidence, found.gaps) == ([], [])


def test_only_the_metadata_of_the_package_itself() -> None:
    assert package("License: MIT", "PKG-INFO").licenses() == {"distribution": "MIT"}
    assert package("License: MIT", "vendor/PKG-INFO").evidence == []


def test_what_cannot_be_read_is_a_gap() -> None:
    found = look(inspect, {}, artifacts=(Artifact("PKG-INFO", 9),))
    assert "no such file" in found.gap().why
