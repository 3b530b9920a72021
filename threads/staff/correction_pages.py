"""A post, a line, a document or a thread -> the form on which staff put it right, and the corrected page after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from threads.admin.base import person
from threads.admin.correcting import reason_in
from threads.curating import RefusedError
from threads.curating.base import as_one_go
from threads.curating.beside import Surroundings, stands_on_page, surroundings
from threads.models import Appearance, CuratorAction, Document, Post, Quote, Thread
from threads.staff.access import back_to, next_in, read_again, staff_page
from threads.staff.candidates import candidates
from threads.staff.choices import Chosen, choice_of, correct_document, correct_post, correct_thread
from threads.staff.ledger_pages import told_of
from threads.staff.like_pages import offer_of
from threads.views import is_for_a_part

if TYPE_CHECKING:
    from django.http import HttpRequest

# Paragraphs of a post that a form shows; the rest are corrected where the document shows its lines.
PARAGRAPHS_SHOWN = 200


@staff_page("change_post")
def of_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Put a post right: where it begins, what it quotes, who wrote it, whom it answers, whether it is shown."""
    post = get_object_or_404(Post.objects.select_related("archive", "thread", "author", "parent"), pk=post_id)
    return _of_post(request, post, reverse("threads:post", args=[post.pk]))


@staff_page("change_post")
def of_line(request: HttpRequest, document_id: int, line: int) -> HttpResponse:
    """Put the post right that a line of a document belongs to."""
    document = get_object_or_404(Document.objects.select_related("archive"), pk=document_id)
    standing = Appearance.objects.filter(
        record__document=document, is_original=True, first_line__lte=line, last_line__gte=line
    )
    stood = standing.select_related(*(f"post__{name}" for name in ("archive", "thread", "author", "parent"))).first()
    default = f"{reverse('threads:document', args=[document.pk])}?line={line}"
    if stood is None or document.is_stated:
        context = {"document": document, "line": line, "next": next_in(request, default)}
        return _shown(request, "staff/_no_post.html", context)
    return _of_post(request, stood.post, default, line)


def _of_post(request: HttpRequest, post: Post, default: str, line: int | None = None) -> HttpResponse:
    record = None if post.is_missing else stands_on_page(post)
    stands = surroundings(post, record) if record else None
    error = ""
    if request.method == "POST":
        answer = _corrected(request, post, lambda choice: correct_post(post, stands, choice), default)
        if isinstance(answer, HttpResponse):
            return answer
        error = answer
    context = {
        "post": post,
        "line": line,
        "stands": stands,
        "paragraphs": _paragraphs(post, stands) if stands else (),
        "left_out": max(0, len(stands.paragraphs) - PARAGRAPHS_SHOWN) if stands else 0,
        "candidates": candidates(post, stands.before[0] if stands and stands.before else None),
        "error": error,
        "may_erase": request.user.has_perm("threads.erase_post"),
        "next": next_in(request, default),
        "given": request.POST,
    }
    return _shown(request, "staff/_correct_post.html", context, error)


@staff_page("change_document", "change_post")
def of_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say of what kind a page is."""
    document = get_object_or_404(Document.objects.select_related("archive"), pk=document_id)
    default = reverse("threads:document", args=[document.pk])
    error = ""
    if request.method == "POST":
        answer = _corrected(request, document, lambda choice: correct_document(document, choice), default)
        if isinstance(answer, HttpResponse):
            return answer
        error = answer
    context = {"document": document, "error": error, "next": next_in(request, default), "given": request.POST}
    return _shown(request, "staff/_correct_document.html", context, error)


@staff_page("change_post")
def of_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Give a thread another name, or put it under another."""
    thread = get_object_or_404(Thread.objects.select_related("archive"), pk=thread_id)
    error = ""
    if request.method == "POST":
        answer = _corrected(request, thread, lambda choice: correct_thread(thread, choice), thread.get_absolute_url())
        if isinstance(answer, HttpResponse):
            return answer
        error = answer
    context = {
        "thread": thread,
        "error": error,
        "next": next_in(request, thread.get_absolute_url()),
        "given": request.POST,
    }
    return _shown(request, "staff/_correct_thread.html", context, error)


def _corrected(
    request: HttpRequest,
    row: Post | Document | Thread,
    correct: Callable[[Chosen], Sequence[CuratorAction]],
    default: str,
) -> HttpResponse | str:
    """Make what was chosen and go back to the page; or say why not."""
    try:
        with as_one_go(row.archive) as go:
            go.actions += correct(choice_of(request.POST, person(request), reason_in(request)))
    except RefusedError as refusal:
        return str(refusal)
    read_again(request, row.archive)
    address = next_in(request, default)
    messages.success(request, told_of(go.actions, address) + offer_of(go.actions, address))
    anchor = f"#p{row.pk}" if isinstance(row, Post) else ""
    return back_to(request, next_in(request, default), anchor)


def _paragraphs(post: Post, stands: Surroundings) -> list[dict[str, Any]]:
    """The paragraphs of a post, each with what it is read to quote."""
    quotes = Quote.objects.filter(post=post, rank=0).select_related("source_post__author", "source_document")
    quote_at = {line: quote for quote in quotes for line in quote.lines}
    return [
        {"lines": each, "quote": quote_at.get(each.line), "is_first": number == 0}
        for number, each in enumerate(stands.paragraphs[:PARAGRAPHS_SHOWN])
    ]


def _shown(request: HttpRequest, template: str, context: dict[str, Any], error: str = "") -> HttpResponse:
    """The form alone within a page, for htmx; else a page of its own."""
    if is_for_a_part(request):
        return render(request, template, context | {"is_part": True})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "staff/form.html", context | {"form": template}, status=status)
