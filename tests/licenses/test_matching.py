"""Known texts in a text, on small indexes that are made here of made-up licenses."""

from __future__ import annotations

from howopen.licenses.identify import Identified, identify
from howopen.licenses.index import CLUE, MENTION, NOTHING, NOTICE, TEXT, Index, pack, unpack
from howopen.licenses.index_build import Reference, build
from howopen.licenses.matching import ROUNDS
from howopen.licenses.resembling import FAR
from howopen.licenses.words import words_of

DISCLAIMER = """\
This program comes with no promise at all. The authors and their friends disclaim every warranty,
express or implied, and are not liable to anybody for any loss of data, sleep, profit or temper that
the use of this program causes, however it comes about and on whatever theory, even where they were
told of it in time, in writing and by a person whom they had reason to believe in such matters, and
whether or not the loss could have been foreseen by a careful reader of these very lines.
"""
TANUKI = """\
You may cook, season and serve the dish to anyone, provided that you name the cook on the plate and
leave this paragraph where you found it, on the inner side of the lid, for the next hungry person.
"""
KITSUNE = """\
Whoever finds this scroll may read it aloud, copy it by hand or by machine, and hang the copies on
every gate of the town; a fee for ink and paper is the only thing that may be asked in return.
"""
SIGNED = f"The scroll is under the Badger License.\n\n{DISCLAIMER}"


def reference(name: str, kind: int, text: str) -> Reference:
    return Reference(name, kind, words_of(text).words, full=len(text.split()) > 20)


def index_of(*references: Reference) -> Index:
    return unpack(pack(build(references, ["made up"])))


INDEX = index_of(
    reference("Tanuki", TEXT, TANUKI),
    reference("Kitsune", TEXT, KITSUNE),
    reference("Badger", NOTICE, SIGNED),
    reference("No-name", NOTHING, DISCLAIMER),
    reference("LicenseRef-scancode-public-domain", CLUE, "public domain"),
    reference("Crane", CLUE, "see the crane"),
    reference("Heron-2.0", MENTION, "heronv2"),
    reference("Heron-1.0", MENTION, "heron"),
)


def found(text: str, index: Index = INDEX) -> Identified:
    return identify(text.encode(), index)


def named(text: str) -> list[tuple[str, str]]:
    return [(match.base, match.kind) for match in found(text).matches]


def test_a_file_that_is_all_a_clue_is_no_license() -> None:
    assert named("See the crane!") == []


def test_public_domain_alone_in_a_line_is_a_mention_and_in_passing_is_none() -> None:
    mention = ("LicenseRef-scancode-public-domain", "mention")
    assert named("PUBLIC DOMAIN") == [mention]
    assert named("/* Public Domain */\n\nThis file was generated.") == [mention]
    assert named("// 2018-07-04 : Igor Example : Public domain\nint main;") == [mention]
    assert named("/* PUBLIC DOMAIN: No Rights Reserved. Igor Example */\nint main;") == [mention]
    assert named("uses a public domain table implementation") == []


def test_one_word_names_a_license_where_it_has_a_version() -> None:
    assert named("terms: HeronV2, see there") == [("Heron-2.0", "mention")]
    assert named("A heron stood in the water.") == []


def test_what_many_licenses_share_names_none_of_them() -> None:
    assert named(SIGNED) == [("Badger", "notice")]
    assert named(DISCLAIMER) == []
    assert named(DISCLAIMER.replace("The authors and their friends", "ACME and its heirs")) == []
    assert named(f"Some words of our own.\n\n{DISCLAIMER}") == []
    assert found(f"{TANUKI}\n{DISCLAIMER}").parts == ("Tanuki",)


def test_a_license_that_stands_often_is_found_every_time() -> None:
    times = ROUNDS + 6
    text = index_text = TANUKI + TANUKI.replace("dish", "broth").replace("plate", "bowl")
    index = index_of(reference("Tanuki", TEXT, index_text), reference("Kitsune", TEXT, KITSUNE))
    matches = found("\n-----\n".join([text] * times), index).matches
    assert [(match.base, match.outcome) for match in matches] == [("Tanuki", "exact")] * times


def test_a_list_of_names_is_not_swallowed_by_one_that_resembles_it() -> None:
    names = [f"kind{n}" for n in range(12)]
    index = index_of(*(reference(name, MENTION, _badge(name)) for name in names[:-1]))
    text = "\n".join(map(_badge, names))
    assert list(found(text, index).parts) == names[:-1]


def _badge(name: str) -> str:
    return (
        f"[![License](https://badges.example/img/shields/badge/License-{name}-yellow-green.svg)]"
        f"(https://licenses.example/list/of/all/the/licenses/{name}/text)"
    )


def test_what_is_known_word_for_word_is_not_a_longer_one_cut_off() -> None:
    longer = f"{KITSUNE}\nNo scroll may leave the valley without the seal of the gate keeper."
    index = index_of(reference("Kitsune", TEXT, KITSUNE), reference("Sealed", TEXT, longer))
    for text in (KITSUNE, f"{KITSUNE}\n-----\nint main(void) {{ return 0; }}"):
        assert [match.base for match in found(text, index).matches] == ["Kitsune"]


def test_parts_that_stand_far_from_another_are_not_one_text() -> None:
    first, second = SIGNED[:-100], DISCLAIMER[-100:]
    between = " ".join(f"word{n}" for n in range(2 * FAR))
    index = index_of(reference("Badger", NOTICE, SIGNED), reference("Kitsune", TEXT, KITSUNE))
    matches = found(f"{first}\n{between}\n{second}", index).matches
    assert [match.lines[1] for match in matches] == [first.count("\n") + 1]


