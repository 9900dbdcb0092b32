"""What is known of the terms of a release, as the answer needs it."""

from __future__ import annotations

from typing import NamedTuple

from howopen.schema import Clause, License


class Cited(NamedTuple):
    """A clause, the id of the evidence that it rests on, and where it stands."""

    clause: Clause
    evidence: str = ""
    cite: str = ""


class Stated(NamedTuple):
    """A license that is stated, with the clauses that are known of it.

    Attributes:
        license: The statement. One that covers a part of the component is about that part only.
        clauses: Those of its text; where no text was read, those on record for it, which have no
            quotes; none, if neither is known.
        cites: Where it is stated.
    """

    license: License
    clauses: tuple[Cited, ...] = ()
    cites: tuple[str, ...] = ()


class Terms(NamedTuple):
    """What is known of the terms of one component.

    Attributes:
        component: A key of `howopen.components.COMPONENTS`.
        licenses: The statements that decide on it.
        conflict: Whether they contradict each other, so that only one of them can hold. Else all
            hold together.
        further: Clauses of terms beside the license: a use policy, what a gate asks to accept.
        bases: The models that it is derived from.
    """

    component: str
    licenses: tuple[Stated, ...] = ()
    conflict: bool = False
    further: tuple[Cited, ...] = ()
    bases: tuple[Base, ...] = ()


class Base(NamedTuple):
    """A model that the component is derived from; `terms` is None where nobody looked at them."""

    name: str
    terms: Terms | None = None
