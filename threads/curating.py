"""Corrections by people: each is written down under a key made of content, has its effect, and can be undone.

What can be changed by itself is changed at once: a name, whether a post is shown. All that a reading makes of it (trees,
folds, counts) follows when the documents concerned are read again, which ``read_again`` does where it takes no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import OperationalError, transaction
from django.db.models import Sum, Value
from django.db.models.functions import Lower

from threads.inline import opening_words
from threads.loading import affected, bulk
from threads.loading.curation import corrections, current_keys
from threads.loading.forgetting import forget_documents
from threads.loading.locks import ArchiveBusyError, keep_to_ourselves, locked
from threads.loading.reading import read_unread
from threads.loading.standing import documents_under
from threads.models import Archive, Author, CuratorAction, Document, Post, Thread
from threads.models.fields import KEY_BYTES

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind = CuratorAction.Kind

# Bytes of documents that a person waits for: read in five seconds by a machine that is busy, in half of that by others.
READ_AT_ONCE = 500_000
# A reading stores what belongs together in one transaction, and a dry run all of it: we do not wait for those.
WAIT = "5s"
OF_THE_ARCHIVE = bytes(KEY_BYTES)

# The threads of some posts, of those that quote them and of those they quote: all that speaks of them.
SPEAKING_OF = """
    SELECT p.thread_id FROM threads_post p WHERE p.id = ANY(%(posts)s)
    UNION
    SELECT p.thread_id FROM threads_quote q JOIN threads_post p ON p.id = q.post_id
    WHERE q.source_post_id = ANY(%(posts)s)
    UNION
    SELECT p.thread_id FROM threads_quote q JOIN threads_post p ON p.id = q.source_post_id
    WHERE q.post_id = ANY(%(posts)s)
"""
# What stands on some documents: how many posts go, how many of those are quoted by posts that stay, how many threads go,
# how many posts stay, and the other documents on which those stand.
HELD_BY = """
    WITH held AS MATERIALIZED (
        SELECT DISTINCT a.post_id FROM threads_record r JOIN threads_appearance a ON a.record_id = r.id
        WHERE r.document_id = ANY(%(documents)s)
    ), elsewhere AS MATERIALIZED (
        SELECT DISTINCT a.post_id, r.document_id FROM held JOIN threads_appearance a ON a.post_id = held.post_id
        JOIN threads_record r ON r.id = a.record_id WHERE r.document_id <> ALL(%(documents)s)
    ), going AS MATERIALIZED (SELECT post_id FROM held EXCEPT SELECT post_id FROM elsewhere)
    SELECT (SELECT count(*) FROM going),
        (SELECT count(DISTINCT q.source_post_id) FROM going JOIN threads_quote q ON q.source_post_id = going.post_id
            WHERE NOT EXISTS (SELECT FROM going other WHERE other.post_id = q.post_id)),
        (SELECT count(*) FROM (SELECT DISTINCT p.thread_id FROM going JOIN threads_post p ON p.id = going.post_id) t
            WHERE NOT EXISTS (SELECT FROM threads_post p WHERE p.thread_id = t.thread_id AND NOT p.is_missing
                AND NOT EXISTS (SELECT FROM going WHERE going.post_id = p.id))),
        (SELECT count(DISTINCT post_id) FROM elsewhere),
        ARRAY(SELECT DISTINCT d.path FROM elsewhere JOIN threads_document d ON d.id = elsewhere.document_id
            ORDER BY d.path LIMIT %(named)s)
