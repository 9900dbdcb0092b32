"""What each predicate says of the evidence."""

from __future__ import annotations

import pytest
from tests.frameworks.made import CODE, HUB, absent, finding, seen, terms, there

from howopen.schema import Available, Code, Dataset, Document, Evidence, Gap, State, Weights


def value(rule: str, *evidence: Evidence) -> tuple[float, float]:
    bounds = finding(rule, evidence).bounds
    return bounds.lo, bounds.hi


MET, PARTLY, NOT_MET, UNKNOWN, SOME = (1, 1), (0.5, 0.5), (0, 0), (0, 1), (0.5, 1)


# --------------------------------------------------------------------------------- availability
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("open", MET),
        ("gated", PARTLY),
        ("partial", PARTLY),
        ("promised", NOT_MET),
        ("withdrawn", NOT_MET),
        ("withheld", NOT_MET),
        ("absent", NOT_MET),
    ],
)
def test_availability_follows_the_state(state: State, expected: tuple[float, float]) -> None:
    assert value('available("weights")', *there("weights", state=state)) == expected


def test_without_evidence_availability_is_unknown_and_says_what_was_not_seen() -> None:
    gaps = (
        Gap("hf://org/name@c0ffee/a.pdf", "cannot be read", ("weights",)),
        Gap("b", "no", ("weights",)),
    )

    told = finding('available("weights")', (), gaps)

    assert told.verdict == "unknown"
    assert told.why.why == (
        "no evidence; not looked at: hf://org/name@c0ffee/a.pdf (cannot be read) and 1 more"
    )
    assert finding('available("training-code")', (), gaps).why.why == "no evidence"


def test_the_most_open_place_counts() -> None:
    gated = there("weights", state="gated")

    assert value('available("weights")', *gated, *there("weights", where=CODE)) == MET


def test_a_weaker_basis_never_overrules_a_stronger_one() -> None:
    there_is = there("weights")
    said_not = there("weights", state="withheld", basis="declared")
    concluded_not = absent("weights")

    assert value('available("weights")', *said_not, *concluded_not, *there_is) == MET
    assert value('available("weights")', *there("weights", basis="inferred"), *said_not) == NOT_MET


def test_equals_that_disagree_are_unknown_and_both_are_cited() -> None:
    yes = there("weights", basis="declared")
    no = there("weights", state="withdrawn", basis="declared")

    told = finding('available("weights")', yes + no)

    assert told.verdict == "unknown"
    assert told.why.why.startswith("conflict: ")
    assert set(told.evidence) == {yes[0].id, no[0].id}


def test_gated_is_told_apart_from_missing() -> None:
    assert value('gated("weights")', *there("weights", state="gated")) == MET
    assert value('gated("weights")', *there("weights")) == NOT_MET
    assert value('gated("weights")', *absent("weights")) == NOT_MET
    assert value('gated("weights")') == UNKNOWN


def test_that_something_was_not_used_is_never_proven() -> None:
    assert value('used("evaluation-code")', *there("evaluation-code")) == MET
    assert value('used("evaluation-code")', *there("evaluation-results")) == MET
    assert value('used("evaluation-code")', *absent("evaluation-results")) == UNKNOWN
    assert value('used("supporting-libraries")', *there("evaluation-results")) == UNKNOWN


def test_code_without_its_configuration_is_partly_at_least() -> None:
    full = seen("training-code", Code("training", "full"))
    bare = seen("training-code", Code("training"))

    assert value('configured("training-code")') == UNKNOWN
    assert value('configured("training-code")', bare) == SOME
    assert value('configured("training-code")', bare, full) == MET


def test_weights_that_can_run_code() -> None:
    pickle = seen("weights", Weights("pytorch", 1, executable=True))
    safe = seen("weights", Weights("safetensors", 1))

    assert value('executable("weights")') == UNKNOWN
    assert value('executable("weights")', pickle) == MET
    assert value('executable("weights")', safe) == NOT_MET
    assert value('executable("weights")', pickle, safe) == PARTLY


# ------------------------------------------------------------------------------------- licenses
LICENSED = 'licensed("weights", "osi")'


def test_a_license_is_never_assumed() -> None:
    told = finding(LICENSED, there("weights"))

    assert told.verdict == "unknown"
    assert told.why.why == "no license found"


def test_a_license_that_is_not_identified_is_unknown() -> None:
    told = finding(LICENSED, terms(None, "weights"))

    assert told.verdict == "unknown"
    assert "not identified (“the first line”)" in told.why.why


def test_the_license_of_the_repository_holds_for_what_lies_in_it() -> None:
    assert value(LICENSED, *there("weights"), *terms("MIT")) == MET
    assert value(LICENSED, *there("weights"), *terms("CC-BY-NC-4.0")) == NOT_MET


