"""Pages of text and their lines: of what kind a page is, whether a post begins at a line, and what a line quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threads.curating.base import Kind, RefusedError, exclusive, hex_key, write_down
from threads.loading.erased.gaps import held_in
from threads.loading.parsing import record_of
from threads.loading.stale.affected import mark_unread
from threads.loading.stale.told_lines import BEGINNINGS
from threads.models import Appearance, CuratorAction, Document, Quote, Record, Redirect
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.types import PageKind
from threads.words.kinds import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Line = tuple[Document, int]
OF_POSTS = (Kind.CHANGE_PARENT, Kind.HIDE_POST, Kind.SET_AUTHOR, Kind.NAME_THREAD)
OF_NO_POST = (Role.CHROME, Role.PROFILE, Role.DUPLICATE)


class SaidError(RefusedError):
    """A correction in force says the same."""

    def __init__(self, action: CuratorAction) -> None:
        super().__init__(f"Correction {action.pk} says so already.")
        self.action = action


def begin_post(*, document: Document, line: int, by: User | None, reason: str = "") -> CuratorAction:
    """Let a post begin at a line, whatever the page's own cues say."""
    return _begin_or_join(document, line, by, reason, Kind.BEGIN_POST)


def join_post(*, document: Document, line: int, by: User | None, reason: str = "") -> CuratorAction:
    """Let no post begin at a line: it goes on with the post before."""
    return _begin_or_join(document, line, by, reason, Kind.JOIN_POST)


def mark_quote(
    *, document: Document, line: int, is_quote: bool, source: Line | None = None, by: User | None, reason: str = ""
) -> CuratorAction:
    """Let a line be somebody's own words, or a quote: of a line of this archive, or of what is not here."""
    with exclusive(document.archive):
        check_line(document, line)
        if source is not None:
            _check_source(document, line, source)
        cited = {"document": hex_key(source[0].key), "line": source[1]} if source and is_quote else None
        value: dict[str, Any] = {"line": line, "is_quote": is_quote, "source": cited}
        _refuse_if_said(document, Kind.MARK_QUOTE, value)
        return _write(document, Kind.MARK_QUOTE, value | {"was": _quote_read(document, line)}, by, reason)


def set_page_kind(*, document: Document, kind: str, by: User | None, reason: str = "") -> CuratorAction:
    """Let a page be a conversation or a collection."""
    if document.is_stated:
        raise RefusedError(f"The format of {document} states whom its posts answer.")
    if kind not in tuple(PageKind):
        raise RefusedError("A page is a conversation or a collection.")
    with exclusive(document.archive):
        actions = CuratorAction.objects.filter(
            archive=document.archive_id, kind=Kind.PAGE_KIND, key=bytes(document.key), is_undone=False
        )
        last = actions.order_by("made_at", "id").last()
        if last is not None and last.value["kind"] == kind:
            raise SaidError(last)
        value = {"kind": kind, "was": {"kind": document.kind, "confidence": document.confidence}}
        return _write(document, Kind.PAGE_KIND, value, by, reason)


def check_line(document: Document, line: int) -> None:
    """Refuse what is no line of a page of text at which something could be said."""
    if document.is_stated:
        raise RefusedError(f"The format of {document} states where its posts begin and what they quote.")
    if not 1 <= line <= document.line_count:
        raise RefusedError(f"{document} has no line {line}.")
    row = Record.objects.select_related("document").get(document=document)
    first = _paragraph_at(row, line)
    if first is None:
        raise RefusedError(f"Line {line} of {document} is empty.")
    if first != line:
        raise RefusedError(f"Line {line} of {document} goes on in the paragraph that begins at line {first}.")
    role = next((entry.role for entry in row.entries if line in entry.lines), None)
    if role in OF_NO_POST:
        raise RefusedError(f"Line {line} of {document} was read as {role}, which belongs to no post.")


def cited_at(document: Document, line: int) -> Line | None:
    """The line that a line was read to quote, or None for what is not here."""
    read = _quote_at(document, line)
    if read is None or read.source_document is None or read.source_line is None:
        return None
    return read.source_document, read.source_line + line - read.line


