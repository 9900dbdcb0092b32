"""What the publisher calls the release.

Looks at: sentences of READMEs and model cards that say "we open-sourced ..." or "... is an
open-source model".
Claims: that these words are said.
Cannot see: claims in other words. Sentences that compare, negate or cite are left out.
Sources: OSAID 1.0 applies to what is called an open source model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.errors import HowopenError
from howopen.inspectors.found import declared, unread
from howopen.inspectors.registry import inspector, whole
from howopen.parsers.card import read_card
from howopen.schema import Evidence, Gap, Said
from howopen.view import View

LIMIT = 2_000_000
MOST_QUOTES = 5
NAMES = ("/README.md", "/README", "/MODEL_CARD.md")

_MODEL = (
    r"open[- ]sourced?\s+(?:[\w-]+\s+){0,2}(?:model|LLM)\b"
    r"(?!\s+(?:inference|engine|framework|library|serving|toolkit|evaluation|hub|zoo))"
)
_CALLED = re.compile(
    r"\bwe(?:'ve|\s+have|\s+are|\s+also)?\s+(?:\w+ly\s+)?open[- ]sourc(?:e|ed|ing)\b|"
    r"\b(?:is|as|producing|releasing|introducing|presenting)\s+(?:\(?\w+\)?\s+){0,2}"
    rf"(?:the|a|an|our|one of)\s+(?:[\w#'’()-]+\s+){{0,4}}{_MODEL}|"
    rf"\bthis\s+(?:is\s+an\s+)?{_MODEL}",
    re.IGNORECASE,
)
"""In the first person, or of one model that the subject is said to be."""

_ABOUT_OTHERS = re.compile(
    r"\b(not|\w+n't|other|various|existing|many|several|compared?|versus|vs|unlike)\b|title\s*=",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:[^.!?]|\.(?=\S))+")


@inspector(
    "claims.open-source",
    version=1,
    claims=(Said,),
    reads={name: whole(LIMIT) for name in NAMES},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield the first few sentences that say so."""
    for artifact in view.glob(*NAMES):
        try:
            card = read_card(view.read(artifact.path))
        except HowopenError as error:
            yield unread(view, artifact.path, error)
            continue
        quotes = 0
        for number, line in enumerate(card.body.splitlines(), start=card.body_line):
            sentence = _claim(line)
            if sentence and quotes < MOST_QUOTES:
                quotes += 1
                cite = view.snapshot.cite(artifact.path, number)
                yield declared("distribution", Said("open-source", sentence), cite)


def _claim(line: str) -> str:
    """The first sentence of the line that calls the model open source, shortened; or nothing."""
    for sentence in _SENTENCE.findall(line):
        if _CALLED.search(sentence) and not _ABOUT_OTHERS.search(sentence):
            return " ".join(sentence.strip(" *_#>-").split())[:240]
    return ""
