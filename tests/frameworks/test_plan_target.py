"""A target of a plan is named in a few words, and refused in one line where it names nothing."""

from __future__ import annotations

import pytest

from howopen.errors import UsageError
from howopen.frameworks import frameworks
from howopen.frameworks.planning import Target, target


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mof:II", Target("mof-1.0", level="Class II")),
        ("mof-1.0:Class II", Target("mof-1.0", level="Class II")),
        ("mof-1.0:class iii", Target("mof-1.0", level="Class III")),
        ("osaid", Target("osaid-1.0")),
        ("eu-ai-act", Target("eu-ai-act")),
        ("index:0.8", Target("osai-index", number=0.8)),
    ],
)
def test_a_target_is_named_in_few_words(text: str, expected: Target) -> None:
    assert target(text, frameworks()) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no framework is called"),
        ("nothing", "no framework is called 'nothing'"),
        ("osai:1", "which of"),
        ("mof", "Class III, Class II, Class I"),
        ("mof:IV", "Class III, Class II, Class I"),
        ("osaid:II", "has no levels"),
        ("index", "how high"),
        ("index:80", "how high"),
        ("index:nan", "how high"),
    ],
)
def test_what_cannot_be_a_target_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        target(text, frameworks())
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
