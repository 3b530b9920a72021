"""An author -> the names the documents give, and the posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Left
from django.http import Http404
from django.shortcuts import get_object_or_404

from threads.models import Alias, Author, Post, Redirect
from threads.selectors.entries import OPENING_LENGTH, OPENING_READ
from threads.selectors.paging import Paging, paging
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from threads.querysets import Visitor

POSTS_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Said:
    """A post in an author's list."""

    post: Post
    words: str


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """``aliases`` are the other names, each with the document that states it."""

    author: Author
    aliases: tuple[Alias, ...]
    posts: tuple[Said, ...]
    paging: Paging
    total: int


def author_page(user: Visitor, author_id: int, *, page: int = 1) -> AuthorPage:
    """Four queries. An author without visible posts is not shown."""
    authors = Author.objects.visible_to(user).select_related("archive")
    author = get_object_or_404(authors, pk=author_id)
    posts = Post.objects.visible_to(user).filter(author_id=author.id)
    total = posts.count()
    if not total:
        raise Http404
    pages = paging(page, total, POSTS_A_PAGE)
    start = (pages.number - 1) * POSTS_A_PAGE
    rows = (
        posts.select_related("thread", "parent__author")
        .defer("text", "own_text", "html", "bigrams", "search", "parent__text", "parent__own_text", "parent__html")
        .defer("parent__bigrams", "parent__search")
        .annotate(opening=Left("own_text", OPENING_READ))
        .order_by(F("posted_at").desc(nulls_last=True), "thread_id", "number")[start : start + POSTS_A_PAGE]
    )
    return AuthorPage(
        author=author,
        aliases=tuple(author.aliases.exclude(name=author.name).select_related("document").order_by("name")),
        posts=tuple(Said(post, opening_words(post.opening, OPENING_LENGTH)) for post in rows),
        paging=pages,
        total=total,
    )


def moved_author(user: Visitor, old_id: int) -> Author:
    """The author into whom the author with an old id was merged."""
    leading = Redirect.objects.visible_to(user).filter(of=Redirect.Of.AUTHOR, old_id=old_id)
    now = Author.objects.visible_to(user).filter(posts__in=leading.values("post")).first()
    if now is None or not Post.objects.visible_to(user).filter(author=now).exists():
        raise Http404
    return now
