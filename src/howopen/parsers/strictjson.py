"""JSON from a release, read without trust.

The standard reader takes the last of duplicate keys, numbers that JSON does not have, any encoding
that it can guess, and as much memory as the text makes it take.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn

from howopen.errors import ParseError

MAX_VALUES = 2_000_000
"""Most values in one text; a safetensors header has eight for a tensor, an index one."""


def loads(data: bytes, what: str, max_values: int = MAX_VALUES) -> Any:
    """Decode UTF-8 JSON.

    Args:
        data: The whole text.
        what: What it is, to begin the message of an error.
        max_values: Most values, nested ones counted; checked before any is built.

    Raises:
        ParseError: Not UTF-8 or not JSON, nested too deeply, too many values, a key that is
            twice in one object, or half of a surrogate pair in a string.
    """
    # Every value but the first of a list or object follows a comma, so this bounds their number.
    if 1 + sum(data.count(mark) for mark in (b",", b"[", b"{")) > max_values:
        raise ParseError(f"{what}: more than {max_values} JSON values")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
            raise ParseError(f"{what}: duplicate key {twice[:80]!r}")
        return found

    def no_constant(name: str) -> NoReturn:
        raise ParseError(f"{what}: {name} is not JSON")

    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
        if "\\ud" in text.lower():  # the only way to a lone surrogate, which no output could write
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ParseError(f"{what}: JSON is nested too deeply") from None
    except ValueError as error:
        reason = "half of a surrogate pair" if isinstance(error, UnicodeEncodeError) else str(error)
        raise ParseError(f"{what}: not valid JSON: {reason[:120]}") from None
    return value
