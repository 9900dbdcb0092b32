"""What a README says of its licenses is read as it is said, and what it says of others is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.licenses.statements import Statement, statements

OWN = ("Heron",)
"""What the release is called in these tests."""


def said(text: str, names: tuple[str, ...] = OWN) -> list[tuple[str, str | None]]:
    """Components and license of each statement."""
    return [("+".join(s.subjects), s.expression) for s in statements(text, names)]


def one(text: str, names: tuple[str, ...] = OWN) -> Statement:
    (statement,) = statements(text, names)
    return statement


@pytest.mark.parametrize(
    ("sentence", "components"),
    [
        ("The code is released under the MIT license.", "code"),
        ("This code repository is licensed under MIT.", "code"),
        ("All scripts in this repository are distributed under the MIT License.", "code"),
        ("Use of the source code is subject to the MIT license.", "code"),
        ("Our training framework is available under the MIT license.", "code"),
        ("The weights are provided under the MIT license.", "weights"),
        ("All our models are licensed under MIT.", "weights"),
        ("We publish the checkpoints under the MIT license.", "weights"),
        ("The weights follow the MIT license.", "weights"),
        ("The dataset is made available under the MIT license.", "training-data"),
        ("Our annotations are covered by the MIT license.", "training-data"),
        ("The documentation is licensed under MIT.", "documents"),
        ("This project is under the MIT license.", "distribution"),
        ("Everything in this repository is under the MIT license.", "distribution"),
        ("Code and model weights are licensed under MIT.", "code+weights"),
        (
            "The weights, the code, and the data are under the MIT license.",
            "weights+code+training-data",
        ),
        ("The model code is MIT.", "code"),
        ("The code of the model is under MIT.", "code"),
        ("Heron is licensed under MIT.", "distribution"),
        ("Heron (code and weights) is now licensed under MIT.", "code+weights"),
        ("Heron's code is released under MIT.", "code"),
    ],
)
def test_what_a_sentence_is_about(sentence: str, components: str) -> None:
    assert said(sentence) == [(components, "MIT")]


@pytest.mark.parametrize(
    ("sentence", "components"),
    [
        ("本仓库的代码依照 MIT 协议开源。", "code"),
        ("模型权重采用 [MIT 许可证](LICENSE) 发布。", "weights"),
        ("本项目以 MIT 许可证发布。", "distribution"),
        ("使用本仓库的源码需要遵循 [MIT](LICENSE) 开源协议", "code"),
        ("代码和权重根据 MIT 协议授权。", "code+weights"),
        ("このリポジトリのコードは [MIT License](LICENSE) の下で公開されています。", "code"),
        ("El código está licenciado bajo la licencia MIT.", "code"),
        ("Les poids du modèle sont sous licence MIT.", "weights"),
    ],
)
def test_other_languages(sentence: str, components: str) -> None:
    assert said(sentence) == [(components, "MIT")]


def test_two_licenses_in_one_sentence_have_a_subject_each() -> None:
    text = "The code is under Apache 2.0 ([text](L)), and the weights are under CC BY-NC 4.0."
    assert said(text) == [("code", "Apache-2.0"), ("weights", "CC-BY-NC-4.0")]
    text = (
        "使用源码需要遵循 [Apache-2.0](LICENSE) 协议，使用模型权重则需要遵循[模型许可协议](M.pdf)。"
    )
    assert said(text) == [("code", "Apache-2.0"), ("weights", None)]


@pytest.mark.parametrize(
    "sentence",
    [
        # of others
        "Egret is licensed under the MIT license.",
        "The Egret weights are released under the MIT license.",
        "It builds on a tokenizer which is licensed under MIT.",
        "The code is based on the egret library, which is under the MIT license.",
        "Datasets are under their respective licenses, such as the MIT license.",
        "Third-party code is under the MIT license.",
        "Unlike ours, the model of others is under the MIT license.",
        # what may be, is not, or was
        "The weights will be released under the MIT license.",
        "The code may be licensed under MIT.",
        "The weights are not licensed under MIT.",
        "The code is no longer under the MIT license.",
        "Is the model under the MIT license?",
        # duties
        "If you use the model you must follow the MIT license.",
        "Contributions to the code are licensed under MIT.",
        "You can use the code under the MIT license.",
        # no subject, no license
        "Released under MIT, it is free to use.",
        "Much of this is under construction.",
        "The model is licensed to everyone.",
        "This work is a derivative of the code by Heron, used under the MIT license.",
    ],
)
def test_what_says_nothing_of_this_release(sentence: str) -> None:
    assert statements(sentence, OWN) == []


@pytest.mark.parametrize("heading", ["Acknowledgements", "Third-party software", "Citation", "FAQ"])
def test_sections_that_are_about_others(heading: str) -> None:
    assert statements(f"# Heron\n\n## {heading}\n\nThe code is under the MIT license.", OWN) == []


class TestVariants:
    def test_of_the_release_are_named(self) -> None:
        found = one("Heron-7B and Heron-13B are licensed under Apache 2.0.")
        assert (found.subjects, found.covers) == (("weights",), "Heron-7B, Heron-13B")

    def test_the_name_of_the_release_is_the_whole(self) -> None:
        assert one("The Heron models are under MIT.", ("heron-7b-preview",)).covers == ""

    def test_a_name_with_a_size_that_the_release_only_begins_with_is_another_model(self) -> None:
        assert statements("Heron-7B is licensed under MIT.", ("Heron-7B-Chinese",)) == []

    def test_parts_and_files(self) -> None:
        assert one("The weights of the autoencoder are under MIT.").covers == "autoencoder"
        found = one("`./net/scan.py` is under the MIT license.")
        assert (found.subjects, found.covers) == (("code",), "./net/scan.py")
        found = one("`egret-22B.tar` has a custom license, called [Egret License](https://a.org/l)")
        assert (found.subjects, found.covers) == (("weights",), "egret-22B.tar")
        assert one("The following models are CC BY 4.0 licensed:").covers == "the following"

    def test_another_name_counts_if_its_license_lies_beside_the_readme(self) -> None:
        beside = one("The weights of Egret-2 are under a [research license](LICENSE-EGRET).")
        assert (beside.covers, beside.link) == ("Egret-2", "LICENSE-EGRET")
        assert (
            statements("The weights of Egret-2 are under [a license](https://a.org/l).", OWN) == []
        )

    def test_a_table_of_models(self) -> None:
        text = """
