"""What is stored of some documents, as plain rows that can be compared with what was just read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models

from threads.html.folds import Mention
from threads.loading.matching import Known
from threads.loading.standing import threads_on
from threads.models import Alias, Appearance, Author, Document, Post, Quote, Record, ReplyEdge, Thread

Row = tuple[Any, ...]

POST = (
    "id", "archive_id", "thread_id", "author_id", "parent_id", "key", "is_missing", "is_hidden", "position", "depth",
    "last_descendant", "number", "posted_at", "posted_at_raw", "confidence", "cues", "text", "own_text", "bigrams",
    "html", "quoted_count", "stated_id", "title", "url", "facts",
)  # fmt: skip
THREAD = (
    "id", "archive_id", "key", "title", "is_title_stated", "is_hidden", "place", "post_count", "author_count",
    "missing_count", "first_posted_at", "last_posted_at", "stated_key", "is_stated",
)  # fmt: skip
AUTHOR = ("id", "archive_id", "key", "name", "is_placeholder")
EDGE = ("archive_id", "child_id", "parent_id", "origin", "confidence", "evidence", "is_primary")
QUOTE = (
    "archive_id", "post_id", "line", "rank", "start", "end", "kind", "confidence", "source_post_id",
    "source_document_id", "source_line", "source_start", "source_end", "via_id", "last_line",
)  # fmt: skip
APPEARANCE = ("archive_id", "post_id", "record_id", "first_line", "last_line", "is_original")
ALIAS = ("archive_id", "author_id", "document_id", "name")
DOCUMENT = ("id", "kind", "confidence", "cues", "is_read")
RECORD = ("id", "lines")


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows by id, and for tables whose ids nobody sees, ids by row."""

    document_of: dict[str, int]  # by the document's key
    record_of: dict[str, int]
    posts: dict[int, Row]
    threads: dict[int, Row]
    edges: dict[Row, int]
    quotes: dict[Row, int]
    appearances: dict[Row, int]
    known: tuple[Known, ...]
    records: dict[int, Row] = field(default_factory=dict)
    documents: dict[int, Row] = field(default_factory=dict)
    stated: dict[str, str] = field(default_factory=dict)  # the author stated with a document, by its key
    aliases: dict[Row, int] = field(default_factory=dict)
    beside: Mapping[str, Mention] = field(default_factory=dict)  # posts of other threads, by key, quoted or rendered
    is_stated: bool = False  # by the format, so that documents and body lines need no reading of their own

    def post(self, post_id: int, column: str) -> Any:
        return self.posts[post_id][POST.index(column)]


def load(documents: Sequence[int], rendered: Iterable[str] = ()) -> Stored:
    """Fetch all that was read out of these documents, whose threads they have to themselves.

    Posts that other documents state may stand on them too; ``rendered`` are the keys of those that shall.
    """
    given = Document.objects.filter(id__in=documents)
    names = {pk: bytes(key).hex() for pk, key in given.values_list("id", "key")}
    records = Record.objects.filter(document__in=documents).values_list("id", "document_id")
    record_of = {names[document]: pk for pk, document in records}
    standing = _by_row(Appearance.objects.filter(record__in=list(record_of.values())), APPEARANCE)
    return replace(
        _stored(threads_on(documents), {name: pk for pk, name in names.items()}, record_of, standing),
        documents=_by_id(given, DOCUMENT),
        records=_by_id(Record.objects.filter(document__in=documents), RECORD),
        stated={bytes(key).hex(): name for key, name in given.values_list("key", "stated_author")},
        aliases=_by_row(Alias.objects.filter(document__in=documents), ALIAS),
        beside=_mentioned(documents, rendered),
    )


def load_threads(
    threads: Sequence[int], document_of: dict[str, int], record_of: dict[str, int], beside: Mapping[str, Mention]
) -> Stored:
    """Fetch whole threads whose format states them; the names of units tell the documents and records they are in."""
    stored = _stored(threads, document_of, record_of, {})
    read, record = set(record_of.values()), APPEARANCE.index("record_id")
    return replace(
        stored,
        records=_by_id(Record.objects.filter(id__in=record_of.values()), RECORD) if threads else {},
        appearances={row: pk for row, pk in stored.appearances.items() if row[record] in read},  # not on pages of text
        beside=beside,
        is_stated=True,
    )


def _stored(
    threads: Sequence[int], document_of: dict[str, int], record_of: dict[str, int], standing: dict[Row, int]
) -> Stored:
    """Threads with all that is in them, and the appearances ``standing`` on their documents; mostly there are none yet."""
    posts = _by_id(Post.objects.filter(thread__in=threads), POST) if threads else {}
    ids = list(posts)
    quotes = _by_row(Quote.objects.filter(post__in=ids), QUOTE) if posts else {}
    appearances = (_by_row(Appearance.objects.filter(post__in=ids), APPEARANCE) if posts else {}) | standing
    return Stored(
        document_of=document_of,
        record_of=record_of,
        posts=posts,
        threads=_by_id(Thread.objects.filter(id__in=threads), THREAD) if threads else {},
        edges=_by_row(ReplyEdge.objects.filter(child__in=ids), EDGE) if posts else {},
        quotes=quotes,
        appearances=appearances,
        known=_known(posts, appearances, quotes, {pk: name for name, pk in record_of.items()}),
    )


def _mentioned(documents: Sequence[int], keys: Iterable[str]) -> dict[str, Mention]:
    """Posts of the archive of some documents as others speak of them, by key."""
    raw = [bytes.fromhex(key) for key in keys]
    if not raw:
        return {}
    archives = Document.objects.filter(id__in=documents).values("archive")
    posts = Post.objects.filter(archive__in=archives, key__in=raw)
    return {
        bytes(key).hex(): Mention(pk, name, number)
        for key, pk, name, number in posts.values_list("key", "id", "author__name", "number")
    }


def authors(archive_id: int, keys: Sequence[bytes]) -> dict[int, Row]:
    """The authors with these keys."""
    return _by_id(Author.objects.filter(archive=archive_id, key__in=keys), AUTHOR)


def _by_id(rows: models.QuerySet, columns: Sequence[str]) -> dict[int, Row]:
    return {row[0]: row for row in map(_plain, rows.values_list(*columns))}


def _by_row(rows: models.QuerySet, columns: Sequence[str]) -> dict[Row, int]:
    return {row[1:]: row[0] for row in rows.values_list("id", *columns)}


def _plain(row: Row) -> Row:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _known(
    posts: dict[int, Row], appearances: dict[Row, int], quotes: dict[Row, int], document_of: dict[int, str]
) -> tuple[Known, ...]:
    """The stored posts with their lines: where they stand, or for missing posts where they are quoted."""
    lines: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
    original: dict[int, str] = {}
    for _, post, record, first, last, is_original in appearances:
        document = document_of.get(record)
        if document is not None:
            lines[post].update((document, line) for line in range(first, last + 1))
            if is_original:
                original[post] = document
    is_missing = POST.index("is_missing")
    for row in quotes:
        post, first, source, last = row[1], row[2], row[8], row[14]
        if source in posts and posts[source][is_missing] and post in original:
            lines[source].update((original[post], line) for line in range(first, last + 1))
    key = POST.index("key")
    return tuple(Known(pk, row[key].hex(), row[is_missing], frozenset(lines[pk])) for pk, row in posts.items())
