"""The posts that a program's own reader finds on a page, and those that what repeats there gives -> the first, completed.

Styles of a program move the date or the name to where its reader does not look. If both find the same posts, what one
lacks is taken from the other.
"""

from __future__ import annotations

from dataclasses import replace

from threads.readers.web import any_page
from threads.records import Parsed, Statement


def completed(parsed: Parsed, raw: bytes) -> Parsed:
    """Fill in names and dates, where most posts lack them."""
    lacks_names = _lacks(parsed.posts, "author")
    lacks_dates = sum(not (post.posted_at or post.posted_at_raw) for post in parsed.posts) * 2 > len(parsed.posts)
    if not lacks_names and not lacks_dates:
        return parsed
    other = any_page.parse(raw)
    if isinstance(other, str) or len(other.posts) != len(parsed.posts):
        return parsed
    if not lacks_names and any(
        a.author != b.author for a, b in zip(parsed.posts, other.posts, strict=True) if b.author
    ):
        return parsed
    posts = []
    for post, found in zip(parsed.posts, other.posts, strict=True):
        if lacks_names and not post.author:
            post = post._replace(author=found.author, author_id=found.author_id)  # noqa: PLW2901
        if lacks_dates and not (post.posted_at or post.posted_at_raw):
            post = post._replace(posted_at=found.posted_at, posted_at_raw=found.posted_at_raw)  # noqa: PLW2901
        posts.append(post)
    return replace(parsed, posts=tuple(posts))


def _lacks(posts: tuple[Statement, ...], name: str) -> bool:
    return sum(not getattr(post, name) for post in posts) * 2 > len(posts)
