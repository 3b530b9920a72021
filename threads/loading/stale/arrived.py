"""Stated posts that came after pages of text -> the pages to be read again, because these posts may stand on them."""

from __future__ import annotations

from collections.abc import Iterator

from threads.loading.bulk import fetch
from threads.loading.stale.affected import mark_unread
from threads.models import Archive, ImportRun
from threads.reconstruct.fingerprint import fingerprints_either_way
from threads.records import split_lines

POSTS_AT_ONCE = 500
NEWEST = "SELECT coalesce(max(id), 0) FROM threads_record"
HOLDS_PAGES = "SELECT EXISTS (SELECT FROM threads_document WHERE archive_id = %s AND NOT is_stated)"
# New posts in the order of their records: a statement a batch, so that none is open for long.
CAME = """
    SELECT r.id, p.id, p.thread_id, p.text FROM threads_record r JOIN threads_document d ON d.id = r.document_id
    JOIN threads_appearance a ON a.record_id = r.id AND a.is_original JOIN threads_post p ON p.id = a.post_id
    WHERE r.id >= %(record)s AND (r.id, p.id) > (%(record)s, %(post)s) AND r.archive_id = %(archive)s
    AND d.is_stated ORDER BY r.id, p.id LIMIT %(most)s
"""
SHARING = """
    SELECT DISTINCT document_id FROM threads_fingerprint WHERE archive_id = %(archive)s AND value = ANY(%(values)s)
"""
SHOWING = """
    SELECT DISTINCT r.document_id FROM threads_post p JOIN threads_appearance a ON a.post_id = p.id
    JOIN threads_record r ON r.id = a.record_id JOIN threads_document d ON d.id = r.document_id
    WHERE p.thread_id = ANY(%(threads)s) AND NOT d.is_stated
"""


def newest_record(archive: Archive) -> int | None:
    """The greatest id of a record so far; 0 if an earlier run was stopped, None if there are no pages."""
    ((holds_pages,),) = fetch(HOLDS_PAGES, [archive.pk])
    if not holds_pages:
        return None
    states = ImportRun.objects.filter(archive=archive).order_by("-id").values_list("state", flat=True)
    if states and states[0] != ImportRun.State.DONE:
        return 0
    ((newest,),) = fetch(NEWEST)
    return int(newest)


def mark_pages(archive: Archive, since: int) -> None:
    """Have pages read again that share words with posts that came, or show posts of their threads."""
    for threads, values in _came(archive, since):
        documents = {pk for (pk,) in fetch(SHOWING, {"threads": threads})}
        documents.update(pk for (pk,) in fetch(SHARING, {"archive": archive.pk, "values": values}))
        mark_unread(documents)


def _came(archive: Archive, since: int) -> Iterator[tuple[list[int], list[int]]]:
    """The threads and the fingerprints of posts that came, batch by batch."""
    record, post = since + 1, 0
    while True:
        parameters = {"archive": archive.pk, "record": record, "post": post, "most": POSTS_AT_ONCE}
        rows = fetch(CAME, parameters)
        if not rows:
            return
        record, post = rows[-1][:2]
        values = {value for *_, text in rows for value in fingerprints_either_way(split_lines(text))}
        yield sorted({thread for _, _, thread, _ in rows}), sorted(values)
