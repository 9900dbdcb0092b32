"""What links lead to, by their address; where it leads is not known before it was followed."""

from __future__ import annotations

import pytest
from tests.inspectors.look import Found, look

from howopen.components import COMPONENTS
from howopen.inspectors.links import MOST_LINKS, inspect
from howopen.schema import Artifact, Link


def readme(text: str) -> Found:
    return look(inspect, {"README.md": text})


def links(text: str) -> list[tuple[str, str]]:
    return [(link.role, link.ref) for link in readme(text).claims(Link)]


@pytest.mark.parametrize(
    ("url", "role"),
    [
        ("https://github.com/org/code", "code"),
        ("https://GitHub.com/org/code", "code"),
        ("https://gitlab.com/org/code", "code"),
        ("git+https://codeberg.org/org/code", "code"),
        ("https://github.com/org/wiki-reader", "code"),
        ("https://github.com/org/actions", "code"),
        ("https://huggingface.co/org/model", "model"),
        ("https://hf.co/org/model", "model"),
        ("https://huggingface.co/org", "model"),
        ("https://huggingface.co/org/model/resolve/main/model.gguf", "model"),
        ("https://github.com/org/code/releases/download/v1/w.zip", "model"),
        ("https://example.org/files/model.safetensors", "model"),
        ("magnet:?xt=urn:btih:5546", "model"),
        ("https://huggingface.co/datasets/org/data", "data"),
        ("https://hf.co/datasets/org/data", "data"),
        ("https://zenodo.org/records/1", "data"),
        ("https://arxiv.org/abs/2403.13784", "paper"),
        ("https://arxiv.org/pdf/2403.13784", "paper"),
        ("https://arxiv.org/html/2403.13784v2", "paper"),
        ("https://doi.org/10.1000/1", "paper"),
        ("https://huggingface.co/papers/2403.13784", "paper"),
        ("https://huggingface.co/spaces/org/demo", "demo"),
        ("https://org-demo.hf.space", "demo"),
    ],
)
def test_the_address_tells_the_role(url: str, role: str) -> None:
    assert [found for found, _ in links(f"See [this]({url}).")] == [role]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://github.com/org",
        "https://github.com/sponsors/org",
        "https://github.com/apps/robot",
        "https://github.com/orgs/org/people",
        "https://github.com/org/code/issues/3",
        "https://github.com/org/code/actions/workflows/ci.yml",
        "https://github.com/org/code/blob/main/figure.png",
        "https://github.com/org/code/raw/main/figure.svg?raw=true",
        "https://huggingface.co/docs/transformers/index",
        "https://huggingface.co/datasets",
        "https://huggingface.co/models?search=x",
        "https://github.com/huggingface/transformers",
        "https://github.com/huggingface/transformers/tree/main/examples",
        "https://github.com/vllm-project/vllm.git",
        "https://github.com/ggerganov/llama.cpp",
        "mailto:someone@example.org",
        "#usage",
        "LICENSE",
    ],
)
def test_what_leads_to_no_part_of_the_release(url: str) -> None:
    assert links(f"See [this]({url}).") == []


def test_a_fork_of_a_library_is_code_of_the_release() -> None:
    assert links("https://github.com/org/transformers\n") == [
        ("code", "https://github.com/org/transformers")
    ]
    assert links("https://github.com/huggingface/transformers-fork\n") != []


@pytest.mark.parametrize("more", ["", ".git", "/", "#install", "?tab=readme", "/tree/main/src"])
def test_one_repository_is_one_link(more: str) -> None:
    text = f"[a](https://github.com/org/code) and [b](https://github.com/org/code{more})"
    assert links(text) == [("code", "https://github.com/org/code")]


def test_images_are_no_links_and_a_badge_leads_where_its_link_does() -> None:
    badge = "https://github.com/org/badge/raw/main/b"
    assert links(f"![badge]({badge})") == []
    assert links(f"[![badge]({badge})](https://github.com/org/code)") == [
        ("code", "https://github.com/org/code")
    ]
    assert links("[![ci](https://img.shields.io/ci.svg)](https://example.org/project/x)") == []


def test_links_in_html_and_bare_ones_are_links() -> None:
    text = '<p><a href="https://github.com/a/b">x</a></p>\n\nhttps://github.com/c/d.\n'
    assert [ref for _, ref in links(text)] == ["https://github.com/a/b", "https://github.com/c/d"]


def test_a_link_is_declared_with_its_line() -> None:
    found = readme("---\nlicense: mit\n---\n\nSee\n[this](https://github.com/org/code).\n")
    assert found.cites(Link) == ["README.md#L6"]
    assert found.evidence[0].basis == "declared"
    assert found.evidence[0].component == "training-code"


def test_each_file_tells_its_own_and_deep_ones_nothing() -> None:
    files = dict.fromkeys(
        ("README.md", "a/b/README.md", "a/b/c/README.md"), "https://github.com/a/b\n"
    )
    assert look(inspect, files).cites(Link) == ["README.md#L1", "a/b/README.md#L1"]


def test_a_package_links_by_its_urls_and_its_description() -> None:
    metadata = """\
        Metadata-Version: 2.1
        Name: x
        Version: 1
        Project-URL: Source, https://github.com/org/code

        See https://huggingface.co/org/model
        """
    found = look(inspect, {"x-1.dist-info/METADATA": metadata})
    assert [link.role for link in found.claims(Link)] == ["code", "model"]
    assert found.cites(Link) == ["x-1.dist-info/METADATA#L4", "x-1.dist-info/METADATA#L6"]


@pytest.mark.parametrize("name", ["README.md", "PKG-INFO"])
def test_what_cannot_be_read_may_link_to_anything(name: str) -> None:
    found = look(inspect, {}, artifacts=(Artifact(name, 9),))
    assert found.gap().components == tuple(COMPONENTS)


def test_links_beyond_those_that_are_looked_at_may_lead_to_anything() -> None:
    text = "".join(f"https://github.com/org/r{i}\n\n" for i in range(MOST_LINKS))
    assert readme(text).gaps == []
    found = readme(text + "https://example.org\n")
    assert len(found.claims(Link)) == MOST_LINKS
    assert found.gap().components == tuple(COMPONENTS)
