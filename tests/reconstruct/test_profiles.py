"""Heads that no line closes in: a profile of now more, now fewer lines between a name and its date, as browsers copy pages."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, body_of, read

DAYS = range(3, 9)
PROFILES = {
    "Ada": "Keeper\nJoined\nAug 10, 2001\nMessages\n1,290",
    "Bruno": "Boatman\nMender of nets\nJoined\nMay 2, 2003\nMessages\n41\nLocation\nKiel",
    "Chen": "Oarsman\nJoined\nJun 7, 2004\nMessages\n388",
    "Dalia": "Boatman\nJoined\nJan 1, 2002\nMessages\n9\nLocation\nOslo",
}


def dated(form: str) -> str:
    """The posts of a page, each in a form with its {name}, {profile}, {day}, {number} and {said}."""
    posts = (
        form.format(name=name, initial=name[0], profile=PROFILES[name], day=day, number=day - 2, said=said)
        for day, name, said in zip(DAYS, WRITERS, SAID, strict=True)
    )
    return "The jetty\nThread starter Ada\nStart date Mar 3, 2012\n" + "".join(posts)


@pytest.mark.parametrize(
    "form",
    [
        "{initial}\n{name}\n{profile}\nMar {day}, 2012\n#{number}\n{said}\n\nReply\n",
        "{name}\n{profile}\nMar {day}, 2012\n#{number}\n{said}\nLast edited: Mar {day}, 2012\n",
        "{name}\n{profile}\n{number}. Re: The jetty\nMar {day}, 2012\n{said}\n",
    ],
)
def test_a_name_stands_at_the_top_of_a_profile_of_any_length(form: str) -> None:
    text = dated(form)

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)
    assert [post["date"][8:10] for post in document["posts"]] == [f"{day:02}" for day in DAYS]


def test_dates_of_one_day_are_of_posts_where_numbers_count_them() -> None:
    text = "The jetty\n" + "".join(
        f"{name}\nMar 3, 2012\n#{number}\n{said}\n"
        for number, (name, said) in enumerate(zip(WRITERS, SAID, strict=True), 1)
    )

    assert authors(read(text)) == list(WRITERS)


def test_a_head_in_two_sizes_is_one_head() -> None:
    posts = (
        f"{name}\nPosted March {day}, 2012\n{name}\n\nMembers\n{PROFILES[name]}\n\nPosted March {day}, 2012\n\n{said}\n\nQuote\n"
        for day, name, said in zip(DAYS, WRITERS, SAID, strict=True)
    )
    text = "The jetty\n" + "".join(posts)

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_a_profile_between_a_name_and_the_head_that_names_it_is_nobodys_words() -> None:
    posts = (
        f"{name}\n{PROFILES[name]}\nRe: The jetty\nPost by {name} » {day} Mar 2012 10:03\n{said}\nTop\n"
        for day, name, said in zip(DAYS, WRITERS, SAID, strict=True)
    )
    text = "The jetty\n" + "".join(posts)

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_a_list_of_the_latest_posts_is_no_template_of_the_page() -> None:
    latest = "".join(f"Otto{n} · {n} hours ago\nPosted in Nets\n" for n in range(1, 13))
    text = dated("{name}\n{profile}\nMar {day}, 2012\n#{number}\n{said}\n\nReply\n") + latest

    assert authors(read(text))[:6] == list(WRITERS)


def test_the_date_of_what_is_quoted_begins_no_post() -> None:
    posts = [
        f"{name}\nPosts: {len(name)}0\nRe: The jetty\n{day} March 2012 10:03\n{said}\n"
        for day, name, said in zip(DAYS, WRITERS, SAID, strict=True)
    ]
    posts[3] = posts[3].replace(SAID[3], f"Ada wrote: \N{UPWARDS ARROW}\n3 March 2012 10:03\n{SAID[0]}\n{SAID[3]}")

    assert authors(read("The jetty\n" + "".join(posts))) == list(WRITERS)


def test_votes_behind_a_name_are_none_of_it() -> None:
    posts = (
        f"[–]{name}_v {day} points{day + 1} points {day} hours ago (0 children)\n{said}\nreply\n"
        for day, name, said in zip(DAYS, WRITERS, SAID, strict=True)
    )

    assert authors(read("The jetty\n" + "".join(posts))) == [f"{name}_v" for name in WRITERS]


ASKED = (
    "How often has that lantern been lit since the storm?",
    "Is the boat house locked at night, as it used to be?",
    "Which oil did you take for these hinges, if I may ask?",
    "Does a wick of cotton not burn down in a few hours?",
    "Where would anybody buy so many nuts in these days?",
    "Was the tiller not thrown away with the old boat?",
)
TOLD = (
    "Nobody has counted, but hardly more than twice a week.",
    "It has had no lock at all since the door was replaced.",
    "Linseed will do, though it smells for a good long while.",
    "Mine lasts a whole night when the glass is kept closed.",
    "There is a mill behind the church that still sells them.",
    "We kept it for the day on which somebody finds the rest.",
)


def test_comments_and_answers_may_end_in_feet_of_their_own() -> None:
    answers = (
        f"{said}\nShare\nFollow\nanswered Mar {day}, 2012 at 10:0{day}\n{name}\n2,{day}12\n"
        f"{asked}\nOtto\n– Otto\n2012-04-0{day} 10:12:33\n{told}\nPia\n– Pia\n2012-05-0{day} 10:12:33\nAdd a comment\n"
        for day, name, said, asked, told in zip(DAYS, WRITERS, SAID, ASKED, TOLD, strict=True)
    )

    document = read("The jetty\n" + "".join(answers))

    assert authors(document) == [name for writer in WRITERS for name in (writer, "Otto", "Pia")]
