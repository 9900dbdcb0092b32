"""From rules and evidence to verdicts.

Values are bounds: ``and`` is the least, ``or`` the greatest of the parts, ``not (lo, hi)`` is
``(1 - hi, 1 - lo)`` (Kleene's logic, extended to intervals). So a verdict that is proven stays as
more becomes known, whatever the unknown rest turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

import msgspec

from howopen.frameworks.facts import Facts
from howopen.frameworks.language import Call, Operation, Rule
from howopen.frameworks.load import Criterion, Framework
from howopen.frameworks.predicates.values import MET, NOT_MET, UNKNOWN
from howopen.frameworks.vocabulary import named
from howopen.schema import Assessment, Bounds, Evidence, Finding, Gap, Reason, Release


def assess(
    framework: Framework, release: Release, evidence: Iterable[Evidence], gaps: Sequence[Gap]
) -> Assessment:
    """Judge a release by a framework: pure, and the same for stored and for fresh evidence."""
    facts = Facts(release, evidence, gaps, framework.groups)
    assessed = _assessed(framework, _findings(framework, facts))
    if assessed.bounds.hi == 1 and assessed.possible == _strictest(framework):
        return assessed
    other = _assessed(framework, _findings(framework, facts, other_terms=True))
    return msgspec.structs.replace(
        assessed, with_other_terms=other.bounds, possible_with_other_terms=other.possible
    )


def evaluate(rule: Rule, facts: Facts, *, other_terms: bool = False) -> Reason:
    """The rule with the bounds of each of its nodes.

    Args:
        rule: What to evaluate.
        facts: What is known.
        other_terms: Take every question about terms alone as answered well, to see what remains.
    """
    if isinstance(rule, Call):
        predicate = named(rule.predicate)
        if other_terms and predicate.terms:
            return Reason(rule.source, MET, "with other terms")
        outcome = predicate.function(facts, *rule.arguments)
        return Reason(rule.source, outcome.bounds, outcome.why, outcome.evidence)
    parts = tuple(evaluate(part, facts, other_terms=other_terms) for part in rule.parts)
    return Reason(rule.source, _combined(rule, parts), parts=parts)


def _findings(
    framework: Framework, facts: Facts, *, other_terms: bool = False
) -> tuple[Finding, ...]:
    return tuple(
        _finding(framework, criterion, facts, other_terms=other_terms)
        for criterion in framework.criteria
    )


def _assessed(framework: Framework, findings: tuple[Finding, ...]) -> Assessment:
    """What the findings come to by the framework's way to make a whole of them."""
    if framework.overall == "levels":
        return _leveled(framework, findings)
    counting = [f for f, c in zip(findings, framework.criteria, strict=True) if c.counts]
    if framework.overall == "mean":
        bounds = _mean_of_what_applies(framework, counting)
    else:
        bounds = least(finding.bounds for finding in counting)
    return Assessment(framework.id, framework.version, findings, bounds)


def _strictest(framework: Framework) -> str | None:
    return framework.levels[-1].name if framework.levels else None


def least(values: Iterable[Bounds]) -> Bounds:
    """The bounds of the least of the values: ``and``."""
    values = list(values)
    return Bounds(min(value.lo for value in values), min(value.hi for value in values))


def greatest(values: Iterable[Bounds]) -> Bounds:
    """The bounds of the greatest of the values: ``or``."""
    values = list(values)
    return Bounds(max(value.lo for value in values), max(value.hi for value in values))


def mean(values: Sequence[Bounds], optional: Sequence[Bounds] = ()) -> Bounds:
    """The bounds of the mean of the values, and of any of those that may not belong to them.

    Without a value that surely belongs to them there may be no mean: unknown.
    """
    if not values:
        return UNKNOWN
    low, high = [value.lo for value in values], [value.hi for value in values]
    for lo in sorted(value.lo for value in optional):
        if lo < fmean(low):
            low.append(lo)
    for hi in sorted((value.hi for value in optional), reverse=True):
        if hi > fmean(high):
            high.append(hi)
    return Bounds(fmean(low), fmean(high))


def negation(value: Bounds) -> Bounds:
    """The bounds of one minus the value: ``not``."""
    return Bounds(1 - value.hi, 1 - value.lo)


def _combined(rule: Operation, parts: tuple[Reason, ...]) -> Bounds:
    values = [part.bounds for part in parts]
    if rule.operator == "not":
        return negation(values[0])
    return least(values) if rule.operator == "and" else greatest(values)


def _finding(
    framework: Framework, criterion: Criterion, facts: Facts, *, other_terms: bool
) -> Finding:
    """A criterion that applies under a condition demands: the condition is not met, or the rule is.

    So it counts as met where it does not apply, and where it may apply the bounds hold both cases.
    """
    reason = evaluate(framework.rules[criterion.id], facts, other_terms=other_terms)
    condition = framework.conditions.get(criterion.id)
    if condition is None:
        return Finding(criterion.id, reason.bounds.verdict, reason.bounds, reason, _cited(reason))
    applies = evaluate(condition, facts, other_terms=other_terms)
    exempt = Reason(f"not ({applies.rule})", negation(applies.bounds), parts=(applies,))
    bounds = greatest((exempt.bounds, reason.bounds))
    why = Reason(f"{exempt.rule} or ({reason.rule})", bounds, parts=(exempt, reason))
    verdict = "not-applicable" if applies.bounds == NOT_MET else bounds.verdict
    return Finding(criterion.id, verdict, bounds, why, _cited(why))


def _mean_of_what_applies(framework: Framework, findings: Iterable[Finding]) -> Bounds:
    """A criterion that does not apply is left out of the mean, instead of counting as met."""
    applying, optional = [], []
    for finding in findings:
        if finding.criterion not in framework.conditions:
            applying.append(finding.bounds)
            continue
        exempt, demanded = finding.why.parts
        if exempt.bounds == NOT_MET:
            applying.append(demanded.bounds)
        elif exempt.bounds != MET:
            optional.append(demanded.bounds)
    return mean(applying, optional)


def _cited(reason: Reason) -> tuple[str, ...]:
    """Ids of all evidence in the tree, each once, in the order of the rule."""
    cited = dict.fromkeys(reason.evidence)
    for part in reason.parts:
        cited |= dict.fromkeys(_cited(part))
    return tuple(cited)


def _leveled(framework: Framework, findings: tuple[Finding, ...]) -> Assessment:
    """Levels are cumulative, so what a stricter one comes to is never above a looser one."""
    bounds = {finding.criterion: finding.bounds for finding in findings}
    level = possible = None
    levels: dict[str, Bounds] = {}
    reached = Bounds(1, 1)
    for step in framework.levels:
        reached = least([reached, *(bounds[criterion] for criterion in step.criteria)])
        levels[step.name] = reached
        if reached.lo == 1:
            level = step.name
        if reached.hi == 1:
            possible = step.name
    whole = levels[framework.levels[0].name]
    return Assessment(framework.id, framework.version, findings, whole, levels, level, possible)
