"""A license text as sentences: where each stands, what it belongs to, and its words made plain.

License texts carry their meaning across lists: "You will not use the model: (a) ...; (b) ...".
Each sentence therefore knows the words that lead it in. Lines may be wrapped, quoted, commented,
numbered, in markdown or HTML, in English or Chinese; offsets always refer to the text as given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from howopen.licenses.verdicts import FORBIDDEN, MAX_TITLE, forbidden, forbidden_instead

MAX_TEXT = 200_000
"""Characters that are read; the longest known license text has some 50,000."""

MAX_SENTENCE = 1_600
"""Characters after which a sentence is cut; bounds what every pattern can cost."""

MAX_ITEM = 400
"""Characters of a paragraph without a marker that can still be an item of a list."""

MAX_WRAPPED = 120
"""Characters of a line in text that is wrapped by hand; a longer one with a full stop at its end
ends a paragraph."""

MAX_LEAD = 240
"""Characters kept of each sentence that leads in a list."""

_MARKED = r"""
        (?P<marker>
          [-*•●▪–](?=\s)
        | \(?\d{1,2}(?:\.\d{1,2}){0,3}(?:[.)、．](?!\d)|(?=[\s\u4e00-\u9fff]))
        | \(?[a-zA-Z][.)](?=\s|[*_]) | \([ivxIVX]{1,5}\)(?=\s) | [ivxIVX]{2,5}[.)](?=\s)
        | [（(]?[一二三四五六七八九十]{1,3}[）)、]
        )?
    """
_BEFORE = r"[ \t\u00a0\u2000-\u200b\u3000>|]*(?://|/\*|\#+|;+{stars})?[ \t]*(?:[*_]{{1,3}}(?!\s))?"
_BLOCK = re.compile(_BEFORE.format(stars="") + _MARKED, re.VERBOSE)
_STARRED = re.compile(_BEFORE.format(stars=r"|\*+(?=\s)") + _MARKED, re.VERBOSE)
"""The same in a comment of C, where each line may begin with a star."""

_END = re.compile(
    r"""(?<=[.!?])["”’')\]*_]{0,4}[ \t\r\n]+(?=["“'(\[*_【A-Z\d])   # Latin: end, space, capital
      | (?<=[。！？；])["”’）】*_]{0,4}""",
    re.VERBOSE,
)
_INLINE = re.compile(
    r"(?<=[;；])\s*(?:and|or|and/or)?\s*(?=[-•]\s|\(?(?:[a-zA-Z]|[ivx]{1,4}|\d)[)）]\s)"
)
_INLINE_FIRST = re.compile(r"(?<=[\s:])\(?(?:[aAi1])[)）]\s|(?<=:\s)[-•]\s")
_INLINE_BARE = re.compile(r"(?<=;)\s+(?:(?:and/or|and|or)\s+)?")
_BINDS = re.compile(
    r"\b(?:not|must|shall|will|may|agrees?|following|prohibited|forbidden|permitted|allowed|"
    r"conditions?|restrictions?|requirements?)(?: to| that)?:\s"
)
"""What leads in a list whose items only semicolons part: "You will not: sell it; rent it"."""

_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|inc|ltd|co|corp|no|nos|vs|v|sec|art|u\.s|l\.l\.c|s\.a|cf|mr|dr|para|etc|\d)\.$",
    re.IGNORECASE,
)
_REFERS = re.compile(r"\b(?:sections?|paragraphs?|clauses?|articles?)$", re.IGNORECASE)
"""How a line ends whose next one begins with a number that is no marker: "under Section / 2.1"."""

_LEADER = re.compile(r"(?<=\n)[ \t]*(?:>+|//+|;+)[ \t]?")
_TAG = re.compile(r"<[^<>\n]{1,200}>")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("‐‑‒–—―", "-"),
        **dict.fromkeys("*_`\\#|【】\ufeff", " "),
        "\u00a0": " ",
        "，": ",",
        "：": ":",
        "（": "(",
        "）": ")",
    }
)
_LEADS = re.compile(
    r"(?::|\b(?:to|not|the following|will|may|that|(?:must|shall)(?: provide| include)?))$",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"(?:[:：；]|;(?:\s*(?:and/or|and|or))?)$")
"""How a line ends that leads in a list, or is an item of one."""

_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+\S")
_ROW = re.compile(r"[ \t>]*\|[^|\n]*\|[^|\n]*\|")
"""A row of a table has two cells at least; "| text |" may be a box."""

