"""A post -> itself among the posts it answers and those that answer it; its text; where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Q
from django.shortcuts import get_object_or_404

from threads.models import SEARCHED_CHARACTERS, Appearance, Post, Quote, Redirect, Thread, Tombstone
from threads.selectors.compiled import Compiled, Given
from threads.selectors.erased import erased_on, not_here
from threads.selectors.lone_missing import without_alone
from threads.selectors.paging import page_of
from threads.selectors.said_of_posts import SaidOfPost, said_of
from threads.selectors.shown_posts import ShownPost, ShownPostRow, shown_posts, with_shown_columns

if TYPE_CHECKING:
    from threads.querysets import Visitor

CONTEXT = 3
CONTEXT_MOST = 20
# Answers shown below a post before "more in the thread".
ANSWERS_SHOWN = 20
QUOTERS_SHOWN = 100
ALIKE_SHOWN = 20
THREAD_SHOWN = ("thread__title", "thread__archive__title", "thread__archive__slug", "thread__archive__is_published")


@dataclass(frozen=True, slots=True)
class PostPage:
    """``before`` are posts it answers, the opening one first; ``after`` its direct answers."""

    thread: Thread
    post: ShownPost
    before: tuple[ShownPost, ...]
    after: tuple[ShownPost, ...]
    is_cut_before: bool
    context: int
    quoted_by: tuple[Quote, ...]
    appearances: tuple[Appearance, ...]
    page_in_thread: int
    elsewhere: tuple[Post, ...] = ()  # the same post in other archives
    versions: tuple[Post, ...] = ()  # posts of this archive that bear its id and say something else
    said: tuple[SaidOfPost, ...] = ()  # what people said of it
    searched: str = ""  # how many characters of it search knows, where that is not all

    @property
    def all(self) -> tuple[ShownPost, ...]:
        return (*self.before, self.post, *self.after)

    @property
    def wider(self) -> int | None:
        return min(self.context * 2 + 1, CONTEXT_MOST) if self.is_cut_before and self.context < CONTEXT_MOST else None


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A cited post in its place: between the post it answers and the first that answers it."""

    thread: Thread
    post: ShownPost
    before: ShownPost | None
    page_in_thread: int


def post_page(user: Visitor, post_id: int, *, context: int = CONTEXT) -> PostPage:
    """At most nine queries. Ancestors are the posts whose range of positions holds this one: no recursion."""
    post = _post(user, post_id)
    context = min(max(context, 0), CONTEXT_MOST)
    here = {"thread": post.thread_id, "position": post.position}
    before = [ShownPostRow(*row) for row in _ancestors(context + 1).rows(user, **here)]
    # The post itself stands before its answers.
    answers = _answers(ANSWERS_SHOWN + 1 if context else 1).rows(user, thread=post.thread_id, post=post.id)
    here_and_after = [ShownPostRow(*row) for row in answers]
    nearest = before[:context][::-1]
    rows = [*nearest, *here_and_after]
    posts = without_alone(shown_posts(rows, user), rows, keep=post.id)
    at = next(n for n, each in enumerate(posts) if each.id == post.id)
    alike = _alike(user, post) if post.stated_id else ()
    appearances = tuple(
        post.appearances.select_related("record__document")
        .defer("record__raw", "record__lines")
        .order_by("-is_original", "record_id", "first_line")
    )
    return PostPage(
        thread=post.thread,
        before=posts[:at],
        post=posts[at],
        after=posts[at + 1 :],
        is_cut_before=len(before) > context,
        context=context,
        quoted_by=_quoted_by(user, post),
        appearances=appearances,
        page_in_thread=page_of(post.position),
        elsewhere=tuple(each for each in alike if each.archive_id != post.archive_id),
        versions=tuple(each for each in alike if each.archive_id == post.archive_id),
        said=said_of(user, post, appearances),
        searched=f"{SEARCHED_CHARACTERS:,}" if posts[at].length > SEARCHED_CHARACTERS else "",
    )


