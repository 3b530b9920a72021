"""A query whose words no index finds -> no more posts than can be read in time, and what to say of it.

Words in quotes are looked for in the whole text of posts; if words are only excluded, every post must be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from threads.models import Post
    from threads.search.language import Query

# Whole texts that a search reads, each as often as there are words to look for: a quarter of a second of the database.
# If that is not enough for all, choosing the posts takes as long as reading each once more.
READ_MOST = 50_000
# The cost of a look at the index of a post's words, in texts read.
READINGS_OF_WORDS = 2
CHOOSING = "choose the posts with author:, title: or archive:, or by date."


def bounded(posts: QuerySet[Post], query: Query, post_count: Callable[[], int]) -> tuple[QuerySet[Post], str]:
    """The posts that are read, of those that all else in a query leaves, and what to say where these are not all.

    Two queries more where the archives hold so many posts that it matters, else one or none.
    """
    times = readings(query)
    if not times or times * post_count() <= READ_MOST:
        return posts, ""
    most, is_newest = READ_MOST // (times + 1), query.option("sort") == "newest"
    notice = _notice(query, most, "last" if is_newest else "first") if posts[most : most + 1].exists() else ""
    # Given a list, the database reads these posts and no others.
    ids = ArraySubquery(posts.order_by("-pk" if is_newest else "pk").values("pk")[:most])
    return posts.filter(pk__among=ids), notice


def readings(query: Query) -> int:
    """How often a post must be read for the words of a query; 0 where an index finds them."""
    place = query.option("in", "new")
    if place == "quotes":
        return sum(map(len, query.groups))
    is_only_without = all(any(term.is_negated for term in group) for group in query.groups)
    return READINGS_OF_WORDS if query.groups and is_only_without and place != "title" else 0


def _notice(query: Query, most: int, came: str) -> str:
    span = f"the {most:,} posts that came in {came}, and no more"
    if query.option("in") == "quotes":
        count = sum(map(len, query.groups))
        words = "one word" if count == 1 else f"{count} words"
        return f"in:quotes reads posts whole. With {words} to look for, it read {span}. Use fewer words, or {CHOOSING}"
    without = next(term.source for group in query.groups for term in group if term.is_negated)
    return (
        f"{without} leaves posts out, and no word has to be there. What was looked at are {span}."
        f" Add a word to look for, or {CHOOSING}"
    )
