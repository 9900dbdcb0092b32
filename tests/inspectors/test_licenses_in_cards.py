"""License texts inside cards: told with their lines and clauses; sentences are left to others."""

from __future__ import annotations

from tests.inspectors.look import look
from tests.inspectors.test_license_files import MIT

from howopen.inspectors.licenses_in_cards import inspect
from howopen.schema import Clause, License

CARD = "# Heron\n\nA bird model.\n\n## License\n\n"


def test_a_license_in_a_card_is_told_with_its_lines() -> None:
    found = look(inspect, {"README.md": CARD + MIT}, kind="model")

    assert found.one(License, "distribution").expression == "MIT"
    (cite,) = found.cites(License)
    first = int(cite.partition("#L")[2].partition("-")[0])
    assert first > CARD.count("\n")
    assert {c.lines[0] > first for c in found.claims(Clause)} == {True}


def test_a_changed_text_is_told_as_changed() -> None:
    changed = MIT.replace("to deal in the Software", "to study the Software for research only")
    found = look(inspect, {"README.md": CARD + changed})

    assert found.one(License).expression is None
    assert found.one(License).base == "MIT"


def test_a_sentence_or_a_notice_is_no_text() -> None:
    sentence = CARD + "Licensed under the MIT License.\n"
    notice = CARD + 'Licensed under the Apache License, Version 2.0 (the "License").\n'

    assert look(inspect, {"README.md": sentence}).evidence == []
    assert look(inspect, {"README.md": notice}).evidence == []


def test_a_card_in_a_folder_of_anything_is_left_alone() -> None:
    assert look(inspect, {"docs/README.md": CARD + MIT}).evidence == []
