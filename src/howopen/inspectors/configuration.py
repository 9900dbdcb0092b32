"""The architecture that a configuration names.

Looks at: ``config.json`` at the root and beside weights; ``auto_map`` and the modeling files it
names.
Claims: the architecture class; that its code is here, if it is. What runs it is a library in any
case, and where the class belongs to that library too, all of its code is elsewhere: a gap.
Cannot see: whether the library has that class in that version.
Sources: configuration files of transformers and diffusers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, here, observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.inspectors.scope import scope
from howopen.parsers import strictjson
from howopen.schema import Artifact, Available, Code, Evidence, Gap, Said
from howopen.view import View

LIMIT = 1_000_000
NAMES = ("config.json", "model_index.json")
LIBRARY = ("model-architecture", "inference-code")


@inspector(
    "configuration",
    version=1,
    claims=(Available, Code, Said),
    reads={name: whole(LIMIT, files=50) for name in NAMES},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield the architecture of each configuration, and where its code is."""
    for artifact in view.glob(*NAMES):
        if not scope(view, artifact.path):
            continue
        try:
            config = strictjson.loads(view.read(artifact.path), artifact.path)
        except HowopenError as error:
            yield unread(view, artifact.path, error, *LIBRARY)
            continue
        if isinstance(config, dict) and (name := _architecture(config)):
            cite = view.snapshot.cite(artifact.path)
            yield declared("model-architecture", Said("architecture", name), cite)
            yield from _code(view, artifact, config, name)


def _architecture(config: dict[str, Any]) -> str:
    names = config.get("architectures") or [config.get("_class_name") or config.get("model_type")]
    if not isinstance(names, list):
        return ""
    return ", ".join(name for name in names[:5] if isinstance(name, str))[:200]


def _code(
    view: View, artifact: Artifact, config: dict[str, Any], name: str
) -> Iterator[Evidence | Gap]:
    folder = artifact.path.rpartition("/")[0]
    files = {f"{folder}/{module}.py".lstrip("/") for module in _own_modules(config)}
    found = [a for a in view.glob("*.py") if a.path in files]
    for module in found:
        cite = view.snapshot.cite(module.path)
        entry = Code("architecture", entry_points=(module.path,))
        yield observed("model-architecture", entry, cite)
        yield observed("model-architecture", Available(here(view)), cite)
    if found:
        why = f"names {name}, which a library loads and runs that was not looked at"
        yield unread(view, artifact.path, why, "inference-code")
    else:
        why = f"names {name}, which a library defines that was not looked at"
        yield unread(view, artifact.path, why, *LIBRARY)


def _own_modules(config: dict[str, Any]) -> set[str]:
    """Modules of this repository that define the network: of ``modeling_x.Class`` the module.

    ``auto_map`` also names the classes of configuration, tokenizer and processor; only those under
    ``AutoModel...`` are the network.
    """
    auto_map = config.get("auto_map")
    entries = auto_map.items() if isinstance(auto_map, dict) else ()
    values = [value for key, value in entries if key.startswith("AutoModel")]
    names = [v for value in values for v in (value if isinstance(value, list) else [value])]
    local = [n for n in names if isinstance(n, str) and "--" not in n]
    return {name.rpartition(".")[0] for name in local if name.rpartition(".")[0].isidentifier()}
