"""From rules to verdicts: algebra, conditions, levels, and what more evidence may change."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frameworks.made import (
    CODE,
    HUB,
    absent,
    finding,
    framework,
    judged,
    seen,
    terms,
    there,
)

from howopen.frameworks import choose, frameworks
from howopen.frameworks.evaluate import greatest, least, negation
from howopen.frameworks.facts import BASES
from howopen.frameworks.load import parse_framework
from howopen.licenses.taxonomy import kinds
from howopen.schema import (
    AnyClaim,
    Available,
    Bounds,
    Clause,
    Code,
    Dataset,
    Document,
    Evidence,
    License,
    State,
    Weights,
)

# ------------------------------------------------------------------------------------- strategies
NAMES = ("weights", "training-code", "model-card", "training-data", "evaluation-results")
SNAPSHOTS = (HUB, CODE)

values = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
bounds = st.tuples(values, values).map(lambda pair: Bounds(min(pair), max(pair)))
states: st.SearchStrategy[State] = st.sampled_from(
    ["open", "gated", "promised", "withheld", "absent"]
)
licenses = st.sampled_from(["MIT", "Apache-2.0", "CC-BY-NC-4.0", "LicenseRef-x", None])
claims: dict[type[AnyClaim], st.SearchStrategy[AnyClaim]] = {
    Available: states.map(Available),
    License: st.builds(
        License,
        licenses,
        st.sampled_from(["file", "card", "prose"]),
        covers=st.sampled_from(["", "", "Big-7B"]),
        base=st.sampled_from(["", "MIT"]),
    ),
    Clause: st.sampled_from(["noncommercial", "grant-use", "notice", "acceptable-use"]).map(
        lambda kind: Clause(kind, kinds()[kind].effect, "so")
    ),
    Document: st.sampled_from([(), ("scope",), ("provenance", "scope")]).map(
        lambda sections: Document("card", sections)
    ),
    Code: st.sampled_from([Code("training", "full"), Code("training")]),
    Dataset: st.sampled_from([Dataset("d", "itemized"), Dataset("d", "named")]),
    Weights: st.booleans().map(lambda executable: Weights("pytorch", 1, executable=executable)),
}
pieces = st.builds(
    seen,
    st.sampled_from((*NAMES, "distribution")),
    st.one_of(*claims.values()),
    st.sampled_from(BASES),
    st.sampled_from(SNAPSHOTS),
    st.sampled_from("ab"),
)
EVERY_PREDICATE = [
    framework(rule)
    for rule in (
        'available("weights")',
        'gated("weights")',
        'licensed("weights", "osi")',
        'free("weights", "use")',
        'ai_act_terms("weights")',
        'no_further_terms("weights")',
        'executable("weights")',
        'configured("training-code")',
        'listed("training-data")',
        'described("training-data", "scope")',
        'described("model-card", "scope")',
        'description_licensed("training-data", "scope", "osi")',
    )
]


# ---------------------------------------------------------------------------------------- algebra
@given(bounds, bounds, bounds)
def test_and_or_not_keep_the_laws(a: Bounds, b: Bounds, c: Bounds) -> None:
    assert negation(negation(a)) == a
    assert negation(least([a, b])) == greatest([negation(a), negation(b)])
    assert negation(greatest([a, b])) == least([negation(a), negation(b)])
    assert least([a, b]) == least([b, a])
    assert least([a, least([b, c])]) == least([a, b, c])
    assert least([a, greatest([a, b])]) == a
    assert least([a, greatest([b, c])]) == greatest([least([a, b]), least([a, c])])


def inside(inner: Bounds, outer: Bounds) -> bool:
    return outer.lo <= inner.lo and inner.hi <= outer.hi


@given(bounds, bounds, values, values)
def test_narrower_parts_give_a_narrower_whole(a: Bounds, b: Bounds, one: float, two: float) -> None:
    x, y = (Bounds(*[min(max(v, z.lo), z.hi)] * 2) for v, z in ((one, a), (two, b)))

    assert inside(least([x, y]), least([a, b]))
    assert inside(greatest([x, y]), greatest([a, b]))
    assert inside(negation(x), negation(a))


rules = st.recursive(
    st.sampled_from([f'available("{name}")' for name in NAMES]),
    lambda inner: st.one_of(
        inner.map(lambda rule: f"not ({rule})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' and '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' or '.join(parts)})"),
    ),
    max_leaves=8,
)


@given(
    rules,
    st.dictionaries(st.sampled_from(NAMES), states),
    st.dictionaries(st.sampled_from(NAMES), states),
)
def test_resolving_what_is_unknown_stays_inside_the_earlier_bounds(
    rule: str, known: dict[str, State], more: dict[str, State]
) -> None:
    before = [seen(name, Available(state)) for name, state in known.items()]
    after = before + [
        seen(name, Available(state)) for name, state in more.items() if name not in known
    ]

    assert inside(finding(rule, after).bounds, finding(rule, before).bounds)


@given(st.lists(pieces, max_size=8), st.sampled_from(NAMES), states, licenses)
def test_the_first_evidence_on_a_component_stays_inside_the_earlier_bounds(
    evidence: list[Evidence], name: str, state: State, expression: str | None
) -> None:
    evidence = [e for e in evidence if e.component not in (name, "distribution")]
    first = [seen(name, Available(state)), *terms(expression, name)]

    for by in choose(["mof-1.0"]):
        before, after = judged(by, evidence), judged(by, evidence + first)
        for old, new in zip(before.findings, after.findings, strict=True):
            assert inside(new.bounds, old.bounds)
        for level, value in after.levels.items():
            assert inside(value, before.levels[level])


# ----------------------------------------------------------------------------- more evidence
@st.composite
def evidence_and_more(draw: st.DrawFn) -> tuple[list[Evidence], Evidence]:
    """Evidence, and another piece of the kind of one of them, on the same or a weaker basis.

    What is said of the whole of a snapshot is of one kind only within that snapshot. Of the same
    kind means that a first license of a component's own is not among what is added: it is more
    exact than that of the whole, and so may replace it.
    """
    evidence = draw(st.lists(pieces, min_size=1, max_size=8))
    old = draw(st.sampled_from(evidence))
    basis = draw(st.sampled_from(BASES[BASES.index(old.basis) :]))
    claim = draw(claims[type(old.claim)])
    where = draw(st.sampled_from(SNAPSHOTS))
    if old.component == "distribution":
        (where,) = (snapshot for snapshot in SNAPSHOTS if old.cites[0].startswith(snapshot.cite()))
    return evidence, seen(old.component, claim, basis, where, draw(st.sampled_from("ab")))


@settings(max_examples=300)
@given(evidence_and_more())
def test_the_same_or_a_weaker_basis_never_turns_a_verdict_into_its_opposite(
    case: tuple[list[Evidence], Evidence],
) -> None:
    evidence, new = case

    for by in (*frameworks(), *EVERY_PREDICATE):
        before, after = judged(by, evidence), judged(by, [*evidence, new])
        for old, now in zip(before.findings, after.findings, strict=True):
            assert {old.verdict, now.verdict} != {"met", "not-met"}


@given(st.lists(pieces, max_size=8))
def test_stored_evidence_is_judged_like_fresh_evidence(evidence: list[Evidence]) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(evidence), type=list[Evidence])

    for by in frameworks():
        assert judged(by, stored) == judged(by, evidence)


@given(st.lists(pieces, max_size=8), st.randoms())
def test_the_order_of_evidence_changes_no_bounds(evidence: list[Evidence], random: Random) -> None:
    shuffled = evidence.copy()
    random.shuffle(shuffled)

    for by in (*frameworks(), *EVERY_PREDICATE):
        before, after = judged(by, evidence), judged(by, shuffled)
        assert [f.bounds for f in before.findings] == [f.bounds for f in after.findings]


@given(st.lists(pieces, max_size=8))
def test_every_finding_cites_only_evidence_that_is_there(evidence: list[Evidence]) -> None:
    known = {e.id for e in evidence}

    for by in frameworks():
        for told in judged(by, evidence).findings:
            assert set(told.evidence) <= known
            assert len(set(told.evidence)) == len(told.evidence)


# ------------------------------------------------------------------------- conditions and levels
def test_a_criterion_that_does_not_apply_counts_as_met() -> None:
    told = finding(
        'available("weights")', absent("training-code"), applies='available("training-code")'
    )

    assert told.verdict == "not-applicable"
    assert told.bounds == Bounds(1, 1)


def test_a_criterion_that_may_apply_holds_both_cases() -> None:
    rule, applies = 'available("weights")', 'available("training-code")'

    assert finding(rule, absent("weights"), applies=applies).bounds == Bounds(0, 1)
    assert finding(rule, there("weights"), applies=applies).verdict == "met"
    assert (
        finding(rule, absent("weights") + there("training-code"), applies=applies).verdict
        == "not-met"
    )


def test_a_reason_shows_the_whole_rule_with_its_parts() -> None:
    told = finding('available("weights") and not gated("weights")', there("weights"))

    assert told.why.rule == 'available("weights") and not gated("weights")'
    assert [part.rule for part in told.why.parts] == [
        'available("weights")',
        'not gated("weights")',
    ]
    assert told.why.parts[1].parts[0].why == "open, observed"


LEVELS = parse_framework(
    b"""
