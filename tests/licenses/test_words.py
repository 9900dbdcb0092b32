"""The words of a text are the same however it was set: quotes, dashes, ligatures, entities."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from howopen.licenses.words import words_of

# Pieces of made-up licenses: what typography changes, and what copyright lines are told by.
PIECES = [
    'This software is provided "as is", without warranty of any kind.',
    "The licensor's waffle-iron files may be redistributed -- in part or whole -- by anyone.",
    "Copyright (c) 2019-2024 Office of Difficult Affairs, Inc. All rights reserved.",
    "Copyright notice; is appropriate, keep it intact.",
    'as Acme(tm) and Flint(r) are "trademarks."',
    "(C) 2001 by the efficient flamingo project.",
    "derived from code that Jane Doe wrote, and that are",
    "* You must give recipients a copy... of this license",
    "1/2 of the fee (see Section 4) is non-refundable;",
    "All rights reserved.",
    "",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("\n".join)


def curly(text: str) -> str:
    return re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text).replace("'", "\u2019")


def fullwidth(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


REWRITINGS: dict[str, Callable[[str], str]] = {
    "curly quotes": curly,
    "guillemets": lambda text: re.sub(r'"([^"\n]*)"', "\u00ab\\1\u00bb", text),
    "long dashes": lambda text: text.replace("--", "\u2014").replace("2019-", "2019\u2013"),
    "hyphens that do not break": lambda text: text.replace("-", "\u2011"),
    "ligatures": lambda text: (
        text.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("fl", "\ufb02")
    ),
    "signs": lambda text: (
        text.replace("(c)", "\u00a9")
        .replace("(C)", "\u24b8")
        .replace("(tm)", "\u2122")
        .replace("(r)", "\u00ae")
        .replace("1/2", "\u00bd")
        .replace("...", "\u2026")
        .replace("Section", "\u00a7 Section")
    ),
    "bullets": lambda text: text.replace("* ", "\u2022 "),
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
    "soft hyphens": lambda text: re.sub(r"\B(?=[a-z]{3})", "\u00ad", text),
    "words broken where they may": lambda text: re.sub(
        r"^(.*)\bredistributed", "\\1redis\u00ad\ntributed", text
    ),
    "full-width forms": fullwidth,
    "Windows, and spaces at the ends of lines": lambda text: text.replace("\n", " \r\n"),
    "entities": lambda text: (
        html.escape(curly(text))
        .replace("\u201c", "&ldquo;")
        .replace("\u201d", "&#8221;")
        .replace("\u2019", "&rsquo;")
        .replace("(c)", "&copy;")
        .replace("--", "&mdash;")
        .replace("(tm)", "&#x2122;")
        .replace("(r)", "&reg;")
    ),
}


@pytest.mark.parametrize("rewriting", REWRITINGS)
@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_typography_does_not_change_the_words(rewriting: str, text: str) -> None:
    assert words_of(REWRITINGS[rewriting](text)).words == words_of(text).words


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, rewriting=st.sampled_from(sorted(REWRITINGS)))
def test_each_word_keeps_its_line(text: str, rewriting: str) -> None:
    rewritten = REWRITINGS[rewriting](text)
    words = words_of(rewritten)
    assert len(words.lines) == len(words.ends) == rewritten.count("\n") + 1
    assert words.ends[-1] == len(words.words)


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="\u00ad&#10;x13;copy(tmr)\\rn \nc\u2122\u0130\u00df\u1e9e"))
def test_no_text_gains_or_loses_lines(text: str) -> None:
    words = words_of(text)
    assert len(words.ends) == len(words.lines)


def said(text: str) -> str:
    return b" ".join(words_of(text).words).decode()


def test_what_follows_a_copyright_statement_on_its_line_counts() -> None:
    assert said("// Copyright: (C) 2010 Julia Example.  GPLv2.") == "gplv2"
    assert said("Copyright 2010 Acme. Permission is granted") == "permission is granted"


def test_strings_of_programs_are_read_as_their_lines() -> None:
    assert said('"Permission is\\nhereby granted\\r\\n"') == "permission is hereby granted"


def test_comments_of_fortran_are_comments_and_the_language_c_is_a_word() -> None:
    notice = "c Copyright (c) 2012, Acme\nc\nc You may use\nc this.\n      END\n"
    assert said(notice) == "you may use this end"
    assert said("It is written in\nc and perl.") == "it is written in c and perl"
