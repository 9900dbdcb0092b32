"""Package metadata are read as `packaging` reads them, with lines to cite."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.metadata import parse_email
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers import coremetadata
from howopen.parsers.coremetadata import Field, Url, read_core_metadata

RELEASES = Path(__file__).resolve().parents[2] / "../shared/data/releases/pypi"

METADATA = """\
Metadata-Version: 2.4
Name: a-model
Version: 1.0
License-Expression: MIT
License-File: LICENSE
License-File: licenses/NOTICE
Project-URL: Source, https://a.example/x,y
Home-page: https://b.example
Classifier: License :: OSI Approved :: MIT License
Classifier: Topic :: Software Development
Description-Content-Type: text/markdown

# A model

Text: more.
"""


def test_a_metadata_file() -> None:
    read = read_core_metadata(METADATA.encode())
    assert (read.name, read.version, read.license_expression) == ("a-model", "1.0", "MIT")
    assert read.license == ""
    assert read.license_files == (Field("LICENSE", 5), Field("licenses/NOTICE", 6))
    assert read.urls == (
        Url("Source", "https://a.example/x,y", 7),
        Url("Home-page", "https://b.example", 8),
    )
    assert read.classifiers[0] == Field("License :: OSI Approved :: MIT License", 9)
    assert read.description == "# A model\n\nText: more.\n"
    assert read.description_line == 13
    assert read.description_type == "text/markdown"
    assert read.lines["License-Expression"] == 4
    assert read.lines["Classifier"] == 9
    assert read.lines["Project-URL"] == 7
    assert read.lines["Home-page"] == 8


def test_a_license_text_over_several_lines() -> None:
    license_field = "License: MIT License\n        \n        Copyright\n       |  indented\n"
    read = read_core_metadata(f"Name: x\n{license_field}Version: 1\n".encode())
    assert read.license == "MIT License\n\nCopyright\n  indented"
    assert (read.version, read.lines["License"]) == ("1", 2)


def test_a_description_that_is_a_field() -> None:
    read = read_core_metadata(
        b"Name: x\nDescription: # Title\n        \n        Text\nVersion: 1\n"
    )
    assert (read.description, read.description_line) == ("# Title\n\nText", 2)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert read_core_metadata(METADATA.replace("\n", end).encode()) == read_core_metadata(
        METADATA.encode()
    )


def test_a_line_that_is_no_field_ends_them() -> None:
    read = read_core_metadata(b"Name: x\n<html>\nLicense: MIT\n")
    assert (read.license, read.description_line) == ("", 2)


@pytest.mark.parametrize(
    "data", [b"", b"\n\nName: x\n", b"PK\x03\x04", b" Name: x\n", b"Version: 1"]
)
def test_what_has_no_name_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="no Name"):
        read_core_metadata(data)


def test_fields_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coremetadata, "MAX_FIELDS", 10)
    with pytest.raises(ParseError, match="over 10 fields"):
        read_core_metadata(b"Name: x\n" * 11)


@pytest.mark.skipif(not RELEASES.is_dir(), reason="the recorded releases are not here")
def test_recorded_packages_agree_with_packaging() -> None:
    files = sorted(RELEASES.glob("*/*.dist-info/METADATA"))
    assert len(files) == 8
    for path in files:
        data = path.read_bytes()
        expected, unparsed = parse_email(data)
        assert unparsed == {}
        read = read_core_metadata(data)
        assert (read.name, read.version) == (expected["name"], expected["version"])
        assert read.license == expected.get("license", "")
        assert read.license_expression == expected.get("license_expression", "")
        assert [field.value for field in read.license_files] == expected.get("license_files", [])
        assert [field.value for field in read.classifiers] == expected.get("classifiers", [])
        assert read.description.split() == expected.get("description", "").split()
        lines = data.decode().splitlines()
        assert all(lines[field.line - 1].endswith(field.value) for field in read.classifiers)
        if read.description.strip():
            assert lines[read.description_line - 1 :][:3] == read.description.split("\n")[:3]


@given(st.binary(max_size=100) | st.text(st.sampled_from("Name: x\n\t|-L")).map(str.encode))
@examples(300)
def test_any_bytes(data: bytes) -> None:
    with suppress(ParseError):
        read_core_metadata(data)
    with suppress(ParseError):
        read_core_metadata(b"Name: x\n" + data)
