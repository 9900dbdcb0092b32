"""Text of others made fit to show: it must not steer the terminal, or pose as lines of ours."""

from __future__ import annotations

_JOINERS = "\u200c\u200d"
"""Invisible, and part of how Persian, Indic scripts and emoji are written."""


def printable(text: str) -> str:
    r"""The text on one line, in visible characters only.

    White space of any kind becomes a space. Control characters, escape sequences, marks that turn
    the direction of writing and other characters that do not show become ``\x1b``, ``\u202e``, ...
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in _JOINERS else " " if c.isspace() else _escaped(c) for c in text
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
