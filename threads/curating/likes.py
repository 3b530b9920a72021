"""A correction -> where the same is likely to be wrong: lines of one shape, posts of one author or signature, pages of one template.

    "Reply #12 by Ada"     "a post begins here"    offers each "Reply #7 by Chen" at which none begins

Nothing is corrected here; a person looks at what is found, and takes of it what is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from threads.curating.base import Kind, target_of
from threads.curating.beside import PageLines, pages_of
from threads.curating.line_corrections import begin_post, join_post, mark_quote, set_page_kind
from threads.curating.post_corrections import hide_post, set_author
from threads.loading.stale.told_lines import BEGINNINGS
from threads.models import Appearance, Archive, CuratorAction, Document, Post
from threads.words.kinds import Role

# Bytes of the pages of an archive that are read through for lines of one shape.
SEARCHED = 5_000_000
PAGES_AT_ONCE = 50
MOST = 500
# A longer line is somebody's words and no shape that others share.
SHAPED = 160
SIGNATURE_MOST = 80
NUMBERS = re.compile(r"[0-9]{1,20}")
WORDS = re.compile(r"[^\W\d_]{1,200}")


@dataclass(frozen=True, slots=True)
class Like:
    """A place at which the same may be wrong."""

    document: int  # 0 where a post is concerned
    line: int
    post: int
    text: str

    @property
    def name(self) -> str:
        """How a form names it."""
        return f"p{self.post}" if self.post else f"d{self.document}l{self.line}"


def likes_of(action: CuratorAction) -> tuple[Like, ...]:
    """What is like what a correction corrected, and is not corrected yet; the first of them where there are many."""
    find = FINDERS.get(Kind(action.kind))
    if find is None or action.is_undone:
        return ()
    found = []
    for like in find(action):
        found.append(like)
        if len(found) == MOST:
            break
    return tuple(found)


def kind_of_likes(action: CuratorAction) -> str:
    """What the places have in common, in words."""
    return {
        Kind.BEGIN_POST: "lines of this shape",
        Kind.JOIN_POST: "lines of this shape",
        Kind.MARK_QUOTE: "lines with these words",
        Kind.PAGE_KIND: "pages of this template",
        Kind.HIDE_POST: "posts of this author with these words",
        Kind.SET_AUTHOR: "posts with this signature or by this author",
    }.get(Kind(action.kind), "")


def correct_like(action: CuratorAction, like: Like, by: object, reason: str) -> CuratorAction:
    """Make the same correction at a place that is like another's."""
    signed = {"by": by, "reason": reason}
    if like.post:
        post = Post.objects.select_related("archive", "thread", "author", "parent").get(pk=like.post)
        if action.kind == Kind.HIDE_POST:
            return hide_post(post=post, **signed)  # type: ignore[arg-type]
        author = target_of(Post, action)
        name = str(author.author_id) if author else action.value["name"]
        return set_author(post=post, name=name, **signed)  # type: ignore[arg-type]
    document = Document.objects.select_related("archive").get(pk=like.document)
    if action.kind == Kind.PAGE_KIND:
        return set_page_kind(document=document, kind=action.value["kind"], **signed)  # type: ignore[arg-type]
    if action.kind == Kind.MARK_QUOTE:
        return mark_quote(document=document, line=like.line, is_quote=False, **signed)  # type: ignore[arg-type]
    make = begin_post if action.kind == Kind.BEGIN_POST else join_post
    return make(document=document, line=like.line, **signed)  # type: ignore[arg-type]


# Lines


def _of_beginnings(action: CuratorAction) -> Iterator[Like]:
    """Lines of the same shape at which a post begins and should not, or should and does not."""
    archive, begins = action.archive, action.kind == Kind.BEGIN_POST
    said = _said(archive, BEGINNINGS)
    here = _page_of(action)
    shape = shape_of(here.texts[action.value["line"] - 1]) if here else ""
    if not shape:
        return
    for page in _pages(archive):
        begun = _begun(page.document)
        first = min(begun, default=0)
        for line, text in enumerate(page.texts, 1):
            if line <= first or (line in begun) == begins or page.roles.get(line) not in (Role.BODY, Role.QUOTE):
                continue
            if shape_of(text) == shape and (bytes(page.document.key), line) not in said:
                yield Like(page.document.pk, line, 0, text)


def _of_quotes(action: CuratorAction) -> Iterator[Like]:
    """Lines with the same words, read as quotes; only what is no quote is no quote elsewhere."""
    here = _page_of(action)
    if action.value["is_quote"] or here is None:
        return
    words = _plain(here.texts[action.value["line"] - 1])
    said = _said(action.archive, (Kind.MARK_QUOTE,))
    for page in _pages(action.archive):
        for line, text in enumerate(page.texts, 1):
            is_like = page.roles.get(line) == Role.QUOTE and _plain(text) == words
            if is_like and (bytes(page.document.key), line) not in said:
                yield Like(page.document.pk, line, 0, text)


