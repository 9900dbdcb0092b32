"""A plan says in its first line what has to be done, and shows each step exactly."""

from __future__ import annotations

import io
from collections.abc import Iterable

import msgspec
import pytest
from rich.console import Console
from tests.frameworks.made import RELEASE, absent, seen, terms, there

from howopen.frameworks import frameworks
from howopen.frameworks.planning import Plan, plan, target
from howopen.outputs.plan import dump, headline, markdown, render
from howopen.schema import SCHEMA_VERSION, Audit, Available, Evidence, License

CLASS_III = ("model-architecture", "weights", "technical-report", "evaluation-results")
CARDS = ("model-card", "data-card")
ALL_ELSE = [*there(*CLASS_III, *CARDS), *terms("Apache-2.0", *CLASS_III[2:], *CARDS)]
ALL_ELSE += terms("MIT", "model-architecture")


def planned(evidence: Iterable[Evidence], to: str = "mof:III") -> Plan:
    wanted = target(to, frameworks())
    (framework,) = (f for f in frameworks() if f.id == wanted.framework)
    audit = Audit(SCHEMA_VERSION, "test", RELEASE, tuple(evidence), ())
    return plan(audit, framework, wanted)


def shown(found: Plan, width: int = 100) -> str:
    paper = io.StringIO()
    render(found, Console(file=paper, width=width, highlight=False, markup=False, emoji=False))
    return paper.getvalue()


def test_one_step_is_the_headline() -> None:
    found = planned([*ALL_ELSE, *terms("CC-BY-NC-4.0", "weights")])
    assert headline(found) == "Relicense the weights: all else passes"


def test_a_target_that_is_reached_has_nothing_to_do() -> None:
    found = planned([*ALL_ELSE, *terms("MIT", "weights")])
    assert headline(found) == "reached for certain today: nothing to do"
    assert "nothing to do" in shown(found)
    assert "- [ ]" not in markdown(found)


def test_several_licenses_are_other_terms() -> None:
    kept = [e for e in ALL_ELSE if e.component != "model-card" or isinstance(e.claim, Available)]
    evidence = [*kept, *terms("CC-BY-NC-4.0", "weights"), *terms("CC-BY-ND-4.0", "model-card")]
    # The data card is there, so what it says need not stand in the model card.
    found = planned(evidence)
    assert headline(found) == "would pass with other terms: 2 licenses to change"


def test_what_only_a_reader_can_say_is_counted_apart() -> None:
    evidence = [e for e in ALL_ELSE if e.component != "data-card"]
    found = planned([*evidence, *absent("data-card"), *terms("MIT", "weights")])
    assert headline(found) == "nothing to publish: a reader has to confirm 1 point"
    text = shown(found)
    assert "For a reader to confirm" in text
    assert "Write a data card" in text.partition("Other ways")[2]


def test_steps_and_points_are_counted_with_proof() -> None:
    found = planned([], "osaid")
    steps, points = len(found.ways[0].steps), len(found.ways[0].confirmations)
    assert headline(found) == (
        f"{steps} steps, and no fewer reach it; then a reader has to confirm {points} points"
    )


@pytest.mark.parametrize("width", [60, 100])
def test_every_step_says_how_under_which_license_and_what_is_there_now(width: int) -> None:
    found = planned([*ALL_ELSE, *terms("CC-BY-NC-4.0", "weights")])
    lines = shown(found, width).splitlines()
    text = " ".join(" ".join(lines).split())
    assert all(len(line) <= width for line in lines)
    for words in (
        "1 ✗ Relicense the weights",
        "LICENSE beside the weights: the full text of Apache-2.0.",
        "under Apache-2.0, MIT or OpenMDW-1.0",
        "for weights",
        "CC-BY-NC-4.0 is not an accepted license",
        "LICENSE#L1",
    ):
        assert words in text


def test_what_was_not_seen_is_not_called_missing() -> None:
    text = " ".join(shown(planned([], "mof:II")).split())
    assert "? Show or publish the training code" in text
    assert "not seen, and not ruled out" in text
    assert "✗" not in text


def test_a_checklist_has_a_box_for_every_step_and_every_point() -> None:
    found = planned([], "mof:II")
    text = markdown(found)
    boxes = len(found.steps) + len(found.ways[0].confirmations)
    assert text.count("- [ ] ") == boxes
    assert text.startswith("# org/name: to Model Openness Framework 1.0")
    assert text.endswith("\n")


def test_words_of_others_are_only_words() -> None:
    claim = License(None, "file", "\x1b[31m [x](http://a.example) <b>`")
    found = planned([*ALL_ELSE, seen("weights", claim)])
    assert "\x1b" not in shown(found)
    assert r"\[x\](http://a.example) \<b\>\`" in markdown(found)


def test_json_is_the_whole_plan_and_always_the_same() -> None:
    found = planned([], "index:0.8")
    assert msgspec.json.decode(dump(found), type=Plan) == found
    assert dump(found) == dump(planned([], "index:0.8"))
    assert dump(found).endswith(b"}\n")
