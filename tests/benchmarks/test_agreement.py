"""The benchmark of agreement counts right, and what it declares about real labels is true."""

from __future__ import annotations

import pytest
from benchmarks.agreement.cells import Cell, Label, commonest, summarize, total, weighted_kappa
from benchmarks.agreement.explained import doubts, explanations
from benchmarks.agreement.judged import FRAMEWORK, OSAID_OVERALL
from benchmarks.agreement.labels import INDEX, PEATMOSS, labels, repositories
from benchmarks.agreement.releases import FRAMEWORKS, declared, single_repositories
from tests.recordings import RELEASES, needs_recordings

from howopen.schema import Bounds


def cell(value: float, lo: float, hi: float) -> Cell:
    label = Label("made", "record", "criterion", value, "")
    return Cell("release", "same", label, Bounds(lo, hi))


def test_kappa_of_a_table_worked_by_hand() -> None:
    """Ratings (0, 0) twice, (0, 1/2), (1/2, 1/2), (1, 1/2), (1, 1).

    Observed disagreement (1/2 + 1/2) / 6 = 1/6. Marginals 3, 1, 2 and 2, 3, 1: expected
    (3*3/2 + 3*1 + 1*2/2 + 1*1/2 + 2*2 + 2*3/2) / 36 = 16/36. Kappa 1 - 6/16.
    """
    pairs = [(0.0, 0.0), (0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.0, 1.0)]

    assert weighted_kappa(pairs) == pytest.approx(0.625)


def test_kappa_is_one_for_agreement_and_has_no_value_where_chance_agrees() -> None:
    assert weighted_kappa([(0, 0), (1, 1), (0.5, 0.5)]) == 1
    assert weighted_kappa([(1, 1), (1, 1)]) is None
    assert weighted_kappa([]) is None


def test_opposite_ratings_are_worse_than_chance() -> None:
    assert weighted_kappa([(0, 1), (1, 0)]) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("value", "lo", "hi", "decided", "narrowed", "agrees"),
    [
        (1, 1, 1, True, False, True),
        (1, 0.5, 0.5, True, False, False),
        (1, 0.5, 1, False, True, True),
        (0, 0.5, 1, False, True, False),
        (0, 0, 1, False, False, True),
    ],
)
def test_a_label_within_the_bounds_is_no_disagreement(
    value: float, lo: float, hi: float, decided: bool, narrowed: bool, agrees: bool
) -> None:
    one = cell(value, lo, hi)

    assert (one.decided, one.narrowed, one.agrees) == (decided, narrowed, agrees)


def test_what_is_undecided_counts_neither_for_nor_against_kappa() -> None:
    cells = [cell(1, 1, 1), cell(0, 0, 0), cell(0, 0.5, 1), cell(0.5, 0, 1)]

    summary = summarize(cells, values=[0, 0, 0.5, 1])

    assert (summary.cells, summary.decided, summary.same, summary.majority) == (4, 2, 2, 1)
    assert (summary.kappa, summary.narrowed, summary.outside) == (1, 1, 1)
    assert summary.chance == pytest.approx(0.5)


def test_the_total_has_its_own_kappa() -> None:
    """Each criterion alone has a single value and so no kappa; both together have one."""
    first, second = [cell(1, 1, 1)], [cell(0, 0, 0)]
    summaries = [summarize(first, [1]), summarize(second, [0])]

    assert [summary.kappa for summary in summaries] == [None, None]
    assert total(summaries, first + second).kappa == 1


def test_the_commonest_value_does_not_depend_on_the_order() -> None:
    assert commonest([1, 0, 1, 0]) == commonest([0, 0, 1, 1]) == 0
    assert commonest([0, 1, 1]) == 1


@needs_recordings
def test_every_declared_release_is_recorded_and_every_record_exists() -> None:
    read = {(label.set, label.record) for label in labels()}
    for release in declared():
        for part in release.parts:
            assert (RELEASES / part / "_commits.tsv").is_file(), part
        for about in release.labels:
            assert about.set == PEATMOSS or (about.set, about.record) in read, about


@needs_recordings
def test_every_label_that_is_compared_has_a_criterion_that_asks_the_same() -> None:
    criteria = {f.id: {c.id for c in f.criteria} | OSAID_OVERALL.keys() for f in FRAMEWORKS}
    compared = {(a.set, a.record) for r in (*declared(), *single_repositories()) for a in r.labels}
    for label in labels():
        if (label.set, label.record) in compared:
            assert label.criterion in criteria[FRAMEWORK[label.set]], label


@needs_recordings
def test_single_repositories_are_recorded_at_the_commit_that_was_read() -> None:
    for repo, commit in repositories().items():
        history = (RELEASES / "github" / repo / "_commits.tsv").read_text("utf-8")
        assert history.startswith(commit), repo


def test_explanations_are_about_declared_labels() -> None:
    known = {(a.set, a.record, r.name) for r in declared() for a in r.labels}
    assert {key[:3] for key in explanations()} <= known


@needs_recordings
def test_labels_in_doubt_say_what_they_are_doubted_for() -> None:
    said = {(x.record, x.criterion): x.said for x in labels() if x.set == INDEX}
    for doubt in doubts():
        assert doubt.quote in said[doubt.record, doubt.criterion], doubt
