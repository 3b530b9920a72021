"""The largest pages, of HTML and of text: each is read, and soon."""

import pytest

from tests.helpers.many_posts import posts
from tests.helpers.seconds import at_most
from tests.reconstruct.pages import record
from threads.readers import parse_unit
from threads.reconstruct import reconstruct
from threads.records import Parsed

PAGES = {
    "99,000 elements": "<i>w</i>" * 99_000,
    "10,000 posts": posts(10_000),
    "deep, and then wide": "<div>" * 1_900 + "<p class=c>w 1 May 2012</p>" * 40_000,
}
TEXTS = {
    "a line 100,000 times": ["The bell rings at noon."] * 100_000,
    "a line of 5 MB": ["bell " * 1_000_000],
    "20,000 short lines": [f"bell {at}" for at in range(20_000)],
    "100,000 marks": [">" * 100_000, ">" * 99_999 + " bell"],
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_as_large_as_may_be_is_read_within_ten_seconds(name: str) -> None:
    with at_most(seconds=10):
        parsed = parse_unit("html", f"<html><body>{PAGES[name]}".encode())

    assert isinstance(parsed, Parsed)
    assert parsed.posts


@pytest.mark.parametrize("name", TEXTS)
def test_every_line_of_a_text_as_large_is_accounted_for(name: str) -> None:
    lines = TEXTS[name]

    (document,) = reconstruct([record("\n".join(lines) + "\n")]).documents

    assert [line.first_line for line in document.by_line()] == list(range(1, len(lines) + 1))
