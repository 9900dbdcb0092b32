"""What may be done: the same answer for people, as JSON and as an exit code."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console
from tests.uses.made import by_name, made, weights, with_clauses

from howopen.outputs.may import EXITS, dump, render
from howopen.schema import Artifact, Clause, Part, Release, Snapshot, Threshold
from howopen.uses import Answer, Base, Terms, answer, situation, uses

WORDS = "If you have more than 700 million monthly active users, you must request a license."
LIMIT = Clause(
    "user-threshold",
    "requires",
    WORDS,
    (9, 9),
    (Threshold(7e8, "users", "month"),),
    "license",
)
LIMITED = with_clauses(
    *(one.clause for one in made("notice").clauses), LIMIT, expression="LicenseRef-limited"
)


def shown(found: Answer, width: int = 100, release: Release | None = None) -> str:
    """The rendering, without trailing spaces."""
    stream = io.StringIO()
    render(found, Console(file=stream, width=width, highlight=False, markup=False), release)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def test_a_no_go_shows_the_clause_its_place_and_no_list_of_duties() -> None:
    text = shown(answer("redistribute", situation(users=800_000_000), weights(LIMITED)), 140)
    assert "✗ NO-GO" in text
    assert "you said 800,000,000 users a month." in text
    assert f"“{WORDS}”  LICENSE#L9" in text
    assert "To do" not in text


def test_a_go_shows_what_it_rests_on_and_what_has_to_be_done() -> None:
    text = shown(answer("redistribute", situation(users=5_000), weights(LIMITED)))
    assert "✓ GO" in text
    assert "✓ Granted: you may pass it on." in text
    assert "✓ Above 700,000,000 users a month another license is needed" in text
    assert "□ Keep copyright and attribution notices" in text


def test_a_license_known_by_name_says_so() -> None:
    text = shown(answer("internal", situation(), weights(by_name("CC-BY-NC-4.0"))))
    assert "under CC-BY-NC-4.0  according to howopen's record of it, no text was read" in text
    assert "◐ CAUTION" in text


def test_several_licenses_show_what_decides_first_and_then_each() -> None:
    both = weights(made(expression="LicenseRef-a"), made("redistribution"), conflict=True)
    text = shown(answer("redistribute", situation(), both))
    assert text.index("? The licenses that are stated contradict") < text.index(
        "under LicenseRef-a"
    )
    assert "under LicenseRef-a  ✓ GO" in text
    assert "under Some terms  ✗ NO-GO" in text
    assert text.count("the answer depends on which") == 1


def test_base_models_and_unused_descriptions_are_named() -> None:
    base = Base("org/base", Terms("weights", (LIMITED,)))
    terms = Terms("weights", (made(expression="LicenseRef-a"),), bases=(base, Base("org/other")))
    text = shown(answer("internal", situation(description="Acme"), [terms]))
    assert "of the base model org/base" in text
    assert "base model org/other were not looked at" in text
    assert "“Acme” names none" in text


def test_citations_are_shortened_to_the_release() -> None:
    snapshot = Snapshot("hf://org/name", "0" * 40, "", (Artifact("LICENSE", 1),))
    release = Release("org/name", (Part("root", snapshot),))
    cited = [one._replace(cite=snapshot.cite("LICENSE", 3)) for one in LIMITED.clauses]
    found = answer("internal", situation(), weights(LIMITED._replace(clauses=tuple(cited))))
    text = shown(found, release=release)
    assert text.startswith("org/name\n")
    assert "hf://" not in text
    assert "LICENSE#L3" in text


def test_nothing_of_a_release_steers_the_terminal() -> None:
    evil = Clause("noncommercial", "forbids", "\x1b[2J[bold]no\u202e", (1, 1))
    stated = with_clauses(evil)._replace(cites=("\x1b]0;x",))
    text = shown(answer("product", situation(description="\x1b[31mAcme"), weights(stated)))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]no" in text


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for use in uses():
        text = shown(answer(use, situation(["EU"], 5), weights(LIMITED)), width)
        assert max(map(len, text.splitlines())) <= width


def test_json_says_what_the_terminal_says() -> None:
    found = answer("product", situation(["EU"], 800_000_000), weights(LIMITED))
    read = json.loads(dump(found))
    assert read["permission"] == "no-go"
    assert read["situation"]["places"] == ["EU"]
    assert read["deciding"][0]["quote"] == WORDS
    assert read["deciding"][0]["evidence"] == ["e9"]
    assert dump(found) == dump(answer("product", situation(["EU"], 800_000_000), weights(LIMITED)))


def test_only_what_needs_no_judgment_succeeds() -> None:
    assert EXITS == {"go": 0, "caution": 4, "unknown": 4, "no-go": 3}
