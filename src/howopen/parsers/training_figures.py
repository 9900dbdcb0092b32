"""How large a training was: tokens, FLOP, device-hours and energy, as a document states them.

Figures are read from sentences that speak of training, from items such as ``Training tokens: 2T``
and from tables with such a heading. A number alone says nothing: tokens are also in a batch, a
context and a dataset, hours are also spent on filtering, and FLOP per second are a speed. What is
not clearly of the training is left out.

Patterns only have bounded repeats and look at one sentence at a time, so time is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

Quantity = Literal["flop", "tokens", "device-hours", "kwh"]
Scope = Literal["pretraining", "post-training", "unknown"]

LEAST: dict[Quantity, float] = {"flop": 1e15, "tokens": 1e8, "device-hours": 1, "kwh": 1}
"""Less is no training: tokens of a batch or a context, FLOP of one token."""

MOST: dict[Quantity, float] = {"flop": 1e30, "tokens": 1e16, "device-hours": 1e12, "kwh": 1e12}
"""More is a slip of the pen: a hundred times beyond anything that was ever reported."""

MAX_SENTENCE = 2_000
"""Characters of a sentence that are looked at."""

MAX_QUOTE = 240
"""Characters of a sentence that are kept."""

_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9,
           "t": 1e12, "trillion": 1e12}  # fmt: skip
_PETAFLOP_DAY = 1e15 * 24 * 60 * 60
_UNITS = {"kwh": 1, "mwh": 1e3, "gwh": 1e6, "peta": _PETAFLOP_DAY, "p": _PETAFLOP_DAY,
          "exa": 1e18, "zetta": 1e21, "yotta": 1e24}  # fmt: skip
_NUMBER = (
    r"(?<![A-Za-z0-9.,_])(?P<number>\d[\d,]{0,20}(?:\.\d{1,6})?)\+?\s?"
    r"(?P<scale>trillion|billion|million|thousand|[TBMK](?![a-z0-9]))?\+?"
)
_WORDS = r"(?:[a-z0-9][\w-]{0,20}\s{1,3}){0,2}?"
_FLOP = r"(?:FLOPs?|floating[- ]point operations)\b(?!\s?/|\s?per\b)"
_POWER = (
    r"(?<![A-Za-z0-9.,_])(?P<factor>\d{1,3}(?:\.\d{1,4})?)\s{0,2}(?:e\+?(?P<e>\d{2})|"
    r"[x×·*]\s{0,2}10\s{0,2}(?:\^|\*\*|<sup>)?\s?\{?(?P<power>\d{2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{2})\}?(?:</sup>)?)"
)
_AMOUNTS: dict[Quantity, re.Pattern[str]] = {
    "tokens": re.compile(rf"{_NUMBER}\s{{1,3}}{_WORDS}tokens?\b(?!\s+per\b)", re.IGNORECASE),
    "device-hours": re.compile(
        rf"{_NUMBER}\s{{1,3}}{_WORDS}(?:[GTNX]PU|accelerator|device|chip|[AHBV]\d{{2,3}}|MI\d{{3}})"
        r"[\w-]{0,8}[- ]{0,2}hours?\b",
        re.IGNORECASE,
    ),
    "kwh": re.compile(rf"{_NUMBER}\s{{0,3}}(?P<unit>kWh|MWh|GWh)\b", re.IGNORECASE),
    "flop": re.compile(
        rf"{_POWER}\s{{1,3}}{_WORDS}{_FLOP}|"
        rf"{_NUMBER}\s{{0,3}}(?:(?P<unit>peta|P)(?:FLOPs?|F)(?:/s)?[- ]days?\b|"
        rf"(?P<prefix>exa|zetta|yotta)[- ]?{_FLOP})",
        re.IGNORECASE,
    ),
}
_BARE = re.compile(rf"{_POWER}|{_NUMBER}", re.IGNORECASE)

_LABELS: dict[Quantity, re.Pattern[str]] = {
    "tokens": re.compile(
        r"(# |total |num(ber)? of |no\. of )?(pre-?)?train(ing|ed on) tokens|"
        r"(# |total |num(ber)? of |no\. of )tokens( (seen|trained on))?|"
        r"tokens (seen|trained on)|(pre-?training )?token counts?",
        re.IGNORECASE,
    ),
    "device-hours": re.compile(
        r"(total\s)?((pre-?)?training\s)?(time|compute|cost)?\s?\(?[GT]PU[- ]hours\)?",
        re.IGNORECASE,
    ),
    "kwh": re.compile(
        r"(total\s)?((pre-?)?training\s)?energy( consum(ption|ed)| use)?"
        r"(\s\(?(?P<unit>kWh|MWh|GWh)\)?)?",
        re.IGNORECASE,
    ),
    "flop": re.compile(
        r"(total\s)?((pre-?)?training\s)?(compute\s)?\(?(FLOPs?|floating[- ]point operations)\)?|"
        r"(total|(pre-?)?training)\scompute",
        re.IGNORECASE,
    ),
}
"""What a column, a row or an item must be called, in full."""

_TRAINED = re.compile(r"\b(?P<pre>pre-?)?train(?:ed|ing|s)?\b", re.IGNORECASE)
_ON = re.compile(r"\b(on|for|with|over|using|total\w*|through)\b", re.IGNORECASE)
_DURING = re.compile(r"\s{1,3}(during|of|in|for)\s{1,3}(pre-?)?training\b", re.IGNORECASE)
_SPENT = re.compile(r"train|\bcompute|\benergy\b|\bcarbon\b|\bconsum", re.IGNORECASE)
_OTHER_TOKENS = re.compile(
    r"\b(batch\w*|context|window|sequences?|length|vocab\w*|warm\w*|ramp\w*|every|contain\w*)\b",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"\b(epochs?|for example|e\.g|would|could|suppose|assum\w+|compared?|versus|vs|unlike|than)\b",
    re.IGNORECASE,
)
"""Of another model, of none, or (epochs) an amount that the training went over more than once."""

_LATER = re.compile(
    r"fine-?tun|post-?train|\binstruct|\bSFT\b|\bRLHF\b|\bDPO\b|\balign|\bcontinu|\bfurther\b|"
    r"distill|\bmid-?train|\bafter pre-?train|\bsubsequent",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(~|≈|over|about|up to|more than|around)\s*", re.IGNORECASE)
_FENCE = re.compile(r"\s{0,3}(```|~~~)(?P<info>.*)")
_ALONE = re.compile(r"\s*([-*+]\s|\d{1,3}[.)]\s|#)")
_SENTENCE = re.compile(r"(?:[^.!?]|[.!?](?=\S))+")
_MARKUP = re.compile(r"<[^<>]{0,100}>|[*_`\\~]")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class Figure(NamedTuple):
    """One amount.

    Attributes:
        quantity: What it is of.
        amount: In FLOP, tokens, device-hours or kWh.
        scope: Which part of the training, where the words tell.
        said: The words.
        line: First line of the sentence or row.
        last_line: Its last line.
    """

    quantity: Quantity
    amount: float
    scope: Scope
    said: str
    line: int
    last_line: int


def read_figures(text: str, first_line: int = 1) -> Iterator[Figure]:
    """All figures of a Markdown text whose first line has that number."""
    paragraph: list[tuple[int, str]] = []
    table: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate([*text.split("\n"), ""], first_line):
        fence = _FENCE.match(line)
        if fence and not (fenced and fence["info"].strip("`~ \t")):  # what closes has no words
            fenced = not fenced
        row = not fenced and line.count("|") > 1
        if not row:
            yield from _in_table(table)
            table = []
        if fenced or row or not line.strip() or _ALONE.match(line):
            yield from _in_paragraph(paragraph)
            paragraph = []
        if row:
            table.append((number, line))
        elif line.startswith("#"):
            yield from _in_paragraph([(number, line)])
        elif not fenced and line.strip():
            paragraph.append((number, line))


def _in_paragraph(lines: Sequence[tuple[int, str]]) -> Iterator[Figure]:
    if not lines:
        return
    starts = [0, *accumulate(len(line) + 1 for _, line in lines)]
    text = " ".join(line for _, line in lines)
    for sentence in _SENTENCE.finditer(text):
        blank = len(sentence.group()) - len(sentence.group().lstrip())
        ends = (sentence.start() + blank, max(sentence.start() + blank, sentence.end() - 1))
        span = [lines[min(bisect_right(starts, at), len(lines)) - 1][0] for at in ends]
        shown = sentence.group()[:MAX_SENTENCE]
        label, colon, value = shown.partition(":")
        if colon and (figure := _labeled(label, value, shown, span[0], span[1])):
            yield figure
        else:
            yield from _in_sentence(shown, span[0], span[1])


def _in_sentence(sentence: str, line: int, last_line: int) -> Iterator[Figure]:
    if _NOT_SAID.search(sentence):
        return
    for quantity, pattern in _AMOUNTS.items():
        for found in pattern.finditer(sentence):
            before, after = sentence[: found.start()], sentence[found.end() :]
            if quantity == "tokens" and not _trained_on(before, after):
                continue
            if quantity != "tokens" and not _SPENT.search(sentence):
                continue
            amount = _amount(found)
            if LEAST[quantity] <= amount <= MOST[quantity]:
                said = _quote(sentence)
                yield Figure(quantity, amount, _scope(sentence), said, line, last_line)


def _trained_on(before: str, after: str) -> bool:
    """Whether the tokens between these words are those that a training went through."""
    if _DURING.match(after):
        return True
    trained = list(_TRAINED.finditer(before[-MAX_QUOTE:]))
    between = before[-MAX_QUOTE:][trained[-1].end() :] if trained else ""
    return bool(_ON.search(between)) and not _OTHER_TOKENS.search(between)


def _in_table(rows: Sequence[tuple[int, str]]) -> Iterator[Figure]:
    """Cells below a heading, or beside a first cell, that names a quantity."""
    heads: list[str] = []
    for line, row in rows:
        cells = _cells(row)
        if not heads:
            heads = cells
        for index, cell in enumerate(cells):
            head = heads[index] if cells is not heads and index < len(heads) else ""
            for label in (head, cells[0] if index else ""):
                if figure := _labeled(label, cell, f"{cells[0]} | {label}: {cell}", line, line):
                    yield figure
                    break


def _labeled(label: str, value: str, said: str, line: int, last_line: int) -> Figure | None:
    label = _MARKUP.sub("", label[:MAX_QUOTE]).strip(" -+|")
    for quantity, pattern in _LABELS.items():
        named = pattern.fullmatch(label)
        if not named:
            continue
        text = _ABOUT.sub("", _MARKUP.sub("", value).strip())
        unit = named.groupdict().get("unit")
        if found := _AMOUNTS[quantity].match(text):
            amount = _amount(found)
        elif (found := _bare(text)) and (unit or quantity != "kwh"):
            amount = _amount(found) * (_UNITS[unit.lower()] if unit else 1)
        else:
            continue
        if LEAST[quantity] <= amount <= MOST[quantity]:
            return Figure(quantity, amount, _scope(label), _quote(said), line, last_line)
    return None


def _bare(text: str) -> re.Match[str] | None:
    """An amount whose unit is in the label."""
    found = _BARE.match(text)
    return found if found and not text[found.end() :].strip("+ ") else None


def _amount(found: re.Match[str]) -> float:
    groups = found.groupdict()
    if factor := groups.get("factor"):
        power = (groups["e"] or groups["power"]).translate(_SUPERSCRIPT)
        return float(factor) * 10.0 ** int(power)
    unit = (groups.get("unit") or groups.get("prefix") or "").lower()
    scale = (groups["scale"] or "").lower()
    return float(groups["number"].replace(",", "")) * _SCALES.get(scale, 1) * _UNITS.get(unit, 1)


def _scope(words: str) -> Scope:
    if _LATER.search(words):
        return "post-training"
    return "pretraining" if re.search(r"\bpre-?train", words, re.IGNORECASE) else "unknown"


def _cells(row: str) -> list[str]:
    inner = row[:MAX_SENTENCE].strip().removeprefix("|").removesuffix("|")
    return [_MARKUP.sub("", cell).strip() for cell in inner.split("|")]


def _quote(words: str) -> str:
    return " ".join(words.replace("**", "").strip(" *_#>-|").split())[:MAX_QUOTE]
