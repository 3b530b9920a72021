"""The largest pages that the reader of every page takes: each is read, and soon."""

import pytest

from tests.helpers.many_posts import posts
from tests.helpers.seconds import at_most
from threads.readers import parse_unit
from threads.records import Parsed

PAGES = {
    "99,000 elements": "<i>w</i>" * 99_000,
    "10,000 posts": posts(10_000),
    "deep, and then wide": "<div>" * 1_900 + "<p class=c>w 1 May 2012</p>" * 40_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_as_large_as_may_be_is_read_within_ten_seconds(name: str) -> None:
    with at_most(seconds=10):
        parsed = parse_unit("html", f"<html><body>{PAGES[name]}".encode())

    assert isinstance(parsed, Parsed)
    assert parsed.posts
