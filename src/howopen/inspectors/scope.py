"""Which component a statement is about, from where in the snapshot it stands.

One documented order (design, principle 4): what the file's name says, then the folder it lies in.
A statement at the root, or in a package's ``dist-info``, is about the whole distribution; one in a
folder that holds weights, in it or one level below, is about the weights; of any other folder
nothing is concluded.
"""

from __future__ import annotations

import re
from glob import escape

from howopen.components import COMPONENTS
from howopen.inspectors.weightfiles import is_weights
from howopen.view import View

CODE = tuple(id_ for id_, component in COMPONENTS.items() if component.kind == "code")

_WEIGHTS = re.compile(r"(^|[-_.])(models?|weights?)($|[-_.])", re.IGNORECASE)
_CODE = re.compile(r"(^|[-_.])(code|software)($|[-_.])", re.IGNORECASE)
_INFO = re.compile(r"^([^/]+\.(dist|egg)-info|PKG-INFO)(/licenses)?$", re.IGNORECASE)


def scope(view: View, path: str) -> tuple[str, ...]:
    """Components that a license or card at `path` is about; empty where that cannot be told."""
    folder, _, name = path.rpartition("/")
    if _WEIGHTS.search(name):
        return ("weights",)
    if _CODE.search(name):
        return CODE
    if not folder or _INFO.match(folder):
        return ("distribution",)
    if _beside_weights(view, folder):
        return ("weights",)
    return ()


def _beside_weights(view: View, folder: str) -> bool:
    inside = [a.path for a in view.glob(f"{escape(folder)}/*") if is_weights(a.path)]
    return any(path.count("/") <= folder.count("/") + 2 for path in inside)
