"""Stored threads -> those that must be read together with them, and sets of these."""

from __future__ import annotations

from collections.abc import Iterable

from threads.loading.bulk import fetch
from threads.loading.stale.corrections import joined_posts
from threads.models import Archive
from threads.words.sets import Sets

# Threads that a correction tore apart or grew together, by edges that lead from one into another, and those that
# share a record (a page of text, on which many may stand, joins none), or an id: other words under the id of a post have a key of their own.
CROSSING = """
    SELECT c.thread_id, p.thread_id FROM threads_post c JOIN threads_replyedge e ON e.child_id = c.id
    JOIN threads_post p ON p.id = e.parent_id WHERE c.thread_id = ANY(%(threads)s) AND p.thread_id <> c.thread_id
    UNION
    SELECT c.thread_id, p.thread_id FROM threads_post p JOIN threads_replyedge e ON e.parent_id = p.id
    JOIN threads_post c ON c.id = e.child_id WHERE p.thread_id = ANY(%(threads)s) AND p.thread_id <> c.thread_id
    UNION
    SELECT p.thread_id, o.thread_id FROM threads_post p JOIN threads_appearance a ON a.post_id = p.id
    JOIN threads_appearance b ON b.record_id = a.record_id JOIN threads_post o ON o.id = b.post_id
    WHERE p.thread_id = ANY(%(threads)s) AND o.thread_id <> p.thread_id AND EXISTS (
        SELECT FROM threads_record r JOIN threads_document d ON d.id = r.document_id
        WHERE r.id = a.record_id AND d.is_stated)
    UNION
    SELECT o.thread_id, p.thread_id FROM threads_post o JOIN threads_post p ON p.archive_id = o.archive_id
    AND p.key = sha256(convert_to('id:' || o.stated_id, 'UTF8'))
    WHERE o.thread_id = ANY(%(threads)s) AND o.stated_id <> '' AND p.thread_id <> o.thread_id
"""


def linked_threads(archive: Archive, threads: Iterable[int]) -> list[tuple[int, int]]:
    """Pairs of threads that must be read together, over any number of steps."""
    moves = joined_posts(archive)
    seen: set[int] = set()
    frontier = set(threads)
    pairs: list[tuple[int, int]] = []
    while frontier:
        seen |= frontier
        links = fetch(CROSSING, {"threads": sorted(frontier)})
        links += [pair for pair in moves if not frontier.isdisjoint(pair)]
        pairs += links
        frontier = {thread for pair in links for thread in pair} - seen
    return pairs


def sets_of_threads(archive: Archive, threads: Iterable[int]) -> list[list[int]]:
    """Threads and those that must be read with them, parted into sets that do not touch."""
    threads = list(threads)
    sets: Sets[int] = Sets()
    for one, other in linked_threads(archive, threads):
        sets.join(one, other)
    return sets.of({*threads, *sets})
