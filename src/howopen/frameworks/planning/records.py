"""A plan as plain data: what leads a release to a target."""

from __future__ import annotations

from typing import Literal

from howopen.schema import Bounds
from howopen.schema.release import Record


class Target(Record, frozen=True):
    """What is to be reached.

    Attributes:
        framework: Id of the framework.
        level: Name of a level, for a framework that has levels.
        number: The mean, 0 to 1, for a framework that is a mean.
    """

    framework: str
    level: str = ""
    number: float | None = None


class Now(Record, frozen=True):
    """What a part of a rule comes to today.

    Attributes:
        rule: The call, as it stands in rules.
        bounds: What it comes to.
        why: The reason.
        cites: Where the evidence can be seen.
    """

    rule: str
    bounds: Bounds
    why: str
    cites: tuple[str, ...] = ()


class Step(Record, frozen=True):
    """One thing that the publisher does.

    Attributes:
        id: Unique in the plan, the same for the same step in every audit of the release.
        act: Kind of the step: ``publish``, ``license``, ``describe``, ``open``, ...
        title: What to do, in one line.
        how: Files, settings and sentences, in Markdown.
        licenses: Licenses that the framework accepts for it, as SPDX ids; empty if none is needed.
        effort: 1 (minutes) to 5 (months).
        effort_words: The same in words.
        reason: Why it is that much work.
        refuted: What is missing is proven to be missing; otherwise it was not seen, and showing
            where it is may be enough.
        criteria: Which it serves.
        now: What is there today.
    """

    id: str
    act: str
    title: str
    how: tuple[str, ...]
    licenses: tuple[str, ...]
    effort: int
    effort_words: str
    reason: str
    refuted: bool
    criteria: tuple[str, ...]
    now: tuple[Now, ...]


class Confirmation(Record, frozen=True):
    """Something that only a reader can settle, and no publication.

    Attributes:
        id: Unique in the plan.
        ask: What has to be so.
        criteria: Which it serves.
        now: What is there today.
    """

    id: str
    ask: str
    criteria: tuple[str, ...]
    now: tuple[Now, ...]


class Way(Record, frozen=True):
    """A set of steps and confirmations that reaches the target, and of which none is superfluous.

    Attributes:
        merit: ``smallest``: no set has fewer steps; ``easiest``: none has less effort in sum;
            ``surest``: none needs fewer confirmations.
        steps: Ids of steps, the easiest first.
        confirmations: Ids of confirmations.
        effort: Sum over the steps.
    """

    merit: Literal["smallest", "easiest", "surest"]
    steps: tuple[str, ...]
    confirmations: tuple[str, ...]
    effort: int


class Obstacle(Record, frozen=True):
    """A criterion that nothing howopen knows of can meet."""

    criterion: str
    now: tuple[Now, ...]


class Plan(Record, frozen=True):
    """What leads a release to a target.

    Attributes:
        release: Its name.
        snapshots: Citations of its snapshots, the root first.
        target: What is to be reached.
        title: The target in words.
        bounds: What it comes to today.
        steps: All steps of all ways, the easiest first.
        confirmations: All confirmations of all ways.
        ways: The smallest first; empty if the target is reached or out of reach.
        exact: The first way is proven the smallest.
        obstacles: Why it is out of reach.
    """

    release: str
    snapshots: tuple[str, ...]
    target: Target
    title: str
    bounds: Bounds
    steps: tuple[Step, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    ways: tuple[Way, ...] = ()
    exact: bool = True
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the target is reached for certain today."""
        goal = 1 if self.target.number is None else self.target.number
        return self.bounds.lo >= goal - 1e-9  # a mean is only this exact

    def steps_of(self, way: Way) -> tuple[Step, ...]:
        """The steps of one way, the easiest first."""
        return tuple(step for step in self.steps if step.id in way.steps)

    def confirmations_of(self, way: Way) -> tuple[Confirmation, ...]:
        """The confirmations of one way."""
        return tuple(asked for asked in self.confirmations if asked.id in way.confirmations)


def terms_only(plan: Plan) -> bool:
    """Whether the release would reach the target with other terms: nothing else has to change.

    So OSI said of BLOOM, StarCoder2 and Falcon: "would probably pass if the license changed".
    """
    if not plan.ways or not plan.ways[0].steps:
        return False
    return all(step.act == "license" for step in plan.steps_of(plan.ways[0]))
