"""Posts: whom they answer, who wrote them, whether they are shown, what their threads are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.db.models.functions import Lower

from threads.curating.base import Kind, RefusedError, exclusive, hex_key, write_down
from threads.loading.rows.authors import writer_of
from threads.loading.stale.affected import mark_around
from threads.loading.stale.corrections import corrections
from threads.models import Archive, Author, CuratorAction, Post, Redirect, Thread
from threads.models.reading import NAME_LENGTH, TITLE_LENGTH
from threads.words.kinds import Origin
from threads.words.openings import UNTITLED_LENGTH, opening_words

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ID_MOST = 2**63 - 1


def change_parent(*, post: Post, parent: Post | None, by: User | None, reason: str = "") -> CuratorAction:
    """Put a post under the one it answers, or on its own, where it opens a thread."""
    with exclusive(post.archive):
        check_parent(post=post, parent=parent)
        value: dict[str, Any] = {"words": words_of(post), "parent": None, "parent_id": None, "was": None}
        if parent is not None:
            value |= {"parent": hex_key(parent.key), "parent_id": parent.pk, "parent_words": words_of(parent)}
        if post.parent is not None:
            value["was"] = hex_key(post.parent.key)
        value["read"] = parent_read(post)
        action = write_down(Kind.CHANGE_PARENT, post, value, by, reason)
        mark_around([post.pk] if parent is None else [post.pk, parent.pk])
    return action


def confirm_parent(*, post: Post, by: User | None, reason: str = "") -> CuratorAction:
    """Say that a post answers whom it was read to answer: no later reading thinks otherwise."""
    if post.parent is None:
        raise RefusedError("The post opens its thread: there is nobody to confirm.")
    with exclusive(post.archive):
        key = hex_key(post.parent.key)
        if corrections(post.archive, {}).moved.get(hex_key(post.key)) == key:
            raise RefusedError(f"A person said already that the post answers post {post.parent.pk}.")
        value = {"words": words_of(post), "parent": key, "parent_id": post.parent.pk, "was": key}
        value |= {"parent_words": words_of(post.parent), "read": parent_read(post)}
        action = write_down(Kind.CHANGE_PARENT, post, value, by, reason)
        mark_around([post.pk])
    return action


def parent_read(post: Post) -> dict[str, Any] | None:
    """By what and how surely a post was read to answer its parent; None where a person said so, or it answers nobody."""
    edge = post.edges.filter(is_primary=True).exclude(origin=Origin.CURATED).first()
    return {"origin": edge.origin, "confidence": edge.confidence} if edge else None


def set_author(*, post: Post, name: str, by: User | None, reason: str = "") -> CuratorAction:
    """Let a post be written by somebody else: an author of the archive, by name or number, or one who is new."""
    with exclusive(post.archive):
        author, shown = _author_meant(post, " ".join(name.split()))
        value: dict[str, Any] = {"words": words_of(post), "author": author, "name": shown}
        value["was"] = {"author": hex_key(post.author.key), "name": post.author.name}
        action = write_down(Kind.SET_AUTHOR, post, value, by, reason)
        _give_post(post, author, shown)
    return action


def _author_meant(post: Post, name: str) -> tuple[str, str]:
    """The key and the name of whom a person means."""
    if not name:
        raise RefusedError("Say who wrote it: a name, or the number in the address of an author (7 for /u/7/).")
    if len(name) > NAME_LENGTH:
        raise RefusedError(f"A name has at most {NAME_LENGTH} characters.")
    of_archive = Author.objects.filter(archive=post.archive_id)
    if name.isascii() and name.isdigit():
        found = list(of_archive.filter(pk=min(int(name), ID_MOST)))
        if not found:
            raise RefusedError(f"No author of this archive has the number {name}.")
    else:
        found = list(of_archive.annotate(lower=Lower("name")).filter(lower=Lower(Value(name))).order_by("pk")[:9])
    if len(found) > 1:
        numbers = ", ".join(str(author.pk) for author in found)
        raise RefusedError(f"Several authors are called {name}. Give the number: {numbers}.")
    if found and found[0].pk == post.author_id:
        raise RefusedError(f"{found[0]} is its author already.")
    if found:
        return hex_key(found[0].key), found[0].name
    return writer_of(name, "", "").key, name


def _give_post(post: Post, key: str, name: str) -> None:
    """Show the author at once; the address of one who has nothing left leads to the post's author, whoever that is."""
    left = post.author
    author, _ = Author.objects.get_or_create(
        archive_id=post.archive_id, key=bytes.fromhex(key), defaults={"name": name, "is_placeholder": not name}
    )
    mark_around([post.pk])
    Post.objects.filter(pk=post.pk).update(author=author)
    if not left.posts.exists():
        Redirect.objects.update_or_create(
            of=Redirect.Of.AUTHOR,
            old_id=left.pk,
            old_key=bytes(left.key),
            defaults={"post": post, "archive_id": post.archive_id},
        )


