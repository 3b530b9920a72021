"""What an import or a correction changed -> the counts that pages show, exact again."""

from __future__ import annotations

from collections.abc import Collection

from threads.loading import bulk
from threads.models import Archive

# Only wrong counts are written. An author's posts are counted in one index, those that do not count in another.
# Authors without posts go with their aliases: mostly authors of missing posts that turned up.
COUNTS = (
    """
    DELETE FROM threads_alias WHERE author_id IN (
        SELECT a.id FROM threads_author a
        WHERE a.archive_id = %(archive)s AND (%(authors)s::bigint[] IS NULL OR a.id = ANY(%(authors)s))
            AND NOT EXISTS (SELECT FROM threads_post p WHERE p.author_id = a.id))
    """,
    """
    DELETE FROM threads_author a
    WHERE a.archive_id = %(archive)s AND (%(authors)s::bigint[] IS NULL OR a.id = ANY(%(authors)s))
        AND NOT EXISTS (SELECT FROM threads_post p WHERE p.author_id = a.id)
    """,
    """
    UPDATE threads_author a SET post_count = counted.posts FROM (
        SELECT w.id, (SELECT count(*) FROM threads_post p WHERE p.author_id = w.id)
            - (SELECT count(*) FROM threads_post p WHERE p.author_id = w.id AND (p.is_missing OR p.is_hidden)) AS posts
        FROM threads_author w WHERE w.archive_id = %(archive)s AND (%(authors)s::bigint[] IS NULL OR w.id = ANY(%(authors)s))
    ) counted WHERE a.id = counted.id AND a.post_count <> counted.posts
    """,
    """
    UPDATE threads_archive a SET thread_count = t.threads, post_count = t.posts, document_count = d.documents,
        first_posted_at = t.first_posted_at, last_posted_at = t.last_posted_at
    FROM (
        SELECT count(*) AS threads, coalesce(sum(post_count), 0) AS posts, min(first_posted_at) AS first_posted_at,
            max(last_posted_at) AS last_posted_at
        FROM threads_thread WHERE archive_id = %(archive)s AND NOT is_hidden
    ) t, (SELECT count(*) AS documents FROM threads_document WHERE archive_id = %(archive)s) d
    WHERE a.id = %(archive)s AND (a.thread_count, a.post_count, a.document_count, a.first_posted_at, a.last_posted_at)
        IS DISTINCT FROM (t.threads, t.posts, d.documents, t.first_posted_at, t.last_posted_at)
    """,
)


def refresh_counts(archive: Archive, authors: Collection[int] | None = None) -> None:
    """Make the counts of an archive and its authors exact, or of ``authors`` only."""
    parameters = {"archive": archive.pk, "authors": None if authors is None else sorted(authors)}
    for statement in COUNTS:
        bulk.execute(statement, parameters)
