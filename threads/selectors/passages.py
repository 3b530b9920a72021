"""Posts that others quote -> the passage most of them quote, in the source's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threads.models import Post
from threads.selectors import visibility
from threads.selectors.entries import opening_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from threads.querysets import Visitor

# The longest passage that a list shows.
PASSAGE_LENGTH = 320


@dataclass(frozen=True, slots=True)
class Passage:
    """What was quoted, from which post, by how many."""

    post: Post
    words: str
    count: int


def most_quoted(user: Visitor, *, archive_ids: Sequence[int]) -> QuerySet[Post]:
    """Posts that others quote, most quoted first."""
    return (
        visibility.posts(user)
        .filter(archive_id__in=archive_ids, quoted_count__gt=0)
        .select_related("author", "thread", "archive")
        .defer("text", "html", "bigrams", "search")
        .order_by("-quoted_count", "id")
    )


def passages(posts: Iterable[Post]) -> tuple[Passage, ...]:
    """No further query."""
    return tuple(Passage(post, opening_words(post.own_text, PASSAGE_LENGTH), post.quoted_count) for post in posts)
