"""An author -> the names the documents give, and the posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple, cast

from django.db.models import Count, F
from django.db.models.functions import ExtractYear, Left
from django.http import Http404
from django.shortcuts import get_object_or_404

from threads.models import Alias, Author, Post, Redirect, Thread
from threads.selectors.company import Companion, company
from threads.selectors.entries import OPENING_LENGTH, OPENING_READ
from threads.selectors.paging import Paging, paging
from threads.selectors.shown_posts import ShownPost, ShownPostRow, shown_posts, with_shown_columns
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from threads.querysets import Visitor

VIEWS = ("whole", "excerpts")
POSTS_A_PAGE = {"whole": 20, "excerpts": 40}
THREADS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Said:
    """A post in an author's list."""

    post: Post
    words: str


class Year(NamedTuple):
    """How many posts are of a year; of None, of no known date."""

    year: int | None
    posts: int


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """``aliases`` are the other names, each with the document that states it. ``posts`` are excerpts, ``whole`` are posts."""

    author: Author
    aliases: tuple[Alias, ...]
    posts: tuple[Said, ...]
    paging: Paging
    total: int
    view: str = VIEWS[0]
    whole: tuple[ShownPost, ...] = ()
    titles: Mapping[int, str] = field(default_factory=dict)  # of the threads of whole posts, by post
    years: tuple[Year, ...] = ()
    year: int | None = None
    begun: tuple[Thread, ...] = ()
    company: tuple[Companion, ...] = ()

    @property
    def has_quotes(self) -> bool:
        return any('class="quote' in post.html for post in self.whole)


def author_page(
    user: Visitor, author_id: int, *, page: int = 1, view: str = VIEWS[0], year: int | None = None
) -> AuthorPage:
    """At most ten queries. An author without visible posts is not shown."""
    authors = Author.objects.visible_to(user).select_related("archive")
    author = get_object_or_404(authors, pk=author_id)
    posts = Post.objects.visible_to(user).filter(author_id=author.id)
    years = _years(posts)
    total = sum(each.posts for each in years)
    if not total:
        raise Http404
    count = next((each.posts for each in years if each.year == year), None) if year else None
    if count is not None:
        posts = posts.filter(posted_at__year=year)
    pages = paging(page, count if count is not None else total, POSTS_A_PAGE[view])
    start = (pages.number - 1) * POSTS_A_PAGE[view]
    ordered = posts.order_by(F("posted_at").desc(nulls_last=True), "thread_id", "number")
    here = slice(start, start + POSTS_A_PAGE[view])
    rows = (
        [ShownPostRow(*row) for row in cast("Iterable[tuple]", with_shown_columns(ordered)[here])]
        if view == "whole"
        else []
    )
    return AuthorPage(
        author=author,
        aliases=tuple(author.aliases.exclude(name=author.name).select_related("document").order_by("name")),
        posts=tuple(_excerpts(ordered, here)) if view == "excerpts" else (),
        paging=pages,
        total=total,
        view=view,
        whole=shown_posts(rows, user, is_nested=False) if rows else (),
        titles={row.id: row.thread__title for row in rows},
        years=years,
        year=year if count is not None else None,
        begun=_begun(user, author),
        company=company(user, author),
    )


def _years(posts: QuerySet[Post]) -> tuple[Year, ...]:
    rows = posts.annotate(year=ExtractYear("posted_at", tzinfo=UTC)).values_list("year").annotate(n=Count("id"))
    return tuple(Year(*row) for row in rows.order_by(F("year").desc(nulls_last=True)))


def _excerpts(ordered: QuerySet[Post], here: slice) -> Iterator[Said]:
    rows = (
        ordered.select_related("thread", "parent__author")
        .defer("text", "own_text", "html", "bigrams", "search", "parent__text", "parent__own_text", "parent__html")
        .defer("parent__bigrams", "parent__search")
        .annotate(opening=Left("own_text", OPENING_READ))
    )
    yield from (Said(post, opening_words(post.opening, OPENING_LENGTH)) for post in rows[here])


def _begun(user: Visitor, author: Author) -> tuple[Thread, ...]:
    """The threads that the author began and others went on with, the longest first."""
    threads = Thread.objects.visible_to(user).filter(
        posts__author=author, posts__position=0, posts__is_missing=False, post_count__gt=1
    )
    return tuple(threads.only("title", "post_count").order_by("-post_count", "id")[:THREADS_SHOWN])


def moved_author(user: Visitor, old_id: int) -> Author:
    """The author into whom the author with an old id was merged."""
    leading = Redirect.objects.visible_to(user).filter(of=Redirect.Of.AUTHOR, old_id=old_id)
    now = Author.objects.visible_to(user).filter(posts__in=leading.values("post")).first()
    if now is None or not Post.objects.visible_to(user).filter(author=now).exists():
        raise Http404
    return now


def present_author(user: Visitor, author_id: int) -> Author:
    """An author by id, or the one into whom they were merged."""
    author = Author.objects.visible_to(user).filter(pk=author_id).first()
    return author or moved_author(user, author_id)
