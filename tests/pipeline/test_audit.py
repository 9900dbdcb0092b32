"""Collecting needs the source, judging needs nothing but what was collected."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from howopen import pipeline
from howopen.errors import NotFound
from howopen.frameworks import choose, frameworks
from howopen.outputs import json
from howopen.schema import Audit
from howopen.sources import open_release
from howopen.sources.base import Session


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "README.md").write_text("We open-sourced it: https://github.com/org/code\n")
    return folder


def collected(*folders: Path) -> Audit:
    return pipeline.collect(*(open_release(str(folder), Session()) for folder in folders))


def test_what_was_collected_has_no_judgement_yet(release: Path) -> None:
    audit = collected(release)
    assert audit.evidence
    assert (audit.assessments, audit.discrepancies) == ((), ())


def test_judging_again_what_was_stored_gives_the_same(release: Path) -> None:
    audit = pipeline.judge(collected(release))
    assert pipeline.judge(json.load(json.dump(audit), "it")) == audit
    assert [a.framework for a in audit.assessments] == [f.id for f in choose(())]


def test_only_the_chosen_frameworks_judge(release: Path) -> None:
    (chosen, *_) = frameworks()
    audit = pipeline.judge(collected(release), [chosen])
    assert [a.framework for a in audit.assessments] == [chosen.id]


def test_judging_changes_nothing_of_what_was_collected(release: Path) -> None:
    audit = collected(release)
    judged = pipeline.judge(audit)
    assert msgspec.structs.replace(judged, assessments=(), discrepancies=()) == audit


def test_links_that_nobody_followed_become_gaps(release: Path) -> None:
    assert "https://github.com/org/code" in {gap.what for gap in collected(release).gaps}


def test_a_further_release_is_a_part_of_it(release: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "LICENSE").write_text("none\n")
    audit = collected(release, other)
    assert [part.role for part in audit.release.parts] == ["root", "also"]
    assert audit.release.name == collected(release).release.name
    assert len({cite.partition("@")[0] for e in audit.evidence for cite in e.cites}) == 2


def test_a_reference_to_nothing_is_an_error(release: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        pipeline.audit(str(release), Session(), also=[str(tmp_path / "nothing")])
