"""Inspectors get what they declared and nothing more; one that fails costs the others nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import get_args

import pytest

from howopen.errors import Refused
from howopen.inspectors.registry import Inspect, Inspector, Reads, inspectors, whole
from howopen.pipeline.examine import examine
from howopen.schema import AnyClaim, Artifact, Available, Evidence, Gap, Snapshot
from howopen.sources.base import Session
from howopen.sources.view import SourceView
from howopen.view import View

FILES = {"a.txt": b"0123456789", "b.txt": b"abc", "c.bin": b"xyz"}


class Source:
    """Files in memory; remembers what was asked, and fails where it is told to."""

    def __init__(self, files: Mapping[str, bytes] = FILES) -> None:
        self.asked: list[tuple[str, int, int]] = []
        self.files = files
        listed = tuple(Artifact(path, len(data)) for path, data in sorted(files.items()))
        self.snapshot = Snapshot("t://t", "1", artifacts=listed)
        self.view = SourceView(self.snapshot, self.fetch, Session(workers=1))

    def fetch(self, artifact: Artifact, start: int, length: int) -> bytes:
        self.asked.append((artifact.path, start, length))
        return self.files[artifact.path][start : start + length]


def made(inspect: Inspect, name: str = "test", **reads: Reads) -> Inspector:
    """An inspector; ``txt=...`` declares ``*.txt``."""
    declared = {f"*.{suffix}": amount for suffix, amount in reads.items()}
    return Inspector(name, 3, declared, get_args(AnyClaim), ("weights",), inspect, "")


def reading(do: Callable[[View], object]) -> Inspect:
    """An inspection that tells as a note what `do` gave, or a gap for what it was refused."""

    def inspect(view: View) -> Iterator[Evidence | Gap]:
        try:
            yield Evidence("weights", Available("open", repr(do(view))), "observed")
        except Refused as error:
            yield Gap("it", str(error))

    return inspect


def outcome(do: Callable[[View], object], **reads: Reads) -> str:
    """What came of it: the note, or why it was refused."""
    evidence, gaps = examine(Source().view, [made(reading(do), "test", **reads)])
    claims = [e.claim.note for e in evidence if isinstance(e.claim, Available)]
    return (claims or [gap.why for gap in gaps])[0]


def test_what_was_declared_is_read() -> None:
    assert outcome(lambda view: view.read("a.txt", 2, 3), txt=whole(10)) == "b'234'"
    assert outcome(lambda view: view.read("b.txt"), txt=whole(10)) == "b'abc'"


def test_what_was_not_declared_is_refused() -> None:
    assert "test@3 did not declare" in outcome(lambda view: view.read("c.bin"), txt=whole(10))


def test_names_are_free_to_see() -> None:
    assert outcome(lambda view: [a.path for a in view.glob("*.bin")]) == "['c.bin']"


def test_the_limit_holds_for_all_reads_of_a_file_together() -> None:
    def twice(view: View) -> bytes:
        return view.read("a.txt", 0, 4) + view.read("a.txt", 4, 2)

    assert outcome(twice, txt=Reads(limit=6)) == "b'012345'"
    assert "over the 5 bytes" in outcome(twice, txt=Reads(limit=5))


def test_another_file_has_its_own_limit_until_there_are_too_many() -> None:
    def both(view: View) -> bytes:
        return view.read("a.txt", 0, 3) + view.read("b.txt", 0, 3) + view.read("a.txt", 3, 0)

    assert outcome(both, txt=Reads(limit=3)) == "b'012abc'"
    assert "more than 1 files match *.txt" in outcome(both, txt=Reads(limit=3, files=1))


def test_a_file_that_is_cut_off_is_a_gap_for_its_rest() -> None:
    def inspect(view: View) -> Iterator[Evidence | Gap]:
        for artifact in view.glob("*.txt"):
            yield Gap(artifact.path, view.read(artifact.path).decode())

    _, gaps = examine(Source().view, [made(inspect, txt=whole(4))])
    assert [(gap.what, gap.why) for gap in gaps] == [
        ("a.txt", "0123"),
        ("b.txt", "abc"),
        ("t://t@1/a.txt", "only its first 4 bytes were read"),
    ]
    _, gaps = examine(Source().view, [made(inspect, txt=whole(10))])
    assert len(gaps) == 2


def test_what_was_declared_is_fetched_ahead_once() -> None:
    source = Source()
    first = made(reading(lambda view: view.read("a.txt", 0, 4)), "first", txt=Reads(4, 2, 10))
    second = made(reading(lambda view: view.read("a.txt", 0, 4)), "second", txt=Reads(4, 0, 10))
    examine(source.view, [first, second])
    assert sorted(source.asked) == [("a.txt", 0, 4), ("a.txt", 8, 2), ("b.txt", 0, 3)]


def test_no_more_files_are_fetched_ahead_than_may_be_read() -> None:
    source = Source()
    examine(source.view, [made(reading(lambda _: 0), txt=whole(10, files=1))])
    assert [path for path, *_ in source.asked] == ["a.txt"]


def test_an_inspector_that_breaks_is_a_gap_and_keeps_what_it_found() -> None:
    def breaks(_: View) -> Iterator[Evidence | Gap]:
        yield Evidence("weights", Available("open"), "observed")
        raise ZeroDivisionError("oops")

    works = made(reading(lambda _: 1), "works")
    evidence, gaps = examine(Source().view, [made(breaks, "breaks"), works])
    assert [e.inspector for e in evidence] == ["breaks@3", "works@3"]
    (gap,) = gaps
    assert gap.what == "t://t@1"
    assert gap.inspector == "breaks@3"
    assert gap.components == ("weights",)
    assert "ZeroDivisionError: oops" in gap.why


def test_a_component_that_is_not_in_the_closed_list_breaks_its_inspector() -> None:
    def odd(_: View) -> Iterator[Evidence | Gap]:
        yield Evidence("sprockets", Available("open"), "observed")

    evidence, gaps = examine(Source().view, [made(odd)])
    assert evidence == []
    assert "sprockets" in gaps[0].why


def test_a_claim_that_was_not_declared_breaks_its_inspector() -> None:
    def odd(_: View) -> Iterator[Evidence | Gap]:
        yield Evidence("weights", Available("open"), "observed")

    silent = replace(made(odd), claims=())
    evidence, gaps = examine(Source().view, [silent])
    assert evidence == []
    assert "did not declare to claim Available" in gaps[0].why


def test_evidence_is_signed_and_what_is_said_twice_counts_once() -> None:
    def twice(_: View) -> Iterator[Evidence | Gap]:
        for _i in range(2):
            yield Evidence("weights", Available("open"), "observed", ("t://t@1",))
            yield Gap("it", "why")

    evidence, gaps = examine(Source().view, [made(twice)])
    assert [(e.inspector, len(e.id)) for e in evidence] == [("test@3", 16)]
    # A gap that names no component may hide all that its inspector sees.
    assert gaps == [Gap("it", "why", ("weights",), "test@3")]


def test_a_gap_that_names_components_keeps_them() -> None:
    def inspect(_: View) -> Iterator[Evidence | Gap]:
        yield Gap("it", "why", ("data-card",))

    _, gaps = examine(Source().view, [made(inspect)])
    assert gaps[0].components == ("data-card",)


@pytest.mark.parametrize("inspector", inspectors(), ids=lambda inspector: inspector.name)
def test_every_inspector_declares_what_it_reads_of_a_release_of_all_names(
    inspector: Inspector,
) -> None:
    names = ("README.md", "config.json", "LICENSE", "train.py", "model.safetensors", "model.gguf",
             "model.onnx", "pytorch_model.bin", "model.tflite", "PKG-INFO", "USE_POLICY.md",
             "model.safetensors.index.json", ".gitmodules", "data.csv", "paper.pdf")  # fmt: skip
    source = Source(dict.fromkeys(names, b"{}"))
    _, gaps = examine(source.view, [inspector])
    assert not [gap.why for gap in gaps if "declare" in gap.why or "failed" in gap.why]
