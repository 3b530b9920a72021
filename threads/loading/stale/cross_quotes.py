"""Quotes that name a post of another thread -> the threads to be read again once that post is there."""

from __future__ import annotations

from threads.loading.bulk import execute, fetch
from threads.models import Archive

# A thread is read alone. It is read once more when its quote and the post that this names are there, and either is new.
CITING = """
    WITH found AS MATERIALIZED (
        SELECT p.id, p.thread_id, sha256(convert_to('id:' || cited.id, 'UTF8')) AS key FROM threads_post p
        CROSS JOIN LATERAL jsonb_array_elements_text(p.facts->'cites') AS cited(id)
        WHERE p.archive_id = %(archive)s AND p.facts ? 'cites'
    ), led AS (
        SELECT f.id, f.thread_id, s.id AS source FROM found f
        JOIN threads_post s ON s.archive_id = %(archive)s AND s.key = f.key AND NOT s.is_missing
        WHERE f.id > %(since)s
        UNION ALL
        SELECT f.id, f.thread_id, s.id FROM threads_post s JOIN found f ON f.key = s.key
        WHERE s.id > %(since)s AND s.archive_id = %(archive)s AND NOT s.is_missing
    )
    UPDATE threads_thread SET is_stale = true WHERE NOT is_stale AND id IN (
        SELECT l.thread_id FROM led l
        WHERE NOT EXISTS (SELECT FROM threads_quote q WHERE q.post_id = l.id AND q.source_post_id = l.source))
"""


def newest_post() -> int:
    """The greatest id of a post so far."""
    ((newest,),) = fetch("SELECT coalesce(max(id), 0) FROM threads_post")
    return int(newest)


def mark_citing(archive: Archive, since: int) -> int:
    """Have threads read again whose quotes find their post in another thread only now; tells how many."""
    return execute(CITING, {"archive": archive.pk, "since": since})
