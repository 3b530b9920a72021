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