"""
PATHS_NAMED = 20


class RefusedError(Exception):
    """Why a correction cannot be made, in words for the person who asked for it."""


class Reread(Enum):
    """What became of the documents that a correction concerns."""

    DONE = "done"
    TOO_LARGE = "too large"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Consequences:
    """What forgetting documents takes away, and what stays because other documents hold it too."""

    posts: int
    quoted: int  # of the posts that go, those that posts which stay quote: they become missing posts
    threads: int
    staying: int
    elsewhere: tuple[str, ...]  # the paths of the other documents


def rename_author(*, author: Author, name: str, by: User | None, reason: str = "") -> CuratorAction:
    """Give an author a name, or a placeholder its first."""
    name = " ".join(name.split())
    with _alone(author.archive):
        check_name(author=author, name=name)
        action = _written(Kind.RENAME_AUTHOR, author, {"name": name, "was": author.name}, by, reason)
        Author.objects.filter(pk=author.pk).update(name=name, is_placeholder=False)
        _unread_around(author.archive, author.posts.values_list("id", flat=True))
    return action


def check_name(*, author: Author, name: str) -> None:
    """Refuse a name that is none, or another author's: two authors cannot be made one yet."""
    name = " ".join(name.split())
    if not name:
        raise RefusedError("An author needs a name. To go back to what the documents say, undo the correction.")
    if name == author.name:
        raise RefusedError(f"The author is called {name} already.")
    others = Author.objects.filter(archive=author.archive_id).exclude(pk=author.pk)
    taken = others.annotate(lower=Lower("name")).filter(lower=Lower(Value(name))).first()
    if taken is not None:
        raise RefusedError(
            f"This archive has another author called {taken.name} (number {taken.pk}), and two authors cannot be made"
            " one. Give a name that tells them apart."
        )


def change_parent(*, post: Post, parent: Post | None, by: User | None, reason: str = "") -> CuratorAction:
    """Put a post under the one it answers, or on its own, where it opens a thread."""
    with _alone(post.archive):
        check_parent(post=post, parent=parent)
        value: dict[str, Any] = {"parent": None, "parent_id": None}
        if parent is not None:
            value = {"parent": _hex(parent.key), "parent_id": parent.pk}
        action = _written(Kind.CHANGE_PARENT, post, value, by, reason)
        _unread_around(post.archive, [post.pk] if parent is None else [post.pk, parent.pk])
    return action


def check_parent(*, post: Post, parent: Post | None) -> None:
    """Refuse what would make no tree."""
    if parent is None:
        if post.parent_id is None:
            raise RefusedError("The post opens a thread already.")
        return
    if parent.archive_id != post.archive_id:
        raise RefusedError("A post can only answer a post of its own archive.")
    if parent.pk == post.pk:
        raise RefusedError("A post cannot answer itself.")
    if parent.pk == post.parent_id:
        raise RefusedError(f"The post answers post {parent.pk} already.")
    if parent.thread_id != post.thread_id and (parent.is_missing or post.is_missing):
        raise RefusedError("A missing post stays in its thread: it stands where it is quoted.")
    if _is_above(post, parent):
        raise RefusedError(
            f"Post {parent.pk} itself answers post {post.pk}, or one of its answers: they would go round in a circle."
            " Move that one first."
        )


def hide_post(*, post: Post, by: User | None, reason: str = "") -> CuratorAction:
    """Take a post out of sight of everybody but staff."""
    return _show_or_hide(post, by, reason, is_hidden=True)


def show_post(*, post: Post, by: User | None, reason: str = "") -> CuratorAction:
    """Let everybody read a post that was hidden."""
    return _show_or_hide(post, by, reason, is_hidden=False)


def _show_or_hide(post: Post, by: User | None, reason: str, *, is_hidden: bool) -> CuratorAction:
    if post.is_hidden == is_hidden:
        raise RefusedError(f"Post {post.pk} is {'hidden' if is_hidden else 'shown'} already.")
    with _alone(post.archive):
        action = _written(Kind.HIDE_POST, post, {"is_hidden": is_hidden}, by, reason)
        _apply_hidden(post, is_hidden=is_hidden)
    return action


def publish(*, archive: Archive, by: User | None, reason: str = "") -> CuratorAction:
    """Let everybody read an archive."""
    return _publish_or_not(archive, by, reason, is_published=True)


def unpublish(*, archive: Archive, by: User | None, reason: str = "") -> CuratorAction:
    """Keep an archive to staff, whatever later imports ask for."""
    return _publish_or_not(archive, by, reason, is_published=False)


