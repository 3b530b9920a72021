"""Two authors -> all that passed between them: posts of one that answer or quote the other, with what they answer.

Conversations stand in the order of their first such post, and posts within one as they were written, so that what was
said the same day in two threads is not mixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from django.db.models import Exists, F, Min, OuterRef, Q, Window
from django.shortcuts import get_object_or_404

from threads.models import Author, Post, Quote, ReplyEdge
from threads.selectors.paging import Paging, paging
from threads.selectors.shown_posts import ShownPost, ShownPostRow, shown_posts, with_shown_columns
from threads.words.kinds import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from threads.querysets import Visitor

POSTS_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """What two authors said to each other. ``titles`` are of threads, by the first post of each run of posts in one."""

    first: Author
    second: Author
    posts: tuple[ShownPost, ...]
    paging: Paging
    total: int
    titles: Mapping[int, tuple[int, str]] = field(default_factory=dict)

    @property
    def has_quotes(self) -> bool:
        return any('class="quote' in post.html for post in self.posts)


def exchange_page(user: Visitor, author_id: int, other_id: int, *, page: int = 1) -> ExchangePage:
    """At most seven queries."""
    authors = Author.objects.visible_to(user).select_related("archive")
    first = get_object_or_404(authors.filter(posts__in=Post.objects.visible_to(user)).distinct(), pk=author_id)
    second = get_object_or_404(
        Author.objects.filter(archive=first.archive_id, posts__in=Post.objects.visible_to(user)).distinct(), pk=other_id
    )
    posts = _between(user, first, second)
    total = posts.count()
    pages = paging(page, total, POSTS_A_PAGE)
    start = (pages.number - 1) * POSTS_A_PAGE
    begins = Window(Min("posted_at"), partition_by=F("thread_id"))
    ordered = with_shown_columns(
        posts.annotate(begins=begins).order_by(F("begins").asc(nulls_last=True), "thread__place", "thread_id", "number")
    )
    rows = [ShownPostRow(*row) for row in cast("Iterable[tuple]", ordered[start : start + POSTS_A_PAGE])]
    return ExchangePage(
        first=first,
        second=second,
        posts=shown_posts(rows, user, is_nested=False) if rows else (),
        paging=pages,
        total=total,
        titles=_titles(rows),
    )


def _between(user: Visitor, first: Author, second: Author) -> QuerySet[Post]:
    """The posts of each that answer or quote the other, and those that are answered."""
    return Post.objects.visible_to(user).filter(
        Q(pk__in=_answering(user, first, second)) | Q(pk__in=_answering(user, second, first))
        | Q(pk__in=_answered(user, first, second)) | Q(pk__in=_answered(user, second, first))
        | (Q(author=first) & _quotes(second)) | (Q(author=second) & _quotes(first))
    )  # fmt: skip


def _answers(user: Visitor, by: Author, to: Author) -> QuerySet[ReplyEdge]:
    edges = ReplyEdge.objects.visible_to(user).filter(is_primary=True, child__author=by, parent__author=to)
    return edges.exclude(origin=Origin.SEQUENCE)


def _answering(user: Visitor, by: Author, to: Author) -> QuerySet:
    return _answers(user, by, to).values("child_id")


def _answered(user: Visitor, to: Author, by: Author) -> QuerySet:
    return _answers(user, by, to).values("parent_id")


def _quotes(whom: Author) -> Exists:
    return Exists(Quote.objects.filter(post=OuterRef("pk"), rank=0, source_post__author=whom))


def _titles(rows: list[ShownPostRow]) -> dict[int, tuple[int, str]]:
    """Where a conversation begins on the page, which thread it stands in."""
    firsts = [rows[0]] if rows else []
    firsts += [row for before, row in pairwise(rows) if row.thread_id != before.thread_id]
    return {row.id: (row.thread_id, row.thread__title) for row in firsts}
