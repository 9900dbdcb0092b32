"""Absence is concluded only where everything was looked at."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.components import COMPONENTS
from howopen.pipeline.absence import conclude_absence
from howopen.pipeline.links import HIDDEN_BY, link_gaps, normalized
from howopen.schema import (
    AnyClaim,
    Artifact,
    Available,
    Dataset,
    Evidence,
    Gap,
    License,
    Link,
    LinkRole,
    Part,
    Release,
    Said,
    Snapshot,
)

HUB = Snapshot(
    "hf://org/name",
    "c0ffee",
    artifacts=(Artifact("README.md"), Artifact("config.json")),
    kind="model",
)
CODE = Snapshot("git+https://github.com/org/code", "badcafe", artifacts=(Artifact("setup.py"),))
RELEASE = Release("org/name", (Part("root", HUB),))
SEES = frozenset(COMPONENTS) - {"distribution"}


def evidence(component: str, claim: AnyClaim) -> Evidence:
    return Evidence(component, claim, "declared", (HUB.cite("README.md", 1),))


def absent(
    found: tuple[Evidence, ...] = (),
    gaps: tuple[Gap, ...] = (),
    release: Release = RELEASE,
    sees: frozenset[str] = SEES,
) -> set[str]:
    unseen = [*gaps, *link_gaps(release, found)]
    return {item.component for item in conclude_absence(release, found, unseen, sees)}


def test_what_was_looked_for_everywhere_and_not_found_is_absent_and_says_where() -> None:
    both = Release("org/name", (Part("root", HUB), Part("code", CODE)))

    (told,) = conclude_absence(both, [], [], {"training-code"})

    assert told.component == "training-code"
    assert told.basis == "inferred"
    assert told.inspector == "howopen.absence@1"
    assert told.cites == (HUB.cite(), CODE.cite())
    assert told.claim == Available(
        "absent", "not found among all 3 files of hf://org/name, git+https://github.com/org/code"
    )


def test_what_no_inspector_can_see_is_unknown() -> None:
    assert absent(sees=frozenset({"weights"})) == {"weights"}


@pytest.mark.parametrize("state", ["open", "withheld", "promised"])
def test_whatever_is_said_of_its_availability_stands(state: str) -> None:
    said = evidence("weights", msgspec.convert({"type": "available", "state": state}, Available))

    assert absent((said,)) == SEES - {"weights"}


def test_a_dataset_that_is_named_is_not_absent() -> None:
    assert absent((evidence("training-data", Dataset("org/data", "named")),)) == SEES - {
        "training-data"
    }


def test_words_and_licenses_are_no_trace() -> None:
    words = evidence("weights", Said("open-source", "an open source model"))
    code = evidence("training-code", License("MIT", "file"))

    assert absent((words, code)) == SEES


def test_an_incomplete_inventory_hides_everything() -> None:
    part = msgspec.structs.replace(CODE, complete=False)

    assert absent(release=Release("x", (Part("root", HUB), Part("code", part)))) == set()
    assert absent(release=Release("x", ())) == set()


def test_a_gap_hides_its_components() -> None:
    gaps = (
        Gap("a.pdf", "not read", ("technical-report", "research-paper"), "documents@1"),
        Gap("LICENSE", "not read", (), "licenses.files@1"),
    )

    assert absent(gaps=gaps) == SEES - {"technical-report", "research-paper"}


def test_what_a_source_could_not_open_hides_everything() -> None:
    assert absent(gaps=(Gap("pypi://name/sdist", "404"),)) == set()


MODEL = {
    "weights",
    "intermediate-weights",
    "model-architecture",
    "inference-code",
    "supporting-libraries",
    "model-card",
    "model-metadata",
    "evaluation-results",
    "sample-outputs",
    "acceptable-use-policy",
}
PAPERS = {"technical-report", "research-paper"}
PROJECT = {
    "training-data",
    "evaluation-data",
    "data-card",
    "model-card",
    "technical-report",
    "evaluation-results",
    "sample-outputs",
} | {id_ for id_, component in COMPONENTS.items() if component.kind == "code"}


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("code", PROJECT),
        ("model", MODEL),
        ("data", {"training-data", "evaluation-data", "data-card"}),
        (
            "paper",
            {
                "technical-report",
                "research-paper",
                "evaluation-results",
                "data-card",
                "sample-outputs",
            },
        ),
        ("base-model", set()),
        ("demo", set()),
        ("other", set()),
    ],
)
def test_a_link_that_nobody_followed_hides_what_may_lie_behind_it(
    role: LinkRole, hidden: set[str]
) -> None:
    link = evidence("training-code", Link("https://example.org/x", role))

    assert absent((link,)) == SEES - hidden


def test_every_role_is_decided() -> None:
    assert HIDDEN_BY.keys() == set(get_args(LinkRole))


@pytest.mark.parametrize(
    "ref",
    [
        "https://github.com/org/code",
        "https://github.com/Org/Code.git",
        "https://www.github.com/org/code/",
        "https://github.com/org/code/tree/main/train",
        "https://github.com/org/code/blob/v1/README.md#usage",
        "git+https://github.com/org/code@v1.0",
        "git@github.com:org/code.git",
        "ssh://git@github.com/org/code",
    ],
)
def test_a_link_to_a_part_of_the_release_was_followed(ref: str) -> None:
    link = evidence("training-code", Link(ref, "code"))
    both = Release("org/name", (Part("root", HUB), Part("code", CODE)))

    assert absent((link,), release=both) == SEES
    assert absent((link,)) == SEES - PROJECT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hf://org/name", "https://huggingface.co/org/name"),
        ("hf:org/name@main", "https://huggingface.co/Org/Name/tree/main"),
        ("hf://datasets/org/name", "https://huggingface.co/datasets/org/name"),
        ("hf:models/org/name", "hf.co/org/name"),
        ("https://gitlab.com/a/b/c/-/tree/main/x", "git+https://gitlab.com/a/b/c.git"),
    ],
)
def test_ways_to_write_the_same_place(one: str, other: str) -> None:
    assert normalized(one) == normalized(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hf:org/name", "hf:datasets/org/name"),
        ("hf:gpt2", "pypi://gpt2"),
        ("hf:org/name", "https://github.com/org/name"),
        ("hf:org/name", "hf:org/name2"),
        ("https://github.com/org/name", "https://gitlab.com/org/name"),
        ("https://example.org/@alice/x", "https://example.org/@bob/x"),
    ],
)
def test_different_places(one: str, other: str) -> None:
    assert normalized(one) != normalized(other)


@given(st.text(max_size=80))
def test_any_text_can_be_a_reference(ref: str) -> None:
    normalized(ref)


@given(
    st.lists(st.sampled_from(sorted(SEES)), max_size=4),
    st.lists(st.sampled_from(sorted(SEES)), max_size=4),
    st.sampled_from(sorted(HIDDEN_BY)),
)
def test_more_gaps_links_and_evidence_never_make_more_absent(
    there: list[str], hidden: list[str], role: LinkRole
) -> None:
    found = tuple(evidence(name, Available("open")) for name in there)
    gaps = tuple(Gap("x", "y", (name,), "z@1") for name in hidden)
    link = evidence("weights", Link("https://example.org", role))

    everything = absent()
    assert absent(found) <= everything
    assert absent(found, gaps) <= absent(found)
    assert absent((*found, link), gaps) <= absent(found, gaps)
    assert absent((*found, link), gaps).isdisjoint({*there, *hidden, *HIDDEN_BY[role]})


@pytest.mark.parametrize("kind", ["code", "package"])
def test_that_code_holds_no_weights_and_no_data_says_nothing(
    kind: Literal["code", "package"],
) -> None:
    code = msgspec.structs.replace(CODE, kind=kind)
    alone = Release("org/code", (Part("root", code),))
    both = Release("org/name", (Part("root", HUB), Part("code", code)))
    elsewhere = {"weights", "intermediate-weights", "training-data", "evaluation-data"}
    elsewhere |= {"model-card", "data-card"}

    assert absent(release=alone) == SEES - elsewhere
    assert absent(release=both) == SEES


def test_while_the_page_of_the_model_was_not_looked_at_it_may_lead_to_anything() -> None:
    code = Release("org/code", (Part("root", msgspec.structs.replace(CODE, kind="code")),))
    page = evidence("weights", Link("https://huggingface.co/org/name", "model"))

    assert absent((page,), release=code) == set()
