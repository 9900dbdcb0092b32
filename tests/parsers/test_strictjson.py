from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers import strictjson


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'{"a": 1, "b": 2, "a": 3}', "duplicate key 'a'"),
        (b'{"a": {"b": 1, "b": 1}}', "duplicate key 'b'"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b'{"a": 1', "not valid JSON"),
        (b"", "not valid JSON"),
        (b"\xff\xfe{\x00}\x00", "not valid JSON"),
        ('{"a": 1}'.encode("utf-16"), "not valid JSON"),
        (b'["\\ud800"]', "half of a surrogate pair"),
        (b'{"\\uDFFF": 1}', "half of a surrogate pair"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "not valid JSON"),
    ],
)
def test_refuses_with_a_reason(text: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=f"^a header: .*{why}"):
        strictjson.loads(text, "a header")


def test_too_many_values_are_refused_before_they_are_built() -> None:
    with pytest.raises(ParseError, match="more than 1000 JSON values"):
        strictjson.loads(b"[" + b"[]," * 1_000 + b"[]]", "a header", max_values=1_000)


def test_reads_what_json_allows() -> None:
    text = b'{"a": [1, -2.5, true, null], "\xc3\xa9": "\\ud83d\\ude00"}'
    assert strictjson.loads(text, "x") == {"a": [1, -2.5, True, None], "é": "😀"}


@examples(200)
@given(st.binary() | st.text(alphabet='{}[]",:0truefalsn\\ud8 ').map(str.encode))
def test_any_bytes_are_json_or_refused(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        strictjson.loads(data, "x")
