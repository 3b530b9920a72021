"""Pages of one post, with a date over its words: a folder of Markdown with a file a post."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, body_of, read
from threads.reconstruct.heads import read_heads

WORDS = "\n\n".join(SAID[:3])


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "Re: The third buoy"\ndate: 2012-03-09 22:38\n---\n',
        "# Re: The third buoy\n\n2012-03-09 22:38\n",
        "Fri, 9 March 2012\nRe: The third buoy\n",
    ],
)
def test_the_date_of_the_one_post_is_read(head: str) -> None:
    text = f"{head}\n{WORDS}\n"

    document = read(text)

    assert [post["date"][:10] for post in document["posts"]] == ["2012-03-09"]
    assert body_of(document, text) == list(SAID[:3])


def test_front_matter_may_name_the_author() -> None:
    [post] = read(f"---\nauthor: Ada\ndate: 2012-03-09\n---\n{WORDS}\n")["posts"]

    assert post["author"] == "Ada"


@pytest.mark.parametrize(
    "text",
    [f"---\ntitle: The third buoy\n---\n{WORDS}", f"2012-03-09\n{WORDS}", f"Re: The third buoy\n{WORDS}"],
)
def test_nothing_is_claimed_without_both_a_title_and_a_date(text: str) -> None:
    assert read_heads(text.split("\n"))[0] is None


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("# The third buoy\n\n*Posted by Bruno on 9 March 2012, 08:15*\n", "Bruno"),
        ("# The third buoy\n\n**Author:** Chen Lu  \n**Date:** 2012-03-09 07:10\n", "Chen Lu"),
        ("Auteur : Chen\nDate : 9 mars 2012\nSujet : La bou\u00e9e\n", "Chen"),
        ('+++\ntitle = "The third buoy"\ndate = 2012-03-09T22:38:00Z\nauthors = ["ada77"]\n+++\n', "ada77"),
        ("> **ada77** \u00b7 2012-03-09 22:38 \u00b7 #12\n", "ada77"),
        ("# Re: The third buoy\nDalia \u2014 March 9, 2012\n", "Dalia"),
        ("# The third buoy\n\n2012-03-09 22:38\n", None),
    ],
)
def test_the_author_and_the_date_of_a_file_a_post_are_read(head: str, author: str | None) -> None:
    text = f"{head}\n{WORDS}\n"

    document = read(text)

    assert [(post["author"], post["date"][:10]) for post in document["posts"]] == [(author, "2012-03-09")]
    assert body_of(document, text) == list(SAID[:3])


@pytest.mark.parametrize(
    "text",
    [
        f"# The lighthouse of Kiel\n\nMarch 9, 2012\n\n{WORDS}",
        f"# Notes\n\nOn 9 March 2012 we were by Bruno and his boat, which was blue.\n\n{WORDS}",
        f"Date: 9 March 2012\nPlace: Kiel\n\n{WORDS}",
        f"**Kiel, 9 March 2012**\n\n{WORDS}",
    ],
)
def test_a_date_without_an_author_or_an_answer_is_no_head(text: str) -> None:
    assert read_heads(text.split("\n"))[0] is None
