"""Terms in the files of real releases and in the texts of AI licenses: the worked cases.

Of each the license of a component, by its name or by what it is near to, and kinds of clauses that
stand in its text. What is expected is written down from the texts; the texts stay where they are.
"""

from __future__ import annotations

import json
import lzma
from functools import cache

import pytest
from tests.inspectors.look import Found, look
from tests.licenses.shared import LICENSES, text_of
from tests.recordings import RELEASES, needs_recordings, open_recording

from howopen.inspectors.license_files import inspect
from howopen.inspectors.registry import inspectors
from howopen.licenses.approval import approved
from howopen.licenses.freedoms import conflicts
from howopen.pipeline.examine import examine
from howopen.schema import Clause, License

READERS = ("licenses.files", "terms.policies", "terms.gates")
RAIL = {"acceptable-use", "flow-down", "remote-restriction"}
LLAMA = {"user-threshold", "display", "naming", "notice", "acceptable-use-policy"}


@cache
def terms(release: str) -> Found:
    """What the inspectors of terms find in a recorded release."""
    chosen = [inspector for inspector in inspectors() if inspector.name in READERS]
    (part,) = open_recording(RELEASES / release).parts
    evidence, gaps = examine(part.view, chosen)
    return Found([*evidence, *gaps])


def kinds(found: Found, component: str) -> set[str]:
    return {clause.kind for clause in found.claims(Clause, component)}


@needs_recordings
@pytest.mark.parametrize(
    ("release", "component", "name", "said"),
    [
        ("github/meta-llama/llama3", "distribution", "llama-3", LLAMA | {"train-other-models"}),
        ("github/xai-org/grok-1", "distribution", "Apache-2.0", {"patent-grant"}),
        ("hub/tiiuae/falcon-40b", "distribution", "falcon-tii-1.0", {"royalty"}),
        ("github/deepseek-ai/DeepSeek-V3", "code", "MIT", {"license-copy"}),
        ("github/deepseek-ai/DeepSeek-V3", "weights", "deepseek-la-1.0", RAIL),
        ("github/CompVis/stable-diffusion", "distribution", "stable-diffusion-2022-08-22", RAIL),
        ("hub/facebook/opt-1.3b", "distribution", "opt-175b", {"noncommercial", "research-only"}),
        ("hub/Qwen/Qwen-72B", "distribution", "tongyi-qianwen-2023", {"user-threshold"}),
        ("github/databricks/dbrx", "distribution", "dbrx", {"user-threshold", "latest-version"}),
        ("github/openai/gpt-oss", "acceptable-use-policy", "", {"law-compliance"}),
        ("hub/TheBloke/Llama-2-13B-chat-GPTQ", "acceptable-use-policy", "", {"acceptable-use"}),
        ("hub/briaai/RMBG-1.4", "distribution", "", {"noncommercial"}),
    ],
)
def test_a_recorded_release(release: str, component: str, name: str, said: set[str]) -> None:
    found = terms(release)
    names = {claim.expression or "" for claim in found.claims(License, component)}
    assert {one.replace("LicenseRef-scancode-", "").replace("LicenseRef-howopen-", "")
            for one in names} == ({name} if name else set())  # fmt: skip
    assert said <= kinds(found, component)


@needs_recordings
@pytest.mark.parametrize(
    "release",
    [
        "github/xai-org/grok-1",
        "github/openai/whisper",
        "github/openai/gpt-oss",
        "github/deepseek-ai/DeepSeek-R1",
        "github/mistralai/mistral-inference",
        "github/swiss-ai/apertus-data-transparency",
        "github/swiss-ai/Megatron-LM",
        "github/EleutherAI/gpt-neox",
        "hub/mistralai/Devstral-Small-2507",
        "hub/stvlynn/Qwen-7B-Chat-Cantonese",
    ],
)
def test_open_terms_are_not_accused(release: str) -> None:
    assert not conflicts(terms(release).claims(Clause))


@needs_recordings
def test_one_license_for_each_model_of_a_repository() -> None:
    flux = terms("github/black-forest-labs/flux").claims(License, "weights")
    assert {claim.covers: claim.expression for claim in flux} == {
        "FLUX1-dev": None,
        "FLUX1-schnell": "Apache-2.0",
    }
    llama = terms("github/meta-llama/llama-models").claims(License, "weights")
    covered = {"llama2", "llama3", "llama3_1", "llama3_2", "llama3_3", "llama4"}
    assert {claim.covers for claim in llama} == covered
    assert all(claim.expression for claim in llama)


@needs_recordings
@pytest.mark.parametrize(
    ("release", "address"),
    [
        ("github/meta-llama/llama-models", "README.md#llama-models-1"),
        ("hub/google/gemma-2b-it", "https://ai.google.dev/gemma/terms"),
        ("hub/briaai/RMBG-1.4", "bria-huggingface-model-license-agreement"),
    ],
)
def test_terms_behind_an_address_are_a_gap_that_names_it(release: str, address: str) -> None:
    (gap,) = [gap for gap in terms(release).gaps if "http" in gap.why]
    assert address in gap.why


@needs_recordings
def test_clauses_cite_the_file_of_their_license() -> None:
    found = terms("github/deepseek-ai/DeepSeek-V3")
    files = {
        (item.component, item.cites[0].partition("#")[0].rpartition("/")[2])
        for item in found.evidence
    }
    assert files == {("code", "LICENSE-CODE"), ("weights", "LICENSE-MODEL")}


@pytest.mark.parametrize(
    ("text", "kind", "amount", "consequence"),
    [
        ("kimi-k2", "user-threshold", 100_000_000, "display"),
        ("kimi-k2", "revenue-threshold", 20_000_000, "display"),
        ("cogvideox", "user-threshold", 1_000_000, "license"),
        ("stability-community-sd35", "revenue-threshold", 1_000_000, "license"),
        ("falcon-tii-1.0", "revenue-threshold", 1_000_000, "royalty"),
    ],
)
def test_a_threshold_is_told_with_its_number(
    text: str, kind: str, amount: float, consequence: str
) -> None:
    clauses = look(inspect, {"LICENSE": text_of(text)}).claims(Clause)
    told = {(c.kind, t.amount, c.consequence) for c in clauses for t in c.thresholds}
    assert (kind, amount, consequence) in told


def test_mit_subject_to_other_terms_is_not_mit_and_they_are_named() -> None:
    found = look(inspect, {"LICENSE": text_of("kimi-dev")})
    assert found.one(License).expression is None
    assert "Qwen2.5-72B/blob/main/LICENSE" in found.gap().why


@pytest.mark.skipif(not LICENSES.is_dir(), reason="the license texts are not on this machine")
def test_what_is_approved_has_no_clause_against_the_definition() -> None:
    """Every approved license of the sample; in some the reader alone has found one."""
    with lzma.open(LICENSES / "spdx_mutated.jsonl.xz") as lines:
        rows = [json.loads(line) for line in lines]
    texts = {row["expect_spdx"][0]: row["text"] for row in rows if row["variant"] == "verbatim"}
    found = {
        name: look(inspect, {"LICENSE": text.encode()})
        for name, text in texts.items()
        if approved(name, ["osi"]).bounds.lo == 1
    }
    assert len(found) > 50
    for name, terms_ in found.items():
        if terms_.one(License).expression == name:
            assert not conflicts(terms_.claims(Clause)), name
