"""A thread or a post -> its posts as rows of plain values: for programs, feeds and text files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import FilteredRelation, Q
from django.shortcuts import get_object_or_404

from threads.models import Post, Thread, Tombstone
from threads.querysets import sees_everything
from threads.selectors.erased import erased_on, not_here
from threads.selectors.paging import Paging, paging

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from threads.querysets import Visitor

POSTS_A_FILE = 500
LATEST = 50


class PlainPost(NamedTuple):
    """A post without its html. ``parent_id`` is None where it answers nothing that the visitor may see."""

    id: int
    number: int
    depth: int
    author: str  # empty for an unknown author
    posted_at: datetime | None
    posted_at_raw: str
    parent_id: int | None
    origin: str
    confidence: float | None
    is_missing: bool
    text: str
    own_text: str
    erased_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlainThread:
    """A thread, or so much of it as one file holds."""

    thread: Thread
    posts: tuple[PlainPost, ...]
    paging: Paging


def plain_thread(user: Visitor, thread_id: int, *, page: int = 1) -> PlainThread:
    """Three queries: posts in reading order."""
    thread = _thread(user, thread_id)
    posts = Post.objects.visible_to(user).filter(thread_id=thread.id)
    pages = paging(page, posts.count(), POSTS_A_FILE)
    start = (pages.number - 1) * POSTS_A_FILE
    return PlainThread(thread, _plain(posts.order_by("position"), user, start, start + POSTS_A_FILE), pages)


def latest_posts(user: Visitor, thread_id: int) -> PlainThread:
    """Two queries: the latest of a thread, latest first."""
    thread = _thread(user, thread_id)
    posts = Post.objects.visible_to(user).filter(thread_id=thread.id).order_by("-number")
    return PlainThread(thread, _plain(posts, user, 0, LATEST), Paging(1, 1))


def plain_post(user: Visitor, post_id: int) -> PlainThread:
    """Two queries: a post, and the thread it stands in."""
    posts = _plain(Post.objects.visible_to(user).filter(pk=post_id), user, 0, 1)
    thread = Thread.objects.select_related("archive").filter(posts=post_id).first()
    if not posts or thread is None or posts[0].erased_on:
        raise not_here(user, Tombstone.Of.POST, post_id)
    return PlainThread(thread, posts, Paging(1, 1))


def _thread(user: Visitor, thread_id: int) -> Thread:
    return get_object_or_404(Thread.objects.visible_to(user).select_related("archive"), pk=thread_id)


def _plain(posts: QuerySet[Post], user: Visitor, start: int, end: int) -> tuple[PlainPost, ...]:
    rows = posts.annotate(best=FilteredRelation("edges", condition=Q(edges__is_primary=True))).values_list(
        "id", "number", "depth", "author__name", "author__is_placeholder", "posted_at", "posted_at_raw", "parent_id",
        "parent__is_hidden", "best__origin", "best__confidence", "is_missing", "text", "own_text", "facts",
    )  # fmt: skip
    all_seen = sees_everything(user)
    return tuple(
        PlainPost(
            id_, number, depth, "" if is_placeholder else name, posted_at, raw,
            parent if all_seen or not is_parent_hidden else None, origin or "", confidence, is_missing, text, own_text,
            erased_on(facts, is_missing=is_missing),
        )
        for id_, number, depth, name, is_placeholder, posted_at, raw, parent, is_parent_hidden, origin, confidence,
        is_missing, text, own_text, facts in rows[start:end]
    )  # fmt: skip
