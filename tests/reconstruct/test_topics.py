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
        ("Page 1 of 1", None),
        ("the page of 3 boats", None),
    ],
)
def test_a_page_says_its_number_in_many_languages(line: str, page: int | None) -> None:
    assert topic_page([line]) == page
