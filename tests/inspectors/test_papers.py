"""Preprints and reviewed papers that the publisher names as its own."""

from __future__ import annotations

import pytest
from tests.inspectors.look import look

from howopen.inspectors.papers import inspect
from howopen.schema import Document

REVIEWED = "@inproceedings{a,\n  title={T},\n  booktitle={Proceedings of ICML},\n}\n"
PREPRINT = "@article{b,\n  title={T},\n  journal={arXiv preprint arXiv:2304.01373},\n}\n"
ARCHIVED = "@misc{c,\n  title={T},\n  eprint={2304.01373},\n  archivePrefix={arXiv},\n}\n"


def kinds(text: str, path: str = "README.md") -> list[str]:
    return [d.kind for d in look(inspect, {path: text}).claims(Document, "research-paper")]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (REVIEWED, ["paper"]),
        (PREPRINT, ["preprint"]),
        (ARCHIVED, ["preprint"]),
        (REVIEWED.replace("},\n}", "},\n  eprint={2304.01373}, archivePrefix={arXiv}\n}"),
         ["paper", "preprint"]),
        ("@article{d,\n  journal = {Nature},\n}\n", ["paper"]),
        ("@misc{e,\n  url={https://example.org},\n}\n", []),
        ("@software{f,\n  title={T},\n}\n", []),
    ],
)  # fmt: skip
def test_entries_to_cite(entry: str, expected: list[str]) -> None:
    assert kinds(f"# Name\n\n## Citation\n\n```bibtex\n{entry}```\n") == expected


def test_each_entry_is_cited_by_its_line() -> None:
    text = f"## How to cite\n\n{REVIEWED}\n{PREPRINT}"
    found = look(inspect, {"README.md": f"---\na: b\n---\n{text}"})
    assert found.cites(Document) == ["README.md#L6", "README.md#L11"]
    assert {e.basis for e in found.evidence} == {"declared"}


def test_an_entry_elsewhere_may_be_of_any_work() -> None:
    assert kinds(f"# Evaluation\n\n```\n{PREPRINT}```\n") == []


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[Paper](https://arxiv.org/abs/2304.01373)", ["preprint"]),
        ("[📄 Technical Report](https://arxiv.org/pdf/2304.01373)", ["preprint"]),
        ("[our paper](https://aclanthology.org/2024.acl-1.1)", ["paper"]),
        ("[Gao et al.](https://arxiv.org/abs/2101.00027)", []),
        ("https://arxiv.org/abs/2101.00027", []),
        ("[Paper](https://example.org/paper.html)", []),
    ],
)
def test_links_that_say_that_they_lead_to_the_paper(link: str, expected: list[str]) -> None:
    assert kinds(f"# Name\n\nSee {link}.\n") == expected


def test_only_the_readme_at_the_root_and_model_cards_speak_of_the_release() -> None:
    text = f"## Citation\n\n{PREPRINT}"
    assert kinds(text, "docs/README.md") == []
    assert kinds(text, "docs/MODEL_CARD.md") == ["preprint"]
