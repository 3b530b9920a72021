"""A thread of a page whose posts do not answer each other -> the posts before and after it there, and the page at that post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from threads.querysets import sees_everything
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threads.models import Document
    from threads.querysets import Visitor
    from threads.selectors.shown_posts import ShownPost

COLLECTION = "collection"
WORDS_READ, WORDS_SHOWN = 200, 60
# The nearest post of another thread on either side of a line of a page of text, which has one record.
NEIGHBOURS = """
    WITH held AS MATERIALIZED (SELECT id FROM threads_record WHERE document_id = %(document)s)
    (SELECT -1, p.id, left(p.own_text, %(read)s) FROM held JOIN threads_appearance a ON a.record_id = held.id
        JOIN threads_post p ON p.id = a.post_id JOIN threads_thread t ON t.id = p.thread_id
        WHERE a.first_line < %(line)s AND p.thread_id <> %(thread)s AND (%(all_seen)s OR NOT (p.is_hidden OR t.is_hidden))
        ORDER BY a.first_line DESC LIMIT 1)
    UNION ALL
    (SELECT 1, p.id, left(p.own_text, %(read)s) FROM held JOIN threads_appearance a ON a.record_id = held.id
        JOIN threads_post p ON p.id = a.post_id JOIN threads_thread t ON t.id = p.thread_id
        WHERE a.first_line > %(line)s AND p.thread_id <> %(thread)s AND (%(all_seen)s OR NOT (p.is_hidden OR t.is_hidden))
        ORDER BY a.first_line LIMIT 1)
"""


class Neighbour(NamedTuple):
    """A post beside another in a document, by its opening words."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class InCollection:
    """Where a thread stands in a document of posts that do not answer each other."""

    document: Document
    post_id: int
    previous: Neighbour | None
    next: Neighbour | None


def in_collection(
    user: Visitor, thread_id: int, documents: Iterable[Document], posts: Iterable[ShownPost]
) -> InCollection | None:
    """None, and no query, unless the first post with a place stands in such a document."""
    collections = {each.pk: each for each in documents if each.kind == COLLECTION}
    found = next(((post, post.lines) for post in posts if post.lines and post.lines.document in collections), None)
    if found is None:
        return None
    post, stand = found
    values = {"document": stand.document, "line": stand.line, "thread": thread_id, "read": WORDS_READ}
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, values | {"all_seen": sees_everything(user)})
        beside = {step: Neighbour(pk, opening_words(words, WORDS_SHOWN)) for step, pk, words in cursor.fetchall()}
    return InCollection(collections[stand.document], post.id, beside.get(-1), beside.get(1))
