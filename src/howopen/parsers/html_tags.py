"""The few HTML elements that matter in a README: links, images and headings."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""\s([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class Tag(NamedTuple):
    """One tag, and the text before it.

    Attributes:
        before: Text since the tag before.
        name: Lower case.
        closing: It is an end tag.
        attributes: By lower-case name, entities resolved.
        line: That it begins in.
        start: Position of it in the text.
        end: Position after it.
    """

    before: str
    name: str
    closing: bool
    attributes: dict[str, str]
    line: int


def tags(source: str, line: int) -> Iterator[Tag]:
    """The tags of a piece of HTML that begins in `line`, those in comments left out.

    A last one with an empty name carries the text after them.
    """
    source = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    position = 0
    for found in _TAG.finditer(source):
        before = source[position : found.start()]
        line += before.count("\n")
        attributes = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(found[3])
        }
        yield Tag(html.unescape(before), found[2].lower(), bool(found[1]), attributes, line)
        line += found[0].count("\n")
        position = found.end()
    yield Tag(html.unescape(source[position:]), "", False, {}, line)
