"""What stands in a text: found in whatever shape, and never called by a name that it changed."""

from __future__ import annotations

import html
import re
import textwrap
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from howopen.licenses import identify as identify_module
from howopen.licenses.identify import LIMIT, identify

# The MIT License as published, for the tests; the package itself holds no license texts.
MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and \
associated documentation files (the "Software"), to deal in the Software without restriction, \
including without limitation the rights to use, copy, modify, merge, publish, distribute, \
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is \
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or \
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT \
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND \
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, \
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT \
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
BSD = """\
Redistribution and use in source and binary forms, with or without modification, are permitted \
provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions \
and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice, this list of \
conditions and the following disclaimer in the documentation and/or other materials provided with \
the distribution.

3. Neither the name of {holder} nor the names of its contributors may be used to endorse or \
promote products derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR \
IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND \
FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR \
CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL \
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, \
DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER \
IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT \
OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""
APACHE_NOTICE = """\
Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except \
in compliance with the License. You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software distributed under the License \
is distributed on an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express \
or implied. See the License for the specific language governing permissions and limitations under \
the License.
"""
HEAD = "MIT License\n\nCopyright (c) 2024 The Example Authors\n\n"
APACHE = Path(__file__).parents[2] / "LICENSE"
SHARED = Path(__file__).parents[3] / "shared"


def named(text: str) -> str | None:
    return identify(text.encode()).expression


def wrapped(text: str, width: int) -> str:
    return "\n\n".join(textwrap.fill(part, width) for part in text.split("\n\n"))


def commented(text: str, leader: str) -> str:
    return "\n".join(leader + line for line in wrapped(text, 70).split("\n"))


def curly(text: str) -> str:
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text).replace("-", "\u2010")


SHAPES = {
    "as published": HEAD + MIT,
    "without its title": MIT,
    "another copyright": "Copyright \u00a9 1999-2003 J\u00fcrgen M\u00fcller <j@example.org>\n\n"
    + MIT,
    "several copyrights": "The MIT License (MIT)\n\nCopyright 2019 A\nCopyright 2020 B, Inc.\n"
    + MIT,
    "narrow": wrapped(HEAD + MIT, 40),
    "wide": wrapped(HEAD + MIT, 200),
    "hash comments": commented(HEAD + MIT, "# "),
    "slash comments": commented(HEAD + MIT, "// "),
    "star comments": "/*\n" + commented(HEAD + MIT, " * ") + "\n */",
    "typographic": curly(HEAD + MIT),
    "markdown": "# MIT License\n\n" + MIT.replace('"Software"', '**"Software"**'),
    "quoted": commented(MIT, "> "),
    "on one line": " ".join((HEAD + MIT).split()),
    "wrapped without paragraphs": textwrap.fill(" ".join((HEAD + MIT).split()), 72),
    "shouted": (HEAD + MIT).upper(),
    "windows": (HEAD + MIT).replace("\n", "\r\n"),
    "html": "<!DOCTYPE html><html><body><h1>MIT License</h1>"
    + "".join(f"<p class='x'>{html.escape(part)}</p>\n" for part in MIT.split("\n\n"))
    + "</body></html>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_license_is_known_in_every_shape(shape: str) -> None:
    found = identify(SHAPES[shape].encode())
    assert found.expression == "MIT"
    assert [match.outcome for match in found.matches] == ["exact"] * len(found.matches)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_license_is_known_in_every_encoding(encoding: str) -> None:
    text = HEAD.replace("The", "Ren\u00e9's") + MIT
    assert identify(text.encode(encoding)).expression == "MIT"


@pytest.mark.parametrize(
    "holder", ["the copyright holder", "Acme Robotics GmbH", "the ACME project"]
)
def test_a_filled_template_is_the_license(holder: str) -> None:
    assert named(BSD.format(holder=holder)) == "BSD-3-Clause"


NEAR = {
    "clause appended": MIT + "\nIf you have more than 100 million monthly active users, you shall "
    'prominently display "K2" on the user interface.\n',
    "short clause appended": MIT + "\nFor non-commercial use only.\n",
    "sentence before": "You may not use this software for military purposes.\n\n" + MIT,
    "clause inserted": MIT.replace(
        "THE SOFTWARE IS", "You must not remove filters.\n\nTHE SOFTWARE IS"
    ),
    "good not evil": MIT.replace(
        "THE SOFTWARE IS", "The Software shall be used for Fun, not Profit.\n\nTHE SOFTWARE IS"
    ),
    "word beside the copyright": BSD.format(holder="Acme").replace(
        "retain the above copyright notice", "retain the above copyright notice unmodified"
    ),
    "right changed": MIT.replace("to deal in the Software without", "to study the Software with"),
    "person changed": MIT.replace("any person", "any natural person in Europe"),
    "number": BSD.format(holder="Acme") + "\n4. You must pay 5% of your revenue.\n",
}


@pytest.mark.parametrize("change", NEAR)
def test_a_near_miss_is_never_the_license(change: str) -> None:
    found = identify(NEAR[change].encode())
    assert found.expression is None
    assert not {"MIT", "BSD-3-Clause"} & set(found.parts)


def test_a_near_miss_is_derived_and_says_by_what() -> None:
    found = identify(NEAR["clause appended"].encode())
    (match,) = found.matches
    assert (match.base, match.outcome, match.expression) == ("MIT", "modified", None)
    (change,) = match.diff
    assert change.added
    assert change.words.startswith("if you have more than 100 million monthly active users")
    assert change.lines == (7, 7)


def test_a_royalty_in_apache_is_a_change_and_words_left_out_are_one() -> None:
    text = APACHE.read_text("utf-8")
    assert named(text) == "Apache-2.0"
    charged = text.replace("no-charge, royalty-free", "royalty-bearing", 1)
    assert charged != text
    assert identify(charged.encode()).matches[0].outcome == "modified"
    less = re.sub(r"no-charge,\s+royalty-free,\s+", "", text, count=1)
    assert less != text
    assert identify(less.encode()).matches[0].outcome == "modified"
    assert named(less) is None


def test_apache_without_its_appendix_is_apache() -> None:
    text = APACHE.read_text("utf-8")
    cut = text[: text.index("END OF TERMS")]
    (match,) = identify(cut.encode()).matches
    assert (match.base, match.kind, match.outcome) == ("Apache-2.0", "text", "exact")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("License: GPLv2", "GPL-2.0-only"),
        ("License: GPLv2+", "GPL-2.0-or-later"),
        ("Licensed under GPL-2.0+.", "GPL-2.0-or-later"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
    ],
)
def test_a_plus_is_or_later(said: str, expected: str) -> None:
    assert identify(f"Copyright 2024 Acme\n{said}\n".encode()).parts == (expected,)


def test_any_later_version_is_or_later_whoever_speaks() -> None:
    notice = (
        "{0} is free software: you can redistribute it and/or modify it under the terms of the GNU "
        "Affero General Public License as published by the Free Software Foundation, either "
        "version 3 of the License, or (at your option) any later version.\n\n{0} is distributed in "
        "the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied "
        "warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU Affero "
        "General Public License for more details.\n"
    )
    for name in ("This program", "Tanuki", "The JavaScript code in this page"):
        bases = {match.base for match in identify(notice.format(name).encode()).matches}
        assert bases == {"AGPL-3.0-or-later"}


def test_a_name_and_its_version_are_read_written_as_one_word() -> None:
    for said in ("License: AGPLv3", "GNU AGPLv3", "licenses: AGPL-3.0"):
        assert identify(f"Upstream-Name: Tanuki\n{said}\n".encode()).parts == ("AGPL-3.0-only",)


def test_a_notice_in_a_comment_of_a_page_counts() -> None:
    page = f"<!DOCTYPE html>\n<!--\nCopyright 2024 Acme\n\n{APACHE_NOTICE}-->\n<html><p>Hi</html>"
    (match,) = identify(page.encode()).matches
    assert (match.base, match.kind) == ("Apache-2.0", "notice")


def test_a_text_that_stands_twice_is_found_twice() -> None:
    first, second = BSD.format(holder="Acme"), BSD.format(holder="Institut f\u00fcr Stra\u00dfen")
    text = f"{first}\n-----\n\nCopyright 2020 B\n\n{second}"
    found = identify(text.encode()).matches
    assert [(match.base, match.outcome) for match in found] == [("BSD-3-Clause", "exact")] * 2


def test_another_version_in_a_notice_is_another_license() -> None:
    notice = (
        "This program is free software: you can redistribute it and/or modify it under the "
        "terms of the GNU General Public License as published by the Free Software Foundation "
        "under version {} of the License.\n\nThis program is distributed in the hope that it "
        "will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of "
        "MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License "
        "for more details.\n"
    )
    assert "GPL-2.0-only" not in identify(notice.format(3).encode()).parts
    assert "GPL-3.0-only" not in identify(notice.format(2).encode()).parts


def test_several_licenses_in_one_file_are_all_found_where_they_stand() -> None:
    apache = APACHE.read_text("utf-8")
    head = "This software holds parts of others.\n\n"
    text = head + BSD.format(holder="Acme") + "\n-----\n\n" + apache + "\n-----\n\n" + MIT
    found = identify(text.encode())
    assert found.expression is None
    assert found.parts == ("BSD-3-Clause", "Apache-2.0", "MIT")
    for match, first in zip(
        found.matches, ("Redistribution and use", "Apache License", "Permission is"), strict=True
    ):
        at = text.index(first)
        assert abs(match.lines[0] - (text.count("\n", 0, at) + 1)) <= 1
    assert found.matches[-1].lines[1] == text.rstrip().count("\n") + 1


def test_code_below_the_comment_with_a_license_does_not_change_it() -> None:
    code = '\n#ifndef _X\n#error "You must not use this header with other software"\n#endif\n'
    for leader in ("// ", " * "):
        found = identify((commented(HEAD + MIT, leader) + code).encode())
        assert found.parts == ("MIT",)
    block = (
        "/*\n" + commented(MIT, " * ") + "\n */\n\n/* You must not call this with a license. */\n"
    )
    assert identify(block.encode()).parts == ("MIT",)


def test_a_disclaimer_beside_a_license_is_no_other_license() -> None:
    disclaimer = BSD[BSD.index("THIS SOFTWARE") :]
    for holder in ("THE COPYRIGHT HOLDERS AND CONTRIBUTORS", "ACME ROBOTICS", "THE AUTHOR"):
        said = disclaimer.replace("THE COPYRIGHT HOLDERS AND CONTRIBUTORS", holder)
        assert identify(said.encode()).matches == ()
        assert identify(f"{APACHE.read_text('utf-8')}\n{said}".encode()).parts == ("Apache-2.0",)


def test_a_file_of_many_licenses_has_all_of_them() -> None:
    text = "\n-----\n\n".join(
        HEAD + MIT + "\n-----\n\n" + BSD.format(holder="A") for _ in range(20)
    )
    found = [match.base for match in identify(text.encode()).matches]
    assert found == ["MIT", "BSD-3-Clause"] * 20


def test_a_header_and_a_tag_are_notices() -> None:
    source = commented("Copyright 2024 Acme\n\n" + APACHE_NOTICE, "# ") + "\nimport os\n"
    (match,) = identify(source.encode()).matches
    assert (match.base, match.kind) == ("Apache-2.0", "notice")
    tag = b"// Copyright 2024\n// SPDX-License-Identifier: (GPL-2.0+ OR MIT)\nint main;\n"
    (match,) = identify(tag).matches
    assert (match.base, match.kind) == ("GPL-2.0-or-later OR MIT", "notice")
    assert match.lines == (2, 2)


def test_prose_of_a_card_mentions_licenses_with_their_lines() -> None:
    card = b"# Model\n\nThe code is released under the MIT license.\n\nWeights: CC BY-NC 4.0.\n"
    found = identify(card)
    assert {(m.base, m.lines) for m in found.matches} >= {("MIT", (3, 3)), ("CC-BY-NC-4.0", (5, 5))}
    assert found.expression is None


def test_what_no_list_knows_has_no_name() -> None:
    own = "You may look at the weights on Tuesdays. Everything else is up to Acme.\n" * 20
    found = identify(own.encode())
    assert (found.expression, found.matches) == (None, ())
    assert found.title.startswith("You may look at the weights")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000))
@example(b"")
@example(b"\xff\xfe")
@example(b"(c) " * 1000)
@example(("\n" * 200 + MIT).encode() * 3)
def test_any_bytes_give_an_answer(data: bytes) -> None:
    found = identify(data)
    assert 0 <= found.similarity <= 1
    assert found.lines[0] >= 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from((HEAD + MIT + BSD + APACHE_NOTICE).split()), max_size=400))
def test_any_words_of_licenses_give_an_answer(words: list[str]) -> None:
    identify(" ".join(words).encode())


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["MIT ", "(c) 2020\n", "the software ", "<p>", "\u4e00", "a", MIT]
)
def test_large_garbage_takes_bounded_time(piece: str) -> None:
    identify((piece * (10_000_000 // len(piece.encode())))[: 10 * LIMIT].encode())


EDITIONS = Path(identify_module.__file__).with_name("editions.toml")
TEXTS = SHARED / "data" / "licenses" / "ai"


@pytest.mark.skipif(not TEXTS.exists(), reason="the recorded texts of AI licenses are not here")
def test_editions_of_ai_licenses_have_their_own_names() -> None:
    wrong = []
    for edition in tomllib.loads(EDITIONS.read_text("utf-8"))["edition"]:
        found = identify((TEXTS / f"{edition['text']}.txt").read_bytes())
        right = f"LicenseRef-howopen-{edition['id']}"
        if "scancode" in edition:
            right = f"LicenseRef-scancode-{edition['scancode']}"
        if found.expression != right:
            wrong.append((edition["id"], found.expression))
    assert wrong == []


def test_a_megabyte_of_empty_lines_takes_no_longer_than_other_garbage() -> None:
    assert identify(b"\n" * 1_000_000 + b"Copyright").expression is None