@cache
def _ancestors(most: int) -> Compiled:
    """The nearest first."""
    above = {"position__lt": Given("position"), "last_descendant__gte": Given("position")}
    return Compiled(
        lambda user: with_shown_columns(
            Post.objects.visible_to(user).filter(thread_id=Given("thread"), **above).order_by("-position")
        )[:most]
    )


@cache
def _answers(most: int) -> Compiled:
    """A post and its direct answers, in reading order."""
    either = Q(pk=Given("post")) | Q(parent_id=Given("post"))
    return Compiled(
        lambda user: with_shown_columns(
            Post.objects.visible_to(user).filter(either, thread_id=Given("thread")).order_by("position")
        )[:most]
    )


def source_page(user: Visitor, post_id: int) -> SourcePage:
    """A cited post with the post it answers."""
    page = post_page(user, post_id, context=1)
    return SourcePage(page.thread, page.post, page.before[-1] if page.before else None, page.page_in_thread)


def post_raw(user: Visitor, post_id: int) -> str:
    """The post's text as read, quotes and all."""
    post = get_object_or_404(Post.objects.visible_to(user).only("text", "facts", "is_missing"), pk=post_id)
    if erased_on(post.facts, is_missing=post.is_missing):
        raise not_here(user, Tombstone.Of.POST, post_id)
    return post.text


def moved_post(user: Visitor, old_id: int) -> Post:
    """Where a post went whose id was once shown."""
    return _moved(user, old_id, Redirect.Of.POST)


def moved_thread(user: Visitor, old_id: int) -> Post:
    """The post that opened a thread whose id was once shown."""
    return _moved(user, old_id, Redirect.Of.THREAD)


def _moved(user: Visitor, old_id: int, of: str) -> Post:
    targets = Redirect.objects.visible_to(user).filter(of=of, old_id=old_id).order_by("id").values_list("post_id")[:1]
    post = (
        Post.objects.visible_to(user)
        .filter(pk__in=targets)
        .select_related("thread")
        .only("id", "thread__title")
        .first()
    )
    if post is None:
        raise not_here(user, Tombstone.Of(of), old_id)
    return post


def _post(user: Visitor, post_id: int) -> Post:
    posts = Post.objects.visible_to(user).select_related("thread__archive")
    columns = (
        "position",
        "key",
        "stated_id",
        "posted_at",
        "facts",
        "is_missing",
        "archive_id",
        "thread__archive",
        *THREAD_SHOWN,
    )
    post = posts.only(*columns).filter(pk=post_id).first()
    if post is None or erased_on(post.facts, is_missing=post.is_missing):
        raise not_here(user, Tombstone.Of.POST, post_id)
    return post


def _alike(user: Visitor, post: Post) -> list[Post]:
    """Posts with the same stated id: by their key in every archive, and in this one by the date that they share.

    The same id with other words has a key of its own, but the same date.
    """
    first = sha256(b"id:" + post.stated_id.encode("utf-8", "replace")).digest()
    posts = Post.objects.visible_to(user).exclude(pk=post.pk).select_related("thread", "archive")
    posts = posts.only("number", "archive__title", "archive__is_published", "thread__title")
    namesakes = list(
        posts.filter(key__in={bytes(post.key), first}, is_missing=False).order_by("archive_id", "id")[:ALIKE_SHOWN]
    )
    if post.posted_at is None:
        return namesakes
    dated = posts.filter(archive_id=post.archive_id, posted_at=post.posted_at, stated_id=post.stated_id)
    seen = {each.id for each in namesakes}
    return namesakes + [each for each in dated.order_by("id")[:ALIKE_SHOWN] if each.id not in seen]


def _quoted_by(user: Visitor, post: Post) -> tuple[Quote, ...]:
    """Other posts that quote this one, each once, by its best quote."""
    quotes = (
        Quote.objects.visible_to(user)
        .filter(source_post_id=post.id)
        .exclude(post_id=post.id)
        .select_related("post__author", "post__thread")
        .only("kind", "post__number", "post__thread__title", "post__author__name", "post__author__is_placeholder")
        .order_by("post_id", "rank", "line")
        .distinct("post_id")
    )
    return tuple(quotes[:QUOTERS_SHOWN])
