"""Heads as programs print them: broken by the width, with optional lines, beside dates of edits, with addresses for names."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, body_of, page_of, read
from threads.reconstruct.heads.blocks import blocks_of
from threads.reconstruct.heads.groups import dated_groups
from threads.reconstruct.heads.name_places import slots_of
from threads.reconstruct.heads.post_ends import without_signatures
from threads.reconstruct.heads.rows import Row, rows_of


@pytest.mark.parametrize("leads", ["« am: {} »", "« on: {} »", "le: {}"])
def test_what_leads_to_a_date_is_no_name_and_the_date_of_an_edit_no_head(leads: str) -> None:
    heads = [f"{name}\n\n  {leads.format(f'{day} March 2012, 10:0{day}')}" for day, name in enumerate(WRITERS, 3)]
    text = page_of([f"{head}\n" for head in heads]).replace(
        f"{SAID[2]}\n", f"{SAID[2]}\n« Letzte Änderung: 9 March 2012, 11:30 von Chen »\n"
    )

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_a_head_that_the_width_broke_goes_on_in_the_next_line() -> None:
    rests = ["The lantern on\nthe jetty Answer with a quote", *["Answer with\na quote"] * 5]
    heads = [
        f"{name}\nWritten: Sat Mar 0{day}, 2012 10:0{day} am   Subject of the letter: {rest}\n{'_' * 40}\n"
        for day, (name, rest) in enumerate(zip(WRITERS, rests, strict=True), 3)
    ]
    text = page_of(heads, foot="Back to top")

    rows = rows_of(text.split("\n"), frozenset())
    blocks = blocks_of(dated_groups(rows)[0], rows)

    assert [segment.rows[0].text[:3] for segment in blocks.segments[1:]] == ["___"] * 6
    assert body_of(read(text), text) == list(SAID)


def test_the_words_under_a_rule_are_a_signature_where_words_stand_over_it() -> None:
    def rows(*lines: str) -> list[Row]:
        return [Row(index, index + 1, line, 0) for index, line in enumerate(lines)]

    posts = [
        rows("the jetty (answer)", "_____", SAID[0]),
        rows(SAID[1], "_____", "All hands"),
        rows("Yes", "_____", "All hands"),
        rows(SAID[2], "_____", "No oil, no light"),
    ]

    left = [[row.text for row in words] for words in without_signatures(posts, [None] * 4)]

    assert left == [["the jetty (answer)", "_____", SAID[0]], [SAID[1]], ["Yes"], [SAID[2]]]


def test_a_line_of_the_profile_at_some_authors_hides_nothing_of_the_head() -> None:
    heads = [
        f"{name}\n{'Deckhand' if name in 'AdaDalia' else 'Ferryman'}\nJoined: 03.0{day}.2001\nPosts: {day}71\n{'Location: Kiel' if name == 'Bruno' else ''}\n{day} March 2012 10:1{day}\n"
        for day, name in enumerate(WRITERS, 3)
    ]
    text = page_of(heads, foot="Back to top")

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_the_name_stands_behind_the_address_or_is_the_address() -> None:
    people = {"Ada": "ada@boat.example (Ada)", "Bruno": "b@boat.example (Bruno)", "Chen": "chen@quay.boat.example"}
    heads = [
        f"Subject: Re: Lantern\nFrom: {people.get(name, f'd@x.example ({name})')}\nDate: {day} Mar 2012 10:00:01 GMT\nMessage-ID: <{day}@x.example>"
        for day, name in enumerate(WRITERS, 3)
    ]
    text = page_of(heads, above="***** Boats *****", foot="====")

    assert authors(read(text)) == [people["Chen"] if name == "Chen" else name for name in WRITERS]


def test_says_behind_an_article_leads_to_a_quote() -> None:
    heads = [f"From: {name} Vik\nDate: {day} Mar 2012 10:00:01 GMT" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads, foot="====").replace(
        SAID[2], f"In article <3.7@boat.example>, Ada Vik says...\n> {SAID[0]}\n{SAID[2]}"
    )

    document = read(text)

    assert f"> {SAID[0]}" not in body_of(document, text)
    assert not any("says..." in line for line in body_of(document, text))


def test_the_number_of_a_post_may_stand_right_before_its_date() -> None:
    heads = [f"{name}\nPosts: {day}7\n#{day}0{day}-03-2012, 10:15" for day, name in enumerate(WRITERS, 3)]

    document = read(page_of(heads, foot="Find"))

    assert [post["date"][:10] for post in document["posts"]] == [f"2012-03-0{day}" for day in range(3, 9)]


def test_what_a_board_sets_in_brackets_behind_a_name_or_in_digits_before_it_is_not_in_it() -> None:
    behind = [
        f"{day} Name: {name}[low] Date: 2012/03/0{day} 10:15:18.37 ID:k{day}Zx{day}9a"
        for day, name in enumerate(WRITERS, 3)
    ]
    before = [f"000{day}{name}2012/03/0{day}(土) 10:15:18.37ID:k{day}Zx{day}9a" for day, name in enumerate(WRITERS, 3)]

    assert authors(read(page_of(behind))) == list(WRITERS)
    assert authors(read(page_of(before))) == list(WRITERS)


def test_a_line_with_the_moment_of_an_earlier_post_quotes_it() -> None:
    heads = [f"{name}\nWritten 2012-3-{day} 10:15:0{day} | this author" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads, foot="Answer")
    for at in range(1, 6):
        quote = f"{WRITERS[at - 1]} wrote 2012-3-{at + 2} 10:15\n{SAID[at - 1]}"
        text = text.replace(f"this author\n{SAID[at]}", f"this author\n{quote}\n{SAID[at]}")

    assert authors(read(text)) == list(WRITERS)


def test_the_last_posts_may_be_told_by_the_time_that_went_by() -> None:
    dates = [
        "3 March 2012",
        "4 March 2012",
        "5 March 2012",
        "6 March 2012",
        "yesterday, 10:15",
        "5 hours ago (changed)",
    ]
    heads = [f"{name}\nSent: {date}" for name, date in zip(WRITERS, dates, strict=True)]
    text = page_of(heads, foot="Answer")

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_a_wide_sign_of_quoting_is_one() -> None:
    assert Row(0, 1, "\uff1eThe lamp is out", 0).is_quoting


def test_dates_alone_over_the_numbers_of_posts_are_those_of_posts() -> None:
    dates = [
        "3 March 2012",
        "4 March 2012",
        "5 March 2012",
        "Sunday at 4:21 AM",
        "Monday at 4:21 AM",
        "Monday at 8:21 PM",
    ]
    heads = [
        f"{name[0]}\n{name}\nMember\nJoined\n{day} May 2001\nLetters\n{day}91\nLocation\n"
        f"{'Hull' if day % 2 else 'Leith'}\n{date}\n#{day}"
        for day, (name, date) in enumerate(zip(WRITERS, dates, strict=True), 3)
    ]
    text = page_of(heads, above="The jetty\nThread starter Ada\nStart date 3 March 2012")

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_a_name_keeps_its_underline_and_loses_the_word_before_its_date() -> None:
    people = {"Ada": "Guest ada_", "Bruno": "_bruno", "Chen": "Chen V."}
    heads = [f"{people.get(name, name)} em {day} March 2012 10:15" for day, name in enumerate(WRITERS, 3)]

    assert authors(read(page_of(heads))) == [people.get(name, name) for name in WRITERS]


def test_the_name_of_one_who_opens_the_page_and_writes_once_stands_as_far_as_others() -> None:
    names = ("Elin", "Bruno", "Chen", "Ada", "Bruno", "Chen")
    ranks = {"Elin": "Hero of the yard", "Bruno": "Oarsman", "Chen": "Boatman", "Ada": "Boatman"}
    heads = [
        f"{'_' * 30}\n{name}\n\n* {ranks[name]}\n* * *\n* Posts: {day}71\n\n{'Re: ' if day > 3 else ''}The lantern\n\n« on: {day} March 2012, 10:15:02 »"
        for day, name in enumerate(names, 3)
    ]
    text = page_of(heads, foot="Logged").replace("_" * 30, "Read 37 times", 1)
    rows = rows_of(text.split("\n"), frozenset())
    blocks = blocks_of(dated_groups(rows)[0], rows)

    assert [slot.values for slot in slots_of(blocks) if slot.place == ("above", "over _", 0)] == [names]


def test_the_button_under_a_quote_and_who_liked_a_post_are_nobodys_words() -> None:
    heads = [f"{name}\nKeeper\n{day} March 2012\n#{day}" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads)
    for at in (2, 3, 4):
        quote = f"{WRITERS[at - 2]} said:\n{SAID[at - 2]}\nClick to expand...\n"
        liked = f"Last edited: 9 March 2012\nReactions: Ada, Bruno and 3 others\n{WRITERS[at + 1][0]}"
        text = text.replace(f"#{at + 3}\n{SAID[at]}", f"#{at + 3}\n{quote}{SAID[at]}\n{liked}")

    said = [line for line in body_of(read(text), text) if line not in SAID]

    assert said == []


def test_a_label_may_stand_before_what_leads_to_the_name_of_who_is_quoted() -> None:
    assert Row(0, 1, "Quote Originally Posted by Ada View Post", 0).is_quoting
    assert not Row(0, 1, "Quote of the day", 0).is_quoting


@pytest.mark.parametrize("end", ["Sign up to join this conversation.", "No one assigned"])
def test_what_asks_a_visitor_to_sign_up_ends_the_page(end: str) -> None:
    heads = [f"{name} spoke on {day} March 2012" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads, below=f"{end}\nBoats\nNone yet\n6 hands")

    assert body_of(read(text), text) == list(SAID)


def test_what_is_marked_under_the_name_of_who_is_quoted_is_a_quote_wherever_it_stood() -> None:
    heads = [f"From: {name} Vik\nDate: {day} Mar 2012 10:00:01 GMT" for day, name in enumerate(WRITERS, 3)]
    quote = "Chen Vik wrote:\n> The oars of the other boat were\n> never found again.\n\n"
    text = page_of(heads, foot="====").replace(SAID[3], f"{quote}> {SAID[3]}")

    said = body_of(read(text), text)

    assert "> never found again." not in said
    assert f"> {SAID[3]}" in said


def test_words_that_every_later_post_says_again_stay_those_of_who_wrote_them_first() -> None:
    quoted = "The pump in the lower lock needs a new seal before winter."
    posts = [f"{name} » {day} Jan 2012 14:03" for day, name in enumerate(WRITERS, 10)]
    said = [quoted, *(f"{quoted}\n{words}" for words in SAID[1:])]
    text = "\n\n".join(f"{head}\n{words}" for head, words in zip(posts, said, strict=True))

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text)[0] == quoted
