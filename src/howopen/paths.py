"""How patterns match the paths of a snapshot."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fnmatch import translate
from functools import lru_cache

_WILD = re.compile(r"[*?\[]")


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


class Paths:
    """The paths of a snapshot, sorted so that a pattern is tried on few of them.

    Only paths that begin as the pattern does, up to its first wildcard, are looked at: inspectors
    ask for a file beside each of many others, which must not cost a pass over all.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = sorted(paths)
        lowered = [path.lower() for path in self._paths]
        self._by_path = _Sorted(lowered)
        self._by_name = _Sorted([path.rsplit("/", 1)[-1] for path in lowered])

    def matching(self, *patterns: str) -> list[str]:
        """Every path that any of the patterns matches (see `matches`), in order."""
        found = {number for pattern in patterns for number in self._numbers(pattern)}
        return [self._paths[number] for number in sorted(found)]

    def _numbers(self, pattern: str) -> Iterable[int]:
        subjects = self._by_path if "/" in pattern else self._by_name
        found = subjects.matching(pattern)
        if pattern.startswith("/"):
            depth = pattern.count("/") - 1
            return [number for number in found if self._paths[number].count("/") == depth]
        return found


class _Sorted:
    """Subjects of patterns in order, each with its number in the list that they came from."""

    def __init__(self, subjects: Sequence[str]) -> None:
        self._numbers = sorted(range(len(subjects)), key=subjects.__getitem__)
        self._subjects = [subjects[number] for number in self._numbers]

    def matching(self, pattern: str) -> list[int]:
        whole = pattern.removeprefix("/").lower()
        start = _WILD.split(whole, maxsplit=1)[0]
        first = bisect_left(self._subjects, start)
        if start == whole:
            return self._numbers[first : bisect_right(self._subjects, start)]
        last = bisect_right(self._subjects, start, lo=first, key=lambda s: s[: len(start)])
        match = _compiled(pattern).match
        near = zip(self._subjects[first:last], self._numbers[first:last], strict=True)
        return [number for subject, number in near if match(subject)]
