"""Any bytes are a record, or a ParseError with one clear line."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fuzz import examples
from tests.mot.made import CLASS_1, model_records, needs_groundtruth, tool_records

from howopen.errors import ParseError
from howopen.mot.evaluate import evaluate
from howopen.mot.records import Entry, Global, Record, read_record

RECORD = b"""\
framework: {name: Model Openness Framework, version: '1.0', date: '2024-12-15'}
release:
  name: Owl
  producer: Owls
  version: 7B
  license:
    distribution: {name: MIT, path: LICENSE}
    code: {name: null, path: }
    data:
  components:
    - {name: Model card, description: What it is for}
    - name: Datasets
      license: unlicensed
      component_path: https://example.org/data
"""


def test_a_record() -> None:
    assert read_record(RECORD, "owl.yml") == Record(
        name="Owl",
        producer="Owls",
        licenses={"distribution": Global("MIT", "LICENSE"), "code": Global(), "data": Global()},
        components=(
            Entry("Model card"),
            Entry("Datasets", "unlicensed", component_path="https://example.org/data"),
        ),
    )


def test_an_empty_list_of_licenses_is_none() -> None:
    """So the tool's own writer puts it, in a language where lists and mappings are one."""
    data = b"release: {name: Owl, license: [], components: []}"
    assert read_record(data, "owl.yml").licenses == {}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the record: not keys and values"),
        (b"- 1", "the record: not keys and values"),
        (b"a: {", "line 1"),
        (b"release: Owl", "release: not keys and values"),
        (b"release: {name: Owl}", "release.components: not a list"),
        (b"release: {name: [Owl], components: []}", "release.name: not text"),
        (b"release: {components: [Datasets]}", "component 1: not keys and values"),
        (b"release: {components: [{}, {name: x}]}", "component 1: has no name"),
        (b"release: {components: [{name: x, license: 2.0}]}", "component 1.license: not text"),
        (b"release: {license: MIT, components: []}", "release.license: not keys and values"),
        (b"release: {license: {data: MIT}, components: []}", "release.license.data: not keys"),
        (b"release: {license: {data: {name: 1}}, components: []}", "license.data.name: not text"),
        (b"release: {name: %s, components: []}" % (b"x" * 2001), "over 2,000 characters"),
        (b"release: {components: [%s]}" % (b"{name: x}," * 1001), "over 1,000"),
    ],
)
def test_what_is_no_record_is_said_in_one_line(data: bytes, problem: str) -> None:
    with pytest.raises(ParseError) as error:
        read_record(data, "owl.yml")
    message = str(error.value)
    assert message.startswith("owl.yml: ")
    assert problem in message
    assert "\n" not in message


VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.sampled_from(CLASS_1),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["release", "name", "license", "components", "code", "data", "path"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(
    st.binary(max_size=300)
    | VALUES.map(lambda value: repr({"release": value}).encode())
    | VALUES.map(lambda value: repr({"release": {"components": [value]}}).encode())
    | st.tuples(st.integers(0, len(RECORD)), st.binary(max_size=3)).map(
        lambda cut: RECORD[: cut[0]] + cut[1] + RECORD[cut[0] + 1 :]
    )
)
@example(b"\xff\xfe\x00")
@example(b"release: {components: &a [*a]}")
@examples(300)
def test_any_bytes_are_a_record_or_an_error(data: bytes) -> None:
    try:
        record = read_record(data, "owl.yml")
    except ParseError:
        return
    result = evaluate(record)
    assert result.class_ in (0, 1, 2, 3)
    assert all(0 <= value <= 100 for value in result.progress.values())


@needs_groundtruth
def test_every_record_of_the_tool_is_read() -> None:
    assert len(model_records()) == 127
    assert all(record.name and record.components for record in tool_records().values())
