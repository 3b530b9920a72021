"""Take documents back: what other documents hold too stays, and everything linked to these is read again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from threads.loading import bulk
from threads.loading.intake.documents import least_paths
from threads.loading.pictures import drop_unplaced
from threads.loading.stale import affected
from threads.loading.stale.holders import threads_of_documents
from threads.loading.stale.orphaned import LOOSENED, leave_to_pages
from threads.loading.stated.naming import settle_names
from threads.models import Archive, Fingerprint, ImportRun, Post, RunDocument

# A post with a stated id may become a missing post, if others of its thread stay; the reading decides.
MISSED = """
    UPDATE threads_post p SET is_missing = true, text = '', own_text = '', bigrams = '', html = ''
    WHERE p.thread_id = ANY(%s) AND NOT p.is_missing AND p.stated_id <> ''
    AND NOT EXISTS (SELECT FROM threads_appearance a WHERE a.post_id = p.id)
    AND EXISTS (SELECT FROM threads_post o JOIN threads_appearance a ON a.post_id = o.id WHERE o.thread_id = p.thread_id)
"""
# Threads of posts with other words under the id of one that goes.
OTHER_BODIES = """
    SELECT DISTINCT o.thread_id FROM threads_post o
    WHERE o.archive_id = %(archive)s AND o.stated_id = ANY(%(ids)s) AND NOT o.thread_id = ANY(%(threads)s)
"""
# Posts without a document, then missing posts that nobody quotes, then empty threads.
BEREFT_POSTS = """
    SELECT p.id FROM threads_post p WHERE p.thread_id = ANY(%s) AND NOT p.is_missing
    AND NOT EXISTS (SELECT FROM threads_appearance a WHERE a.post_id = p.id)
"""
BEREFT_MISSING = """
    SELECT p.id FROM threads_post p WHERE p.thread_id = ANY(%s) AND p.is_missing
    AND NOT EXISTS (SELECT FROM threads_quote q WHERE q.source_post_id = p.id)
    AND NOT EXISTS (SELECT FROM threads_replyedge e WHERE e.parent_id = p.id)
"""
# Other threads that quote posts of these.
QUOTING = """
    SELECT DISTINCT p.thread_id FROM threads_quote q JOIN threads_post p ON p.id = q.post_id
    JOIN threads_post s ON s.id = q.source_post_id WHERE s.thread_id = ANY(%(threads)s) AND p.thread_id <> s.thread_id
"""
EMPTY_THREADS = """
    DELETE FROM threads_thread t WHERE t.id = ANY(%s)
    AND NOT EXISTS (SELECT FROM threads_post p WHERE p.thread_id = t.id)
"""


def only_brought_by(run: ImportRun) -> list[int]:
    """The documents of a run that no other run was given."""
    elsewhere = RunDocument.objects.filter(document=OuterRef("document")).exclude(run=run)
    return list(run.given.filter(~Exists(elsewhere)).values_list("document_id", flat=True))


def forget_run(archive: Archive, run: ImportRun) -> int:
    """Take back what only this run brought, and the run itself; tells how many documents went."""
    with transaction.atomic():
        going = only_brought_by(run)
        staying = list(run.given.exclude(document__in=going).values_list("document_id", flat=True))
        forget_documents(archive, going)
        run.delete()
        least_paths(staying)
    return len(going)


def forget_documents(archive: Archive, documents: Iterable[int]) -> None:
    """Delete documents and what stands on them alone, and have all they touched read again."""
    going = sorted(documents)
    with transaction.atomic():
        touched = affected.linked(archive, going) | affected.crossing(archive, going)
        threads = threads_of_documents(going)
        quoting = [thread for (thread,) in bulk.fetch(QUOTING, {"threads": threads})]
        authors = set(Post.objects.filter(thread__in=threads).values_list("author", flat=True))
        affected.mark_unread(touched - set(going))
        Fingerprint.objects.filter(document__in=going).delete()
        quoting += _other_bodies(archive, threads)
        stated = threads_of_documents(
            archive.documents.filter(pk__in=going).filter(is_stated=True).values_list("id", flat=True)
        )
        _delete_documents(going)
        drop_unplaced(archive)
        leave_to_pages(archive, stated)
        bulk.execute(MISSED, [threads])
        for bereft in (BEREFT_POSTS, BEREFT_MISSING):
            delete_posts([post for (post,) in bulk.fetch(bereft, [threads])])
        bulk.execute(EMPTY_THREADS, [threads])
        affected.mark_stale([*threads, *quoting])
        settle_names(archive, authors)


def forget_archive(archive: Archive) -> int:
    """Delete an archive with all that is in it; tells how many documents that were."""
    with transaction.atomic():
        count = archive.documents.count()
        delete_posts(list(archive.posts.values_list("id", flat=True)))
        Fingerprint.objects.filter(archive=archive).delete()
        bulk.execute("DELETE FROM threads_pictureplace WHERE archive_id = %s", [archive.pk])
        drop_unplaced(archive)
        archive.delete()
    return count


def _other_bodies(archive: Archive, threads: list[int]) -> list[int]:
    """The other threads in which an id of a post of these stands with other words."""
    ids = list(Post.objects.filter(thread__in=threads).exclude(stated_id="").values_list("stated_id", flat=True))
    parameters = {"archive": archive.pk, "ids": ids, "threads": threads}
    return [thread for (thread,) in bulk.fetch(OTHER_BODIES, parameters)]


def _delete_documents(documents: list[int]) -> None:
    """Delete documents with their records, perhaps a million."""
    for statement in (
        "DELETE FROM threads_appearance a USING threads_record r WHERE r.id = a.record_id AND r.document_id = ANY(%s)",
        "UPDATE threads_quote SET source_document_id = NULL WHERE source_document_id = ANY(%s)",
        "DELETE FROM threads_alias WHERE document_id = ANY(%s)",
        "DELETE FROM threads_rundocument WHERE document_id = ANY(%s)",
        "DELETE FROM threads_pictureplace l USING threads_record r WHERE r.id = l.record_id AND r.document_id = ANY(%s)",
        "DELETE FROM threads_record WHERE document_id = ANY(%s)",
        "DELETE FROM threads_document WHERE id = ANY(%s)",
    ):
        bulk.execute(statement, [documents])


def delete_posts(posts: list[int]) -> None:
    """Delete posts with all that refers to them."""
    for statement in (
        *LOOSENED,
        "DELETE FROM threads_appearance WHERE post_id = ANY(%s)",
        "DELETE FROM threads_redirect WHERE post_id = ANY(%s)",
        "DELETE FROM threads_version WHERE post_id = ANY(%s)",
        "DELETE FROM threads_post WHERE id = ANY(%s)",
    ):
        bulk.execute(statement, [posts])
