"""Archives and documents: who may read them, and what is taken out for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threads.curating.base import Kind, RefusedError, exclusive, nobody, write_down
from threads.loading import bulk
from threads.loading.forgetting import forget_documents
from threads.loading.locks import ArchiveBusyError, locked
from threads.models import Archive, CuratorAction, Document
from threads.models.fields import KEY_BYTES

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OF_THE_ARCHIVE = bytes(KEY_BYTES)
# What stands on some documents: how many posts go, how many of those are quoted by posts that stay, how many threads go,
# how many posts stay, and the other documents on which those stand.
HELD_BY = """
    WITH held AS MATERIALIZED (
        SELECT DISTINCT a.post_id FROM threads_record r JOIN threads_appearance a ON a.record_id = r.id
        WHERE r.document_id = ANY(%(documents)s)
    ), elsewhere AS MATERIALIZED (
        SELECT DISTINCT a.post_id, r.document_id FROM held JOIN threads_appearance a ON a.post_id = held.post_id
        JOIN threads_record r ON r.id = a.record_id WHERE r.document_id <> ALL(%(documents)s)
    ), going AS MATERIALIZED (SELECT post_id FROM held EXCEPT SELECT post_id FROM elsewhere)
    SELECT (SELECT count(*) FROM going),
        (SELECT count(DISTINCT q.source_post_id) FROM going JOIN threads_quote q ON q.source_post_id = going.post_id
            WHERE NOT EXISTS (SELECT FROM going other WHERE other.post_id = q.post_id)),
        (SELECT count(*) FROM (SELECT DISTINCT p.thread_id FROM going JOIN threads_post p ON p.id = going.post_id) t
            WHERE NOT EXISTS (SELECT FROM threads_post p WHERE p.thread_id = t.thread_id AND NOT p.is_missing
                AND NOT EXISTS (SELECT FROM going WHERE going.post_id = p.id))),
        (SELECT count(DISTINCT post_id) FROM elsewhere),
        ARRAY(SELECT DISTINCT d.path FROM elsewhere JOIN threads_document d ON d.id = elsewhere.document_id
            ORDER BY d.path LIMIT %(named)s)
"""
PATHS_NAMED = 20


@dataclass(frozen=True, slots=True)
class Consequences:
    """What forgetting documents takes away, and what stays because other documents hold it too."""

    posts: int
    quoted: int  # of the posts that go, those that posts which stay quote: they become missing posts
    threads: int
    staying: int
    elsewhere: tuple[str, ...]  # the paths of the other documents


def publish(*, archive: Archive, by: User | None, reason: str = "") -> CuratorAction:
    """Let everybody read an archive."""
    return _publish_or_not(archive, by, reason, is_published=True)


def unpublish(*, archive: Archive, by: User | None, reason: str = "") -> CuratorAction:
    """Keep an archive to staff, whatever later imports ask for."""
    return _publish_or_not(archive, by, reason, is_published=False)


def _publish_or_not(archive: Archive, by: User | None, reason: str, *, is_published: bool) -> CuratorAction:
    if archive.is_published == is_published:
        raise RefusedError(f"{archive} is {'public' if is_published else 'private'} already.")
    with exclusive(archive):
        value = {"is_published": is_published}
        action = CuratorAction.objects.create(
            archive=archive, kind=Kind.PUBLISH, key=OF_THE_ARCHIVE, value=value, made_by=by, reason=reason
        )
        Archive.objects.filter(pk=archive.pk).update(is_published=is_published)
    return action


def forget_document(*, document: Document, by: User | None, reason: str = "") -> CuratorAction:
    """Take a document out for good: later imports refuse it until that is undone."""
    archive = document.archive
    try:
        with locked(archive.slug, wait=False, on_wait=nobody), exclusive(archive):
            action = write_down(Kind.FORGET, document, {"path": document.path}, by, reason)
            forget_documents(archive, [document.pk])
    except ArchiveBusyError:
        raise RefusedError(f"An import into {archive} is running. Forget documents when it has ended.") from None
    return action


def consequences(documents: Iterable[Document]) -> Consequences:
    """What would go with these documents, and what would stay."""
    parameters = {"documents": [document.pk for document in documents], "named": PATHS_NAMED}
    ((posts, quote_count, threads, staying, elsewhere),) = bulk.fetch(HELD_BY, parameters)
    return Consequences(posts, quote_count, threads, staying, tuple(elsewhere))
