"""What people write and paste to name a repository of the Hub."""

from __future__ import annotations

import pytest

from howopen.errors import UsageError
from howopen.sources.hub_reference import HubReference, is_hub_reference, parse

COMMIT = "0123456789abcdef" * 2 + "01234567"
HF = "https://huggingface.co"


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("hf:org/name", ("model", "org/name", None)),
        ("hf://org/name", ("model", "org/name", None)),
        ("hf:org/name/", ("model", "org/name", None)),
        ("hf:gpt2", ("model", "gpt2", None)),
        ("hf:org/na.me-1_2", ("model", "org/na.me-1_2", None)),
        ("hf:org/name@v1.0", ("model", "org/name", "v1.0")),
        ("hf:org/name@refs/pr/1", ("model", "org/name", "refs/pr/1")),
        (f"hf:org/name@{COMMIT}", ("model", "org/name", COMMIT)),
        (f"hf://org/name@{COMMIT}/docs/a.md#L3", ("model", "org/name", COMMIT)),
        ("hf:models/org/name", ("model", "org/name", None)),
        ("hf:datasets/org/name@main", ("dataset", "org/name", "main")),
        ("hf:datasets/squad", ("dataset", "squad", None)),
        ("hf:spaces/org/name", ("space", "org/name", None)),
        (f"{HF}/org/name", ("model", "org/name", None)),
        (f"{HF}/org/name/", ("model", "org/name", None)),
        (f"{HF}/org/name?library=transformers#readme", ("model", "org/name", None)),
        (f"{HF}/org/name.git", ("model", "org/name", None)),
        (f"{HF}/gpt2", ("model", "gpt2", None)),
        (f"{HF}/gpt2/tree/v2", ("model", "gpt2", "v2")),
        (f"{HF}/org/name/tree/main", ("model", "org/name", "main")),
        (f"{HF}/org/name/tree/main/sub/folder", ("model", "org/name", "main")),
        (f"{HF}/org/name/blob/{COMMIT}/README.md", ("model", "org/name", COMMIT)),
        (f"{HF}/org/name/resolve/v1/a/b.bin?download=true", ("model", "org/name", "v1")),
        (f"{HF}/org/name/raw/main/config.json", ("model", "org/name", "main")),
        (f"{HF}/org/name/commit/{COMMIT}", ("model", "org/name", COMMIT)),
        (f"{HF}/org/name/tree/refs%2Fpr%2F1", ("model", "org/name", "refs/pr/1")),
        (f"{HF}/org/name/blob/refs/pr/1/README.md", ("model", "org/name", "refs/pr/1")),
        (f"{HF}/org/name/discussions/7", ("model", "org/name", None)),
        (f"{HF}/datasets/org/name/viewer/default/train", ("dataset", "org/name", None)),
        (f"{HF}/datasets/org/name/blob/main/data.csv", ("dataset", "org/name", "main")),
        (f"{HF}/spaces/org/name/tree/main", ("space", "org/name", "main")),
        (f"{HF}/api/models/org/name/revision/v1", ("model", "org/name", "v1")),
        ("https://hf.co/org/name", ("model", "org/name", None)),
        ("http://127.0.0.1:8090/org/name/tree/main", ("model", "org/name", "main")),
    ],
)
def test_a_reference_names_a_repository(ref: str, expected: tuple[str, str, str | None]) -> None:
    endpoint = "http://127.0.0.1:8090"
    assert is_hub_reference(ref, endpoint)
    assert parse(ref, endpoint) == expected


@pytest.mark.parametrize(
    "ref",
    [
        "hf:",
        "hf:a/b/c",
        "hf:org/name@",
        "hf:org/name@a b",
        "hf:org/name@\x1b[0m",
        "hf:../name",
        "hf:org/na me",
        "hf:datasets",
        HF,
        f"{HF}/",
        f"{HF}/datasets",
        f"{HF}/docs/hub/index",
        f"{HF}/papers/2401.00001",
        f"{HF}/org/%2e%2e",
    ],
)
def test_what_names_no_repository_is_a_usage_error(ref: str) -> None:
    assert is_hub_reference(ref)
    with pytest.raises(UsageError):
        parse(ref)


@pytest.mark.parametrize(
    "ref",
    [
        "pypi:name",
        "org/name",
        "./hf",
        "hfx:org/name",
        "https://github.com/org/name",
        "git+https://huggingface.co/org/name",
        "https://huggingface.co.evil.example/org/name",
        "https://[bad/x",
    ],
)
def test_other_references_are_left_to_other_sources(ref: str) -> None:
    assert not is_hub_reference(ref)
    with pytest.raises(UsageError):
        parse(ref)


def test_the_endpoint_of_the_environment_is_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example/")
    assert parse("https://hub.example/org/name") == HubReference("model", "org/name")


def test_a_reference_reads_like_the_citation_of_a_snapshot() -> None:
    assert str(parse("hf:datasets/org/name@v1")) == "hf://datasets/org/name@v1"
    assert str(parse("hf:org/name")) == "hf://org/name"
