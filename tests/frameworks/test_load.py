"""Framework files: what they must hold, and where an error in one stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from howopen.components import COMPONENTS
from howopen.errors import UsageError
from howopen.frameworks import FrameworkError, choose, frameworks, load, predicates
from howopen.frameworks.load import parse_framework

MINIMAL = """\
id = "house"
version = "1"
title = "House rules"
source = "Handbook, chapter 3"
status = "draft"
overall = "all"

[groups]
allowed = ["osi", "CC-BY-4.0", "LicenseRef-house"]

[[criterion]]
id = "weights"
title = "Weights may be used"
cites = "3.1"
rule = 'available("weights") and licensed("weights", "allowed")'
help = "Choose another license."
"""


def refused(text: str) -> str:
    with pytest.raises(FrameworkError) as caught:
        parse_framework(text.encode(), "house.toml")
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2
    message = str(caught.value)
    assert message.startswith("house.toml")
    assert "\n" not in message
    return message


def test_every_shipped_framework_loads_with_citations_and_help() -> None:
    shipped = {framework.id: framework for framework in frameworks()}

    assert {"osaid-1.0", "mof-1.0"} <= shipped.keys()
    for framework in shipped.values():
        words = framework.title.split()
        edition = next((word.strip(",") for word in words if word[0].isdigit()), words[-1])
        for criterion in framework.criteria:
            assert edition in criterion.cites
            assert criterion.cites.partition(", ")[2]
            assert criterion.help.endswith(".")
            assert criterion.id in framework.rules


def test_mof_requires_6_then_4_then_4_of_17_components() -> None:
    (mof,) = choose(["mof-1.0"])

    assert [level.name for level in mof.levels] == ["Class III", "Class II", "Class I"]
    assert [len(level.criteria) for level in mof.levels] == [6, 4, 4]
    components = {id_ for id_, component in COMPONENTS.items() if component.mof is not None}
    assert {criterion.id for criterion in mof.criteria} == components


def test_every_predicate_documents_itself() -> None:
    for predicate in predicates():
        assert predicate.doc.splitlines()[0].endswith((".", "says why."))


def test_a_framework_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(MINIMAL, encoding="utf-8")

    assert load(path).rules.keys() == {"weights"}
    assert [framework.id for framework in choose([str(path), "osaid-1.0"])] == [
        "house",
        "osaid-1.0",
    ]
    assert choose([]) == tuple(f for f in frameworks() if f.superseded is None)


def test_what_is_chosen_must_be_there_and_be_told_apart(tmp_path: Path) -> None:
    same = tmp_path / "mine.toml"
    same.write_text(MINIMAL.replace('"house"', '"osaid-1.0"'), encoding="utf-8")

    with pytest.raises(UsageError, match=r"no framework is called 'osaid'; there are .*mof-1\.0"):
        choose(["osaid"])
    with pytest.raises(UsageError, match=r"two frameworks are called 'osaid-1\.0'"):
        choose(["osaid-1.0", str(same)])
    with pytest.raises(FrameworkError, match="No such file"):
        choose([str(tmp_path / "none.toml")])


@pytest.mark.parametrize(
    ("wrong", "place", "message"),
    [
        ('available("wights")', (15, 19), "no component is called 'wights'; did you mean weights?"),
        ('licensed("weights", "osi")', (15, 29), "no license group is called 'osi'"),
        ('nonsense("weights")', (15, 9), "no predicate is called nonsense"),
        ('available("weights", "x")', (15, 9), "available takes (component), not 2 arguments"),
        ("__import__('os').system('x')", (15, 9), "only and, or, not"),
    ],
)
def test_a_wrong_rule_is_refused_with_criterion_line_and_column(
    wrong: str, place: tuple[int, int], message: str
) -> None:
    rule = 'available("weights") and licensed("weights", "allowed")'
    quote = "'''" if "'" in wrong else "'"
    text = MINIMAL.replace(f"'{rule}'", f"{quote}{wrong}{quote}")
    line, column = place

    told = refused(text)

    expected = f'criterion "weights", line {line}, column {column + len(quote) - 1}: '
    assert expected in told
    assert message in told


def test_a_wrong_rule_over_several_lines_is_placed_in_its_line() -> None:
    rule = "'''\navailable(\"weights\")\n  and nonsense(\"weights\")\n'''"
    text = MINIMAL.replace('\'available("weights") and licensed("weights", "allowed")\'', rule)

    assert 'criterion "weights", line 17, column 7: ' in refused(text)


def test_a_wrong_condition_is_refused_too() -> None:
    assert "line 17, column 12: " in refused(MINIMAL + "applies = 'nonsense(\"weights\")'\n")


def test_a_rule_written_with_escapes_is_placed_at_its_criterion() -> None:
    rule = '"available(\\"wights\\")"'
    text = MINIMAL.replace('\'available("weights") and licensed("weights", "allowed")\'', rule)

    assert 'criterion "weights", line 12, column 11: ' in refused(text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "house"', 'id = "House Rules"', "$.id"),
        ('id = "weights"', 'id = "The_Weights"', "line 11"),
        ('cites = "3.1"\n', "", "missing required field `cites`"),
        ('cites = "3.1"', 'cites = ""', "line 11"),
        ('help = "Choose', 'hlep = "Choose', "hlep"),
        ('overall = "all"', 'overall = "median"', "median"),
        ('overall = "all"', 'overall = "levels"', "[[level]]"),
        ('"CC-BY-4.0"', '"CC-BY-4"', "'CC-BY-4' is not on the SPDX license list"),
        ("[[criterion]]", "[[criterion]", "not TOML"),
        ('version = "1"', "version = 1", "version"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(old: str, new: str, message: str) -> None:
    assert old in MINIMAL
    assert message in refused(MINIMAL.replace(old, new, 1))


def test_names_are_unique_and_name_something() -> None:
    criterion = MINIMAL[MINIMAL.index("[[criterion]]") :]
    levels = MINIMAL.replace('"all"', '"levels"')
    low = '[[level]]\nname = "low"\ntitle = "Low"\ncriteria = ["weights"]\n'

    assert "two criteria are called 'weights'" in refused(MINIMAL + criterion)
    assert "two levels are called 'low'" in refused(levels + low + low)
    assert "required twice" in refused(levels + low + low.replace('"low"', '"high"'))
    assert "no criterion is called so" in refused(levels + low.replace('["weights"]', '["data"]'))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a = " + b"[" * 100_000, b"#" * 1_000_001])
def test_bytes_that_are_no_framework_are_refused(data: bytes) -> None:
    with pytest.raises(FrameworkError):
        parse_framework(data, "house.toml")
