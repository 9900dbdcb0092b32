"""The clause reader: every kind, negated and hedged; amounts, definitions, lists, quotes."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.licenses.reading import kinds_of, one

from howopen.licenses.clauses import MAX_CLAUSES, read_clauses
from howopen.licenses.patterns import compiled, patterns
from howopen.licenses.sentences import MAX_TEXT, sentences
from howopen.licenses.taxonomy import kinds
from howopen.schema import Threshold

SAYS = {
    "grant-use": "We grant you a worldwide license to use, copy and run the model for any purpose.",
    "grant-modify": "You are granted a license to modify the weights and create derivative works.",
    "grant-share": "You may reproduce and distribute copies of the model in any medium you like.",
    "commercial-use": "The model is commercially usable by everyone who accepts these few terms.",
    "patent-grant": "Each contributor grants to you a royalty-free patent license to use it.",
    "noncommercial": "You may not use the model for commercial purposes.",
    "research-only": "You may use the model solely for academic research.",
    "non-production": "The license does not cover any production use; non-production use is free.",
    "user-threshold": "If you have more than 5 million monthly active users, ask us for a license.",
    "revenue-threshold": "If your annual revenue exceeds USD 2 million, you need another license.",
    "acceptable-use": "You must not use the model for military purposes.",
    "acceptable-use-policy": "Use must comply with our Acceptable Use Policy at https://x.org/aup.",
    "law-compliance": "Your use of the model must comply with all applicable laws.",
    "export-control": "The model may be subject to export controls and economic sanctions laws.",
    "territory": "You must not use the model outside the Territory.",
    "hosting": "You may not offer the model as a hosted service to third parties.",
    "competition": "You shall not use the model to build a product that competes with ours.",
    "registration": "You must register with us before any commercial deployment.",
    "guardrail": "You must not remove or bypass the safety filters of the model.",
    "user-class": "The weights are only available to universities and by non-profit organizations.",
    "platform": "The model is licensed solely for use on Foo-branded processors.",
    "no-license": "No license or permission is granted.",
    "reverse-engineering": "You shall not reverse engineer or decompile the model.",
    "benchmark-publication": "You may not publish any benchmark results without our consent.",
    "no-derivatives": "You may not modify the model.",
    "train-other-models": "You will not use the outputs to improve any other language model.",
    "derivative-by-output": '"Derivatives" means works based on it and models made by distillation',
    "latest-version": "You shall make reasonable efforts to use the latest version of the model.",
    "change-notice": "You must cause modified files to carry notices stating that you changed it.",
    "license-copy": "You must give every recipient a copy of this license.",
    "notice": "You must retain all copyright notices.",
    "display": 'You shall prominently display "Built with Foo" on a related website.',
    "naming": 'You must include "Foo" at the beginning of the name of any such model.',
    "acknowledgment": "You must acknowledge the use of the model in your publications.",
    "share-alike": "You may distribute derivatives only under the terms of this license.",
    "flow-down": "You must include the restrictions as an enforceable provision in any agreement.",
    "no-further-restrictions": "You may not impose any additional restrictions on recipients.",
    "source-code": "You must make the complete corresponding source code available.",
    "network-source": "You must offer users who interact with it over a network its source.",
    "redistribution": "You must not distribute or publish the weights.",
    "sublicense": "The license is personal and non-sublicensable.",
    "royalty": "You must pay a royalty of 10% of what you earn with it.",
    "endorsement": "The names of the authors may not be used to endorse or promote products.",
    "trademark": "This license does not grant permission to use our trademarks.",
    "patent-retaliation": "If you file a lawsuit over the model, your license terminates.",
    "revocable": "We may terminate this agreement at any time and for any reason.",
    "termination": "Your rights terminate automatically if you fail to comply with the terms.",
    "deletion": "Upon termination of this agreement you must delete all copies of the model.",
    "mutable-terms": "We may update this agreement from time to time.",
    "remote-restriction": "We reserve the right to restrict (remotely or otherwise) usage of it.",
    "indemnity": "You will indemnify and hold harmless the licensor.",
    "governing-law": "This agreement is governed by the laws of Iceland.",
    "feedback-license": "We may use your feedback without restriction.",
    "output-ownership": "We claim no rights in the outputs that you generate.",
    "output-restriction": "The outputs may be shared solely for research, and only for learning.",
}

NOT_SAID = [
    ("noncommercial", "You may use the model for commercial and non-commercial purposes alike."),
    ("noncommercial", "In no event are we liable for commercial damages or losses."),
    (
        "research-only",
        "It was developed for research purposes only and may be used for any purpose.",
    ),
    ("user-threshold", "In 2025 the model had 5 million monthly visits to its page."),
    ("acceptable-use", "You may use the model for military, medical and all other purposes."),
    ("acceptable-use", "We are not liable for harm, discrimination or violence caused by its use."),
    ("acceptable-use-policy", "Please report violations of our Acceptable Use Policy to us."),
    ("guardrail", "You may remove or bypass the safety filters as you see fit."),
    ("reverse-engineering", "Reverse engineering of the model is always allowed."),
    ("no-derivatives", "You may not modify this license."),
    ("no-derivatives", "Derivatives shall not include works that merely link to the model."),
    ("train-other-models", "You may use the outputs to improve any other language model."),
    ("display", 'You are encouraged to display "Powered by Foo" on your website.'),
    ("display", "It is recommended that you prominently display the name of the model."),
    ("latest-version", "We may release a new version; you need not use the latest version."),
    ("redistribution", "You may distribute the weights and need not publish the code."),
    ("redistribution", "You may not distribute the model except as permitted by this license."),
    ("royalty", "We grant a perpetual, royalty-free, no-charge license."),
    ("patent-grant", "No rights are granted, including any patent rights that may be infringed."),
    ("revocable", "The license is perpetual and irrevocable."),
    ("revocable", "We may terminate this agreement at any time if you are in breach of it."),
    ("mutable-terms", "You can redistribute and change it under these terms."),
    ("territory", "The courts of Berlin govern; venue is in the European Union."),
    ("indemnity", "We will not indemnify anyone."),
    ("competition", "Any court of competent jurisdiction may decide."),
    ("naming", "You must not use our name for your model."),
    ("grant-use", "No rights to use the model are granted."),
    ("grant-modify", "You may not modify the model or create derivative works."),
    ("commercial-use", "Any commercial use requires a separate license agreement."),
    ("non-production", "Reproduction of the figures is up to you."),
    ("revenue-threshold", "Our liability is limited to sales of more than USD 500."),
    ("law-compliance", "Unless required by applicable law, there is no warranty."),
    ("hosting", "You may offer the model as a hosted service to third parties."),
    ("registration", "You must not register our trademark."),
    ("user-class", "Universities and companies alike may use it."),
    ("platform", "It runs only on processors with 64 bits and is tested on NVIDIA GPUs."),
    ("no-license", "No license to use our trademarks is granted."),
    ("benchmark-publication", "You may publish any benchmark results without our consent."),
    ("derivative-by-output", '"Derivatives" means works based on it. Outputs are not derivatives.'),
    ("change-notice", "You need not state that you changed the files."),
    ("license-copy", "You may obtain a copy of this license from us."),
    ("notice", "We recommend that you retain copyright notices."),
    ("share-alike", "You may distribute derivatives under the license of your choice."),
    ("flow-down", "Your users are bound by nothing; no provision is enforceable."),
    ("source-code", "You are not required to provide the corresponding source code."),
    ("sublicense", "The license is perpetual and sublicensable."),
    ("patent-retaliation", "If you file a lawsuit, we will meet in court."),
    ("deletion", "Upon termination you may keep your copies of the model."),
    ("remote-restriction", "This license does not restrict you remotely or otherwise."),
    ("output-ownership", "You shall not claim ownership of the outputs."),
    ("output-restriction", "You may use the outputs for any purpose."),
    ("noncommercial", "Everyone may copy it, either commercially or noncommercially."),
    ("noncommercial", "If you breach this license you must obtain a commercial license instead."),
    ("research-only", "Only companies and research institutes with an account may use our shop."),
    ("acceptable-use", "This license does not grant you any right to use personal information."),
    ("acceptable-use-policy", "Use of our marks must follow the trade mark usage guidelines."),
    ("registration", "We are allowed to apply for injunctive relief anywhere."),
    ("benchmark-publication", "Do not test products under terms that restrict benchmark results."),
    ("display", "The credit must be at least as prominent as the credits of other authors."),
    ("mutable-terms", "It uses the terms of the Berne Convention, as revised on July 24, 1971."),
    ("mutable-terms", "The Foo Foundation may revise this license from time to time."),
    ("mutable-terms", "If a term is invalid, a court may modify this agreement."),
    ("revocable", "You may terminate this license at any time."),
    ("revocable", "We may terminate maintenance or support at any time without notice."),
    ("redistribution", "You may not sublicense the work."),
    ("redistribution", "You may not restrict the ability of anyone to publish the data."),
    ("redistribution", "If it is impossible to comply, then you cannot distribute the software."),
    ("redistribution", "You may not disclose the results of benchmark tests of the software."),
    ("no-derivatives", "Everyone may distribute this license document, but may not modify it."),
    (
        "no-derivatives",
        "You may not modify or delete any preexisting copyright notices in the work.",
    ),
    ("flow-down", "Provided you meet these restrictions: you must include this document."),
    ("share-alike", "You shall be released from this duty in the event of the following."),
    ("indemnity", "You agree to indemnify every contributor as a result of warranty you offer."),
    ("grant-use", "Everyone is permitted to copy and distribute this license document."),
]

CHINESE = {
    "noncommercial": "使用者不可以任何商业目的使用此通用模型。",
    "research-only": "本模型仅可用于学术研究。",
    "user-threshold": "若月活跃用户数超过1亿，您必须向我方申请许可。",
    "revenue-threshold": "若年收入超过1亿人民币，您必须申请许可。",
    "acceptable-use": "您不得将模型用于任何军事目的。",
    "registration": "商业用途须事先登记。",
    "train-other-models": "您不得使用模型的任何输出来改进任何其他模型。",
    "display": "您必须以显著方式标明“Foo Inside”。",
    "share-alike": "使用者须采取相同方式授权下游使用者。",
    "reverse-engineering": "您不得对模型进行反向工程。",
}


_FILES = sorted((Path(__file__).parent / "wordings").glob("*.toml"))
_READ = [tomllib.loads(file.read_text(encoding="utf-8")) for file in _FILES]
WORDINGS: dict[str, list[str]] = {
    kind: said for read in _READ for kind, said in read.items() if kind != "not"
}
SOUNDS_LIKE: dict[str, list[str]] = {
    kind: said for read in _READ for kind, said in read["not"].items()
}


def test_every_kind_has_a_sentence_here_and_a_pattern() -> None:
    assert SAYS.keys() == kinds().keys()
    assert {pattern.kind for pattern in patterns().patterns} == kinds().keys()


@pytest.mark.parametrize("kind", SAYS)
def test_a_kind_is_read(kind: str) -> None:
    clause = next(c for c in read_clauses(SAYS[kind]) if c.kind == kind)
    assert clause.effect == kinds()[kind].effect
    assert clause.quote == SAYS[kind]


@pytest.mark.parametrize("kind", WORDINGS)
def test_a_kind_is_read_in_other_words(kind: str) -> None:
    assert [said for said in WORDINGS[kind] if kind not in kinds_of(said)] == []


@pytest.mark.parametrize("kind", SOUNDS_LIKE)
def test_what_only_sounds_like_a_kind_is_not_read_as_one(kind: str) -> None:
    assert [said for said in SOUNDS_LIKE[kind] if kind in kinds_of(said)] == []


@pytest.mark.parametrize(("kind", "text"), NOT_SAID)
def test_what_is_allowed_hedged_or_about_something_else_is_no_clause(kind: str, text: str) -> None:
    assert kind not in kinds_of(text)


@pytest.mark.parametrize("kind", CHINESE)
def test_common_restrictions_are_read_in_chinese(kind: str) -> None:
    assert kind in kinds_of(CHINESE[kind])


@pytest.mark.parametrize(
    ("text", "kind", "threshold", "consequence"),
    [
        (
            "If the monthly active users exceed 700 million, you must request a license.",
            "user-threshold",
            Threshold(700e6, "users", "month"),
            "license",
        ),
        (
            "You may serve no more than 1,000,000 visits per month; contact us for a license.",
            "user-threshold",
            Threshold(1e6, "visits", "month"),
            "license",
        ),
        (
            'Above 20 million US dollars in monthly revenue you shall display "K" prominently.',
            "revenue-threshold",
            Threshold(20e6, "USD", "month"),
            "display",
        ),
        (
            "Those with annual turnover of more than €500k must pay royalties.",
            "revenue-threshold",
            Threshold(500e3, "EUR", "year"),
            "royalty",
        ),
        (
            "若年收入超过1亿人民币，您必须向我方申请许可。",
            "revenue-threshold",
            Threshold(1e8, "CNY", "year"),
            "license",
        ),
    ],
)
def test_thresholds_have_amount_unit_period_and_consequence(
    text: str, kind: str, threshold: Threshold, consequence: str
) -> None:
    clause = one(text, kind)
    assert clause.thresholds == (threshold,)
    assert clause.consequence == consequence


def test_defined_terms_are_resolved_wherever_they_are_defined() -> None:
    use = "You shall only use the model for Permitted Purposes."
    meaning = '"Permitted Purposes" means any use that is solely for non-commercial ends.'
    assert "noncommercial" not in kinds_of(use)
    assert "noncommercial" in kinds_of(f"{use}\n\nDefinitions\n\n{meaning}")
    assert "noncommercial" not in kinds_of(meaning)


def test_the_address_of_a_policy_is_found_in_its_definition() -> None:
    text = '"AUP" means the policy at https://x.org/aup.\n\nYour use must comply with the AUP.'
    assert one(text, "acceptable-use-policy").url == "https://x.org/aup"


def test_a_policy_in_the_text_itself_is_one_of_listed_uses() -> None:
    text = (
        "Your use must adhere to the Acceptable Use Policy, incorporated by reference.\n\n"
        "ACCEPTABLE USE POLICY\n\nYou agree not to use the model:\n\n"
        "1. For military purposes;\n2. To harm minors;\n3. To impersonate others.\n"
    )
    assert "acceptable-use-policy" not in kinds_of(text)
    clause = one(text, "acceptable-use")
    assert clause.lines == (5, 9)
    assert set(clause.details) >= {"military", "minors", "impersonation"}
    assert clause.quote.startswith("You agree not to use the model:")


def test_a_term_that_means_rules_is_read_as_rules() -> None:
    text = '"Distribution Requirements" means:\n(a) you must include a copy of this license.\n'
    assert "license-copy" in kinds_of(text)


def test_noncommercial_grants_are_no_restriction_beside_a_commercial_one() -> None:
    research = "We grant you a license to use the model for non-commercial purposes."
    commercial = "We also grant you a license to use the model for any commercial purpose."
    assert "noncommercial" in kinds_of(research)
    assert "noncommercial" not in kinds_of(f"{research}\n\n{commercial}")


def test_a_ban_stays_whatever_is_granted_beside_it() -> None:
    granted = "You may use the code of the library for any commercial purpose."
    banned = "The weights may only be used for non-commercial purposes."
    assert kinds_of(f"{granted}\n\n{banned}") >= {"noncommercial", "commercial-use"}


def test_territories_and_topics_are_named() -> None:
    text = '"Territory" means the world, excluding the European Union and South Korea.'
    assert one(text, "territory").details == ("European Union", "South Korea")


def test_every_expression_compiles_and_has_no_macro_left() -> None:
    known = patterns()
    tables = [*known.topics.values(), *known.places.values()]
    of_patterns = [e for p in known.patterns for e in (p.find, p.also, p.unless) if e]
    for expression in tables + of_patterns:
        assert expression.compiled.groups >= 0
        assert not re.search(r"\{[A-Z_]+\}", expression.source)


SHARED = b"cancel = []\n[macros]\nMUST = 'must'\n[topics]\n[places]\n"


def test_a_pattern_of_an_unknown_kind_is_refused() -> None:
    data = b"[[pattern]]\nkind = 'made-up'\nwords = ['x']\nfind = 'x'\n"
    with pytest.raises(ValueError, match="made-up"):
        compiled(SHARED, [data])


def test_a_macro_that_hides_a_shared_one_is_refused() -> None:
    with pytest.raises(ValueError, match="MUST"):
        compiled(SHARED, [b"pattern = []\n[macros]\nMUST = 'shall'\n"])


def test_every_macro_is_used() -> None:
    folder = resources.files("howopen.licenses").joinpath("patterns")
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    for name, text in texts.items():
        said = "".join(texts.values()) if name == "shared.toml" else text
        macros = tomllib.loads(text).get("macros", {})
        assert [macro for macro in macros if f"{{{macro}}}" not in said] == [], name


@given(st.text(max_size=2000))
@settings(max_examples=200)
def test_any_text_is_read(text: str) -> None:
    check(text)


words = st.sampled_from(
    [word for said in SAYS.values() for word in said.split()]
    + ["\n", "\n\n", "(a)", "1.", "2.1", ":", ";", "<b>", "**", "“", "#", "&amp;", "不得"]
)


@given(st.lists(words, max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_of_license_words_is_read(chosen: list[str]) -> None:
    check(" ".join(chosen))


@pytest.mark.parametrize(
    "piece",
    ["a", "must provide ", "may not use ", '"', "\n- may not:", "1,", "<", ". A", "不得使用"],
)
def test_long_garbage_is_bounded(piece: str) -> None:
    check(piece * (5_000_000 // len(piece)))


def test_what_lies_beyond_the_bound_is_not_read() -> None:
    assert kinds_of("x " * (MAX_TEXT // 2) + SAYS["naming"]) == set()


def check(text: str) -> None:
    """What holds for the clauses of every text."""
    found = read_clauses(text)
    last = text.count("\n") + 1
    assert len(found) <= MAX_CLAUSES + len(kinds())
    for clause in found:
        assert clause.kind in kinds()
        assert clause.quote
        assert clause.quote in text
        assert 1 <= clause.lines[0] <= clause.lines[1] <= last
        first = "\n".join(text.split("\n")[clause.lines[0] - 1 :])
        assert clause.quote in first
    for sentence in sentences(text[:5000]):
        assert 0 <= sentence.lead_start <= sentence.start < sentence.end <= len(text)
