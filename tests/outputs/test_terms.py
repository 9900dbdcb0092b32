"""Terms as people read them: which license, what it leaves, asks and forbids, and where."""

from __future__ import annotations

from rich.console import Console, Group

from howopen.frameworks import conclude_terms
from howopen.outputs.terms import terms
from howopen.schema import Audit, Available, Clause, Evidence, License, Part, Release, Snapshot

HUB = Snapshot("hf://org/name", "c0ffee", kind="model")
RELEASE = Release("org/name", (Part("root", HUB),))
WEIGHTS = Evidence("weights", Available("open"), "observed", (HUB.cite("m.safetensors"),))
CODE = Evidence("inference-code", Available("open"), "observed", (HUB.cite("run.py"),))


def shown(*evidence: Evidence, verbose: bool = False, width: int = 100) -> str:
    audit = Audit(1, "0", RELEASE, evidence, (), terms=conclude_terms(RELEASE, evidence, ()))
    console = Console(width=width)
    with console.capture() as text:
        console.print(Group(*terms(audit, verbose=verbose)))
    return text.get()


def stated(claim: License | Clause, line: int = 1, component: str = "distribution") -> Evidence:
    return Evidence(component, claim, "observed", (HUB.cite("LICENSE", line),))


def test_one_block_for_all_that_one_license_decides_on() -> None:
    text = shown(WEIGHTS, CODE, stated(License("MIT", "file", "MIT License")))

    assert text.count("LICENSE#L1") == 1
    first = text.splitlines()[0]
    assert first.startswith("MIT")
    assert "model parameters (final)" in first
    assert "inference code" in first
    assert "✓ OSI-approved" in text


def test_duties_of_an_approved_license_are_named_and_quoted_only_if_asked() -> None:
    notice = Clause("notice", "requires", "Keep this notice in all copies.", (3, 3))
    evidence = (WEIGHTS, stated(License("MIT", "file", "MIT License")), stated(notice, 3))

    assert "Keep this notice in all copies" not in shown(*evidence)
    assert "asks: keep copyright and attribution notices" in shown(*evidence)
    assert "“Keep this notice in all copies.” LICENSE#L3" in shown(*evidence, verbose=True)


def test_what_a_changed_text_forbids_is_quoted_with_its_place() -> None:
    changed = License(None, "file", "Modified MIT", 0.9, "MIT", "modified")
    nobody = Clause("noncommercial", "forbids", "for non-commercial\npurposes only", (7, 7))

    text = shown(WEIGHTS, stated(changed), stated(nobody, 7))

    assert "derived from MIT" in text
    assert "✗ use broken" in text
    assert "“for non-commercial purposes only” LICENSE#L7" in " ".join(text.split())


def test_of_several_clauses_of_a_kind_one_that_binds_is_quoted_before_a_definition() -> None:
    own = License(None, "file", "Nova License")
    said = (
        "Noncommercial means without payment.",
        "Subject to all the terms below you are granted a right for noncommercial purposes only.",
        "Commercial use is not allowed.",
    )
    clauses = (
        Clause("noncommercial", "forbids", quote, (line, line))
        for line, quote in enumerate(said, 7)
    )

    text = shown(WEIGHTS, stated(own), *(stated(c, c.lines[0]) for c in clauses))

    assert "for noncommercial purposes only.” LICENSE#L8" in " ".join(text.split())
    assert "without payment" not in text


def test_licenses_that_contradict_each_other_are_shown_as_a_conflict() -> None:
    tag = Evidence("distribution", License("MIT", "card", "mit"), "declared", (HUB.cite("R", 2),))
    other = License("Apache-2.0", "card", "apache-2.0")
    text = shown(WEIGHTS, tag, Evidence("distribution", other, "declared", (HUB.cite("R", 3),)))

    assert text.startswith("conflict: MIT / Apache-2.0")


def test_narrow_screens_lose_no_words() -> None:
    text = shown(WEIGHTS, stated(License("MIT", "file", "MIT License")), width=40)

    assert "OSI-approved" in " ".join(text.split())
