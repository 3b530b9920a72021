"""Take documents back: what other documents hold too stays, and all that these were linked to is read again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from threads.loading import affected, bulk
from threads.loading.intake import least_paths
from threads.models import Archive, Document, Fingerprint, ImportRun, RunDocument

# Posts that stand on no document any more, and threads in which nothing but missing posts is left.
BEREFT_POSTS = """
    SELECT p.id FROM threads_post p WHERE p.thread_id = ANY(%s) AND NOT p.is_missing
    AND NOT EXISTS (SELECT FROM threads_appearance a WHERE a.post_id = p.id)
"""
BEREFT_THREADS = """
    SELECT t.id FROM threads_thread t WHERE t.id = ANY(%s)
    AND NOT EXISTS (SELECT FROM threads_post p WHERE p.thread_id = t.id AND NOT p.is_missing)
"""
THREADS = """
    SELECT DISTINCT p.thread_id FROM threads_record r JOIN threads_appearance a ON a.record_id = r.id
    JOIN threads_post p ON p.id = a.post_id WHERE r.document_id = ANY(%s)
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
        threads = [thread for (thread,) in bulk.fetch(THREADS, [going])]
        affected.mark_unread(touched - set(going))
        Fingerprint.objects.filter(document__in=going).delete()
        Document.objects.filter(id__in=going).delete()
        _delete_posts([post for (post,) in bulk.fetch(BEREFT_POSTS, [threads])])
        bereft = [thread for (thread,) in bulk.fetch(BEREFT_THREADS, [threads])]
        _delete_posts(
            [post for (post,) in bulk.fetch("SELECT id FROM threads_post WHERE thread_id = ANY(%s)", [bereft])]
        )
        bulk.execute("DELETE FROM threads_thread WHERE id = ANY(%s)", [bereft])


def _delete_posts(posts: list[int]) -> None:
    """Delete posts with all that refers to them."""
    for statement in (
        "UPDATE threads_post SET parent_id = NULL WHERE parent_id = ANY(%s)",
        "UPDATE threads_quote SET source_post_id = NULL WHERE source_post_id = ANY(%s)",
        "UPDATE threads_quote SET via_id = NULL WHERE via_id = ANY(%s)",
        "DELETE FROM threads_quote WHERE post_id = ANY(%s)",
        "DELETE FROM threads_replyedge WHERE child_id = ANY(%s)",
        "DELETE FROM threads_replyedge WHERE parent_id = ANY(%s)",
        "DELETE FROM threads_appearance WHERE post_id = ANY(%s)",
        "DELETE FROM threads_redirect WHERE post_id = ANY(%s)",
        "DELETE FROM threads_post WHERE id = ANY(%s)",
    ):
        bulk.execute(statement, [posts])
