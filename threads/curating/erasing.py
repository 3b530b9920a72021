"""Posts -> erased for good. Nobody can take that back, so all of it is said first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from threads.curating.base import RefusedError, exclusive, nobody
from threads.curating.reread import POSTS_AT_ONCE, READ_AT_ONCE
from threads.loading.erasing.carrying_out import Erased, carry_out, sweep
from threads.loading.erasing.planning import Plan, filled_lines, plan_of, posts_of_author
from threads.loading.locks import ArchiveBusyError, locked
from threads.loading.stale import affected
from threads.models import Archive, Author, Document, Post, Record, Thread
from threads.readers import clear_spool
from threads.terminal import counted

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Posts in the archive up to which a person waits for the tables to be swept.
SWEPT_AT_ONCE = 50_000
PLACES_TOLD = 10


@dataclass(frozen=True, slots=True)
class Erasing:
    """What somebody asked to have erased: posts of one archive, and how they are to go."""

    archive: Archive
    posts: tuple[int, ...]
    keep_quotes: bool = False
    author: Author | None = None  # of whom nothing is to be left

    @property
    def names(self) -> list[str]:
        if self.author is None:
            return []
        return list({self.author.name, *self.author.aliases.values_list("name", flat=True)} - {""})


def of_author(author: Author, *, keep_quotes: bool = False) -> Erasing:
    """All that an author wrote."""
    return Erasing(author.archive, tuple(posts_of_author(author)), keep_quotes, author)


def consequences_of(erasing: Erasing) -> Plan:
    """What would go. Nothing changes, except that the archive gets a salt."""
    with transaction.atomic():
        plan = plan_of(erasing.archive, erasing.posts, keep_quotes=erasing.keep_quotes)
        transaction.set_rollback(True)
    erasing.archive.refresh_from_db(fields=["salt"])
    return plan


def erase(erasing: Erasing, *, by: User | None, reason: str = "", is_dry: bool = False, wait: bool = False) -> Erased:
    """Erase, read again what that affects, and have the database discard old row versions."""
    try:
        with locked(erasing.archive.slug, wait=wait, on_wait=nobody), exclusive(erasing.archive):
            plan = plan_of(erasing.archive, erasing.posts, keep_quotes=erasing.keep_quotes)
            if not plan.posts:
                raise RefusedError("There is nothing to erase: the post is not there any more.")
            erased = carry_out(plan, by=by, reason=reason, names=erasing.names)
            transaction.set_rollback(is_dry)
    except ArchiveBusyError:
        raise RefusedError(f"An import into {erasing.archive} is running. Erase when it has ended.") from None
    return erased


def erase_post(*, post: Post, by: User | None, reason: str = "") -> Erased:
    """Erase one post while a person waits, if that takes no longer than they wait."""
    erasing = Erasing(post.archive, (post.pk,))
    if _is_too_much(consequences_of(erasing)):
        raise RefusedError(
            f"Too much is to be read again for a page to wait: run manage.py erase --post {post.pk} instead."
        )
    erased = erase(erasing, by=by, reason=reason)
    sweep_up(is_waiting=True)
    return erased


def sweep_up(*, is_waiting: bool = False) -> bool:
    """Remove erased rows from the tables' storage and from the spool; tells whether that was done."""
    clear_spool(settings.FORUM_DATA / "spool")
    if transaction.get_connection().in_atomic_block:
        return False
    if is_waiting and Post.objects.all()[: SWEPT_AT_ONCE + 1].count() > SWEPT_AT_ONCE:
        return False
    sweep()
    return True


def _is_too_much(plan: Plan) -> bool:
    documents = set(
        Record.objects.filter(pk__in=plan.records, document__is_stated=False).values_list("document_id", flat=True)
    )
    concerned = affected.linked(plan.archive, documents) if documents else set()
    size = Document.objects.filter(pk__in=concerned).aggregate(total=Sum("size"))["total"] or 0
    posts = {*plan.posts, *plan.quoting}
    stated = Thread.objects.filter(posts__in=posts).distinct().aggregate(total=Sum("post_count"))["total"] or 0
    return size > READ_AT_ONCE or stated > POSTS_AT_ONCE


def sentences_of(plan: Plan) -> list[str]:
    """What goes, in sentences."""
    sentences = [_posts_told(plan), _places_told(plan)]
    if plan.quoting:
        sentences.append(
            f"{counted(len(plan.quoting), 'other post')} {_verb(plan.quoting, 'repeats', 'repeat')} words of"
            f" {_them(plan)} and {_verb(plan.quoting, 'loses', 'lose')} those lines: {_addresses(plan.quoting)}."
        )
    if plan.echoes:
        sentences.append(
            f"The same words stand in {counted(len(plan.echoes), 'other post')} and stay there:"
            f" {_addresses(plan.echoes)}. Look whether they are to go as well."
        )
    if plan.others:
        names = ", ".join(f"{post.archive.title} (/p/{post.pk}/)" for post in plan.others[:PLACES_TOLD])
        sentences.append(f"The same post stands in other archives, and stays there: {names}.")
    if subject := _subject_kept(plan):
        sentences.append(subject)
    return [
        *sentences,
        "Later imports leave it out, of these documents and of others.",
        "It cannot be undone. Backups made before hold it still.",
    ]


def _posts_told(plan: Plan) -> str:
    versions = f", {plan.versions:,} of them other versions under the same id" if plan.versions else ""
    replies = Post.objects.filter(parent__in=list(plan.posts)).exclude(pk__in=list(plan.posts)).count()
    replies_too = (
        f" {counted(replies, 'post')} {_verb(range(replies), 'answers', 'answer')} {_them(plan)}: a mark stays there."
        if replies
        else ""
    )
    return f"{counted(len(plan.posts), 'post')} {_verb(plan.posts, 'goes', 'go')}{versions}.{replies_too}"


def _places_told(plan: Plan) -> str:
    documents = Record.objects.filter(pk__in=plan.records).values("document").distinct().count()
    lines = filled_lines(plan)
    return (
        f"{counted(lines, 'line')} of {counted(len(plan.records), 'record')} in"
        f" {counted(documents, 'document')} {_verb(range(lines), 'goes', 'go')}, out of the bytes that were given too."
    )


def _subject_kept(plan: Plan) -> str:
    titles = {post.thread.title for post in plan.posts.values() if post.position == 0 and post.thread.is_title_stated}
    others = Post.objects.filter(thread__in={post.thread_id for post in plan.posts.values()}).exclude(
        pk__in=list(plan.posts)
    )
    if titles and others.exclude(title="").exists():
        return "Posts that answer repeat its subject as their own; the thread is called by it still."
    return ""


def _them(plan: Plan) -> str:
    return "it" if len(plan.posts) == 1 else "them"


def _verb(things: Collection[object], one: str, several: str) -> str:
    return one if len(things) == 1 else several


def _addresses(posts: Collection[int]) -> str:
    first: Sequence[int] = sorted(posts)[:PLACES_TOLD]
    more = f" and {len(posts) - PLACES_TOLD:,} more" if len(posts) > PLACES_TOLD else ""
    return ", ".join(f"/p/{post}/" for post in first) + more
