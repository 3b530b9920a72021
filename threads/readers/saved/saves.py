"""What a unit says, and when it was saved -> the same, in which each post knows when it was so; and what a page lacks.

Without the day of a save, the latest moment that the unit names is the earliest day on which it may have been saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from threads.records import Parsed, Save, Statement
from threads.words.dates import credible

NO_ADDRESS = "their address, by which the pages of a topic join (WARC, HTTrack, SingleFile and MHTML keep it)"
NO_DAY = "the day of the save, by which edits have their order (WARC, HTTrack, SingleFile and MHTML keep it)"
NO_DATES = 'whole dates, where posts say "2 hours ago" or the like (a setting of the forum, or of your account)'
NO_NUMBERS = (
    "the numbers of posts, by which two saves are one (the usual view; views to print and for phones lack them)"
)


def with_save(parsed: Parsed, saved_at: datetime | None) -> Parsed:
    """The posts of a unit, each with the save that it stands in."""
    if not parsed.posts:
        return parsed
    moments = [] if saved_at else [moment for post in parsed.posts for moment in _named(post)]
    save = Save(saved_at, max(moments, default=None))
    return replace(parsed, posts=tuple(post._replace(save=save) for post in parsed.posts))


def with_lacks(parsed: Parsed) -> Parsed:
    """A page with what a better save of it would have had, in the words of the summary."""
    posts = parsed.posts
    told = (
        (NO_ADDRESS, any("." not in (post.thread or post.id).partition("/")[0] for post in posts)),
        (NO_DAY, any(post.save is None or post.save.at is None for post in posts)),
        (NO_DATES, any(post.posted_at_raw and not post.posted_at for post in posts)),
        (NO_NUMBERS, len(posts) > 1 and not any(post.id for post in posts)),
    )
    return replace(parsed, lacks=tuple(what for what, holds in told if holds)) if posts else parsed


def _named(post: Statement) -> Iterator[datetime]:
    """The moments that a post names of itself: when it was written, and last changed."""
    for moment in (post.posted_at, _edited_at(post.facts.get("edited_at"))):
        if moment is not None and (dated := credible(moment)):
            yield dated


def _edited_at(words: str | int | None) -> datetime | None:
    try:
        if isinstance(words, str):
            return datetime.fromisoformat(words)
        return datetime.fromtimestamp(words, UTC) if isinstance(words, int) and words else None
    except (ValueError, OverflowError, OSError):
        return None
