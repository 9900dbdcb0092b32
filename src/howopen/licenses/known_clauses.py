"""What known licenses say: clauses that a person read, by license, for use without the text.

The records (``known_clauses.toml``) are the expectation that the clause reader is tested against.
Where a text is at hand the reader's clauses are used, because they quote it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from howopen.licenses.approval import IDENTIFIED, members
from howopen.licenses.taxonomy import kinds
from howopen.schema import Clause, Threshold


class Amount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A threshold of one clause; the fields are those of `Threshold` and `Clause`."""

    kind: str
    amount: float
    unit: str
    period: str = ""
    consequence: str = ""


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one license says.

    Attributes:
        id: SPDX id, ScanCode key, or our name for the text.
        aliases: Other ids of the same text: ``GPL-3.0-or-later``, and the deprecated ``GPL-3.0``.
        texts: Names of the texts that the record was checked against; ``spdx/ID`` is the text of
            the SPDX License List (see `howopen.sources.license_texts`).
        kinds: All kinds of clauses that it has, sorted.
        threshold: The amounts they name.
    """

    id: str
    texts: tuple[str, ...]
    kinds: tuple[str, ...]
    threshold: tuple[Amount, ...] = ()
    aliases: tuple[str, ...] = ()

    def clauses(self) -> tuple[Clause, ...]:
        """The clauses, without quotes and lines; one for each threshold of a kind."""
        found: list[Clause] = []
        for kind in self.kinds:
            amounts = [amount for amount in self.threshold if amount.kind == kind]
            found += [_clause(kind, amount) for amount in amounts] or [_clause(kind, None)]
        return tuple(found)


def known_clauses(identifier: str) -> Known | None:
    """The record of a license by its id, in any case; None if there is none.

    A license that has no SPDX id goes by its key, with or without the prefix that makes an SPDX
    expression of it.
    """
    name = identifier.lower()
    for prefix in IDENTIFIED:
        name = name.removeprefix(prefix)
    return _records().get(name)


def checked(expression: str | None) -> bool:
    """Whether a person has checked the clauses of everything that an expression names."""
    names = members(expression) if expression else ()
    return bool(names) and all(known_clauses(name) is not None for name in names)


def all_known() -> tuple[Known, ...]:
    """All records, in the order of the file."""
    return tuple(dict.fromkeys(_records().values()))


class _File(msgspec.Struct, forbid_unknown_fields=True):
    license: list[Known]


@cache
def _records() -> dict[str, Known]:
    data = files("howopen.licenses").joinpath("known_clauses.toml").read_bytes()
    read = msgspec.toml.decode(data, type=_File).license
    named = {kind for record in read for kind in record.kinds}
    named |= {amount.kind for record in read for amount in record.threshold}
    if unknown := named - kinds().keys():
        raise ValueError(f"known_clauses.toml: no such kind: {', '.join(sorted(unknown))}")
    return {name.lower(): record for record in read for name in (record.id, *record.aliases)}


def _clause(kind: str, amount: Amount | None) -> Clause:
    named = (Threshold(amount.amount, amount.unit, amount.period),) if amount else ()
    return Clause(
        kind=kind,
        effect=kinds()[kind].effect,
        thresholds=named,
        consequence=amount.consequence if amount else "",
    )
