"""Two licenses are stated for the same thing.

What: inside one snapshot, one component is said to be under different licenses: a tag or a package
field names one, the license text or the header of the weights is another. Of the weights also what
is said of them in one repository and of the repository that holds them in another.
Why it matters: a user relies on the wrong terms. The text counts (design, principle 1), and where
two texts or two tags differ, only the publisher can tell which is meant.
Not this: licenses of different components or of parts of one, a text that was not identified, or
files that each name their license (LICENSE-MIT beside LICENSE-APACHE), a choice that is offered.
Fix: make the tag, the field and the file say the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from howopen.components import COMPONENTS
from howopen.discrepancies.registry import discrepancy
from howopen.schema import Audit, Discrepancy, Evidence, License, Weights

_NAMED = re.compile(r"/LICEN[CS]E[-_.][^/]+$", re.IGNORECASE)


@discrepancy("license-claims-differ")
def contrast(audit: Audit) -> Iterator[Discrepancy]:
    """Yield one discrepancy per snapshot and component with more than one license."""
    stated = [
        (e, e.claim.expression)
        for e in audit.evidence
        if isinstance(e.claim, License) and e.claim.expression and not e.claim.covers
    ]
    told: set[tuple[str, frozenset[str]]] = set()
    for part in audit.release.parts:
        here = [(e, name) for e, name in stated if any(part.snapshot.holds(c) for c in e.cites)]
        for component in dict.fromkeys(e.component for e, _ in here):
            same = [(e, name) for e, name in here if e.component == component]
            yield from _differing(component, same, told)
    yield from _differing("weights", _of_weights(audit, stated), told)


def _of_weights(audit: Audit, stated: list[tuple[Evidence, str]]) -> list[tuple[Evidence, str]]:
    """What is stated of the weights elsewhere, and of the whole of the repository they lie in."""
    homes = [
        part.snapshot
        for part in audit.release.parts
        for e in audit.evidence
        if isinstance(e.claim, Weights) and any(part.snapshot.holds(cite) for cite in e.cites)
    ]
    at_home = {e.id for e, _ in stated if any(s.holds(c) for s in homes for c in e.cites)}
    elsewhere = [(e, n) for e, n in stated if e.component == "weights" and e.id not in at_home]
    whole = [(e, n) for e, n in stated if e.component == "distribution" and e.id in at_home]
    return elsewhere + whole if elsewhere and whole else []


def _differing(
    component: str, stated: list[tuple[Evidence, str]], told: set[tuple[str, frozenset[str]]]
) -> Iterator[Discrepancy]:
    licenses: dict[str, list[Evidence]] = defaultdict(list)
    for evidence, name in stated:
        licenses[name].append(evidence)
    kind = (component, frozenset(licenses))
    if len(licenses) > 1 and not _offered(licenses) and kind not in told:
        told.add(kind)
        yield _found(component, licenses)


def _found(component: str, licenses: dict[str, list[Evidence]]) -> Discrepancy:
    title = COMPONENTS[component].title
    sides = [f"{name} ({_where(found)})" for name, found in licenses.items()]
    return Discrepancy(
        id="license-claims-differ",
        severity="warning",
        message=f"{title}: {' and '.join(sides)}",
        evidence=tuple(e.id for found in licenses.values() for e in found),
        fix="State one license in the file, the tag and the package metadata.",
    )


def _offered(licenses: dict[str, list[Evidence]]) -> bool:
    """Whether all stand in files that are named for them, side by side."""
    return all(
        _NAMED.search(cite) and name.lower().split("-")[0] in cite.rpartition("/")[2].lower()
        for name, found in licenses.items()
        for evidence in found
        for cite in evidence.cites
    )


def _where(found: list[Evidence]) -> str:
    names = [e.cites[0].rsplit("/", 1)[-1] for e in found]
    return ", ".join(dict.fromkeys(name.split("#")[0] for name in names))
