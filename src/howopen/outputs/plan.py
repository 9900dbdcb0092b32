"""A plan for people at a terminal, as JSON, and as a checklist in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from howopen.frameworks.planning import Confirmation, Now, Plan, Step, Way, terms_only
from howopen.outputs.printable import printable
from howopen.outputs.words import MARKS, STYLES, shorter
from howopen.schema import Verdict

MOST_REASONS = 3
"""Of what is there now, so many are shown; JSON has all."""

MOST_WORDS = 160
"""Characters of a reason that are shown."""

UNSEEN = (
    "not seen, and not ruled out: where it is public already, link it from the model card, "
    "or run again with --with REF"
)

INDENT = (0, 0, 0, 2)

MERITS = {"smallest": "Just as few steps", "easiest": "Less work", "surest": "Less for a reader"}


def headline(plan: Plan) -> str:
    """The plan in one line."""
    if plan.reached:
        return "reached for certain today: nothing to do"
    if not plan.ways:
        found = "out of reach" if plan.exact else "no way was found among those that were looked at"
        if not plan.obstacles:
            return f"{found}: what meets one criterion fails another"
        names = ", ".join(obstacle.criterion for obstacle in plan.obstacles)
        return f"{found}: nothing that howopen knows of meets {names}"
    way = plan.ways[0]
    steps, asked = plan.steps_of(way), len(way.confirmations)
    points = f"{asked} point{'' if asked == 1 else 's'}"
    if not steps:
        return f"nothing to publish: a reader has to confirm {points}"
    if len(steps) == 1:
        rest = f", or is for a reader to confirm ({points})" if asked else ""
        return f"{steps[0].title}: all else passes{rest}"
    rest = f"; then a reader has to confirm {points}" if asked else ""
    if terms_only(plan):
        return f"would pass with other terms: {len(steps)} licenses to change{rest}"
    proof = ", and no fewer reach it" if plan.exact else ""
    return f"{len(steps)} steps{proof}{rest}"


def dump(plan: Plan) -> bytes:
    """The plan as JSON, ending in a newline; the same plan gives the same bytes."""
    data = msgspec.json.encode(plan, order="deterministic")
    return msgspec.json.format(data, indent=2) + b"\n"


# ------------------------------------------------------------------------------------- terminal
def render(plan: Plan, console: Console) -> None:
    """Print the plan: the smallest way step by step, then what differs in the others."""
    console.print(Text(printable(plan.release), style="bold cyan"))
    console.print(Padding(Text.assemble("to ", (plan.title, "bold")), INDENT))
    console.print(Padding(Text(printable(headline(plan))), INDENT))
    for obstacle in plan.obstacles:
        console.print(Padding(_obstacle(obstacle.criterion, plan, obstacle.now), (1, 0, 0, 2)))
    if not plan.ways:
        return
    numbers = _numbered(plan)
    first, *others = plan.ways
    for step in plan.steps_of(first):
        console.print(_step(step, numbers[step.id], plan))
    if any(not step.refuted for step in plan.steps):
        console.print(Padding(Text(f"? {UNSEEN}", style=STYLES["unknown"]), (1, 0, 0, 2)))
    if asked := plan.confirmations_of(first):
        console.print(Text("\nFor a reader to confirm", style="bold"))
        console.print(Padding(Group(*(_confirmation(one) for one in asked)), INDENT))
    if others:
        console.print(Text("\nOther ways", style="bold"))
    shown = set(first.steps)
    for way in others:
        console.print(Padding(Text(_difference(way, plan, numbers)), INDENT))
        for step in plan.steps_of(way):
            if step.id not in shown:
                console.print(_step(step, numbers[step.id], plan))
        shown |= set(way.steps)


def _step(step: Step, number: int, plan: Plan) -> RenderableType:
    """One step: what to do, exactly how, for what, and what is there now."""
    verdict: Verdict = "not-met" if step.refuted else "unknown"
    body = Table.grid(padding=(0, 1, 0, 0))
    body.add_column(no_wrap=True, style="dim")
    body.add_column(overflow="fold")
    for line in step.how:
        body.add_row("→", printable(line.replace("`", "")))
    if step.licenses:
        body.add_row("§", f"under {_listed(step.licenses, 'or')}")
    body.add_row("·", Text(f"for {', '.join(step.criteria)}", style="dim"))
    for mark, words in _reasons(step, plan):
        body.add_row(mark, Text(words, style="dim"))
    title = Text.assemble(
        (printable(step.title), "bold"), (f"  {step.effort_words}: {step.reason}", "dim")
    )
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, justify="right", min_width=2)
    table.add_column(no_wrap=True, style=STYLES[verdict])
    table.add_column(overflow="fold")
    table.add_row(str(number), MARKS[verdict], Group(title, body))
    return Padding(table, (1, 0, 0, 0))


def _confirmation(asked: Confirmation) -> Text:
    return Text.assemble(
        (f"{MARKS['unknown']} ", STYLES["unknown"]),
        printable(asked.ask),
        (f"  {', '.join(asked.criteria)}", "dim"),
    )


def _obstacle(criterion: str, plan: Plan, reasons: Sequence[Now]) -> Text:
    why = "; ".join(_now(now, plan) for now in reasons)
    return Text.assemble((f"{MARKS['not-met']} {criterion}  ", STYLES["not-met"]), (why, "dim"))


# ------------------------------------------------------------------------------------- Markdown
def markdown(plan: Plan) -> str:
    """The plan as a checklist, ending in a newline."""
    return "\n".join(_markdown(plan)) + "\n"


def _markdown(plan: Plan) -> Iterator[str]:
    yield f"# {_escaped(plan.release)}: to {plan.title}"
    yield ""
    yield f"{_escaped(headline(plan))}."
    for obstacle in plan.obstacles:
        why = "; ".join(_now(now, plan) for now in obstacle.now)
        yield f"- `{obstacle.criterion}`: {_escaped(why)}"
    if not plan.ways:
        return
    numbers = _numbered(plan)
    yield ""
    for step in plan.steps_of(plan.ways[0]):
        yield from _item(step, numbers[step.id], plan)
    if any(not step.refuted for step in plan.steps):
        yield from ("", f"? {UNSEEN}.")
    if asked := plan.confirmations_of(plan.ways[0]):
        yield from ("", "## For a reader to confirm", "")
        for one in asked:
            yield f"- [ ] {_escaped(one.ask)} ({_codes(one.criteria)})"
    yield from _others(plan, numbers)


def _others(plan: Plan, numbers: dict[str, int]) -> Iterator[str]:
    first, *others = plan.ways
    if others:
        yield from ("", "## Other ways")
    shown = set(first.steps)
    for way in others:
        yield from ("", f"{_escaped(_difference(way, plan, numbers))}.", "")
        for step in plan.steps_of(way):
            if step.id not in shown:
                yield from _item(step, numbers[step.id], plan)
        shown |= set(way.steps)


def _item(step: Step, number: int, plan: Plan) -> Iterator[str]:
    yield f"- [ ] **{number}. {_escaped(step.title)}** ({step.effort_words}: {step.reason})"
    for line in step.how:
        yield f"  - {printable(line)}"
    if step.licenses:
        yield f"  - License: {_listed(step.licenses, 'or')}"
    yield f"  - For {_codes(step.criteria)}"
    for mark, words in _reasons(step, plan):
        yield f"  - {f'{mark} {_escaped(words)}'.strip()}"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _escaped(text: str) -> str:
    """Text of others, without meaning to Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", printable(text))