_COMMENT = re.compile(r"^[ \t]*#", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*\S", re.MULTILINE)
_STAR = re.compile(r"^[ \t]*\*+(?:[ \t]|$)", re.MULTILINE)
_FORCE = re.compile(
    r"\b(?:prohibit\w*|forbidden|disallowed|unacceptable|acceptable|restrict\w*|permitted|allowed|"
    r"(?:may|must|shall|can)(?: ?not)?|required|requirements|conditions|obligations)\b",
    re.IGNORECASE,
)
"""In a heading: what is listed under it is forbidden, permitted or asked."""
_SPACE = re.compile(r"\s+")


class Sentence(NamedTuple):
    """One sentence or list item of a text.

    Attributes:
        start: Offset of its first character in the text.
        end: Offset behind its last character.
        words: The sentence as patterns read it: one line, plain quotes and dashes, no markup.
        lead: The same for the sentences that lead in the list it is an item of; empty outside.
        lead_start: Offset where the outermost of these begins, or that of the sentence itself.
    """

    start: int
    end: int
    words: str
    lead: str
    lead_start: int


class _Block(NamedTuple):
    """Lines that belong together: a paragraph, a heading, or a list item with its marker."""

    start: int
    end: int
    marker: str
    indent: int
    heading: bool


@dataclass
class _Lead:
    """Words that lead in a list, and how far the list has come."""

    words: str
    start: int
    style: str = ""
    last: tuple[int, ...] = ()
    indent: int = 0
    heading: bool = False

    def takes(self, block: _Block, first: str) -> bool:
        """Whether the next block is an item of this list; the first one says how it numbers.

        Items without a marker begin alike, with a capital or without, and are short. Marked ones
        that stand farther right belong to the item before them. A heading leads in marked items.
        """
        length = block.end - block.start
        style, number = _numbering(block.marker)
        if style == "text":
            style += str(first.isupper())
        if self.heading and not block.marker:
            return False
        if not self.style:
            self.style, self.last, self.indent = style, number, block.indent
            return True
        if block.marker and not self.style.startswith("text") and block.indent > self.indent + 1:
            return True
        follows = style == self.style and (number > self.last or not number)
        self.last = number
        return follows and (not style.startswith("text") or length <= MAX_ITEM)


def sentences(text: str) -> Iterator[Sentence]:
    """All sentences of the first `MAX_TEXT` characters of a text, in order."""
    text = text[:MAX_TEXT]
    leads: list[_Lead] = []
    before = Sentence(0, 0, "", "", 0)
    head = ""
    for block in _blocks(text):
        row = _ROW.match(text, block.start, block.end) is not None
        first = text[block.start : block.end].lstrip()[:1]
        while leads and (block.heading or not leads[-1].takes(block, first)):
            leads.pop()
        lead = " ".join(part.words for part in leads)
        words, start = "", block.start
        for start, end in _spans(text, block):
            words = plain(text[start:end])
            if words:
                lead_start = leads[0].start if leads else start
                sentence = Sentence(start, end, words, lead, lead_start)
                for judged in _judged(text, before, sentence, head):
                    yield from _items(text, judged)
                before = sentence
        head = (head or words) if row else ""
        if _LEADS.search(words):
            leads.append(_Lead(words[-MAX_LEAD:], start))
        elif _FORCE.search(words) and (block.heading or _is_title(text, block)):
            leads.append(_Lead(words[-MAX_LEAD:], start, heading=True))
        del leads[1:-2]  # the outermost, which forbids or permits, and the two nearest


def _is_title(text: str, block: _Block) -> bool:
    """Whether a block is a heading without markup ("PROHIBITED USE"), and no item of a list."""
    written = text[block.start : block.end].strip(" \t*_")
    short = len(written) <= MAX_TITLE and "\n" not in written
    return short and not block.marker and written[-1:].isalnum()


def plain(text: str) -> str:
    """The text on one line, with plain quotes and dashes and without markup."""
    if "\n" in text:
        text = _LEADER.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = unescape(text)
    return _SPACE.sub(" ", text.translate(_PLAIN)).strip()


class Lines:
    """Line numbers of offsets in a text, counted from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def at(self, offset: int) -> int:
        """The line that the character at `offset` stands in."""
        return bisect_right(self._starts, offset)


def _blocks(text: str) -> Iterator[_Block]:
    start: int | None = None
    end, marker, indent, position, closed, heading = 0, "", 0, 0, False, False
    count = len(_LINE.findall(text))
    commented = 2 * len(_COMMENT.findall(text)) > count
    starred = "/*" in text or 10 * len(_STAR.findall(text)) > 9 * count
    lines = _STARRED if starred else _BLOCK
    for line in text.splitlines(keepends=True):
        head = lines.match(line)
        titled = not commented and _HEADING.match(line) is not None
        row = _ROW.match(line) is not None
        found = (head["marker"] or "") if head else ""
        if start is not None and found and _REFERS.search(text, max(start, end - 12), end):
            found = ""
        blank = not _TAG.sub("", line).strip(" \t\r\n>#*/;|")
        if start is not None and (blank or found or closed or titled or heading or row):
            yield _Block(start, end, marker, indent, heading)
            start = None
        if not blank:
            if start is None:
                start, marker, indent, heading = position, found, 0, titled
                if head and found:
                    start += head.end("marker")
                    indent = len(line[: head.start("marker")].rstrip("*_").expandtabs())
            end = position + len(line.rstrip())
            closed = row or _closes(line.rstrip())
        position += len(line)
    if start is not None:
        yield _Block(start, end, marker, indent, heading)


def _closes(line: str) -> bool:
    """Whether a paragraph ends with a line, whatever follows."""
    if _CLOSED.search(line):
        return True
    return len(line) > MAX_WRAPPED and (line.endswith((".", "。")) or bool(_LEADS.search(line)))


def _numbering(marker: str) -> tuple[str, tuple[int, ...]]:
    """The style of a list marker, and its number where the style has one."""
    bare = marker.strip(" ().）（、．")
    if not bare:
        return "text", ()
    if bare.replace(".", "").isdigit():
        number = tuple(int(part) for part in bare.split(".") if part)
        return f"digits {len(number)} {marker[:1] == '('}", number
    if bare.isascii() and bare.isalpha():
        # "i" may be a letter or a numeral: only "a" and a first "i" are sure to begin a list.
        return "letters", (0,) if bare.lower() == "a" else ()
    return bare if not bare.isalpha() else "chinese", ()


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one block, each at most `MAX_SENTENCE` long."""
    position = start
    for match in _END.finditer(text, start, end):
        if _ABBREVIATION.search(text, max(position, match.start() - 8), match.start()):
            continue
        yield from _cut(text, position, match.start())
        position = match.end()
    yield from _cut(text, position, end)


def _spans(text: str, block: _Block) -> Iterator[tuple[int, int]]:
    """Sentences of a block; a row of a table is one."""
    if _ROW.match(text, block.start, block.end):
        yield from _cut(text, block.start, block.end)
    else:
        yield from _split(text, block.start, block.end)


def _judged(text: str, before: Sentence, sentence: Sentence, head: str) -> Iterator[Sentence]:
    """A sentence, or what it forbids by a verdict; an answer may say more than that."""
    start, end = sentence.start, sentence.end
    what = forbidden_instead(text[start:end], head)
    if what:
        yield Sentence(start, end, plain(what), FORBIDDEN, start)
    elif what is None:
        if answered := forbidden(before.words, sentence.words):
            yield Sentence(before.start, end, answered, FORBIDDEN, before.start)
        yield sentence


def _items(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """A sentence, or the items of the list that stands in it: "you must (a) ...; and (b) ..."."""
    parts = [m.end() for m in _INLINE.finditer(text, sentence.start, sentence.end)]
    first = _INLINE_FIRST.search(text, sentence.start, parts[0] if parts else sentence.start)
    led = first.start() if first else sentence.start
    if not first and (binds := _BINDS.search(text, sentence.start, sentence.end)):
        led = binds.end()
        parts = [m.end() for m in _INLINE_BARE.finditer(text, led, sentence.end)]
    if led == sentence.start or not parts:
        yield sentence
        return
    own = plain(text[sentence.start : led])[-MAX_LEAD:]
    lead = f"{sentence.lead} {own}".strip()
    start, end = next(_trimmed(text, sentence.start, parts[0]))
    yield sentence._replace(start=start, end=end, words=plain(text[start:end]))
    for part, following in zip(parts, [*parts[1:], sentence.end], strict=True):
        for start, end in _trimmed(text, part, following):
            yield Sentence(start, end, plain(text[start:end]), lead, sentence.lead_start)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        middle = max(
            text.rfind(mark, start + MAX_SENTENCE // 2, start + MAX_SENTENCE) for mark in ";,"
        )
        middle = middle + 1 if middle > 0 else start + MAX_SENTENCE
        yield from _trimmed(text, start, middle)
        start = middle
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
