"""Amounts in a license sentence: how many users, how much money, in which period."""

from __future__ import annotations

import re

from howopen.schema import Threshold

FEWEST = 500
"""Below it a number is one of users only if they stand right behind it: sections, percentages and
ages are small."""

LEAST = 1_000
"""Money below which nobody's revenue is: prices and fees are small."""

_NUMBER = r"(?:\d[\d,.']{0,14}\d|\d)(?: \d{3}(?!\d)){0,3}"
_SPOKEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {
    **{word: number for number, word in enumerate(_SPOKEN.split(), 1)},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), 1)},
}
_WORD = rf"(?:{'|'.join(sorted(_WORDS, reverse=True))})"
_NAMED = rf"""\b(?:(?:half\ )?an?(?=\ (?:hundred|thousand|million|billion)\b)|{_WORD}\b)
    (?:[ -](?:and\ )?(?:{_WORD}|hundred)\b){{0,5}}"""
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "[一二两三四五六七八九十][一二两三四五六七八九十百千]{0,5}"
_SIZES = {
    1e3: "thousand k",
    1e4: "万",
    1e5: "lakh",
    1e6: "million mln mio mn mm m 百万",
    1e7: "crore 千万",
    1e8: "亿",
    1e9: "billion bn b",
}
_SCALES = {name: size for size, names in _SIZES.items() for name in names.split()}
_SCALE = (
    r"(?P<scale>thousand|million|billion|lakh|crore|百万|千万|万|亿|(?:mln|mio|mn|mm|bn|[mkb])\b)"
)
_CURRENCIES = {
    "AUD": r"\ba(?:u|us)? ?\$|aud\b|australian dollars?",
    "CAD": r"\bca? ?\$|cad\b|canadian dollars?",
    "NZD": r"nzd\b|nz ?\$",
    "USD": r"us ?\$|u\.s\. ?\$|usd\b|u\.?s\.? ?dollars?|united states dollars?|美元",
    "EUR": r"€|eur\b|euros?\b|欧元",
    "GBP": r"£|gbp\b|pounds\b|sterling",
    "CHF": r"chf\b|(?:swiss )?francs?\b",
    "JPY": r"jpy\b|yen\b|日元",
    "HKD": r"hkd\b|hk ?\$|港元|港币",
    "CNY": r"rmb\b|cny\b|yuan\b|renminbi|人民币|¥|元",
    "KRW": r"krw\b|₩|\bwon\b",
    "INR": r"inr\b|₹|rupees?\b",
    "PLN": r"pln\b|zloty",
}
_CURRENCY = {name: re.compile(pattern) for name, pattern in _CURRENCIES.items()}
_AMOUNT = re.compile(
    rf"""(?P<sign>[$€£¥₹₩]\s?)?(?P<number>{_NUMBER.replace(" ", "[ ]")}|{_NAMED}|{_CHINESE})
    \s?(?:\([a-z\d,.\ -]{{1,30}}\)\s?)?{_SCALE}?(?:\s?\([\d,.\ ]{{1,20}}\))?""",
    re.VERBOSE,
)
_PERIODS = {
    "month": re.compile(
        r"(?<!12 )(?<!twelve )(?<!12-)(?<!twelve-)(?<!\) )month|\b(?:30|thirty)[- ]days?"
        r"|\bmaus?\b|\bmuus?\b|每月|当月|月活|月均|月度|自然月"
    ),
    "day": re.compile(
        r"\bdaily\b|\bdaus?\b|\b(?:per|a|each|every|single) (?:calendar )?day\b|每日|日活|日均"
    ),
    "year": re.compile(
        r"annual|\bannum|\b(?:12|twelve)(?: \(\w{2,6}\))?[- ]months?|\byear|fiscal|\barr\b"
        r"|每年|年收入|年度|年营"
    ),
}
_COUNTED = (
    r"(?:(?P<visits>\bvisit(?:or)?s?\b|访问)"
    r"|(?P<users>users?\b|\b(?:maus?|muus?|daus?|subscribers?|people|persons|customers|members"
    r"|accounts|seats?|developers|listeners|players|viewers|readers|followers|clients|patients"
    r"|students|pupils|citizens|audience|actives)\b|用户|月活|日活)"
    r"|(?P<calls>\b(?:calls|requests|queries|inferences|invocations|transactions|generations"
    r"|conversions|validations|sessions|impressions|page ?views|loads)\b|调用)"
    r"|(?P<downloads>\b(?:downloads|downloaded|installations|installs|installed)\b|下载)"
    r"|(?P<others>\b(?:employees|staff|workers)\b|员工))"
)
_BEHIND = re.compile(rf"(?:\+?\s?(?:[a-z,'/-]{{1,20}} ){{0,5}}?|[\u4e00-\u9fff]{{0,8}}?){_COUNTED}")
_BEFORE = re.compile(_COUNTED)
_NO_NOUN = re.compile(
    r"\W*$|\s?[.,;:)+]|[\s-]*(?:in|per|at|during|within|for|or|and|on|an?|each|every|monthly|daily|then|you"
    r"|we|if|when|unless|this|needs?|must|shall|may|is|are|[\u4e00-\u9fff])"
)
_SEATS = re.compile(
    r"\+?\s?(?!(?:for|in|of|to|and|or|the|by|on|at|with|if|as|is) )(?:[a-z-]+ )?"
    r"(?:users|seats|people|persons|developers)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CENTS = re.compile(r"\d+,\d{1,2}")
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[\d.]*\.\d*\.[\d.]*")
_PERCENT = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3})?)\s?(?:%|percent|per cent)")


