"""Patterns against paths: what each form of pattern means, and that the index agrees with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.paths import Paths, matches

_ALPHABET = st.sampled_from("abAB./*?[]!-\\İß")
_PATHS = st.lists(st.text(_ALPHABET, min_size=1, max_size=8), unique=True, max_size=12)
_PATTERNS = st.lists(st.text(_ALPHABET, max_size=6), max_size=3)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.md", ["README.md", "docs/api/b.MD", "docs/a.md"]),
        ("readme.md", ["README.md"]),
        ("a.md", ["docs/a.md"]),
        ("/*.md", ["README.md"]),
        ("/docs/*.md", ["docs/a.md"]),
        ("docs/*.md", ["docs/api/b.MD", "docs/a.md"]),
        ("a/*.md", []),
        ("docs", []),
        ("[!r]*.md", ["docs/a.md", "docs/api/b.MD"]),
        ("", []),
    ],
)
def test_a_pattern_finds(pattern: str, found: list[str]) -> None:
    paths = ["docs/api/b.MD", "README.md", "docs/a.md", "docs/a.txt"]
    assert Paths(paths).matching(pattern) == sorted(found)
    assert [path for path in paths if matches(path, pattern)] == sorted(found, key=paths.index)


@given(_PATHS, _PATTERNS)
def test_the_index_finds_what_matches_one_by_one(paths: list[str], patterns: list[str]) -> None:
    expected = [p for p in sorted(paths) if any(matches(p, pattern) for pattern in patterns)]
    assert Paths(paths).matching(*patterns) == expected
