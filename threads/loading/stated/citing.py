"""Quotes that name a post of another thread -> the threads to be read again once that post is there."""

from __future__ import annotations

from threads.loading.bulk import execute, fetch
from threads.models import Archive

# A thread is read alone; when both the quote and what it names are there, and either is new, it is read once more.
CITING = """
    UPDATE threads_thread SET is_stale = true WHERE NOT is_stale AND id IN (
        SELECT p.thread_id FROM threads_post p
        CROSS JOIN LATERAL jsonb_array_elements_text(p.facts->'cites') AS cited(id)
        JOIN threads_post s ON s.archive_id = p.archive_id AND s.key = sha256(convert_to('id:' || cited.id, 'UTF8'))
        WHERE p.archive_id = %(archive)s AND p.facts ? 'cites' AND (p.id > %(since)s OR s.id > %(since)s)
            AND NOT s.is_missing
            AND NOT EXISTS (SELECT FROM threads_quote q WHERE q.post_id = p.id AND q.source_post_id = s.id))
"""


def newest_post() -> int:
    """The greatest id of a post so far."""
    ((newest,),) = fetch("SELECT coalesce(max(id), 0) FROM threads_post")
    return int(newest)


def mark_citing(archive: Archive, since: int) -> int:
    """Have threads read again whose quotes can be led to a post of another thread only now; tells how many."""
    return execute(CITING, {"archive": archive.pk, "since": since})
