"""What a license text permits, requires and forbids, clause by clause, with the words that say so.

The reader knows no license by name, so it reads unknown and modified texts as well as known ones.
Steps: sentences with what leads them in; defined terms; patterns with polarity (who must, who may
not, who is only encouraged); amounts, places, names; the quote. Wording that no pattern knows is
not found: a clause that is reported stands there, a clause that is not may still be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from howopen.licenses.amounts import money, people, percents
from howopen.licenses.definitions import Term, defines, resolved, terms
from howopen.licenses.languages import is_read
from howopen.licenses.patterns import Cancel, Carries, Pattern, Patterns, patterns
from howopen.licenses.sentences import Lines, Sentence, sentences
from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause, Threshold

MAX_CLAUSES = 500
"""Clauses kept of one text; the longest known license has some sixty."""

MAX_QUOTE = 700
"""Characters up to which a quote begins with the words that lead in a list; else with the item."""

_QUESTION = re.compile(r"[?？]\W{0,3}$")
"""What ends so says nothing: "Can I use it in my product?"."""

_HEADING = re.compile(r"#{1,6} [^.;:\n]{1,80}$")
"""One in Markdown: "Additional permission" permits nothing by itself."""

_SHORT = 5
"""Words of a heading without a verb: "Grant of Patent License." permits nothing by itself."""

_VERB = re.compile(r"\b(?:may|can|is|are|remains?|belongs?|owns?|grants|claims|reserves?)\b|:")

_HEDGE = re.compile(
    r"\b(?:(?:is|are|be|we|strongly|highly) (?:[a-z]+ )?encouraged?|encourages? (?:you|users)|"
    r"(?:are|is|we|strongly|highly) recommend\w*|kindly|"
    r"(?<!if )(?<!when )(?<!once )(?<!and )we (?:ask|request|would appreciate)|"
    r"should consider|may choose|free to choose|(?:is|are) not (?:required|obligated|obliged)|"
    r"need not|not have to|optional(?:ly)?)\b|鼓励|建议|可以选择"
)
_URL = re.compile(r"https?://[^\s)\]>\"'”]{4,200}")
_TERMS = re.compile(r"polic(?:y|ies)|\baup\b|terms|guidelines|政策")
_NAMED = re.compile(r'"([^"]{2,80})"')
_OUTPUT = re.compile(r"\boutputs?\b|\bresults?\b|输出")
_RULES = re.compile(r"requirement|condition|restrict|prohibited|obligation")
"""In the name of a term: what it means is what the license asks, "Prohibited Uses" for one."""

_CONTRACTED = (
    ("can't", "cannot"),
    ("won't", "will not"),
    ("n't", " not"),
    ("'ll ", " will "),
    ("'re ", " are "),
    ("'ve ", " have "),
)
_HYPHENS = re.compile(r"\b(re|sub)-(?=distribut|publish|upload|sell|sale|licen|host|post|pack|us)")
_TO_NOT = re.compile(r"\bto not\b(?! only)")
"""What patterns need not know: "can't", "re-distribute", "you agree to not sell it"."""

_CONSEQUENCES = (
    ("display", re.compile(r"prominent|(?:shall|must|will) display|built with|user interface")),
    ("royalty", re.compile(r"royalt|licen[cs]e fee|\bpay\b")),
    (
        "license",
        re.compile(r"licen[cs]e|authori[sz]|terminat|contact|permission|agreement|许可|授权"),
    ),
)


class _Carried(NamedTuple):
    """What was read from a sentence besides its kind; `enough` if that makes a clause."""

    enough: bool
    thresholds: tuple[Threshold, ...] = ()
    details: tuple[str, ...] = ()


class _Found(NamedTuple):
    """A clause before lists of uses are joined."""

    kind: str
    sentence: Sentence
    carried: _Carried
    url: str


class _Words(NamedTuple):
    """Words as patterns read them, and the positions of the patterns that ask for some of them."""

    spelled: str
    asking: frozenset[int]


class _Text:
    """What is known of a whole text while its sentences are read."""

    def __init__(self, all_sentences: Sequence[Sentence]) -> None:
        self.defined = terms(all_sentences)
        self.patterns = patterns()
        self._confined = {name: t for name, t in self.defined.items() if t.noncommercial}
        whole = self._spelled("\n".join(sentence.words for sentence in all_sentences))
        self._by_word = _words_in(whole, self.patterns.by_word)
        self._leads: dict[str, _Words] = {}

    def words(self, written: str) -> _Words:
        """A sentence, or part of one."""
        spelled = self._spelled(written)
        asking = [at for word, at in self._by_word.items() if word in spelled]
        return _Words(spelled, frozenset().union(*asking))

    def _spelled(self, written: str) -> str:
        return resolved(_spelled(written), self._confined)

    def lead(self, written: str) -> _Words:
        """What leads in a list, which is the same for all its items."""
        if written not in self._leads:
            self._leads[written] = self.words(written)
        return self._leads[written]


def _words_in(whole: str, by_word: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The words, or sequences of words, that stand in a text; most do not.

    A text says most of its words many times, so its different ones are asked first.
    """
    different = "\n".join(set(whole.split()))
    return {
        word: at
        for word, at in by_word.items()
        if word.partition(" ")[0] in different and (" " not in word or word in whole)
    }


