"""A post -> whom it may answer: every post that a reading weighed, with its evidence, and the post before it on its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threads.models import Post, ReplyEdge
from threads.words.openings import opening_words

CANDIDATES_MOST = 8
WORDS_SHOWN = 90


@dataclass(frozen=True, slots=True)
class PossibleParent:
    """A post that another may answer, and what speaks for it. Without an origin nothing was read that does."""

    post: Post
    origin: str
    confidence: float
    evidence: str
    is_now: bool

    @property
    def words(self) -> str:
        return opening_words(self.post.own_text or self.post.text, WORDS_SHOWN)


def weighed(post: Post) -> dict[int, PossibleParent]:
    """Those that a reading weighed, by their ids."""
    edges = ReplyEdge.objects.filter(child=post).select_related("parent__author", "parent__thread")
    return {
        edge.parent_id: PossibleParent(
            edge.parent, edge.origin, edge.confidence, edge.evidence, edge.parent_id == post.parent_id
        )
        for edge in edges.order_by("confidence", "-id")
    }


def candidates(post: Post, before: int | None) -> Sequence[PossibleParent]:
    """Those, and others that stand near; the likeliest first."""
    found = weighed(post)
    quoted = Post.objects.filter(cited_by__post=post).values_list("id", flat=True).distinct()
    for other in _others({*quoted, *([before] if before else []), *_above(post)} - {post.pk, *found}):
        found[other.pk] = PossibleParent(other, "", 0.0, "", other.pk == post.parent_id)
    return in_order(found.values())


def in_order(found: Iterable[PossibleParent]) -> list[PossibleParent]:
    """The present parent first, then the likelier ones; no more than a page has room for."""
    return sorted(found, key=lambda each: (not each.is_now, -each.confidence, each.post.pk))[:CANDIDATES_MOST]


def _above(post: Post) -> Iterable[int]:
    """The post that its thread begins with: what answers nobody in particular often answers that."""
    return Post.objects.filter(thread=post.thread_id, position=0).values_list("id", flat=True)


def _others(ids: Iterable[int]) -> Iterable[Post]:
    return Post.objects.filter(pk__in=list(ids)).select_related("author", "thread")