def test_the_license_of_another_repository_says_nothing() -> None:
    assert value(LICENSED, *there("weights"), *terms("MIT", where=CODE)) == UNKNOWN
    assert value(LICENSED, *terms("MIT")) == UNKNOWN


def test_a_repository_whose_name_begins_alike_is_another() -> None:
    weights = Evidence("weights", Available("open"), "observed", (HUB.cite() + "00/f",))

    assert value(LICENSED, weights, *terms("MIT")) == UNKNOWN


def test_a_card_that_names_data_elsewhere_gives_it_no_license() -> None:
    named = there("training-data", basis="declared")

    assert value('licensed("training-data", "osi")', *named, *terms("MIT")) == UNKNOWN


def test_a_license_of_its_own_comes_before_that_of_the_whole() -> None:
    own = terms("CC-BY-NC-4.0", "weights")

    assert value(LICENSED, *there("weights"), *terms("MIT"), *own) == NOT_MET


def test_a_tag_does_not_overrule_the_text_of_the_whole() -> None:
    tag = terms("MIT", "weights", basis="declared")
    text = terms("CC-BY-NC-4.0")

    told = finding(LICENSED, [*there("weights"), *tag, *text])

    assert told.verdict == "unknown"
    assert told.why.why.startswith("conflict: ")
    assert set(told.evidence) == {tag[0].id, text[0].id}
    assert value(LICENSED, *there("weights"), *tag, *terms("Apache-2.0")) == MET


def test_text_beats_tag() -> None:
    tag = terms("MIT", basis="declared")

    assert value(LICENSED, *there("weights"), *tag, *terms("CC-BY-NC-4.0")) == NOT_MET
    assert value(LICENSED, *there("weights"), *tag, *terms(None)) == UNKNOWN


def test_text_beats_tag_on_the_component_itself_too() -> None:
    tag = terms("MIT", "weights", basis="declared")

    assert value(LICENSED, *tag, *terms("CC-BY-NC-4.0", "weights")) == NOT_MET
    assert value(LICENSED, *tag, *terms(None, "weights")) == UNKNOWN


def test_copies_under_different_terms_are_unknown() -> None:
    copies = there("weights") + there("weights", where=CODE)

    assert value(LICENSED, *copies, *terms("MIT"), *terms("CC-BY-NC-4.0", where=CODE)) == UNKNOWN
    assert value(LICENSED, *copies, *terms("MIT"), *terms("ISC", where=CODE)) == MET


# ------------------------------------------------------------------------------------ documents
DESCRIBED = 'described("training-data", "scope")'


def test_whether_a_description_is_complete_needs_a_reader() -> None:
    card = seen("model-card", Document("model-card", ("scope",)))

    assert value(DESCRIBED, card) == SOME
    assert value(DESCRIBED, seen("model-card", Document("model-card", ("usage",)))) == UNKNOWN
    assert value(DESCRIBED) == UNKNOWN


def test_without_any_document_nothing_is_described() -> None:
    documents = ("data-card", "model-card", "technical-report", "research-paper")

    assert value(DESCRIBED, *absent(*documents)) == NOT_MET
    assert value(DESCRIBED, *absent(*documents[:-1])) == UNKNOWN


def test_a_document_describes_itself_only() -> None:
    card = seen("model-card", Document("model-card", ("scope",)))

    assert value('described("data-card", "scope")', card, *absent("data-card")) == NOT_MET


def test_terms_of_a_description_are_those_of_the_documents_that_have_it() -> None:
    rule = 'description_licensed("training-data", "scope", "osi")'
    card = seen("model-card", Document("model-card", ("scope",)))
    report = seen("technical-report", Document("report", ("scope",)))

    assert value(rule, *terms("MIT", "model-card")) == UNKNOWN
    assert value(rule, card, *terms("MIT", "model-card")) == MET
    closed = terms("CC-BY-NC-4.0", "technical-report")
    assert value(rule, card, report, *terms("MIT", "model-card"), *closed) == UNKNOWN


def test_whether_a_list_of_datasets_is_complete_needs_a_reader() -> None:
    named = seen("training-data", Dataset("org/data", "named"))

    assert value('listed("training-data")') == UNKNOWN
    assert value('listed("training-data")', named) == UNKNOWN
    assert (
        value('listed("training-data")', named, seen("training-data", Dataset("d", "itemized")))
        == SOME
    )


def test_what_no_evidence_decides_is_unknown_with_its_reason() -> None:
    told = finding('undecided("whether it is enough")', ())

    assert told.verdict == "unknown"
    assert told.why.why == "needs a reader: whether it is enough"
