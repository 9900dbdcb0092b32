"""What leads a release to a level of a framework: the smallest sets of changes."""

from howopen.frameworks.planning.plan import plan
from howopen.frameworks.planning.records import (
    Confirmation,
    Now,
    Obstacle,
    Plan,
    Step,
    Target,
    Way,
    terms_only,
)
from howopen.frameworks.planning.target import target

__all__ = [
    "Confirmation",
    "Now",
    "Obstacle",
    "Plan",
    "Step",
    "Target",
    "Way",
    "plan",
    "target",
    "terms_only",
]
