"""What somebody chose on a form of corrections -> the corrections it asks for, made in one go.

A choice is a verb and, after a colon, a line or a post: "begin:17", "parent:55", "hide". What is written in a field comes with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threads import curating
from threads.curating import RefusedError
from threads.curating.beside import Surroundings
from threads.curating.line_corrections import cited_at
from threads.models import CuratorAction, Document, Post, Thread
from threads.views import ID_MOST, PLACE_MOST

if TYPE_CHECKING:
    from django.contrib.auth.models import User

POST_ADDRESS = re.compile(r"\s*(?:\S{0,300}/p/)?([0-9]{1,19})/?\s*")
THREAD_ADDRESS = re.compile(r"\s*(?:\S{0,300}/t/)?([0-9]{1,19})(?:/\S{0,300})?\s*")
LINE_ADDRESS = re.compile(r"\s*(?:\S{0,300}/d/([0-9]{1,19})/\S{0,300}#L)?([0-9]{1,10})\s*")
NO_CHOICE = "Choose what to correct."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is corrected, with what is written beside it, by whom and why."""

    verb: str
    number: int
    fields: Mapping[str, str]
    by: User | None
    reason: str

    @property
    def signature(self) -> dict[str, Any]:
        return {"by": self.by, "reason": self.reason}

    def field(self, name: str) -> str:
        """What is written in a field."""
        return self.fields.get(name, "").replace("\0", "").strip()[:1000]


def choice_of(fields: Mapping[str, str], by: User | None, reason: str) -> Chosen:
    """The choice in what a form sent."""
    verb, _, number = fields.get("do", "").partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) <= len(str(ID_MOST))
    return Chosen(verb, min(int(number), ID_MOST) if is_number else 0, fields, by, reason)


def correct_post(post: Post, stands: Surroundings | None, choice: Chosen) -> list[CuratorAction]:
    """Make the corrections of a post, or of the lines it consists of."""
    if choice.verb in OF_LINES:
        if stands is None:
            raise RefusedError("The format of its document states where this post begins and what it quotes.")
        if choice.number > PLACE_MOST:
            raise RefusedError(NO_CHOICE)
        return OF_LINES[choice.verb](stands, choice)
    if choice.verb in OF_POSTS:
        return [OF_POSTS[choice.verb](post, choice)]
    raise RefusedError(NO_CHOICE)


def correct_document(document: Document, choice: Chosen) -> list[CuratorAction]:
    """Say of what kind a page is."""
    if choice.verb not in ("conversation", "collection"):
        raise RefusedError(NO_CHOICE)
    return [curating.set_page_kind(document=document, kind=choice.verb, **choice.signature)]


def correct_thread(thread: Thread, choice: Chosen) -> list[CuratorAction]:
    """Give a thread another name, or put it under a post of another."""
    if choice.verb == "title":
        return [curating.name_thread(thread=thread, title=choice.field("title"), **choice.signature)]
    if choice.verb != "merge":
        raise RefusedError(NO_CHOICE)
    found = THREAD_ADDRESS.fullmatch(choice.field("into"))
    into = Thread.objects.filter(archive=thread.archive_id, pk=_id(found)).first() if found else None
    if into is None:
        raise RefusedError("Give the number or the address of a thread of this archive (7 for /t/7/).")
    opening = thread.posts.select_related("archive", "parent").get(position=0)
    return [curating.change_parent(post=opening, parent=into.posts.get(position=0), **choice.signature)]


# Lines


def _begin(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    return [curating.begin_post(document=stands.document, line=choice.number, **choice.signature)]


def _join(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    if not stands.paragraphs:
        raise RefusedError(NO_CHOICE)
    return [curating.join_post(document=stands.document, line=stands.paragraphs[0].line, **choice.signature)]


def _goes_on(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    """That no post begins at a line at which none was read to begin."""
    return [curating.join_post(document=stands.document, line=choice.number, **choice.signature)]


def _up(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    """The lines above one belong to the post before: this post begins at the line."""
    return [*_join(stands, choice), *_begin(stands, choice)]


def _down(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    """The lines from one on belong to the post after, which begins there."""
    if stands.after is None:
        raise RefusedError("No post comes after this one on its page.")
    joined = curating.join_post(document=stands.document, line=stands.after[1], **choice.signature)
    return [joined, *_begin(stands, choice)]


def _mark(stands: Surroundings, choice: Chosen, **what: Any) -> list[CuratorAction]:
    return [curating.mark_quote(document=stands.document, line=choice.number, **what, **choice.signature)]


def _own(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    return _mark(stands, choice, is_quote=False)


def _quoted(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    return _mark(stands, choice, is_quote=True, source=cited_at(stands.document, choice.number))


def _nowhere(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    return _mark(stands, choice, is_quote=True)


def _led(stands: Surroundings, choice: Chosen) -> list[CuratorAction]:
    """A quote of the line that is written beside it: its number, or its address where it stands in another document."""
    found = LINE_ADDRESS.fullmatch(choice.field(f"source{choice.number}"))
    document: Document | None = stands.document
    if found and found[1]:
        documents = Document.objects.select_related("archive")
        document = documents.filter(archive=stands.document.archive_id, pk=_id(found)).first()
    if not found or document is None:
        raise RefusedError(
            "Give the number of the line that is quoted, or its address in another document (/d/7/#L12)."
        )
    return _mark(stands, choice, is_quote=True, source=(document, min(int(found[2]), PLACE_MOST)))


# Posts


def _parent(post: Post, choice: Chosen) -> CuratorAction:
    parent = Post.objects.select_related("thread").filter(archive=post.archive_id, pk=choice.number).first()
    if parent is None:
        raise RefusedError("No post of this archive has that number.")
    if parent.pk == post.parent_id:
        return curating.confirm_parent(post=post, **choice.signature)
    return curating.change_parent(post=post, parent=parent, **choice.signature)


def _other_parent(post: Post, choice: Chosen) -> CuratorAction:
    found = POST_ADDRESS.fullmatch(choice.field("parent"))
    if not found:
        raise RefusedError("Give the number or the address of the post that it answers (7 for /p/7/).")
    return _parent(post, Chosen("parent", _id(found), choice.fields, choice.by, choice.reason))


def _alone(post: Post, choice: Chosen) -> CuratorAction:
    return curating.change_parent(post=post, parent=None, **choice.signature)


def _author(post: Post, choice: Chosen) -> CuratorAction:
    return curating.set_author(post=post, name=choice.field("author"), **choice.signature)


def _hide(post: Post, choice: Chosen) -> CuratorAction:
    return curating.hide_post(post=post, **choice.signature)


def _show(post: Post, choice: Chosen) -> CuratorAction:
    return curating.show_post(post=post, **choice.signature)


def _id(found: re.Match[str]) -> int:
    return min(int(found[1]), ID_MOST)


OF_LINES: dict[str, Callable[[Surroundings, Chosen], list[CuratorAction]]] = {
    "begin": _begin,
    "join": _join,
    "goes": _goes_on,
    "up": _up,
    "down": _down,
    "own": _own,
    "quoted": _quoted,
    "nowhere": _nowhere,
    "led": _led,
}
OF_POSTS: dict[str, Callable[[Post, Chosen], CuratorAction]] = {
    "parent": _parent,
    "other": _other_parent,
    "alone": _alone,
    "author": _author,
    "hide": _hide,
    "show": _show,
}
