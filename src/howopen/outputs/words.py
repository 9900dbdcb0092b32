"""How records read in words, the same in every output for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from howopen.licenses.freedoms import State as FreedomState
from howopen.licenses.taxonomy import kinds
from howopen.outputs.printable import printable
from howopen.schema import (
    AnyClaim,
    Assessment,
    Available,
    Bounds,
    Clause,
    Code,
    Compute,
    Dataset,
    Document,
    Evidence,
    License,
    Lineage,
    Link,
    Release,
    Said,
    Snapshot,
    State,
    Threshold,
    Verdict,
    Weights,
)

MARKS: dict[Verdict, str] = {
    "met": "✓",
    "partly": "◐",
    "not-met": "✗",
    "unknown": "?",
    "not-applicable": "–",
}
"""A mark for each verdict: never color alone."""

STYLES: dict[Verdict, str] = {
    "met": "green",
    "partly": "yellow",
    "not-met": "red",
    "unknown": "blue",
    "not-applicable": "dim",
}


_UNITS = {"tokens": "tokens", "device-hours": "device-hours", "kwh": "kWh"}

FREEDOM_VERDICTS: dict[FreedomState, Verdict] = {
    "kept": "met",
    "restricted": "partly",
    "broken": "not-met",
    "unclear": "unknown",
}
"""The verdict whose mark and color stand for what becomes of a freedom."""


def headline(assessment: Assessment, *, mean: bool = False) -> tuple[str, str]:
    """The verdict of a framework in a few words, and the style to show it in.

    Args:
        assessment: What it came to.
        mean: Whether the whole is a mean, to be shown as a number.
    """
    if assessment.levels:
        return _level(assessment)
    lo, hi = assessment.bounds.lo, assessment.bounds.hi
    if mean:
        return (f"{lo:.2f}" if lo == hi else f"between {lo:.2f} and {hi:.2f}"), STYLES["unknown"]
    words: dict[Verdict, str] = {
        "met": "✓ met",
        "partly": "◐ met in part",
        "not-met": "✗ not met",
        "unknown": "? undecided: not proven, not ruled out",
        "not-applicable": "– does not apply",
    }
    verdict = assessment.bounds.verdict
    if hi == 0 and assessment.with_other_terms and assessment.with_other_terms.hi == 1:
        return f"✗ not met by its terms; {_otherwise(assessment.with_other_terms)}", STYLES[verdict]
    if verdict == "unknown" and hi < 1:
        return "◐ at most in part", STYLES["partly"]
    return words[verdict], STYLES[verdict]


def _otherwise(bounds: Bounds) -> str:
    """What is left if the terms were others."""
    return "with other terms it would be met" if bounds.lo == 1 else "with other terms undecided"


def _level(assessment: Assessment) -> tuple[str, str]:
    other = assessment.possible_with_other_terms
    better = f"; with other terms {other}" if other not in (None, assessment.possible) else ""
    if assessment.possible is None:
        return f"✗ not even {next(iter(assessment.levels))}{better}", STYLES["not-met"]
    certain = f"{assessment.level} for certain" if assessment.level else "no class for certain"
    if assessment.possible == assessment.level:
        return f"{certain}, nothing higher possible{better}", STYLES["met"]
    return f"{certain}, {assessment.possible} not ruled out{better}", STYLES["unknown"]


def describe(evidence: Evidence) -> str:
    """One line for what a piece of evidence says; empty where its state says it all."""
    return printable(_words(evidence.claim))


def _words(claim: AnyClaim) -> str:  # noqa: C901 - one case a claim
    match claim:
        case Available():
            return claim.note
        case License():
            return _license(claim)
        case Weights():
            return _weights(claim)
        case Document():
            about = f" on {', '.join(claim.sections)}" if claim.sections else ""
            length = f", {claim.words:,} words" if claim.words else ""
            return f"{claim.kind}{length}{about}"
        case Dataset():
            files = f", {claim.files:,} files" if claim.files else ""
            return f"dataset {claim.ref}, {claim.ladder}{files}"
        case Code():
            return f"{claim.role} code" + (", with configuration" if claim.ladder == "full" else "")
        case Link():
            return f"link to {claim.role}: {claim.ref}"
        case Lineage():
            relation = "derived from" if claim.relation == "unknown" else f"{claim.relation} of"
            return f"{relation} {claim.base}"
        case Clause():
            about = clause_words(claim)
            title = kinds()[claim.kind].title + (f" ({about})" if about else "")
            return f"{title}: “{shorter(claim.quote)}”"
        case Compute():
            return f"{quantity_words(claim)}: “{claim.said}”"
        case Said():
            return f"said: “{claim.text}”"


def clause_words(clause: Clause) -> str:
    """The amounts, names, places, topics and addresses that a clause carries."""
    amounts = [amount_words(threshold) for threshold in clause.thresholds]
    return printable(", ".join(filter(None, (*amounts, *clause.details, clause.url))))


def quantity_words(compute: Compute) -> str:
    """``14.8 trillion tokens``, ``2.79 million device-hours``, ``3.3e+24 FLOP``."""
    if compute.quantity == "flop":
        return f"{compute.amount:.3g} FLOP"
    for size, word in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if compute.amount >= size:
            return f"{compute.amount / size:.3g}{word} {_UNITS[compute.quantity]}"
    return f"{compute.amount:,.0f} {_UNITS[compute.quantity]}"


def amount_words(threshold: Threshold) -> str:
    """``700,000,000 users a month``, ``USD 1,000,000 a year``, ``10 %``."""
    period = f" a {threshold.period}" if threshold.period else ""
    if threshold.unit == "percent":
        return f"{threshold.amount:g} %{period}"
    if threshold.unit.isupper():
        return f"{threshold.unit} {threshold.amount:,.0f}{period}"
    return f"{threshold.amount:,.0f} {threshold.unit}{period}"


def both_ends(quote: str, most: int) -> str:
    """A quote on one line, cut in the middle where it is long: what counts stands at the end."""
    line = " ".join(quote.split())
    if len(line) <= most:
        return line
    first = line[: most // 3].rpartition(" ")[0]
    last = line[-(most - most // 3) :].partition(" ")[2]
    return f"{first} … {last}"


def shorter(quote: str, most: int = 200) -> str:
    """A quote on one line, cut where it is long."""
    line = " ".join(quote.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def collected_under(evidence: Evidence) -> tuple[str, str] | None:
    """For what comes in numbers, links and datasets: what to call all of them, and this one."""
    claim = evidence.claim
    if isinstance(claim, Link):
        return f"{{}} linked as {claim.role}", printable(claim.ref.removeprefix("https://"))
    if isinstance(claim, Dataset) and claim.ladder == "named":
        return "{} datasets named", printable(claim.ref)
    return None


def license_words(claim: License) -> str:
    """A license, and whether it was read in a text or only said."""
    return printable(_license(claim))


def _license(claim: License) -> str:
    name = claim.expression or "license not identified"
    if claim.where == "file":
        name += f", text of {claim.covers}" if claim.covers else ", license text"
        return name + ("" if claim.expression else f" “{claim.said}”")
    source = {
        "gate": "text to be accepted before the download",
        "notice": "notice in source files",
        "card": "tag in the card",
        "metadata": "package metadata",
        "header": "header of the weights",
        "prose": "said in prose",
    }[claim.where]
    same = claim.said.lower() == (claim.expression or "").lower()
    said = f" “{claim.said}”" if claim.said and not same else ""
    covers = f", of {claim.covers}" if claim.covers else ""
    return f"{name}, {source}{covers}{said}"


STATES: tuple[State, ...] = get_args(State)
"""Most open first."""


def best_state(evidence: Iterable[Evidence]) -> str:
    """The most open state that was found, or ``unknown``."""
    states = [e.claim.state for e in evidence if isinstance(e.claim, Available)]
    return min(states, key=STATES.index, default="unknown")


def state_verdict(state: str) -> Verdict:
    """The verdict whose mark and color stand for a state."""
    if state == "unknown":
        return "unknown"
    if state in ("gated", "partial"):
        return "partly"
    return "met" if state == "open" else "not-met"


def _weights(claim: Weights) -> str:
    words = [claim.format]
    if claim.files > 1:
        words.append(f"{claim.files:,} files")
    if claim.bytes is not None:
        words.append(size_words(claim.bytes))
    if claim.tensors is not None:
        words.append(f"{claim.tensors:,} tensors")
    if claim.parameters is not None:
        words.append(f"{claim.parameters:,} parameters")
    if claim.dtypes:
        words.append(" ".join(claim.dtypes))
    if claim.executable:
        words.append("can run code when loaded")
    if claim.stage != "final":
        words.append(claim.stage)
    return ", ".join(words)


def short_cite(cite: str, release: Release) -> str:
    """A citation without the part that all citations of a snapshot share."""
    return printable(_short(cite, release))


def _short(cite: str, release: Release) -> str:
    for part in release.parts:
        prefix = part.snapshot.cite()
        if cite == prefix:
            return f"({part.role})"
        if cite.startswith(prefix + "/"):
            rest = cite[len(prefix) + 1 :]
            return rest if part is release.parts[0] else f"({part.role}) {rest}"
    return cite


def revision_words(snapshot: Snapshot) -> str:
    """The revision, a digest shortened to what people compare."""
    kind, _, digest = snapshot.revision.rpartition(":")
    if len(digest) >= 40 and all(c in "0123456789abcdef" for c in digest):
        return f"{kind}:{digest[:12]}".lstrip(":")
    return snapshot.revision


def shortened(path: str, room: int) -> str:
    """A path without as many of its first folders as it takes to fit; the file's name stays."""
    rest = path
    while len(rest) > room and "/" in rest:
        rest = rest.partition("/")[2]
    return path if rest == path else f"…/{rest}"


def size_words(size: int) -> str:
    """Bytes in decimal units, as storage is sold: 84 MB."""
    value, units = float(size), ["B", "kB", "MB", "GB", "TB", "PB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return (
        f"{value:.0f} {units[0]}" if value >= 10 or units[0] == "B" else f"{value:.1f} {units[0]}"
    )
