"""Rows of posts and of their reply edges -> posts as a page shows them, with what is known and how sure it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min

from threads.models import Alias, Appearance, Post, ReplyEdge
from threads.querysets import sees_everything
from threads.selectors import visibility

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from threads.querysets import Visitor

# Deeper posts stay at this indent and say whom they answer; a phone has room for eight steps.
DEEPEST = 8
# Below this a post may well begin elsewhere, and the page says so.
SURE_BOUNDARY = 0.7
# The columns that a page of posts shows; the text as read and the search columns stay in the table.
SHOWN_COLUMNS = (
    "id", "thread_id", "parent_id", "author_id", "is_missing", "is_hidden", "position", "depth", "last_descendant", "number",
    "posted_at", "posted_at_raw", "confidence", "cues", "html", "quoted_count",
    "author__id", "author__name", "author__is_placeholder", "author__post_count",
    "parent__id", "parent__number", "parent__is_hidden", "parent__thread_id", "parent__author__id",
    "parent__author__name", "parent__author__is_placeholder",
)  # fmt: skip
BY_DECLARATION = (ReplyEdge.Origin.DECLARED, ReplyEdge.Origin.CURATED)


@dataclass(frozen=True, slots=True)
class Named:
    """A post as others name it: by its author, where known, and its number."""

    id: int
    number: int
    author: str  # empty for an unknown author

    @property
    def is_unknown(self) -> bool:
        return not self.author


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom a post answers, and why that is thought. ``others`` are less likely parents with their confidence."""

    origin: str
    confidence: float
    evidence: str
    to: Named | None  # None where the visitor may not see the parent
    is_here: bool  # the parent stands on the same page
    others: tuple[tuple[Named, float], ...] = ()

    @property
    def is_inferred(self) -> bool:
        return self.origin not in BY_DECLARATION

    @property
    def is_place_unknown(self) -> bool:
        return self.origin == ReplyEdge.Origin.SEQUENCE


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post as a thread shows it."""

    id: int
    number: int
    level: int
    author: str
    alias: str  # what an author without a name is known as, if a document states that
    author_id: int
    author_slug: str
    has_author_page: bool  # an author without a name has one where several posts are theirs
    is_missing: bool
    is_hidden: bool
    posted_at: datetime | None
    posted_at_raw: str
    confidence: float
    cues: tuple[str, ...]
    html: str
    quoted_count: int
    reply_count: int
    answer: Answer | None
    lines: tuple[int, int] | None  # document and first line

    @property
    def is_inferred(self) -> bool:
        return self.answer is not None and self.answer.is_inferred

    @property
    def is_boundary_doubtful(self) -> bool:
        return not self.is_missing and self.confidence < SURE_BOUNDARY


def for_display(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Read only what a page shows of each post."""
    return posts.select_related("author", "parent__author").only(*SHOWN_COLUMNS)


def shown_posts(posts: Sequence[Post], user: Visitor, *, is_nested: bool = True) -> tuple[ShownPost, ...]:
    """Three queries whatever the number: the edges of these posts, the lines they stand on, and aliases."""
    ids = [post.id for post in posts]
    edges = _edges_by_child(ids, user)
    lines = _first_lines(ids)
    aliases = _aliases({post.author_id for post in posts if post.author.is_placeholder})
    here = frozenset(ids)
    all_seen = sees_everything(user)
    return tuple(
        ShownPost(
            id=post.id,
            number=post.number,
            level=min(post.depth, DEEPEST) if is_nested else 0,
            author="" if post.author.is_placeholder else post.author.name,
            alias=aliases.get(post.author_id, ""),
            author_id=post.author_id,
            author_slug=post.author.slug,
            has_author_page=not post.author.is_placeholder or post.author.post_count > 1,
            is_missing=post.is_missing,
            is_hidden=post.is_hidden,
            posted_at=post.posted_at,
            posted_at_raw=post.posted_at_raw,
            confidence=post.confidence,
            cues=tuple(post.cues),
            html=post.html,
            quoted_count=post.quoted_count,
            reply_count=post.last_descendant - post.position,
            answer=_answer(post, edges.get(post.id, ()), here, all_seen=all_seen),
            lines=lines.get(post.id),
        )
        for post in posts
    )


def _aliases(author_ids: Iterable[int]) -> dict[int, str]:
    """The first of the names that each author is also known by."""
    rows = Alias.objects.filter(author_id__in=list(author_ids)).order_by("author_id", "-name")
    return dict(rows.values_list("author_id", "name")) if author_ids else {}


def _edges_by_child(ids: Iterable[int], user: Visitor) -> Mapping[int, list[ReplyEdge]]:
    """The primary edge first, then the likelier before the less likely."""
    rows = (
        visibility.edges(user)
        .filter(child_id__in=list(ids))
        .select_related("parent__author")
        .only(
            "child_id",
            "origin",
            "confidence",
            "evidence",
            "is_primary",
            "parent__id",
            "parent__number",
            "parent__author__name",
            "parent__author__is_placeholder",
        )
        .order_by("child_id", "-is_primary", "-confidence", "id")
    )
    edges: dict[int, list[ReplyEdge]] = defaultdict(list)
    for edge in rows:
        edges[edge.child_id].append(edge)
    return edges


def _first_lines(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    rows = (
        Appearance.objects.filter(post_id__in=list(ids), is_original=True)
        .values("post_id", "record__document_id")
        .annotate(first=Min("first_line"))
        .order_by()
        .values_list("post_id", "record__document_id", "first")
    )
    return {post: (document, line) for post, document, line in rows}


def _answer(post: Post, edges: Sequence[ReplyEdge], here: frozenset[int], *, all_seen: bool) -> Answer | None:
    parent = post.parent
    if parent is None:
        return None
    seen = all_seen or not parent.is_hidden
    primary = next((edge for edge in edges if edge.is_primary), None)
    return Answer(
        origin=primary.origin if primary else ReplyEdge.Origin.DECLARED,
        confidence=primary.confidence if primary else 1.0,
        evidence=primary.evidence if primary else "",
        to=named(parent) if seen else None,
        is_here=parent.id in here,
        others=tuple((named(edge.parent), edge.confidence) for edge in edges if edge.parent_id != parent.id),
    )


def named(post: Post) -> Named:
    """Name a post as others do; its author must be loaded."""
    return Named(post.id, post.number, "" if post.author.is_placeholder else post.author.name)
