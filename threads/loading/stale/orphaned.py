"""Stated posts whose documents go but which still stand on pages of text -> posts of these pages, under their ids.

Each is a thread of its own until the pages are read again; that reading matches them by their lines. So addresses and
corrections last.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from threads.loading import bulk
from threads.models import Archive, Redirect, Thread

LEFT = """
    SELECT p.id, p.key, p.is_hidden FROM threads_post p WHERE p.thread_id = ANY(%s)
    AND EXISTS (SELECT FROM threads_appearance a WHERE a.post_id = p.id)
    AND NOT EXISTS (
        SELECT FROM threads_appearance a JOIN threads_record r ON r.id = a.record_id
        JOIN threads_document d ON d.id = r.document_id WHERE a.post_id = p.id AND d.is_stated)
"""
THREAD = ("id", "archive_id", "key", "title", "is_title_stated", "is_hidden", "place", "post_count", "author_count",
          "missing_count")  # fmt: skip
MOVED = """
    UPDATE threads_post p SET thread_id = left_over.thread, key = left_over.key, parent_id = NULL, position = 0, depth = 0,
        last_descendant = 0, number = 1, stated_id = '', quoted_count = 0
    FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) left_over(post, thread, key) WHERE p.id = left_over.post
"""
# What ties posts to others.
LOOSENED = (
    "UPDATE threads_post SET parent_id = NULL WHERE parent_id = ANY(%s)",
    "UPDATE threads_quote SET source_post_id = NULL WHERE source_post_id = ANY(%s)",
    "UPDATE threads_quote SET via_id = NULL WHERE via_id = ANY(%s)",
    "DELETE FROM threads_quote WHERE post_id = ANY(%s)",
    "DELETE FROM threads_replyedge WHERE child_id = ANY(%s)",
    "DELETE FROM threads_replyedge WHERE parent_id = ANY(%s)",
)


def leave_to_pages(archive: Archive, threads: Sequence[int]) -> None:
    """Take posts that stand on pages alone out of their stated threads."""
    orphans = [(pk, bytes(key), is_hidden) for pk, key, is_hidden in bulk.fetch(LEFT, [list(threads)])]
    if not orphans:
        return
    posts = [pk for pk, _, _ in orphans]
    keys = [sha256(b"left:" + key).digest() for _, key, _ in orphans]
    ids = bulk.reserve_ids(Thread, len(orphans))
    rows = zip(ids, keys, orphans, strict=True)
    bulk.insert(
        Thread,
        THREAD,
        ((pk, archive.pk, key, "", False, is_hidden, "", 1, 0, 0) for pk, key, (_, _, is_hidden) in rows),
    )
    for statement in LOOSENED:
        bulk.execute(statement, [posts])
    bulk.execute(MOVED, [posts, ids, keys])
    Redirect.objects.bulk_create(
        [Redirect(archive=archive, of=Redirect.Of.POST, old_id=pk, old_key=key, post_id=pk) for pk, key, _ in orphans],
        update_conflicts=True,
        unique_fields=["of", "old_id", "old_key"],
        update_fields=["post"],
    )
