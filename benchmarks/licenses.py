"""How right and how fast texts of licenses are identified, beside others on the same texts.

Run from the root of this repository::

    python -m benchmarks.licenses FOLDER [--apart] [--alone]

FOLDER has ``scancode_sample.jsonl.xz`` (a: ScanCode's own tests), ``spdx_mutated.jsonl.xz`` (b:
SPDX texts in ten variants) and ``ai`` with ``ai_cases.jsonl`` (c: texts of AI licenses). A third of
each set, chosen by the sha256 of the names, was kept apart while the matcher was made; with
``--apart`` it is measured, without it the rest. Beside howopen runs licenseclassifier, and ScanCode
where it is installed, but not with ``--alone``. What is counted:

* a: *named*: the licenses found, changed or not, are those expected; *exact*: and none is changed.
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
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from howopen.licenses.identify import identify
from howopen.licenses.index import NOTICE, Index, shipped, unpack

Case = dict[str, Any]
Found = set[str]

_NAME = re.compile(r"[\w.+-]+")
_SUFFIX = re.compile(r"(?:-(?:no-)?invariants)?-(?:only|or-later)$")
_OPERATORS = {"AND", "OR", "WITH"}
EDITION_WORDS = 150
"""Words from which on a reference is an edition that is taken out to measure without it."""


def main(folder: str, *options: str) -> None:
    """Print the figures."""
    apart = "--apart" in options
    root = Path(folder)
    index = unpack(shipped())
    tools: dict[str, Callable[[str], Found]] = {"howopen": lambda text: _exact(text, index)}
    tools |= dict(_peers()) if "--alone" not in options else {}
    variants = [case for case in _cases(root / "spdx_mutated.jsonl.xz") if _apart(case) == apart]
    samples = [case for case in _cases(root / "scancode_sample.jsonl.xz") if _apart(case) == apart]
    print("apart" if apart else "tuned on", len(samples), len(variants))
    for name, tool in tools.items():
        _variants(name, tool, variants)
    _samples(samples, index)
    _editions(root, apart, index)
    _speed(index, [case["text"] for case in variants])


def _apart(case: Case) -> bool:
    """By the name of the license in (b), so that its variants stay together, else of the file."""
    name = case["id"].split("/")[1] if case["set"] == "b" else case["id"]
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def _cases(path: Path) -> list[Case]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _exact(text: str, index: Index) -> Found:
    return _names(identify(text.encode(), index).parts)


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
            get_spdx_symbols,
        )
    except ImportError:
        return
    spdx = {symbol.key: id_ for id_, symbol in get_spdx_symbols().items()}
    known = get_index()

    def scancode(text: str) -> Found:
        matches = known.match(query_string=text)
        keys = {key for match in matches for key in match.rule.license_keys()}
        return {spdx.get(key, key) for key in keys}

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


def _samples(cases: Collection[Case], index: Index) -> None:
    ids = {
        case["expect_scancode"][0]: case["expect_spdx"][0]
        for case in cases
        if case["expect_spdx"] and len(case["expect_scancode"]) == len(case["expect_spdx"]) == 1
    }
    counts: dict[str, Counter[str]] = {}
    start = time.process_time()
    for case in cases:
        found = identify(case["text"].encode(), index)
        right = set(case["expect_spdx"] or ()) or {
            ids.get(key, f"LicenseRef-scancode-{key}") for key in case["expect_scancode"]
        }
        count = counts.setdefault(case["kind"], Counter())
        count["all"] += 1
        count["named"] += _names(match.base for match in found.matches) == right
        count["exact"] += _names(found.parts) == right
    taken = time.process_time() - start
    for kind, count in counts.items():
        shares = ", ".join(f"{w} {100 * count[w] / count['all']:.1f} %" for w in ("named", "exact"))
        print(f"a {kind} ({count['all']}): {shares}")
    print(f"a: {len(cases) / taken:.0f} texts per CPU second")


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
