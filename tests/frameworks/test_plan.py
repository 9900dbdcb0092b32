"""A plan reaches its target, nothing smaller does, and no framework refuses what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frameworks.made import CODE, HUB, RELEASE, absent, seen, terms, there
from tests.recordings import needs_recordings, open_recording, recorded

from howopen.components import COMPONENTS, SECTIONS
from howopen.frameworks import Framework, assess, frameworks, predicates
from howopen.frameworks.load import parse_framework
from howopen.frameworks.planning import Plan, Step, Target, plan, target, terms_only
from howopen.frameworks.planning.changes import changes
from howopen.frameworks.planning.fitting import fits, fitting
from howopen.frameworks.planning.search import (
    Aim,
    aims,
)
from howopen.pipeline import collect
from howopen.schema import SCHEMA_VERSION, Audit, Available, Compute, Document, Evidence, License

BY_ID = {framework.id: framework for framework in frameworks()}


# ------------------------------------------------------------ doing what the plan says, for real
def audit(evidence: Iterable[Evidence]) -> Audit:
    return Audit(SCHEMA_VERSION, "test", RELEASE, tuple(evidence), ())


STATES = ["open", "no license", "closed license", "gated", "absent", "unknown"]


def state_of(component: str, state: str) -> list[Evidence]:
    own = {"open": "MIT", "closed license": "CC-BY-NC-4.0", "gated": "MIT"}.get(state)
    evidence = [*terms(own, component)] if own else []
    if state == "absent":
        return absent(component)
    if state == "unknown":
        return []
    return [*there(component, state="gated" if state == "gated" else "open"), *evidence]


def done(step: Step, evidence: Iterable[Evidence]) -> list[Evidence]:
    """The evidence after a step, as inspectors would find it."""
    act, _, subject = step.id.partition(":")
    if act == "open":
        shut = [e for e in evidence if e.claim == Available("gated")]
        return [e for e in evidence if e not in shut] + there(*(e.component for e in shut))
    if act == "license" and subject not in COMPONENTS:
        return [*evidence, *terms(step.licenses[0])]
    kept = [
        e
        for e in evidence
        if e.component != subject or (act == "license" and not isinstance(e.claim, License))
    ]
    fresh = there(subject) if act == "publish" else []
    return [*kept, *fresh, *(terms(step.licenses[0], subject) if step.licenses else [])]


mof_parts = sorted({c for c, component in COMPONENTS.items() if component.mof})


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({c: st.sampled_from(STATES) for c in mof_parts}),
    st.sampled_from(["Class III", "Class II", "Class I"]),
)
def test_who_does_all_steps_reaches_the_class_and_none_is_superfluous(
    states: dict[str, str], level: str
) -> None:
    evidence = [e for component, state in states.items() for e in state_of(component, state)]
    framework = BY_ID["mof-1.0"]
    made = plan(audit(evidence), framework, Target("mof-1.0", level=level))
    assert made.exact
    if made.reached:
        assert not made.ways
        return
    sure = [way for way in made.ways if not way.confirmations]
    for way in sure:
        steps = made.steps_of(way)
        assert _reached(framework, level, evidence, steps)
        for left_out in steps:
            rest = [step for step in steps if step is not left_out]
            assert not _reached(framework, level, evidence, rest)


def _reached(
    framework: Framework, level: str, evidence: list[Evidence], steps: Iterable[Step]
) -> bool:
    for step in steps:
        evidence = done(step, evidence)
    return assess(framework, RELEASE, evidence, ()).levels[level].lo == 1


PARTS = ("weights", "training-code", "inference-code", "model-card", "data-card")
some_calls = st.sampled_from([f'{no}available("{c}")' for c in PARTS for no in ("", "not ")])
some_rules = st.recursive(
    some_calls,
    lambda inner: st.builds(
        lambda operator, parts: f"({f' {operator} '.join(parts)})",
        st.sampled_from(["and", "or"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(some_rules, st.one_of(st.just(""), some_rules)), min_size=1, max_size=4),
    st.fixed_dictionaries(
        dict.fromkeys(PARTS, st.sampled_from(["open", "partial", "absent", "unknown"]))
    ),
    st.sampled_from([None, 0.4, 0.75, 1.0]),
)
def test_whoever_publishes_less_does_not_reach_it(
    criteria: list[tuple[str, str]], states: dict[str, str], mean: float | None
) -> None:
    """All ways to publish parts, each judged afresh, against the plan; conditions included."""
    rules, applies = zip(*criteria, strict=True)
    overall = "all" if mean is None else "mean"
    framework = made(rules, overall=overall, applies=applies)

    def reached(published: Iterable[str]) -> bool:
        now = states | dict.fromkeys(published, "open")
        evidence = [e for part, state in now.items() for e in _evidence(part, state)]
        return assess(framework, RELEASE, evidence, ()).bounds.lo >= (mean or 1)

    evidence = [e for part, state in states.items() for e in _evidence(part, state)]
    found = plan(audit(evidence), framework, Target("made", number=mean))
    missing = [part for part in PARTS if states[part] != "open"]
    reaching = [
        chosen
        for size in range(len(missing) + 1)
        for chosen in combinations(missing, size)
        if reached(chosen)
    ]
    assert found.reached == reached(())
    assert (found.reached or bool(found.ways)) == bool(reaching)
    for way in found.ways:
        assert reached(step.removeprefix("publish:") for step in way.steps)
    if found.ways:
        assert len(found.ways[0].steps) == len(reaching[0])


def _evidence(part: str, state: str) -> list[Evidence]:
    if state == "absent":
        return absent(part)
    return [] if state == "unknown" else there(part, state="open" if state == "open" else "partial")


# ---------------------------------------------------------------------------- one thing at a time
def made(
    rules: str | Sequence[str],
    groups: str = 'osi = ["osi"]',
    overall: str = "all",
    applies: Sequence[str] = (),
) -> Framework:
    listed = [rules] if isinstance(rules, str) else rules
    criteria = "".join(
        f"[[criterion]]\nid = 'c{i}'\ntitle = 'C'\ncites = '1'\nhelp = 'Do.'\n"
        f"rule = '''{rule}'''\napplies = '''{applies[i] if applies else ''}'''\n"
        for i, rule in enumerate(listed)
    )
    head = "id = 'made'\nversion = '1'\ntitle = 'Made'\nsource = 'here'\nstatus = 'draft'\n"
    text = f"{head}overall = '{overall}'\n[groups]\n{groups}\n{criteria}"
    return parse_framework(text.encode(), "made.toml")


def planned(
    rules: str | list[str], evidence: Iterable[Evidence], groups: str = 'osi = ["osi"]'
) -> Plan:
    return plan(audit(evidence), made(rules, groups), Target("made"))


def first_steps(found: Plan) -> list[str]:
    return [step.id for step in found.steps_of(found.ways[0])]


def test_what_is_met_costs_nothing_and_a_reached_target_has_no_steps() -> None:
    found = planned('available("weights")', there("weights"))
    assert found.reached
    assert (found.steps, found.ways) == ((), ())


def test_weights_under_other_terms_are_all_that_bloom_needs() -> None:
    evidence = [*there("weights", "training-code"), *terms("MIT", "training-code")]
    evidence += terms("CC-BY-NC-4.0", "weights")
    rules = ['licensed("weights", "osi")', 'licensed("training-code", "osi")']
    found = planned(rules, evidence)
    (step,) = found.steps_of(found.ways[0])
    assert step.title == "Relicense the weights"
    assert step.refuted
    assert step.licenses[:2] == ("Apache-2.0", "MIT")
    assert step.now[0].cites == ("hf://org/name@c0ffee/LICENSE#L1",)
    assert terms_only(found)


def test_other_terms_are_not_enough_where_something_is_missing() -> None:
    evidence = [*there("weights"), *terms("CC-BY-NC-4.0"), *absent("training-code")]
    found = planned(['licensed("weights", "osi")', 'available("training-code")'], evidence)
    assert first_steps(found) == ["license:hf://org/name@c0ffee", "publish:training-code"]
    assert not terms_only(found)


def test_one_license_file_speaks_for_everything_in_its_repository() -> None:
    evidence = [*there("weights", "model-card"), *there("training-code", where=CODE)]
    rule = " and ".join(
        f'licensed("{c}", "osi")' for c in ("weights", "model-card", "training-code")
    )
    found = planned(rule, evidence)
    hub, code = found.steps_of(found.ways[0])[::-1]
    assert hub.id == f"license:{HUB.cite()}"
    assert "the weights and the model card" in hub.title
    assert any("`license: apache-2.0`" in line for line in hub.how)
    assert code.id == f"license:{CODE.cite()}"
    assert not any("license: apache" in line for line in code.how)


def test_a_statement_of_the_component_itself_is_what_has_to_change() -> None:
    evidence = [*there("weights", "model-card"), *terms("MIT")]
    evidence += terms("CC-BY-NC-4.0", "weights")
    found = planned('licensed("weights", "osi") and licensed("model-card", "osi")', evidence)
    assert first_steps(found) == ["license:weights"]


def test_what_is_published_comes_with_its_license_in_one_step() -> None:
    rule = """available("training-code") and configured("training-code")
        and licensed("training-code", "osi")"""
    found = planned(rule, absent("training-code"))
    (step,) = found.steps_of(found.ways[0])
    assert step.id == "publish:training-code"
    assert step.licenses == ("Apache-2.0", "MIT", "BSD-3-Clause")
    assert step.title == "Publish the training code"


def test_what_was_not_seen_may_just_be_shown() -> None:
    found = planned('available("training-code")', [])
    (step,) = found.steps
    assert not step.refuted
    assert step.title == "Show or publish the training code"


def test_a_gate_is_opened_once_for_all_that_lies_behind_it() -> None:
    evidence = there("weights", "model-architecture", state="gated")
    found = planned('available("weights") and available("model-architecture")', evidence)
    assert first_steps(found) == [f"open:{HUB.cite()}"]
    assert found.steps[0].refuted


def test_sections_of_one_document_are_one_step_and_a_reader_confirms_them() -> None:
    evidence = [*there("model-card"), *absent("data-card")]
    rules = [f'described("training-data", "{s}")' for s in ("provenance", "scope")]
    found = planned(rules, evidence)
    (step,) = found.steps_of(found.ways[0])
    assert step.id == "describe:model-card"
    assert sum("`## " in line for line in step.how) == 2
    assert len(found.ways[0].confirmations) == 2


def test_what_is_described_already_only_needs_a_reader() -> None:
    card = seen("data-card", Document("data-card", ("provenance",)))
    found = planned('described("training-data", "provenance")', [*there("data-card"), card])
    assert first_steps(found) == []
    (asked,) = found.confirmations
    assert asked.ask == "that the description is complete: provenance of the training data"
    assert not terms_only(found)


def test_what_needs_a_reader_is_no_step_and_a_surer_way_is_given_too() -> None:
    rule = 'not available("acceptable-use-policy") or undecided("whether it only informs")'
    found = planned(rule, there("acceptable-use-policy"))
    assert [(w.merit, w.steps, w.confirmations) for w in found.ways] == [
        ("smallest", (), ("confirm:whether it only informs",)),
        ("surest", ("withdraw:acceptable-use-policy",), ()),
    ]


def test_one_thing_cannot_be_made_to_be_there_and_not_to_be_there() -> None:
    policy = 'available("acceptable-use-policy")'
    found = planned([policy, f"not {policy}"], [])
    assert (found.ways, found.obstacles) == ((), ())
    free = planned([f'{policy} or available("weights")', f"not {policy}"], [])
    assert first_steps(free) == ["publish:weights", "withdraw:acceptable-use-policy"]


def test_what_is_fine_today_is_not_overturned() -> None:
    policy = 'available("acceptable-use-policy")'
    evidence = absent("acceptable-use-policy", "weights")
    found = planned([f'{policy} or available("weights")', f"not {policy}"], evidence)
    assert first_steps(found) == ["publish:weights"]


def test_no_plan_rests_on_saying_that_something_was_not_used() -> None:
    rule = 'not used("evaluation-code") or available("evaluation-code")'
    assert first_steps(planned(rule, [])) == ["publish:evaluation-code"]
    out = planned('not used("weights")', there("weights"))
    assert [o.criterion for o in out.obstacles] == ["c0"]


def test_a_statement_for_all_code_is_changed_where_it_stands() -> None:
    evidence = [*there("training-code", where=CODE), *terms("CC-BY-NC-4.0", "code", where=CODE)]
    found = planned('licensed("training-code", "osi")', evidence)
    (step,) = found.steps
    assert step.id == f"license:{CODE.cite()}:code"
    assert step.how == (
        "Where git+https://github.com/org/name states the license of all code: Apache-2.0.",
    )


def test_what_is_too_large_is_not_made_small_by_saying_so() -> None:
    stated = seen("weights", Compute("flop", 3e25, "pretraining"), "declared")
    found = planned('training_compute_below("1e25")', [stated])
    assert (found.ways, found.obstacles[0].criterion) == ((), "c0")


def test_a_predicate_without_an_entry_is_for_a_reader() -> None:
    aim = Aim("brand_new", ("weights",), met=True)
    question = changes().question(aim)
    assert question is not None
    assert question.asked(aim) == 'that this holds: brand_new("weights")'


def test_a_group_of_ones_own_gets_only_its_own_license() -> None:
    found = planned('licensed("weights", "g")', there("weights"), 'g = ["EUPL-1.2"]')
    assert found.steps[0].licenses == ("EUPL-1.2",)


@pytest.mark.parametrize(("number", "steps"), [(0.3, 1), (0.5, 1), (0.75, 2), (0.8, 3), (1, 3)])
def test_a_mean_is_reached_with_as_few_steps_as_it_takes(number: float, steps: int) -> None:
    parts = ("weights", "training-code", "inference-code")
    framework = made([f'available("{c}")' for c in (*parts, "model-card")], overall="mean")
    evidence = [*there("model-card"), *absent(*parts)]
    found = plan(audit(evidence), framework, Target("made", number=number))
    assert len(first_steps(found)) == steps


# -------------------------------------------------------------------------------- changes.toml
def test_no_framework_refuses_what_is_proposed_for_it() -> None:
    for framework in frameworks():
        asked = {a for rule in framework.rules.values() for a in aims(rule)}
        for aim in asked:
            if aim.predicate not in ("licensed", "open_data", "free", "ai_act_terms"):
                continue
            proposal = changes().proposal((aim.arguments[0],))
            proposed = fitting(proposal.licenses, [aim], framework.groups)
            assert proposed, (framework.id, aim)
            assert all(fits(one, aim, framework.groups) for one in proposed)


def test_every_predicate_is_told_of_once() -> None:
    told = {p for change in changes().changes for p in change.predicates}
    told |= {question.predicate for question in changes().questions} | set(changes().fixed)
    known = {predicate.name for predicate in predicates()}
    used = {a.predicate for f in frameworks() for rule in f.rules.values() for a in aims(rule)}
    assert told <= known
    assert used <= told


def test_every_part_can_be_published_and_every_section_written() -> None:
    for component in mof_parts:
        aim = Aim("available", (component,), met=True)
        (change,) = changes().fitting(aim, component, "absent")
        assert change.title
        assert change.how
        assert change.reason
    assert {section.id for section in changes().sections} == set(SECTIONS)
    assert all(changes().effort_words(effort) for effort in range(1, 6))


# --------------------------------------------------------------------------------- real releases
@needs_recordings
def test_recorded_releases_have_a_plan_to_every_target() -> None:
    wanted = [target(text, frameworks()) for text in ("osaid", "mof:I", "eu-ai-act", "index:0.8")]
    for folder in list(recorded())[::8]:
        found = collect(open_recording(folder))
        for one in wanted:
            made_ = plan(found, BY_ID[one.framework], one)
            assert made_.exact, (folder, one)
            assert made_.ways or made_.reached or made_.obstacles, (folder, one)
