"""A thread and a page number -> its posts in order, its outline, and what is and is not known about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Left, Length
from django.http import Http404

from threads.models import Document, Post, Quote, Thread
from threads.selectors.collected import InCollection, in_collection
from threads.selectors.compiled import Compiled, Given
from threads.selectors.fresh import Visits, new_posts
from threads.selectors.lone_missing import OutlineRow, without_alone, without_alone_lines
from threads.selectors.paging import POSTS_A_PAGE, Paging, paging
from threads.selectors.shown_posts import (
    BY_DECLARATION,
    DEEPEST,
    OUTLINE_WORDS,
    SURE_BOUNDARY,
    ShownPost,
    ShownPostRow,
    shown_posts,
    with_shown_columns,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threads.querysets import Visitor

# The most posts that one page ever holds; past it `?page=all` gives the first page.
POSTS_AT_ONCE = 500
VIEWS = ("nested", "flat", "once")
# Characters of own text up to which an outline's bar has one, two or three of its four lengths.
BAR_STEPS = (120, 400, 1200)
DOCUMENTS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A post in the outline: who wrote it, its first words, and a bar as long as what it says itself."""

    id: int
    number: int
    level: int
    author: str
    words: str
    bar: int
    is_missing: bool
    origin: str  # of the reply edge; empty for an opening post
    is_boundary_doubtful: bool
    is_here: bool
    is_erased: bool = False

    @property
    def is_inferred(self) -> bool:
        return bool(self.origin) and self.origin not in BY_DECLARATION


@dataclass(frozen=True, slots=True)
class ThreadAccount:
    """How much of the thread was declared, inferred, found. None where the thread is too long to count on a visit."""

    declared: int
    inferred: int
    place_unknown: int
    doubtful_boundaries: int
    missing: int
    authors: tuple[str, ...]
    unknown_posts: int
    quotes: int
    quotes_found: int
    quotes_altered: int
    quotes_unsourced: int
    documents: tuple[Document, ...]
    erased: int = 0
    by_hand: int = 0  # replies that people put where they stand

    @property
    def replies(self) -> int:
        return self.declared + self.inferred + self.place_unknown + self.by_hand


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a thread. The outline is the whole thread's, or the page's where the thread is too long."""

    thread: Thread
    view: str
    paging: Paging
    posts: tuple[ShownPost, ...]
    outline: tuple[OutlineLine, ...]
    account: ThreadAccount | None
    length: int
    is_flat: bool
    folded: tuple[int, ...] = ()  # numbers of the posts whose branches are left out
    place: InCollection | None = None  # in a document of posts that do not answer each other

    @property
    def has_quotes(self) -> bool:
        return self.account is None or self.account.quotes > 0

    @property
    def new(self) -> tuple[int, ...]:
        """The posts here that came since the last visit."""
        return tuple(post.id for post in self.posts if post.is_new)

    @property
    def has_names(self) -> bool:
        return any(post.is_named for post in self.posts)

    @property
    def offers_whole(self) -> bool:
        return self.paging.is_needed and self.length <= POSTS_AT_ONCE


def thread_page(
    user: Visitor,
    thread_id: int,
    *,
    view: str = "nested",
    page: int = 1,
    whole: bool = False,
    folded: Collection[int] = (),
    visits: Visits | None = None,
) -> ThreadPage:
    """At most eleven queries, however long the thread: a page is a range of positions. ``folded`` are posts' numbers."""
    thread, length = _thread_and_length(user, thread_id)
    is_flat = view == "flat"
    can_show_all = length <= POSTS_AT_ONCE
    whole = whole and can_show_all
    pages = Paging(1, 1, is_all=True) if whole else paging(page, length, POSTS_A_PAGE)
    rows = _rows(user, thread, (0, length) if whole else pages, is_flat=is_flat)
    new = new_posts([row.id for row in rows], thread.archive_id, visits) if visits else ()
    every = shown_posts(rows, user, is_nested=not is_flat, new=new)
    all_here = without_alone(every, rows, is_nested=not is_flat)
    posts = without_alone(_unfolded(every, folded), rows, is_nested=not is_flat) if folded else all_here
    needs_reading = can_show_all and pages.is_needed
    outline = _outline(user, thread, posts) if needs_reading else _outline_of(all_here, posts)
    account = _account(user, thread, outline) if can_show_all else None
    return ThreadPage(
        thread=thread,
        view=view,
        paging=pages,
        posts=posts,
        outline=outline,
        account=account,
        length=length,
        is_flat=is_flat,
        folded=tuple(post.number for post in posts if post.is_folded),
        place=in_collection(user, thread.id, account.documents, posts) if account else None,
    )


def _rows(user: Visitor, thread: Thread, pages: Paging | tuple[int, int], *, is_flat: bool) -> list[ShownPostRow]:
    if isinstance(pages, Paging):
        first, last = (pages.number - 1) * POSTS_A_PAGE, pages.number * POSTS_A_PAGE
    else:
        first, last = pages
    # Positions count from 0 and numbers from 1.
    shift = 1 if is_flat else 0
    question = _BY_PLACE["number" if is_flat else "position"]
    rows = question.rows(user, thread=thread.id, first=first + shift, end=last + shift)
    return [ShownPostRow(*row) for row in rows]


