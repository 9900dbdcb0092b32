"""Front matter is found where publishers put it, and a broken one does not cost the body."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.parsers.card import read_card
from howopen.parsers.text import decode_text
from howopen.parsers.yamlsafe import Duplicate

RELEASES = Path(__file__).resolve().parents[2] / "../shared/data/releases/hub"

CARD = "---\nlicense: mit\nlanguage:\n- no\n---\n# Title\n\nText.\n"


def test_a_card() -> None:
    card = read_card(CARD.encode())
    assert card.data == {"license": "mit", "language": ["no"]}
    assert card.lines == {"license": 2, "language": 3}
    assert card.body == "# Title\n\nText.\n"
    assert card.body_line == 6
    assert card.at_top
    assert card.error == ""


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + CARD.encode(),
        CARD.encode("utf-16"),
        b"\xfe\xff" + CARD.encode("utf-16-be"),
        CARD.replace("\n", "\r\n").encode(),
        CARD.replace("\n", "\r").encode(),
    ],
    ids=["utf-8-bom", "utf-16", "utf-16-be", "crlf", "cr"],
)
def test_encodings_and_line_ends(data: bytes) -> None:
    assert read_card(data) == read_card(CARD.encode())


def test_latin_1_and_control_characters() -> None:
    card = read_card(b"---\nauthor: Ren\xe9\n---\nRen\xe9 \x1b[31m\x00\n")
    assert card.data == {"author": "René"}
    assert card.body == "René \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}\n"


@pytest.mark.parametrize(
    ("before", "at_top"),
    [
        ("\n  \n", True),
        ("<!-- made by a\ntool -->\n", False),
        ("# a comment\n", False),
        ("<!-- a --><!-- b -->\n\n# c\n", False),
    ],
)
def test_what_may_come_before(before: str, at_top: bool) -> None:
    card = read_card((before + CARD).encode())
    lines = before.count("\n")
    assert card.data == {"license": "mit", "language": ["no"]}
    assert card.lines == {"license": 2 + lines, "language": 3 + lines}
    assert card.body_line == 6 + lines
    assert card.at_top is at_top


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n\nText.\n",
        "# Title\n---\nauthor: me\n---\nText.\n",
        "# Title\n\n---\n\nText [x](y): z\n\n---\n",
        "Text.\n---\nlicense: mit\n---\n",
        "---\n\nA text that begins with a rule.\n",
        "--\nlicense: other\n---\n",
        "----\nlicense: other\n----\n",
        "---license: mit---",
    ],
)
def test_no_front_matter(text: str) -> None:
    card = read_card(text.encode())
    assert (card.data, card.error) == ({}, "")
    assert (card.body, card.body_line) == (text, 1)


@pytest.mark.parametrize(
    ("block", "error"),
    [
        ("license: mit\n\ttags: x\n", "front matter: line 3: found character"),
        ("license: [mit\n", "front matter: line 3"),
        ("just a sentence\n", "front matter: line 2: not keys and values"),
        ("- a\n- b\n", "front matter: line 2: not keys and values"),
        ("a: !!python/name:os.system x\n", "front matter: line 2: the tag"),
    ],
)
def test_broken_front_matter_keeps_the_body(block: str, error: str) -> None:
    card = read_card(f"---\n{block}---\nBody.\n".encode())
    assert card.data == {}
    assert card.error.startswith(error)
    assert card.body == "Body.\n"
    assert card.body_line == 3 + block.count("\n")


def test_front_matter_that_is_not_closed() -> None:
    card = read_card(b"---\nlicense: mit\n# Title\n")
    assert "not closed" in card.error
    assert card.body.endswith("# Title\n")


def test_empty_front_matter() -> None:
    card = read_card(b"---\n---\nBody.\n")
    assert (card.data, card.error, card.body, card.body_line) == ({}, "", "Body.\n", 3)
    assert read_card(b"---\nlicense: mit\n---").data == {"license": "mit"}


def test_duplicate_keys_are_told() -> None:
    card = read_card(b"---\nlicense: mit\nlicense: other\n---\n")
    assert card.data == {"license": "other"}
    assert card.duplicates == (Duplicate("license", 3),)


def test_a_second_block_is_body() -> None:
    card = read_card(b"---\nlicense: other\n---\n\n--\nlicense: mit\n---\nMore.\n")
    assert card.data == {"license": "other"}
    assert card.body == "\n--\nlicense: mit\n---\nMore.\n"


@pytest.mark.skipif(not RELEASES.is_dir(), reason="the recorded releases are not here")
def test_recorded_cards() -> None:
    cards = {path.parent.name: read_card(path.read_bytes()) for path in RELEASES.rglob("README.md")}
    assert len(cards) == 28
    assert [name for name, card in cards.items() if card.error or card.duplicates] == []
    assert sum(bool(card.data) for card in cards.values()) == 24
    assert sum("license" in card.data for card in cards.values()) == 19
    assert all(card.body for card in cards.values())
    assert cards["llama-7b-hf"].data == {"license": "other"}
    assert cards["Devstral-Small-2507"].lines["license"] == 27


front = st.text(st.sampled_from("-#<!>a: \n\r\t[]&*"), max_size=60)


@given(
    st.binary(max_size=100)
    | front.map(str.encode)
    | front.map(lambda block: f"---\n{block}\n---\nBody.".encode())
)
@examples(400)
def test_any_bytes(data: bytes) -> None:
    card = read_card(data)
    lines = decode_text(data).split("\n")
    assert card.body in {"", "\n".join(lines[card.body_line - 1 :])}
