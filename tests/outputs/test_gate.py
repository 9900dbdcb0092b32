"""Requirements: only what is proven passes, and only what is disproven fails for certain."""

from __future__ import annotations

import pytest

from howopen.errors import UsageError
from howopen.frameworks import frameworks
from howopen.outputs.gate import NOT_MET, UNKNOWN, gate, requirements
from howopen.schema import Assessment, Audit, Bounds, Release

YES, NO, OPEN, HALF = Bounds(1, 1), Bounds(0, 0), Bounds(0, 1), Bounds(0, 0.5)


def audit(**bounds: Bounds) -> Audit:
    """One framework ``f`` of these levels; the whole is the loosest."""
    whole = next(iter(bounds.values()))
    assessed = Assessment("f", "1", (), whole, levels=bounds)
    return Audit(1, "0", Release("org/name", ()), (), (), (assessed,))


@pytest.mark.parametrize(
    ("bounds", "code"), [(YES, 0), (NO, NOT_MET), (OPEN, UNKNOWN), (HALF, NOT_MET)]
)
def test_a_whole_and_a_level(bounds: Bounds, code: int) -> None:
    assert gate(audit(III=bounds), [("f", "")])[0] == code
    assert gate(audit(III=YES, II=bounds), [("f", "II")])[0] == code


def test_of_several_requirements_the_one_that_is_surely_not_met_decides() -> None:
    several = audit(a=YES, b=OPEN, c=NO)
    for needs in (("a", "b", "c"), ("c", "b", "a")):
        code, lines = gate(several, [("f", level) for level in needs])
        assert code == NOT_MET
        assert len(lines) == 2
    assert gate(several, [("f", "a"), ("f", "b")])[0] == UNKNOWN
    assert gate(several, [("f", "a")]) == (0, [])
    assert gate(several, []) == (0, [])


def test_a_line_says_which_release_and_which_requirement() -> None:
    _, (line,) = gate(audit(III=NO), [("f", "III")])
    assert line == "org/name: required f:III is not met"


def test_requirements_are_parsed_against_the_frameworks() -> None:
    shipped = frameworks()
    assert requirements(["osaid-1.0", "mof-1.0:iii"], shipped) == (
        ("osaid-1.0", ""),
        ("mof-1.0", "Class III"),
    )
    assert requirements(["mof-1.0:class i"], shipped) == (("mof-1.0", "Class I"),)
    for wrong in ("osaid", "mof-1.0", "mof-1.0:IV", "mof-1.0:", "osaid-1.0:III"):
        with pytest.raises(UsageError, match="--require"):
            requirements([wrong], shipped)
