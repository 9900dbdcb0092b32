"""The clauses of use policies."""

from __future__ import annotations

import pytest
from tests.inspectors.look import look

from howopen.inspectors.terms import MOST_TEXTS
from howopen.inspectors.terms_policies import inspect
from howopen.schema import Clause

POLICY = """\
    # Nova Acceptable Use Policy

    You agree you will not use Nova to:

    1. Build weapons or for any military purpose.
    2. Give medical advice without a license.
"""


@pytest.mark.parametrize(
    "path", ["USE_POLICY.md", "USAGE_POLICY", "ACCEPTABLE_USE.txt", "models/nova/use-policy.md"]
)
def test_prohibited_uses_are_clauses_of_the_policy(path: str) -> None:
    found = look(inspect, {path: POLICY})
    (clause,) = found.claims(Clause, "acceptable-use-policy")
    assert (clause.kind, clause.effect) == ("acceptable-use", "forbids")
    assert found.cites(Clause) == [f"{path}#L3-L6"]


def test_a_policy_that_only_asks_to_obey_the_law_restricts_no_use() -> None:
    found = look(
        inspect, {"USAGE_POLICY": "By using Nova you agree to comply with applicable law."}
    )
    assert [clause.kind for clause in found.claims(Clause)] == ["law-compliance"]


def test_code_and_what_others_wrote_are_left_out() -> None:
    found = look(inspect, {"use_policy.py": POLICY, "third_party/x/USE_POLICY.md": POLICY})
    assert not found.evidence
    assert not found.gaps


def test_a_policy_that_cannot_be_read_is_a_gap() -> None:
    gap = look(inspect, {"USE_POLICY.docx": b"PK"}).gap()
    assert gap.components == ("acceptable-use-policy",)


def test_a_policy_in_a_language_that_the_reader_does_not_know_is_a_gap() -> None:
    text = "No puede usar el modelo para fines militares ni para vigilar a personas, "
    found = look(inspect, {"USE_POLICY.md": text * 3})
    assert not found.evidence
    assert "its clauses were not read" in found.gap().why


def test_policies_beyond_the_bound_are_told() -> None:
    files = {f"m{n:02}/USE_POLICY.md": f"{POLICY}\n    Nova {n}" for n in range(MOST_TEXTS + 2)}
    found = look(inspect, files)
    assert len({cite.partition("#")[0] for cite in found.cites(Clause)}) == MOST_TEXTS
    assert "not of 2 more" in found.gap().why
