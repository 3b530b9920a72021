"""Pages that state who wrote what, and when: heads and feet are learnt from the page, and claim nothing where none hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from time import process_time

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, body_of, edges, page_of, read
from threads.reconstruct.heads import read_heads


@pytest.mark.parametrize(
    "head",
    [
        "Post by {} \u00bb Fri Mar {:02d}, 2012 10:38 pm",
        "{} March {}, 2012, 5:27PM",
        "{} {} months ago | parent | next [-]",
        "[-] {} {}y 7",
        "u/{} \u00b7 {}d",
        "von {} \u00bb Fr {:02d}. M\u00e4r 2012, 22:38",
        "{}, le {} mars 2012 \u00e0 22h38",
        "\u0421\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u0435 {} \u00bb {:02d} \u043c\u0430\u0440 2012, 22:38",
        "\uff1a{}\uff1a2012/03/{:02d}(\u91d1) 22:38:00 ID:aXo9",
        "{} says on 2012-03-{:02d} at 22:38:",
        "### Post by {} on 2012-03-{:02d} 22:38:00",
    ],
)
def test_authors_are_read_from_the_line_that_comes_at_every_post(head: str) -> None:
    text = page_of(head.format(name, day) for day, name in enumerate(WRITERS, 3))

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_a_name_may_stand_in_a_line_of_its_own_among_what_comes_at_every_post() -> None:
    heads = (f"{name}\nSenior Member\nPosts: {day}\n{day} March 2012" for day, name in enumerate(WRITERS, 3))
    text = page_of(heads, foot="Reply With Quote")

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_feet_are_told_from_heads_by_what_stands_over_the_first_of_them() -> None:
    feet = [f"Share\nanswered Mar {day}, 2012 at 5:59\n{name}" for day, name in enumerate(WRITERS, 3)]
    text = "".join(f"{said}\n{foot}\n" for said, foot in zip(SAID, feet, strict=True)) + "Your answer\n"

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_names_are_found_without_any_date() -> None:
    document = read(page_of(f"Posted by {name}" for name in WRITERS))

    assert authors(document) == list(WRITERS)
    assert {post["date"] for post in document["posts"]} == {None}


def test_names_may_stand_alone_in_their_lines_without_any_date() -> None:
    document = read(
        "Guestbook\n\n" + "".join(f"{name}\n\n{said}\n\n" for name, said in zip(WRITERS * 2, SAID * 2, strict=True))
    )

    assert authors(document)[:6] == list(WRITERS)


def test_a_name_that_wrote_opens_a_post_where_nothing_is_quoted() -> None:
    said = [f"{name} a \u00e9crit :\n{words}\n\n" for name, words in zip(WRITERS, SAID, strict=True)]

    assert authors(read("".join(said))) == list(WRITERS)


def test_everybody_may_have_the_same_name() -> None:
    heads = (f"{n} \uff1aAnonymous\uff1a2012/03/{n:02d} 22:38:0{n} ID:x{n}Qz" for n in range(1, 7))

    assert authors(read(page_of(heads))) == ["Anonymous"] * 6


def test_the_titles_of_threads_are_no_names() -> None:
    titles = ("The third buoy", "The jetty", "Spare oars", "The third buoy", "Tar", "The jetty")

    assert set(authors(read(page_of(f"Re: {title}\n{day} March 2012" for day, title in enumerate(titles, 3))))) == {
        None
    }


def test_what_is_said_over_the_first_head_is_the_opening_post() -> None:
    above = f"The jetty\nsubmitted 2 years ago by Enno\n{SAID[0]} So it was, all winter, and the boats could not land after dark.\n6 comments share"
    document = read(page_of((f"{name} {day} months ago" for day, name in enumerate(WRITERS, 3)), above=above))

    assert authors(document) == ["Enno", *WRITERS]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["02-03-2012", "02-13-2012", "02-14-2012", "02-20-2012", "02-21-2012", "02-22-2012"], "2012-02-03"),
        (["02-03-2012", "13-03-2012", "14-03-2012", "20-03-2012", "21-03-2012", "22-03-2012"], "2012-03-02"),
        (["02/03/2012", "03/03/2012", "04/03/2012", "05/03/2012", "06/03/2012", "07/03/2012"], "2012-03-02"),
    ],
)
def test_the_other_dates_of_the_page_tell_whether_the_day_comes_first(dates: Sequence[str], first: str) -> None:
    heads = (f"{name} \u00bb {date}, 22:38" for name, date in zip(WRITERS, dates, strict=True))

    document = read(page_of(heads))

    assert document["posts"][0]["date"][:10] == first


def test_a_distance_is_a_date_only_where_the_page_says_when_it_was_shown() -> None:
    heads = [f"{name} {day} hours ago" for day, name in enumerate(WRITERS, 3)]

    assert read(page_of(heads))["posts"][0]["date"] is None
    shown = read(page_of(heads, above="It is currently Fri Mar 16, 2012 10:00 pm"))
    assert shown["posts"][0]["date"].startswith("2012-03-16T19:00")


def test_a_busy_author_is_no_part_of_the_template() -> None:
    writers = ("Ada", "Ada", "Bruno", "Ada", "Ada", "Ada")

    document = read(page_of(f"Post by {name} on {day} March 2012" for day, name in enumerate(writers, 3)))

    assert authors(document) == list(writers)


def test_a_short_post_between_heads_and_feet_stays_a_post() -> None:
    heads = [f"{name}\nSenior Member\n{day} March 2012" for day, name in enumerate(WRITERS, 3)]
    said = [*SAID[:3], "Thanks!", "No.", SAID[5]]
    text = "".join(f"{head}\n{words}\nReply\nReport\n" for head, words in zip(heads, said, strict=True))

    assert body_of(read(text), text) == said


def test_the_list_of_links_under_a_dump_is_the_pages() -> None:
    heads = (f"[{2 * day}]{name} [{2 * day + 1}]{day} March 2012 | [9]parent" for day, name in enumerate(WRITERS, 3))
    links = "\n".join(f"  {number}. http://forum.example/{number}" for number in range(1, 9))
    text = page_of(heads, below=f"\nReferences\n\n{links}")

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_a_head_declares_whom_its_post_answers() -> None:
    replies = ("", "", " in reply to Ada", " in reply to Bruno", " in reply to Chen", "")
    heads = (f"{name} on {day} March 2012{to}" for day, (name, to) in enumerate(zip(WRITERS, replies, strict=True), 3))

    found = edges(read(page_of(heads)))

    assert (found["3"], found["4"], found["5"]) == (("1", "declared"), ("2", "declared"), ("3", "declared"))


def test_levels_make_a_tree() -> None:
    levels = (1, 2, 3, 2, 1, 2)
    heads = (
        f"level {level}\n{name} \u00b7 {day}d" for day, (name, level) in enumerate(zip(WRITERS, levels, strict=True), 3)
    )

    found = edges(read(page_of(heads, foot="Reply")))

    assert (found["2"], found["3"], found["4"], found["6"]) == (
        ("1", "declared"), ("2", "declared"), ("1", "declared"), ("5", "declared"),
    )  # fmt: skip


def test_heads_that_begin_further_right_answer_those_above() -> None:
    columns = (0, 2, 4, 2, 0, 2)
    posts = zip(WRITERS, columns, SAID, strict=True)
    text = "".join(
        f"{' ' * at}{name} {day} months ago\n{' ' * at}{said}\n\n" for day, (name, at, said) in enumerate(posts, 3)
    )

    found = edges(read(text))

    assert (found["2"], found["3"], found["4"]) == (("1", "rendering"), ("2", "rendering"), ("1", "rendering"))


def test_a_name_over_a_quote_leads_to_the_post_that_is_quoted() -> None:
    said = [
        *SAID[:4],
        f"Ada wrote:{SAID[0]}\nIt burns again since Monday, so the key has been found after all.",
        SAID[5],
    ]
    heads = [f"Post by {name} on {day} March 2012" for day, name in enumerate(WRITERS, 3)]
    text = "".join(f"{head}\n{words}\n\n" for head, words in zip(heads, said, strict=True))

    document = read(text)

    roles = {line["line"]: line["role"] for line in document["lines"]}
    assert [role for line, role in sorted(roles.items()) if text.split("\n")[line - 1].startswith("Ada wrote:")] == [
        "quote"
    ]
    assert edges(document)["5"] == ("1", "quote")


def test_lines_that_only_say_who_is_quoted_are_attributions() -> None:
    said = [
        *SAID[:4],
        f"Quote from: Chen on 5 March 2012\n{SAID[2]}\nIt squeaks no longer, that much is true.",
        SAID[5],
    ]
    heads = [f"Post by {name} on {day} March 2012" for day, name in enumerate(WRITERS, 3)]
    text = "".join(f"{head}\n{words}\n\n" for head, words in zip(heads, said, strict=True))

    document = read(text)

    roles = {text.split("\n")[line["line"] - 1][:10]: line["role"] for line in document["lines"]}
    assert roles["Quote from"] == "attribution"


def test_quotes_in_bbcode_are_read_and_every_line_has_a_role() -> None:
    bbcode = f'[quote="Chen, post:3"]\n{SAID[2]}\n[/quote]\n\nIt squeaks no longer, that much is true.'
    said = [*SAID[:4], bbcode, f"[quote=Bruno]{SAID[1]}[/quote]\nThe oars are gone, by the way."]
    heads = [f"### Post by {name} on 2012-03-0{day}" for day, name in enumerate(WRITERS, 3)]
    text = "".join(f"{head}\n\n{words}\n\n" for head, words in zip(heads, said, strict=True))

    document = read(text)

    filled = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert [line["line"] for line in document["lines"]] == filled
    assert (edges(document)["5"], edges(document)["6"]) == (("3", "quote"), ("2", "quote"))


def test_what_most_posts_quote_is_no_part_of_the_template() -> None:
    said = [SAID[0], *(f"> {SAID[0]}\n{words}" for words in SAID[1:])]
    heads = [f"Post by {name} on {day} March 2012" for day, name in enumerate(WRITERS, 3)]
    text = "".join(f"{head}\n{words}\n\n" for head, words in zip(heads, said, strict=True))

    assert body_of(read(text), text) == list(SAID)


def test_the_claim_says_what_it_rests_on() -> None:
    document = read(page_of(f"Post by {name} on {day} March 2012" for day, name in enumerate(WRITERS, 3)))

    assert document["kind"]["cues"] == ["the line \u201cPost by name on date\u201d comes 6 times"]
    assert 0.85 < document["kind"]["confidence"] < 0.99


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(SAID),
        "\n".join(
            f"On {day} March 1891 the {word} was lit, as the keeper writes in his book."
            for day, word in enumerate(SAID, 3)
        ),
        "id,name,date\n" + "\n".join(f"{n},{name},2012-03-0{n}" for n, name in enumerate(WRITERS, 1)),
        "\n".join(f'version = "1.{n}.10"\nname = "{name}"' for n, name in enumerate(WRITERS)),
        "\n".join(f"2012-03-0{n} 10:38:00 INFO pump.{name}: opened in 3 ms" for n, name in enumerate(WRITERS, 1)),
        "\n\n".join(f"{said} said {name}." for said, name in zip(SAID, WRITERS, strict=True)),
    ],
)
def test_nothing_is_claimed_where_no_template_holds(text: str) -> None:
    heads, lines = read_heads(text.split("\n"))

    assert heads is None
    assert lines == text.split("\n")


def test_twice_the_posts_take_about_twice_the_time() -> None:
    def seconds(count: int) -> float:
        pairs = zip(range(count), cycle(WRITERS), cycle(SAID))
        text = "".join(f"Post by {name} on {n % 28 + 1} March 2012\n{said} {n}\nReply\n\n" for n, name, said in pairs)
        began = process_time()
        assert read_heads(text.split("\n"))[0] is not None
        return process_time() - began

    assert seconds(2_000) < 8 * max(seconds(500), 0.05)
