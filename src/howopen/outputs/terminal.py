"""An audit for people at a terminal: verdicts first, then what is there, then what was not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.components import COMPONENTS, WHOLE_OF
from howopen.frameworks import Framework
from howopen.outputs import verdicts
from howopen.outputs.printable import printable
from howopen.outputs.terms import terms
from howopen.outputs.words import (
    MARKS,
    STYLES,
    best_state,
    collected_under,
    describe,
    license_words,
    revision_words,
    short_cite,
    shortened,
    size_words,
    state_verdict,
)
from howopen.pipeline.links import INSPECTOR as LINKS
from howopen.schema import (
    Audit,
    Available,
    Clause,
    Evidence,
    Gap,
    License,
    Release,
    Verdict,
)

INDENT = (0, 0, 0, 2)
COLLECTIVE = {*WHOLE_OF.values(), "base-model"}
"""Components that are no parts of a release: nobody misses them."""

STATED_ELSEWHERE = (License, Clause, Available)
"""Claims that the head of a component or the section on terms shows."""

MOST_CITES = 3
"""Places shown of one thing."""

MOST_NAMES = 4
"""Links or datasets named of one kind."""

MOST_GAPS = 12
"""Gaps shown one by one; ``-v`` shows all."""


def render(
    audit: Audit, console: Console, known: Iterable[Framework], *, verbose: bool = False
) -> None:
    """Print the audit; `known` gives frameworks and criteria their titles."""
    by_id = {framework.id: framework for framework in known}
    console.print(_head(audit))
    console.print(Padding(verdicts.table(audit.assessments, by_id), (1, 0, 0, 0)))
    for assessment in audit.assessments:
        told = verdicts.details(assessment, by_id.get(assessment.framework), verbose=verbose)
        if told is not None:
            console.print(told)
    _section(console, "What is there", Group(*_components(audit, console.width * 2 // 5 - 4)))
    if audit.terms:
        _section(console, "Under which terms", Group(*terms(audit, verbose=verbose)))
    if audit.discrepancies:
        _section(console, "What disagrees", Group(*_disagreements(audit)))
    if audit.gaps:
        _section(console, "What could not be looked at", Group(*_gaps(audit, verbose=verbose)))


def _section(console: Console, title: str, body: RenderableType) -> None:
    console.print(Text(f"\n{title}", style="bold"))
    console.print(Padding(body, INDENT))


def _head(audit: Audit) -> Text:
    head = Text(printable(audit.release.name), style="bold cyan")
    for part in audit.release.parts:
        snapshot = part.snapshot
        sizes = [artifact.size for artifact in snapshot.artifacts]
        known = sum(size or 0 for size in sizes)
        more = "+" if None in sizes else ""
        access = "" if snapshot.access == "open" else f", {snapshot.access}"
        files = f"{len(sizes):,} file{'' if len(sizes) == 1 else 's'}, {size_words(known)}{more}"
        where = printable(f"{snapshot.ref}@{revision_words(snapshot)}")
        head.append(f"\n  {where}", style="default not bold")
        head.append(f"  {printable(part.role)}, {files}{access}", style="dim")
    return head


# -------------------------------------------------------------------------------- components
def _components(audit: Audit, room: int) -> Iterator[RenderableType]:
    """The release as a whole first, then what is there, then what is not.

    `room` is the width of the column of places.
    """
    found: dict[str, list[Evidence]] = defaultdict(list)
    for evidence in audit.evidence:
        found[evidence.component].append(evidence)
    nothing: dict[str, list[str]] = defaultdict(list)
    for component in ("distribution", *(c for c in COMPONENTS if c != "distribution")):
        state = best_state(found[component])
        more = [e for e in found[component] if not isinstance(e.claim, STATED_ELSEWHERE)]
        if component in COLLECTIVE and not more:
            continue
        if state == "absent" or (state == "unknown" and not more and component != "distribution"):
            nothing[state].append(COMPONENTS[component].title)
        else:
            yield _component(component, state, found, audit.release, room)
    if absent := nothing.pop("absent", []):
        files = sum(len(part.snapshot.artifacts) for part in audit.release.parts)
        yield _listing("not-met", f"absent from all {files:,} files", absent)
    for state, titles in nothing.items():
        yield _listing("unknown", f"{state}, nothing more found", titles)


def _component(
    component: str, state: str, found: dict[str, list[Evidence]], release: Release, room: int
) -> RenderableType:
    mark = state_verdict(state)
    head = Text.assemble((f"{MARKS[mark]} ", STYLES[mark]), (COMPONENTS[component].title, "bold"))
    if state != "unknown" or component != "distribution":
        head.append(f"  {state}", style=STYLES[mark])
    else:
        head = Text(COMPONENTS[component].title, style="bold")
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2, style="dim", overflow="fold")
    lines = _lines(found[component], release)
    for words, cites in lines.items():
        table.add_row(words, _places(cites, room))
    return Group(head, Padding(table, INDENT))


def _lines(evidence: list[Evidence], release: Release) -> dict[str, list[str]]:
    """What was found, each different thing once, and where."""
    lines: dict[str, dict[str, None]] = defaultdict(dict)
    several: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for found in evidence:
        if isinstance(found.claim, License | Clause):
            continue
        cites = [short_cite(cite, release) for cite in found.cites]
        if collective := collected_under(found):
            several[collective[0]][collective[1]] += cites
        elif words := describe(found) or _only(found, evidence):
            lines[words] |= dict.fromkeys(cites)
    for words, named in several.items():
        names = list(named)
        said = f"{words.format(len(names))}: {_few(names)}"
        lines[said] |= dict.fromkeys(cite for cites in named.values() for cite in cites)
    return {words: list(cites) for words, cites in lines.items()}


def _places(cites: list[str], room: int) -> str:
    """Citations, those of one file together: ``README.md#L3, L8 and 2 more``."""
    files: dict[str, list[str]] = defaultdict(list)
    for cite in cites:
        if cite.startswith("(") and cite.partition(" ")[2] in cites:
            continue  # the same in another part, such as a package's source distribution
        path, _, line = cite.partition("#")
        files[path] += [line] if line else []
    shown = [
        shortened(path, room - 6) + ("#" + _few(lines) if lines else "")
        for path, lines in list(files.items())[:MOST_CITES]
    ]
    more = [f"and {len(files) - MOST_CITES} more"] if len(files) > MOST_CITES else []
    return "\n".join([*shown, *more])


