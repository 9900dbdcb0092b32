"""How the clause reader goes through a text: lists, what leads them in, headings, markup."""

from __future__ import annotations

from tests.licenses.reading import kinds_of, one


def test_items_belong_to_what_leads_them_in_and_not_to_the_next_section() -> None:
    text = (
        "3. You will not:\n   (a) reverse engineer the model; or\n   (b) sell the weights.\n"
        "4. You may fine-tune the model, and you may host it for others.\n"
    )
    assert {"reverse-engineering", "redistribution"} <= kinds_of(text)
    assert "hosting" not in kinds_of(text)


def test_numbered_items_below_an_item_do_not_end_its_list() -> None:
    text = (
        "You must not use the model:\n\n1. For profit.\n\n   1. That means gain.\n\n"
        "   2. And fees.\n\n2. For military purposes.\n"
    )
    assert one(text, "acceptable-use").lines == (1, 9)


def test_a_number_that_a_wrapped_line_refers_to_is_no_item() -> None:
    text = (
        "If you file a patent lawsuit, then the rights granted to you under Section\n2.1 terminate."
    )
    assert one(text, "patent-retaliation").lines == (1, 2)


def test_a_list_within_a_sentence_is_read_item_by_item() -> None:
    text = 'You shall (A) provide a copy of this Agreement; and (B) prominently display "Foo".'
    assert one(text, "license-copy").quote.endswith("Agreement; and")
    assert one(text, "display").details == ("foo",)


def test_semicolons_alone_part_the_items_of_a_list() -> None:
    text = "You will not: sell or rent the model; use it to make a competing product; or hide it."
    assert kinds_of(text) >= {"redistribution", "competition"}
    assert one(text, "competition").quote == text.removesuffix(" hide it.")
    assert not kinds_of("It has three parts: the model; a competing product; and a manual.")


def test_a_question_says_nothing_and_a_heading_permits_nothing() -> None:
    assert not kinds_of("Can I use this model in my commercial product?")
    assert not kinds_of("## Permission to use, copy and modify the model\n\nSee the card.")
    assert kinds_of("## Commercial use is prohibited\n\nSee the card.") == {"noncommercial"}


def test_a_heading_leads_in_the_list_under_it_and_ends_the_list_above() -> None:
    under = "## Prohibited uses\n\n- Harassment of persons\n- Spreading malware\n"
    assert kinds_of(under) == {"acceptable-use"}
    above = (
        "You may not use the model to:\n\n- harass persons\n\n## Commercial use\n\nAsk the lab.\n"
    )
    assert "noncommercial" not in kinds_of(above)
    prose = "## Prohibited uses\n\nHarassment is discussed in the paper.\n\n- Malware as well\n"
    assert not kinds_of(prose)


def test_a_title_without_markup_leads_in_a_list_and_an_item_does_not() -> None:
    assert kinds_of("PROHIBITED USE\n- Harassment of persons\n- Malware\n") == {"acceptable-use"}
    assert "noncommercial" in kinds_of("Not permitted\n- Commercial use\n")
    items = "- Harassment is prohibited\n- Commercial use\n- Malware research\n"
    assert "noncommercial" not in kinds_of(items)


def test_stars_mark_items_except_in_comments() -> None:
    text = "Prohibited:\n\n* modification\n* redistribution\n* commercial use\n"
    assert kinds_of(text) == {"no-derivatives", "redistribution", "noncommercial"}
    emphasis = (
        "We grant a license for:\n* research\n* teaching\n\n**3.2 Limits** It excludes sale.\n"
    )
    assert "grant-share" not in kinds_of(emphasis)
    comment = "/*\n * You may not use this\n * for commercial purposes.\n */\n"
    assert kinds_of(comment) == {"noncommercial"}


def test_a_text_in_comments_has_no_headings() -> None:
    text = "# You may not:\n#\n# - use the model for commercial purposes\n# - rent it out\n"
    assert "noncommercial" in kinds_of(text)


def test_markup_wrapping_and_typography_do_not_matter() -> None:
    text = "> **You must *not* use the\n> model for “military”\n> purposes.**\n"
    clause = one(text, "acceptable-use")
    assert clause.lines == (1, 3)
    assert clause.quote in text
