"""What lies in a submodule is neither here nor absent."""

from __future__ import annotations

from tests.inspectors.look import Found, look

from howopen.inspectors.submodules import inspect
from howopen.schema import Artifact, Link

PINNED = Artifact("libs/core", digest="git:" + "a" * 40, kind="submodule")
MODULES = """\
[submodule "core"]
    path = libs/core
    url = https://github.com/org/core.git
"""


def repository(modules: str | None, *artifacts: Artifact) -> Found:
    files = {} if modules is None else {".gitmodules": modules}
    listed = tuple(Artifact(path, len(text)) for path, text in files.items())
    return look(inspect, files, artifacts=(*listed, *artifacts))


def test_a_submodule_with_an_address_is_a_link() -> None:
    found = repository(MODULES, PINNED)
    assert found.one(Link, "training-code") == Link("https://github.com/org/core.git", "code")
    assert found.cites(Link) == ["libs/core"]
    assert found.gaps == []


def test_a_submodule_without_an_address_hides_code() -> None:
    for modules in (None, "", MODULES.replace("core\n", "other\n"), "[submodule"):
        found = repository(modules, PINNED)
        assert found.evidence == []
        assert {"training-code", "inference-code"} <= found.hidden()
        assert any(gap.what.endswith("libs/core") for gap in found.gaps)


def test_an_entry_without_a_submodule_says_nothing() -> None:
    found = repository(MODULES)
    assert (found.evidence, found.gaps) == ([], [])


def test_an_entry_that_is_written_twice_or_odd_costs_nothing_else() -> None:
    modules = MODULES.replace("core.git", "%core.git")
    odd = '[submodule "x"]\npath = x\n[core]\n' + modules + modules
    assert repository(odd, PINNED).one(Link).ref == "https://github.com/org/%core.git"
