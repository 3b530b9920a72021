"""Which threads stand on which documents: by lines of their posts, and by lines that quote their missing posts.

Threads of stated posts that a page renders do not count, because they are not read from the page.
"""

from __future__ import annotations

from collections.abc import Collection

from threads.loading.bulk import fetch

STANDING = """
    WITH posts AS MATERIALIZED (
        SELECT DISTINCT a.post_id, p.thread_id, d.id AS document_id FROM threads_document d
        JOIN threads_record r ON r.document_id = d.id JOIN threads_appearance a ON a.record_id = r.id
        JOIN threads_post p ON p.id = a.post_id JOIN threads_thread t ON t.id = p.thread_id
        WHERE d.id = ANY(%(documents)s) AND (d.is_stated OR NOT t.is_stated)
    )
    SELECT thread_id, document_id FROM posts
    UNION
    SELECT m.thread_id, posts.document_id FROM posts JOIN threads_quote q ON q.post_id = posts.post_id
    JOIN threads_post m ON m.id = q.source_post_id WHERE m.is_missing
    UNION
    SELECT m.thread_id, posts.document_id FROM posts JOIN threads_replyedge e ON e.child_id = posts.post_id
    JOIN threads_post m ON m.id = e.parent_id WHERE m.is_missing
"""
CARRYING = """
    WITH posts AS MATERIALIZED (
        SELECT p.id AS post_id, p.thread_id FROM threads_post p WHERE p.thread_id = ANY(%(threads)s)
        UNION
        SELECT q.post_id, m.thread_id FROM threads_post m JOIN threads_quote q ON q.source_post_id = m.id
        WHERE m.is_missing AND m.thread_id = ANY(%(threads)s)
        UNION
        SELECT e.child_id, m.thread_id FROM threads_post m JOIN threads_replyedge e ON e.parent_id = m.id
        WHERE m.is_missing AND m.thread_id = ANY(%(threads)s)
    )
    SELECT posts.thread_id, array_agg(DISTINCT r.document_id ORDER BY r.document_id)
    FROM posts JOIN threads_appearance a ON a.post_id = posts.post_id JOIN threads_record r ON r.id = a.record_id
    GROUP BY posts.thread_id
"""


def threads_of_documents(documents: Collection[int]) -> list[int]:
    """The threads that have anything on these documents."""
    return sorted({thread for thread, _ in fetch(STANDING, {"documents": sorted(documents)})})


def documents_under(threads: Collection[int]) -> list[list[int]]:
    """The documents of each thread, of those that stand on any."""
    return [documents for _, documents in fetch(CARRYING, {"threads": sorted(threads)})]