# ---------------------------------------------------------------------------------------- both
def _numbered(plan: Plan) -> dict[str, int]:
    """Numbers of the steps: those of the first way, then what the others add."""
    ids = dict.fromkeys(id_ for way in plan.ways for id_ in way.steps)
    return {id_: number for number, id_ in enumerate(ids, 1)}


def _difference(way: Way, plan: Plan, numbers: dict[str, int]) -> str:
    """How a way differs from the first."""
    first = plan.ways[0]
    added = [str(numbers[id_]) for id_ in way.steps if id_ not in first.steps]
    dropped = [str(numbers[id_]) for id_ in first.steps if id_ not in way.steps]
    spared = [c.ask for c in plan.confirmations_of(first) if c.id not in way.confirmations]
    asked = [c.ask for c in plan.confirmations_of(way) if c.id not in first.confirmations]
    words = [
        f"also {_listed(added)}" if added and not dropped else "",
        f"{_listed(added)} instead of {_listed(dropped)}" if added and dropped else "",
        f"without {_listed(dropped)}" if dropped and not added else "",
        f"and nobody has to confirm {'; '.join(spared)}" if spared else "",
        f"and a reader has to confirm {'; '.join(asked)}" if asked else "",
    ]
    return printable(f"{MERITS[way.merit]}: {', '.join(filter(None, words))}")


def _listed(names: Sequence[str], joint: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}"


def _reasons(step: Step, plan: Plan) -> Iterator[tuple[str, str]]:
    """What is there now; what could not be looked at is said once."""
    told: set[str] = set()
    for now in step.now[:MOST_REASONS]:
        why, unseen, rest = now.why.partition("; not looked at")
        tail = "" if rest in told else unseen + rest
        told.add(rest)
        shown = msgspec.structs.replace(now, why=why + tail)
        yield MARKS[now.bounds.verdict], _now(shown, plan)
    if len(step.now) > MOST_REASONS:
        yield "", f"and {len(step.now) - MOST_REASONS} more"


def _now(now: Now, plan: Plan) -> str:
    """What is there now, and where that can be seen."""
    why = re.sub(r"\S+://\S+@\S+", lambda found: _short(found.group(), plan), now.why)
    cites = ", ".join(dict.fromkeys(_short(cite, plan) for cite in now.cites))
    return printable(shorter(why, MOST_WORDS) + (f"  {cites}" if cites else ""))


def _short(cite: str, plan: Plan) -> str:
    """A citation without what all citations of a snapshot share."""
    for snapshot in plan.snapshots:
        if cite.startswith(f"{snapshot}/"):
            rest = cite[len(snapshot) + 1 :]
            root = snapshot == plan.snapshots[0]
            return rest if root else f"({snapshot.rpartition('@')[0]}) {rest}"
    return cite
