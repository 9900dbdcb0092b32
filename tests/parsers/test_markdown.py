"""Headings, links, images and prose of a document, with the lines that cite them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.parsers import markdown
from howopen.parsers.markdown import Heading, Image, Link, read_markdown


def test_sections() -> None:
    text = "intro\n\n# A\none two\n## B\n\nthree\n\nSetext\n---\n# C *d* `e`\nend\n\n"
    assert read_markdown(text, first_line=10).headings == (
        Heading(1, "A", 12, 19, 2),
        Heading(2, "B", 14, 17, 1),
        Heading(2, "Setext", 18, 19, 0),
        Heading(1, "C d e", 20, 21, 1),
    )


def test_links() -> None:
    text = (
        "See [the\npaper](https://a.example/p), [ref] and <https://b.example>.\n"
        "Bare: https://c.example/x_(y), (https://d.example/z).\n\n"
        "| a | b |\n|---|---|\n| [t](u.md) | x |\n\n"
        "[ref]: LICENSE 'title'\n"
    )
    assert read_markdown(text).links == (
        Link("https://a.example/p", "the paper", 1),
        Link("LICENSE", "ref", 2),
        Link("https://b.example", "https://b.example", 2),
        Link("https://c.example/x_(y)", "https://c.example/x_(y)", 3),
        Link("https://d.example/z", "https://d.example/z", 3),
        Link("u.md", "t", 7),
    )


def test_html() -> None:
    text = (
        '<h1 align="center">\nName</h1>\n<p><a\n  href="https://a.example/?x=1&amp;y=2">'
        "<img src='logo.png' alt=\"Logo\"></a></p>\n<!-- <a href='hidden'>no</a> -->\n\n"
        'Text <a href="inline.md">in <b>line</b></a> and <img src=i.png>.\n'
    )
    read = read_markdown(text)
    assert read.headings == (Heading(1, "Name", 1, 7, 4),)
    assert read.links == (
        Link("https://a.example/?x=1&y=2", "Logo", 3),
        Link("inline.md", "in line", 7),
    )
    assert read.images == (
        Image("logo.png", "Logo", 4, "https://a.example/?x=1&y=2"),
        Image("i.png", "", 7),
    )


def test_badges_are_images_in_links() -> None:
    read = read_markdown("[![MIT](https://b.example/mit.svg)](LICENSE) ![plain](p.png)\n")
    assert read.images == (
        Image("https://b.example/mit.svg", "MIT", 1, "LICENSE"),
        Image("p.png", "plain", 1),
    )
    assert read.links == (Link("LICENSE", "MIT", 1),)


def test_code_is_no_prose() -> None:
    read = read_markdown(
        "One `two` three.\n\n```\nfour [x](y) https://a.example\n```\n\n    five\n\n- six\n"
    )
    assert read.words == 4
    assert read.links == ()


def test_words_of_scripts_without_spaces() -> None:
    assert read_markdown("通义千问 is a model").words == 4 + 3


def test_script_links_are_none() -> None:
    assert read_markdown("[x](javascript:alert(1))").links == ()


def test_long_documents_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_markdown("a\n").truncated
    assert read_markdown("word " * 300_000).truncated
    monkeypatch.setattr(markdown, "MAX_MARKS", 10)
    read = read_markdown("[a](b)\n" * 10)
    assert read.truncated
    assert len(read.links) == 5


@pytest.mark.parametrize(
    "pattern",
    ["[", "![", "[a](", "[a][b]", "*a **", "`a ", ">", "> a\n", "- a\n", "<", "<a ", "<!--", "|a",
     "[a]: b\n", "<div>\n\n", "<a href='", "&#", "a**b_", "#", "h://", "https://a"],
)  # fmt: skip
def test_hostile_patterns_end(pattern: str) -> None:
    read_markdown(pattern * 3_000)
    read_markdown(f"|a|{pattern}\n|-|-\n" + pattern * 1_000)


@given(
    st.text(max_size=100)
    | st.text(st.sampled_from("[]()!<>ah=\"'`*_#|-\n \t&;/:\\0."), max_size=80)
)
@examples(400)
def test_any_text(text: str) -> None:
    read = read_markdown(text, first_line=5)
    last = 5 + text.count("\n")
    assert all(5 <= link.line <= last for link in read.links)
    assert all(5 <= image.line <= last for image in read.images)
    assert all(5 <= item.line <= item.last_line <= last for item in read.headings)
