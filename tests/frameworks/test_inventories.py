"""The shipped frameworks over inventories typed by hand, shaped like real releases."""

from __future__ import annotations

from tests.frameworks.made import absent, judged, seen, terms, there, verdicts

from howopen.components import COMPONENTS
from howopen.frameworks import choose, frameworks
from howopen.schema import Bounds, Code, Dataset, Document, Evidence

ALL = tuple(name for name in COMPONENTS if name not in ("acceptable-use-policy", "distribution"))


def osaid(evidence: list[Evidence]) -> tuple[dict[str, str], str]:
    (by,) = choose(["osaid-1.0"])
    told = judged(by, evidence)
    return verdicts(told), told.bounds.verdict


def test_where_nothing_is_known_everything_is_unknown() -> None:
    for by in frameworks():
        told = judged(by, [])
        assert set(verdicts(told).values()) == {"unknown"}
        assert told.bounds == Bounds(0, 1)
        assert told.level is None


FIVE_PARTS = Document("data-card", ("provenance", "scope", "collection", "labeling", "processing"))


def test_a_release_like_pythia_is_met_or_undecided() -> None:
    evidence = [
        *there(*ALL),
        *absent("acceptable-use-policy"),
        *terms("Apache-2.0"),
        seen("data-card", FIVE_PARTS),
        seen("training-data", Dataset("the-pile", "itemized")),
        seen("training-code", Code("training", "full")),
    ]

    by_criterion, whole = osaid(evidence)

    assert whole == "unknown"
    assert set(by_criterion.values()) == {"met", "unknown"}
    reader = {"data-provenance", "data-scope", "data-selection", "data-labeling", "data-processing",
              "data-public", "data-third-party"}  # fmt: skip
    assert {name for name, verdict in by_criterion.items() if verdict == "unknown"} == reader
    (mof,) = choose(["mof-1.0"])
    assert judged(mof, evidence).level == "Class I"


def test_a_release_like_deepseek_r1_is_not_met_and_says_where() -> None:
    published = (
        "weights",
        "model-architecture",
        "inference-code",
        "model-card",
        "technical-report",
    )
    missing = ("training-code", "data-processing-code", "training-data", "evaluation-code",
               "evaluation-data", "intermediate-weights", "acceptable-use-policy")  # fmt: skip
    evidence = [*there(*published), *absent(*missing), *terms("MIT")]

    by_criterion, whole = osaid(evidence)

    assert whole == "not-met"
    failed = {name for name, verdict in by_criterion.items() if verdict == "not-met"}
    assert failed == {"code-training", "code-data-processing"}
    assert by_criterion["parameters-terms"] == "met"
    (mof,) = choose(["mof-1.0"])
    told = judged(mof, evidence)
    assert (told.level, told.possible) == (None, "Class III")


def test_a_release_like_llama_is_not_met_by_its_terms() -> None:
    evidence = [*there("weights", "acceptable-use-policy"), *terms("CC-BY-NC-4.0")]

    by_criterion, whole = osaid(evidence)

    assert whole == "not-met"
    assert by_criterion["parameters-terms"] == "not-met"
    assert by_criterion["no-further-terms"] == "unknown"
    assert by_criterion["code-training"] == "unknown"


def test_terms_that_no_list_knows_are_undecided() -> None:
    by_criterion, whole = osaid([*there("weights"), *terms("LicenseRef-llama-3.1")])

    assert whole == by_criterion["parameters-terms"] == "unknown"


def test_mof_takes_a_paper_for_the_report_and_not_the_other_way_round() -> None:
    (mof,) = choose(["mof-1.0"])
    but_report = [name for name in ALL if name != "technical-report"]
    but_paper = [name for name in ALL if name != "research-paper"]

    with_paper = judged(mof, [*there(*but_report), *absent("technical-report"), *terms("MIT")])
    with_report = judged(mof, [*there(*but_paper), *absent("research-paper"), *terms("MIT")])

    assert with_paper.level == "Class I"
    assert (with_report.level, with_report.possible) == ("Class II", "Class I")


def test_mof_on_paper_is_undecided_about_licenses_for_code_on_documents() -> None:
    (paper,) = choose(["mof-1.0-paper"])
    told = judged(paper, [*there(*ALL), *terms("MIT")])
    by_criterion = verdicts(told)

    documents = {"technical-report", "evaluation-results", "model-card", "data-card",
                 "research-paper", "evaluation-data"}  # fmt: skip
    assert {by_criterion[name] for name in documents} == {"unknown"}
    assert (told.level, told.possible) == (None, "Class I")
    apart = [*terms("MIT"), *terms("CC-BY-4.0", *documents)]
    assert judged(paper, [*there(*ALL), *apart]).level == "Class I"


def test_mof_on_paper_asks_for_no_license_of_the_datasets() -> None:
    (paper, tool), evidence = choose(["mof-1.0-paper", "mof-1.0"]), there("training-data")
    assert verdicts(judged(paper, evidence))["training-data"] == "met"
    assert verdicts(judged(tool, evidence))["training-data"] == "unknown"
