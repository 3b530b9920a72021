"""A Reconstruction -> rows: what is stored becomes what was read, and only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import models, transaction

from threads.loading import bulk
from threads.loading.changes import Changes
from threads.loading.locks import keep_to_ourselves
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
from threads.loading.rows.stored import Row, Stored, load
from threads.loading.rows.wanted import WantedRows, wanted_rows
from threads.loading.stale.affected import mark_stale, mark_unread
from threads.models import (
    Alias,
    Appearance,
    Archive,
    Author,
    CuratorAction,
    Document,
    Post,
    Quote,
    Record,
    Redirect,
    ReplyEdge,
    Thread,
    Version,
)
from threads.reconstruct.types import Reconstruction
from threads.words.kinds import Kind


def store(archive: Archive, documents: Sequence[int], reconstruction: Reconstruction) -> Changes:
    """Store what was read out of some documents, in one transaction that also marks them read.

    Posts of text that turn out to be stated elsewhere pass their addresses and corrections on to the stated posts.
    """
    with transaction.atomic():
        keep_to_ourselves(archive)
        stored = load(documents, reconstruction.rendered)
        wanted = wanted_rows(archive, stored, reconstruction)
        changes = write_rows(archive, stored, wanted)
        heirs = [post for post in wanted.successors.values() if post not in wanted.posts]
        if heirs and CuratorAction.objects.filter(archive=archive, is_undone=False).exists():
            mark_stale(Post.objects.filter(pk__in=heirs).values_list("thread_id", flat=True))
        if len(stored.other_threads) < len(reconstruction.rendered):  # somebody took a stated post away meanwhile
            mark_unread(documents)
        return changes


def write_rows(archive: Archive, stored: Stored, wanted: WantedRows) -> Changes:
    """Make the stored rows the wanted ones, within the caller's transaction."""
    changes = Changes()
    changes += _threads_and_posts(stored, wanted)
    changes += _edges(stored, wanted)
    changes += _quotes(stored, wanted)
    _replace(Appearance, AppearanceRow, stored.appearances, wanted.appearances)
    _replace(Version, VersionRow, stored.versions, wanted.versions)
    if stored.is_stated:
        _add_aliases(wanted.aliases)
    else:
        _replace(Alias, AliasRow, stored.aliases, wanted.aliases)
    _redirect(archive, stored, wanted)
    _write(Record, RecordRow, stored.records, wanted.records)
    _write(Document, DocumentRow, stored.documents, wanted.documents)
    return changes


def _threads_and_posts(stored: Stored, wanted: WantedRows) -> Changes:
    """Write authors, threads and posts, whose ids last: each row is added, changed or left as it is."""
    _write(Author, AuthorRow, wanted.known_authors, wanted.authors)
    gone = [pk for pk in stored.posts if pk not in wanted.posts]
    if gone:
        bulk.execute("UPDATE threads_quote SET source_post_id = NULL WHERE source_post_id = ANY(%s)", [gone])
        bulk.execute("UPDATE threads_quote SET via_id = NULL WHERE via_id = ANY(%s)", [gone])
    threads = _write(Thread, ThreadRow, stored.threads, wanted.threads)
    posts = _write(Post, PostRow, stored.posts, wanted.posts)
    rows = stored.posts | wanted.posts
    changes = Changes().counted("threads", *map(len, threads))
    for name, is_missing in (("posts", False), ("missing", True)):
        changes.counted(name, *(sum(rows[pk].is_missing is is_missing for pk in ids) for ids in posts))
    _delete_gone(threads[2], posts[2])
    if stored.is_stated and posts[2]:
        mark_unread(_leave_pages(posts[2]))
    return changes


def _delete_gone(threads: Sequence[int], posts: Sequence[int]) -> None:
    """Delete rows with all that refers to them; redirects have been led elsewhere or lead nowhere now."""
    bulk.delete(Thread, threads)
    bulk.delete(Post, posts)


