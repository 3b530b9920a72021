"""Pages that show the posts of one person, whose heads name threads and no authors."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest

from tests.helpers.heads import SAID, authors, body_of, read
from threads.reconstruct import reconstruct
from threads.reconstruct.heads import read_heads
from threads.records import TextRecord

TITLES = (
    "The lantern on the jetty",
    "Re: Who keeps the key?",
    "Hinges",
    "The lantern on the jetty",
    "Oil of nuts",
    "Re: Glass",
)
BARE = ["The lantern on the jetty", "Who keeps the key?", "Hinges", "The lantern on the jetty", "Oil of nuts", "Glass"]


def page_of(owner: str, heads: Sequence[str], foot: str = "") -> str:
    posts = "\n".join(f"{head}\n{said}\n{foot}" for head, said in zip(heads, SAID, strict=True))
    return f"{owner}\nHome | Search\n\n{posts}"


def threads_of(text: str) -> list[tuple[str, list[int]]]:
    record = TextRecord("page.txt", sha256(text.encode()).hexdigest(), 0, text.encode(), text, "utf-8")
    reading = reconstruct([record])
    number = {post.key: int(post.id.partition("#")[2]) for post in reading.posts}
    return [(thread.title, [number[place.post] for place in thread.places]) for thread in reading.threads]


@pytest.mark.parametrize(
    ("owner", "head", "foot"),
    [
        ("Posts by Ada Vik", "{title}\n{day} March 2012, 10:38", ""),
        ("Ada Vik's recent posts", "{title}\nMarch {day}, 2012, 10:38 am", "Reply | Quote\n"),
        ("Show Posts - Ada Vik", "{n}\nBoats / {title}\n\u00ab on: March {day}, 2012, 10:38:00 AM \u00bb", ""),
        ("Beitr\u00e4ge von Ada Vik", "{title}\nvon Ada Vik \u00bb {day}. M\u00e4rz 2012, 10:38", "Gehe zum Beitrag\n"),
        ("Messages de Ada Vik", "{day} mars 2012 10:38\nForum : Bateaux  Sujet : {title}  R\u00e9ponses : 4", ""),
        ("Ada Vik\u3055\u3093\u306e\u6295\u7a3f", "{title}\n2012\u5e743\u6708{day}\u65e5 10:38", ""),
    ],
)
def test_the_one_author_is_named_and_titles_are_of_threads(owner: str, head: str, foot: str) -> None:
    text = page_of(owner, [head.format(n=n, day=n + 2, title=title) for n, title in enumerate(TITLES, 1)], foot)

    document = read(text)

    assert authors(document) == ["Ada Vik"] * 6
    assert body_of(document, text) == list(SAID)
    assert [post["date"][:10] for post in document["posts"]] == [f"2012-03-0{day}" for day in range(3, 9)]
    assert document["kind"]["is"] == "collection"
    heads = read_heads(text.split("\n"))[0]
    assert heads
    assert [post.thread for post in heads.posts] == BARE


def test_titles_in_the_line_of_the_date_are_told_from_names() -> None:
    heads = [f"Ada Vik posted in {title} on Mar {day}, 2012 10:38 am" for day, title in enumerate(BARE, 3)]
    text = page_of("Posts by Ada Vik", heads)

    found = read_heads(text.split("\n"))[0]

    assert found
    assert [post.thread for post in found.posts] == BARE


def test_posts_of_one_title_are_one_thread_in_the_order_of_their_dates() -> None:
    text = page_of("Posts by Ada Vik", [f"{title}\n{9 - n} March 2012" for n, title in enumerate(TITLES)])

    assert threads_of(text) == [
        ("Who keeps the key?", [2]),
        ("Hinges", [3]),
        ("The lantern on the jetty", [4, 1]),
        ("Oil of nuts", [5]),
        ("Glass", [6]),
    ]


@pytest.mark.parametrize(
    ("owner", "head"),
    [
        ("Posts by email are lost", "{name}\n{day} March 2012, 10:38"),  # the title of a thread
        ("Posts by email", "{name}\n{day} March 2012, 10:38"),
        ("Ada Vik's activity", "{name} replied, {day} March 2012, 10:38"),  # others speak to her
        ("The words of Ada Vik", "{title}\n{day} March 2012, 10:38"),  # nobody says that these are posts of hers
    ],
)
def test_a_page_on_which_others_write_is_no_page_of_one_person(owner: str, head: str) -> None:
    names = ("Bruno", "Chen", "Bruno", "Dalia", "Chen", "Elif")
    heads = [
        head.format(name=name, title=title, day=day)
        for day, (name, title) in enumerate(zip(names, TITLES, strict=True), 3)
    ]

    found = read_heads(page_of(owner, heads).split("\n"))[0]

    assert found is None or found.owner is None


def test_a_sentence_over_each_date_is_nobodys_title() -> None:
    heads = [f"{said[:60]} again.\n{day} March 2012, 10:38" for day, said in enumerate(SAID, 3)]

    assert not (found := read_heads(page_of("Posts by Ada Vik", heads).split("\n"))[0]) or not found.owner
