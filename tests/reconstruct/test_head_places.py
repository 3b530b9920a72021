"""Where names and dates stand in heads and feet: beside the words, at the other end of them, in lines of their own."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, body_of, page_of, read


def test_a_name_over_many_lines_is_of_the_post_below() -> None:
    ranks = ("Boatman", "Oarsman", "Boatman", "Boatman", "Oarsman", "Oarsman")
    heads = [
        f"{name}\n{rank}\n\nPosts: {30 * day}\nThreads: {day}\nReputation: {7 * day}\n#{day}\n{day} March 2012"
        for day, (name, rank) in enumerate(zip(WRITERS, ranks, strict=True), 3)
    ]

    assert authors(read(page_of(heads, foot="Find\nReply"))) == list(WRITERS)


def test_a_name_may_stand_over_the_words_and_the_date_under_them() -> None:
    posts = [
        f"{name}\n\n{said}\n\nWritten on {day} March 2012\n\n"
        for day, (name, said) in enumerate(zip(WRITERS, SAID, strict=True), 3)
    ]
    text = "Guest book\n\n" + "".join(posts)

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert [post["date"][8:10] for post in document["posts"]] == ["03", "04", "05", "06", "07", "08"]
    assert body_of(document, text) == list(SAID)


def test_a_foot_names_its_own_post_though_the_next_has_a_name_over_it() -> None:
    posts = [
        f"{name} Keeper\nJoined:\nAug {day + 9}, 2001\nMessages:\n{day}90\n{said}\n{name}, Mar {day}, 2012 #{day - 2}\n"
        for day, (name, said) in enumerate(zip(WRITERS, SAID, strict=True), 3)
    ]
    text = "The jetty\nDiscussion in 'Quay' started by Ada, Mar 3, 2012.\n" + "".join(posts)

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_the_date_of_a_member_is_no_date_of_a_post() -> None:
    since = {name: f"{day} May 2001" for day, name in enumerate(sorted(set(WRITERS)), 7)}
    writers = WRITERS * 2
    heads = [
        f"{name}\nKeeper\nAboard\n{since[name]}\nLetters\n{30 * day}\n{day} March 2012\n#{day - 2}"
        for day, name in enumerate(writers, 3)
    ]
    text = "".join(f"{head}\n{said}\n\n" for head, said in zip(heads, SAID * 2, strict=True))

    assert {post["date"][:4] for post in read(text)["posts"]} == {"2012"}


@pytest.mark.parametrize("short", ["Thanks!", "+1", "No."])
def test_a_short_post_between_counts_and_buttons_stays_a_post(short: str) -> None:
    said = [*SAID[:2], short, SAID[3], short, SAID[5]]
    posts = [
        f"{7 * day}\n{words}\nShare\nFollow\nanswered {day} March 2012\n{name}\n"
        for day, (name, words) in enumerate(zip(WRITERS, said, strict=True), 3)
    ]
    text = "The jetty\n" + "".join(posts)

    document = read(text)

    assert body_of(document, text) == said
    assert authors(document) == list(WRITERS)


def test_what_underlines_part_from_the_words_is_a_signature() -> None:
    heads = [f"{name}\n{day} March 2012" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads, foot="_________________\nAll that rattles is not broken\nTop")

    assert body_of(read(text), text) == list(SAID)


def test_the_letter_of_a_picture_is_nobodys_word() -> None:
    heads = [f"{name[0]}\n{name}\n{day} March 2012" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads, foot="Reply")

    assert body_of(read(text), text) == list(SAID)


def test_who_is_answered_behind_an_arrow_is_not_the_author() -> None:
    answered = ("", " \u27a6 Ada", " \u27a6 Bruno", " \u27a6 Chen", " \u27a6 Ada", " \u27a6 Dalia")
    heads = [
        f"{name}{to} \u2022 {day} days ago" for day, (name, to) in enumerate(zip(WRITERS, answered, strict=True), 3)
    ]

    assert authors(read(page_of(heads))) == list(WRITERS)


def test_links_in_markdown_do_not_hide_names() -> None:
    heads = [f"### [{name}](/u/{name}) [{day} March 2012](/p/{day})" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads, foot="  * [Reply](/reply)\n  * [Like](/like)")

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["11/05/03(\u706b)", "11/05/04(\u6c34)", "11/05/05(\u6728)", "11/05/06(\u91d1)", "11/05/07(\u571f)", "11/05/08(\u65e5)"], "2011-05-03"),
        (["10/11/11(Tue)", "10/12/11(Wed)", "11/01/11(Tue)", "11/02/11(Wed)", "11/03/11(Thu)", "11/08/11(Tue)"], "2011-10-11"),
    ],
)  # fmt: skip
def test_weekdays_tell_the_order_of_a_date(dates: list[str], first: str) -> None:
    heads = [f"{name} {date}10:38:00 No.{n}" for n, (name, date) in enumerate(zip(WRITERS, dates, strict=True), 7000)]

    assert read(page_of(heads))["posts"][0]["date"][:10] == first


def test_a_name_that_all_have_may_stand_behind_a_title_at_the_first() -> None:
    heads = [f"{'The jetty ' if not n else ''}Anonymous 2012/03/1{n}(Mon)10:38:00 No.{n + 7000}" for n in range(6)]

    assert authors(read(page_of(heads))) == ["Anonymous"] * 6


def test_names_of_members_tell_their_ranks_and_not_the_other_way_round() -> None:
    ranks = {
        name: rank
        for rank, name in zip(("Boatman", "Oarsman", "Boatman", "Oarsman"), sorted(set(WRITERS)), strict=True)
    }
    posts = [f"{name}\n{ranks[name]}\n{said}\nReply Quote\n" for name, said in zip(WRITERS * 2, SAID * 2, strict=True)]
    text = "The jetty\n" + "".join(posts)

    document = read(text)

    assert authors(document)[:6] == list(WRITERS)
    assert body_of(document, text)[:6] == list(SAID)


def test_a_line_over_a_day_says_the_day_of_the_times_below() -> None:
    days = ("Fri, Mar 16, 2012\n", "", "", "Saturday, March 17, 2012\n", "", "")
    posts = [
        f"{day}{name}\n{n}:38 PM\n{said}\n"
        for n, (day, name, said) in enumerate(zip(days, WRITERS, SAID, strict=True), 1)
    ]
    text = "".join(posts)

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert [post["date"][:16] for post in document["posts"]][2:4] == ["2012-03-16T15:38", "2012-03-17T16:38"]
    assert body_of(document, text) == list(SAID)


def test_names_may_be_headings_in_markdown_without_any_date() -> None:
    text = "".join(f"#### {name}\n\n{said}\n\n" for name, said in zip(WRITERS * 2, SAID * 2, strict=True))

    assert authors(read(text))[:6] == list(WRITERS)


def test_numbers_and_counts_beside_a_name_are_no_part_of_it() -> None:
    heads = [f"#{day} {name}\nQuay Posts: {30 * day}\n{day} March 2012" for day, name in enumerate(WRITERS, 3)]

    assert authors(read(page_of(heads, foot="Reply"))) == list(WRITERS)


def test_who_is_answered_in_brackets_is_not_the_author() -> None:
    answered = ("Ada", "Ada", "Bruno", "Chen", "Ada", "Dalia")
    heads = [
        f"The jetty [Re: {other}] #70{day} - {day} March 2012\n{name}\nRegistered: 02/20/01"
        for day, (name, other) in enumerate(zip(WRITERS, answered, strict=True), 3)
    ]

    assert authors(read(page_of(heads, foot="Top [Reply] [Quote]"))) == list(WRITERS)


def test_of_several_dates_behind_labels_one_is_of_the_post() -> None:
    heads = [
        f"From: {name} (+4912345{day})\nType: incoming\nSent: Fri, {day} Mar 2012 22:59:02 +0000\nReceived: Sat, {day + 1} Mar 2012 22:59:04 +0000\n"
        for day, name in enumerate(WRITERS, 9)
    ]

    document = read(page_of(heads))

    assert authors(document) == list(WRITERS)
    assert document["posts"][0]["date"][:10] == "2012-03-09"


def test_numbers_of_one_thing_are_no_names() -> None:
    counts = {"Ada": 70, "Bruno": 31, "Chen": 3, "Dalia": 12}
    heads = [
        f"{name}\nHarbour\n{counts[name]}\n{counts[name]} letters\nReport\nPosted {day} March 2012"
        for day, name in enumerate(WRITERS * 2, 3)
    ]
    text = "".join(f"{head}\n{said}\nReply\n\n" for head, said in zip(heads, SAID * 2, strict=True))

    assert authors(read(text))[:6] == list(WRITERS)


def test_a_name_in_brackets_is_another_name_of_the_one_before() -> None:
    heads = [f"{name} ({name.lower()}77) wrote on 2012-03-{day:02d}: #{day}" for day, name in enumerate(WRITERS, 3)]

    assert authors(read(page_of(heads))) == list(WRITERS)


def test_what_quotes_with_a_date_in_its_line_is_no_head() -> None:
    heads = [
        f"{name} Offline\nQuayman\nThreads: {day}\n#{day}\n{day} March 2012, 22:3{day}"
        for day, name in enumerate(WRITERS, 3)
    ]
    said = [SAID[0], *(f"(1{n} March 2012)Ada Wrote: {SAID[0][:44]}\n{words}" for n, words in enumerate(SAID[1:]))]
    text = "".join(f"{head}\n{words}\nFind\nReply\n" for head, words in zip(heads, said, strict=True))

    assert authors(read(text)) == list(WRITERS)


def test_a_verb_of_several_words_behind_a_name_is_no_part_of_it() -> None:
    heads = [f"{name} ha detto:\n{day} marzo 2012 alle 10:38" for day, name in enumerate(WRITERS, 3)]

    assert authors(read(page_of(heads, foot="Rispondi"))) == list(WRITERS)


def test_days_that_markdown_escapes_are_read() -> None:
    heads = [f"#### {name}\n  * {day}\\. M\u00e4rz 2012" for day, name in enumerate(WRITERS, 3)]

    assert [post["date"][:10] for post in read(page_of(heads))["posts"]] == [f"2012-03-0{day}" for day in range(3, 9)]


def test_a_title_with_many_words_over_the_first_name_is_no_post() -> None:
    above = "Welcome, Guest. Please login or register.\nTopic: The lamp on the outer jetty has gone out again (Read 418 times)\n"
    heads = [
        f"{name}\nKeeper\nRe: The lamp on the outer jetty has gone out again\n\u00ab on: March 0{day}, 2012, 10:38:00 PM \u00bb"
        for day, name in enumerate(WRITERS, 3)
    ]

    assert authors(read(page_of(heads, above=above, foot="Logged"))) == list(WRITERS)


def test_what_ends_every_post_of_an_author_is_a_signature() -> None:
    ends = {"Ada": "All that rattles is not broken", "Bruno": "Thanks in advance, all of you"}
    said = [f"{words}\n{ends.get(name, '')}" for name, words in zip(WRITERS * 2, SAID * 2, strict=True)]
    heads = [f"{name}\n{day} March 2012" for day, name in enumerate(WRITERS * 2, 3)]
    text = "".join(f"{head}\n{words}\nReply\n\n" for head, words in zip(heads, said, strict=True))

    document = read(text)

    left = body_of(document, text)
    assert ends["Ada"] not in left
    assert ends["Bruno"] in left
