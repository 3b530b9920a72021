"""Names that a page says twice in succession, and other heads that real pages print: as pictures' texts, ranks, labels, numbers."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, body_of, page_of, read
from threads.reconstruct.heads import read_heads

PROFILES = ("Miller", "Miller\nKeeper of the weir\nLocation: Kiel", "Cooper\nPosts: 12", "Miller", "Cooper", "Miller")


def heads_of(form: str) -> list[str]:
    """A head for each writer of the page, with profiles of several lengths."""
    return [
        form.format(name=name, profile=profile, day=day)
        for day, (name, profile) in enumerate(zip(WRITERS, PROFILES, strict=True), 3)
    ]


@pytest.mark.parametrize(
    "form",
    [
        "  * {name} {name} Member Posts: 1,138 Harbour master of all the boats\n    {day} March 2012\n",
        "  * {name}\n    {name} Posts: 12\n    {day} March 2012\n",
        "\n{name} canada\n\n{name}\n\n{profile}\n\n  * {day} March 2012\n  *\n",
        "View Public Profile\nOld {day} March 2012, 10:38\n{name}'s Avatar\n{name}\nPosts: {day}\n",
        "Avatar of {name}\n{name}\n{profile}\nPosted on {day} March 2012, 10:38\n",
        "Find more\nPosted {day} March 2012\n{name} {name} is offline\nPosts: {day}\n",
    ],
)
def test_a_name_that_stands_twice_is_the_authors(form: str) -> None:
    text = page_of(heads_of(form))

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_the_row_under_the_letter_of_a_picture_names_the_author() -> None:
    text = page_of(heads_of("{name[0]}\n{name}\n{day} March 2012\n"))

    assert authors(read(text)) == list(WRITERS)


def test_a_rank_behind_the_names_of_several_is_no_part_of_them() -> None:
    text = page_of(
        [f"{name} {('Sawyer', 'Cooper')[day % 2]}\n{day} March 2012, 10:38\n" for day, name in enumerate(WRITERS, 3)]
    )

    assert authors(read(text)) == list(WRITERS)


def test_the_moment_of_what_is_quoted_is_no_head_where_heads_stand_over_it() -> None:
    text = page_of(heads_of("Post by {name} \u00bb {day} March 2012, 10:38\n"))
    for n in (1, 2, 4):
        quote = f"{WRITERS[0]} wrote: 3 March 2012, 10:38\n{SAID[0]}\n"
        text = text.replace(SAID[n], quote + SAID[n])

    assert authors(read(text)) == list(WRITERS)


def test_lines_of_a_log_are_no_heads() -> None:
    log = "\n".join(f"2012-03-04 10:38:0{n}.212 ERROR (MainThread) [mill.{n % 2}] The wheel stopped" for n in range(9))
    text = page_of(heads_of("{name}\n{day} March 2012, 10:38\n")).replace(SAID[2], f"{SAID[2]}\n{log}")

    assert authors(read(text)) == list(WRITERS)


def test_a_date_under_a_label_in_any_language_is_none_of_a_post() -> None:
    text = page_of(heads_of("{name}\nSedan:\n1 March 2009\nPosts: 4\n{day} March 2012 10:38\n"))

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert [post["date"][:10] for post in document["posts"]] == [f"2012-03-0{day}" for day in range(3, 9)]


def test_a_month_that_all_posts_have_is_not_since_when_their_authors_are_members() -> None:
    text = page_of([f"{name} Posts: 2,767 Pioneer\nMarch 2012\n" for name in WRITERS])

    assert authors(read(text)) == list(WRITERS)


def test_a_day_and_how_long_ago_that_was_may_be_glued() -> None:
    text = page_of(heads_of("{name}\nMembers\nMarch {day}, 201214 yr\n".replace("2012", "2022")))

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert document["posts"][0]["date"].startswith("2022-03-03")


def test_names_over_the_numbers_of_posts_need_no_date() -> None:
    text = page_of([f"{name[0]} Offline\n{name}\nwrote last\n#{n}\n" for n, name in enumerate(WRITERS, 1)])

    assert authors(read(text)) == list(WRITERS)


def test_the_items_of_a_list_are_no_posts() -> None:
    things = ("Kettle", "Anvil", "Bucket", "Ladder", "Hammer", "Barrel")
    text = page_of([f"{name}\n#{n}\n" for n, name in enumerate(things, 1)])

    assert read_heads(text.split("\n"))[0] is None


def test_who_wrote_todays_posts_is_nobody() -> None:
    text = page_of(heads_of("{name}\n{day} March 2012, 10:38\n"))

    assert authors(read(f"Today's Posts\n{text}")) == list(WRITERS)


def test_heads_tell_more_than_what_is_signed_in_a_quote() -> None:
    signed = "\n".join(f"by {name}, {day} May 2010, 9:00" for name, day in (("Una", 3), ("Otto", 4), ("Una", 5)))
    text = page_of(heads_of("{name}\n{profile}\n{day} March 2012\n")).replace(SAID[3], f"{SAID[3]}\n{signed}")

    assert authors(read(text)) == list(WRITERS)


def test_a_name_behind_the_number_of_its_post_is_told_without_what_is_polite() -> None:
    text = page_of(
        [
            f"{n}\u756a {name} \u3055\n\u6295\u7a3f\u65e5\uff1a2015\u5e744\u6708{n}\u65e5 20:11\n".replace(
                "\u3055", "\u3055\u3093"
            )
            for n, name in enumerate(WRITERS, 1)
        ]
    )

    assert authors(read(text)) == list(WRITERS)