CRANE = """\
The Crane License

1. You may fold the paper, give it to whom you like, and fold it again, so long as each sheet keeps
the marks of the mill it came from and nobody is told that the folding was ours when it was not.
2. The makers of the paper promise nothing about it: not that it is white, nor that it will fly, nor
that the rain will spare it, and they answer for no harm that comes of trusting a bird of paper.

Schedule A. To be written on the first sheet: this paper is folded under the terms of the crane and
may be unfolded by anyone who keeps the marks of the mill. Copyright by the mill, all folds kept.

Schedule B. To be written on a changed sheet: this paper is folded under the terms of the crane and
may be unfolded by anyone who keeps the marks of the mill. Copyright by the mill, all folds kept.
The change was made in the year <year> by <name of folder>, and this paper is folded under the terms
of the crane and may be unfolded by anyone who keeps the marks of the mill.
"""


def test_a_license_that_repeats_itself_is_found_to_its_end_with_its_blanks_filled_in() -> None:
    index = index_of(reference("Crane", TEXT, CRANE))
    filled = CRANE.replace("<year>", "2019").replace("<name of folder>", "Akira Example")
    (match,) = found(filled, index).matches
    assert (match.base, match.outcome) == ("Crane", "exact")
    assert match.lines == (1, filled.count("\n"))


def test_a_sentence_cut_out_of_a_passage_that_stands_twice_is_missed() -> None:
    index = index_of(reference("Crane", TEXT, CRANE))
    before, _, behind = CRANE.rpartition("this paper is folded under the terms")
    (match,) = found(before + behind, index).matches
    assert match.outcome == "modified"


def test_a_short_license_with_a_long_name_filled_in_often_is_that_license() -> None:
    blanks = """\
Permission to fold, unfold, copy, and give away this crane and its drawing for any purpose and
without fee is hereby granted, provided that the mark of the mill appear in all copies, and that
both that mark and this paragraph appear in supporting drawings, and that the name of <holder> or
<related persons> not be used in praise of a bird without specific, written prior permission.
<holder> makes no promise about the flight of this crane for any purpose. It is provided "as is"
without any promise.

<holder> DISCLAIMS ALL PROMISES WITH REGARD TO THIS CRANE, INCLUDING ALL IMPLIED PROMISES OF FLIGHT
AND WHITENESS. IN NO EVENT SHALL <holder> BE LIABLE FOR ANY SPECIAL, INDIRECT OR CONSEQUENTIAL
DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF FEATHERS, TREES OR ROOFS, WHETHER IN
FLIGHT, ON THE GROUND OR IN ANOTHER PLACE, OR IN CONNECTION WITH THE FOLDING OF THIS CRANE.
"""
    index = index_of(reference("Wing", TEXT, blanks))
    (match,) = found(blanks.replace("<holder>", "Universidad de Example"), index).matches
    assert (match.base, match.outcome) == ("Wing", "exact")


def test_a_license_named_by_somebody_keeps_its_name_in_a_tag() -> None:
    tag = "SPDX-License-Identifier: "
    for said, read in (
        ("LicenseRef-GPL-2.0", "LicenseRef-GPL-2.0"),
        ("LicenseRef-my-AGPL-3.0+", "LicenseRef-my-AGPL-3.0+"),
        ("MIT OR GPL-2.0+", "MIT OR GPL-2.0-or-later"),
    ):
        assert named(tag + said) == [(read, "notice")]


def test_a_short_license_is_not_a_longer_one_of_whose_end_the_first_words_are_there() -> None:
    short = KITSUNE.partition(";")[0]
    longer = f"{short}. This scroll comes as it is, whatever the keeper says."
    index = index_of(reference("Short", TEXT, short), reference("Longer", TEXT, longer))
    assert found(f"{short}.\nThis scroll", index).parts == ("Short",)
    assert found(longer, index).parts == ("Longer",)


def test_a_license_does_not_run_into_another_that_is_there_word_for_word() -> None:
    neighbor = TANUKI + KITSUNE
    own = "No bird may be praised in the name of the mill, nor by it."
    index = index_of(
        reference("Mill", TEXT, DISCLAIMER + own),
        reference("Mill", TEXT, f"{DISCLAIMER}{' '.join(TANUKI.split()[:24])}"),
        reference("Neighbor", TEXT, neighbor),
    )
    text = (DISCLAIMER + own).replace("sleep, profit", "sleep, honor, profit")
    matches = found(f"{text}\n-----\n{neighbor}", index).matches
    assert [(match.base, match.outcome) for match in matches] == [
        ("Mill", "modified"),
        ("Neighbor", "exact"),
    ]


def test_a_notice_above_a_license_counts_where_it_names_a_version() -> None:
    notice = "which is under the Heron license"
    index = index_of(
        reference("Tanuki", TEXT, TANUKI * 2 + KITSUNE),
        reference("Heron", NOTICE, notice),
        reference("Heron-2.0", NOTICE, f"{notice} 2.0"),
    )
    below = TANUKI * 2 + KITSUNE
    assert found(f"All but one, {notice} 2.0.\n\n{below}", index).parts == ("Heron-2.0", "Tanuki")
    assert found(f"This work, {notice}:\n\n{below}", index).parts == ("Tanuki",)


def test_a_reserved_name_is_a_term_and_no_blank() -> None:
    text = f"The bird is under the terms of the mill, see below.\n{{}}{DISCLAIMER}{KITSUNE}"
    index = index_of(reference("Crane", TEXT, text.format("")))
    holder = "Copyright 2020 Example Mill,\n"
    (match,) = found(text.format(f"{holder}Example Hill and Valley.\n"), index).matches
    assert match.outcome == "exact"
    (match,) = found(text.format(f"{holder}with Reserved Font Name Tanuki.\n"), index).matches
    assert match.outcome == "modified"
