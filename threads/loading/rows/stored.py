"""What is stored of some documents, as plain rows to compare with what was just read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db import models

from threads.html.folds import Mention
from threads.loading.rows.columns import (
    AliasRow,
    AppearanceRow,
    AuthorRow,
    DocumentRow,
    EdgeRow,
    PostRow,
    QuoteRow,
    RecordRow,
    ThreadRow,
    VersionRow,
)
from threads.loading.rows.ids import KnownPost
from threads.loading.stale.holders import threads_of_documents
from threads.models import Alias, Appearance, Author, Document, Post, Quote, Record, ReplyEdge, Thread, Version

Row = TypeVar(
    "Row", PostRow, ThreadRow, AuthorRow, EdgeRow, QuoteRow, AppearanceRow, VersionRow, AliasRow, DocumentRow, RecordRow
)


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows by id; for tables whose ids are never shown, ids by row."""

    document_of: dict[str, int]  # by the document's key
    record_of: dict[str, int]
    posts: dict[int, PostRow]
    threads: dict[int, ThreadRow]
    edges: dict[EdgeRow, int]
    quotes: dict[QuoteRow, int]
    appearances: dict[AppearanceRow, int]
    known_posts: tuple[KnownPost, ...]
    versions: dict[VersionRow, int] = field(default_factory=dict)
    records: dict[int, RecordRow] = field(default_factory=dict)
    documents: dict[int, DocumentRow] = field(default_factory=dict)
    stated: dict[str, str] = field(default_factory=dict)  # the author stated with a document, by its key
    aliases: dict[AliasRow, int] = field(default_factory=dict)
    other_threads: Mapping[str, Mention] = field(
        default_factory=dict
    )  # posts of other threads, by key, quoted or rendered
    is_stated: bool = False  # by the format, so that documents and body lines need no reading of their own


def load(documents: Sequence[int], rendered: Iterable[str] = ()) -> Stored:
    """Fetch all that was read out of these documents, which share no thread with others.

    Posts that other documents state may stand on them too; ``rendered`` are the keys of those that shall.
    """
    rows = Document.objects.filter(id__in=documents)
    names = {pk: bytes(key).hex() for pk, key in rows.values_list("id", "key")}
    records = Record.objects.filter(document__in=documents).values_list("id", "document_id")
    record_of = {names[document]: pk for pk, document in records}
    appearances = _by_row(Appearance.objects.filter(record__in=list(record_of.values())), AppearanceRow)
    return replace(
        _stored(threads_of_documents(documents), {name: pk for pk, name in names.items()}, record_of, appearances),
        documents=_by_id(rows, DocumentRow),
        records=_by_id(Record.objects.filter(document__in=documents), RecordRow),
        stated={bytes(key).hex(): name for key, name in rows.values_list("key", "stated_author")},
        aliases=_by_row(Alias.objects.filter(document__in=documents), AliasRow),
        other_threads=_mentioned(documents, rendered),
    )


def load_threads(
    threads: Sequence[int], document_of: dict[str, int], record_of: dict[str, int], other_threads: Mapping[str, Mention]
) -> Stored:
    """Fetch whole stated threads; the names of units tell their documents and records."""
    stored = _stored(threads, document_of, record_of, {})
    records = set(record_of.values())
    return replace(
        stored,
        records=_by_id(Record.objects.filter(id__in=record_of.values()), RecordRow) if threads else {},
        appearances={
            row: pk for row, pk in stored.appearances.items() if row.record_id in records
        },  # not on pages of text
        other_threads=other_threads,
        is_stated=True,
    )


def _stored(
    threads: Sequence[int], document_of: dict[str, int], record_of: dict[str, int], others: dict[AppearanceRow, int]
) -> Stored:
    """Threads with all that is in them, and ``others``' appearances on their documents; mostly there are none yet."""
    posts = _by_id(Post.objects.filter(thread__in=threads), PostRow) if threads else {}
    ids = list(posts)
    quotes = _by_row(Quote.objects.filter(post__in=ids), QuoteRow) if posts else {}
    edited = [pk for pk, row in posts.items() if row.facts.get("versions")]
    appearances = (_by_row(Appearance.objects.filter(post__in=ids), AppearanceRow) if posts else {}) | others
    return Stored(
        document_of=document_of,
        record_of=record_of,
        posts=posts,
        threads=_by_id(Thread.objects.filter(id__in=threads), ThreadRow) if threads else {},
        edges=_by_row(ReplyEdge.objects.filter(child__in=ids), EdgeRow) if posts else {},
        quotes=quotes,
        appearances=appearances,
        versions=_by_row(Version.objects.filter(post__in=edited), VersionRow) if edited else {},
        known_posts=_known_posts(posts, appearances, quotes, {pk: name for name, pk in record_of.items()}),
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


def authors(archive_id: int, keys: Sequence[bytes]) -> dict[int, AuthorRow]:
    """The authors with these keys."""
    return _by_id(Author.objects.filter(archive=archive_id, key__in=keys), AuthorRow)


def _by_id(rows: models.QuerySet, row_type: type[Row]) -> dict[int, Row]:
    return {row[0]: row_type._make(map(_plain, row)) for row in rows.values_list(*row_type._fields)}


def _by_row(rows: models.QuerySet, row_type: type[Row]) -> dict[Row, int]:
    return {row_type._make(row[1:]): row[0] for row in rows.values_list("id", *row_type._fields)}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _known_posts(
    posts: dict[int, PostRow],
    appearances: dict[AppearanceRow, int],
    quotes: dict[QuoteRow, int],
    document_of: dict[int, str],
) -> tuple[KnownPost, ...]:
    """The stored posts with their lines: where they stand, or for missing posts where they are quoted."""
    lines: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
    original: dict[int, str] = {}
    for each in appearances:
        document = document_of.get(each.record_id)
        if document is not None:
            lines[each.post_id].update((document, line) for line in range(each.first_line, each.last_line + 1))
            if each.is_original:
                original[each.post_id] = document
    for row in quotes:
        source = row.source_post_id
        if source in posts and posts[source].is_missing and row.post_id in original:
            lines[source].update((original[row.post_id], line) for line in range(row.line, row.last_line + 1))
    return tuple(KnownPost(pk, row.key.hex(), row.is_missing, frozenset(lines[pk])) for pk, row in posts.items())
