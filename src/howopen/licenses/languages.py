"""Which languages the clause reader knows: English and Chinese.

A text in another one has clauses that nobody read, which is not the same as having none.
"""

from __future__ import annotations

import re

from howopen.licenses.sentences import MAX_TEXT

LEAST_WORDS = 12
"""Words, or Chinese characters, from which on it shows in which language a text is."""

ENGLISH = 0.08
"""Share of the commonest words among all words of a text from which on it is read as English. Of
2,304 English license texts the least is 0.083; of 51 in other languages the most is 0.064."""

CHINESE = 0.2
"""Share of Chinese characters among words and characters from which on a text is no English one."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W\d_]+")
_CHARACTER = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_COMMON = frozenset(
    {"and", "any", "are", "be", "by", "each", "for", "from", "have", "if", "in", "is", "it", "its"}
    | {"may", "must", "not", "of", "or", "shall", "that", "the", "their", "this", "to", "under"}
    | {"use", "which", "who", "with", "without", "you", "your"}
)


def is_read(text: str) -> bool:
    """Whether clauses can be found in a text; True also where it is too short to tell."""
    text = _ADDRESS.sub(" ", text[:MAX_TEXT].lower())
    characters = len(_CHARACTER.findall(text))
    words = _WORD.findall(_CHARACTER.sub(" ", text))
    if characters + len(words) < LEAST_WORDS:
        return True
    if characters > CHINESE * (characters + len(words)):
        return len(_KANA.findall(text)) < characters / 10  # else Japanese
    return sum(word in _COMMON for word in words) > ENGLISH * len(words)
