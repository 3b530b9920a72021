"""Unread documents -> all that must be read again because of them, cut into sets that do not touch each other.

Documents are linked by fingerprints that at most COMMON_DOCUMENTS documents of the archive hold. The set to be read is
closed over these links, over the threads that stored posts share, and over corrections that join posts. It is marked
unread before anything is read, so that a run that is killed leaves nothing half done: the next one goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from threads.loading.bulk import execute, fetch
from threads.loading.stale.corrections import joined_keys
from threads.loading.stale.holders import documents_under, threads_of_documents
from threads.loading.stale.told_lines import quoting_by_hand
from threads.models import Archive, Document
from threads.reconstruct.components import components
from threads.reconstruct.fingerprint import COMMON_DOCUMENTS

# The index is asked once for each fingerprint, and for no more than decides it. LIMIT ensures both, whatever the planner
# believes of a table just filled.
SHARED = """
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT value FROM threads_fingerprint WHERE document_id = ANY(%(documents)s)
    )
    SELECT mine.value, held.documents FROM mine CROSS JOIN LATERAL (
        SELECT array_agg(few.document_id) AS documents FROM (
            SELECT f.document_id FROM threads_fingerprint f WHERE f.archive_id = %(archive)s AND f.value = mine.value
            LIMIT %(most)s + 1) few
    ) held WHERE cardinality(held.documents) > 1
"""
# Other holders of fingerprints that are common only because of these documents.
CROSSING = """
    WITH others AS MATERIALIZED (
        SELECT held.documents FROM unnest(%(values)s::bigint[]) common(value) CROSS JOIN LATERAL (
            SELECT array_agg(few.document_id) AS documents FROM (
                SELECT f.document_id FROM threads_fingerprint f WHERE f.archive_id = %(archive)s
                    AND f.value = common.value AND f.document_id <> ALL(%(documents)s)
                LIMIT %(most)s + 1) few
        ) held
    )
    SELECT DISTINCT unnest(documents) FROM others WHERE cardinality(documents) <= %(most)s
"""
COMMON = """
    SELECT document_id, value FROM threads_fingerprint
    WHERE archive_id = %(archive)s AND value = ANY(%(values)s) AND document_id = ANY(%(documents)s)
"""
SIZES = "SELECT id, size FROM threads_document WHERE id = ANY(%s)"
# New documents that are read and stored together, unless one set of them is larger.
BATCH_DOCUMENTS, BATCH_BYTES = 100, 500_000
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


@dataclass(slots=True)
class _SharedValues:
    """Which documents are linked by fingerprints, and which fingerprints too many documents hold to link any."""

    links: set[tuple[int, ...]] = field(default_factory=set)
    common: set[int] = field(default_factory=set)

    @property
    def linked(self) -> set[int]:
        return {document for link in self.links for document in link}

    def add(self, other: _SharedValues) -> None:
        self.links |= other.links
        self.common |= other.common


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that are reconstructed together, and the fingerprints among theirs that link nothing."""

    documents: tuple[int, ...]
    common: frozenset[int]


@dataclass(frozen=True, slots=True)
class Group:
    """Documents whose reading is stored in one transaction: parts that once had a thread in common, or that are all new."""

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
        affected, shared = _closure(archive, unread)
        mark_unread(affected - unread)
        return _groups(archive, sorted(affected), shared)


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
    return {*documents, *_shared(archive, documents).linked, *_beside(documents)}


def crossing(archive: Archive, documents: Collection[int]) -> set[int]:
    """The other documents for which a fingerprint links or not depending on these."""
    return _crossing(archive, documents, _shared(archive, documents))


def _crossing(archive: Archive, documents: Collection[int], shared: _SharedValues) -> set[int]:
    if not shared.common:
        return set()
    parameters = {**_parameters(archive, documents), "values": sorted(shared.common)}
    return {document for (document,) in fetch(CROSSING, parameters)}


def _shared(archive: Archive, documents: Collection[int]) -> _SharedValues:
    """What these documents share with any."""
    shared = _SharedValues()
    for value, holders in fetch(SHARED, _parameters(archive, documents)):
        if len(holders) > COMMON_DOCUMENTS:
            shared.common.add(value)
        else:
            shared.links.add(tuple(sorted(holders)))
    return shared


def _beside(documents: Collection[int]) -> set[int]:
    """The documents that stand in the same threads."""
    return {document for carrying in documents_under(threads_of_documents(documents)) for document in carrying}


def _closure(archive: Archive, documents: set[int]) -> tuple[set[int], _SharedValues]:
    """Follow links until nothing new is found, from these documents and those that these may link or part."""
    pairs = _joined_by_hand(archive) + quoting_by_hand(archive)
    closed: set[int] = set()
    all_shared = _SharedValues()
    frontier = documents
    while frontier:
        shared = _shared(archive, frontier)
        all_shared.add(shared)
        neighbours = {*frontier, *shared.linked, *_beside(frontier)}
        if not closed:
            neighbours |= _crossing(archive, frontier, shared)
        neighbours.update(document for pair in pairs if not neighbours.isdisjoint(pair) for document in pair)
        closed |= frontier
        frontier = neighbours - closed
    return closed, all_shared


def _groups(archive: Archive, documents: list[int], shared: _SharedValues) -> list[Group]:
    links = [*sorted(shared.links), *(pair for pair in quoting_by_hand(archive) if not set(pair).isdisjoint(documents))]
    common_of: defaultdict[int, set[int]] = defaultdict(set)
    parameters = {**_parameters(archive, documents), "values": sorted(shared.common)}
    for document, value in fetch(COMMON, parameters) if shared.common else ():
        common_of[document].add(value)
    parts = [
        Part(tuple(part), frozenset().union(*(common_of[document] for document in part)))
        for part in components(documents, links)
    ]
    part_of = {document: index for index, part in enumerate(parts) for document in part.documents}
    standing = documents_under(threads_of_documents(documents)) + _joined_by_hand(archive)
    joins = [{part_of[document] for document in holders if document in part_of} for holders in standing]
    groups = [
        Group(tuple(parts[index] for index in indexes))
        for indexes in components(range(len(parts)), [join for join in joins if join])
    ]
    return list(_in_batches(groups, {document for holders in standing for document in holders}))


def _in_batches(groups: Sequence[Group], standing: AbstractSet[int]) -> Iterator[Group]:
    """Put together what is read for the first time: what a transaction costs is much for a page, and little for a hundred.

    Groups with documents on which something stands are left as they are: if one cannot be read again, no other suffers.
    """
    size_of = dict(fetch(SIZES, [[document for group in groups for document in group.documents]]))
    parts: list[Part] = []
    count = size = 0
    for group in groups:
        if not standing.isdisjoint(group.documents):
            yield group
            continue
        parts += group.parts
        count += len(group.documents)
        size += sum(size_of[document] for document in group.documents)
        if count >= BATCH_DOCUMENTS or size >= BATCH_BYTES:
            yield Group(tuple(parts))
            parts, count, size = [], 0, 0
    if parts:
        yield Group(tuple(parts))


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
