"""Names of files, as other people wrote them, made into paths of a snapshot.

No file is ever opened by such a path. It is what people read in an audit and what patterns match,
so a name that pretends to lie elsewhere (``../x``, ``/etc/x``, ``C:x``) is refused by every source.
"""

from __future__ import annotations

MAX_PATH = 4096


def label(name: bytes) -> str:
    r"""The name as text; bytes that are not UTF-8 become ``\xNN``."""
    return name.decode("utf-8", "backslashreplace")


def is_safe(path: str) -> bool:
    """Whether a path stays below its root, on any operating system, and is of sane length."""
    parts = path.split("/")
    return (
        0 < len(path) <= MAX_PATH
        and not any(part in ("", ".", "..") for part in parts)
        and "\0" not in path
        and path[1:2] != ":"
        and not any(part in (".", "..") for part in path.split("\\"))
        and not path.startswith("\\")
    )
