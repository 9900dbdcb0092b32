"""Requirements on an audit: met, not met (exit 3) or unknown (exit 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from howopen.errors import UsageError
from howopen.frameworks import Framework
from howopen.schema import Assessment, Audit

NOT_MET, UNKNOWN = 3, 4


def requirements(
    wanted: Iterable[str], judged_by: Sequence[Framework]
) -> tuple[tuple[str, str], ...]:
    """Parse ``framework`` or ``framework:level``.

    Raises:
        UsageError: No such framework among those judged by, or no such level of it.
    """
    by_id = {framework.id: framework for framework in judged_by}
    needs = []
    for text in wanted:
        id_, _, said = text.partition(":")
        if id_ not in by_id:
            raise UsageError(f"--require {text}: no such framework; there are {', '.join(by_id)}")
        names = [level.name for level in by_id[id_].levels]
        level = next((name for name in names if _same(said, name)), "")
        if bool(level) != bool(names or said):
            has = f"give one of its levels: {', '.join(names)}" if names else "it has no levels"
            raise UsageError(f"--require {text}: {has}")
        needs.append((id_, level))
    return tuple(needs)


def _same(said: str, name: str) -> bool:
    """``III`` and ``class iii`` both mean ``Class III``."""
    return bool(said) and said.lower() in (name.lower(), name.lower().split()[-1])


def gate(audit: Audit, needs: Iterable[tuple[str, str]]) -> tuple[int, list[str]]:
    """Exit code and one line for each requirement that is not met for certain."""
    code, lines = 0, []
    by_id = {assessment.framework: assessment for assessment in audit.assessments}
    for id_, level in needs:
        outcome = _outcome(by_id[id_], level)
        if outcome:
            word = "is not met" if outcome == NOT_MET else "is unknown: not proven, not ruled out"
            lines.append(
                f"{audit.release.name}: required {':'.join(filter(None, (id_, level)))} {word}"
            )
            code = outcome if code == 0 else min(code, outcome)
    return code, lines


def _outcome(assessment: Assessment, level: str) -> int:
    bounds = assessment.levels[level] if level else assessment.bounds
    if bounds.lo == 1:
        return 0
    return UNKNOWN if bounds.hi == 1 else NOT_MET
