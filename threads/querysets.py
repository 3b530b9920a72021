"""Questions that pages ask of the tables, as English predicates; every one starts from ``visible_to``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Visitor = AbstractBaseUser | AnonymousUser


# In lists that no date orders, conversations come before posts that stand alone.
ALONE_LAST = models.Case(models.When(post_count__gt=1, then=0), default=1, output_field=models.IntegerField())
# Lists of threads by what a visitor chooses; the first is what holds until then.
ORDERS = {
    "latest": (models.F("last_posted_at").desc(nulls_last=True), ALONE_LAST, "place", "id"),
    "longest": ("-length", "place", "id"),
    "quoted": ("-quoted_count", ALONE_LAST, "place", "id"),
    "replies": ("-post_count", "-quoted_count", "place", "id"),
    "document": ("place", "id"),
}


def sees_everything(user: Visitor) -> bool:
    """Staff read archives before they are published; nobody else does."""
    return bool(user.is_authenticated and user.is_active and getattr(user, "is_staff", False))


class ArchiveQuerySet(models.QuerySet):
    """Archives, private until published."""

    def visible_to(self, user: Visitor) -> Self:
        return self if sees_everything(user) else self.filter(is_published=True)


class InArchiveQuerySet(models.QuerySet):
    """Rows that belong to one archive and are seen when it is."""

    def in_archives_of(self, user: Visitor) -> Self:
        """Rows of the archives that a visitor sees, hidden or not; never enough to show a row."""
        return self if sees_everything(user) else self.filter(archive__is_published=True)

    def visible_to(self, user: Visitor) -> Self:
        return self.in_archives_of(user)


class RecordQuerySet(InArchiveQuerySet):
    """Records, read or not."""

    def in_quarantine(self) -> Self:
        """Those that could not be read."""
        return self.exclude(refusal="")


class ThreadQuerySet(InArchiveQuerySet):
    """Threads, without hidden ones."""

    def visible_to(self, user: Visitor) -> Self:
        seen = self.in_archives_of(user)
        return seen if sees_everything(user) else seen.filter(is_hidden=False)

    def latest_first(self) -> Self:
        """Dated threads by their last post; undated ones after them, conversations first, in the order of their documents."""
        return self.in_order("latest")

    def in_order(self, name: str) -> Self:
        """Threads as one of ``ORDERS`` has them."""
        return self.order_by(*ORDERS[name])


class PostQuerySet(InArchiveQuerySet):
    """Posts, without hidden ones and those of hidden threads."""

    def visible_to(self, user: Visitor) -> Self:
        seen = self.in_archives_of(user)
        return seen if sees_everything(user) else seen.filter(is_hidden=False, thread__is_hidden=False)


class ReplyEdgeQuerySet(InArchiveQuerySet):
    """Reply edges between two posts that are both seen."""

    def visible_to(self, user: Visitor) -> Self:
        seen = self.in_archives_of(user)
        if sees_everything(user):
            return seen
        return seen.filter(
            child__is_hidden=False,
            child__thread__is_hidden=False,
            parent__is_hidden=False,
            parent__thread__is_hidden=False,
        )


class QuoteQuerySet(InArchiveQuerySet):
    """Quotes in posts that are seen; what they cite may be hidden.

    An unsourced one may still name the missing post that it is all we have of.
    """

    def visible_to(self, user: Visitor) -> Self:
        seen = self.in_archives_of(user)
        return seen if sees_everything(user) else seen.filter(post__is_hidden=False, post__thread__is_hidden=False)

    def proven(self) -> Self:
        return self.exclude(kind="unsourced").filter(source_post__isnull=False)