def read_clauses(text: str) -> list[Clause]:
    """All clauses of a license text that the patterns know, in the order of the text.

    Any text gives an answer, in time proportional to its length; what lies beyond
    `howopen.licenses.sentences.MAX_TEXT` characters is not read, nor what is in a language that the
    patterns are not made for (see `howopen.licenses.languages`).
    """
    if not is_read(text):
        return []
    all_sentences = list(sentences(text))
    whole = _Text(all_sentences)
    found: list[_Found] = []
    for sentence in all_sentences:
        if _QUESTION.search(sentence.words):
            continue
        heading = _HEADING.match(text, sentence.start, sentence.end)
        read = _read(sentence, whole)
        found += [one for one in read if not (heading and kinds()[one.kind].effect == "permits")]
        if len(found) >= MAX_CLAUSES:
            break
    lines = Lines(text)
    joined = [_clause(group, text, lines) for group in _lists(_kept(found, whole.patterns))]
    return sorted(joined, key=lambda clause: (clause.lines, clause.kind))


def kinds_said(sentence: Sentence) -> frozenset[str]:
    """The kinds of clauses that a sentence expresses by itself, read with what leads it in."""
    whole = _Text([Sentence(0, 0, sentence.lead, "", 0), sentence])
    return frozenset(found.kind for found in _read(sentence, whole))


def _read(sentence: Sentence, whole: _Text) -> Iterable[_Found]:
    """The clauses of one sentence, at most one of a kind."""
    known = whole.patterns
    words, asking = whole.words(sentence.words)
    lead = ""
    if sentence.lead:
        lead, also_asking = whole.lead(sentence.lead)
        lead += " / "
        asking |= also_asking
    term = defines(sentence)
    definition = bool(term) and not _RULES.search(term)
    done: set[str] = set()
    for position in sorted(asking):
        pattern = known.patterns[position]
        if pattern.kind in done or (definition and not pattern.definitions):
            continue
        if not _matches(pattern, words, lead):
            continue
        if pattern.outside and _is_list_of(pattern.outside, lead, known):
            continue
        carried = _carried(pattern.carries, words, known)
        if carried.enough:
            done.add(pattern.kind)
            url = _url(sentence.words, words, whole.defined)
            yield _Found(pattern.kind, sentence, carried, url)


def _spelled(words: str) -> str:
    """In lower case, in one of several spellings."""
    words = words.lower()
    if "'" in words:
        for short, full in _CONTRACTED:
            words = words.replace(short, full)
    return _TO_NOT.sub("not to", _HYPHENS.sub(r"\1", words))


