"""What a Markdown document has in it: headings, links, images and how much prose.

markdown-it-py (CommonMark, with tables) parses; its nesting is bounded by its preset, and its time
was linear in 50 hostile patterns, at up to 40 microseconds for each character that marks
something. So the number of those is bounded here, beside the length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from howopen.parsers.html_tags import tags

MAX_CHARACTERS = 1_000_000
"""What follows is not looked at."""

MAX_MARKS = 100_000
"""Most line ends and characters that may begin markup, about 4 s of parsing at worst."""

MAX_TEXT = 500
"""Longest text of a heading or link, in characters."""

MAX_URL = 2_000
"""Longest URL, in characters; longer ones hold their data themselves and are left out."""

_MARKS = re.compile(r"[\n\[<*_`|]")
_BARE_URL = re.compile(r"\bhttps?://[^\s<>\"'`\[\]{}|\\^]+")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")


@dataclass(frozen=True)
class Heading:
    """A heading and its section, which ends before the next heading of its level or above.

    Attributes:
        level: 1 to 6.
        text: Without markup.
        line: Its first line.
        last_line: Last line of the section, subsections included.
        words: Words of prose up to the next heading of any level.
    """

    level: int
    text: str
    line: int
    last_line: int = 0
    words: int = 0


@dataclass(frozen=True)
class Link:
    """A link in Markdown or HTML, or a bare URL; `text` is what is shown."""

    url: str
    text: str
    line: int


@dataclass(frozen=True)
class Image:
    """An image; `text` is its alternative text, `link` where a click on it (a badge) leads."""

    url: str
    text: str
    line: int
    link: str = ""


@dataclass(frozen=True)
class Markdown:
    """One document.

    Attributes:
        headings: In the order of the text, as are links and images.
        links: Those of fenced code left out.
        images: All.
        words: Words of prose; a Chinese, Japanese or Korean character counts as one. Code blocks
            are no prose.
        truncated: The document is longer than what was looked at.
    """

    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    words: int
    truncated: bool = False


def read_markdown(text: str, first_line: int = 1) -> Markdown:
    """Read a document.

    Args:
        text: Its lines end in a line feed.
        first_line: Number of its first line in the file.
    """
    end = _end(text)
    reader = _Reader(first_line)
    for token in _parser().parse(text[:end]):
        reader.take(token)
    last_line = first_line + text[:end].rstrip("\n").count("\n")
    return Markdown(
        headings=_sections(reader.headings, last_line),
        links=tuple(reader.links),
        images=tuple(reader.images),
        words=reader.words,
        truncated=end < len(text),
    )


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _end(text: str) -> int:
    """Where the bounds cut the text off."""
    for count, mark in enumerate(_MARKS.finditer(text, 0, MAX_CHARACTERS), 1):
        if count == MAX_MARKS:
            return mark.end()
    return min(len(text), MAX_CHARACTERS)


def _sections(headings: Sequence[Heading], last_line: int) -> tuple[Heading, ...]:
    """The headings with the ends of their sections."""
    ended: list[Heading] = []
    following = [last_line + 1] * 7  # by level, the line of the next heading that ends it
    for heading in reversed(headings):
        ended.append(replace(heading, last_line=following[heading.level] - 1))
        following[heading.level :] = [heading.line] * (7 - heading.level)
    return tuple(reversed(ended))


@dataclass
class _Shown:
    """A link or heading that is open, and what it shows so far."""

    url: str
    line: int
    level: int = 0
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())[:MAX_TEXT]


class _Reader:
    """Collects from tokens, which come in the order of the text."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.line = first_line
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.words = 0
        self._link: _Shown | None = None
        self._heading: _Shown | None = None

    def take(self, token: Token) -> None:
        if token.map:
            self.line = self.first_line + token.map[0]
        match token.type:
            case "heading_open":
                self._heading = _Shown("", self.line, int(token.tag[1]))
            case "heading_close":
                self._close_heading()
            case "inline":
                for child in token.children or ():
                    self._inline(child)
                self._close_link()
            case "html_block":
                self._html(token.content)
                self._close_link()
                self._close_heading()

    def _inline(self, token: Token) -> None:
        match token.type:
            case "text":
                self._text(token.content)
                if self._link is None:
                    self._bare_urls(token.content)
            case "code_inline":
                self._text(token.content)
            case "softbreak" | "hardbreak":
                self._text("\n")
                self.line += 1
            case "link_open":
                self._close_link()
                self._link = _Shown(str(token.attrGet("href") or ""), self.line)
            case "link_close":
                self._close_link()
            case "image":
                self._image(str(token.attrGet("src") or ""), token.content)
            case "html_inline":
                self._html(token.content)
                self.line += token.content.count("\n")

    def _html(self, source: str) -> None:
        for tag in tags(source, self.line):
            self._text(tag.before)
            if tag.name == "a":
                self._close_link()
                if not tag.closing and "href" in tag.attributes:
                    self._link = _Shown(tag.attributes["href"], tag.line)
            elif tag.name == "img":
                self._image(tag.attributes.get("src", ""), tag.attributes.get("alt", ""), tag.line)
            elif re.fullmatch("h[1-6]", tag.name):
                self._close_heading()
                if not tag.closing:
                    self._heading = _Shown("", tag.line, int(tag.name[1]))

    def _text(self, text: str) -> None:
        if self._link is not None:
            self._link.parts.append(text)
        if self._heading is not None:
            self._heading.parts.append(text)
            return
        words = sum(1 for _ in _WORD.finditer(text))
        self.words += words
        if self.headings and words:
            last = self.headings[-1]
            self.headings[-1] = replace(last, words=last.words + words)

    def _bare_urls(self, text: str) -> None:
        for found in _BARE_URL.finditer(text):
            url = found[0].rstrip(".,;:!?*_~")
            if url.endswith(")") and "(" not in url:
                url = url.rstrip(").,;:!?")
            self._add_link(Link(url, url[:MAX_TEXT], self.line))

    def _image(self, url: str, text: str, line: int | None = None) -> None:
        link = self._link.url if self._link else ""
        if self._link is not None:
            self._link.parts.append(text)
        if 0 < len(url) <= MAX_URL:
            text = " ".join(text.split())[:MAX_TEXT]
            self.images.append(Image(url, text, line or self.line, link[:MAX_URL]))

    def _close_link(self) -> None:
        if self._link is not None:
            self._add_link(Link(self._link.url.strip(), self._link.text, self._link.line))
            self._link = None

    def _add_link(self, link: Link) -> None:
        if 0 < len(link.url) <= MAX_URL:
            self.links.append(link)

    def _close_heading(self) -> None:
        if self._heading is not None:
            shown = self._heading
            self._heading = None
            self.headings.append(Heading(shown.level, shown.text, shown.line))
