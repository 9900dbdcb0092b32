"""License files: what the text is, what it is about, and its clauses with quote and lines."""

from __future__ import annotations

import pytest
from tests.inspectors.look import Found, look

from howopen.inspectors.license_files import MOST_FILES, inspect
from howopen.inspectors.terms import MOST_CLAUSES, MOST_QUOTE, MOST_TEXTS
from howopen.schema import Clause, License

MIT = """\
    MIT License

    Copyright (c) 2026 Some Lab

    Permission is hereby granted, free of charge, to any person obtaining a copy of this software
    and associated documentation files (the "Software"), to deal in the Software without
    restriction, including without limitation the rights to use, copy, modify, merge, publish,
    distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
    Software is furnished to do so, subject to the following conditions:

    The above copyright notice and this permission notice shall be included in all copies or
    substantial portions of the Software.

    THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
    BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
    NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
    DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
    OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
DISPLAY = (
    "If the Software is used in a product with more than 5 million monthly active users, you "
    "shall prominently display the words Made with Nova on the user interface of the product."
)
OWN = """\
    Nova Model License

    You may use, reproduce, modify and distribute the model for non-commercial research purposes.
    You must not use the model for any military purpose.
"""


def find(files: dict[str, str | bytes]) -> Found:
    return look(inspect, files)


def kinds(found: Found, component: str = "") -> set[str]:
    return {clause.kind for clause in found.claims(Clause, component)}


def test_a_known_license_is_named_and_its_clauses_are_those_on_record() -> None:
    found = find({"LICENSE": MIT})
    license_ = found.one(License)
    assert (license_.expression, license_.base, license_.outcome) == ("MIT", "", "")
    assert kinds(found) == {"grant-use", "grant-modify", "grant-share", "license-copy", "notice"}


def test_a_clause_stands_on_its_lines_in_the_file_of_its_license_and_is_quoted() -> None:
    found = find({"LICENSE": MIT})
    (copy,) = [clause for clause in found.claims(Clause) if clause.kind == "license-copy"]
    assert copy.lines == (5, 12)
    assert copy.quote.endswith("substantial portions of the Software.")
    assert "LICENSE#L5-L12" in found.cites(Clause)
    assert {cite.partition("#")[0] for cite in found.cites(Clause)} == {"LICENSE"}


def test_mit_plus_a_clause_is_not_mit_and_the_clause_is_told_with_its_number() -> None:
    found = find({"LICENSE": MIT + "\n    " + DISPLAY})
    license_ = found.one(License)
    assert (license_.expression, license_.base, license_.outcome) == (None, "MIT", "modified")
    (asked,) = [clause for clause in found.claims(Clause) if clause.thresholds]
    assert (asked.kind, asked.consequence) == ("user-threshold", "display")
    assert asked.thresholds[0].amount == 5_000_000
    assert "Made with Nova" in asked.quote


def test_a_text_that_nobody_knows_is_read_clause_by_clause() -> None:
    found = find({"LICENSE": OWN})
    assert found.one(License).expression is None
    assert {"noncommercial", "acceptable-use", "grant-use"} <= kinds(found)
    assert not found.gaps


def test_a_notice_has_no_clauses_of_its_own() -> None:
    notice = "Licensed under the Apache License, Version 2.0."
    found = find({"LICENSE": notice})
    assert found.one(License).expression == "Apache-2.0"
    assert not found.claims(Clause)
    assert not found.gaps


def test_code_and_model_each_have_their_license_with_its_clauses() -> None:
    found = find({"LICENSE-CODE": MIT, "LICENSE-MODEL": OWN})
    assert found.licenses() == {"code": "MIT", "weights": None}
    assert "acceptable-use" not in kinds(found, "code")
    assert "acceptable-use" in kinds(found, "weights")


def test_a_license_of_a_folder_covers_it() -> None:
    found = find({"LICENSE": MIT, "lib/LICENSE": OWN, "lib/run.py": ""})
    assert [claim.covers for claim in found.claims(License, "code")] == ["lib/"]
    assert [claim.covers for claim in found.claims(License, "distribution")] == [""]


@pytest.mark.parametrize(
    "path",
    [
        "third_party/x/LICENSE",
        "a/node_modules/x/LICENSE",
        "tools/dependencies/x/LICENSE",
        "LICENSE-THIRD-PARTY.txt",
        "THIRD_PARTY_LICENSE",
        "docs/license_header.txt",
        "src/license.py",
    ],
)
def test_licenses_of_others_headers_and_code_are_left_out(path: str) -> None:
    found = find({path: MIT})
    assert not found.evidence
    assert not found.gaps


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("https://nova.example/terms#model", "https://nova.example/terms#model"),
        ("License: see [here](https://nova.example/terms).", "https://nova.example/terms"),
        ("本模型的许可证请见 https://nova.example/zh 。", "https://nova.example/zh"),
        ("LICENSE: other", "LICENSE: other"),
        ("", "is empty"),
    ],
)
def test_a_file_that_only_points_elsewhere_is_a_gap_with_the_address(text: str, named: str) -> None:
    found = find({"LICENSE-MODEL": text})
    assert found.one(License).expression is None
    gap = found.gap()
    assert named in gap.why
    assert gap.components == ("weights",)


def test_a_pointer_to_a_license_of_the_same_repository_is_no_gap() -> None:
    files = {
        "docs/license.md": "See https://code.example/lab/nova/blob/main/LICENSE for it.",
        "LICENSE": MIT,
    }
    assert not look(inspect, files, ref="git+https://code.example/lab/nova").gaps
    assert look(inspect, files, ref="git+https://code.example/lab/other").gaps
    readme = {"LICENSE": "https://code.example/lab/nova/blob/main/README.md", "README.md": ""}
    assert look(inspect, readme, ref="git+https://code.example/lab/nova").gaps


def test_a_long_text_in_words_that_the_reader_does_not_know_is_no_pointer() -> None:
    assert not find({"LICENSE": "Nova is as free as the wind that blows. " * 20}).gaps
    assert not find({"LICENSE": "星辰大海皆自由" * 20}).gaps


def test_terms_that_refer_to_others_are_no_pointer() -> None:
    refers = OWN + "    The policy at https://nova.example/policy applies as well.\n"
    assert not find({"LICENSE": refers}).gaps


def test_a_license_in_html_is_the_same_license() -> None:
    paragraphs = "".join(f"<p>{part}</p>" for part in MIT.replace('"', "&quot;").split("\n\n"))
    assert find({"LICENSE.html": f"<html><body>{paragraphs}</body></html>"}).licenses() == {
        "distribution": "MIT"
    }


def test_a_file_of_a_word_processor_or_too_long_is_a_gap() -> None:
    assert "word processors" in find({"LICENSE.docx": b"PK"}).gap().why
    assert "longer than" in find({"LICENSE": b"x" * 1_000_001}).gap().why


def test_what_is_not_read_beyond_a_bound_is_told() -> None:
    texts: dict[str, str | bytes] = {
        f"p{n:03}/LICENSE": f"{OWN}    Nova {n}\n" for n in range(MOST_FILES + 1)
    }
    found = find(texts)
    assert len(found.claims(License)) == MOST_FILES
    files, clauses = found.gaps
    assert f"{MOST_FILES + 1} license files" in files.why
    assert f"of {MOST_TEXTS} license texts" in clauses.why


def test_the_same_text_in_many_folders_is_one_text() -> None:
    found = find({f"p{n}/LICENSE": OWN for n in range(MOST_TEXTS + 10)})
    assert not found.gaps


def test_clauses_of_one_file_and_their_quotes_are_bounded() -> None:
    many = "\n\n".join(
        f"You may use the model in year {n} for {'work, play, ' * n}and for the rest of your life."
        for n in range(MOST_CLAUSES + 1)
    )
    found = find({"LICENSE": many})
    assert len(found.claims(Clause)) == MOST_CLAUSES
    assert all(len(clause.quote) <= MOST_QUOTE for clause in found.claims(Clause))
    assert f"the first {MOST_CLAUSES}" in found.gap().why


ZERO_BSD = """\
Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.
"""


def test_two_known_licenses_in_one_file_are_both_said() -> None:
    text = (
        f"The following is for all files but those below:\n\n{MIT}\n---\nFor tools/:\n\n{ZERO_BSD}"
    )
    (claim,) = find({"LICENSE": text}).claims(License)
    assert claim.expression == "MIT AND 0BSD"
    assert claim.base == ""


def test_a_file_with_words_of_its_own_beside_a_known_license_is_not_that_license() -> None:
    text = f"{MIT}\n---\n\nModels may only be used for research purposes.\n"
    (claim,) = find({"LICENSE": text}).claims(License)
    assert claim.expression is None


def test_a_sentence_that_names_a_license_makes_no_file_of_it() -> None:
    text = (
        "Our-72B is built with Base-72B, licensed under the Base License Agreement.\n\n"
        "Subject to the Base License Agreement, Our-72B is under the MIT license.\n"
    )
    (claim,) = find({"LICENSE.md": text}).claims(License)
    assert claim.expression is None


def test_a_text_in_a_language_that_the_reader_does_not_know_is_a_gap() -> None:
    text = "O uso comercial dos pesos é proibido sem autorização prévia e por escrito do autor, "
    found = look(inspect, {"LICENSE": text * 3})
    assert not found.claims(Clause)
    assert "its clauses were not read" in found.gap().why
