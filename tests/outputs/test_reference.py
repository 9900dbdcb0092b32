"""Everything that can be named can be explained."""

from __future__ import annotations

import pytest

from howopen.components import COMPONENTS
from howopen.discrepancies.registry import kinds
from howopen.errors import UsageError
from howopen.frameworks import frameworks, predicates
from howopen.inspectors.registry import inspectors
from howopen.outputs.reference import contents, entries, explain


def test_nothing_is_left_out() -> None:
    ids = {(entry.kind, entry.id) for entry in entries()}
    assert {("component", id_) for id_ in COMPONENTS} <= ids
    assert {("inspector", i.name) for i in inspectors()} <= ids
    assert {("discrepancy", kind.id) for kind in kinds()} <= ids
    assert {("predicate", p.name) for p in predicates()} <= ids
    assert {("framework", f.id) for f in frameworks()} <= ids
    assert all(entry.title and entry.body for entry in entries())
    assert all(entry.id in contents() for entry in entries())


@pytest.mark.parametrize("inspector", inspectors(), ids=lambda inspector: inspector.name)
def test_an_inspector_says_what_it_looks_at_claims_and_cannot_see(inspector: object) -> None:
    for label in ("Looks at:", "Claims:", "Cannot see:", "Sources:"):
        assert f"\n{label} " in getattr(inspector, "doc", "")


def test_ids_are_found_in_any_case_and_without_their_framework() -> None:
    assert explain("WEIGHTS") == explain("weights")
    criterion = next(e for e in entries() if e.kind == "criterion")
    assert criterion.body in explain(criterion.id.rpartition("/")[2])


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean .*weights"):
        explain("wieghts")
