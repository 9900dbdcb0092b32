"""Words that people read: short, exact and never without a word where a color is."""

from __future__ import annotations

from typing import get_args

import pytest

from howopen.licenses.taxonomy import kinds
from howopen.outputs.words import (
    MARKS,
    STATES,
    STYLES,
    amount_words,
    best_state,
    both_ends,
    describe,
    headline,
    revision_words,
    short_cite,
    shortened,
    size_words,
    state_verdict,
)
from howopen.schema import (
    AnyClaim,
    Assessment,
    Available,
    Bounds,
    Clause,
    Evidence,
    License,
    Part,
    Release,
    Snapshot,
    State,
    Threshold,
    Verdict,
    Weights,
)


def said(claim: AnyClaim) -> Evidence:
    return Evidence("weights", claim, "observed")


def test_every_verdict_and_state_has_a_word() -> None:
    assert set(MARKS) == set(STYLES) == set(get_args(Verdict))
    assert set(STATES) == set(get_args(State))
    assert {state_verdict(state) for state in STATES} == {"met", "partly", "not-met"}
    assert state_verdict("unknown") == "unknown"
    assert state_verdict("gated") == "partly"


@pytest.mark.parametrize(
    ("level", "possible", "words"),
    [
        (None, None, "not even III"),
        (None, "II", "no class for certain, II not ruled out"),
        ("III", "II", "III for certain, II not ruled out"),
        ("II", "II", "II for certain, nothing higher possible"),
    ],
)
def test_the_headline_of_levels(level: str | None, possible: str | None, words: str) -> None:
    levels = {"III": Bounds(0, 1), "II": Bounds(0, 1)}
    assessed = Assessment("f", "1", (), Bounds(0, 1), levels, level, possible)
    assert words in headline(assessed)[0]


@pytest.mark.parametrize(
    ("lo", "hi", "words"),
    [
        (1, 1, "met"),
        (0, 0, "not met"),
        (0.5, 0.5, "met in part"),
        (0, 1, "not ruled out"),
        (0, 0.5, "at most in part"),
    ],
)
def test_the_headline_of_a_whole(lo: float, hi: float, words: str) -> None:
    assert headline(Assessment("f", "1", (), Bounds(lo, hi)))[0].endswith(words)


def test_weights_in_a_line() -> None:
    claim = Weights("gguf", 2, 1_500_000, 3, 1_000_000, {"Q8_0": 1}, True, "adapter")
    words = describe(said(claim))
    for part in ("gguf", "2 files", "1.5 MB", "3 tensors", "1,000,000 parameters", "adapter"):
        assert part in words
    assert "can run code" in words
    assert describe(said(Weights("hdf5", 1))) == "hdf5"


def test_a_license_says_where_it_was_read() -> None:
    assert describe(said(License("MIT", "file", "MIT License"))) == "MIT, license text"
    assert "not identified" in describe(said(License(None, "file", "My terms")))
    assert "My terms" in describe(said(License(None, "file", "My terms")))
    assert describe(said(License("MIT", "card", "mit"))) == "MIT, tag in the card"
    part = License("MIT", "prose", "2B is MIT", covers="Model-2B")
    assert describe(said(part)) == "MIT, said in prose, of Model-2B “2B is MIT”"


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (Threshold(1e6, "USD", "year"), "USD 1,000,000 a year"),
        (Threshold(10, "percent"), "10 %"),
        (Threshold(1e6, "visits", "month"), "1,000,000 visits a month"),
    ],
)
def test_amounts_read_as_people_write_them(threshold: Threshold, words: str) -> None:
    assert amount_words(threshold) == words


def test_a_clause_says_what_it_carries() -> None:
    limit = (Threshold(7e8, "users", "month"),)
    clause = Clause("user-threshold", "requires", "more than\n700 million", thresholds=limit)
    words = describe(said(clause))
    assert words.startswith(kinds()["user-threshold"].title)
    assert words.endswith("(700,000,000 users a month): “more than 700 million”")


def test_the_most_open_state_counts() -> None:
    claims = [said(Available("absent")), said(Available("gated")), said(License("MIT", "file"))]
    assert best_state(claims) == "gated"
    assert best_state(claims[2:]) == "unknown"


def test_words_of_a_release_do_not_steer_the_terminal() -> None:
    assert "\x1b" not in describe(said(Available("open", "\x1b[2Jgone")))


def test_citations_are_shortened_within_the_release() -> None:
    root, other = Snapshot("t://a", "1"), Snapshot("t://b", "1")
    release = Release("a", (Part("root", root), Part("code", other)))
    assert short_cite("t://a@1/f#L3", release) == "f#L3"
    assert short_cite("t://b@1/f", release) == "(code) f"
    assert short_cite("t://a@1", release) == "(root)"
    assert short_cite("t://a@10/f", release) == "t://a@10/f"


def test_sizes_paths_and_revisions() -> None:
    assert [size_words(n) for n in (0, 999, 1000, 84_000_000, 1_300_000_000_000)] == [
        "0 B", "999 B", "1.0 kB", "84 MB", "1.3 TB"
    ]  # fmt: skip
    assert shortened("a/b/c.txt", 20) == "a/b/c.txt"
    assert shortened("aaaa/bbbb/c.txt", 5) == "…/c.txt"
    assert shortened("a-very-long-name.txt", 5) == "a-very-long-name.txt"
    assert revision_words(Snapshot("t://t", "0" * 40)) == "0" * 12
    assert revision_words(Snapshot("t://t", "sha256:" + "a" * 64)) == "sha256:" + "a" * 12
    assert revision_words(Snapshot("t://t", "1.2.3")) == "1.2.3"


def test_a_long_clause_is_cut_in_the_middle() -> None:
    said = "Subject to these terms you may " + "copy and share it " * 9 + "for study only."
    cut = both_ends(said, 60)
    assert cut.startswith("Subject to these … ")
    assert cut.endswith(" and share it for study only.")
    assert len(cut) <= 60
    assert both_ends("For study\n only.", 60) == "For study only."
