"""A line of a ledger -> the correction it tells of, made on the rows that have its keys here, or stand in its places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from threads.curating import archives, author_corrections, line_corrections, post_corrections
from threads.curating.base import Kind, RefusedError, exclusive, stored_under
from threads.curating.ledger.ledger_line import LedgerLine
from threads.curating.ledger.written_lines import is_key
from threads.models import Appearance, Archive, Author, CuratorAction, Document, Post

UNSIGNED: dict[str, Any] = {"by": None, "reason": ""}


def make(archive: Archive, line: LedgerLine) -> CuratorAction:
    """Make a correction as its kind is made; who made it and when is signed by the caller."""
    return MAKERS[Kind(line.kind)](archive, line)


def _post(archive: Archive, line: LedgerLine, key: str) -> Post:
    """The post that has a key, or stands at the line where it stood."""
    found = stored_under(Post, archive, key)
    if found is None and key in line.places:
        document, number = line.places[key]
        stands = Appearance.objects.filter(
            archive=archive,
            record__document__key=bytes.fromhex(document),
            is_original=True,
            first_line__lte=number,
            last_line__gte=number,
        )
        found = Post.objects.filter(pk__in=stands.values("post")).first()
    if found is None:
        raise RefusedError(f"The archive has no post {key[:12]}{_known_by(line)}.")
    return Post.objects.select_related("archive", "thread", "author", "parent").get(pk=found.pk)


def _author(archive: Archive, line: LedgerLine, key: str, name: object) -> Author:
    found = stored_under(Author, archive, key)
    if found is None and key in line.places:
        found = _post(archive, line, key).author
    if found is None:
        raise RefusedError(f"The archive has no author {name or key[:12]}.")
    return Author.objects.select_related("archive").get(pk=found.pk)


def _known_by(line: LedgerLine) -> str:
    words = line.value.get("words")
    return f" (“{words}”)" if words else ""


def _document(archive: Archive, key: str) -> Document:
    document = archive.documents.select_related("archive").filter(key=bytes.fromhex(key)).first()
    if document is None:
        raise RefusedError(f"The archive has no document {key[:12]}. Import it, and apply this line again.")
    return document


def _begin(archive: Archive, line: LedgerLine) -> CuratorAction:
    document = _document(archive, line.key)
    return line_corrections.begin_post(document=document, line=line.value["line"], **UNSIGNED)


def _join(archive: Archive, line: LedgerLine) -> CuratorAction:
    document = _document(archive, line.key)
    return line_corrections.join_post(document=document, line=line.value["line"], **UNSIGNED)


def _mark(archive: Archive, line: LedgerLine) -> CuratorAction:
    value, source = line.value, line.value.get("source")
    cited = None
    if isinstance(source, dict) and is_key(source.get("document")) and isinstance(source.get("line"), int):
        cited = _document(archive, source["document"]), source["line"]
    document = _document(archive, line.key)
    return line_corrections.mark_quote(
        document=document, line=value["line"], is_quote=value["is_quote"], source=cited, **UNSIGNED
    )


def _kind(archive: Archive, line: LedgerLine) -> CuratorAction:
    return line_corrections.set_page_kind(document=_document(archive, line.key), kind=line.value["kind"], **UNSIGNED)


def _move(archive: Archive, line: LedgerLine) -> CuratorAction:
    post = _post(archive, line, line.key)
    key = str(line.value.get("parent"))
    parent = _post(archive, line, key) if is_key(key) else None
    if parent is not None and parent.pk == post.parent_id:
        return post_corrections.confirm_parent(post=post, **UNSIGNED)
    return post_corrections.change_parent(post=post, parent=parent, **UNSIGNED)


def _hide(archive: Archive, line: LedgerLine) -> CuratorAction:
    make_it = post_corrections.hide_post if line.value.get("is_hidden", True) else post_corrections.show_post
    return make_it(post=_post(archive, line, line.key), **UNSIGNED)


def _set_author(archive: Archive, line: LedgerLine) -> CuratorAction:
    value = line.value
    author = stored_under(Author, archive, value["author"]) if is_key(value["author"]) else None
    meant = str(author.pk) if author else value["name"]
    return post_corrections.set_author(post=_post(archive, line, line.key), name=meant, **UNSIGNED)


def _name_thread(archive: Archive, line: LedgerLine) -> CuratorAction:
    thread = _post(archive, line, line.key).thread
    return post_corrections.name_thread(thread=thread, title=line.value["title"], **UNSIGNED)


def _rename(archive: Archive, line: LedgerLine) -> CuratorAction:
    author = _author(archive, line, line.key, line.value.get("was"))
    return author_corrections.rename_author(author=author, name=line.value["name"], **UNSIGNED)


def _merge(archive: Archive, line: LedgerLine) -> CuratorAction:
    author = _author(archive, line, line.key, line.value.get("was"))
    into = _author(archive, line, line.value["into"], line.value.get("into_name"))
    return author_corrections.merge_authors(author=author, into=into, **UNSIGNED)


def _publish(archive: Archive, line: LedgerLine) -> CuratorAction:
    make_it = archives.publish if line.value.get("is_published", True) else archives.unpublish
    return make_it(archive=archive, **UNSIGNED)


def _forget(archive: Archive, line: LedgerLine) -> CuratorAction:
    """Forget a document, also one that is not here: later imports refuse it."""
    document = archive.documents.select_related("archive").filter(key=bytes.fromhex(line.key)).first()
    if document is not None:
        return archives.forget_document(document=document, **UNSIGNED)
    with exclusive(archive):
        return CuratorAction.objects.create(
            archive=archive, kind=Kind.FORGET, key=bytes.fromhex(line.key), value=dict(line.value)
        )


def _erase(_archive: Archive, _line: LedgerLine) -> CuratorAction:
    raise RefusedError("What was erased is in no ledger: erase it here as well, by manage.py erase or in the admin.")


MAKERS: dict[Kind, Callable[[Archive, LedgerLine], CuratorAction]] = {
    Kind.BEGIN_POST: _begin,
    Kind.JOIN_POST: _join,
    Kind.MARK_QUOTE: _mark,
    Kind.PAGE_KIND: _kind,
    Kind.CHANGE_PARENT: _move,
    Kind.HIDE_POST: _hide,
    Kind.SET_AUTHOR: _set_author,
    Kind.NAME_THREAD: _name_thread,
    Kind.RENAME_AUTHOR: _rename,
    Kind.MERGE_AUTHORS: _merge,
    Kind.PUBLISH: _publish,
    Kind.FORGET: _forget,
    Kind.ERASE_POST: _erase,
}
