"""Openness frameworks: criteria in TOML, judged by rules over evidence."""

from howopen.frameworks.conclude import conclude_terms
from howopen.frameworks.evaluate import assess
from howopen.frameworks.load import (
    Criterion,
    Framework,
    FrameworkError,
    Level,
    choose,
    frameworks,
    load,
)
from howopen.frameworks.vocabulary import Predicate, predicates

__all__ = [
    "Criterion",
    "Framework",
    "FrameworkError",
    "Level",
    "Predicate",
    "assess",
    "choose",
    "conclude_terms",
    "frameworks",
    "load",
    "predicates",
]
