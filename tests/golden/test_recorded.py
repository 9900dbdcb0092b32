"""Every recorded release audits whole, and a short table of the verdicts is kept for review.

``make golden`` rewrites the table; its diff is reviewed like code.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.recordings import needs_recordings, open_recording, recorded

from howopen.outputs import json as output
from howopen.outputs.terms import license_name
from howopen.outputs.words import best_state
from howopen.pipeline import collect, judge
from howopen.schema import Assessment, Audit

GOLDEN = Path(__file__).with_name("recorded.tsv")
COLUMNS = (
    "release",
    "weights",
    "license",
    "osaid-1.0",
    "mof-1.0",
    "mof-1.0-paper",
    "eu-ai-act",
    "osai-index",
    "absent",
    "disagrees",
)


def _row(audit: Audit) -> tuple[str, ...]:
    by_id = {a.framework: a for a in audit.assessments}
    components = {e.component for e in audit.evidence}
    states = {c: best_state([e for e in audit.evidence if e.component == c]) for c in components}
    index = by_id["osai-index"].bounds
    return (
        audit.release.parts[0].snapshot.ref,
        states.get("weights", "unknown"),
        _license(audit),
        _failed(by_id["osaid-1.0"]),
        *(f"{by_id[mof].level} to {by_id[mof].possible}" for mof in ("mof-1.0", "mof-1.0-paper")),
        _failed(by_id["eu-ai-act"]),
        f"{index.lo:.2f} to {index.hi:.2f}",
        ",".join(sorted(c for c, state in states.items() if state == "absent")) or "none",
        ",".join(sorted({d.id for d in audit.discrepancies})) or "none",
    )


def _failed(assessment: Assessment) -> str:
    """The verdict, what speaks against it, and whether other terms would do."""
    failed = [f.criterion for f in assessment.findings if f.verdict == "not-met"]
    other = assessment.with_other_terms
    mended = ["by its terms alone"] if assessment.bounds.hi == 0 and other and other.hi == 1 else []
    return " ".join([assessment.bounds.verdict, ",".join(failed), *mended]).strip()


def _license(audit: Audit) -> str:
    """The terms of the weights, or of the whole where no weights were seen."""
    terms = {found.component: found for found in audit.terms}
    found = terms.get("weights") or terms.get("distribution")
    if found is None:
        return "none"
    broken = ",".join(name for name, state in found.freedoms.items() if state == "broken")
    by_id = {evidence.id: evidence for evidence in audit.evidence}
    name = license_name(found, [by_id[id_] for id_ in found.evidence])
    return name + (f", breaks {broken}" if broken else "")


@needs_recordings
def test_every_recorded_release_audits_whole_and_as_reviewed() -> None:
    rows: list[tuple[str, ...]] = [COLUMNS]
    for folder in recorded():
        audit = judge(collect(open_recording(folder)))
        _is_whole(audit, folder)
        rows.append(_row(audit))
    assert len(rows) == 1 + 28 + 41
    table = "\n".join("\t".join(row) for row in rows) + "\n"
    if os.environ.get("HOWOPEN_GOLDEN") == "write":
        GOLDEN.write_text(table, "utf-8")
    assert table == GOLDEN.read_text("utf-8"), "verdicts moved: run `make golden`, review the diff"


def _is_whole(audit: Audit, folder: Path) -> None:
    """The inventory is that of the listing, and what was not kept is a gap and never an absence."""
    (part,) = audit.release.parts
    listed = {artifact.path for artifact in part.snapshot.artifacts}
    assert listed == _listing(folder)
    broken = [gap for gap in audit.gaps if " failed: " in gap.why]
    assert not broken
    unkept = {gap.what for gap in audit.gaps if "not kept in this recording" in gap.why}
    hidden = {c for gap in audit.gaps if gap.what in unkept for c in gap.components}
    absent = {e.component for e in audit.evidence if e.inspector.startswith("howopen.absence")}
    assert not hidden & absent
    assert output.load(output.dump(audit), "audit") == audit


def _listing(folder: Path) -> set[str]:
    if (folder / "_tree.json").exists():
        entries = json.loads((folder / "_tree.json").read_text("utf-8"))
        return {entry["path"] for entry in entries if entry["type"] == "file"}
    lines = (folder / "_tree.tsv").read_text("utf-8").splitlines()
    return {line.split("\t", 3)[3] for line in lines}


@needs_recordings
@pytest.mark.parametrize("folder", list(recorded())[:3], ids=lambda folder: folder.name)
def test_judging_stored_evidence_again_gives_the_same_bytes(folder: Path) -> None:
    audit = judge(collect(open_recording(folder)))
    stored = output.load(output.dump(audit), "audit")
    assert output.dump(judge(stored)) == output.dump(audit)