def _by(place: str) -> Compiled:
    in_range = {f"{place}__gte": Given("first"), f"{place}__lt": Given("end")}
    return Compiled(
        lambda user: with_shown_columns(
            Post.objects.visible_to(user).filter(thread_id=Given("thread"), **in_range)
        ).order_by(place)
    )


_BY_PLACE = {place: _by(place) for place in ("position", "number")}


def _unfolded(posts: Sequence[ShownPost], folded: Collection[int]) -> tuple[ShownPost, ...]:
    """Leave out what stands below the posts of these numbers."""
    if not folded:
        return tuple(posts)
    result = []
    n = 0
    while n < len(posts):
        is_folded = posts[n].branch > 0 and posts[n].number in folded
        result.append(replace(posts[n], is_folded=True) if is_folded else posts[n])
        n += 1 + (posts[n].branch if is_folded else 0)
    return tuple(result)


def _thread_and_length(user: Visitor, thread_id: int) -> tuple[Thread, int]:
    """The opening post's subtree is the thread, so its last descendant says how long it is."""
    opening = Post.objects.filter(thread=OuterRef("pk"), position=0)
    threads = Thread.objects.visible_to(user).select_related("archive")
    measured = threads.annotate(end=Subquery(opening.values("last_descendant")[:1]))
    thread = measured.filter(pk=thread_id).first()
    if thread is None:
        raise Http404
    return thread, max((thread.end or 0) + 1, thread.post_count)


def _outline(user: Visitor, thread: Thread, page_posts: Sequence[ShownPost]) -> tuple[OutlineLine, ...]:
    """The whole thread, in one query."""
    here = {post.id for post in page_posts}
    rows = (
        Post.objects.visible_to(user)
        .filter(thread_id=thread.id)
        .annotate(
            length=Length("own_text"),
            words=Left("own_text", OUTLINE_WORDS),
            best=FilteredRelation("edges", condition=Q(edges__is_primary=True)),
        )
        .order_by("position")
        .values_list(*OutlineRow._fields)
    )
    return tuple(
        OutlineLine(
            id=row.id,
            number=row.number,
            level=min(depth, DEEPEST),
            author="" if row.author__is_placeholder else row.author__name,
            words=row.words,
            bar=_bar(row.length),
            is_missing=row.is_missing,
            origin=row.best__origin or "",
            is_boundary_doubtful=not row.is_missing and row.confidence < SURE_BOUNDARY,
            is_here=row.id in here,
            is_erased=row.is_missing and bool(row.facts__erased_on),
        )
        for row, depth in without_alone_lines(OutlineRow(*row) for row in cast("Iterable[tuple]", rows))
    )


def _outline_of(posts: Sequence[ShownPost], page_posts: Sequence[ShownPost]) -> tuple[OutlineLine, ...]:
    """The outline of one page; what is folded away is led to at its own address."""
    here = {post.id for post in page_posts}
    return tuple(_outline_line(post, is_here=post.id in here) for post in posts)


def _outline_line(post: ShownPost, *, is_here: bool) -> OutlineLine:
    return OutlineLine(
        id=post.id,
        number=post.number,
        level=post.level,
        author=post.author,
        words=post.words,
        bar=_bar(post.length),
        is_missing=post.is_missing,
        origin=post.answer.origin if post.answer else "",
        is_boundary_doubtful=post.is_boundary_doubtful,
        is_here=is_here,
        is_erased=post.erased_on is not None,
    )


def _bar(characters: int) -> int:
    return 1 + sum(characters > step for step in BAR_STEPS)


def _account(user: Visitor, thread: Thread, outline: Sequence[OutlineLine]) -> ThreadAccount:
    origins = Counter(line.origin for line in outline if line.origin)
    kinds = Counter(dict(_QUOTE_KINDS.rows(user, thread=thread.id)))
    return ThreadAccount(
        declared=origins["declared"],
        by_hand=origins["curated"],
        inferred=origins.total() - sum(origins[origin] for origin in (*BY_DECLARATION, "sequence")),
        place_unknown=origins["sequence"],
        doubtful_boundaries=sum(line.is_boundary_doubtful for line in outline),
        missing=sum(line.is_missing and not line.is_erased for line in outline),
        erased=sum(line.is_erased for line in outline),
        authors=tuple(dict.fromkeys(line.author for line in outline if line.author)),
        unknown_posts=sum(not line.author and not line.is_erased for line in outline),
        quotes=kinds.total(),
        quotes_found=kinds.total() - kinds["unsourced"] - kinds["altered"],
        quotes_altered=kinds["altered"],
        quotes_unsourced=kinds["unsourced"],
        documents=_documents(user, thread),
    )


def _documents(user: Visitor, thread: Thread) -> tuple[Document, ...]:
    rows = _DOCUMENTS.rows(user, thread=thread.id)
    return tuple(Document(id=id_, path=path, kind=kind) for id_, path, kind in rows)


_QUOTE_KINDS = Compiled(
    lambda user: (
        Quote.objects.visible_to(user)
        .filter(post__thread_id=Given("thread"), rank=0)
        .values_list("kind")
        .annotate(n=Count("id"))
        .order_by()
    )
)
_DOCUMENTS = Compiled(
    lambda user: (
        Document.objects.visible_to(user)
        .filter(records__appearances__post__thread_id=Given("thread"))
        .order_by("path")
        .values_list("id", "path", "kind")
        .distinct()[:DOCUMENTS_SHOWN]
    )
)
