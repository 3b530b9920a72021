"""Unread documents -> all that must be read again because of them, cut into sets that do not touch each other.

Documents are linked by fingerprints that at most COMMON_DOCUMENTS documents of the archive hold. The set to be read is
closed over these links, over the threads that stored posts share, and over corrections that join posts. It is marked
unread before anything is read, so that a run that is killed leaves nothing half done: the next one goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from threads.loading.bulk import execute, fetch
from threads.loading.stale.corrections import joined_keys
from threads.loading.stale.holders import documents_under, threads_of_documents
from threads.loading.stale.told_lines import quoting_by_hand
from threads.models import Archive, Document
from threads.reconstruct.components import components
from threads.reconstruct.fingerprint import COMMON_DOCUMENTS

# Every statement asks the index once for each fingerprint, and for no more than decides it. LIMIT ensures both, whatever
# the planner believes of a table just filled.
VALUES = """
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT value FROM threads_fingerprint WHERE document_id = ANY(%(documents)s)
    ), counted AS MATERIALIZED (
        SELECT mine.value, (SELECT count(*) FROM (
            SELECT FROM threads_fingerprint f WHERE f.archive_id = %(archive)s AND f.value = mine.value
            LIMIT %(most)s + 1) few) AS holders
        FROM mine
    )
"""
# Other holders of fingerprints that are common only because of these documents.
CROSSING = (
    VALUES  # noqa: S608 (two constants, here and below)
    + """
    SELECT DISTINCT held.document_id FROM counted CROSS JOIN LATERAL (
        SELECT f.document_id FROM threads_fingerprint f
        WHERE f.archive_id = %(archive)s AND f.value = counted.value AND f.document_id <> ALL(%(documents)s)
        LIMIT %(most)s + 1
    ) held
    WHERE counted.holders > %(most)s AND (SELECT count(*) FROM (
        SELECT FROM threads_fingerprint f
        WHERE f.archive_id = %(archive)s AND f.value = counted.value AND f.document_id <> ALL(%(documents)s)
        LIMIT %(most)s + 1) few) <= %(most)s
"""
)
LINKED = (
    VALUES  # noqa: S608
    + """
    SELECT DISTINCT held.document_id FROM counted CROSS JOIN LATERAL (
        SELECT f.document_id FROM threads_fingerprint f
        WHERE f.archive_id = %(archive)s AND f.value = counted.value LIMIT %(most)s
    ) held WHERE counted.holders BETWEEN 2 AND %(most)s
"""
)
LINKS = (
    VALUES  # noqa: S608
    + """
    SELECT DISTINCT (SELECT array_agg(few.document_id ORDER BY few.document_id) FROM (
        SELECT f.document_id FROM threads_fingerprint f
        WHERE f.archive_id = %(archive)s AND f.value = counted.value LIMIT %(most)s) few)
    FROM counted WHERE counted.holders BETWEEN 2 AND %(most)s
"""
)
COMMON = (
    VALUES  # noqa: S608
    + """
    SELECT f.document_id, f.value FROM counted JOIN threads_fingerprint f ON f.value = counted.value
    WHERE counted.holders > %(most)s AND f.document_id = ANY(%(documents)s)
"""
)
# Threads that are read from pages; those that their format states may stand on pages as well.
OF_PAGES = "SELECT id FROM threads_thread WHERE id = ANY(%(threads)s) AND NOT is_stated"
STALE = "UPDATE threads_thread SET is_stale = true WHERE id = ANY(%s) AND NOT is_stale AND is_stated"
HOLDING_POSTS = """
    WITH asked AS MATERIALIZED (
        SELECT p.id, p.key FROM threads_post p WHERE p.archive_id = %(archive)s AND p.key = ANY(%(keys)s)
    ), holding AS MATERIALIZED (
        SELECT asked.key, asked.id AS post_id FROM asked
        UNION
        SELECT asked.key, q.post_id FROM asked JOIN threads_quote q ON q.source_post_id = asked.id
        JOIN threads_post m ON m.id = asked.id AND m.is_missing
        UNION
        SELECT asked.key, e.child_id FROM asked JOIN threads_replyedge e ON e.parent_id = asked.id
        JOIN threads_post m ON m.id = asked.id AND m.is_missing WHERE e.origin <> 'curated'
    )
    SELECT holding.key, array_agg(DISTINCT r.document_id) FROM holding
    JOIN threads_appearance a ON a.post_id = holding.post_id JOIN threads_record r ON r.id = a.record_id
    JOIN threads_document d ON d.id = r.document_id WHERE NOT d.is_stated GROUP BY holding.key
