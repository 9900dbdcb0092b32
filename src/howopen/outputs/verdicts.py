"""The verdicts of an audit for people: all in one table, then what speaks against each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.frameworks import Framework
from howopen.outputs.printable import printable
from howopen.outputs.words import MARKS, STYLES, headline
from howopen.schema import Assessment, Finding, Verdict

INDENT = (0, 0, 0, 2)


def table(assessments: Iterable[Assessment], known: Mapping[str, Framework]) -> RenderableType:
    """One line for each framework."""
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(style="bold")
    rows.add_column(overflow="fold")
    for assessment in assessments:
        framework = known.get(assessment.framework)
        word, style = headline(assessment, mean=bool(framework and framework.overall == "mean"))
        title = framework.short or framework.title if framework else assessment.framework
        rows.add_row(printable(title), Text(word, style))
    return rows


def details(
    assessment: Assessment, framework: Framework | None, *, verbose: bool
) -> RenderableType | None:
    """What speaks against a framework, by reason, and how much is open; all of it if verbose."""
    if not verbose and not any(map(_is_against, assessment.findings)):
        return None
    title = framework.title if framework else assessment.framework
    rows = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1), expand=False)
    rows.add_column(no_wrap=True)
    rows.add_column(ratio=2)
    rows.add_column(ratio=3, style="dim")
    titles = {c.id: c.title for c in framework.criteria} if framework else {}
    shown = [f for f in assessment.findings if verbose or _is_against(f)]
    for verdict, why, names in _by_reason(shown, titles):
        rows.add_row(Text(MARKS[verdict], style=STYLES[verdict]), "\n".join(names), why)
    line = Text(f"\n{title}", style="bold")
    rest = [] if verbose else [Padding(_counted(assessment), INDENT)]
    return Group(line, Padding(rows, INDENT), *rest)


def _is_against(finding: Finding) -> bool:
    """Whether it is certain that not all is met: shown with its reason; the others are counted."""
    return finding.verdict in ("not-met", "partly") or _is_capped(finding)


def _is_capped(finding: Finding) -> bool:
    """Whether it is unknown how much is met, but not all."""
    return finding.verdict == "unknown" and finding.bounds.hi < 1


def _by_reason(
    findings: Iterable[Finding], titles: Mapping[str, str]
) -> Iterator[tuple[Verdict, str, list[str]]]:
    """Verdict, reason, and the titles of all criteria that have both."""
    grouped: dict[tuple[Verdict, str], list[str]] = {}
    for finding in findings:
        title = titles.get(finding.criterion, finding.criterion)
        verdict: Verdict = "partly" if _is_capped(finding) else finding.verdict
        grouped.setdefault((verdict, reasons(finding)), []).append(title)
    for (verdict, why), names in grouped.items():
        yield verdict, why, names


def _counted(assessment: Assessment) -> Text:
    """How many criteria are not shown one by one."""
    line = Text()
    for verdict in ("unknown", "met", "not-applicable"):
        count = sum(f.verdict == verdict and not _is_against(f) for f in assessment.findings)
        if count:
            word = f"{MARKS[verdict]} {count} {verdict.replace('-', ' ')}"
            line.append(word, style=STYLES[verdict]).append("   ")
    return line


def reasons(finding: Finding) -> str:
    """The reasons of the predicates that decide the verdict, each once."""
    return printable("; ".join(_deciding(finding)))


def _deciding(finding: Finding) -> Iterator[str]:
    highest = finding.bounds.hi
    said: set[str] = set()
    stack = [finding.why]
    while stack:
        reason = stack.pop()
        stack.extend(reversed(reason.parts))
        decides = finding.verdict == "met" or reason.bounds.lo < 1
        at_stake = highest == 1 or reason.bounds.hi <= highest
        if reason.why and decides and at_stake and reason.why not in said:
            said.add(reason.why)
            yield reason.why
