"""An audit as a record of the Model Openness Tool, ready to be submitted there.

Only what is certain becomes a component of the record: that anyone can have it, and under which
license. The tool takes everything in a record for released and everything else for missing, so what
is not certain is left out and named in a comment, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import yaml

from howopen.components import COMPONENTS
from howopen.frameworks.facts import Facts
from howopen.frameworks.predicates.availability import available
from howopen.mot.tables import parts
from howopen.outputs.printable import printable
from howopen.schema import Audit, Release, Snapshot, Terms

FRAMEWORK = {"name": "Model Openness Framework", "version": "1.0", "date": "2024-12-15"}
"""The edition that the tool's records name."""

MOST_LINKS = 3
"""Places named of one component."""

_LINES = re.compile(r"(.*?)(#L\d+(?:-L\d+)?)?", re.DOTALL)


class LeftOut(NamedTuple):
    """A component that is not in the record, and why."""

    name: str
    why: str


def record(audit: Audit) -> dict[str, Any]:
    """The record, as the tool's ``mof_schema.json`` wants it."""
    root = audit.release.parts[0].snapshot
    release: dict[str, Any] = {"name": audit.release.name}
    if root.fetched:
        release["date"] = root.fetched[:10]
    release |= {"producer": _account(root), **_places(audit.release)}
    release["license"] = _whole(audit)
    release["components"] = [found for found in _components(audit) if isinstance(found, dict)]
    return {"framework": FRAMEWORK, "release": release}


def left_out(audit: Audit) -> list[LeftOut]:
    """The components that are not in the record, in the tool's order."""
    return [found for found in _components(audit) if isinstance(found, LeftOut)]


def dump(audit: Audit) -> bytes:
    """The record as YAML, below comments that say what was left out."""
    root = audit.release.parts[0].snapshot
    source = _link(root.cite(), audit.release) or audit.release.name
    head = [f"Written by howopen {audit.howopen} from {source}"]
    if missing := left_out(audit):
        head.append("Not in this record, because it is not certain or not there:")
        head += [f"- {found.name}: {found.why}" for found in missing]
    comments = "".join(f"# {printable(line)}".rstrip() + "\n" for line in head)
    text = yaml.safe_dump(record(audit), sort_keys=False, allow_unicode=True, width=100)
    return (comments + text).encode()


def _components(audit: Audit) -> Iterator[dict[str, str] | LeftOut]:
    """Every component of the tool: its entry in the record, or why it has none."""
    ours = {component.mof: key for key, component in COMPONENTS.items()}
    facts = Facts(audit.release, audit.evidence, audit.gaps, {})
    terms = {concluded.component: concluded for concluded in audit.terms}
    for number, part in parts().items():
        component = ours[number]
        there = available(facts, component)
        stated = terms.get(component)
        if there.bounds.lo < 1:
            yield LeftOut(part.name, _in_short(there.why, audit.release))
        elif stated is None or stated.expression is None:
            yield LeftOut(part.name, _no_license(stated))
        else:
            yield _entry(audit, component, part.name, there.evidence, stated)


def _in_short(why: str, release: Release) -> str:
    """A reason without the places of snapshots, which may be folders of this machine."""
    for part in release.parts:
        place = part.snapshot.cite()
        why = why.replace(f"{place}/", "").replace(place, part.role)
    return why


def _no_license(stated: Terms | None) -> str:
    if stated is None:
        return "no license was found for it"
    return "its licenses disagree" if stated.conflict else "its license is not identified"


def _entry(
    audit: Audit, component: str, name: str, seen: tuple[str, ...], stated: Terms
) -> dict[str, str]:
    places = _cited(audit, seen)
    entry = {
        "name": name,
        "description": " ".join([COMPONENTS[component].help, *_further(places)]),
        "license": stated.expression or "",
        "license_path": next(iter(_cited(audit, stated.evidence)), ""),
        "component_path": next(iter(places), ""),
    }
    return {key: value for key, value in entry.items() if value}


def _further(places: list[str]) -> list[str]:
    """More places than the one that has a field of its own."""
    return [f"Also: {', '.join(places[1:MOST_LINKS])}"] if len(places) > 1 else []


def _whole(audit: Audit) -> dict[str, dict[str, str]]:
    """The license of the release as a whole, if all that states it agrees."""
    stated = next((terms for terms in audit.terms if terms.component == "distribution"), None)
    if stated is None or stated.expression is None:
        return {}
    path = next(iter(_cited(audit, stated.evidence)), "")
    return {"distribution": {"name": stated.expression, "path": path}}


def _cited(audit: Audit, ids: tuple[str, ...]) -> list[str]:
    """Where evidence can be seen, each place once."""
    found = [evidence for evidence in audit.evidence if evidence.id in ids]
    links = (_link(cite, audit.release) for evidence in found for cite in evidence.cites)
    return list(dict.fromkeys(link for link in links if link))


# ---------------------------------------------------------------------------------- addresses
def _account(root: Snapshot) -> str:
    """The account that published the release; empty where its place does not show one."""
    names = _page(root).removeprefix("https://").split("/")
    return names[-2] if len(names) > 2 else ""


def _places(release: Release) -> Mapping[str, str]:
    """Pages of the first repository on the Hub and of the first elsewhere."""
    found: dict[str, str] = {}
    for part in release.parts:
        if page := _page(part.snapshot):
            key = "huggingface" if part.snapshot.ref.startswith("hf://") else "repository"
            found.setdefault(key, page)
    return found


def _page(snapshot: Snapshot) -> str:
    """The page of a repository; empty for a package or a local folder."""
    if snapshot.ref.startswith("hf://"):
        return f"https://huggingface.co/{snapshot.ref.removeprefix('hf://')}"
    if snapshot.ref.startswith("git+https://"):
        return snapshot.ref.removeprefix("git+").removesuffix(".git")
    return ""


def _link(cite: str, release: Release) -> str:
    """The address of a cited place; its path where it has no page, such as in a local folder."""
    snapshot = next((p.snapshot for p in release.parts if p.snapshot.holds(cite)), None)
    if snapshot is None:
        return cite if cite.startswith("https://") else ""
    place = _LINES.fullmatch(cite.removeprefix(snapshot.cite()).removeprefix("/"))
    path, lines = (place[1], place[2] or "") if place else ("", "")
    page = _page(snapshot)
    if not page:
        return path + lines
    gitlab = "/-" if page.startswith("https://gitlab.") else ""
    kind = "blob" if path else "tree"
    return f"{page}{gitlab}/{kind}/{quote(snapshot.revision)}/{quote(path)}".rstrip("/") + lines
