"""From a reference to opened snapshots: one module for each place where models are published."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from types import ModuleType

from howopen.errors import UsageError
from howopen.sources.base import Session
from howopen.sources.opened import Opened

__all__ = ["open_release"]

_EXAMPLES = "hf:org/name, pypi:name, git+https://host/path, ./folder"
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def open_release(ref: str, session: Session) -> Opened:
    """Open what a reference means.

    The forms of references exclude one another, with two exceptions that `PRECEDENCE` of a source
    settles (0 where it has none, the least goes first): git takes any address that ends in
    ``.git`` after the sites that know their own, and a path is a folder if it is nothing else.

    Raises:
        UsageError: The reference means nothing, or nothing that can be audited.
        NotFound: There is nothing at it.
        AccessDenied: It may not be read; `Gated` if terms have to be accepted first.
        Unreachable: The network, a server or a disk failed.
    """
    accepting = [source for source in _sources() if source.accepts(ref)]
    if not accepting:
        raise UsageError(_meaningless(ref))
    source = min(accepting, key=lambda source: getattr(source, "PRECEDENCE", 0))
    opened: Opened = source.open_ref(ref, session)
    return opened


@cache
def _sources() -> tuple[ModuleType, ...]:
    """Every module of the package that is a source; there is no list."""
    modules = [
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
    ]
    return tuple(module for module in modules if hasattr(module, "accepts"))


def _meaningless(ref: str) -> str:
    shown = repr(ref if len(ref) <= 100 else f"{ref[:100]}...")
    if _HUB_ID.fullmatch(ref):
        return f"no folder {shown}; did you mean hf:{ref} or the folder ./{ref}"
    return f"{shown} is no reference and no folder; examples: {_EXAMPLES}"