| Model | Size | License |
|:------|-----:|---------|
| `Heron [small]` | 1B | [apache-2.0](LICENSE-S) |
| `Heron [large]` | 9B | [Heron Research License](LICENSE-L) |
| Heron-XL | 90B | Non-commercial |
| Egret | 1B | MIT |
"""
        found = [(s.covers, s.expression, s.kind) for s in statements(text, OWN)]
        assert found == [
            ("Heron [small]", "Apache-2.0", "own"),
            ("Heron [large]", None, "own"),
            ("Heron-XL", None, "nc"),
        ]

    def test_a_table_of_datasets_is_not_about_models(self) -> None:
        text = "| Subset | License |\n|---|---|\n| Heron-1 | MIT |\n"
        assert statements(text, OWN) == []


class TestBase:
    def test_the_license_of_the_base_is_not_that_of_the_model(self) -> None:
        text = (
            "Heron-7B is derived from Egret-7B and is originally licensed under [egret license](u)."
        )
        found = one(text)
        assert (found.kind, found.subjects, found.covers) == ("base", ("base-model",), "Heron-7B")
        assert found.name == "egret license"

    def test_a_relative_clause_is_about_the_base(self) -> None:
        text = "Heron is fine-tuned from Egret, which is licensed under Apache 2.0."
        assert said(text) == [("base-model", "Apache-2.0")]

    def test_a_base_that_was_named_is_known_later(self) -> None:
        text = "Heron is built with Egret-7B. Egret-7B is licensed under Apache 2.0."
        assert said(text) == [("base-model", "Apache-2.0")]

    def test_use_of_the_underlying_model(self) -> None:
        text = "Use of the underlying Egret model is subject to the Egret License."
        assert said(text) == [("base-model", None)]

    def test_what_is_made_from_a_base_has_its_own_license(self) -> None:
        text = "The model is based on Egret and is released under MIT."
        assert said(text) == [("weights", "MIT")]

    def test_a_license_under_the_terms_of_another_is_not_that_alone(self) -> None:
        text = "Subject to the EGRET LICENSE AGREEMENT, Heron is under the MIT license."
        assert said(text) == [("distribution", None)]


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "modified MIT license",
            "MIT license with additional restrictions",
            "MIT-style license",
            "license based on Apache 2.0",
            "Heron Community License",
            "Llama 3.1 Community License",
            "Apache license",
            "MIT license, except for commercial use",
        ],
    )
    def test_only_the_name_of_one_known_license_is_taken_for_it(self, name: str) -> None:
        assert all(s.expression is None for s in statements(f"The code is under the {name}.", OWN))

    def test_a_choice_is_an_expression_and_a_list_is_none(self) -> None:
        assert said("The code is under MIT or Apache-2.0.") == [("code", "MIT OR Apache-2.0")]
        assert said("The code is under MIT and Apache-2.0.") == [("code", None)]

    def test_an_unknown_name_is_kept_as_written(self) -> None:
        found = one("The weights are under the [Heron Model License](M.txt).")
        assert (found.name, found.link) == ("Heron Model License", "M.txt")

    @pytest.mark.parametrize(
        "sentence",
        [
            "The weights are under the license in [WEIGHTS](LICENSE-W).",
            "The weights are under the [LICENSE](LICENSE-W) terms.",
            "The weights are covered by the license found in the `LICENSE-W` file.",
        ],
    )
    def test_where_only_a_file_is_named_the_link_says_which(self, sentence: str) -> None:
        found = one(sentence)
        assert (found.expression, found.link) == (None, "LICENSE-W")


class TestFields:
    @pytest.mark.parametrize(
        "line",
        [
            "- **License:** [Apache 2.0](https://www.apache.org/licenses/LICENSE-2.0)",
            "**License**: Apache 2.0",
            "**License:**\nApache License 2.0\n",
            "许可证：Apache 2.0",
            "## License\n\nApache 2.0; see [`LICENSE`](LICENSE) for details.",
            "## License\n\nReleased under the Apache 2.0 license.",
            "## 7. License\n\n```\nLicensed under the Apache License, Version 2.0\n```",
            "License\n-------\n[Apache License 2.0](LICENSE)",
        ],
    )
    def test_without_a_subject_it_is_about_everything(self, line: str) -> None:
        assert said(line) == [("distribution", "Apache-2.0")]

    @pytest.mark.parametrize(
        ("text", "components"),
        [
            ("Code License: MIT", "code"),
            ("**Model License**: MIT", "weights"),
            ("## License\n\n- Code: MIT", "code"),
            ("## License\n\n- Model weights - MIT", "weights"),
            ("## Code License\n\nReleased under MIT.", "code"),
            ("## Models\n\n1. **[org/Heron-2](https://a.org/x)** (MIT License)", "weights"),
        ],
    )
    def test_the_label_or_the_heading_says_what_it_is_about(
        self, text: str, components: str
    ) -> None:
        assert said(text) == [(components, "MIT")]

    @pytest.mark.parametrize(
        "text",
        [
            "License: [More Information Needed]",
            "License: N/A",
            "License: see below",
            "Data\n====\n\n- **License:** MIT",
            "## License\n\n- [ ] check the license",
            "## License Detection\n\nMIT",
        ],
    )
    def test_placeholders_and_other_sections_say_nothing(self, text: str) -> None:
        assert statements(text, OWN) == []

    def test_a_field_in_a_paragraph_of_fields(self) -> None:
        text = "**Model type:** a bird  \n**License:** MIT  \n**Contact:** a@b.org\n"
        found = one(text)
        assert (found.expression, found.lines) == ("MIT", (2, 2))


class TestBadges:
    @pytest.mark.parametrize(
        ("badge", "components", "expression"),
        [
            ("![x](https://img.shields.io/badge/License-MIT-blue.svg)", "distribution", "MIT"),
            ("![x](https://img.shields.io/badge/Code_License-MIT-f5d?c=1)", "code", "MIT"),
            ("![x](https://img.shields.io/badge/Model%20License-Heron-red)", "weights", None),
            ("![x](https://img.shields.io/badge/Data_License-CC_BY--NC_4.0-red.svg)",
             "training-data", "CC-BY-NC-4.0"),
            ("![x](https://img.shields.io/static/v1?label=license&message=MIT)",
             "distribution", "MIT"),
        ],
    )  # fmt: skip
    def test_label_and_message(self, badge: str, components: str, expression: str | None) -> None:
        assert said(badge) == [(components, expression)]

    def test_what_is_shown_counts_and_not_what_stands_beside(self) -> None:
        text = "![License: CC BY-NC 4.0](https://img.shields.io/badge/License-MIT-grey.svg)"
        assert said(text) == [("distribution", "MIT")]

    def test_it_leads_to_a_file(self) -> None:
        text = "[![license](./badge.svg)](./LICENSE)"
        found = one(text)
        assert (found.name, found.link) == ("", "./LICENSE")
        html = (
            '<a href="L.txt">\n<img alt="Code License"\n src="a/badge/Code_License-MIT-f5d"/></a>'
        )
        found = one(html)
        assert (found.subjects, found.link, found.lines) == (("code",), "L.txt", (2, 2))

    def test_other_badges_say_nothing(self) -> None:
        assert statements("![Build](https://img.shields.io/badge/build-MIT-green)", OWN) == []


class TestLimits:
    @pytest.mark.parametrize(
        ("sentence", "components"),
        [
            ("The data and models are licensed for research use only.", "training-data+weights"),
            ("This project is for academic research purposes only.", "distribution"),
            ("The model is only for non-commercial use.", "weights"),
            ("The weights are not for commercial use.", "weights"),
            ("模型仅供学术研究使用。", "weights"),
            ("本项目不得用于商业用途。", "distribution"),
        ],
    )  # fmt: skip
    def test_a_limit_without_the_name_of_a_license(self, sentence: str, components: str) -> None:
        found = one(sentence)
        assert ("+".join(found.subjects), found.expression) == (components, None)
        assert found.kind == "nc"

    def test_what_it_is_good_for_is_no_limit(self) -> None:
        assert statements("The model is intended for research purposes only.", OWN) == []

    def test_a_named_license_says_more(self) -> None:
        text = "The weights are under CC BY-NC 4.0, only for non-commercial use."
        assert [s.kind for s in statements(text, OWN)] == ["own"]


def test_it_quotes_the_sentence_and_knows_its_lines() -> None:
    text = (
        "# Heron\n\nIt flies. The **code** is released\nunder the [MIT](LICENSE) license. Enjoy.\n"
    )
    (found,) = statements(text, OWN, first_line=11)
    assert found.said == "The code is released under the MIT license."
    assert found.lines == (13, 14)
    assert len(one("The code is under MIT, " + "and so on, " * 99).said) == 240


def test_the_same_is_said_once() -> None:
    assert len(statements("The code is under MIT.\n\n" * 9, OWN)) == 1


def test_what_is_commented_out_or_code_says_nothing() -> None:
    assert statements("<!-- The code is under MIT. -->", OWN) == []
    assert statements("```\nThe code is under MIT.\n```", OWN) == []


def test_reference_links_and_entities() -> None:
    text = "The code &amp; data are under the [license][1] of ours.\n\n[1]: LICENSE-X\n"
    assert [s.link for s in statements(text, OWN)] == ["LICENSE-X"]


@given(st.text(alphabet="[]()<>!|#*-`:/.,\n aMIT7许可", max_size=300), st.booleans())
def test_any_text_gives_an_answer(noise: str, lead: bool) -> None:
    text = f"license under {noise}" if lead else f"{noise} is under MIT license {noise}"
    for found in statements(text, OWN):
        assert 1 <= found.lines[0] <= found.lines[1] <= text.count("\n") + 1
        assert found.subjects
