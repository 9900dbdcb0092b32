"""Two licenses are stated for the same thing.

What: inside one snapshot, one component is said to be under different licenses: a tag or a package
field names one, the license text or the header of the weights is another.
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
from howopen.schema import Audit, Discrepancy, Evidence, License

_NAMED = re.compile(r"/LICEN[CS]E[-_.][^/]+$", re.IGNORECASE)


@discrepancy("license-claims-differ")
def contrast(audit: Audit) -> Iterator[Discrepancy]:
    """Yield one discrepancy per snapshot and component with more than one license."""
    for part in audit.release.parts:
        stated: dict[str, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
        for evidence in audit.evidence:
            claim = evidence.claim
            if not isinstance(claim, License) or claim.expression is None or claim.covers:
                continue
            if any(part.snapshot.holds(cite) for cite in evidence.cites):
                stated[evidence.component][claim.expression].append(evidence)
        for component, licenses in stated.items():
            if len(licenses) > 1 and not _offered(licenses):
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
