"""Moves in words: what exactly to do, under which license, what for, and what is there now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from howopen.components import COMPONENTS
from howopen.frameworks.evaluate import negation
from howopen.frameworks.facts import Outcome
from howopen.frameworks.planning.changes import Change, changes
from howopen.frameworks.planning.fitting import fitting
from howopen.frameworks.planning.moves import Draft
from howopen.frameworks.planning.records import Confirmation, Now, Step
from howopen.frameworks.planning.search import Aim, written
from howopen.schema import Evidence

MOST_CITES = 3
"""Places given of one piece of what is there now."""

MOST_NAMES = 4
"""Components named in the title of a step."""

TERMS = ("licensed", "description_licensed", "open_data", "free", "ai_act_terms")
"""Predicates that ask for terms."""

ANY = "a license that the framework accepts"

Groups = Mapping[str, Collection[str]]


class Writer:
    """Writes the steps of one plan.

    Args:
        groups: License groups of the framework.
        evidence: All evidence of the release.
        serves: The criteria that a call serves.
    """

    def __init__(
        self,
        groups: Groups,
        evidence: Iterable[Evidence],
        serves: Mapping[Aim, Sequence[str]],
    ) -> None:
        self._groups = groups
        self._cites = {item.id: item.cites for item in evidence}
        self._serves = serves

    def step(self, token: str, draft: Draft) -> Step:
        """One step."""
        license_ = draft.change.act == "license"
        asked = _terms(draft)
        proposal = changes().proposal(draft.components)
        licenses = fitting(proposal.licenses, asked, self._groups) if asked else ()
        about = proposal if license_ else draft.change
        return Step(
            id=token,
            act=draft.change.act,
            title=self._title(draft),
            how=self._how(draft, licenses),
            licenses=licenses,
            effort=about.effort,
            effort_words=changes().effort_words(about.effort),
            reason=about.reason,
            refuted=_proven_missing(draft),
            criteria=self._criteria(draft.aims),
            now=self.now(_told(draft)),
        )

    def confirmation(self, token: str, aims: Mapping[Aim, Outcome]) -> Confirmation:
        """One thing that a reader has to confirm."""
        ask = token.partition(":")[2]
        return Confirmation(token, ask, self._criteria(aims), self.now(aims))

    def now(self, aims: Mapping[Aim, Outcome]) -> tuple[Now, ...]:
        """What some calls come to today, each reason once, what is refuted first."""
        found: dict[str, Now] = {}
        for aim, outcome in aims.items():
            cites = dict.fromkeys(c for id_ in outcome.evidence for c in self._cites.get(id_, ()))
            bounds = outcome.bounds if aim.met else negation(outcome.bounds)
            now = Now(written(aim), bounds, outcome.why, tuple(cites)[:MOST_CITES])
            found.setdefault(outcome.why, now)
        return tuple(sorted(found.values(), key=lambda now: now.bounds.hi))

    def _criteria(self, aims: Iterable[Aim]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id_ for aim in aims for id_ in self._serves.get(aim, ())))

    def _title(self, draft: Draft) -> str:
        refuted = _proven_missing(draft)
        if draft.change.act == "license":
            verb = "Relicense" if refuted else "State an accepted license for"
            return f"{verb} {parts(draft.components)}"
        title = self._filled(draft.change.title, draft, ())
        if draft.change.act == "publish" and not refuted:
            return f"Show or {title[0].lower()}{title[1:]}"
        return title

    def _how(self, draft: Draft, licenses: Sequence[str]) -> tuple[str, ...]:
        """The lines of a step: the changes, the sections to write, the terms to state."""
        # "with one section each" is followed by the sections
        every = sorted({**dict.fromkeys([draft.change]), **draft.serves}, key=_of_sections)
        lines = [line for change in every for line in change.how]
        written_ = [aim.arguments[1] for aim in draft.aims if aim.predicate == "described"]
        lines += [f"`{changes().write(section)}`" for section in written_]
        if draft.change.act == "license" and draft.subject not in COMPONENTS:
            lines += changes().statements.of(draft.subject, draft.wider)
        elif _terms(draft):
            lines += [changes().proposal((component,)).say for component in draft.components]
        return tuple(dict.fromkeys(self._filled(line, draft, licenses) for line in lines))

    def _filled(self, text: str, draft: Draft, licenses: Sequence[str]) -> str:
        component = next(iter(draft.components))
        license_ = licenses[0] if licenses else ANY
        for name, value in (
            ("component", name_of(component)),
            ("document", name_of(component)),
            ("file", changes().files.get(component, name_of(component))),
            ("place", place(draft.subject)),
            ("wider", draft.wider),
            ("license", license_),
            ("tag", license_.lower() if licenses else "..."),
        ):
            text = text.replace(f"{{{name}}}", value)
        return text


def name_of(component: str) -> str:
    """A component in running text."""
    return "release as a whole" if component == "distribution" else component.replace("-", " ")


def parts(components: Iterable[str]) -> str:
    """Some components in running text."""
    names = [f"the {name_of(component)}" for component in components]
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 1], f"{len(names) - MOST_NAMES + 1} more parts"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def place(subject: str) -> str:
    """A repository without its revision, or a component."""
    return name_of(subject) if subject in COMPONENTS else subject.rpartition("@")[0] or subject


def _of_sections(change: Change) -> bool:
    return "described" in change.predicates


def _terms(draft: Draft) -> list[Aim]:
    """The calls for terms that the step settles; to write in a document settles none."""
    if draft.change.act == "license":
        return list(draft.aims)
    if draft.change.per == "document":
        return []
    return [aim for aim in draft.aims if aim.predicate in TERMS]


def _told(draft: Draft) -> dict[Aim, Outcome]:
    """The calls whose reasons tell: what is not there has no terms either, which is not said."""
    others = {aim: outcome for aim, outcome in draft.aims.items() if aim.predicate not in TERMS}
    return others or draft.aims


def _proven_missing(draft: Draft) -> bool:
    """Whether it is proven that something does not come to what it could."""
    return any(
        (outcome.bounds.hi if aim.met else 1 - outcome.bounds.lo)
        < changes().ceilings.get(aim.predicate, 1)
        for aim, outcome in draft.aims.items()
    )
