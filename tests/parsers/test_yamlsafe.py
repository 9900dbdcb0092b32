"""YAML values are what people wrote, and no text costs more than its bounds."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers.yamlsafe import MAX_CHARACTERS, Duplicate, read_yaml


def value(text: str) -> Any:
    return read_yaml(text, "test").value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("[no, yes, on, off, true, False]", ["no", "yes", "on", "off", "true", "False"]),
        ("2024-01-02", "2024-01-02"),
        ("1:30", "1:30"),
        ("[1, -2, 0x1F, 0o17, 017]", [1, -2, 31, 15, 17]),
        ("[1.5, .5, 1e3, 1.]", [1.5, 0.5, 1000.0, 1.0]),
        ("[1e999, .inf, .nan, 1_000, 99999999999999999999]",
         ["1e999", ".inf", ".nan", "1_000", "99999999999999999999"]),
        ("[~, null, '', 'null', \"1\", !!str 1, ! 1]", [None, None, "", "null", "1", "1", "1"]),
        ("a:\nb: null", {"a": None, "b": None}),
        ("1: a\nno: b\nnull: c\n1.0: d", {"1": "a", "no": "b", "null": "c", "1.0": "d"}),
        ("= : x\n<<: y", {"=": "x", "<<": "y"}),
        ("a: |\n  x\n  y\nb: >\n  x\n  y\n", {"a": "x\ny\n", "b": "x y\n"}),
        ("x: &a [1, 2]\ny: *a", {"x": [1, 2], "y": [1, 2]}),
        ("&k key: v\nother: *k\n*k : again", {"key": "again", "other": "key"}),
        ("", None),
        ("---\na: 1\n...\n", {"a": 1}),
        ('"\\ud800"', "\N{REPLACEMENT CHARACTER}"),
        ("a\x00b\x1bc", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"),
    ],
)  # fmt: skip
def test_values(text: str, expected: object) -> None:
    assert value(text) == expected


json_like = st.recursive(
    st.none()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    # PyYAML writes YAML 1.1, where some numbers of 1.2 (0E0, 0o7) are text: so all begin with a t.
    | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")).map(
        "t{}".format
    ),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc-_", min_size=1), inner)
    ),
    max_leaves=15,
)


@given(json_like)
@examples(150)
def test_reads_what_pyyaml_writes(written: Any) -> None:
    assert value(yaml.safe_dump(written, allow_unicode=True)) == written


def test_lines_and_duplicates() -> None:
    read = read_yaml("# c\nlicense: mit\na:\n  b: 1\n  b: 2\nlicense: apache-2.0\n", "test", 2)
    assert read.value == {"license": "apache-2.0", "a": {"b": 2}}
    assert read.lines == {"license": 7, "a": 4}
    assert read.duplicates == (Duplicate("b", 6), Duplicate("license", 7))


def test_lines_are_those_of_an_editor() -> None:
    assert read_yaml("a: 'x\u2028y\x85z'\nb: 1", "test").lines == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: 1\n\tb: 2", "line 2: found character '\\t'"),
        ("tags:\n\t- x", "line 2"),
        ("a: [", "line 1"),
        ("a: 'x", "line 1"),
        ("a: b: c", "line 1: mapping values are not allowed here"),
        ("a: 1\n---\nb: 2", "line 2: a second document"),
        ("x: !!python/object/apply:os.system ['true']", "line 1: the tag"),
        ("x: !!timestamp 2024-01-01", "the tag"),
        ("? [a]\n: b", "a key that is not text"),
        ("{{a: b}: c}", "a key that is not text"),
        ("a: &a [*a]", "line 1: alias of 'a', which is not there or not complete"),
        ("a: *b", "alias of 'b'"),
        ('"\\UFFFFFFFF"', "not YAML"),
        ("[" * 60 + "]" * 60, "over 50 levels"),
        ("\n".join(" " * n + "a:" for n in range(60)), "over 50 levels"),
        ("a: [" + "1," * 100_000 + "]", "over 100,000 values"),
        ("#" * (MAX_CHARACTERS + 1), "characters"),
    ],
)
def test_refused(text: str, why: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_yaml(text, "test")
    message = str(caught.value)
    assert message.startswith("test: ")
    assert why in message
    assert "\n" not in message


def test_a_bomb_of_aliases_is_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
    )
    with pytest.raises(ParseError, match="over 100,000 values"):
        value(bomb)


yaml_text = st.text(st.sampled_from("ab:-?[]{}&*!|>'\"%#,\n \t.~0\\x"), max_size=60)


@given(st.text(max_size=80) | yaml_text)
@examples(400)
def test_any_text(text: str) -> None:
    with suppress(ParseError):
        read_yaml(text, "test")
