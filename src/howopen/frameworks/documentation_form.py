"""What a release already answers of the Model Documentation Form.

The form belongs to the Code of Practice for general-purpose AI (transparency chapter, measure 1.1,
2025-07-10); its items, and the evidence that answers each, are in
``forms/model-documentation-form.toml``. It is no framework: nothing is judged. An item that is not
answered was not found in what was looked at; the provider may well have answered it elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import msgspec

from howopen.schema import (
    AnyClaim,
    Available,
    Clause,
    Code,
    Compute,
    Dataset,
    Document,
    Evidence,
    License,
    Lineage,
    Release,
    Said,
    Weights,
)

MOST_ANSWERS = 10
"""Different answers that are kept of one item."""

MAX_ANSWER = 300
"""Characters that are kept of one answer."""

ClaimName = Literal[
    "available", "clause", "code", "compute", "dataset", "document", "license", "lineage", "said",
    "weights",
]  # fmt: skip


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Evidence that answers an item.

    Attributes:
        claim: Type of the claim.
        component: What it is about.
        of: Which of its kind: the section of a document, the quantity of a figure, the kind of a
            clause, the role of code, what is said; any, if empty.
    """

    claim: ClaimName
    component: str
    of: str = ""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of the form.

    Attributes:
        id: Unique in the form.
        section: Number and title of its section.
        title: What is asked.
        confirmed: The wording was read in a copy of the form; otherwise it follows Annex XI.
        release: What of the release itself answers it: its ``name``, ``revisions`` or ``places``.
        sources: What evidence answers it; nothing, if howopen collects none.
    """

    id: str
    section: str
    title: str
    confirmed: bool = True
    release: Literal["", "name", "revisions", "places"] = ""
    sources: tuple[Source, ...] = ()


class Answer(NamedTuple):
    """What was found on an item.

    Attributes:
        item: The item.
        answers: Short, in the order of the sources; empty if nothing was found.
        evidence: Ids of the evidence; none for what the release itself answers.
    """

    item: Item
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: tuple[Item, ...]


@cache
def items() -> tuple[Item, ...]:
    """The items, in the order of the form."""
    folder = files("howopen.frameworks").joinpath("forms")
    data = folder.joinpath("model-documentation-form.toml").read_bytes()
    return msgspec.toml.decode(data, type=_File).item


def answer(release: Release, evidence: Sequence[Evidence]) -> tuple[Answer, ...]:
    """Every item, with what the release answers of it. Pure."""
    return tuple(_answer(item, release, evidence) for item in items())


def _answer(item: Item, release: Release, evidence: Sequence[Evidence]) -> Answer:
    found = dict.fromkeys(_of_release(item, release))
    cited: dict[str, None] = {}
    for source in item.sources:
        for words, id_ in _from(source, evidence):
            if words in found or len(found) < MOST_ANSWERS:
                found[words] = None
                cited[id_] = None
    return Answer(item, tuple(found), tuple(cited))


def _of_release(item: Item, release: Release) -> Iterable[str]:
    snapshots = [part.snapshot for part in release.parts]
    match item.release:
        case "name":
            return [release.name]
        case "revisions":
            return [snapshot.cite() for snapshot in snapshots]
        case "places":
            return [snapshot.ref for snapshot in snapshots]
    return []


def _from(source: Source, evidence: Iterable[Evidence]) -> Iterator[tuple[str, str]]:
    """The answers of one source, each with the id of its evidence."""
    type_, words = _WORDS[source.claim]
    for piece in evidence:
        if piece.component == source.component and isinstance(piece.claim, type_):
            said = " ".join(words(piece.claim, source).split())[:MAX_ANSWER]
            if said:
                yield said, piece.id


# ---------------------------------------------------- a claim in words; empty if it answers nothing
def _available(claim: Available, source: Source) -> str:
    there = claim.state != "absent"  # not found is no answer of the publisher
    return f"{source.component}: {claim.state}" if there else ""


def _clause(claim: Clause, source: Source) -> str:
    return (claim.url or claim.quote) if claim.kind == source.of else ""


def _code(claim: Code, source: Source) -> str:
    entries = ", ".join(claim.entry_points[:5])
    return f"{claim.role} code: {entries}" if claim.role == source.of and entries else ""


def _compute(claim: Compute, source: Source) -> str:
    if claim.quantity != source.of:
        return ""
    return f'{claim.amount:.3g} {claim.quantity}: "{claim.said}"'


def _dataset(claim: Dataset, _source: Source) -> str:
    return f"{claim.ref} ({claim.ladder})"


def _document(claim: Document, source: Source) -> str:
    has = source.of in claim.sections
    return f"the {source.component} has a section on {source.of}" if has else ""


def _license(claim: License, _source: Source) -> str:
    return claim.expression or claim.said


def _lineage(claim: Lineage, _source: Source) -> str:
    return claim.base if claim.relation == "unknown" else f"{claim.relation} of {claim.base}"


def _said(claim: Said, source: Source) -> str:
    return claim.text if claim.what == source.of else ""


def _weights(claim: Weights, _source: Source) -> str:
    if claim.parameters is None or claim.stage != "final":
        return ""
    return f"{claim.parameters:.3g} parameters, as stored in {claim.format}"


_WORDS: dict[ClaimName, tuple[type[AnyClaim], Callable[..., str]]] = {
    "available": (Available, _available),
    "clause": (Clause, _clause),
    "code": (Code, _code),
    "compute": (Compute, _compute),
    "dataset": (Dataset, _dataset),
    "document": (Document, _document),
    "license": (License, _license),
    "lineage": (Lineage, _lineage),
    "said": (Said, _said),
    "weights": (Weights, _weights),
}