def _publish_or_not(archive: Archive, by: User | None, reason: str, *, is_published: bool) -> CuratorAction:
    if archive.is_published == is_published:
        raise RefusedError(f"{archive} is {'public' if is_published else 'private'} already.")
    with _alone(archive):
        value = {"is_published": is_published}
        action = CuratorAction.objects.create(
            archive=archive, kind=Kind.PUBLISH, key=OF_THE_ARCHIVE, value=value, made_by=by, reason=reason
        )
        Archive.objects.filter(pk=archive.pk).update(is_published=is_published)
    return action


def forget_document(*, document: Document, by: User | None, reason: str = "") -> CuratorAction:
    """Take a document out for good: later imports refuse it until that is undone."""
    archive = document.archive
    try:
        with locked(archive.slug, wait=False, on_wait=_nobody), _alone(archive):
            action = _written(Kind.FORGET, document, {"path": document.path}, by, reason)
            forget_documents(archive, [document.pk])
    except ArchiveBusyError:
        raise RefusedError(f"An import into {archive} is running. Forget documents when it has ended.") from None
    return action


def consequences(documents: Iterable[Document]) -> Consequences:
    """What would go with these documents, and what would stay."""
    asked = {"documents": [document.pk for document in documents], "named": PATHS_NAMED}
    ((posts, quoted, threads, staying, elsewhere),) = bulk.fetch(HELD_BY, asked)
    return Consequences(posts, quoted, threads, staying, tuple(elsewhere))


def undo(*, action: CuratorAction) -> None:
    """Take a correction back: what stands then is what the other corrections say, or else the documents."""
    with _alone(action.archive):
        if not CuratorAction.objects.filter(pk=action.pk, is_undone=False).update(is_undone=True):
            raise RefusedError("The correction was undone already.")
        if action.kind == Kind.PUBLISH:
            _undo_publishing(action)
        elif action.kind == Kind.RENAME_AUTHOR:
            _undo_rename(action)
        elif action.kind in (Kind.CHANGE_PARENT, Kind.HIDE_POST):
            _undo_of_post(action)


def _undo_publishing(action: CuratorAction) -> None:
    said = CuratorAction.objects.filter(archive=action.archive_id, kind=Kind.PUBLISH).order_by("made_at", "id")
    last = said.filter(is_undone=False).last()
    first = said.first() or action
    is_published = last.value["is_published"] if last else not first.value["is_published"]
    Archive.objects.filter(pk=action.archive_id).update(is_published=is_published)


def _undo_rename(action: CuratorAction) -> None:
    author = _concerned(Author, action)
    if author is None:
        return
    key = _hex(author.key)
    same = CuratorAction.objects.filter(archive=action.archive_id, kind=Kind.RENAME_AUTHOR, key=action.key)
    first = same.order_by("made_at", "id").first() or action
    name = corrections(action.archive, {}).names.get(key) or first.value.get("was", "")
    Author.objects.filter(pk=author.pk).update(name=name, is_placeholder=not name)
    _unread_around(action.archive, author.posts.values_list("id", flat=True))


def _undo_of_post(action: CuratorAction) -> None:
    post = _concerned(Post, action)
    if post is None:
        return
    if action.kind == Kind.HIDE_POST:
        _apply_hidden(post, is_hidden=_hex(post.key) in corrections(action.archive, {}).hidden)
    else:
        _unread_around(action.archive, [post.pk])


def read_again(archive: Archive) -> Reread:
    """Read the documents that corrections concern, where that takes no longer than a person waits."""
    unread = archive.documents.filter(is_read=False).values_list("id", flat=True)
    if _size(unread) > READ_AT_ONCE:
        return Reread.TOO_LARGE
    try:
        with locked(archive.slug, wait=False, on_wait=_nobody):
            groups = affected.plan(archive)
            if _size(document for group in groups for document in group.documents) > READ_AT_ONCE:
                return Reread.TOO_LARGE
            for _ in read_unread(archive):
                pass
    except ArchiveBusyError:
        return Reread.BUSY
    return Reread.DONE


