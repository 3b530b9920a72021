"""Corrections -> taken back: then the other corrections hold, or else the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now

from threads.curating.author_corrections import author_named
from threads.curating.base import Kind, RefusedError, exclusive, hex_key, stored_under, target_of
from threads.curating.line_corrections import in_force_at, refuse_if_spoken_of
from threads.curating.post_corrections import apply_hidden, line_above
from threads.loading.stale.affected import mark_around, mark_unread
from threads.loading.stale.corrections import OF_LINES, OF_PAGES, corrections, current_keys
from threads.loading.stale.told_lines import BEGINNINGS
from threads.models import Alias, Archive, Author, CuratorAction, Document, Post, Redirect

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def undo(*, action: CuratorAction, by: User | None = None) -> None:
    """Take a correction back, with all that were made in one go with it, unless later ones stand on it."""
    with exclusive(action.archive):
        together = CuratorAction.objects.filter(archive=action.archive_id, batch=action.batch, is_undone=False)
        several = list(together.exclude(pk=action.pk).order_by("-id")) if action.batch else []
        for each in sorted([action, *several], key=lambda each: -each.pk):
            _undo_one(each, by)


def _undo_one(action: CuratorAction, by: User | None) -> None:
    if action.kind == Kind.ERASE_POST:
        raise RefusedError("What was erased cannot be brought back.")
    still = CuratorAction.objects.filter(pk=action.pk, is_undone=False)
    if not still.update(is_undone=True, undone_by=by, undone_at=Now()):
        raise RefusedError("The correction was undone already.")
    take_back = {
        Kind.PUBLISH: _publishing,
        Kind.RENAME_AUTHOR: _rename,
        Kind.MERGE_AUTHORS: _merge,
        Kind.CHANGE_PARENT: _move,
        Kind.HIDE_POST: _hiding,
        Kind.SET_AUTHOR: _of_post,
        Kind.NAME_THREAD: _of_post,
        **dict.fromkeys(OF_PAGES, _page),
    }.get(Kind(action.kind))
    if take_back is not None:
        take_back(action)


def later_word(action: CuratorAction) -> CuratorAction | None:
    """The latest correction in force that says something else of the same, made after this one."""
    kinds = BEGINNINGS if action.kind in BEGINNINGS else (action.kind,)
    same = CuratorAction.objects.filter(archive=action.archive_id, kind__in=kinds, key=action.key, is_undone=False)
    if action.kind in OF_LINES:
        same = same.filter(value__line=action.value["line"])
    last = same.order_by("made_at", "id").last()
    return None if last is None or (last.made_at, last.pk) <= (action.made_at, action.pk) else last


def first_word(action: CuratorAction) -> dict[str, Any]:
    """The value recorded by the earliest correction of this target, which is the state before all of them."""
    same = CuratorAction.objects.filter(archive=action.archive_id, kind=action.kind, key=action.key)
    return (same.order_by("made_at", "id").first() or action).value


def _publishing(action: CuratorAction) -> None:
    actions = CuratorAction.objects.filter(archive=action.archive_id, kind=Kind.PUBLISH, is_undone=False)
    last = actions.order_by("made_at", "id").last()
    is_published = last.value["is_published"] if last else not first_word(action)["is_published"]
    Archive.objects.filter(pk=action.archive_id).update(is_published=is_published)


def _rename(action: CuratorAction) -> None:
    author = target_of(Author, action)
    if author is None:
        _refuse_if_merged(action)
        return
    name = corrections(action.archive, {}).names.get(hex_key(author.key)) or first_word(action).get("was", "")
    _refuse_if_taken(author, name)
    Author.objects.filter(pk=author.pk).update(name=name, is_placeholder=not name)
    mark_around(author.posts.values_list("id", flat=True))


def _refuse_if_merged(action: CuratorAction) -> None:
    merge = CuratorAction.objects.filter(
        archive=action.archive_id, kind=Kind.MERGE_AUTHORS, key=action.key, is_undone=False
    ).last()
    if merge is not None:
        raise RefusedError(
            f"The author has been merged into {merge.value.get('into_name') or 'another'} since, by correction"
            f" {merge.pk}. Undo that one first."
        )


def _refuse_if_taken(author: Author, name: str) -> None:
    namesake = author_named(author, name) if name else None
    if namesake is not None:
        raise RefusedError(
            f"The author would be called {name} again, and author {namesake.pk} of this archive has that name by now."
            " Rename that one first."
        )


def _merge(action: CuratorAction) -> None:
    """Restore a merged author with the posts noted; a reading finds those that came since."""
    into = _now_one_with(action)
    if into is None:  # their posts have gone from the archive
        return
    key, value = hex_key(action.key), action.value
    key = current_keys(action.archive).get(key, key)
    name = corrections(action.archive, {}).names.get(key) or value.get("was", "")
    author = Author.objects.filter(archive=action.archive_id, key=bytes.fromhex(key)).first()
    if author is None:
        author = Author(
            pk=value["id"], archive=action.archive, key=bytes.fromhex(key), name=name, is_placeholder=not name
        )
        _refuse_if_taken(author, name)
        author.save(force_insert=True)
    mark_around(into.posts.values_list("id", flat=True))
    # Readings of pages replace the names they gave; readings of stated posts only add names.
    Alias.objects.filter(author=into, name=name).exclude(document__is_stated=False).delete()
    Post.objects.filter(pk__in=value.get("posts", ()), author=into).update(author=author)
    for each in (author, into):
        post_count = each.posts.filter(is_missing=False, is_hidden=False).count()
        Author.objects.filter(pk=each.pk).update(post_count=post_count)
    Redirect.objects.filter(of=Redirect.Of.AUTHOR, old_id=value["id"]).delete()


def _now_one_with(action: CuratorAction) -> Author | None:
    """Who now has the posts of a merged author; there may have been further merges."""
    key = action.value["into"]
    further = corrections(action.archive, {}).author_of(key)
    return stored_under(Author, action.archive, further[0] if further else key)


def _hiding(action: CuratorAction) -> None:
    post = target_of(Post, action)
    if post is not None:
        apply_hidden(post, is_hidden=hex_key(post.key) in corrections(action.archive, {}).hidden)


def _of_post(action: CuratorAction) -> None:
    post = target_of(Post, action)
    if post is not None:
        mark_around([post.pk])


def _page(action: CuratorAction) -> None:
    if action.kind == Kind.BEGIN_POST and action.value.get("was") is None:
        document = Document.objects.filter(archive=action.archive, key=action.key).first()
        if document is not None and in_force_at(document, Kind.BEGIN_POST, action.value["line"]) is None:
            refuse_if_spoken_of(document, action.value["line"])
    mark_unread(Document.objects.filter(archive=action.archive, key=action.key).values_list("id", flat=True))


def _move(action: CuratorAction) -> None:
    post = target_of(Post, action)
    if post is None:
        return
    _refuse_circle(action, post)
    mark_around([post.pk])


def _refuse_circle(action: CuratorAction, post: Post) -> None:
    """Refuse to put a post back below one that was put below it since: the reading would drop one of the two."""
    key = hex_key(post.key)
    moves = corrections(action.archive, {}).moved
    now = current_keys(action.archive)
    before = moves[key] if key in moves else first_word(action).get("was")
    if before is None:
        return
    line = line_above(action.archive, now.get(before, before), {**moves, key: None})
    if key not in line:
        return
    later = CuratorAction.objects.filter(
        archive=action.archive_id,
        kind=Kind.CHANGE_PARENT,
        is_undone=False,
        key__in=[bytes.fromhex(each) for each in line],
    ).last()
    if later is not None:
        raise RefusedError(
            f"Correction {later.pk} put post {later.value.get('id')} below this one since, and the two would go round in"
            " a circle. Undo that one first."
        )
