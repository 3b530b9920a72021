"""A number of posts -> the rows of an archive that holds them, copied into an empty database.

What a page reads is all there and looks as an import leaves it: threads of one document each, with answers and quotes
whose html/setter.py made. The words are invented.py's; what the pages do not read (fingerprints, readings of lines)
is left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from invented import Forum

from threads.html.folds import Citation, Mention
from threads.html.setter import LineEnds, Run, render
from threads.loading import bulk
from threads.models import Appearance, Archive, Author, Document, Post, Quote, Record, ReplyEdge, Thread

# One thread of each of these lengths comes first, by which pages are measured; then as they come.
MEASURED = (100, 500, 5_000)
MEAN_LENGTH = 12
LENGTH_MOST = 400
AUTHORS = 500
QUOTING = 0.4
# Posts written before any repeats: as many words as a real forum of this size has.
WRITTEN = 20_000
THREADS_AT_ONCE = 500
BEGIN = datetime(1999, 1, 1, tzinfo=UTC)
YEARS = 20
SLUG = "invented"

Rows = dict[type, list[tuple[Any, ...]]]
COLUMNS: dict[type, tuple[str, ...]] = {
    Document: ("id", "archive_id", "key", "path", "size", "line_count", "encoding", "is_read", "kind", "confidence",
               "cues", "stated_author"),
    Record: ("id", "archive_id", "document_id", "ordinal", "raw", "lines"),
    Thread: ("id", "archive_id", "key", "title", "is_title_stated", "is_hidden", "place", "post_count", "author_count",
             "missing_count", "first_posted_at", "last_posted_at"),
    Post: ("id", "archive_id", "thread_id", "author_id", "parent_id", "key", "is_missing", "is_hidden", "position",
           "depth", "last_descendant", "number", "posted_at", "posted_at_raw", "confidence", "cues", "text", "own_text",
           "bigrams", "html", "quoted_count"),
    ReplyEdge: ("archive_id", "child_id", "parent_id", "origin", "confidence", "evidence", "is_primary"),
    Quote: ("archive_id", "post_id", "line", "last_line", "rank", "start", "end", "kind", "confidence", "source_post_id",
            "source_document_id", "source_line", "source_start", "source_end"),
    Appearance: ("archive_id", "post_id", "record_id", "first_line", "last_line", "is_original"),
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A post before its thread is whole."""

    id: int
    author: int
    own: list[str]
    parent: int | None  # its place in the thread
    depth: int
    quotes: bool
    first_line: int
    last: int = 0
    quoted: int = 0
    lines: list[str] = field(default_factory=list)


