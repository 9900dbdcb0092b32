"""A model or data card: the YAML front matter of a README, and the text after it.

The Hub reads front matter only where nothing but white space precedes it
(`huggingface_hub.repocard.REGEX_YAML_BLOCK`). Here comments may, because a publisher who put one
there did state a license; `Card.at_top` tells the difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from howopen.errors import ParseError
from howopen.parsers.text import decode_text
from howopen.parsers.yamlsafe import Duplicate, Yaml, read_yaml

_HTML_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_HASH_COMMENT = re.compile(r"\s*#[^\n]*\n")
_OPENING = re.compile(r"\s*^---[ \t]*\n", re.MULTILINE)
_CLOSING = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z_][\w-]*[ \t]*:(\s|$)")

KNOWN_KEYS = frozenset(
    {
        "annotations_creators", "base_model", "base_model_relation", "co2_eq_emissions",
        "configs", "dataset_info", "datasets", "extra_gated_prompt", "inference",
        "language", "language_creators", "library_name", "license", "license_link",
        "license_name", "metrics", "model-index", "pipeline_tag", "pretty_name",
        "size_categories", "tags", "task_categories", "thumbnail", "widget",
    }
)  # fmt: skip
"""Keys of front matter (hub-docs, `modelcard.md` and `datasetcard.md`). Behind a heading, a block
between two rules must have one of these to count as front matter."""


@dataclass(frozen=True)
class Card:
    """One README.

    Attributes:
        data: The front matter; empty where there is none or it is broken.
        lines: Line in the file of each key of `data`.
        body: The text after it.
        body_line: Line in the file that `body` begins at.
        error: What is wrong with the front matter, with its line in the file; or empty.
        duplicates: Keys that repeat, at any depth; the last one is in `data`.
        at_top: Only white space precedes the front matter, so that the Hub sees it.
    """

    data: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    error: str = ""
    duplicates: tuple[Duplicate, ...] = ()
    at_top: bool = True


def read_card(text: bytes) -> Card:
    """Read a card. Broken front matter costs the data, never the body, and raises nothing."""
    whole = decode_text(text)
    start, heading = _skip_comments(whole)
    opening = _OPENING.match(whole, start)
    if opening is None:
        return Card(body=whole)
    first, at_top = opening.end(), not whole[:start].strip()
    closing = _CLOSING.search(whole, first)
    if closing is None:
        # A text may begin with a rule; one that is followed by a key was meant as front matter.
        error = "front matter: not closed by a line of ---" if _KEY.match(whole, first) else ""
        return Card(body=whole, error=error, at_top=at_top)
    data, front, error = _read_block(whole[first : closing.start()], _line(whole, first))
    if heading and not KNOWN_KEYS & data.keys():
        return Card(body=whole)
    return Card(
        data=data,
        lines=front.lines,
        body=whole[closing.end() :],
        body_line=_line(whole, closing.end()),
        error=error,
        duplicates=front.duplicates,
        at_top=at_top,
    )


def _skip_comments(whole: str) -> tuple[int, bool]:
    """Where the comments before front matter end, and whether one may be a Markdown heading."""
    position, heading = 0, False
    while True:
        if comment := _HTML_COMMENT.match(whole, position):
            position = comment.end()
        elif comment := _HASH_COMMENT.match(whole, position):
            position, heading = comment.end(), True
        else:
            return position, heading


def _read_block(block: str, first_line: int) -> tuple[dict[str, object], Yaml, str]:
    """The data of a front matter block, the YAML it comes from, and what is wrong with it."""
    nothing = Yaml(None, {}, ())
    try:
        front = read_yaml(block, "front matter", first_line)
    except ParseError as error:
        return {}, nothing, str(error)
    if front.value is None:
        return {}, front, ""
    if not isinstance(front.value, dict):
        return {}, nothing, f"front matter: line {first_line}: not keys and values"
    return front.value, front, ""


def _line(whole: str, position: int) -> int:
    return 1 + whole.count("\n", 0, position)
