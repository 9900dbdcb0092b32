"""What the Hub says of a repository that it gates."""

from __future__ import annotations

from tests.inspectors.look import look

from howopen.inspectors.hub import inspect
from howopen.schema import Available, License, Lineage


def test_an_open_repository_is_left_to_its_card() -> None:
    found = look(inspect, {}, metadata={"gated": False, "cardData": {"license": "mit"}})
    assert (found.evidence, found.gaps) == ([], [])


def test_the_gate_says_who_opens_it() -> None:
    for how, note in (("manual", "approves"), ("auto", "accepting"), ("?", "")):
        found = look(inspect, {}, access="gated", metadata={"gated": how})
        gate = found.one(Available, "distribution")
        assert gate.state == "gated"
        assert note in gate.note
        assert bool(gate.note) == bool(note)


def test_the_tag_of_a_card_behind_the_gate() -> None:
    found = look(inspect, {}, access="gated", metadata={"cardData": {"license": "mit"}})
    assert found.licenses() == {"distribution": "MIT"}
    assert found.one(License).where == "card"
    found = look(inspect, {}, access="gated", metadata={"cardData": {"license": "other"}})
    assert found.licenses() == {"distribution": None}


def test_the_bases_of_a_model_behind_the_gate() -> None:
    for bases in ("org/base", ["org/base"]):
        found = look(inspect, {}, access="gated", metadata={"cardData": {"base_model": bases}})
        assert found.one(Lineage, "weights") == Lineage("unknown", "org/base")


def test_odd_metadata_is_no_claim() -> None:
    cards: tuple[object, ...] = (None, [], "mit", {}, {"license": ""}, {"base_model": [3, ""]})
    for card in cards:
        found = look(inspect, {}, access="gated", metadata={"cardData": card})
        assert len(found.evidence) == 1  # the gate
