"""May I? One use, one situation and the terms of a release; out comes an answer with its grounds.

How it is put together: of one license the worst that a clause does counts, and without a grant the
answer is unknown. Licenses that hold together count together; of licenses that contradict each
other each is answered alone. Terms beside the license and the terms of a base model bind as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

import msgspec

from howopen.components import COMPONENTS
from howopen.errors import UsageError
from howopen.uses.judge import Ground, Side, beside, informed, merged, under
from howopen.uses.permission import ORDER, Permission, any_of, at_most, worst
from howopen.uses.rules import Use, uses
from howopen.uses.situation import Situation, Who
from howopen.uses.terms import Terms


class Component(msgspec.Struct, frozen=True):
    """The answer for one component.

    Attributes:
        component: A key of `howopen.components.COMPONENTS`.
        base: The base model whose component it is; empty: of the release itself.
        permission: The answer; for what the use does not need, a caution at worst.
        conflict: Whether the licenses contradict each other.
        sides: The answer under each license and under further terms.
        grounds: Reasons that are not of one side.
    """

    component: str
    base: str
    permission: Permission
    conflict: bool
    sides: tuple[Side, ...]
    grounds: tuple[Ground, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """Whether a release may be used so, and why.

    Attributes:
        use: Id of the use.
        situation: What it was asked for.
        permission: The answer.
        components: The answer for each component, base models behind what is derived from them.
        deciding: The grounds for which the answer is no better; empty for ``go``.
        todo: The grounds by which something has to be done.
        notes: What of the situation was not used, and why.
    """

    use: str
    situation: Situation
    permission: Permission
    components: tuple[Component, ...]
    deciding: tuple[Ground, ...]
    todo: tuple[Ground, ...]
    notes: tuple[str, ...] = ()


def answer(use: str, situation: Situation, terms: Sequence[Terms]) -> Answer:
    """Whether a release may be used so.

    Args:
        use: Id of a use (`howopen.uses.rules.uses`).
        situation: Who asks, where, how large.
        terms: Of the components that the use touches and that the release has.

    Raises:
        UsageError: There is no such use.
    """
    if use not in uses():
        raise UsageError(f"--use {use}: no such use; there are {', '.join(uses())}")
    asked = uses()[use]
    parts = [part for one in terms for part in _components(one, asked, situation)]
    known = {one.component for one in terms}
    parts += [_not_found(name) for name in asked.needs if name not in known]
    permission = worst(part.permission for part in parts)
    decisive = [part for part in parts if part.permission == permission != "go"]
    return Answer(
        use,
        situation,
        permission,
        tuple(parts),
        deciding=merged(g for part in decisive for g in _grounds(part) if _decides(g, permission)),
        todo=merged(g for part in parts for g in _grounds(part) if g.todo),
        notes=tuple(_notes(situation)),
    )


def _components(terms: Terms, use: Use, situation: Situation) -> Iterator[Component]:
    """The component, then those of its base models.

    Where a base's terms are not known the answer is a caution and not unknown: whoever published
    the release stands for its license, and the base's may bind besides.
    """
    limit: Permission = "no-go" if terms.component in use.needs else "caution"
    unseen = tuple(_unseen(base.name) for base in terms.bases if base.terms is None)
    own = _component(terms, use, situation)
    permission = worst([own.permission, *(ground.effect for ground in unseen)])
    yield msgspec.structs.replace(
        own, permission=at_most(permission, limit), grounds=own.grounds + unseen
    )
    for base in terms.bases:
        for part in _components(base.terms, use, situation) if base.terms else ():
            permission = "caution" if part.permission == "unknown" else part.permission
            yield msgspec.structs.replace(
                part, permission=at_most(permission, limit), base=part.base or base.name
            )


def _component(terms: Terms, use: Use, situation: Situation) -> Component:
    """The answer for a component by itself; a license of a part of it is a caution at worst."""
    sides = [under(one, use, situation) for one in informed(terms.licenses)]
    whole = [side.permission for side in sides if not side.covers]
    permission = any_of(whole) if terms.conflict or not whole else worst(whole)
    others = [at_most(side.permission, "caution") for side in sides if side.covers]
    if terms.further:
        sides.append(beside(terms.further, use, situation))
        others.append(sides[-1].permission)
    grounds: list[Ground] = []
    if not whole:
        grounds.append(Ground("unknown", "No license was found for it, and none is assumed."))
    elif terms.conflict and permission == "unknown":
        why = "The licenses that are stated contradict each other, and the answer depends on which."
        grounds.append(Ground("unknown", why))
    permission = worst([permission, *others])
    return Component(terms.component, "", permission, terms.conflict, tuple(sides), tuple(grounds))


def _unseen(base: str) -> Ground:
    why = f"The terms of the base model {base} were not looked at; they may bind as well."
    return Ground("caution", why)


def _not_found(component: str) -> Component:
    title = COMPONENTS[component].title
    ground = Ground("unknown", f"{title}: the release has none, as far as it was looked at.")
    return Component(component, "", "unknown", conflict=False, sides=(), grounds=(ground,))


def _grounds(part: Component) -> Iterator[Ground]:
    yield from part.grounds
    for side in part.sides:
        yield from side.grounds


def _decides(ground: Ground, permission: Permission) -> bool:
    """Whether a ground is as bad as the answer, or worse where that does not count in full."""
    return ground.effect != "duty" and ORDER.index(ground.effect) >= ORDER.index(permission)


def _notes(situation: Situation) -> Iterator[str]:
    if situation.description and not situation.who:
        known = ", ".join(get_args(Who))
        yield (
            f"“{situation.description}” names none, or not just one, of the users that terms tell "
            f"apart ({known}), and was not used"
        )