def _paragraph_at(row: Record, line: int) -> int | None:
    """The line at which the paragraph of a line begins."""
    held = held_in(row.erased)
    paragraphs = paragraphs_of(record_of(row).lines, is_wrapped=held.is_wrapped if held else None)
    return next((each.first_line for each in paragraphs if each.first_line <= line <= each.last_line), None)


def _check_source(document: Document, line: int, source: Line) -> None:
    held_by, cited = source
    if held_by.archive_id != document.archive_id:
        raise RefusedError("A quote is led to its own archive only.")
    check_line(held_by, cited)
    if held_by.pk == document.pk and cited >= line:
        raise RefusedError(f"Line {line} cannot quote line {cited}, which does not stand above it.")


def _begin_or_join(document: Document, line: int, by: User | None, reason: str, kind: Kind) -> CuratorAction:
    with exclusive(document.archive):
        check_line(document, line)
        value: dict[str, Any] = {"line": line}
        _refuse_if_said(document, kind, value)
        if kind == Kind.JOIN_POST:
            refuse_if_spoken_of(document, line)
        return _write(document, kind, value | {"was": _beginning_read(document, line)}, by, reason)


def refuse_if_spoken_of(document: Document, line: int) -> None:
    """Refuse to take a post away that corrections are about: they would hold for the post before it instead."""
    stood = Appearance.objects.filter(record__document=document, is_original=True, first_line=line).select_related(
        "post"
    )
    begun = next((each.post for each in stood), None)
    if begun is None or begun.appearances.filter(is_original=True, first_line__lt=line).exists():
        return
    keys = [
        bytes(begun.key),
        *Redirect.objects.filter(post=begun, of=Redirect.Of.POST).values_list("old_key", flat=True),
    ]
    about = CuratorAction.objects.filter(archive=document.archive_id, kind__in=OF_POSTS, key__in=keys, is_undone=False)
    last = about.order_by("made_at", "id").last()
    if last is not None:
        raise RefusedError(
            f"Correction {last.pk} is about the post that begins at line {line} of {document}. Undo that one first."
        )


def _write(document: Document, kind: Kind, value: dict[str, Any], by: User | None, reason: str) -> CuratorAction:
    action = write_down(kind, document, value, by, reason)
    mark_unread([document.pk])
    return action


def in_force_at(document: Document, kind: Kind, line: int) -> CuratorAction | None:
    """The latest word of a person on a line."""
    kinds = BEGINNINGS if kind in BEGINNINGS else (kind,)
    same = CuratorAction.objects.filter(
        archive=document.archive_id, kind__in=kinds, key=bytes(document.key), value__line=line, is_undone=False
    )
    return same.order_by("made_at", "id").last()


def _refuse_if_said(document: Document, kind: Kind, value: dict[str, Any]) -> None:
    last = in_force_at(document, kind, value["line"])
    if last is not None and last.kind == kind and value.items() <= last.value.items():
        raise SaidError(last)


def _beginning_read(document: Document, line: int) -> dict[str, Any] | None:
    """How sure it was that a post begins at a line; None if none did."""
    found = Appearance.objects.filter(record__document=document, is_original=True, first_line=line)
    post = found.values("post__confidence", "post__cues").first()
    return {"confidence": post["post__confidence"], "cues": post["post__cues"]} if post else None


def _quote_at(document: Document, line: int) -> Quote | None:
    """The quote that a line belongs to; the appearances of its post are asked in one, so that both hold of the same."""
    quotes = Quote.objects.filter(
        post__appearances__record__document=document,
        post__appearances__is_original=True,
        line__lte=line,
        last_line__gte=line,
        rank=0,
    )
    return quotes.select_related("source_document__archive").order_by("line").first()


def _quote_read(document: Document, line: int) -> dict[str, Any] | None:
    """What a line was read to quote; None if it was somebody's own."""
    read = _quote_at(document, line)
    if read is None:
        return None
    source = cited_at(document, line)
    place = {"document": hex_key(source[0].key), "line": source[1]} if source else None
    return {"kind": read.kind, "confidence": read.confidence, "source": place}