"""
# The threads of some posts, of those that quote them and of those they quote.
SPEAKING_OF = """
    SELECT p.thread_id FROM threads_post p WHERE p.id = ANY(%(posts)s)
    UNION
    SELECT p.thread_id FROM threads_quote q JOIN threads_post p ON p.id = q.post_id
    WHERE q.source_post_id = ANY(%(posts)s)
    UNION
    SELECT p.thread_id FROM threads_quote q JOIN threads_post p ON p.id = q.source_post_id
    WHERE q.post_id = ANY(%(posts)s)
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that are reconstructed together, and the fingerprints among theirs that link nothing."""

    documents: tuple[int, ...]
    common: frozenset[int]


@dataclass(frozen=True, slots=True)
class Group:
    """Documents whose reading is stored in one transaction: parts that once had a thread in common."""

    parts: tuple[Part, ...]

    @property
    def documents(self) -> list[int]:
        return [document for part in self.parts for document in part.documents]


def mark_and_group(archive: Archive) -> list[Group]:
    """Mark and return all that must be read, in the order of the documents' ids."""
    with transaction.atomic():
        unread = set(
            Document.objects.filter(archive=archive, is_read=False, is_stated=False).values_list("id", flat=True)
        )
        if not unread:
            return []
        affected = _closure(archive, unread | crossing(archive, unread))
        mark_unread(affected - unread)
        return _groups(archive, sorted(affected))


def mark_unread(documents: Iterable[int]) -> None:
    """Have documents read again by whoever reads next."""
    execute(
        "UPDATE threads_document SET is_read = false WHERE is_read AND NOT is_stated AND id = ANY(%s)",
        [sorted(documents)],
    )


def mark_around(posts: Iterable[int]) -> None:
    """Have every document read again whose pages speak of these posts."""
    threads = [thread for (thread,) in fetch(SPEAKING_OF, {"posts": list(posts)})]
    of_pages = {thread for (thread,) in fetch(OF_PAGES, {"threads": threads})}
    mark_unread(document for documents in documents_under(of_pages) for document in documents)
    mark_stale(threads)


def mark_stale(threads: Iterable[int]) -> None:
    """Have threads that their format states read again by whoever reads next."""
    execute(STALE, [sorted(threads)])


def linked(archive: Archive, documents: Collection[int]) -> set[int]:
    """The documents that these share a linking fingerprint or a thread with, these included."""
    parameters = _parameters(archive, documents)
    neighbours = set(documents)
    neighbours.update(document for (document,) in fetch(LINKED, parameters))
    neighbours.update(
        document for carrying in documents_under(threads_of_documents(documents)) for document in carrying
    )
    return neighbours


def crossing(archive: Archive, documents: Collection[int]) -> set[int]:
    """The other documents for which a fingerprint links or not depending on these."""
    return {document for (document,) in fetch(CROSSING, _parameters(archive, documents))}


def _closure(archive: Archive, documents: set[int]) -> set[int]:
    """Follow links until nothing new is found."""
    pairs = _joined_by_hand(archive) + quoting_by_hand(archive)
    closed: set[int] = set()
    frontier = documents
    while frontier:
        closed |= frontier
        neighbours = linked(archive, frontier)
        neighbours.update(document for pair in pairs if not neighbours.isdisjoint(pair) for document in pair)
        frontier = neighbours - closed
    return closed


def _groups(archive: Archive, documents: list[int]) -> list[Group]:
    parameters = _parameters(archive, documents)
    links = [link for (link,) in fetch(LINKS, parameters)]
    links += [pair for pair in quoting_by_hand(archive) if not set(pair).isdisjoint(documents)]
    common_of: defaultdict[int, set[int]] = defaultdict(set)
    for document, value in fetch(COMMON, parameters):
        common_of[document].add(value)
    parts = [
        Part(tuple(part), frozenset().union(*(common_of[document] for document in part)))
        for part in components(documents, links)
    ]
    part_of = {document: index for index, part in enumerate(parts) for document in part.documents}
    shared = documents_under(threads_of_documents(documents)) + _joined_by_hand(archive)
    joins = [{part_of[document] for document in holders if document in part_of} for holders in shared]
    return [
        Group(tuple(parts[index] for index in indexes))
        for indexes in components(range(len(parts)), [join for join in joins if join])
    ]


def _joined_by_hand(archive: Archive) -> list[list[int]]:
    """The documents of the two posts of each correction that moves one under the other."""
    pairs = joined_keys(archive)
    if not pairs:
        return []
    parameters = {"archive": archive.pk, "keys": [bytes.fromhex(key) for pair in pairs for key in pair]}
    holders = {bytes(key).hex(): documents for key, documents in fetch(HOLDING_POSTS, parameters)}
    groups = [[document for key in pair for document in holders.get(key, ())] for pair in pairs]
    return [documents for documents in groups if documents]


def _parameters(archive: Archive, documents: Iterable[int]) -> dict[str, Any]:
    return {"archive": archive.pk, "documents": sorted(documents), "most": COMMON_DOCUMENTS}
