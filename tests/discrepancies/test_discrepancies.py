"""Discrepancies: what excludes each other is told, with both sides; what does not is left alone."""

from __future__ import annotations

from collections.abc import Sequence

from howopen.discrepancies import contrast
from howopen.schema import (
    AnyClaim,
    Assessment,
    Audit,
    Available,
    Bounds,
    Discrepancy,
    Evidence,
    Finding,
    License,
    Part,
    Reason,
    Release,
    Said,
    Snapshot,
    Weights,
)

ROOT, OTHER = Snapshot("hf://org/name", "c0ffee"), Snapshot("git+https://e.org/c", "badcafe")
RELEASE = Release("org/name", (Part("root", ROOT), Part("code", OTHER)))


def seen(claim: AnyClaim, component: str = "distribution", cite: str = ROOT.cite("f")) -> Evidence:
    return Evidence(component, claim, "declared", (cite,))


def found(
    evidence: Sequence[Evidence], *findings: Finding, by: str = "osaid-1.0"
) -> list[Discrepancy]:
    assessed = Assessment(by, "1.0", findings, Bounds(0, 1))
    return list(contrast(Audit(1, "0", RELEASE, tuple(evidence), (), (assessed,))))


def finding(lo: float, hi: float, *evidence: str) -> Finding:
    bounds = Bounds(lo, hi)
    return Finding("parameters", bounds.verdict, bounds, Reason("r", bounds), evidence)


MIT = License("MIT", "card", "mit")
APACHE = License("Apache-2.0", "file", "Apache License")
WORDS = Said("open-source", "We open-sourced it")


def test_two_licenses_of_one_thing() -> None:
    evidence = [seen(MIT, cite=ROOT.cite("README.md", 2)), seen(APACHE, cite=ROOT.cite("LICENSE"))]
    (differ,) = found(evidence)
    assert differ.id == "license-claims-differ"
    assert set(differ.evidence) == {e.id for e in evidence}
    for word in ("MIT (README.md)", "Apache-2.0 (LICENSE)", "The release as a whole"):
        assert word in differ.message


def test_licenses_of_different_things_and_places_do_not_differ() -> None:
    assert found([seen(MIT), seen(APACHE, "weights")]) == []
    assert found([seen(MIT), seen(APACHE, cite=OTHER.cite("LICENSE"))]) == []
    assert found([seen(MIT), seen(MIT, cite=ROOT.cite("LICENSE"))]) == []
    assert found([seen(MIT), seen(License(None, "file", "?"))]) == []


def test_called_open_source_and_proven_not_to_be() -> None:
    words, proof = seen(WORDS), seen(Available("absent"), "weights")
    (called,) = found([words, proof], finding(0, 0, proof.id), finding(1, 1))
    assert called.id == "called-open-source"
    assert called.evidence == (words.id, proof.id)
    assert "We open-sourced it" in called.message
    assert called.message.endswith("parameters")


def test_what_is_undecided_or_met_or_not_called_so_is_left_alone() -> None:
    words = seen(WORDS)
    for undecided in (finding(0, 1), finding(1, 1), finding(0, 0.5), finding(0.5, 0.5)):
        assert found([words], undecided) == []
    assert found([seen(Said("architecture", "Llama"))], finding(0, 0)) == []
    assert found([], finding(0, 0)) == []
    assert found([words], finding(0, 0), by="mof-1.0") == []


def test_many_words_are_one_discrepancy() -> None:
    evidence = [seen(WORDS), seen(Said("open-source", "It is an open-source model"))]
    (called,) = found(evidence, finding(0, 0))
    assert set(called.evidence) == {e.id for e in evidence}


def test_what_one_host_says_of_the_weights_and_another_of_their_repository() -> None:
    weights = Evidence("weights", Weights("gguf", 1), "observed", (ROOT.cite("m.gguf"),))
    tag = seen(MIT, cite=ROOT.cite("README.md", 2))
    sentence = License("CC-BY-NC-4.0", "prose", "Weights are CC BY-NC 4.0.")
    elsewhere = seen(sentence, "weights", OTHER.cite("README.md", 40))

    (differ,) = found([weights, tag, elsewhere])

    assert differ.id == "license-claims-differ"
    assert set(differ.evidence) == {tag.id, elsewhere.id}


def test_a_license_of_the_weights_beside_one_of_the_whole_is_no_contradiction() -> None:
    weights = Evidence("weights", Weights("gguf", 1), "observed", (ROOT.cite("m.gguf"),))
    own = seen(License("CC-BY-NC-4.0", "file"), "weights", ROOT.cite("LICENSE-MODEL"))

    assert found([weights, own, seen(MIT, cite=ROOT.cite("LICENSE"))]) == []


def test_parts_and_files_named_for_their_license_do_not_differ() -> None:
    part = License("CC-BY-NC-4.0", "file", covers="eval/")
    assert found([seen(MIT), seen(part)]) == []
    offered = [
        seen(MIT, cite=ROOT.cite("LICENSE-MIT")),
        seen(APACHE, cite=ROOT.cite("LICENSE-APACHE")),
    ]
    assert found(offered) == []
