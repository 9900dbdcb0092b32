"""A document is there if it says something; its headings tell what it covers."""

from __future__ import annotations

import pytest
from tests.inspectors.look import Found, look

from howopen.components import SECTIONS
from howopen.inspectors.documents import HEADINGS, inspect
from howopen.schema import Artifact, Document

PROSE = (
    "These are words about the model that say a little of what a reader wants to know of it.\n\n"
)


def card(text: str, path: str = "README.md", **fields: object) -> Found:
    return look(inspect, {path: text.encode()}, **{"kind": "model", **fields})


def test_a_card_is_open_and_covers_what_its_headings_say() -> None:
    text = f"---\nlicense: mit\n---\n# Name\n\n{PROSE}## Limitations\n\n{PROSE}## How to use\n\nx\n"
    found = card(text)
    document = found.one(Document, "model-card")
    assert document.sections == ("limitations", "usage")
    assert document.words > 30
    assert found.states("model-card") == ["open"]
    assert found.cites(Document) == ["README.md", "README.md#L8", "README.md#L12"]
    assert found.gaps == []


def test_every_section_has_a_heading_that_announces_it() -> None:
    assert set(HEADINGS) == set(SECTIONS)


@pytest.mark.parametrize(
    ("heading", "sections"),
    [
        ("Intended Use", {"intended-use"}),
        ("Out-of-Scope Use", {"intended-use"}),
        ("Bias, Risks, and Limitations", {"limitations"}),
        ("Ethical considerations", {"limitations"}),
        ("Model Architecture", {"architecture"}),
        ("Quickstart", {"usage"}),
        ("Training Data", {"training-data"}),
        ("Training procedure", {"training-procedure"}),
        ("Evaluation results", {"evaluation"}),
        ("Hardware", {"compute"}),
        ("Annotation process", {"labeling"}),
        ("Annotations", {"labeling"}),
        ("Data collection", {"collection"}),
        ("Deduplication", {"processing"}),
        ("Citation", set()),
        ("Users", set()),
    ],
)
def test_headings(heading: str, sections: set[str]) -> None:
    assert set(card(f"{PROSE * 2}# {heading}\n").one(Document).sections) == sections


def test_words_that_are_no_heading_announce_nothing() -> None:
    assert card(f"{PROSE * 2}Limitations and bias: none.\n").one(Document).sections == ()


def test_a_card_without_a_heading_that_one_is_for_is_for_a_reader_to_tell() -> None:
    found = card(f"# Name\n\n{PROSE * 2}## Usage\n\n{PROSE}")
    assert found.one(Document).sections == ("usage",)
    assert found.states("model-card") == []
    assert found.gap().components == ("model-card",)


def test_a_placeholder_is_no_document() -> None:
    found = card("# Name\n\nSoon.\n")
    assert (found.evidence, found.gaps) == ([], [])


def test_a_card_on_training_data_does_not_tell_whether_it_can_be_had() -> None:
    found = card(f"{PROSE * 2}## Training data\n\n{PROSE}")
    assert found.gap().components == ("training-data",)
    assert found.states("training-data") == []


@pytest.mark.parametrize(
    ("path", "kind", "component"),
    [
        ("README.md", "model", "model-card"),
        ("README.md", "dataset", "data-card"),
        ("README.md", "code", None),
        ("README.md", "folder", None),
        ("docs/README.md", "model", None),
        ("docs/README.md", "dataset", None),
        ("docs/MODEL_CARD.md", "code", "model-card"),
        ("modelcard.md", "folder", "model-card"),
        ("DATASHEET.md", "code", "data-card"),
        ("Data-Card.md", "model", "data-card"),
        ("USE_POLICY.md", "model", "acceptable-use-policy"),
        ("acceptable_use.txt", "code", "acceptable-use-policy"),
    ],
)
def test_which_files_are_documents(path: str, kind: str, component: str | None) -> None:
    found = card(f"# Limitations\n\n{PROSE * 2}", path, kind=kind)
    assert [e.component for e in found.evidence] == [component, component][: 2 * bool(component)]


def test_a_readme_beside_weights_is_a_card() -> None:
    files: dict[str, str | bytes] = {
        "a/README.md": f"# Limitations\n\n{PROSE * 2}",
        "a/model.gguf": b"",
    }
    assert look(inspect, files, kind="code").states("model-card") == ["open"]


def test_a_document_behind_a_gate_is_gated() -> None:
    assert card(f"# Bias\n\n{PROSE * 2}", access="gated").states("model-card") == ["gated"]


def test_a_pdf_may_be_a_report() -> None:
    found = look(inspect, {"docs/Report.PDF": b"%PDF-1.7"})
    assert found.evidence == []
    assert {"technical-report", "research-paper", "data-card"} <= found.hidden()


def test_results_are_a_table_with_numbers_in_a_section_on_evaluation() -> None:
    table = "| Benchmark | Score |\n|---|---|\n| MMLU | 71.3 % |\n"
    found = card(f"---\na: b\n---\n{PROSE * 2}## Evaluation\n\n{table}")
    assert found.states("evaluation-results") == ["open"]
    results = [e for e in found.evidence if e.component == "evaluation-results"]
    assert results[0].cites == ("memory://test@0/README.md#L12",)


def test_results_may_stand_in_any_section_on_evaluation_or_below_it() -> None:
    table = "| MMLU | 71.3 |\n"
    for headings in ("# Evaluation\n\n## English\n\n", "# Metrics\n\nx\n\n# Results\n\n"):
        assert card(f"{PROSE * 2}{headings}{table}").states("evaluation-results") == ["open"]


@pytest.mark.parametrize(
    "text",
    [
        "## Evaluation\n\nSee the paper, 71.3 points.\n",
        "## Evaluation\n\n| Benchmark | Where |\n|---|---|\n| MMLU | paper |\n",
        "## Files\n\n| a | 71.3 |\n\n## Evaluation\n\nSoon.\n",
        "## Evaluation\n\nSoon.\n\n## Files\n\n| a | 71.3 |\n",
    ],
)
def test_no_results(text: str) -> None:
    found = card(PROSE * 2 + text)
    assert found.states("evaluation-results") == []


def test_a_document_that_cannot_be_read_is_a_gap_of_its_component() -> None:
    listed = (Artifact("README.md", 9), Artifact("USE_POLICY.md", 9))
    found = look(inspect, {}, kind="model", artifacts=listed)
    assert found.evidence == []
    assert [gap.components for gap in found.gaps] == [("model-card",), ("acceptable-use-policy",)]


def test_a_license_in_a_pdf_is_no_report() -> None:
    found = look(inspect, {"MODEL_LICENSE.pdf": b"%PDF-1.7", "report.pdf": b"%PDF-1.7"})
    assert [gap.what.rpartition("/")[2] for gap in found.gaps] == ["report.pdf"]
