"""Which moves there are for one release: what can be done, or confirmed, about each call.

Calls that one and the same thing settles share a token: the sections of one document, the parts
that one LICENSE file speaks for, a component that is published together with its license.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from howopen.components import COMPONENTS
from howopen.frameworks.facts import Facts, Outcome, strongest
from howopen.frameworks.planning.changes import Change, Changes, changes
from howopen.frameworks.planning.fitting import fits
from howopen.frameworks.planning.search import Aim, Cost, Move, Tokens
from howopen.frameworks.terms import Grant, grants, seen_in
from howopen.frameworks.vocabulary import named
from howopen.schema import Available, Document

NOTHING: Tokens = frozenset()


@dataclass
class Draft:
    """One thing that can be done.

    Attributes:
        change: The entry of ``changes.toml`` that it is one of.
        subject: What it is about: a component, or the citation of a snapshot.
        wider: For terms: the component that the statement in a snapshot is about, if not the whole.
        components: What becomes available, described or licensed by it.
        aims: The calls that it serves, with what they come to now.
        serves: The changes that it makes.
    """

    change: Change
    subject: str
    wider: str = ""
    components: dict[str, None] = field(default_factory=dict)
    aims: dict[Aim, Outcome] = field(default_factory=dict)
    serves: dict[Change, None] = field(default_factory=dict)


class Moves:
    """All moves towards some aims.

    Attributes:
        drafts: What can be done, by token.
        questions: What a reader can confirm, by token, with what the calls come to now.
        of: The moves of each aim, one without needs for what it is already.
    """

    def __init__(self, facts: Facts, wanted: Iterable[Aim]) -> None:
        self.drafts: dict[str, Draft] = {}
        self.questions: dict[str, dict[Aim, Outcome]] = {}
        self._facts = facts
        self._changes: Changes = changes()
        raw = {aim: self._moves(aim) for aim in dict.fromkeys(wanted)}
        self._clashes: dict[str, set[str]] = {}
        self.of: Mapping[Aim, list[Move]] = {
            aim: self._kept(aim, moves, raw) for aim, moves in raw.items()
        }

    @property
    def clashes(self) -> Mapping[str, Tokens]:
        """Tokens that cannot stand together, both ways round."""
        return {token: frozenset(others) for token, others in self._clashes.items()}

    def costs(self) -> Mapping[str, Cost]:
        """What each token costs."""
        costs = {token: Cost(1, self.effort(token)) for token in self.drafts}
        return costs | {token: Cost(confirmations=1) for token in self.questions}

    def effort(self, token: str) -> int:
        """How much work one step is."""
        draft = self.drafts[token]
        if draft.change.act == "license":
            return self._changes.proposal(draft.components).effort
        return draft.change.effort

    def settled(self, wanted: Iterable[Aim]) -> dict[Aim, Outcome]:
        """What calls come to now of which no move is enough."""
        return {
            aim: self._outcome(aim)
            for aim in wanted
            if max(move.value for move in self.of[aim]) < 1
        }

    # ------------------------------------------------------------------------------ of one call
    def _outcome(self, aim: Aim) -> Outcome:
        return named(aim.predicate).function(self._facts, *aim.arguments)

    def _moves(self, aim: Aim) -> list[Move]:
        outcome = self._outcome(aim)
        lo, hi = outcome.bounds.lo, outcome.bounds.hi
        now, most = (lo, hi) if aim.met else (1 - hi, 1 - lo)
        moves = [Move(NOTHING, now)]
        if now == 1:
            return moves
        asked = self._question(aim)
        ask = self._changes.question(aim)
        if ask and most == 1 and now >= ask.least and (outcome.evidence or not ask.cited):
            moves.append(Move(asked, 1))
        component = _component(aim)
        for change in self._changes.fitting(aim, component, self._state(component)):
            if change.fact and most < 1:
                continue
            certain = min(change.reaches, self._changes.ceilings.get(aim.predicate, 1))
            for needs in self._needs(change, aim, component) if now < certain else ():
                for token in needs:
                    self.drafts[token].aims[aim] = outcome
                    self.drafts[token].serves[change] = None
                moves.append(Move(needs, certain))
                if change.reaches < 1 and asked:
                    moves.append(Move(needs | asked, 1))
        for token in {token for move in moves for token in move.needs & asked}:
            self.questions.setdefault(token, {})[aim] = outcome
        return moves

    def _question(self, aim: Aim) -> Tokens:
        """What a reader has to confirm where publishing is not enough."""
        question = self._changes.question(aim)
        return frozenset((f"confirm:{question.asked(aim)}",)) if question else NOTHING

    def _kept(self, aim: Aim, moves: list[Move], raw: Mapping[Aim, list[Move]]) -> list[Move]:
        """The moves, what must not be overturned said where another move would overturn it."""
        opposite = Aim(aim.predicate, aim.arguments, not aim.met)
        own = {token for move in moves for token in move.needs}
        against = {token for move in raw.get(opposite, ()) for token in move.needs} - own
        if not against:
            return moves
        keep = f"keep:{aim}"
        for token in (*own, keep):
            self._clashes.setdefault(token, set()).update(against)
        for token in against:
            self._clashes.setdefault(token, set()).add(keep)
        return [m if m.needs or not m.value else Move(frozenset((keep,)), m.value) for m in moves]

    # ------------------------------------------------------------------------- what is to be done
    def _needs(self, change: Change, aim: Aim, component: str) -> list[Tokens]:
        """The sets of steps that make the change, each of them enough."""
        match change.per:
            case "component":
                subject = change.about or component
                joined = self._publication(subject) if change.joins else NOTHING
                return [joined or self._token(change, subject, subject)]
            case "gate":
                return [self._gates(change, component)]
            case "terms":
                return [self._terms(change, aim, change.about or component)]
            case "document":
                documents = self._changes.describing(change.about or component)
                return [self._written(change, document) for document in documents]
            case "description":
                return self._description(change, aim, component)

    def _token(self, change: Change, subject: str, component: str, wider: str = "") -> Tokens:
        """The one step with this act about this subject."""
        token = ":".join(filter(None, (change.act, subject, wider)))
        draft = self.drafts.setdefault(token, Draft(change, subject, wider))
        draft.components[component] = None
        return frozenset((token,))

    def _publication(self, component: str) -> Tokens:
        """The step that publishes a component of which nothing is there yet."""
        if self._there(component):
            return NOTHING
        available = Aim("available", (component,), met=True)
        found = self._changes.fitting(available, component, self._state(component))
        return self._token(found[0], component, component) if found else NOTHING

    def _gates(self, change: Change, component: str) -> Tokens:
        """Every repository in which the component is gated."""
        stated = self._facts.about(component, Available)
        gated = [one.evidence for one in stated if one.claim.state == "gated"]
        places = {place for evidence in gated for place in self._facts.snapshots(evidence)}
        return NOTHING.union(
            *(self._token(change, place, component) for place in sorted(places) or [component])
        )

    def _written(self, change: Change, document: str) -> Tokens:
        return self._publication(document) or self._token(change, document, document)

    def _description(self, change: Change, aim: Aim, component: str) -> list[Tokens]:
        """The documents that have the section under other terms; else one that will have it."""
        _, section, group = aim.arguments
        outcome = named("described").function(self._facts, component, section)
        saying = [d for d in COMPONENTS if self._speaks(d, outcome.evidence)]
        if saying:
            return [NOTHING.union(*(self._licensed(change, d, group) for d in saying))]
        described = Aim("described", (component, section), met=True)
        writing = self._changes.fitting(described, component, "")[0]
        return [
            self._written(writing, document) | self._licensed(change, document, group)
            for document in self._changes.describing(component)
        ]

    def _speaks(self, component: str, evidence: Collection[str]) -> bool:
        return any(s.evidence.id in evidence for s in self._facts.about(component, Document))

    def _licensed(self, change: Change, component: str, group: str) -> Tokens:
        aim = Aim("licensed", (component, group), met=True)
        met = named("licensed").function(self._facts, component, group).bounds.lo == 1
        return NOTHING if met else self._terms(change, aim, component)

    # --------------------------------------------------------------------------------- terms
    def _terms(self, change: Change, aim: Aim, component: str) -> Tokens:
        """Every statement that stands against it; else where one has to be made."""
        if publication := self._publication(component):
            return publication
        found = grants(self._facts, component)
        stated = (*found.whole, *found.parts)
        wrong = [g for g in stated if not fits(g.claim.expression, aim, self._facts.groups)]
        if stated:
            return NOTHING.union(
                *(self._statement(change, component, grant) for grant in wrong or stated)
            )
        places = sorted(seen_in(self._facts, component)) or [component]
        return NOTHING.union(*(self._token(change, place, component) for place in places))

    def _statement(self, change: Change, component: str, grant: Grant) -> Tokens:
        """The statement itself: of the component, or of more in a repository."""
        evidence = grant.stated.evidence
        places = self._facts.snapshots(evidence)
        if evidence.component == component or not places:
            return self._token(change, component, component)
        wider = "" if evidence.component == "distribution" else evidence.component
        return NOTHING.union(
            *(self._token(change, place, component, wider) for place in sorted(places))
        )

    def _there(self, component: str) -> bool:
        """Whether at least something of it is there for certain."""
        return bool(named("available").function(self._facts, component).bounds.lo > 0)

    def _state(self, component: str) -> str:
        stated = strongest(self._facts.about(component, Available)) if component else []
        states = [one.claim.state for one in stated]
        for state in ("open", "gated", "partial"):
            if state in states:
                return state
        return states[0] if states else "unknown"


def _component(aim: Aim) -> str:
    """What a call is about; empty if about no component."""
    first = named(aim.predicate).parameters[:1]
    return aim.arguments[0] if first == ("component",) else ""
