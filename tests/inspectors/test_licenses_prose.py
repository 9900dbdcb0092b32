"""Licenses said in prose are evidence about what they cover; a linked text is followed."""

from __future__ import annotations

import pytest
from tests.inspectors.look import Found, look

from howopen.inspectors.licenses_prose import inspect
from howopen.schema import Artifact, Clause, License, Said

MIT = b"""MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
HERON = {"ref": "git+https://github.com/birds/heron"}


def pairs(found: Found) -> list[tuple[str, str | None, str]]:
    """Component, license and what of it."""
    return [
        (e.component, e.claim.expression, e.claim.covers)
        for e in found.evidence
        if isinstance(e.claim, License)
    ]


def test_code_and_weights_have_a_license_each_with_its_line() -> None:
    text = (
        "# Heron\n\n## License\n\n* Our code is under MIT.\n* The weights are under CC BY-NC 4.0.\n"
    )
    found = look(inspect, {"README.md": text}, **HERON)
    assert pairs(found) == [("code", "MIT", ""), ("weights", "CC-BY-NC-4.0", "")]
    assert {e.basis for e in found.evidence} == {"declared"}
    assert [e.cites[0].rpartition("/")[2] for e in found.evidence] == [
        "README.md#L5",
        "README.md#L6",
    ]
    assert found.claims(License)[0].where == "prose"
    assert found.claims(License)[0].said == "Our code is under MIT."


def test_what_a_sentence_itself_forbids_is_a_clause_where_it_stands() -> None:
    text = "# Heron\n\nThe weights are released for non-commercial research purposes only.\n"
    found = look(inspect, {"README.md": text}, **HERON)
    assert pairs(found) == [("weights", None, "")]
    assert [clause.kind for clause in found.claims(Clause)] == ["noncommercial", "research-only"]
    assert found.cites(Clause) == found.cites(License) * 2
    assert {clause.lines for clause in found.claims(Clause)} == {(3, 3)}


def test_a_sentence_that_names_a_license_has_the_clauses_of_its_text() -> None:
    found = look(inspect, {"README.md": "The weights are under CC BY-NC 4.0."}, **HERON)
    assert not found.claims(Clause)


def test_lines_count_from_the_top_of_the_file() -> None:
    found = look(inspect, {"README.md": "---\nlicense: mit\n---\nThe code is under MIT.\n"})
    assert found.cites(License) == ["README.md#L4"]


def test_the_license_of_the_base_is_about_the_base() -> None:
    text = "Heron-7B is derived from Egret, which is licensed under [Egret license](https://a.org)."
    found = look(inspect, {"README.md": text}, **HERON)
    assert pairs(found) == [("base-model", None, "Heron-7B")]


class TestLinks:
    def test_a_text_that_is_linked_says_which_license_it_is(self) -> None:
        text = "Use of the models is subject to the [Model License](LICENSE-MODEL)."
        found = look(inspect, {"README.md": text, "LICENSE-MODEL": MIT})
        assert pairs(found) == [("weights", "MIT", "")]
        assert found.cites(License) == ["README.md#L1", "LICENSE-MODEL"]

    def test_a_name_counts_before_the_text(self) -> None:
        found = look(inspect, {"README.md": "The code is [Apache 2.0](LICENSE).", "LICENSE": MIT})
        assert pairs(found) == [("code", "Apache-2.0", "")]

    @pytest.mark.parametrize(
        "link",
        [
            "LICENSE-W",
            "./LICENSE-W",
            "/LICENSE-W",
            "LICENSE-W#terms",
            "https://github.com/Birds/Heron/blob/main/LICENSE-W",
        ],
    )
    def test_a_link_to_a_file_that_is_not_there(self, link: str) -> None:
        text = f"The weights are under the [Heron license]({link})."
        found = look(inspect, {"README.md": text}, **HERON)
        (missing,) = found.claims(Said, "weights")
        assert missing.what == "dead-license-link"
        assert missing.text.endswith("(LICENSE-W is not there)")
        (claim,) = found.claims(License, "weights")
        assert claim.said.startswith("The weights are under")

    @pytest.mark.parametrize(
        "link",
        [
            "https://github.com/birds/egret/blob/main/LICENSE-W",
            "https://huggingface.co/birds/heron/blob/main/LICENSE-W",
            "https://example.org/LICENSE-W",
            "#license",
            "mailto:LICENSE-W",
            "../LICENSE-W",
            "vendor/LICENSE-W",
            "LICENSE%20W",
            "texts/",
        ],
    )
    def test_links_elsewhere_and_to_what_is_there_are_no_finding(self, link: str) -> None:
        artifacts = (
            Artifact("LICENSE W", 9),
            Artifact("README.md"),
            Artifact("texts/a.txt", 9),
            Artifact("vendor", 0, kind="submodule"),
        )
        text = f"The weights are under the [Heron license]({link})."
        found = look(inspect, {"README.md": text}, artifacts=artifacts, **HERON)
        assert not any(claim.said.startswith("links to") for claim in found.claims(License))

    def test_nothing_is_missing_from_a_listing_that_is_not_complete(self) -> None:
        text = "The weights are under the [Heron license](LICENSE-W)."
        found = look(inspect, {"README.md": text}, complete=False)
        assert len(found.evidence) == 1

    def test_see_the_license_says_no_more_than_the_license(self) -> None:
        text = "[![license](badge.svg)](LICENSE)\n\n## License\n\n[LICENSE](LICENSE)\n"
        assert look(inspect, {"README.md": text, "LICENSE": MIT}).evidence == []

    def test_a_badge_whose_license_is_missing(self) -> None:
        text = "[![License](https://img.shields.io/badge/License-Modified--MIT-b)](LICENSE)"
        found = look(inspect, {"README.md": text})
        assert [c.said for c in found.claims(License)] == ["badge: License: Modified-MIT"]
        assert [c.text for c in found.claims(Said)] == [
            "badge: License: Modified-MIT (LICENSE is not there)"
        ]


class TestDocuments:
    def test_a_model_card_is_about_its_model(self) -> None:
        cards = {"cards/HERON_MODEL_CARD.md": "**License:** CC BY 4.0\n"}
        found = look(inspect, cards)
        assert pairs(found) == [("weights", "CC-BY-4.0", "cards/HERON_MODEL_CARD.md")]
        assert pairs(look(inspect, {"MODEL_CARD.md": "License: MIT"})) == [("weights", "MIT", "")]

    def test_a_readme_beside_weights_is_about_these(self) -> None:
        files = {"small/README.md": "License: MIT\n", "small/model.safetensors": "x"}
        assert pairs(look(inspect, files)) == [("weights", "MIT", "small/README.md")]

    def test_a_readme_in_another_folder_says_nothing_of_the_release(self) -> None:
        assert look(inspect, {"docs/README.md": "The code is under MIT."}).evidence == []

    def test_readmes_in_other_languages(self) -> None:
        found = look(inspect, {"README_zh.md": "本仓库的代码依照 MIT 协议开源。"})
        assert pairs(found) == [("code", "MIT", "")]

    def test_a_license_file_of_a_few_sentences(self) -> None:
        text = (
            "- Heron-7B is built with Egret-7B. Egret-7B is under the EGRET LICENSE AGREEMENT.\n"
            "- Subject to the EGRET LICENSE AGREEMENT, Heron-7B is under MIT license.\n"
        )
        found = look(inspect, {"LICENSE.md": text}, **HERON)
        assert pairs(found) == [("base-model", None, ""), ("weights", None, "Heron-7B")]

    def test_the_text_of_a_license_is_no_prose(self) -> None:
        assert look(inspect, {"LICENSE": MIT}).evidence == []

    def test_a_template_that_was_not_filled_in_says_nothing(self) -> None:
        text = "# Model Card for Model ID\n\n- **License:** [More Information Needed]\n"
        assert look(inspect, {"README.md": text}).evidence == []

    def test_a_file_that_cannot_be_read_is_a_gap(self) -> None:
        found = look(inspect, {}, artifacts=(Artifact("README.md", 9),))
        assert "no such file" in found.gap().why
