"""Which source a reference means."""

from __future__ import annotations

from pathlib import Path

import pytest

import howopen.sources
from howopen.errors import NotFound, UsageError
from howopen.sources import git_refs, open_release
from howopen.sources.base import Session
from howopen.sources.opened import Opened
from howopen.sources.pypi_index import default_endpoint

PROJECTS = default_endpoint().removesuffix("/").removesuffix("/simple") + "/project"


@pytest.fixture
def meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """In a folder of its own; opening says which source was asked."""
    monkeypatch.chdir(tmp_path)
    for source in howopen.sources._sources():
        name = source.__name__.rpartition(".")[2]
        monkeypatch.setattr(source, "open_ref", lambda ref, session, name=name: Opened(name, ()))
    return tmp_path


@pytest.mark.parametrize(
    ("ref", "source"),
    [
        ("hf:org/name", "hub"),
        ("hf:datasets/org/name@main", "hub"),
        ("https://huggingface.co/org/name/tree/main", "hub"),
        ("https://huggingface.co/org/name.git", "hub"),
        ("pypi:name", "pypi"),
        ("pypi:name==1.0", "pypi"),
        ("pypi://name@1.0", "pypi"),
        ("pkg:pypi/name@1.0?x=y", "pypi"),
        (f"{PROJECTS}/name/", "pypi"),
        (f"{PROJECTS}/name/1.0/#files", "pypi"),
        ("git+https://host.example/x/y", "git"),
        ("git+ssh://git@host.example/x/y@v1", "git"),
        ("git+file:///x/y", "git"),
        ("git@host.example:x/y.git", "git"),
        ("https://github.com/org/name", "git"),
        ("https://gitlab.com/group/sub/name/-/tree/main", "git"),
        ("https://host.example/x.git", "git"),
        (".", "local"),
        ("./anything", "local"),
        ("../anything", "local"),
        ("/anything", "local"),
        ("~/anything", "local"),
    ],
)
def test_every_form_means_one_source(meant: Path, ref: str, source: str) -> None:
    assert open_release(ref, Session()).name == source


def test_a_scheme_goes_before_a_folder_of_that_name(meant: Path) -> None:
    (meant / "pypi:name").mkdir()
    assert open_release("pypi:name", Session()).name == "pypi"
    assert open_release("./pypi:name", Session()).name == "local"


def test_an_existing_folder_goes_before_a_suggestion(meant: Path) -> None:
    (meant / "org" / "name").mkdir(parents=True)
    assert open_release("org/name", Session()).name == "local"


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("org/name", "did you mean hf:org/name or the folder ./org/name"),
        ("name", "examples: hf:org/name, pypi:name"),
        ("", "examples"),
        ("-x", "examples"),
        ("ftp://host/x", "examples"),
        ("https://host.example/x", "examples"),
        ("x\0y", "examples"),
        ("x" * 5000, "examples"),
        ("https://[", "examples"),
        ("pypi:", "is not like pypi:name"),
        ("pypi:a b", "is not like pypi:name"),
        ("pypi:name>=1", "is not like pypi:name"),
        ("pypi:../../x", "is not like pypi:name"),
        ("pkg:pypi/", "is not like pypi:name"),
        ("git+https://", "like https://host/path"),
        ("git+https://-oProxyCommand=x/y", "like https://host/path"),
        ("ssh://-oProxyCommand=x/y", "like https://host/path"),
        ("git+https://host/x/y@--upload-pack=x", "not the name of a branch"),
        ("https://github.com/org", "not the page of a repository"),
        ("https://github.com/org/name/issues/1", "not the page of a repository"),
    ],
)
def test_what_means_nothing_is_one_clear_line(ref: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        open_release(ref, Session())
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_a_path_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        open_release("./no-such-folder", Session())


@pytest.mark.parametrize(
    ("ref", "url", "revisions"),
    [
        ("https://github.com/o/r", "https://github.com/o/r", ()),
        ("https://www.github.com/o/r/", "https://www.github.com/o/r", ()),
        ("https://github.com/o/r.git", "https://github.com/o/r.git", ()),
        ("https://github.com/o/r@v1", "https://github.com/o/r", ("v1",)),
        ("https://github.com/o/r/tree/v1", "https://github.com/o/r", ("v1",)),
        ("https://github.com/o/r/tree/a/b?x#y", "https://github.com/o/r", ("a/b", "a")),
        ("https://github.com/o/r/blob/v1/f.py#L3", "https://github.com/o/r", ("v1/f.py", "v1")),
        ("https://github.com/o/r/commit/abcdef1", "https://github.com/o/r", ("abcdef1",)),
        ("https://github.com/o/r/releases/tag/v1", "https://github.com/o/r", ("v1",)),
        ("https://gitlab.com/g/s/r", "https://gitlab.com/g/s/r", ()),
        ("https://gitlab.com/g/s/r/-/tree/v1", "https://gitlab.com/g/s/r", ("v1",)),
        ("https://gitlab.com/g/r/-/blob/v1/f", "https://gitlab.com/g/r", ("v1/f", "v1")),
        ("https://codeberg.org/o/r/src/branch/main", "https://codeberg.org/o/r", ("main",)),
        ("https://bitbucket.org/o/r/src/main/", "https://bitbucket.org/o/r", ("main",)),
        ("https://h.example/a/b/c.git", "https://h.example/a/b/c.git", ()),
        ("git+https://h.example/c@a/b#egg=x", "https://h.example/c", ("a/b",)),
        ("git+ssh://git@h.example/c@v1", "ssh://git@h.example/c", ("v1",)),
        ("git@github.com:o/r.git", "ssh://git@github.com/o/r.git", ()),
        ("git@github.com:o/r.git@v1", "ssh://git@github.com/o/r.git", ("v1",)),
    ],
)
def test_what_the_forms_for_git_mean(ref: str, url: str, revisions: tuple[str, ...]) -> None:
    target = git_refs.target(ref)
    assert (target.url, target.revisions) == (url, revisions)
