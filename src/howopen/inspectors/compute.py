"""How large the training was, as the publisher states it.

Looks at: sentences, items and tables of model cards, of the ``README.md`` at the root of anything
but a dataset, and of those beside weights.
Claims: tokens, floating-point operations, device-hours and energy of the training, each with its
words. Which part of the training a figure is about is told where the words tell it.
Cannot see: figures in PDF files and pictures; whether they are true; how often a training went over
the tokens; which of several models in one document a figure is of.
Sources: Annex XI of Regulation (EU) 2024/1689 asks for compute, training time and energy.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import scope
from howopen.parsers.card import read_card
from howopen.parsers.training_figures import read_figures
from howopen.schema import Artifact, Compute, Evidence, Gap
from howopen.view import View

LIMIT = 2_000_000
MODEL_CARD = ("*model[-_ ]card*.md", "*modelcard*.md")
MOST_FIGURES = 100
"""Figures that are taken of one document."""


@inspector(
    "compute",
    version=1,
    claims=(Compute,),
    reads={name: whole(LIMIT, files=200) for name in ("README.md", *MODEL_CARD)},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield each figure once per place."""
    for artifact in view.glob("README.md", *MODEL_CARD):
        if not _is_about_the_model(view, artifact):
            continue
        try:
            card = read_card(view.read(artifact.path))
        except HowopenError as error:
            yield unread(view, artifact.path, error)
            continue
        figures = dict.fromkeys(read_figures(card.body, card.body_line))
        for figure in islice(figures, MOST_FIGURES):
            claim = Compute(figure.quantity, figure.amount, figure.scope, figure.said)
            cite = view.snapshot.cite(artifact.path, figure.line, figure.last_line)
            yield declared("weights", claim, cite)
        if len(figures) > MOST_FIGURES:
            why = f"states {len(figures):,} figures; only the first {MOST_FIGURES} were taken"
            yield unread(view, artifact.path, why)


def _is_about_the_model(view: View, artifact: Artifact) -> bool:
    """The README of a dataset tells the size of the data, one of a folder that of an experiment."""
    if artifact.path.rpartition("/")[2].lower() != "readme.md":
        return True
    if "/" not in artifact.path:
        return view.snapshot.kind != "dataset"
    return scope(view, artifact.path) == ("weights",)