def name_thread(*, thread: Thread, title: str, by: User | None, reason: str = "") -> CuratorAction:
    """Call a thread otherwise; it is known by the post that opens it."""
    title = " ".join(title.split())
    if not title:
        raise RefusedError("A thread needs a title. To go back to what the documents say, undo the correction.")
    if len(title) > TITLE_LENGTH:
        raise RefusedError(f"A title has at most {TITLE_LENGTH} characters.")
    if title == thread.title:
        raise RefusedError("The thread is called so already.")
    with exclusive(thread.archive):
        opening = thread.posts.get(position=0)
        value = {"words": words_of(opening), "title": title, "was_title": thread.title, "thread_id": thread.pk}
        action = write_down(Kind.NAME_THREAD, opening, value, by, reason)
        Thread.objects.filter(pk=thread.pk).update(title=title)
        mark_around([opening.pk])  # posts with subjects of their own are shown beside it
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
    if parent.thread.is_stated != post.thread.is_stated:
        raise RefusedError(
            "One of the two stands in a document whose format states whom posts answer, the other on a page of text: these are"
            " read apart, and no thread has both."
        )
    if parent.pk == post.parent_id:
        raise RefusedError(f"The post answers post {parent.pk} already.")
    if is_above(post, parent):
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
    with exclusive(post.archive):
        action = write_down(Kind.HIDE_POST, post, {"is_hidden": is_hidden, "words": words_of(post)}, by, reason)
        apply_hidden(post, is_hidden=is_hidden)
    return action


def words_of(post: Post) -> str:
    """What a post is known by to people."""
    return opening_words(post.own_text or post.text, UNTITLED_LENGTH)


def apply_hidden(post: Post, *, is_hidden: bool) -> None:
    """Show or hide at once, and the thread with it when nothing else in it is shown."""
    Post.objects.filter(pk=post.pk).update(is_hidden=is_hidden)
    if is_hidden:  # missing posts known from it alone
        missing = Post.objects.filter(is_missing=True, cited_by__post=post.pk).exclude(cited_by__post__is_hidden=False)
        Post.objects.filter(pk__in=missing.values("pk")).update(is_hidden=True)
    present = Post.objects.filter(thread=post.thread_id, is_missing=False).order_by("position")
    seen = present.filter(is_hidden=False)
    first = seen.first()
    columns: dict[str, Any] = {"is_hidden": present.exists() and first is None}
    if first is not None:
        columns["post_count"] = seen.count()
        if not post.thread.is_title_stated and first.position:
            columns["title"] = words_of(first)
    Thread.objects.filter(pk=post.thread_id).update(**columns)
    mark_around([post.pk])


def is_above(post: Post, other: Post) -> bool:
    """Whether one post stands above another, counting corrections not read yet."""
    moves = corrections(post.archive, {}).moved
    return hex_key(post.key) in line_above(post.archive, hex_key(other.key), moves)


def line_above(archive: Archive, key: str, moves: Mapping[str, str | None]) -> list[str]:
    """The keys of a post, its parent, that one's parent and so on; a cycle is walked once."""
    parents: dict[str, str | None] = {}
    passed: dict[str, None] = {}
    above: str | None = key
    while above is not None and above not in passed:
        passed[above] = None
        if above not in moves and above not in parents:
            parents |= _parents_beside(archive, above)
        above = moves[above] if above in moves else parents.get(above)
    return list(passed)


def _parents_beside(archive: Archive, key: str) -> dict[str, str | None]:
    """Whom each post of a post's thread answers, by their keys."""
    thread = archive.posts.filter(key=bytes.fromhex(key)).values("thread")[:1]
    rows = Post.objects.filter(thread__in=thread).values_list("key", "parent__key")
    return {hex_key(child): hex_key(parent) if parent else None for child, parent in rows}
