"""What speaks against a framework is shown with its reason, also where it is only known in part."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from tests.frameworks.made import framework, judged, seen, terms, there

from howopen.outputs.verdicts import details
from howopen.schema import Evidence, License


def shown(evidence: Iterable[Evidence]) -> str:
    """The details of a framework whose only criterion is the license of the weights."""
    by = framework('licensed("weights", "osi")')
    found = details(judged(by, evidence), by, verbose=False)
    console = Console(width=100)
    with console.capture() as capture:
        console.print(found or "")
    return capture.get()


def test_what_is_met_at_most_in_part_is_shown_with_its_reason() -> None:
    part = seen("weights", License("MIT", "header", covers="adapter.py"))
    told = shown([*there("weights"), *terms("CC-BY-NC-4.0", "weights"), part])
    assert "◐" in told
    assert "CC-BY-NC-4.0 is not an accepted license" in told


def test_what_is_merely_unknown_does_not_speak_against_it() -> None:
    assert not shown(there("weights")).strip()
