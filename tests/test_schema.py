"""The records: what they refuse, what identifies them, and that JSON loses nothing."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.schema import (
    AnyClaim,
    Artifact,
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
    Said,
    Snapshot,
    Threshold,
    Weights,
)
from tests.fuzz import examples

CLAIMS: tuple[AnyClaim, ...] = (
    Available("partial", "one of two"),
    License("MIT", "file", "MIT License", 0.98),
    License(None, "card"),
    License(None, "file", "Modified MIT", 0.9, "MIT", "modified", "weights/"),
    Clause(
        "user-threshold",
        "requires",
        "over 100 million monthly active users",
        (3, 4),
        (Threshold(1e8, "users", "month"),),
        "display",
        ("Kimi K2",),
        "https://example.org",
    ),
    Compute("tokens", 1.4e13, "pretraining", "14T tokens"),
    Weights("gguf", 1, 2, 3, 4, {"Q8_0": 4}, True, "adapter", {"general.name": "x"}),
    Weights("hdf5", 1),
    Document("model-card", ("usage",), 30),
    Dataset("org/data", "released", 2),
    Code("training", "full", ("train.py",)),
    Link("https://github.com/org/code", "code"),
    Lineage("finetune", "org/base"),
    Said("open-source", "“We open-sourced it”"),
)


def test_no_type_of_claim_is_forgotten_here() -> None:
    assert {type(claim) for claim in CLAIMS} == set(get_args(AnyClaim))


@pytest.mark.parametrize("claim", CLAIMS, ids=repr)
def test_evidence_of_every_claim_survives_json(claim: AnyClaim) -> None:
    evidence = Evidence("weights", claim, "declared", ("t://t@1/f#L1",), "x@1")
    read = msgspec.json.decode(msgspec.json.encode(evidence), type=Evidence)
    assert read == evidence
    assert read.id == evidence.id


@pytest.mark.parametrize("claim", CLAIMS, ids=repr)
def test_evidence_that_was_changed_is_refused(claim: AnyClaim) -> None:
    evidence = Evidence("distribution", claim, "declared", ("t://t@1",), "x@1")
    stored = msgspec.json.encode(evidence)
    for old, new in (
        ("distribution", "data-card"),
        ("declared", "observed"),
        ("t://t@1", "t://t@2"),
    ):
        changed = stored.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
        assert changed != stored
        with pytest.raises(msgspec.ValidationError, match="was changed"):
            msgspec.json.decode(changed, type=Evidence)


def test_the_id_is_of_all_that_is_said_and_of_nothing_else() -> None:
    one = Evidence("weights", Available("open"), "observed", ("t://t@1",), "x@1")
    others = [
        Evidence("data-card", Available("open"), "observed", ("t://t@1",), "x@1"),
        Evidence("weights", Available("gated"), "observed", ("t://t@1",), "x@1"),
        Evidence("weights", Available("open"), "declared", ("t://t@1",), "x@1"),
        Evidence("weights", Available("open"), "observed", (), "x@1"),
        Evidence("weights", Available("open"), "observed", ("t://t@1",), "x@2"),
    ]
    assert len({one.id, *(other.id for other in others)}) == 6
    assert Evidence("weights", Available("open"), "observed", ("t://t@1",), "x@1").id == one.id
    assert len(one.id) == 16


@pytest.mark.parametrize(
    "data",
    [
        b'{"type":"available","state":"free"}',
        b'{"type":"available","state":"open","more":1}',
        b'{"type":"available"}',
        b'{"type":"rumor","text":"x"}',
        b'{"type":"weights","format":"gguf","files":-1}',
        b'{"state":"open"}',
    ],
)
def test_what_is_no_claim_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(data, type=AnyClaim)


def test_the_time_is_no_part_of_the_identity_of_a_snapshot() -> None:
    artifacts = (Artifact("a", 1, "sha256:00"),)
    snapshot = Snapshot("t://t", "1", "2026-01-01T00:00:00Z", artifacts)
    later = msgspec.structs.replace(snapshot, fetched="2027-01-01T00:00:00Z")
    assert later.digest == snapshot.digest
    assert snapshot.digest.startswith("sha256:")
    changes: tuple[dict[str, object], ...] = (
        {"revision": "2"},
        {"artifacts": ()},
        {"artifacts": (Artifact("a", 2, "sha256:00"),)},
        {"access": "gated"},
        {"metadata": {"a": 1}},
        {"complete": False},
    )
    digests = {msgspec.structs.replace(snapshot, **change).digest for change in changes}
    assert len(digests | {snapshot.digest}) == len(changes) + 1


def test_the_order_of_metadata_changes_no_digest() -> None:
    one = Snapshot("t://t", "1", metadata={"a": 1, "b": 2})
    assert one.digest == Snapshot("t://t", "1", metadata={"b": 2, "a": 1}).digest


def test_citations() -> None:
    snapshot = Snapshot("t://t", "1")
    assert snapshot.cite() == "t://t@1"
    assert snapshot.cite("a/b") == "t://t@1/a/b"
    assert snapshot.cite("a", 3) == snapshot.cite("a", 3, 3) == "t://t@1/a#L3"
    assert snapshot.cite("a", 3, 5) == "t://t@1/a#L3-L5"


@pytest.mark.parametrize(
    ("lo", "hi", "verdict"),
    [
        (1, 1, "met"),
        (0, 0, "not-met"),
        (0.5, 0.5, "partly"),
        (0, 1, "unknown"),
        (0, 0.5, "unknown"),
        (0.5, 1, "unknown"),
    ],
)
def test_the_word_for_bounds(lo: float, hi: float, verdict: str) -> None:
    assert Bounds(lo, hi).verdict == verdict


@examples(100)
@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_bounds_are_in_order_or_refused(lo: float, hi: float) -> None:
    if 0 <= lo <= hi <= 1:
        assert (Bounds(lo, hi).verdict == "unknown") == (lo < hi)
    else:
        with pytest.raises(ValueError, match="bounds need"):
            Bounds(lo, hi)
