"""How patterns match the paths of a snapshot."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern.removeprefix("/").lower()))


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern matches a path, without regard to case.

    A pattern without a slash matches the file name in any folder (``*.gguf``); one that begins
    with a slash matches from the root, and its ``*`` stays in the folder (``/README*``); any other
    matches the whole path, ``*`` crossing folders (``docs/*.md``).
    """
    path = path.lower()
    if pattern.startswith("/"):
        depth = pattern.count("/") - 1
        return path.count("/") == depth and _compiled(pattern).match(path) is not None
    subject = path if "/" in pattern else path.rsplit("/", 1)[-1]
    return _compiled(pattern).match(subject) is not None
