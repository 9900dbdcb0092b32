"""What there is to explain: the same text for ``howopen explain`` and for the reference pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from textwrap import dedent
from typing import NamedTuple

from howopen.components import COMPONENTS
from howopen.discrepancies.registry import kinds as discrepancy_kinds
from howopen.errors import UsageError
from howopen.frameworks import Criterion, Framework, frameworks, predicates
from howopen.inspectors.registry import inspectors
from howopen.licenses.known_clauses import all_known
from howopen.licenses.taxonomy import kinds
from howopen.outputs.words import clause_words
from howopen.schema import Available


class Entry(NamedTuple):
    """One thing that can be explained.

    Attributes:
        kind: ``framework``, ``criterion``, ``component``, ``inspector``, ``predicate``,
            ``discrepancy``, ``license`` or ``clause``.
        id: What to ask for.
        title: In one line.
        body: Markdown.
    """

    kind: str
    id: str
    title: str
    body: str


@cache
def entries() -> tuple[Entry, ...]:
    """Everything, in the order of the reference."""
    return (
        *(entry for framework in frameworks() for entry in framework_entries(framework)),
        *_components(),
        *_inspectors(),
        *_discrepancies(),
        *_predicates(),
        *_licenses(),
        *_clause_kinds(),
    )


def explain(id_: str) -> str:
    """The entries of an id, as Markdown.

    A criterion may be named without its framework where that is clear.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    wanted = id_.lower()
    found = [e for e in entries() if wanted in (e.id.lower(), e.id.lower().rpartition("/")[2])]
    if not found:
        from difflib import get_close_matches

        near = get_close_matches(wanted, [e.id for e in entries()], n=3, cutoff=0.4)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(
            f"nothing called {id_!r} can be explained{hint} (howopen explain lists all)"
        )
    return "\n\n".join(f"## {e.title}\n\n{e.kind} `{e.id}`\n\n{e.body}" for e in found)


def contents() -> str:
    """All ids with their titles, by kind."""
    lines: list[str] = []
    kind = ""
    for entry in entries():
        group = "framework" if entry.kind == "criterion" else entry.kind
        if group != kind:
            kind = group
            lines += ["", f"{kind}s".replace("ys", "ies")]
        indent = "    " if entry.kind == "criterion" else "  "
        lines.append(f"{indent}{entry.id:<44} {entry.title}")
    return "\n".join(lines).strip()


def framework_entries(framework: Framework) -> Iterator[Entry]:
    """The framework, then its criteria."""
    levels = [
        f"- **{level.name}** ({level.title}): {', '.join(level.criteria)}"
        for level in framework.levels
    ]
    body = [f"Source: {framework.source}", f"Version {framework.version}, {framework.status}."]
    if levels:
        body += ["Levels, each with all before it:", "\n".join(levels)]
    yield Entry("framework", framework.id, framework.title, "\n\n".join(body))
    for criterion in framework.criteria:
        yield Entry(
            "criterion", f"{framework.id}/{criterion.id}", criterion.title, _criterion(criterion)
        )


def _criterion(criterion: Criterion) -> str:
    supply = list(_supplying(criterion))
    lines = [
        f"Cites: {criterion.cites}",
        f"Rule: `{' '.join(criterion.rule.split())}`",
        *([f"Applies if: `{criterion.applies}`"] if criterion.applies else []),
        *([] if criterion.counts else ["Shown, and no part of the whole."]),
        f"To meet it: {criterion.help}",
        f"Evidence from: {', '.join(supply) if supply else 'no inspector; a reader has to tell'}",
    ]
    return "\n\n".join(lines)


def _supplying(criterion: Criterion) -> Iterator[str]:
    """Inspectors that make claims of a type that the rule asks for, about what it names."""
    text = f"{criterion.rule} {criterion.applies}"
    components = {name for name in COMPONENTS if f'"{name}"' in text}
    asked = {claim for p in predicates() if f"{p.name}(" in text for claim in p.claims}
    for inspector in inspectors():
        there = Available not in inspector.claims or components & set(inspector.sees)
        claims = set(inspector.claims) - ({Available} if not there else set())
        if claims & asked:
            yield inspector.name


def _components() -> Iterator[Entry]:
    for id_, component in COMPONENTS.items():
        mof = f"MOF component {component.mof}. " if component.mof else ""
        seen = ", ".join(i.name for i in inspectors() if id_ in i.sees) or "no inspector yet"
        body = f"{component.help}\n\n{mof}Kind: {component.kind}.\n\nSeen by: {seen}"
        yield Entry("component", id_, component.title, body)


def _inspectors() -> Iterator[Entry]:
    for inspector in inspectors():
        title, body = _split(inspector.doc)
        reads = [
            f"- `{pattern}`: {_amount(r.first, r.last, r.limit)}"
            for pattern, r in inspector.reads.items()
        ]
        declared = "Reads:\n\n" + "\n".join(reads) if reads else "Reads names and sizes only."
        sees = f"Sees: {', '.join(inspector.sees) or 'the availability of nothing'}"
        told = f"Tells: {', '.join(claim.__name__ for claim in inspector.claims) or 'gaps only'}"
        text = "\n\n".join([body, declared, told, sees, f"Version {inspector.version}"])
        yield Entry("inspector", inspector.name, title, text)


def _amount(first: int, last: int, limit: int) -> str:
    ahead = [f"first {first:,}"] if first and first < limit else []
    ahead += [f"last {last:,}"] if last else []
    return " and ".join(ahead) + (", then " if ahead else "") + f"up to {limit:,} bytes a file"


def _discrepancies() -> Iterator[Entry]:
    for kind in discrepancy_kinds():
        yield Entry("discrepancy", kind.id, *_split(kind.doc))


def _predicates() -> Iterator[Entry]:
    for predicate in predicates():
        title, body = _split(predicate.doc)
        signature = f"`{predicate.name}({', '.join(predicate.parameters)})`"
        yield Entry(
            "predicate", predicate.name, title, "\n\n".join(filter(None, [signature, body]))
        )


def _licenses() -> Iterator[Entry]:
    for known in all_known():
        said: dict[str, list[str]] = {}
        for clause in known.clauses():
            carried = clause_words(clause)
            about = f" ({carried})" if carried else ""
            said.setdefault(clause.effect, []).append(f"- {kinds()[clause.kind].title}{about}")
        body = [f"It {effect}:\n\n" + "\n".join(lines) for effect, lines in said.items()]
        yield Entry("license", known.id, f"The clauses of {known.id}", "\n\n".join(body))


def _clause_kinds() -> Iterator[Entry]:
    for id_, kind in kinds().items():
        body = f"{kind.help}\n\nIt {kind.effect}; about: {kind.freedom}.".strip()
        yield Entry("clause", id_, kind.title, body)


def _split(doc: str) -> tuple[str, str]:
    """First line of a docstring, and the rest with each labeled line as a paragraph."""
    first, _, rest = doc.strip().partition("\n")
    body = _paragraphs(dedent(rest).strip().splitlines())
    return first.strip().removesuffix("."), "\n\n".join(body)


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines joined until a blank one, or one that begins with a label such as ``Claims:``."""
    paragraph: list[str] = []
    for line in lines:
        label = line.partition(":")[0]
        starts = label != line and label[:1].isupper() and len(label) < 20
        if paragraph and (starts or not line.strip()):
            yield " ".join(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line.strip())
    if paragraph:
        yield " ".join(paragraph)
