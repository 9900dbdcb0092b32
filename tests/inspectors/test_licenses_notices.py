"""Notices in source files are licenses of the code, with what of it they cover."""

from __future__ import annotations

import pytest
from tests.inspectors.look import look

from howopen.inspectors.licenses_notices import HEAD, OTHER_FILES, inspect
from howopen.schema import Artifact, License

APACHE = """\
# Copyright 2024 The Heron Authors.
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.
"""
TAG = "// SPDX-License-Identifier: BSD-3-Clause\n"


def test_a_notice_in_all_files_covers_the_code() -> None:
    found = look(inspect, {"a.py": APACHE + "import b\n", "b.py": APACHE})
    claim = found.one(License, "code")
    assert (claim.expression, claim.where, claim.covers) == ("Apache-2.0", "notice", "")
    assert found.cites(License) == ["a.py#L3-L13", "b.py#L3-L13"]
    assert found.evidence[0].basis == "observed"


def test_one_license_in_a_folder_and_one_in_some_files() -> None:
    files = {"main.py": "run()\n", "lib/a.cu": TAG, "lib/b.h": TAG, "x.py": APACHE, "y.py": "y()\n"}
    found = look(inspect, files)
    covers = {claim.expression: claim.covers for claim in found.claims(License)}
    assert covers == {"Apache-2.0": "1 of 5 files", "BSD-3-Clause": "lib/"}


def test_two_licenses_in_one_head() -> None:
    tags = "# SPDX-License-Identifier: MIT\n# SPDX-License-Identifier: 0BSD\n"
    claims = look(inspect, {"a.py": tags}).claims(License)
    assert [claim.expression for claim in claims] == ["MIT", "0BSD"]


def test_an_expression_in_a_tag() -> None:
    found = look(inspect, {"a.rs": "// SPDX-License-Identifier: MIT OR Apache-2.0\n"})
    assert found.one(License).expression == "MIT OR Apache-2.0"


@pytest.mark.parametrize(
    "text",
    [
        "# Copyright (c) 2024 Heron. All rights reserved.\n",
        "# Copyright (c) 2024 Heron. See LICENSE.\n",
        "'''Adapted from egret (MIT license).'''\n",
        "parser.add_argument('--license')\n",
        "\n",
    ],
)
def test_what_is_no_license(text: str) -> None:
    assert look(inspect, {"a.py": text}).evidence == []


def test_vendored_code_and_other_files_do_not_count() -> None:
    files = {"third_party/a.py": APACHE, "node_modules/x/a.js": TAG, "a.ipynb": APACHE, "a.md": TAG}
    found = look(inspect, files)
    assert (found.evidence, found.gaps) == ([], [])


def test_only_heads_are_read() -> None:
    assert look(inspect, {"a.py": "x = 1\n" * HEAD + APACHE}).evidence == []


def test_the_first_files_are_enough() -> None:
    files = {f"{number:03}.rs": TAG for number in range(OTHER_FILES + 9)}
    found = look(inspect, files)
    assert len(found.evidence) == 1
    assert len(found.evidence[0].cites) == 5


def test_files_that_cannot_be_read_are_one_gap() -> None:
    found = look(
        inspect, {"b.py": APACHE}, artifacts=tuple(map(Artifact, ("a.py", "b.py", "c.py")))
    )
    assert found.one(License).expression == "Apache-2.0"
    assert "(2 heads of source files unread)" in found.gap().why
    assert found.hidden() == {"code"}