def _leave_pages(posts: Sequence[int]) -> set[int]:
    """Remove appearances of vanished stated posts on pages of text; tells the documents."""
    appearances = Appearance.objects.filter(post__in=posts)
    documents = set(appearances.values_list("record__document_id", flat=True))
    appearances.delete()
    return documents


def _edges(stored: Stored, wanted: WantedRows) -> Changes:
    removed, added = _replace(ReplyEdge, EdgeRow, stored.edges, wanted.edges)
    return _replaced("edges", removed, added)


def _quotes(stored: Stored, wanted: WantedRows) -> Changes:
    removed, added = _replace(Quote, QuoteRow, stored.quotes, wanted.quotes)
    changes = Changes()
    for name, is_unsourced in (("quotes_proven", False), ("quotes_unsourced", True)):
        changes += _replaced(
            name,
            [row for row in removed if (row.kind == Kind.UNSOURCED) is is_unsourced],
            [row for row in added if (row.kind == Kind.UNSOURCED) is is_unsourced],
        )
    return changes


def _replaced(name: str, removed: Iterable[EdgeRow | QuoteRow], added: Iterable[EdgeRow | QuoteRow]) -> Changes:
    gone, come = {row.identity for row in removed}, {row.identity for row in added}
    return Changes().counted(name, len(come - gone), len(come & gone), len(gone - come))


def _replace(
    model: type[models.Model], row_type: type[Row], stored: Mapping[Row, int], wanted: Iterable[Row]
) -> tuple[list[Row], list[Row]]:
    """Delete unwanted rows and insert new ones; their ids do not matter."""
    wanted = dict.fromkeys(wanted)
    removed = [row for row in stored if row not in wanted]
    added = [row for row in wanted if row not in stored]
    bulk.delete(model, [stored[row] for row in removed])
    bulk.insert(model, row_type._fields, added)
    return removed, added


def _add_aliases(wanted: Iterable[AliasRow]) -> None:
    """Add new names; other transactions may be adding the same."""
    rows = sorted(set(wanted))
    Alias.objects.bulk_create([Alias(**row._asdict()) for row in rows], ignore_conflicts=True)


def _write(
    model: type[models.Model], row_type: type[Row], stored: Mapping[int, Row], wanted: Mapping[int, Row]
) -> tuple[list[int], list[int], list[int]]:
    """Insert and update rows by id. Tells the ids added, changed, and not wanted; the caller deletes these."""
    added = [pk for pk in wanted if pk not in stored]
    changed = [pk for pk, row in wanted.items() if pk in stored and stored[pk] != row]
    removed: list[int] = [pk for pk in stored if pk not in wanted]
    if "key" in row_type._fields:
        renamed: list[int] = [pk for pk in changed if _key(stored[pk]) != _key(wanted[pk])]
        bulk.step_aside(model, [*removed, *renamed])
    bulk.update(model, row_type._fields, [wanted[pk] for pk in changed])
    bulk.insert(model, row_type._fields, [wanted[pk] for pk in added])
    return added, changed, removed


def _key(row: object) -> bytes | None:
    """The key of a row whose table has one."""
    return getattr(row, "key", None)


def _redirect(archive: Archive, stored: Stored, wanted: WantedRows) -> None:
    """Remember where ids and keys no longer shown lead, and update older redirects."""
    gone = [pk for pk in stored.posts if pk not in wanted.posts]
    for old, new in wanted.successors.items():
        bulk.execute("UPDATE threads_redirect SET post_id = %s WHERE post_id = %s", [new, old])
    if gone:
        bulk.execute("DELETE FROM threads_redirect WHERE post_id = ANY(%s)", [gone])
    rows = [
        Redirect(archive=archive, of=of, old_id=old_id, old_key=old_key, post_id=post_id)
        for of, old_id, old_key, post_id in wanted.redirects
    ]
    Redirect.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["of", "old_id", "old_key"], update_fields=["post"]
    )
