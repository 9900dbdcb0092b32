"""What may be done with a release: an answer per use, from clauses, by declared rules."""

from howopen.uses.answer import Answer, Component, answer
from howopen.uses.judge import Ground, Side
from howopen.uses.permission import Permission
from howopen.uses.rules import Use, uses
from howopen.uses.situation import Situation, situation
from howopen.uses.terms import Base, Cited, Stated, Terms

__all__ = [
    "Answer",
    "Base",
    "Cited",
    "Component",
    "Ground",
    "Permission",
    "Side",
    "Situation",
    "Stated",
    "Terms",
    "Use",
    "answer",
    "situation",
    "uses",
]
