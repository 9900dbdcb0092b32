"""ScanCode's own data-driven tests of license detection, read from its repository.

Each is a file with a ``.yml`` beside it that lists the license expressions in it. They are read
with git from a checkout or a bare mirror of github.com/aboutcode-org/scancode-toolkit: the texts,
which are others', are not copied into this repository. ``data/scancode_disputed.toml`` lists the
labels that howopen does not follow on purpose, with the reason.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from howopen.licenses.words import decode

TESTS = "tests/licensedcode/data/datadriven/"
LICENSES = "src/licensedcode/data/licenses/"
DISPUTED = Path(__file__).with_name("data") / "scancode_disputed.toml"

LONGEST = 200_000
"""Characters of a text: the few longer ones take as long as all others."""

_FORMAT = "%(objectname) %(path)"
_KEY = re.compile(r"[\w.+-]+")
_OPERATORS = {"and", "or", "with"}
_NO_LICENSE = re.compile(
    r"unknown|proprietary|warranty-disclaimer|other-(?:permissive|copyleft)|commercial-license|generic-"
)
"""Labels for kinds of terms, which name no license: howopen reports none of them."""


def disputed() -> dict[str, str]:
    """Name of a test to the reason why howopen says something else."""
    return tomllib.loads(DISPUTED.read_text("utf-8"))


def cases(repository: Path, known: Collection[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each test with its text and the licenses that it asks for, in order of its path.

    Args:
        repository: A checkout or mirror.
        known: Cases to leave out, by name or because they have the same text.
    """
    names, texts = {case["id"] for case in known}, {case["text"] for case in known}
    ids = _ids(repository)
    tests = files(repository, TESTS)
    for path, data in tests.items():
        if not path.endswith(".yml") or path.removesuffix(".yml") not in tests:
            continue
        name = "a/" + path.removeprefix(TESTS).removesuffix(".yml")
        label = yaml.safe_load(data) or {}
        keys = {key for said in label.get("license_expressions", ()) for key in _keys(said)}
        text = decode(tests[path.removesuffix(".yml")])
        if not keys or label.get("expected_failure") or any(map(_NO_LICENSE.search, keys)):
            continue
        if name in names or text in texts or len(text) > LONGEST:
            continue
        spdx = sorted({ids.get(key, f"LicenseRef-scancode-{key}") for key in keys})
        yield {"id": name, "set": "a", "kind": "data-driven", "text": text, "expect_spdx": spdx}


def _keys(expression: str) -> set[str]:
    return {key for key in _KEY.findall(expression) if key.lower() not in _OPERATORS}


def _ids(repository: Path) -> dict[str, str]:
    """ScanCode key to SPDX id."""
    found = {}
    for path, data in files(repository, LICENSES).items():
        if path.endswith(".LICENSE"):
            front = yaml.safe_load(data.decode().split("---")[1])
            own = f"LicenseRef-scancode-{front['key']}"
            found[front["key"]] = front.get("spdx_license_key") or own
    return found


def files(repository: Path, folder: str) -> dict[str, bytes]:
    """Path to content of the files of the newest commit, without a work tree."""
    listed = _git(repository, "ls-tree", "-r", "-z", f"--format={_FORMAT}", "HEAD", folder)
    entries = [line.split(" ", 1) for line in listed.decode().split("\0") if line]
    answer = _git(
        repository, "cat-file", "--batch", said="".join(f"{name}\n" for name, _ in entries).encode()
    )
    found, at = {}, 0
    for _, path in entries:
        head = answer[at : answer.index(b"\n", at)]
        size = int(head.split()[-1])
        at += len(head) + 1
        found[path] = answer[at : at + size]
        at += size + 1
    return found


def _git(repository: Path, *arguments: str, said: bytes = b"") -> bytes:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, input=said, capture_output=True, check=True).stdout
