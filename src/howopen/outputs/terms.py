"""The terms of an audit for people: each license with what it leaves, asks and forbids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.components import COMPONENTS, WHOLE_OF
from howopen.licenses.freedoms import limiting
from howopen.licenses.taxonomy import kinds
from howopen.outputs.printable import printable
from howopen.outputs.words import (
    FREEDOM_VERDICTS,
    MARKS,
    STYLES,
    both_ends,
    clause_words,
    license_words,
    short_cite,
)
from howopen.schema import Audit, Bounds, Clause, Duty, Evidence, License, Release, Terms

MOST_QUOTED = 160
"""Characters of a quote."""

_FORCE = re.compile(
    r"\b(?:only|solely|not|never|cannot|must|shall|prohibit\w*|forbid\w*|restrict\w*)\b|[不禁仅须]",
    re.IGNORECASE,
)
"""Words that bind somebody."""

INDENT = (0, 0, 0, 2)


def terms(audit: Audit, *, verbose: bool) -> Iterator[RenderableType]:
    """One block for each license that decides on something, with all that it decides on.

    Quoted are the clauses that take something away or carry an amount or a name; the others are
    named, unless `verbose`.
    """
    by_id = {evidence.id: evidence for evidence in audit.evidence}
    same: dict[tuple[str, ...], list[Terms]] = {}
    for found in audit.terms:
        same.setdefault(found.evidence, []).append(found)
    for group in same.values():
        yield _block(group, by_id, audit.release, verbose=verbose)


def _block(
    group: list[Terms], by_id: Mapping[str, Evidence], release: Release, *, verbose: bool
) -> RenderableType:
    first = group[0]
    licenses = [by_id[id_] for id_ in first.evidence if id_ in by_id]
    head = Text.assemble((license_name(first, licenses), "bold"), f"  {_components(group)}")
    of_data = any(COMPONENTS[terms.component].kind == "data" for terms in group)
    lines: list[RenderableType] = [_freedoms(first, of_data=of_data), *_proof(licenses, release)]
    for what, duties in (("forbids", first.limits), ("asks", first.duties)):
        quoted = [duty for duty in duties if verbose or _decides(duty, first, by_id)]
        named = [duty for duty in duties if duty not in quoted]
        if quoted:
            lines.append(_clauses(what, quoted, by_id, release))
        if named:
            lines.append(_named(what if not quoted else f"{what} also", named))
    return Group(head, Padding(Group(*lines), INDENT))


def license_name(found: Terms, licenses: Iterable[Evidence]) -> str:
    """The license by its id; else all that is stated, or what a text resembles."""
    if found.expression:
        return printable(found.expression)
    claims = [item.claim for item in licenses if isinstance(item.claim, License)]
    if len({claim.expression for claim in claims}) == 1 and claims[0].expression:
        return printable(claims[0].expression)
    names = dict.fromkeys(_called(claim) for claim in claims)
    return ("conflict: " if found.conflict else "") + printable(" / ".join(names))


def _called(claim: License) -> str:
    if claim.expression:
        name = claim.expression
    elif claim.base:
        name = f"derived from {claim.base}" if claim.outcome == "modified" else f"near {claim.base}"
    else:
        name = "not identified"
    return f"{name} ({claim.covers})" if claim.covers else name


def _components(group: Iterable[Terms]) -> str:
    """What the terms are of; the parts of a kind are left out where the whole kind is named."""
    names = [terms.component for terms in group]
    wide = {kind for kind, whole in WHOLE_OF.items() if whole in names}
    shown = [n for n in names if COMPONENTS[n].kind not in wide or n in WHOLE_OF.values()]
    return ", ".join(
        COMPONENTS[name].title[:1].lower() + COMPONENTS[name].title[1:] for name in shown
    )


def _freedoms(found: Terms, *, of_data: bool) -> Text:
    """The four freedoms and the lists; of data also whether it is open data."""
    line = Text()
    for name, state in found.freedoms.items():
        verdict = FREEDOM_VERDICTS[state]
        line.append(f"{MARKS[verdict]} {name}", style=STYLES[verdict])
        line.append("" if state == "kept" else f" {state}", style=STYLES[verdict])
        line.append("   ")
    tests: list[tuple[str, Bounds]] = [("OSI-approved", found.osi)]
    tests += [("open data", found.open_data)] if of_data else []
    tests += [("AI Act license test", found.ai_act)]
    for title, bounds in tests:
        verdict = bounds.verdict
        line.append(f"{MARKS[verdict]} {title}", style=STYLES[verdict])
        line.append("   ")
    return line


def _proof(licenses: Iterable[Evidence], release: Release) -> Iterator[RenderableType]:
    """What is stated, and where."""
    for item in licenses:
        if isinstance(item.claim, License):
            where = ", ".join(short_cite(cite, release) for cite in item.cites[:2])
            yield Text.assemble(license_words(item.claim), (f"  {where}", "dim"))


def _decides(duty: Duty, found: Terms, by_id: Mapping[str, Evidence]) -> bool:
    """Whether a clause is one that a reader has to see."""
    if found.osi.lo == 1:
        return False
    claims = [by_id[id_].claim for id_ in duty.evidence if id_ in by_id]
    carrying = any(isinstance(c, Clause) and (c.thresholds or c.details or c.url) for c in claims)
    return carrying or duty.kind in limiting()


def _named(what: str, duties: Iterable[Duty]) -> RenderableType:
    """Kinds of clauses in a line."""
    titles = [kinds()[duty.kind].title for duty in duties]
    return Text(f"{what}: {'; '.join(title[:1].lower() + title[1:] for title in titles)}")


def _clauses(
    what: str, duties: Iterable[Duty], by_id: Mapping[str, Evidence], release: Release
) -> RenderableType:
    """Kinds of clauses, each with its words and its place where the text was read."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold", style="dim")
    for duty in duties:
        table.add_row(what, kinds()[duty.kind].title, _quoted(duty, by_id, release))
        what = ""
    return table


def _quoted(duty: Duty, by_id: Mapping[str, Evidence], release: Release) -> str:
    """Of the clauses of one kind the first that binds somebody; a definition does not."""
    cited = (by_id[id_] for id_ in duty.evidence if id_ in by_id)
    read = [(item.claim, item.cites) for item in cited if isinstance(item.claim, Clause)]
    if not read:
        return "on record for this license"
    binding = (one for one in read if _FORCE.search(one[0].quote))
    clause, cites = next(binding, read[0])
    place = short_cite(cites[0], release) if cites else ""
    said = f"“{both_ends(printable(clause.quote), MOST_QUOTED)}” {place}"
    amounts = clause_words(clause)
    return f"{amounts}; {said}" if amounts else said