@contextmanager
def _alone(archive: Archive) -> Iterator[None]:
    """One transaction, in which no import stores a reading of the archive."""
    with transaction.atomic():
        bulk.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        try:
            keep_to_ourselves(archive)
        except OperationalError:
            raise RefusedError(f"An import is writing to {archive} just now. Try again in a while.") from None
        bulk.execute("SELECT set_config('lock_timeout', '0', true)")
        yield


def _written(
    kind: str, of: Author | Post | Document, value: dict[str, Any], by: User | None, reason: str
) -> CuratorAction:
    """Keyed by content, for that outlives the row; the row's id is noted for people who look for it."""
    value = {"id": of.pk, **value}
    return CuratorAction.objects.create(
        archive_id=of.archive_id, kind=kind, key=bytes(of.key), value=value, made_by=by, reason=reason.strip()
    )


def _apply_hidden(post: Post, *, is_hidden: bool) -> None:
    """Show or hide at once, and the thread with it when nothing else in it is shown."""
    Post.objects.filter(pk=post.pk).update(is_hidden=is_hidden)
    if is_hidden:  # missing posts of which it was the only trace
        missing = Post.objects.filter(is_missing=True, cited_by__post=post.pk).exclude(cited_by__post__is_hidden=False)
        Post.objects.filter(pk__in=missing.values("pk")).update(is_hidden=True)
    present = Post.objects.filter(thread=post.thread_id, is_missing=False).order_by("position")
    seen = present.filter(is_hidden=False)
    first = seen.first()
    shown: dict[str, Any] = {"is_hidden": present.exists() and first is None}
    if first is not None:
        shown["post_count"] = seen.count()
        if not post.thread.is_title_stated and first.position:
            shown["title"] = opening_words(first.own_text or first.text)
    Thread.objects.filter(pk=post.thread_id).update(**shown)
    _unread_around(post.archive, [post.pk])


def _unread_around(archive: Archive, posts: Iterable[int]) -> None:
    """Have every document read again whose pages speak of these posts."""
    threads = [thread for (thread,) in bulk.fetch(SPEAKING_OF, {"posts": list(posts)})]
    affected.mark_unread(document for documents in documents_under(threads) for document in documents)


def _is_above(post: Post, other: Post) -> bool:
    """Whether a post is answered by another, by one of its answers and so on, corrections not read yet included."""
    moved = corrections(post.archive, {}).moved
    parents: dict[str, str | None] = {}
    passed: set[str] = set()
    above: str | None = _hex(other.key)
    while above is not None and above not in passed:
        if above == _hex(post.key):
            return True
        passed.add(above)
        if above not in moved and above not in parents:
            parents |= _parents_beside(post.archive, above)
        above = moved[above] if above in moved else parents.get(above)
    return False


def _parents_beside(archive: Archive, key: str) -> dict[str, str | None]:
    """Whom each post of a post's thread answers, by their keys."""
    thread = archive.posts.filter(key=bytes.fromhex(key)).values("thread")[:1]
    rows = Post.objects.filter(thread__in=thread).values_list("key", "parent__key")
    return {_hex(child): _hex(parent) if parent else None for child, parent in rows}


Concerned = TypeVar("Concerned", Author, Post)


def _concerned(model: type[Concerned], action: CuratorAction) -> Concerned | None:
    """What an action was about, under the key that it has now."""
    key = _hex(action.key)
    found = model.objects.filter(archive=action.archive_id)
    now = current_keys(action.archive).get(key, key)
    return found.filter(key=bytes(action.key)).first() or found.filter(key=bytes.fromhex(now)).first()


def _size(documents: Iterable[int]) -> int:
    return Document.objects.filter(id__in=list(documents)).aggregate(total=Sum("size"))["total"] or 0


def _hex(key: bytes | memoryview) -> str:
    return bytes(key).hex()


def _nobody() -> None:
    """Nobody is told that we wait, for we do not."""
