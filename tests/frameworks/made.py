"""Short words for hand-made releases and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from howopen.frameworks import Framework, assess
from howopen.frameworks.load import parse_framework
from howopen.frameworks.predicates.availability import DATA
from howopen.schema import (
    AnyClaim,
    Assessment,
    Available,
    Basis,
    Evidence,
    Finding,
    Gap,
    License,
    Part,
    Release,
    Snapshot,
    State,
)

HUB = Snapshot("hf://org/name", "c0ffee")
CODE = Snapshot("git+https://github.com/org/name", "badcafe")
RELEASE = Release("org/name", (Part("root", HUB), Part("code", CODE)))


def seen(
    component: str,
    claim: AnyClaim,
    basis: Basis = "observed",
    where: Snapshot = HUB,
    path: str = "f",
) -> Evidence:
    return Evidence(component, claim, basis, (where.cite(path, 1),))


def there(
    *components: str,
    state: State = "open",
    basis: Basis | None = None,
    where: Snapshot = HUB,
) -> list[Evidence]:
    """That components are there, observed unless said otherwise; that all data is, vouched for."""
    return [
        seen(c, Available(state), basis or ("attested" if c in DATA else "observed"), where)
        for c in components
    ]


def terms(
    expression: str | None,
    *components: str,
    basis: Basis = "observed",
    where: Snapshot = HUB,
) -> list[Evidence]:
    text = basis == "observed"
    claim = License(expression, "file" if text else "card", "the first line")
    return [
        seen(component, claim, basis, where, "LICENSE" if text else "README.md#L3")
        for component in components or ("distribution",)
    ]


def absent(*components: str) -> list[Evidence]:
    return there(*components, state="absent", basis="inferred")


def framework(rule: str, applies: str = "") -> Framework:
    """A framework with one criterion, ``only``, and two groups of licenses."""
    return parse_framework(
        f"""
id = "made"
version = "1"
title = "Made"
source = "here"
status = "draft"
overall = "all"
[groups]
osi = ["osi"]
lenient = ["osi", "CC-BY-NC-4.0"]
[[criterion]]
id = "only"
title = "Only"
cites = "1"
help = "Do it."
rule = '''{rule}'''
applies = '''{applies}'''
""".encode(),
        "made.toml",
    )


def judged(
    by: Framework,
    evidence: Iterable[Evidence],
    gaps: Sequence[Gap] = (),
    release: Release = RELEASE,
) -> Assessment:
    return assess(by, release, evidence, gaps)


def finding(
    rule: str, evidence: Iterable[Evidence], gaps: Sequence[Gap] = (), applies: str = ""
) -> Finding:
    """What one rule comes to."""
    return judged(framework(rule, applies), evidence, gaps).findings[0]


def verdicts(assessment: Assessment) -> dict[str, str]:
    return {finding.criterion: finding.verdict for finding in assessment.findings}
