"""Use policies.

Looks at: files named as use policy, usage policy or acceptable use policy, whole, in any folder but
those of vendored code; PDF files where the extra ``pdf`` is installed.
Claims: the clauses that stand in them. That the policy is there is said by the inspector of
documents.
Cannot see: policies under other names, or behind an address; clauses in wording that the reader
does not know; whether the license makes the policy binding.
Sources: clauses by `howopen.licenses.clauses`.
"""

from __future__ import annotations

from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.documents import POLICY
from howopen.inspectors.found import unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.terms import (
    MOST_TEXTS,
    ClauseReader,
    clause_evidence,
    language_gap,
    may_hold_terms,
    read_terms,
)
from howopen.licenses.identify import LIMIT
from howopen.schema import Clause, Evidence, Gap
from howopen.view import View

COMPONENT = "acceptable-use-policy"
MOST_FILES = 200


@inspector(
    "terms.policies",
    version=2,
    claims=(Clause,),
    reads=dict.fromkeys(POLICY, whole(LIMIT, files=MOST_FILES)),
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield the clauses of each policy."""
    reader = ClauseReader()
    for artifact in view.glob(*POLICY)[:MOST_FILES]:
        if not may_hold_terms(artifact.path):
            continue
        try:
            data = read_terms(view, artifact)
        except HowopenError as error:
            yield unread(view, artifact.path, error, COMPONENT)
            continue
        yield from clause_evidence(view, COMPONENT, artifact.path, reader.read(data) or ())
        yield from language_gap(view, COMPONENT, artifact.path, data)
    if reader.left_out:
        why = f"clauses were read of {MOST_TEXTS} policies, not of {reader.left_out} more"
        yield Gap(view.snapshot.cite(), why, (COMPONENT,))