def _matches(pattern: Pattern, words: str, lead: str) -> bool:
    whole = lead + words
    if pattern.also and not pattern.also.compiled.search(whole):
        return False
    hedged = kinds()[pattern.kind].effect != "permits"
    if not hedged and not lead and _is_title(words):
        return False
    for match in pattern.find.compiled.finditer(whole):
        if match.end() <= len(lead) and not pattern.in_lead:
            continue
        if hedged and _HEDGE.search(whole, max(0, match.start() - 40), match.end()):
            continue
        return not (pattern.unless and pattern.unless.compiled.search(words))
    return False


def _is_title(words: str) -> bool:
    return words.isascii() and words.count(" ") < _SHORT and not _VERB.search(words)


def _is_list_of(kind: str, lead: str, known: Patterns) -> bool:
    """Whether a list is led in as one of this kind."""
    named = known.lists.get(kind)
    if named and named.compiled.search(lead):
        return True
    return any(p.kind == kind and p.find.compiled.search(lead) for p in known.patterns)


def _carried(carries: Carries, words: str, known: Patterns) -> _Carried:
    if carries == "people":
        amounts = people(words)
        return _Carried(bool(amounts), amounts)
    if carries == "money":
        amounts = money(words)
        return _Carried(bool(amounts), amounts)
    if carries == "percents":
        return _Carried(enough=True, thresholds=percents(words))
    if carries == "topics":
        topics = tuple(name for name, named in known.topics.items() if named.compiled.search(words))
        return _Carried(bool(topics), details=topics)
    if carries == "places":
        places = tuple(name for name, named in known.places.items() if named.compiled.search(words))
        return _Carried(enough=True, details=places)
    if carries == "names":
        return _Carried(enough=True, details=tuple(dict.fromkeys(_NAMED.findall(words))))
    if carries == "objects":
        extends = ("model", "output") if _OUTPUT.search(words) else ("model",)
        return _Carried(enough=True, details=extends)
    return _Carried(enough=True)


def _url(written: str, words: str, defined: dict[str, Term]) -> str:
    """An address in the sentence itself, or in the definition of a term that it uses."""
    if match := _URL.search(written):
        return match[0].rstrip(".,;:")
    return next(
        (t.url for t in defined.values() if t.url and t.name in words and _TERMS.search(t.name)), ""
    )


def _kept(found: list[_Found], known: Patterns) -> list[_Found]:
    """Without what another clause of the text takes back."""
    for cancel in known.cancels:
        others = [f for f in found if f.kind == cancel.by]
        topics = {topic for other in others for topic in other.carried.details}
        if others and len(topics) >= cancel.topics:
            found = [f for f in found if f.kind != cancel.kind or _stays(f, cancel)]
    return found


def _stays(found: _Found, cancel: Cancel) -> bool:
    """Whether a clause says itself that nothing takes it back."""
    if cancel.unless_url and found.url:
        return True
    return bool(cancel.unless and cancel.unless.compiled.search(_spelled(found.sentence.words)))


def _lists(found: list[_Found]) -> Iterable[list[_Found]]:
    """Items of one list that are of one kind belong to one clause."""
    lists: dict[tuple[str, str], list[_Found]] = {}
    for position, one in enumerate(found):
        root = one.sentence.lead[:60] or str(position)
        lists.setdefault((one.kind, root), []).append(one)
    return lists.values()


def _clause(group: list[_Found], text: str, lines: Lines) -> Clause:
    first, last = group[0], group[-1]
    start, end = first.sentence.start, first.sentence.end
    if end - first.sentence.lead_start <= MAX_QUOTE:
        start = first.sentence.lead_start
    thresholds = tuple(dict.fromkeys(t for f in group for t in f.carried.thresholds))
    return Clause(
        kind=first.kind,
        effect=kinds()[first.kind].effect,
        quote=text[start:end],
        lines=(lines.at(start), lines.at(last.sentence.end - 1)),
        thresholds=thresholds,
        consequence=_consequence(first) if thresholds else "",
        details=tuple(dict.fromkeys(d for f in group for d in f.carried.details)),
        url=next((f.url for f in group if f.url), ""),
    )


def _consequence(found: _Found) -> str:
    words = found.sentence.words.lower()
    return next((name for name, named in _CONSEQUENCES if named.search(words)), "")
