"""Which license decides on a component, and what follows from its clauses."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.frameworks.made import CODE, HUB, RELEASE, finding, seen, terms, there

from howopen.frameworks import conclude_terms
from howopen.schema import Available, Bounds, Clause, Evidence, License, Terms

MET, PARTLY, NOT_MET, UNKNOWN = Bounds(1, 1), Bounds(0.5, 0.5), Bounds(0, 0), Bounds(0, 1)
LICENSED = 'licensed("weights", "osi")'
NOBODY = Clause("noncommercial", "forbids", "for non-commercial purposes only", (7, 7))
GRANTS = [Clause(kind, "permits", kind) for kind in ("grant-use", "grant-modify", "grant-share")]


def text(
    claim: License, *clauses: Clause, component: str = "weights", path: str = "LICENSE"
) -> list[Evidence]:
    """A license text and the clauses that were read in it."""
    stated = Evidence(component, claim, "observed", (HUB.cite(path, 1, 20),))
    read = [Evidence(component, c, "observed", (HUB.cite(path, *c.lines),)) for c in clauses]
    return [stated, *read]


def concluded(component: str, evidence: Sequence[Evidence]) -> Terms:
    found = {t.component: t for t in conclude_terms(RELEASE, evidence, ())}
    return found[component]


# ------------------------------------------------------------------------------- what decides
def test_a_statement_about_all_code_comes_before_one_about_everything() -> None:
    evidence = [*there("training-code"), *terms("MIT", "code"), *terms("CC-BY-NC-4.0")]

    assert finding('licensed("training-code", "osi")', evidence).bounds == MET
    assert concluded("training-code", evidence).expression == "MIT"


def test_a_statement_about_all_code_of_another_repository_says_nothing() -> None:
    evidence = [*there("training-code"), *terms("MIT", "code", where=CODE)]

    assert finding('licensed("training-code", "osi")', evidence).bounds == UNKNOWN


def test_a_sentence_that_names_the_weights_comes_before_the_file_for_everything() -> None:
    sentence = License("CC-BY-NC-4.0", "prose", "The weights are under CC BY-NC 4.0.")
    evidence = [
        *there("weights"),
        *terms("MIT"),
        Evidence("weights", sentence, "declared", (HUB.cite("README.md", 9),)),
    ]

    assert finding(LICENSED, evidence).bounds == NOT_MET
    assert not concluded("weights", evidence).conflict


def test_two_texts_side_by_side_that_differ_are_a_conflict() -> None:
    evidence = [*there("weights"), *terms("MIT"), *terms("CC-BY-NC-4.0")]

    told = concluded("weights", evidence)

    assert told.conflict
    assert told.expression is None
    assert told.osi == UNKNOWN
    assert told.freedoms["share"] == "unclear"


def test_the_license_of_a_folder_decides_on_what_lies_nowhere_else() -> None:
    inside = Evidence("evaluation-code", Available("open"), "observed", (HUB.cite("eval/run.py"),))
    folder = License("GPL-3.0-only", "file", "", covers="eval/")
    evidence = [
        inside,
        *terms("CC-BY-NC-4.0"),
        Evidence("code", folder, "observed", (HUB.cite("eval/LICENSE"),)),
    ]

    assert finding('licensed("evaluation-code", "osi")', evidence).bounds == MET
    assert finding('licensed("training-code", "osi")', evidence).bounds == UNKNOWN


def test_the_license_of_a_variant_leaves_the_whole_open() -> None:
    variant = License("CC-BY-NC-4.0", "prose", "", covers="Big-7B")
    stated = Evidence("weights", variant, "declared", (HUB.cite("README.md", 3),))

    assert finding(LICENSED, [*there("weights"), stated, *terms("MIT")]).bounds == Bounds(0.5, 1)
    assert finding(LICENSED, [*there("weights"), stated]).bounds == NOT_MET


# ------------------------------------------------------------------------ what the clauses do
def test_a_changed_text_with_a_restriction_is_not_approved_and_says_which() -> None:
    changed = License(None, "file", "Modified MIT", 0.9, "MIT", "modified")
    evidence = text(changed, *GRANTS, NOBODY)

    told = finding(LICENSED, evidence)

    assert told.bounds == NOT_MET
    assert "noncommercial" in told.why.why
    assert evidence[-1].id in told.evidence
    assert concluded("weights", evidence).freedoms["use"] == "broken"


def test_a_changed_text_without_a_restriction_is_unknown() -> None:
    changed = License(None, "file", "Modified MIT", 0.9, "MIT", "modified")

    assert finding(LICENSED, text(changed, *GRANTS)).bounds == UNKNOWN


def test_what_a_group_accepts_in_a_license_does_not_refute_a_text_made_of_it() -> None:
    garbled = License(None, "file", "Attribution-NonCommercial", 0.9, "CC-BY-NC-4.0", "modified")
    evidence = text(garbled, *GRANTS, NOBODY)

    assert finding('licensed("weights", "lenient")', evidence).bounds == UNKNOWN
    assert finding(LICENSED, evidence).bounds == NOT_MET


def test_better_terms_of_a_part_do_not_mend_those_of_the_whole() -> None:
    unread = text(License(None, "file", "Terms"), *GRANTS, NOBODY)
    part = License("MIT", "header", covers="adapter.py")
    told = concluded("weights", [*unread, seen("weights", part, "observed")])

    assert told.freedoms["use"] == "broken"
    assert told.freedoms["study"] == "unclear"
    assert told.osi == NOT_MET


def test_clauses_of_another_file_are_not_of_this_license() -> None:
    unread = License(None, "file", "Terms")
    other = text(License("MIT", "file"), NOBODY, component="code", path="LICENSE-CODE")

    assert finding(LICENSED, [*text(unread), *other]).bounds == UNKNOWN


def test_an_approved_license_leaves_all_freedoms_whatever_was_read_in_it() -> None:
    told = concluded("weights", text(License("MIT", "file"), NOBODY))

    assert set(told.freedoms.values()) == {"kept"}
    assert told.ai_act == MET


def test_a_name_without_its_text_has_the_clauses_on_record() -> None:
    evidence = [*there("weights"), *terms("CC-BY-NC-4.0", basis="declared")]

    told = concluded("weights", evidence)

    assert told.freedoms["use"] == "broken"
    assert told.ai_act == NOT_MET
    assert "noncommercial" in {limit.kind for limit in told.limits}
    assert "notice" in {duty.kind for duty in told.duties}


def test_without_any_statement_there_are_no_terms() -> None:
    assert conclude_terms(RELEASE, there("weights"), ()) == ()


# -------------------------------------------------------------------- freedoms as predicates
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('free("weights", "use")', NOT_MET),
        ('free("weights", "study")', UNKNOWN),  # no limit was found, and one may have been missed
        ('free("weights", "modify")', Bounds(0, 0.5)),  # restricted at least
        ('open_data("weights")', NOT_MET),
        ('ai_act_terms("weights")', NOT_MET),
    ],
)
def test_what_a_noncommercial_license_leaves(rule: str, expected: Bounds) -> None:
    assert finding(rule, text(License(None, "file"), *GRANTS, NOBODY)).bounds == expected


def test_a_text_of_a_known_license_was_checked_so_what_no_clause_limits_is_kept() -> None:
    known = [*there("weights"), *terms("CC-BY-NC-4.0")]
    assert finding('free("weights", "study")', known).bounds == MET
    assert finding('free("weights", "modify")', known).bounds == PARTLY


def test_a_text_that_nobody_checked_never_passes_the_license_test() -> None:
    assert (
        finding('ai_act_terms("weights")', text(License(None, "file"), *GRANTS)).bounds == UNKNOWN
    )


def test_a_text_that_grants_nothing_leaves_all_unclear() -> None:
    for freedom in ("use", "study", "modify", "share"):
        rule = f'free("weights", "{freedom}")'
        assert finding(rule, text(License(None, "file"))).bounds == UNKNOWN


# ------------------------------------------------------------------- terms beside the license
POLICY = Clause("acceptable-use", "forbids", "You must not use it for surveillance.", (4, 4))


def policy(clause: Clause) -> Evidence:
    return Evidence("acceptable-use-policy", clause, "observed", (HUB.cite("USE_POLICY.md", 4),))


def test_a_policy_beside_an_approved_license_needs_a_reader() -> None:
    evidence = [*there("weights", "acceptable-use-policy"), *terms("MIT"), policy(POLICY)]

    assert finding('no_further_terms("weights")', evidence).bounds == UNKNOWN
    told = finding('ai_act_terms("weights")', evidence)
    assert told.bounds == UNKNOWN
    assert "acceptable-use" in told.why.why
    assert finding(LICENSED, evidence).bounds == MET


def test_a_policy_that_only_asks_to_obey_the_law_changes_no_verdict() -> None:
    lawful = policy(Clause("law-compliance", "requires", "Obey the law.", (4, 4)))
    evidence = [*there("weights", "acceptable-use-policy"), *terms("MIT"), lawful]

    assert finding('ai_act_terms("weights")', evidence).bounds == MET


def test_what_must_be_accepted_first_is_no_part_of_the_license_file() -> None:
    gate = Evidence("distribution", POLICY, "observed", (HUB.cite("README.md", 4),))
    evidence = [*there("weights"), *terms("MIT"), gate]

    assert finding('no_further_terms("weights")', evidence).bounds == UNKNOWN
    assert concluded("weights", evidence).limits == ()


# --------------------------------------------------------------- sentences that name no license
SAID = License(None, "prose", "The weights are under our model license.")


def sentence() -> Evidence:
    return Evidence("weights", SAID, "declared", (HUB.cite("README.md", 9),))


def test_unnamed_terms_take_certainty_from_an_approved_license() -> None:
    told = finding(LICENSED, [*there("weights"), *terms("MIT"), sentence()])

    assert told.bounds == UNKNOWN
    assert "our model license" in told.why.why


def test_unnamed_terms_do_not_rescue_a_license_that_is_not_approved() -> None:
    assert finding(LICENSED, [*there("weights"), *terms("CC-BY-NC-4.0"), sentence()]).bounds == (
        NOT_MET
    )


def test_unnamed_terms_alone_are_unknown() -> None:
    assert finding(LICENSED, [*there("weights"), sentence()]).bounds == UNKNOWN


def test_a_sentence_that_itself_forbids_decides_like_other_terms() -> None:
    forbids = Clause("noncommercial", "forbids", "for non-commercial use only", (9, 9))
    said = Evidence("weights", forbids, "declared", sentence().cites)
    told = finding(LICENSED, [*there("weights"), *terms("MIT"), sentence(), said])

    assert told.bounds == NOT_MET
    assert said.id in told.evidence


def test_what_another_sentence_forbids_does_not_name_the_terms_of_this_one() -> None:
    forbids = Clause("noncommercial", "forbids", "for non-commercial use only", (20, 20))
    said = Evidence("weights", forbids, "declared", (HUB.cite("README.md", 20),))

    assert finding(LICENSED, [*there("weights"), sentence(), said]).bounds == UNKNOWN


def test_a_text_in_one_repository_does_not_overrule_a_tag_in_another() -> None:
    evidence = [*terms("MIT", where=CODE), *terms("CC-BY-NC-4.0", basis="declared")]

    told = concluded("distribution", evidence)

    assert told.expression is None
    assert not told.conflict
    assert len(told.evidence) == 2
