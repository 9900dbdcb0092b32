"""The explanations of disagreements: who is right, after the files were read."""

from __future__ import annotations

from typing import Literal

import msgspec

from benchmarks.agreement.releases import DATA

Key = tuple[str, str, str, str]
"""Set, record, release and criterion: what an explanation is found by."""

Right = Literal["howopen", "label", "both", "not the same"]
"""Who is right: howopen (the label is wrong or stale), the label (a fault of howopen), both by
their own reading of the criterion, or both because they speak of different things."""


class Explanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a label and a verdict differ.

    Attributes:
        set: The set of labels.
        record: The record in it.
        release: What was audited.
        criterion: Which criterion.
        label: The label's value when this was written.
        lo: Lower bound of howopen's verdict then.
        hi: Upper bound.
        right: See `Right`.
        why: The proof.
    """

    set: str
    record: str
    release: str
    criterion: str
    label: float
    lo: float
    hi: float
    right: Right
    why: str


class Doubt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label of the index that contradicts itself, another label, or a recording.

    Attributes:
        record: The record.
        criterion: Which of its labels.
        quote: Words of the label, by which one sees that it still says so.
        why: The proof.
    """

    record: str
    criterion: str
    quote: str
    why: str


class _Doubts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    doubts: tuple[Doubt, ...] = msgspec.field(name="doubt")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    disagreements: tuple[Explanation, ...] = msgspec.field(name="disagreement", default=())


def explanations() -> dict[Key, Explanation]:
    """Those of ``disagreements.toml``, by key."""
    data = (DATA / "disagreements.toml").read_bytes()
    read = msgspec.toml.decode(data, type=_File).disagreements
    return {(e.set, e.record, e.release, e.criterion): e for e in read}


def doubts() -> tuple[Doubt, ...]:
    """Those of ``doubtful_labels.toml``."""
    return msgspec.toml.decode((DATA / "doubtful_labels.toml").read_bytes(), type=_Doubts).doubts
