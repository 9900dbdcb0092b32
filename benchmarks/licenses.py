"""How right and how fast texts of licenses are identified, beside others on the same texts.

Run from the root of this repository::

    python -m benchmarks.licenses FOLDER [--apart] [--alone] [--sample N] [--scancode REPOSITORY]

FOLDER has ``scancode_sample.jsonl.xz`` (a: ScanCode's own tests), ``spdx_mutated.jsonl.xz`` (b:
SPDX texts in ten variants) and ``ai`` with ``ai_cases.jsonl`` (c: texts of AI licenses). A third of
each set, chosen by the sha256 of the names, was kept apart while the matcher was made; with
``--apart`` it is measured, without it the rest. Beside howopen runs licenseclassifier, and ScanCode
where it is installed, but not with ``--alone``. ScanCode takes a third of a second for a text:
``--sample N`` measures all on about N texts of (a) and N of (b). ``--scancode`` measures howopen
on those of ScanCode's tests, too, that (a) has not, read from its repository
(`benchmarks.scancode_tests`) and split into thirds like the rest. What is counted:

* a: *named*: the licenses found, changed or not, are those expected; *exact*: and none is changed;
  *fair*: named, of the texts whose label does not ask for what `VAGUE` and
  ``data/scancode_disputed.toml`` list.
* b: *exact*: the expected license and no other; *wrong*: only others; *more*: others besides.
* c: texts that a list knows, named right; texts that none knows (``unlisted``), named as one that a
  list knows. The index holds these very texts, so both are easy; the hard one is the next: with the
  license taken out of what is known (``without``), claims that the text is another license.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import scancode_tests
from howopen.licenses.identify import identify
from howopen.licenses.index import NOTICE, Index, shipped, unpack

Case = dict[str, Any]
Found = set[str]

_NAME = re.compile(r"[\w.+-]+")
_SUFFIX = re.compile(r"(?:-(?:no-)?invariants)?-(?:only|or-later)$")
_OPERATORS = {"AND", "OR", "WITH"}
RENAMED = {
    "LicenseRef-scancode-bsd-no-disclaimer-unmodified": "BSD-Source-Code-no-disclaimer",
    "LicenseRef-scancode-cecill-b-en": "CECILL-B",
    "LicenseRef-scancode-cecill-c-en": "CECILL-C",
    "LicenseRef-scancode-info-zip-2009-01": "Info-ZIP",
    "LicenseRef-scancode-iso-8879": "ISO-permission",
    "LicenseRef-scancode-minecraft-mod": "MMPL-1.0.1",
    "LicenseRef-scancode-ms-developer-services-agreement": (
        "LicenseRef-scancode-ms-dev-services-agreement"
    ),
    "LicenseRef-scancode-mvt-1.1": "MVT-1.1",
    "LicenseRef-scancode-naist-2003": "NAIST-2003",
    "LicenseRef-scancode-openssl-exception-lgpl-2.0-plus": (
        "LicenseRef-scancode-openssl-exception-lgpl2.0plus"
    ),
    "LicenseRef-scancode-openssl-exception-lgpl-3.0-plus": (
        "LicenseRef-scancode-openssl-exception-lgpl3.0plus"
    ),
    "LicenseRef-scancode-oracle-mysql-foss-exception-2.0": (
        "LicenseRef-scancode-oracle-mysql-foss-exception2.0"
    ),
    "LicenseRef-scancode-sgmlug": "SGMLUG-PM",
    "LicenseRef-scancode-synthesis-toolkit": "MIT-STK",
    "LicenseRef-scancode-unrar": "UnRAR",
    "LicenseRef-scancode-wordnet": "WordNet",
    "LicenseRef-scancode-wtfnmfpl-1.0": "WTFNMFPL",
}
"""Labels of (a) that name a license as ScanCode no longer does, or as SPDX does now."""

VAGUE = {"GPL-1.0-or-later": "GPL-", "LGPL-2.0-or-later": "LGPL-"}
"""Names without a version, which howopen does not report beside one with a version (a label that
asks for both is disputed), and how that begins."""

EDITION_WORDS = 30
"""Words from which on a reference is an edition that is taken out to measure without it."""


def main(folder: str, *options: str) -> None:
    """Print the figures."""
    apart = "--apart" in options
    most = int(options[options.index("--sample") + 1]) if "--sample" in options else None
    root = Path(folder)
    index = unpack(shipped())
    tools: dict[str, Callable[[str], Found]] = {"howopen": lambda text: _exact(text, index)}
    tools |= dict(_peers()) if "--alone" not in options else {}
    variants, samples = (
        _some([case for case in _cases(root / name) if _apart(case) == apart], most)
        for name in ("spdx_mutated.jsonl.xz", "scancode_sample.jsonl.xz")
    )
    ids = _ids(_cases(root / "scancode_sample.jsonl.xz"))
    print("apart" if apart else "tuned on", len(samples), len(variants))
    for name, tool in tools.items():
        _variants(name, tool, variants)
    for name, tool in tools.items():
        named = (lambda text: _named(text, index)) if name == "howopen" else tool
        _samples(name, named, samples, ids)
    _samples("howopen, unchanged", tools["howopen"], samples, ids)
    if "--scancode" in options:
        repository = Path(options[options.index("--scancode") + 1])
        cases = scancode_tests.cases(repository, _cases(root / "scancode_sample.jsonl.xz"))
        more = [case for case in cases if _apart(case) == apart]
        _samples("howopen", lambda text: _named(text, index), more, {})
    if most is None:
        _editions(root, apart, index)
        _speed(index, [case["text"] for case in variants])


def _some(cases: list[Case], most: int | None) -> list[Case]:
    """About so many of them, evenly spread."""
    return cases if most is None else cases[:: max(1, len(cases) // most)]


def _apart(case: Case) -> bool:
    """By the name of the license in (b), so that its variants stay together, else of the file."""
    name = case["id"].split("/")[1] if case["set"] == "b" else case["id"]
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def _cases(path: Path) -> list[Case]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _exact(text: str, index: Index) -> Found:
    return _names(identify(text.encode(), index).parts)


def _named(text: str, index: Index) -> Found:
    return _names(match.base for match in identify(text.encode(), index).matches)


def _names(expressions: Iterable[str]) -> Found:
    return {name for e in expressions for name in _NAME.findall(e)} - _OPERATORS


def _peers() -> Iterator[tuple[str, Callable[[str], Found]]]:
    try:
        from licenseclassifier import identify_license
    except ImportError:
        pass
    else:
        yield "licenseclassifier", lambda text: {match.id for match in identify_license(text)}
        yield (
            "licenseclassifier, any coverage",
            lambda text: {match.id for match in identify_license(text, 0)},
        )
    try:
        from licensedcode.cache import (  # type: ignore[import-not-found] # optional
            get_index,
            get_licenses_db,
        )
    except ImportError:
        return
    spdx = {key: license_.spdx_license_key for key, license_ in get_licenses_db().items()}
    known = get_index()

    def scancode(text: str) -> Found:
        matches = known.match(query_string=text)
        keys = {key for match in matches for key in match.rule.license_keys()}
        return {spdx[key] for key in keys}

    yield "scancode", scancode


def _variants(name: str, tool: Callable[[str], Found], cases: Sequence[Case]) -> None:
    tool(cases[0]["text"])  # loads what it loads once
    counts: dict[str, Counter[str]] = {}
    start = time.process_time()
    for case in cases:
        found = {_plain(name) for name in tool(case["text"])}
        right = {_plain(name) for name in case["same_text"]}
        what = "exact"
        if not found <= right or not found:
            what = "more" if found & right else "wrong" if found else "none"
        counts.setdefault(case["variant"], Counter())[what] += 1
    taken = time.process_time() - start
    total = sum(counts.values(), Counter[str]())
    print(f"b {name}: {_shares(total)}, {len(cases) / taken:.0f} texts per CPU second")
    for variant, count in sorted(counts.items()):
        print(f"    {variant}: {_shares(count)}")


def _plain(name: str) -> str:
    """An id without what the text of a GNU license does not say: peers write the older ids."""
    return _SUFFIX.sub("", name.lower())


def _shares(counts: Counter[str]) -> str:
    total = sum(counts.values())
    return ", ".join(
        f"{what} {100 * counts[what] / total:.1f} %" for what in ("exact", "wrong", "more", "none")
    )


def _samples(
    name: str, tool: Callable[[str], Found], cases: Sequence[Case], ids: Mapping[str, str]
) -> None:
    tool(cases[0]["text"])
    disputed = scancode_tests.disputed()
    counts: dict[str, Counter[str]] = {}
    start = time.process_time()
    for case in cases:
        found = {RENAMED.get(one, one).lower() for one in tool(case["text"])}
        right = set(case["expect_spdx"] or ()) or {
            ids.get(key, f"LicenseRef-scancode-{key}") for key in case["expect_scancode"]
        }
        right = {RENAMED.get(one, one) for one in right}
        count = counts.setdefault(case["kind"], Counter())
        named = found == {one.lower() for one in right}
        fair = case["id"] not in disputed and not any(_is_vague(one, right) for one in right)
        count.update({"all": 1, "named": named, "fair": fair, "fair and named": fair and named})
    taken = time.process_time() - start
    for kind, count in counts.items():
        all_, fairly = (
            100 * count["named"] / count["all"],
            100 * count["fair and named"] / count["fair"],
        )
        print(
            f"a {name}, {kind}: named {all_:.1f} % of {count['all']}, "
            f"{fairly:.1f} % of {count['fair']} fair ones"
        )
    print(f"a {name}: {len(cases) / taken:.0f} texts per CPU second")


def _ids(cases: Collection[Case]) -> dict[str, str]:
    """ScanCode key to SPDX id, where a label has one of each."""
    return {
        case["expect_scancode"][0]: case["expect_spdx"][0]
        for case in cases
        if case["expect_spdx"] and len(case["expect_scancode"]) == len(case["expect_spdx"]) == 1
    }


def _is_vague(name: str, names: Collection[str]) -> bool:
    family = VAGUE.get(name)
    return family is not None and any(one.startswith(family) and one != name for one in names)


def _editions(root: Path, apart: bool, index: Index) -> None:
    cases = [json.loads(line) for line in (root / "ai_cases.jsonl").read_text("utf-8").splitlines()]
    count: Counter[str] = Counter()
    for case in (case for case in cases if _apart(case) == apart):
        name = case["id"].removeprefix("ai/")
        data = (root / "ai" / f"{name}.txt").read_bytes()
        found = identify(data, index)
        if case["expect_spdx"] or case["expect_scancode"]:
            right = {case["expect_spdx"], f"LicenseRef-scancode-{case['expect_scancode']}"}
            count["known"] += 1
            count["right"] += bool(found.parts) and set(found.parts) <= right
        else:
            others = [part for part in found.parts if not part.startswith("LicenseRef-howopen-")]
            count["unlisted"] += 1
            count["named as another"] += bool(others)
        if case["kind"] in ("licence", "aup") and not case["expect_spdx"]:
            less = identify(data, index.without(_editions_of(found.parts, index)))
            count["without"] += 1
            claimed = [m for m in less.matches if m.outcome == "exact" and m.kind == "text"]
            count["claimed"] += bool(claimed)
            count["nearest named"] += any(match.kind == "text" for match in less.matches)
            if case["trap"]:
                count["traps"] += 1
                count["sprung"] += bool(claimed)
    print("c", ", ".join(f"{what} {number}" for what, number in count.items()))


def _editions_of(names: Collection[str], index: Index) -> list[int]:
    return [
        i
        for i, length in enumerate(index.length)
        if length > EDITION_WORDS and index.kind[i] <= NOTICE and index.expression(i) in names
    ]


def _speed(index: Index, texts: list[str]) -> None:
    start = time.process_time()
    unpack(shipped())
    print(f"load: {time.process_time() - start:.2f} CPU seconds")
    for size in (1_000, 11_000):
        near = [text for text in texts if 0.8 * size <= len(text) <= 1.2 * size]
        start = time.process_time()
        for text in near:
            identify(text.encode(), index)
        each = (time.process_time() - start) / max(1, len(near))
        print(f"about {size // 1000} KB: {1000 * each:.2f} CPU ms ({len(near)} texts)")


if __name__ == "__main__":
    main(*sys.argv[1:])