def people(words: str) -> tuple[Threshold, ...]:
    """Numbers of users, visits, calls or downloads in a lower-case sentence."""
    found = []
    for match in _AMOUNT.finditer(words):
        value, unit = _value(match), _counted(words, match)
        few = value > 1 and value.is_integer() and _SEATS.match(words, match.end())
        enough = value >= FEWEST or few
        if unit and enough and not (_year(match) or _money(words, match)):
            found.append(Threshold(value, unit, _period(words, match)))
    return tuple(dict.fromkeys(found))


def money(words: str) -> tuple[Threshold, ...]:
    """Amounts of money in a lower-case sentence."""
    found = []
    for match in _AMOUNT.finditer(words):
        currency = _money(words, match)
        if currency and _value(match) >= LEAST:
            found.append(Threshold(_value(match), currency, _period(words, match)))
    return tuple(dict.fromkeys(found))


def percents(words: str) -> tuple[Threshold, ...]:
    """Percentages in a lower-case sentence."""
    return tuple(Threshold(float(m["number"]), "percent") for m in _PERCENT.finditer(words))


def _year(match: re.Match[str]) -> bool:
    return not match["scale"] and bool(_YEAR.fullmatch(match["number"]))


def _counted(words: str, match: re.Match[str]) -> str:
    """What an amount counts, named right behind it or else before it; empty for employees."""
    named = _BEHIND.match(words, match.end())
    if not named and _NO_NOUN.match(words, match.end()):
        for before in _BEFORE.finditer(words, max(0, match.start() - 120), match.start()):
            named = before
    unit = (named.lastgroup or "") if named else ""
    return "" if unit == "others" else unit


def _value(match: re.Match[str]) -> float:
    return _number(match["number"]) * _SCALES.get(match["scale"] or "", 1)


def _number(written: str) -> float:
    if written[0].isdecimal():
        if _CENTS.fullmatch(written):
            return float(written.replace(",", "."))
        digits = re.sub("[ ,']", "", written).rstrip(".")
        return float(digits.replace(".", "") if _DOTTED.fullmatch(digits) else digits)
    if not written.isascii():
        return _chinese(written)
    number = 0.0
    for word in re.split("[ -]", written):
        if word == "hundred":
            number = max(number, 1) * 100
        elif word == "half":
            number = 0.5
        else:
            number += _WORDS.get(word, 0)
    return number or 1


def _chinese(written: str) -> float:
    number, digit = 0, 0
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            number += max(digit, 1) * _UNITS[character]
            digit = 0
    return number + digit


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
    for name, pattern in _PERIODS.items():
        for named in pattern.finditer(words):
            behind = named.start() - match.end()
            distance = behind if behind >= 0 else 3 * (match.start() - named.end())
            if distance < best:
                nearest, best = name, distance
    return nearest
