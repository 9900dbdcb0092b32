"""What a publisher can do about each thing that a rule may ask for: data, in ``changes.toml``."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from howopen.components import COMPONENTS, SECTIONS
from howopen.frameworks.planning.search import Aim, written

Makes = Literal["met", "not-met"]
Effort = Annotated[int, Meta(ge=1, le=5)]


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a call of a predicate met, or not met.

    Attributes:
        predicates: Which calls it is for.
        makes: What they become.
        act: Changes with the same act about the same thing are one step.
        title: What to do, in one line.
        how: The files, settings and sentences, in Markdown.
        effort: See `Changes.efforts`; that of a license is in its proposal.
        reason: Why it is that much work.
        components: Only calls about these; all, if there is none.
        states: Only where the component is in one of these states; in any, if there is none.
        about: The component that it is about, if not the one of the call.
        per: What one step is about; see ``changes.toml``.
        also: It goes beside the first that fits, as another way.
        fact: Only while the call is not refuted: words change no fact.
        joins: It comes with publishing the component, where that is still to be done.
        reaches: The value that is certain then; below 1 a reader has to confirm the rest.
    """

    predicates: tuple[str, ...]
    makes: Makes
    act: str
    title: str = ""
    how: tuple[str, ...] = ()
    effort: Effort = 1
    reason: str = ""
    components: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    about: str = ""
    per: Literal["component", "terms", "description", "document", "gate"] = "component"
    also: bool = False
    fact: bool = False
    joins: bool = False
    reaches: float = 1


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What only a reader can settle.

    Attributes:
        predicate: Which calls it is for.
        makes: What they become once it is confirmed.
        ask: What to confirm; ``{0}`` stands for the first argument of the call.
        least: It makes sense once this value is reached.
        cited: It makes sense only where there is evidence to read.
    """

    predicate: str
    makes: Makes
    ask: str
    least: float = 0
    cited: bool = False

    def asked(self, aim: Aim) -> str:
        """The question about one call."""
        text = self.ask
        for position, argument in enumerate(aim.arguments):
            named = argument in COMPONENTS or argument in SECTIONS
            word = argument.replace("-", " ") if named else argument
            text = text.replace(f"{{{position}}}", word)
        return text


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Licenses to choose from, for some components or for a kind of them.

    Attributes:
        licenses: SPDX ids, the one that fits best first.
        effort: Of putting such a component under another license.
        reason: Why it is that much work.
        say: How it is stated for such a component alone, in Markdown.
        components: Which it is for; if there is none, all others of the kind.
        kind: As of a component; ``terms``: several kinds at once.
    """

    licenses: tuple[str, ...]
    effort: Effort
    reason: str
    say: str
    components: tuple[str, ...] = ()
    kind: str = ""


class Statements(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a license is stated for a repository.

    Attributes:
        hub: For the whole of one on the Hugging Face Hub.
        other: For the whole of another.
        kind: For all code, data or documents of one.
    """

    hub: tuple[str, ...]
    other: tuple[str, ...]
    kind: tuple[str, ...]

    def of(self, place: str, wider: str) -> tuple[str, ...]:
        """The lines for a place, and for all of a kind in it."""
        if wider:
            return self.kind
        return self.hub if place.startswith("hf://") else self.other


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An effort in words."""

    level: Effort
    words: str


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to write under a section of a document."""

    id: str
    write: str


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in ``changes.toml``.

    Attributes:
        fixed: Predicates that nothing changes.
        efforts: The scale.
        documents: Where something about a component can be said, the best place first; of all
            others in the model card.
        files: The usual file name of a document.
        sections: What to write.
        proposals: Licenses, the first that fits is the one.
        statements: How a license is stated for a whole repository.
        ceilings: The most that some predicates come to.
        changes: See `fitting`.
        questions: The first that fits is the one.
    """

    fixed: tuple[str, ...]
    efforts: tuple[Level, ...] = field(name="effort")
    documents: dict[str, tuple[str, ...]]
    files: dict[str, str]
    ceilings: dict[str, float]
    sections: tuple[Section, ...] = field(name="section")
    proposals: tuple[Proposal, ...] = field(name="proposal")
    statements: Statements
    changes: tuple[Change, ...] = field(name="change")
    questions: tuple[Question, ...] = field(name="question")

    def fitting(self, aim: Aim, component: str, state: str) -> list[Change]:
        """What makes a call about a component that is in that state what is wanted."""
        fit = [
            change
            for change in self.changes
            if aim.predicate in change.predicates
            and (change.makes == "met") == aim.met
            and component in (change.components or (component,))
            and state in (change.states or (state,))
        ]
        first = [change for change in fit if not change.also]
        return first[:1] + [change for change in fit if change.also]

    def question(self, aim: Aim) -> Question | None:
        """What a reader can say about a call."""
        makes: Makes = "met" if aim.met else "not-met"
        for question in self.questions:
            if question.predicate == aim.predicate and question.makes == makes:
                return question
        told = any(aim.predicate in (*change.predicates, *self.fixed) for change in self.changes)
        return None if told else Question(aim.predicate, makes, f"that this holds: {written(aim)}")

    def proposal(self, components: Collection[str]) -> Proposal:
        """Licenses for these components together, and the effort of the hardest of them."""
        each = [self._proposal(component) for component in components]
        hardest = max(each, key=lambda proposal: proposal.effort)
        if len({proposal.licenses for proposal in each}) == 1:
            return hardest
        several = next(proposal for proposal in self.proposals if proposal.kind == "terms")
        return msgspec.structs.replace(several, effort=hardest.effort, reason=hardest.reason)

    def _proposal(self, component: str) -> Proposal:
        kind = COMPONENTS[component].kind
        return next(p for p in self.proposals if component in p.components or p.kind == kind)

    def describing(self, component: str) -> tuple[str, ...]:
        """The documents that can say something about a component."""
        return self.documents.get(component, ("model-card",))

    def write(self, section: str) -> str:
        """What to write under a section."""
        return next(found.write for found in self.sections if found.id == section)

    def effort_words(self, effort: int) -> str:
        """An effort in words."""
        return next(found.words for found in self.efforts if found.level == effort)


@cache
def changes() -> Changes:
    """What ``changes.toml`` says."""
    data = files("howopen.frameworks.planning").joinpath("changes.toml").read_bytes()
    return msgspec.toml.decode(data, type=Changes)
