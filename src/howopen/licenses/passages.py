"""A README as passages of plain text that may speak of licenses: under which heading, which lines.

Only what license statements need: paragraphs and list items on one line without markup, rows of
tables cell by cell, images (badges), and links by the words that they stand on. One pass over the
lines, and one over the characters of what speaks of licenses, with patterns that cannot backtrack;
any text gives an answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

MAX_TEXT = 1_000_000
"""Characters that are read."""

MAX_LINE = 2_000
"""Characters of a line that are looked at for what it begins."""

MAX_PASSAGE = 4_000
"""Characters of one paragraph that are read."""

MOST = 500
"""Passages of one document that are read."""

_SPEAKS = re.compile(
    r"licen[cs]|lizen[zs]|许可|許可|协议|協議|授权|ライセンス|\bunder\b|下で|に基づ|商业|商用|非商|仅供|"
    r"research|commercial|(?:code|data|models?|weights)\W{1,9}(?:\w|\[)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s{0,9}(```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)[\s#]*$")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^<>]*>(.*?)(?:</h\1>|$)", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*$")
_ITEM = re.compile(r"\s*(?:>\s?)*(?:[-*+•●]|\d{1,2}[.)])\s+")
_BOLD = re.compile(r"\s*(?:\*\*|__)([^*_]{2,60})(?:\*\*|__)\s*:?\s*$")
_DELIMITER = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_REFERENCE = re.compile(
    r"^ {0,3}\[([^\]\n]{1,200})\]:\s+<?(\S{1,1000}?)>?\s*(?:[\"'(].*)?$", re.MULTILINE
)
_TOKEN = re.compile(
    r"""!\[(?P<alt>[^\]\n]{0,300})\]\(\s*<?(?P<src>[^\s()<>]{0,1000})[^()\n]{0,200}\)
      | (?P<open>\[)
      | \]\(\s*(?:<(?P<angled>[^<>\n]{0,1000})>|(?P<url>[^\s()]{0,1000}
                 (?:\([^\s()]{0,200}\)[^\s()]{0,200})?))[^()\n]{0,200}\)
      | \]\[(?P<ref>[^\]\n]{0,200})\]
      | (?P<close>\])
      | `{1,2}(?P<code>[^`\n]{1,300})`{1,2}
      | <(?P<auto>https?://[^\s<>]{1,1000})>
      | <(?P<tag>/?[A-Za-z][^<>]{0,2000})>
      | (?P<mark>\*{1,3}|~~|(?<![A-Za-z0-9])_{1,3}|_{1,3}(?![A-Za-z0-9])|\\(?=[^\w\s]))
      | (?P<space>\s+)""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""\b(href|src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


class Link(NamedTuple):
    """Words of a passage that lead somewhere: offsets in its text, and the address."""

    start: int
    end: int
    url: str


class Image(NamedTuple):
    """An image; `link` is where a click on it leads."""

    url: str
    alt: str
    link: str
    line: int


@dataclass
class Plain:
    """Text on one line, without markup.

    Attributes:
        text: The words.
        links: Those in it, in order.
        images: Those in it, in order.
    """

    text: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=lambda: [0])
    _lines: list[int] = field(default_factory=lambda: [1])

    def line(self, offset: int) -> int:
        """Line of the document that the character at `offset` stands in."""
        return self._lines[bisect_right(self._offsets, offset) - 1]

    @property
    def line_starts(self) -> list[int]:
        """Where the lines after the first begin."""
        return self._offsets[1:]

    def begin_line(self, offset: int, line: int) -> None:
        """From `offset` on the text stands in `line`."""
        self._offsets.append(offset)
        self._lines.append(line)


@dataclass(frozen=True)
class Passage:
    """A paragraph, a list item or a row of a table.

    Attributes:
        plain: Its text; of a row, that of its cells one after another.
        heading: The nearest heading above it; empty before the first.
        kind: ``text``, ``item``, ``row``, or ``code`` for what stands in a fence.
        columns: Of a row, the head of each of its cells.
        cells: Of a row.
    """

    plain: Plain
    heading: str
    kind: str = "text"
    columns: tuple[str, ...] = ()
    cells: tuple[Plain, ...] = ()


class _Block(NamedTuple):
    """Lines that belong together, with the number of the first."""

    kind: str
    line: int
    lines: list[str]
    heading: str


def title(text: str) -> str:
    """The first heading, without markup."""
    return next((b.heading for b in _blocks(_without_comments(text[:MAX_TEXT])) if b.heading), "")


def passages(text: str, first_line: int = 1) -> Iterator[Passage]:
    """The passages that may speak of licenses, in order.

    Args:
        text: Markdown; its lines end in a line feed.
        first_line: Number of its first line in the file.
    """
    text = _without_comments(text[:MAX_TEXT])
    references = {name.lower(): url for name, url in _REFERENCE.findall(text)}
    left = MOST
    for block in _blocks(text):
        for passage in _read(block, first_line - 1, references):
            left -= 1
            if left < 0:
                return
            yield passage


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


def _read(block: _Block, before: int, references: dict[str, str]) -> Iterator[Passage]:
    if block.kind == "table":
        columns = tuple(_plain(cell, 0, references).text for cell in _split_row(block.lines[0]))
        if not any(_SPEAKS.search(column) for column in columns):
            columns = ("",) * len(columns)
        for number, line in enumerate(block.lines[2:], block.line + 2):
            if _SPEAKS.search(line) or any(columns):
                row = [_plain(cell, before + number, references) for cell in _split_row(line)]
                whole = _plain(line, before + number, references)
                yield Passage(whole, block.heading, "row", columns, tuple(row))
        return
    source = "\n".join(block.lines)[:MAX_PASSAGE]
    if _SPEAKS.search(source) or _SPEAKS.search(block.heading):
        plain = _plain(source, before + block.line, references)
        yield Passage(plain, block.heading, block.kind)


def _split_row(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _blocks(text: str) -> Iterator[_Block]:
    """Headings are taken off; what follows knows the nearest."""
    heading, block = "", None
    lines = text.split("\n")
    for number, line, fenced in _fenced(lines):
        found = "" if fenced else _heading(line[:MAX_LINE], block)
        kind = fenced or _kind(line[:MAX_LINE], lines, number, block)
        if block and (found or kind != "more"):
            if not (found and _UNDERLINE.match(line)):
                yield block
            block = None
        if found:
            heading = found
        elif kind == "more" and block:
            block.lines.append(line)
        elif kind and kind != "fence":
            block = _Block("text" if kind == "more" else kind, number, [line], heading)
    if block:
        yield block


def _fenced(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Number and text of each line; and for fences and what is in them, the kind of block."""
    fence, inside = "", ""
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence, inside = "" if fence else mark[1], "code"
            yield number, line, "fence"
        else:
            yield number, line, inside if fence else ""
            inside = "more" if fence else ""


def _heading(line: str, block: _Block | None) -> str:
    """The heading that the line is, or that it underlines."""
    found = _HEADING.match(line)
    if found:
        return _plain(found[2], 0, {}).text
    if html := _HTML_HEADING.match(line):
        return _plain(html[2], 0, {}).text
    if bold := _BOLD.match(line):
        return bold[1]
    if _UNDERLINE.match(line) and block and block.kind == "text" and len(block.lines) == 1:
        return _plain(block.lines[0], 0, {}).text
    return ""


def _kind(line: str, lines: Sequence[str], number: int, block: _Block | None) -> str:
    """The kind of block that begins here, ``more`` of the same, or nothing on an empty line."""
    if not line.strip(" \t>|"):
        return ""
    if _ITEM.match(line):
        return "item"
    if "|" in line:
        if block and block.kind == "table":
            return "more"
        if number < len(lines) and _DELIMITER.match(lines[number]):
            return "table"
    return "more" if block and block.kind != "table" else "text"


@dataclass
class _Writer:
    """Plain text as it comes to be, and the links that are open."""

    plain: Plain
    parts: list[str] = field(default_factory=list)
    length: int = 0
    brackets: list[int] = field(default_factory=list)
    anchor: tuple[int, str] | None = None

    def write(self, text: str) -> None:
        if text == " " and (not self.parts or self.parts[-1].endswith(" ")):
            return
        self.parts.append(text)
        self.length += len(text)

    def link(self, start: int, url: str) -> None:
        """The words from `start` lead to `url`, and so do images among them."""
        self.plain.links.append(Link(start, self.length, url))

    def image(self, url: str, alt: str, line: int) -> None:
        self.plain.images.append(Image(url, alt, self.anchor[1] if self.anchor else "", line))


def _plain(source: str, line: int, references: dict[str, str]) -> Plain:
    """The source without markup; `line` is the number of its first line."""
    plain = Plain(_lines=[line])
    writer = _Writer(plain)
    marker = _ITEM.match(source)
    position, images = marker.end() if marker else 0, [0]
    for token in _TOKEN.finditer(source, position):
        writer.write(unescape(source[position : token.start()]))
        position = token.end()
        kind = token.lastgroup
        if kind == "space":
            writer.write(" ")
        elif kind == "open":
            writer.brackets.append(writer.length)
            images.append(len(plain.images))
        elif kind in ("url", "angled", "ref", "close"):
            start = writer.brackets.pop() if writer.brackets else writer.length
            first = images.pop() if len(images) > 1 else 0
            url = (
                token[kind]
                if kind in ("url", "angled")
                else references.get((token["ref"] or "").lower())
            )
            if url:
                writer.link(start, url)
                _lead(plain, first, url)
        else:
            _other(writer, token, line)
        if newlines := token[0].count("\n"):
            line += newlines
            plain.begin_line(writer.length, line)
    writer.write(unescape(source[position:]))
    plain.text = "".join(writer.parts)
    return plain


def _lead(plain: Plain, first: int, url: str) -> None:
    """A click on the images from `first` on leads to `url`."""
    plain.images[first:] = [image._replace(link=url) for image in plain.images[first:]]


def _other(writer: _Writer, token: re.Match[str], line: int) -> None:
    """Images, code, addresses and HTML."""
    match token.lastgroup:
        case "src":
            writer.image(token["src"], token["alt"], line)
        case "code":
            writer.write(token["code"])
        case "auto":
            start = writer.length
            writer.write(token["auto"])
            writer.link(start, token["auto"])
        case "tag":
            _tag(writer, token["tag"], line)


def _tag(writer: _Writer, tag: str, line: int) -> None:
    name = re.split(r"[\s/]", tag.lower().removeprefix("/"), maxsplit=1)[0]
    attributes = {key.lower(): unescape(a or b) for key, a, b in _ATTRIBUTE.findall(tag)}
    if name == "img":
        writer.image(attributes.get("src", ""), attributes.get("alt", ""), line)
    elif name == "a":
        if writer.anchor and tag.startswith("/"):
            writer.link(*writer.anchor)
        href = attributes.get("href", "")
        writer.anchor = (writer.length, href) if href and not tag.startswith("/") else None
    elif name in ("br", "p", "div", "td", "li"):
        writer.write(" ")
