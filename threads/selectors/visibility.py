"""What a visitor may see of each table: the one place every selector starts from.

A post is seen when its archive, its thread and itself are; a quote when the post that quotes is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threads.models import Archive, Document, Post, Quote, ReplyEdge, Thread
from threads.querysets import sees_everything

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from threads.querysets import Visitor


def archives(user: Visitor) -> QuerySet[Archive]:
    """Published ones; staff see all."""
    return Archive.objects.visible_to(user)


def documents(user: Visitor) -> QuerySet[Document]:
    """Documents of the archives seen."""
    return Document.objects.visible_to(user)


def threads(user: Visitor) -> QuerySet[Thread]:
    """Threads that are not hidden, of the archives seen."""
    return Thread.objects.visible_to(user)


def posts(user: Visitor) -> QuerySet[Post]:
    """Posts that are not hidden, in threads that are not."""
    seen = Post.objects.visible_to(user)
    return seen if sees_everything(user) else seen.filter(thread__is_hidden=False)


def quotes(user: Visitor) -> QuerySet[Quote]:
    """Quotes in posts that are seen; what they cite may be hidden."""
    seen = Quote.objects.visible_to(user)
    return seen if sees_everything(user) else seen.filter(post__is_hidden=False, post__thread__is_hidden=False)


def edges(user: Visitor) -> QuerySet[ReplyEdge]:
    """Reply edges between two posts that are both seen."""
    seen = ReplyEdge.objects.visible_to(user)
    if sees_everything(user):
        return seen
    return seen.filter(child__is_hidden=False, child__thread__is_hidden=False, parent__is_hidden=False)
