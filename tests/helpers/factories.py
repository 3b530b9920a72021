"""Rows made by hand, with good defaults: what a test does not name does not matter to it.

The people are Ada, Bruno, Chen and Dalia; what they say is invented.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from django.contrib.auth import get_user_model
from django.utils.html import escape

from threads import models
from threads.line_entries import LineEntry, Original
from threads.loading.bulk import reserve_ids

_serial = count(1)


def key(name: str = "") -> bytes:
    return sha256((name or f"key {next(_serial)}").encode()).digest()


def staff():
    return get_user_model().objects.create_user(f"staff{next(_serial)}", password="a long password", is_staff=True)


def archive(title: str = "The Bell Tower", *, is_published: bool = True, **columns: object) -> models.Archive:
    columns.setdefault("slug", f"archive-{next(_serial)}")
    return models.Archive.objects.create(title=title, is_published=is_published, **columns)


def entry(line: int, role: str, confidence: float, original: Original | None = None) -> list[object]:
    """What is kept of one line."""
    return LineEntry(line, line, role, confidence, original).pack()


def document(
    archive: models.Archive, text: str = "", *, path: str = "page.txt", lines: Sequence | None = None, **columns: object
) -> models.Document:
    """A document of one record. ``lines`` are what ``entry`` takes; by default each line with text is body."""
    raw = text.encode()
    if lines is None:
        lines = [(n, "body", 0.9) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    columns = {
        "encoding": "utf-8", "is_read": True, "kind": "conversation", "confidence": 0.9, "cues": ["posts answer"],
        "line_count": len(text.splitlines()), "size": len(raw), "key": key(),
    } | columns  # fmt: skip
    made = models.Document.objects.create(archive=archive, path=path, **columns)
    models.Record.objects.create(archive=archive, document=made, raw=raw, lines=[entry(*line) for line in lines])
    models.Archive.objects.filter(pk=archive.pk).update(document_count=archive.documents.count())
    return made


def author(archive: models.Archive, name: str = "Ada") -> models.Author:
    """A person by name; no name makes a placeholder."""
    found = models.Author.objects.filter(archive=archive, name=name).first() if name else None
    return found or models.Author.objects.create(archive=archive, name=name, is_placeholder=not name, key=key())


def alias(author: models.Author, name: str, document: models.Document | None = None) -> models.Alias:
    return models.Alias.objects.create(archive=author.archive, author=author, name=name, document=document)


def thread(archive: models.Archive, title: str = "Which bell rang first?", **columns: object) -> models.Thread:
    columns = {"key": key(), "place": f"page.txt:{next(_serial):06}", "is_title_stated": True} | columns
    made = models.Thread.objects.create(archive=archive, title=title, **columns)
    models.Archive.objects.filter(pk=archive.pk).update(thread_count=archive.threads.count())
    return made


def post(
    thread: models.Thread,
    text: str = "The small one, always.",
    *,
    author: str = "Ada",
    parent: models.Post | None = None,
    **columns: object,
) -> models.Post:
    """A post at the end of its thread. Give parents in reading order: a post goes after all that stands."""
    position = thread.posts.count()
    html = columns.pop("html", "".join(f'<p dir="auto">{escape(line)}</p>' for line in text.split("\n")))
    columns = {
        "key": key(), "position": position, "number": position + 1, "depth": parent.depth + 1 if parent else 0,
        "last_descendant": position, "own_text": text, "text": text, "posted_at": datetime(2009, 2, 3, 20, tzinfo=UTC),
    } | columns  # fmt: skip
    made = models.Post.objects.create(
        archive=thread.archive,
        thread=thread,
        author=_author(thread.archive, author),
        parent=parent,
        html=html,
        **columns,
    )
    ancestor = parent
    while ancestor is not None:
        models.Post.objects.filter(pk=ancestor.pk).update(last_descendant=position)
        ancestor = ancestor.parent
    _count(thread, made)
    return made


def _author(archive: models.Archive, name: str) -> models.Author:
    return author(archive, name)


def _count(thread: models.Thread, post: models.Post) -> None:
    posts = thread.posts
    dates = {"first_posted_at": post.posted_at, "last_posted_at": post.posted_at} if post.posted_at else {}
    models.Thread.objects.filter(pk=thread.pk).update(
        post_count=posts.count(),
        missing_count=posts.filter(is_missing=True).count(),
        author_count=posts.values("author").distinct().count(),
        **dates,
    )
    models.Archive.objects.filter(pk=thread.archive_id).update(post_count=thread.archive.posts.count(), **dates)


def answer(
    parent: models.Post,
    text: str = "It was the great one.",
    *,
    origin: str = "declared",
    confidence: float = 1.0,
    **columns,
) -> models.Post:
    """A post with the edge that says whom it answers."""
    evidence = columns.pop("evidence", "")
    parent = models.Post.objects.get(pk=parent.pk)
    made = post(parent.thread, text, parent=parent, **columns)
    models.ReplyEdge.objects.create(
        archive=parent.archive, child=made, parent=parent, origin=origin, confidence=confidence, evidence=evidence,
        is_primary=True,
    )  # fmt: skip
    return made


def other_edge(child: models.Post, parent: models.Post, *, origin: str = "quote", confidence: float = 0.2):
    """A parent that is less likely than the primary one."""
    return models.ReplyEdge.objects.create(
        archive=child.archive, child=child, parent=parent, origin=origin, confidence=confidence
    )


def quote(
    post: models.Post, source: models.Post | None = None, *, line: int = 1, kind: str = "exact", **columns: object
) -> models.Quote:
    if source is not None:
        models.Post.objects.filter(pk=source.pk).update(quoted_count=source.cited_by.count() + 1)
    return models.Quote.objects.create(
        archive=post.archive,
        post=post,
        source_post=source,
        line=line,
        last_line=line,
        kind=kind,
        start=0,
        end=10,
        confidence=0.9,
        **columns,
    )


def appearance(
    post: models.Post, document: models.Document, first: int, last: int, *, is_original: bool = True
) -> models.Appearance:
    return models.Appearance.objects.create(
        archive=post.archive, post=post, record=document.records.get(), first_line=first, last_line=last,
        is_original=is_original,
    )  # fmt: skip


def redirect(of: str, old_id: int, post: models.Post) -> models.Redirect:
    return models.Redirect.objects.create(archive=post.archive, of=of, old_id=old_id, old_key=key(), post=post)


def long_thread(archive: models.Archive, length: int) -> models.Thread:
    """A thread in which each post answers the one before, or the opening one, made in a few statements."""
    made = thread(archive, f"A thread of {length}")
    writers = [author(archive, name) for name in ("Ada", "Bruno", "Chen", "Dalia")]
    ids = reserve_ids(models.Post, length)
    posts = models.Post.objects.bulk_create(
        models.Post(
            id=ids[n], archive=archive, thread=made, author=writers[n % 4], key=key(), position=n, number=n + 1,
            depth=min(n, 1 + n % 9), last_descendant=length - 1 if n == 0 else n, text=f"Peal {n}.",
            own_text=f"Peal {n}.", html=f"<p>Peal {n}.</p>", posted_at=datetime(2009, 2, 3, tzinfo=UTC),
            parent_id=ids[n - 1 if (n - 1) % 9 else 0] if n else None,
        )
        for n in range(length)
    )  # fmt: skip
    models.ReplyEdge.objects.bulk_create(
        models.ReplyEdge(
            archive=archive, child=child, parent_id=child.parent_id, origin="quote", confidence=0.8, is_primary=True
        )
        for child in posts[1:]
    )
    _count(made, posts[-1])
    return made
