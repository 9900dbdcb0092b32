"""Model cards, data cards and policies.

Looks at: the prose of ``README.md`` in model and dataset repositories and beside weights, and of
files named as model card, data card, datasheet or use policy.
Claims: that the document is there, how long it is and what its headings say it covers.
Cannot see: whether what stands under a heading is complete or true; whether a text is a model card
whose headings cover nothing that one is for; PDF files. The last two are gaps.
Sources: what a model card covers, Mitchell et al. 2019 (arXiv 1810.03993); a data card, Gebru et
al. 2021 (arXiv 1803.09010) and OSAID 1.0, data information.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.components import SECTIONS
from howopen.errors import HowopenError
from howopen.inspectors.found import here, observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import scope
from howopen.inspectors.terms import license_files
from howopen.parsers.card import Card, read_card
from howopen.parsers.markdown import Markdown, read_markdown
from howopen.schema import Artifact, Available, Document, Evidence, Gap
from howopen.view import View

LIMIT = 2_000_000
MODEL_CARD = ("*model[-_ ]card*.md", "*modelcard*.md")
DATA_CARD = ("*data[-_ ]card*.md", "*datasheet*.md", "*dataset[-_ ]card*.md")
POLICY = ("*use[-_ ]policy*", "*usage[-_ ]policy*", "*acceptable[-_ ]use*")
REPORT = ("*.pdf",)

HEADINGS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "intended-use": r"\b(intended|direct|downstream|out[- ]of[- ]scope) use|"
        r"\buse cases?\b|^uses?$",
        "limitations": r"\blimitations?\b|\brisks?\b|\bbias(es)?\b|\bconsiderations\b|\bethic",
        "architecture": r"\barchitecture\b|\bmodel (details|summary|description|overview)\b",
        "usage": r"\busage\b|\bhow to (use|run|get started)|\bgetting started\b|\bquick ?start|"
        r"\binference\b|\bdeploy",
        "training-data": r"\btraining (data|corpus|corpora|dataset)|\bdatasets?\b|"
        r"\bpre-?training data\b",
        "training-procedure": r"\btraining\b(?! data)|\bhyper-?parameters?\b|\bfine-?tuning\b",
        "evaluation": r"\bevaluation|\bbenchmarks?\b|\bresults?\b|\bperformance\b|\bmetrics\b",
        "compute": r"\bcompute\b|\bhardware\b|\binfrastructure\b|\bcarbon\b|"
        r"\benvironmental\b|\bCO2\b",
        "provenance": r"\b(data )?(provenance|sources?)\b|\bcuration rationale\b|\bwhere .* from\b",
        "scope": r"\bdata(set)? (composition|statistics|summary|characteristics|structure|splits?)|"
        r"\blanguages?\b|\bmixture\b",
        "collection": r"\b(data )?(collection|selection|acquisition)\b",
        "labeling": r"\b(annotations?|labell?ing|labels)\b",
        "processing": r"\b(pre-?)?processing\b|\bfilter|\bdedup|\bcleaning\b|\bdecontamination\b",
    }.items()
}
"""Headings that say that a section is there."""

CARD = {"intended-use", "limitations", "training-data", "training-procedure", "evaluation"}
"""A model card covers at least one of these."""

FEWEST_WORDS = 20
"""A shorter text is a placeholder."""

RESULT_ROW = re.compile(r"[ \t]*\|.*\d[ \t]{0,20}%?[ \t]{0,20}\|")
"""A row with a cell that ends in a number. Every repeat is bounded or has one way to match: this
runs over text that may have been written to keep it busy."""


@inspector(
    "documents",
    version=3,
    claims=(Available, Document),
    reads={
        name: whole(LIMIT, files=200) for name in ("README.md", *MODEL_CARD, *DATA_CARD, *POLICY)
    },
    sees=("model-card", "data-card", "acceptable-use-policy"),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield each document, and what it covers."""
    data_repository = view.snapshot.kind == "dataset"
    for artifact in view.glob("README.md"):
        if data_repository and "/" not in artifact.path:
            yield from _document(view, artifact, "data-card")
        elif _is_card(view, artifact):
            yield from _document(view, artifact, "model-card")
    for artifact in view.glob(*MODEL_CARD):
        yield from _document(view, artifact, "model-card")
    for artifact in view.glob(*DATA_CARD):
        yield from _document(view, artifact, "data-card")
    for artifact in view.glob(*POLICY):
        yield from _document(view, artifact, "acceptable-use-policy")
    hidden = ("technical-report", "research-paper", "evaluation-results", "data-card")
    licenses = {artifact.path for artifact in license_files(view)}
    for artifact in view.glob(*REPORT):
        if artifact.path not in licenses:
            why = "PDF files are listed; howopen cannot read them yet"
            yield unread(view, artifact.path, why, *hidden)


def _is_card(view: View, artifact: Artifact) -> bool:
    """A README is a card in a model repository, and where it lies beside weights."""
    if "/" not in artifact.path:
        return view.snapshot.kind == "model"
    return scope(view, artifact.path) == ("weights",)


def _document(view: View, artifact: Artifact, component: str) -> Iterator[Evidence | Gap]:
    try:
        card = read_card(view.read(artifact.path))
        text = read_markdown(card.body, card.body_line)
    except HowopenError as error:
        yield unread(view, artifact.path, error, component)
        return
    if text.words < FEWEST_WORDS:
        return
    found = _sections(text)
    cite = view.snapshot.cite(artifact.path)
    document = Document(component, tuple(found), text.words)
    lines = tuple(view.snapshot.cite(artifact.path, line) for line in found.values())
    yield observed(component, document, cite, *lines)
    if component == "model-card" and not CARD & found.keys():
        why = "no heading on use, limits, training or evaluation: a card for a reader to tell"
        yield unread(view, artifact.path, why, component)
    else:
        yield observed(component, Available(here(view, artifact.path)), cite)
    if "training-data" in found:
        why = "speaks of training data; whether what it names can be had was not looked at"
        yield unread(view, artifact.path, why, "training-data")
    if component == "model-card":
        yield from _results(view, artifact, card, text)


def _sections(text: Markdown) -> dict[str, int]:
    """Sections that headings announce, with the line of the first such heading."""
    found: dict[str, int] = {}
    for heading in text.headings:
        for name, pattern in HEADINGS.items():
            if name not in found and pattern.search(heading.text):
                found[name] = heading.line
    return {name: found[name] for name in SECTIONS if name in found}


def _results(view: View, artifact: Artifact, card: Card, text: Markdown) -> Iterator[Evidence]:
    """A table with numbers in a section on evaluation is a result; the first is enough."""
    body = card.body.split("\n")
    for heading in text.headings:
        if not HEADINGS["evaluation"].search(heading.text):
            continue
        rows = body[heading.line - card.body_line : heading.last_line - card.body_line + 1]
        for line, row in enumerate(rows, heading.line):
            if RESULT_ROW.match(row):
                results = Available(here(view, artifact.path), "a table of results in the card")
                cite = view.snapshot.cite(artifact.path, line)
                yield observed("evaluation-results", results, cite)
                return
