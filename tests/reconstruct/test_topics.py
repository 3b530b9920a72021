"""Pages of one topic join by its title and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest

from tests.helpers.heads import SAID, WRITERS
from threads.reconstruct.components import reconstruct_archive
from threads.reconstruct.heads.topics import topic_page
from threads.records import TextRecord


def record(path: str, line: str, posts: Sequence[int], title: str = "The jetty lantern") -> TextRecord:
    said = "".join(f"Post by {WRITERS[n]} on {n + 3} March 2012\n{SAID[n]}\n\n" for n in posts)
    content = f"{title}\n{line}\n\n{said}".encode()
    return TextRecord(path, sha256(content).hexdigest(), 0, content, content.decode(), "utf-8")


def places(*records: TextRecord) -> list[list[str]]:
    reading = reconstruct_archive(records)
    ids = {post.key: post.id for post in reading.posts}
    return sorted([ids[place.post] for place in thread.places] for thread in reading.threads)


def test_later_pages_hang_under_the_post_that_opens_the_first_in_their_order() -> None:
    second, first = record("a.txt", "Page 2 of 2", (3, 4, 5)), record("b.txt", "Page 1 of 2", (0, 1, 2))

    assert places(second, first) == [["b.txt#1", "b.txt#2", "b.txt#3", "a.txt#1", "a.txt#2", "a.txt#3"]]


def test_other_topics_and_pages_without_a_number_stay_apart() -> None:
    first = record("a.txt", "Page 1 of 2", (0, 1, 2))

    assert len(places(first, record("b.txt", "Page 2 of 2", (3, 4, 5), title="The third buoy"))) == 2
    assert len(places(first, record("c.txt", "All of it", (3, 4, 5)))) == 2


@pytest.mark.parametrize(
    ("line", "page"),
    [
        ("14 posts \u2022 Page 2 of 3", 2),
        ("Seite 2 von 3", 2),
        ("\u0421\u0442\u0440\u0430\u043d\u0438\u0446\u0430 2 \u0438\u0437 3", 2),
        ("\u7b2c 2 \u9875 / \u5171 3 \u9875", 2),
        ("2/3\u30da\u30fc\u30b8", 2),
        ("Trang 2 / 3", 2),
        ("\u05e2\u05de\u05d5\u05d3 2 \u05de\u05ea\u05d5\u05da 3", 2),
        ("Stranica 2 od 3", 2),
        ("Pages: 1 [2] 3   Go Down", 2),
        ("Seiten: 1 ... 3 [4] 5", 4),
        ("Pages: [1]", None),
        ("Pages: 1 2 3", None),
        ("pages (12) of the book", None),
        ("Page 1 of 1", None),
        ("the page of 3 boats", None),
    ],
)
def test_a_page_says_its_number_in_many_languages(line: str, page: int | None) -> None:
    assert topic_page([line]) == page


def test_pages_that_list_their_numbers_join_in_any_order() -> None:
    second, first = record("a.txt", "Pages: 1 [2]", (3, 4, 5)), record("c.txt", "Pages: [1] 2", (0, 1, 2))

    [thread] = places(second, first)

    assert [place[0] for place in thread] == [*"ccc", *"aaa"]


def test_posts_that_are_files_of_their_own_join_by_their_title_in_the_order_of_their_dates() -> None:
    def post(path: str, title: str, day: int) -> TextRecord:
        content = f"# {title}\n\n2012-03-{day:02} 10:38\n\n{SAID[day % 6]}\n".encode()
        return TextRecord(path, sha256(content).hexdigest(), 0, content, content.decode(), "utf-8")

    answers = [post("a.md", "Re: The third buoy", 12), post("b.md", "Re: The third buoy", 11)]

    assert places(*answers, post("z.md", "The third buoy", 14)) == [["z.md#1", "b.md#1", "a.md#1"]]
    assert len(places(post("a.md", "Diary", 12), post("b.md", "Diary", 11))) == 2
