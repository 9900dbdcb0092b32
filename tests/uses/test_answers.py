"""What may be done under real terms: a row for each family of licenses, use and situation.

The rows are in ``answers.md``. Texts are read where they lie beside the repository; rows of records
need none.
"""

from __future__ import annotations

import csv
import lzma
from pathlib import Path

import msgspec
import pytest
from tests.licenses.shared import GROUNDTRUTH, LICENSES
from tests.licenses.test_freedoms import TEXTS
from tests.uses.made import by_name, from_file, from_text, weights

from howopen.uses import Answer, Situation, Stated, answer, situation, uses

TABLE = Path(__file__).with_name("answers.md")

Row = tuple[str, str, str, Situation, str, str]


def rows() -> list[Row]:
    """The table: title, terms, use, situation, answer, deciding kind."""
    found = []
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")]
    for line in lines[1:]:
        title, asked, expected = (cell.strip() for cell in line.strip("|").split("|"))
        terms, use, *said = asked.split()
        named = dict(one.split("=") for one in said)
        permission, kind = expected.split()
        where = situation(
            [named["in"]] if "in" in named else [],
            int(named["users"]) if "users" in named else None,
            float(named["revenue"]) if "revenue" in named else None,
            named.get("as", ""),
        )
        found.append((title, terms, use, where, permission, kind))
    return found


def stated(terms: str) -> Stated:
    """The license that a cell of the table names."""
    source, _, name = terms.rpartition(":")
    if source == "record":
        return by_name(name)
    return from_text(spdx(name), name) if source == "spdx" else from_file(name)


def spdx(name: str) -> str:
    """A text of the SPDX list; skips the test where it is not at hand."""
    path = LICENSES / "spdx_mutated.jsonl.xz"
    if not path.is_file():
        pytest.skip("the SPDX texts are not beside this repository")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        texts = (msgspec.json.decode(line, type=dict[str, object]) for line in lines)
        return next(str(t["text"]) for t in texts if t["id"] == f"b/{name}/verbatim")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_the_table(row: Row) -> None:
    _, terms, use, where, permission, kind = row
    found = answer(use, where, weights(stated(terms)))
    assert found.permission == permission
    named = found.deciding if permission != "go" else found.todo
    assert kind == "-" or kind in {ground.kind for ground in named}
    assert permission != "go" or not found.deciding


def test_the_table_is_long_enough() -> None:
    assert len(rows()) >= 40


def test_a_clause_decides_with_its_words_and_where_they_stand() -> None:
    found = answer("product", situation(users=800_000_000), weights(from_file("llama-3.1")))
    (ground,) = found.deciding
    assert ground.why == (
        "Above 700,000,000 users a month another license is needed; you said 800,000,000 users a "
        "month."
    )
    assert "700 million monthly active users" in ground.quote
    assert ground.cites == ("llama-3.1.txt#L32",)


def test_of_several_clauses_to_the_same_effect_the_one_in_the_grant_is_quoted() -> None:
    found = answer("product", situation(), weights(from_file("audiocraft-weights")))
    (ground,) = found.deciding
    assert "hereby grants You" in ground.quote
    assert "NonCommercial purposes only" in ground.quote
    assert len(ground.cites) > 1


def test_names_to_show_are_written_as_the_license_writes_them() -> None:
    found = answer("fine-tune-and-publish", situation(), weights(from_file("llama-3.1")))
    todo = {ground.kind: ground.todo for ground in found.todo}
    assert todo["display"] == "Show where the clause says: Built with Llama."
    assert todo["naming"] == "Put into the name of your model: Llama."


NEEDED = {
    "internal": ("use",),
    "product": ("use",),
    "hosted-api": ("use",),
    "redistribute": ("share",),
    "fine-tune-and-publish": ("modify", "share"),
}
"""The freedoms of the table of freedoms that a use needs."""

EXPLAINED = {
    ("Kimi K2 Modified MIT (2025)", "internal"): "the name is to be shown in products only",
}
"""Plain answers where the table says that the freedom is broken, and why."""

UNREAD = {
    "Mistral AI Non-Production License (MNPL-0.1)",
    "Falcon-180B TII 1.0",
    "Open Aleph 1.0",
    "ModelGo MG0-2.0 / MG-BY-2.0",
}
"""Rows without a text or record: nothing is known, so nothing may be promised."""


def under(name: str) -> Stated:
    """The terms of a row of the table of freedoms."""
    return from_file(TEXTS[name]) if name in TEXTS else by_name(None, name)


def test_a_plain_go_only_where_the_table_of_freedoms_keeps_what_the_use_needs() -> None:
    table = GROUNDTRUTH / "license_freedoms.csv"
    if not table.is_file():
        pytest.skip("the table of freedoms is not beside this repository")
    with table.open(encoding="utf-8", newline="") as lines:
        read = list(csv.DictReader(lines))
    assert len(read) == 30
    assert {row["licence"] for row in read} == TEXTS.keys() | UNREAD
    plain, narrowed = set(), set()
    for row in read:
        name = row["licence"]
        for use, freedoms in NEEDED.items():
            broken = any(row[f"broken_freedom_{freedom}"] != "no" for freedom in freedoms)
            permission = answer(use, Situation(), weights(under(name))).permission
            if broken and permission == "go":
                plain.add((name, use))
            if not broken and name in TEXTS and permission != "go":
                narrowed.add((name, use))
    assert plain == EXPLAINED.keys()
    assert not narrowed


def test_the_answer_is_the_same_every_time() -> None:
    def asked(use: str) -> Answer:
        return answer(use, situation(["EU"], 5_000), weights(from_file("stability-community-sd35")))

    for use in uses():
        assert msgspec.json.encode(asked(use)) == msgspec.json.encode(asked(use))
