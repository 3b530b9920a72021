"""The documents of a run -> those in which no post was found, and what they were read as."""

from __future__ import annotations

from collections.abc import Collection

from threads.loading import bulk

# A page without posts is one post that says what it is; of other formats nothing is stored but the records.
WITHOUT_POSTS = """
    SELECT d.path, d.form, coalesce(bool_or(p.facts ->> 'type' = 'article'), false)
    FROM threads_document d
    JOIN threads_record r ON r.document_id = d.id
    LEFT JOIN threads_appearance a ON a.record_id = r.id
    LEFT JOIN threads_post p ON p.id = a.post_id
    WHERE d.id = ANY(%s)
    GROUP BY d.id
    HAVING bool_and(p.id IS NULL OR (d.form <> 'text' AND p.facts ->> 'type' IS NOT DISTINCT FROM 'article'))
        AND bool_and(r.refusal = '')
    ORDER BY d.path
"""


def postless(documents: Collection[int]) -> list[tuple[str, str]]:
    """The paths of documents without posts, each with what it was read as."""
    rows = bulk.fetch(WITHOUT_POSTS, [sorted(documents)])
    return [(path, "an article" if is_article else form) for path, form, is_article in rows]