def _few(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _only(found: Evidence, evidence: list[Evidence]) -> str:
    """Words for a state that nothing else is said about."""
    return "there" if isinstance(found.claim, Available) and len(evidence) == 1 else ""


def _listing(verdict: Verdict, what: str, titles: list[str]) -> RenderableType:
    line = Text.assemble((f"{MARKS[verdict]} {what}: ", STYLES[verdict]), ", ".join(titles))
    return Padding(line, (0, 0, 0, 0))


# --------------------------------------------------------------------- disagreements and gaps
def _disagreements(audit: Audit) -> Iterator[RenderableType]:
    by_id = {evidence.id: evidence for evidence in audit.evidence}
    for found in audit.discrepancies:
        yield Text.assemble((f"{found.id}  ", "yellow"), printable(found.message))
        for id_ in dict.fromkeys(found.evidence):
            evidence = by_id[id_]
            where = ", ".join(short_cite(cite, audit.release) for cite in evidence.cites[:2])
            said = describe(evidence)
            if isinstance(evidence.claim, License):
                said = license_words(evidence.claim)
            yield Padding(Text(f"{said}  {where}", style="dim"), INDENT)
        if found.fix:
            yield Padding(Text(f"→ {printable(found.fix)}"), INDENT)


def _gaps(audit: Audit, *, verbose: bool) -> Iterator[Text]:
    """Gaps grouped by their reason."""
    groups: dict[str, list[Gap]] = defaultdict(list)
    for gap in audit.gaps:
        groups[gap.why].append(gap)
    limit = len(groups) if verbose else MOST_GAPS
    for why, same in list(groups.items())[:limit]:
        what = dict.fromkeys(short_cite(gap.what, audit.release) for gap in same)
        shown = list(what) if verbose else list(what)[:2]
        more = f" and {len(what) - len(shown)} more" if len(what) > len(shown) else ""
        yield Text.assemble(
            ("? ", STYLES["unknown"]), ", ".join(shown) + more, (f": {printable(why)}", "dim")
        )
    if len(groups) > limit:
        yield Text(f"  and {len(groups) - limit} other reasons; -v shows all", style="dim")
    if any(gap.inspector == LINKS for gap in audit.gaps):
        yield Text("→ a link that leads to a part of this release can be added: --with REF")
