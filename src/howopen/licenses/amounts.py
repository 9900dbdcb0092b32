"""Amounts in a license sentence: how many users, how much money, in which period."""

from __future__ import annotations

import re

from howopen.schema import Threshold

FEWEST = 500
"""Users below which a number is none of users: sections and percentages are smaller."""

_NUMBER = r"(?:\d[\d,. ]{0,14}\d|\d)"
_SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mm": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "万": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
}
_WORDS = {"one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "twenty": 20, "hundred": 100}
_SCALE = r"(?P<scale>thousand|million|billion|百万|千万|万|亿|(?:mm|bn|[mkb])\b)"
_CURRENCIES = {
    "USD": r"us ?\$|usd\b|u\.?s\.? ?dollars?|united states dollars?|美元",
    "EUR": r"€|eur\b|euros?\b",
    "GBP": r"£|gbp\b|pounds sterling",
    "CNY": r"rmb\b|cny\b|yuan\b|人民币|¥|元",
    "KRW": r"krw\b|₩",
    "JPY": r"jpy\b|yen\b",
}
_CURRENCY = {name: re.compile(pattern) for name, pattern in _CURRENCIES.items()}
_WORD = rf"\b(?:{'|'.join(_WORDS)})(?= (?:hundred|thousand|million|billion)\b)"
_AMOUNT = re.compile(
    rf"(?P<sign>[$€£¥]\s?)?(?P<number>{_WORD}|{_NUMBER})"
    rf"\s?(?:\([\d,. ]{{1,20}}\)\s?)?{_SCALE}?"
)
_PERIODS = (
    (
        "month",
        re.compile(
            r"(?<!12 )(?<!twelve )(?<!12-)(?<!twelve-)month|每月|当月|月活|月均|月度|自然月"
        ),
    ),
    ("day", re.compile(r"\bdaily\b|per day|每日|日活|日均")),
    (
        "year",
        re.compile(
            r"annual|\b(?:12|twelve)[- ]months?|\byear|fiscal|\barr\b|每年|年收入|年度|年营"
        ),
    ),
)
_PEOPLE = re.compile(
    r"users?\b|visits?\b|visitors?\b|subscribers?\b|\bmaus?\b|\bmuus?\b|用户|访问|月活|日活"
)
_VISITS = re.compile(r"visits?\b|visitors?\b|访问")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PERCENT = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3})?)\s?(?:%|percent|per cent)")


def people(words: str) -> tuple[Threshold, ...]:
    """Numbers of users or visits in a lower-case sentence."""
    unit = "visits" if _VISITS.search(words) else "users"
    found = []
    for match in _AMOUNT.finditer(words):
        value = _value(match)
        named = _PEOPLE.search(words[: match.end() + 60])
        if named and value >= FEWEST and not (_year(match) or _money(words, match)):
            found.append(Threshold(value, unit, _period(words, match)))
    return tuple(dict.fromkeys(found))


def money(words: str) -> tuple[Threshold, ...]:
    """Amounts of money in a lower-case sentence."""
    found = []
    for match in _AMOUNT.finditer(words):
        currency = _money(words, match)
        if currency and _value(match) > 0:
            found.append(Threshold(_value(match), currency, _period(words, match)))
    return tuple(dict.fromkeys(found))


def percents(words: str) -> tuple[Threshold, ...]:
    """Percentages in a lower-case sentence."""
    return tuple(Threshold(float(m["number"]), "percent") for m in _PERCENT.finditer(words))


def _year(match: re.Match[str]) -> bool:
    return not match["scale"] and bool(_YEAR.fullmatch(match["number"]))


def _value(match: re.Match[str]) -> float:
    digits = match["number"].replace(",", "").replace(" ", "").rstrip(".")
    if digits in _WORDS:
        number = float(_WORDS[digits])
    elif digits.count(".") > 1:
        number = float(digits.replace(".", ""))
    else:
        number = float(digits)
    return number * _SCALES.get(match["scale"] or "", 1)


def _money(words: str, match: re.Match[str]) -> str:
    """The currency of an amount, or empty if it is none: its sign, or a name right beside it."""
    before = words[max(0, match.start() - 12) : match.start("number")]
    after = words[match.end() : match.end() + 24]
    for name, pattern in _CURRENCY.items():
        near = pattern.search(after)
        if pattern.search(before) or (near and near.start() <= 4):
            return name
    return "USD" if "$" in before or after.lstrip().startswith(("$", "dollar")) else ""


def _period(words: str, match: re.Match[str]) -> str:
    """The period that is named nearest to the amount; one behind it rather than one before."""
    nearest, best = "", 400
    for name, pattern in _PERIODS:
        for named in pattern.finditer(words):
            behind = named.start() - match.end()
            distance = behind if behind >= 0 else 3 * (match.start() - named.end())
            if distance < best:
                nearest, best = name, distance
    return nearest