class Press:
    """Makes threads one after the other, the same ones every time."""

    def __init__(self, archive: int, posts: int) -> None:
        self._random = random.Random(7)
        self._forum = Forum(3)
        self._written = [self._forum.post() for _ in range(min(WRITTEN, posts))]
        self._archive = archive
        self._step = timedelta(days=365 * YEARS) / posts
        self._posts = 0
        self._threads = 0
        self._left = posts

    def batches(self) -> Iterator[Rows]:
        """The rows of so many threads at a time."""
        lengths = self._lengths()
        while chunk := [length for _, length in zip(range(THREADS_AT_ONCE), lengths, strict=False)]:
            rows: Rows = {model: [] for model in COLUMNS}
            for length in chunk:
                self._add_thread(rows, length)
            yield rows

    def _lengths(self) -> Iterator[int]:
        for asked in MEASURED:
            if asked <= self._left:
                self._left -= asked
                yield asked
        while self._left:
            length = min(1 + int(self._random.expovariate(1 / MEAN_LENGTH)), LENGTH_MOST, self._left)
            self._left -= length
            yield length

    def _add_thread(self, rows: Rows, length: int) -> None:
        self._threads += 1
        id_, archive = self._threads, self._archive
        posts = self._drafts(length)
        lines = [line for post in posts for line in post.lines]
        raw = "\n".join(lines).encode()
        path = f"{id_:07}.txt"
        rows[Document].append(
            (
                id_,
                archive,
                _key("document", id_),
                path,
                len(raw),
                len(lines),
                "utf-8",
                True,
                "conversation",
                0.9,
                [],
                "",
            )
        )
        rows[Record].append((id_, archive, id_, 0, raw, []))
        title = posts[0].own[0][:60]
        dates = [BEGIN + self._step * post.id for post in posts]
        rows[Thread].append(
            (id_, archive, _key("thread", id_), title, True, False, f"{path}:000001", length,
             len({post.author for post in posts}), 0, dates[0], dates[-1])
        )  # fmt: skip
        for n, moment in enumerate(dates):
            self._add_post(rows, posts, n, moment)

    def _drafts(self, length: int) -> list[Draft]:
        """Posts in reading order: each answers the one before, or one that that one answers."""
        posts: list[Draft] = []
        line = 1
        for n in range(length):
            parent = n - 1 if n else None
            while parent and self._random.random() < 0.4:
                parent = posts[parent].parent
            self._posts += 1
            answered = posts[parent] if parent is not None else None
            post = Draft(
                id=self._posts,
                author=self._random.randint(1, AUTHORS),
                own=self._random.choice(self._written),
                parent=parent,
                depth=answered.depth + 1 if answered else 0,
                quotes=answered is not None and self._random.random() < QUOTING,
                first_line=line,
            )
            if answered and post.quotes:
                answered.quoted += 1
            post.lines = [*([answered.own[0]] if answered and post.quotes else []), *post.own]
            line += len(post.lines)
            posts.append(post)
        for n in range(length - 1, -1, -1):
            posts[n].last = max(posts[n].last, n)
            above = posts[n].parent
            if above is not None:
                posts[above].last = max(posts[above].last, posts[n].last)
        return posts

    def _add_post(self, rows: Rows, posts: list[Draft], n: int, moment: datetime) -> None:
        post, archive, thread = posts[n], self._archive, self._threads
        parent = posts[post.parent] if post.parent is not None else None
        runs = [*self._cited(post, parent), Run("body", len(post.lines) - len(post.own) + 1, len(post.lines))]
        html = render(post.lines, runs, line_ends=LineEnds.PARAGRAPH)
        rows[Post].append(
            (post.id, archive, thread, post.author, parent.id if parent else None, _key("post", post.id), False, False,
             n, post.depth, post.last, n + 1, moment, "", 0.9, ["opens the page"], "\n".join(post.lines),
             "\n".join(post.own), "", str(html), post.quoted)
        )  # fmt: skip
        rows[Appearance].append(
            (archive, post.id, thread, post.first_line, post.first_line + len(post.lines) - 1, True)
        )
        if parent is None:
            return
        words = f"{len(parent.own[0])} characters of line {post.first_line}" if post.quotes else ""
        origin, confidence = ("quote", 0.95) if post.quotes else ("declared", 1.0)
        rows[ReplyEdge].append((archive, post.id, parent.id, origin, confidence, words, True))
        if post.quotes:
            line, end = parent.first_line + len(parent.lines) - len(parent.own), len(parent.own[0])
            rows[Quote].append(
                (
                    archive,
                    post.id,
                    post.first_line,
                    post.first_line,
                    0,
                    0,
                    end,
                    "exact",
                    0.99,
                    parent.id,
                    thread,
                    line,
                    0,
                    end,
                )
            )

    def _cited(self, post: Draft, parent: Draft | None) -> list[Run]:
        if parent is None or not post.quotes:
            return []
        text = parent.own[0]
        source = Mention(parent.id, _name(parent.author), (post.parent or 0) + 1)
        cited = Citation(source, "exact", parent.first_line, f"p{parent.id}", text, ((0, len(text)),))
        return [Run("quote", 1, 1, cited)]


@transaction.atomic
def store(posts: int) -> None:
    """Fill the empty tables."""
    dates = {"first_posted_at": BEGIN, "last_posted_at": BEGIN + timedelta(days=365 * YEARS)}
    archive = Archive.objects.create(slug=SLUG, title="Invented", is_published=True, post_count=posts, **dates)
    names = [(n, archive.id, _key("author", n), _name(n), False, posts // AUTHORS) for n in range(1, AUTHORS + 1)]
    bulk.insert(Author, ("id", "archive_id", "key", "name", "is_placeholder", "post_count"), names)
    for rows in Press(archive.id, posts).batches():
        for model, columns in COLUMNS.items():
            bulk.insert(model, columns, rows[model])
    count = Thread.objects.count()
    Archive.objects.filter(pk=archive.id).update(thread_count=count, document_count=count)


def tidy() -> None:
    """What the database does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _key(of: str, id_: int) -> bytes:
    return sha256(f"{of} {id_}".encode()).digest()


def _name(author: int) -> str:
    return f"Writer {author}"