def shape_of(text: str) -> str:
    """A line without what differs from page to page: numbers are one number, and words but the first are one word."""
    plain = NUMBERS.sub("0", _plain(text))
    if not plain or len(plain) > SHAPED:
        return ""
    first = WORDS.search(plain)
    rest = plain[first.end() :] if first else plain
    return f"{plain[: first.end()] if first else ''}{WORDS.sub('w', rest)}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _begun(document: Document) -> set[int]:
    """The lines of a page at which posts begin."""
    stands = Appearance.objects.filter(record__document=document, is_original=True).order_by("-first_line")
    return set(dict(stands.values_list("post", "first_line")).values())


# Pages and posts


def _of_pages(action: CuratorAction) -> Iterator[Like]:
    """Pages that share furniture with this one and were read as the other kind."""
    here = _page_of(action)
    furniture = _furniture(here) if here else set()
    said = {key for key, _ in _said(action.archive, (Kind.PAGE_KIND,))}
    for page in _pages(action.archive) if furniture else ():
        if page.document.kind != action.value["kind"] and bytes(page.document.key) not in said:
            shared = sorted(furniture & _furniture(page))
            if shared:
                yield Like(page.document.pk, 0, 0, f"{page.document.path}: {shared[0]}")


def _furniture(page: PageLines) -> set[str]:
    lines = (line for line, role in page.roles.items() if role in (Role.CHROME, Role.PROFILE))
    return {shape for line in lines if " " in (shape := NUMBERS.sub("0", _plain(page.texts[line - 1])))}


def _of_hidden(action: CuratorAction) -> Iterator[Like]:
    post = target_of(Post, action)
    if post is None or not action.value.get("is_hidden", True) or not post.author.name:
        return
    for other in post.author.posts.filter(is_hidden=False, is_missing=False, text=post.text).order_by("pk")[:MOST]:
        yield Like(0, 0, other.pk, _words(other))


def _of_authors(action: CuratorAction) -> Iterator[Like]:
    """Posts that end in the same line as this one and are nobody's, and all others of the author that it was read to have."""
    post = target_of(Post, action)
    if post is None:
        return
    others = Post.objects.filter(archive=action.archive_id, is_missing=False).exclude(author=post.author_id)
    if action.value["was"]["name"]:
        key = bytes.fromhex(action.value["was"]["author"])
        for other in others.filter(author__key=key).order_by("pk")[:MOST]:
            yield Like(0, 0, other.pk, _words(other))
        return
    signature = _signature(post)
    if signature:
        nameless = others.filter(author__is_placeholder=True, own_text__endswith=signature)
        for other in nameless.order_by("pk")[:MOST]:
            if _signature(other) == signature:
                yield Like(0, 0, other.pk, _words(other))


def _signature(post: Post) -> str:
    lines = post.own_text.rstrip().splitlines()
    return lines[-1].strip() if len(lines) > 1 and len(lines[-1].strip()) <= SIGNATURE_MOST else ""


def _words(post: Post) -> str:
    return " ".join(post.own_text.split())[: 2 * SIGNATURE_MOST]


# What is searched


def _page_of(action: CuratorAction) -> PageLines | None:
    document = action.archive.documents.filter(key=action.key).values_list("id", flat=True).first()
    page = pages_of([document]).get(document) if document else None
    return page if page and 0 < action.value.get("line", 1) <= len(page.texts) else None


def _pages(archive: Archive) -> Iterator[PageLines]:
    """The pages of text of an archive, where they can be read through while a person waits."""
    documents = archive.documents.filter(is_stated=False, is_read=True)
    if (documents.aggregate(total=Sum("size"))["total"] or 0) > SEARCHED:
        return
    ids: Sequence[int] = list(documents.order_by("path", "id").values_list("id", flat=True))
    for start in range(0, len(ids), PAGES_AT_ONCE):
        pages = pages_of(ids[start : start + PAGES_AT_ONCE])
        yield from (pages[pk] for pk in ids[start : start + PAGES_AT_ONCE] if pk in pages)


def _said(archive: Archive, kinds: Sequence[Kind]) -> set[tuple[bytes, int]]:
    """The lines on which people have had their say."""
    actions = CuratorAction.objects.filter(archive=archive, kind__in=kinds, is_undone=False)
    return {(bytes(key), value.get("line", 0)) for key, value in actions.values_list("key", "value")}


FINDERS: dict[Kind, Callable[[CuratorAction], Iterator[Like]]] = {
    Kind.BEGIN_POST: _of_beginnings,
    Kind.JOIN_POST: _of_beginnings,
    Kind.MARK_QUOTE: _of_quotes,
    Kind.PAGE_KIND: _of_pages,
    Kind.HIDE_POST: _of_hidden,
    Kind.SET_AUTHOR: _of_authors,
}
