"""``howopen license``: what a text is, its clauses, and what follows, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from howopen.cli import main

CASES = Path(__file__).parents[1] / "cases"
MIT = CASES / "weights-only" / "LICENSE"
NEAR_MIT = CASES / "near-miss-license" / "LICENSE"


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["license", *arguments], input=stdin)


def test_a_known_license_is_named_with_its_freedoms_and_the_words_that_give_them() -> None:
    result = run(str(MIT))
    assert result.exit_code == 0
    assert "MIT: the whole text, and nothing more" in result.output
    assert all(f"{name}" in result.output for name in ("use", "study", "modify", "share"))
    assert "broken" not in result.output
    assert "Permission is hereby granted" in " ".join(result.output.split())


def test_a_near_miss_is_not_named_as_the_license() -> None:
    reading = json.loads(run("-o", "json", str(NEAR_MIT)).output)
    assert reading["identified"]["expression"] is None
    assert [m["base"] for m in reading["identified"]["matches"]] == ["MIT"]
    display = [c for c in reading["clauses"] if c["consequence"] == "display"]
    assert display[0]["thresholds"] == [{"amount": 100e6, "unit": "users", "period": "month"}]
    assert "100 million monthly active users" in display[0]["quote"]


def test_a_near_miss_is_shown_with_what_it_resembles_and_what_was_added() -> None:
    words = " ".join(run(str(NEAR_MIT)).output.split())
    assert "modified MIT, text" in words
    assert "added: our only modification is that" in words
    assert "no limit was found, and the patterns may miss one" in words


def test_several_texts_are_one_object_a_line_and_stdin_is_one_of_them() -> None:
    result = run("-o", "json", str(MIT), "-", stdin=b"Use it for research only.")
    first, second = (json.loads(line) for line in result.output.splitlines())
    assert first["identified"]["expression"] == "MIT"
    assert second["identified"]["expression"] is None
    assert second["conclusion"]["use"]["state"] != "kept"


def test_a_text_in_a_language_that_is_not_read_is_said_to_be_so() -> None:
    said = "O uso comercial é proibido sem autorização por escrito do autor dos pesos. "
    shown = run("-", stdin=said.encode() * 3)
    assert "not read: the text is neither in English nor in Chinese" in shown.output
    reading = json.loads(run("-o", "json", "-", stdin=said.encode() * 3).output)
    assert reading["language_read"] is False
    assert reading["conclusion"]["use"]["state"] == "unclear"


def test_a_text_without_clauses_is_said_to_have_none_that_were_found() -> None:
    assert "none found" in run("-", stdin=b"This is the story of a model and of its makers.").output


def test_a_file_without_words_is_said_to_be_so() -> None:
    assert "there are no words in it" in run("-", stdin=b"\n# \n--\n").output


def test_any_bytes_are_read() -> None:
    assert run("-", stdin=bytes(range(256)) * 50).exit_code == 0
    assert run("-", stdin=b"").exit_code == 0


def test_a_text_that_is_too_long_is_refused_and_costs_the_others_nothing(tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_bytes(MIT.read_bytes() + b" " * 1_000_000 + b"For research only.")
    result = run(str(long), str(MIT))
    assert result.exit_code == 1
    assert "long.txt: over 1,000,000 bytes" in result.output
    assert result.output.count("the whole text, and nothing more") == 1


def test_a_file_that_is_not_there_is_a_usage_error() -> None:
    result = run("no-such-file")
    assert result.exit_code == 2
    assert "no-such-file" in result.output


def test_without_the_texts_the_difference_is_one_clear_line_and_the_reading_is_not_lost() -> None:
    result = run("--diff", str(NEAR_MIT))
    assert result.exit_code == 1
    assert "Our only modification" in result.output
    assert "Traceback" not in result.output
