"""Cases: small releases with the verdicts that a person would expect of them.

Each folder beside this file is a release; its ``case.md`` says in prose what it is, and in a table
what must come out. ``NAME.safetensors.json`` stands for a weight file with the tensors that it
lists.
"""

from __future__ import annotations

import json
import re
import struct
from math import prod
from pathlib import Path

import pytest

from howopen import pipeline
from howopen.outputs.words import best_state
from howopen.schema import Audit, License
from howopen.sources.base import Session

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/case.md"))
_ROW = re.compile(r"^\| ([\w.:-]+) +\| (.+?) +\|$", re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path, tmp_path: Path) -> None:
    release = tmp_path / case.name
    _lay_out(case, release)
    audit = pipeline.audit(str(release), Session())
    expected = dict(_ROW.findall((case / "case.md").read_text("utf-8")))
    assert expected.pop("what") == "expected", "case.md has no table of what is expected"
    assert {what: _outcome(audit, what) for what in expected} == expected


def _lay_out(case: Path, release: Path) -> None:
    """Copy the case without its case.md, making weight files of their descriptions."""
    for path in case.rglob("*"):
        target = release / path.relative_to(case)
        if path.is_dir() or path.name == "case.md":
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.name.endswith(".safetensors.json"):
            target.with_suffix("").write_bytes(_safetensors(json.loads(path.read_text("utf-8"))))
        else:
            target.write_bytes(path.read_bytes())


def _safetensors(shapes: dict[str, list[int]]) -> bytes:
    """A file with float32 zeros of these shapes."""
    header, end = {}, 0
    for name, shape in shapes.items():
        start, end = end, end + 4 * prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(end)


def _outcome(audit: Audit, what: str) -> str:
    """What the audit says of a framework, ``framework/criterion``, component or ``license``."""
    assessments = {a.framework: a for a in audit.assessments}
    framework, _, criterion = what.partition(":")
    if criterion:
        return {f.criterion: f.verdict for f in assessments[framework].findings}[criterion]
    if framework in assessments:
        assessment = assessments[framework]
        if assessment.levels:
            return f"{assessment.level} for certain, {assessment.possible} possible"
        return assessment.bounds.verdict
    if what == "license":
        claims = [e.claim for e in audit.evidence if isinstance(e.claim, License)]
        return ", ".join(sorted({c.expression or "not identified" for c in claims}))
    if what == "discrepancies":
        return ", ".join(d.id for d in audit.discrepancies) or "none"
    if what == "gaps":
        return ", ".join(sorted({gap.what.rpartition("/")[2] for gap in audit.gaps})) or "none"
    return best_state([e for e in audit.evidence if e.component == what])