id = "steps"
version = "1"
title = "Steps"
source = "here"
status = "draft"
overall = "levels"
[[level]]
name = "Class III"
title = "Low"
criteria = ["weights"]
[[level]]
name = "Class II"
title = "Middle"
criteria = ["code"]
[[level]]
name = "Class I"
title = "High"
criteria = ["data"]
[[criterion]]
id = "weights"
title = "Weights"
cites = "1"
help = "."
rule = 'available("weights")'
[[criterion]]
id = "code"
title = "Code"
cites = "2"
help = "."
rule = 'available("training-code")'
[[criterion]]
id = "data"
title = "Data"
cites = "3"
help = "."
rule = 'available("training-data")'
[[criterion]]
id = "card"
title = "Card (optional)"
cites = "4"
help = "."
rule = 'available("model-card")'
""",
    "steps.toml",
)


def test_one_level_for_certain_and_a_higher_one_not_ruled_out() -> None:
    told = judged(LEVELS, there("weights") + absent("training-data", "model-card"))

    assert (told.level, told.possible) == ("Class III", "Class II")
    assert told.bounds == Bounds(1, 1)
    assert told.levels == {
        "Class III": Bounds(1, 1),
        "Class II": Bounds(0, 1),
        "Class I": Bounds(0, 0),
    }


def test_no_level_is_reached_past_one_that_is_not() -> None:
    told = judged(LEVELS, absent("weights") + there("training-code", "training-data"))

    assert (told.level, told.possible) == (None, None)
    assert told.bounds == Bounds(0, 0)


def test_partly_reaches_no_level() -> None:
    told = judged(LEVELS, there("weights", state="gated"))

    assert (told.level, told.possible) == (None, None)
