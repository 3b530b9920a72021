"""The corrections made: what each did, who made it, when and why; each can be undone."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from threads import curating, models
from threads.admin.correcting import CorrectingAdmin, Correction, is_confirmed
from threads.curating import telling

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

Kind = models.CuratorAction.Kind


def _undo(row: models.CuratorAction, by: Any, **_signature: object) -> None:
    """Take one back: of that, who is kept, but not why."""
    curating.undo(action=row, by=by)


UNDO = Correction("undo", "Undo", "Undone", "Yes, undo", telling.of_undo, _undo, keeps_reason=False)


@admin.register(models.CuratorAction)
class CuratorActionAdmin(CorrectingAdmin):
    """Corrections by people, the latest first."""

    fields = readonly_fields = ("told", "archive", "made_by", "made_at", "reason", "state_now")
    list_display = ("id", "told", "state_now", "made_by", "made_at", "reason", "archive")
    list_filter = ("kind", "is_undone", "archive")
    list_select_related = ("archive", "made_by")
    search_fields = ("=id", "reason")
    search_help_text = "A number, or a part of a reason"
    actions = ("undo",)

    def has_change_permission(self, request: HttpRequest, obj: models.CuratorAction | None = None) -> bool:
        return False

    def heading(self, row: models.CuratorAction) -> str:
        return self.told(row)

    @admin.display(description="correction")
    def told(self, action: models.CuratorAction) -> str:
        return sentence_of(action)

    @admin.display(description="state")
    def state_now(self, action: models.CuratorAction) -> str:
        """Whether it holds, with the way to take it back."""
        if action.is_undone:
            return "undone"
        if action.kind == Kind.ERASE_POST:
            return "for good"
        address = reverse("admin:threads_curatoraction_undo", args=[action.pk])
        return format_html('in force, <a href="{}">undo …</a>', address)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:number>/undo/", view, name="threads_curatoraction_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Say what stands then, and take one correction back."""
        if not self.has_correct_permission(request):
            raise PermissionDenied
        action = models.CuratorAction.objects.select_related("archive", "made_by").filter(pk=number).first()
        if action is None:
            raise Http404
        if request.method == "POST" and is_confirmed(request):
            self.correct_each(request, [action], UNDO)
            return HttpResponseRedirect(reverse("admin:threads_curatoraction_changelist"))
        consequences = [(self.told(action), telling.of_undo(action))]
        return self.confirmation(
            request, title="Undo this correction?", button=UNDO.button, consequences=consequences, keeps_reason=False
        )

    @admin.action(description="Undo the selected corrections …", permissions=["correct"])
    def undo(self, request: HttpRequest, queryset: QuerySet) -> Any:
        actions = queryset.filter(is_undone=False).select_related("archive", "made_by").order_by("-made_at", "-id")
        return self.ask_or_correct(request, actions, UNDO)


def sentence_of(action: models.CuratorAction) -> str:
    """What was corrected, with the way to the page that shows it."""
    return format_html(_sentence(action), *_links(action))


def _sentence(action: models.CuratorAction) -> str:
    """What was done, with a ``{}`` for each of its links."""
    value = action.value
    return {
        Kind.RENAME_AUTHOR: "{} named “{}” (was {})",
        Kind.MERGE_AUTHORS: "{} merged into {}",
        Kind.CHANGE_PARENT: "{} put under {}" if value.get("parent") else "{} put on its own",
        Kind.HIDE_POST: "{} hidden" if value.get("is_hidden", True) else "{} shown again",
        Kind.PUBLISH: "{} published" if value.get("is_published", True) else "{} unpublished",
        Kind.FORGET: "Document {} forgotten",
        Kind.ERASE_POST: "{} erased",
        Kind.BEGIN_POST: "A post begins at {}",
        Kind.JOIN_POST: "No post begins at {}",
        Kind.MARK_QUOTE: _quote_sentence(value),
        Kind.SET_AUTHOR: "{} written by {} (was {})",
        Kind.PAGE_KIND: "{} is a {} (was {})",
        Kind.NAME_THREAD: "The thread of {} named “{}” (was “{}”)",
    }[Kind(action.kind)]


def _quote_sentence(value: dict[str, Any]) -> str:
    if not value.get("is_quote"):
        return "{} is no quote"
    return "{} quotes {}" if value.get("source") else "{} quotes what is not here"


def _links(action: models.CuratorAction) -> tuple[str, ...]:
    value = action.value
    kind = Kind(action.kind)
    was = f"“{value['was']}”" if isinstance(value.get("was"), str) and value["was"] else "unknown"
    if kind == Kind.RENAME_AUTHOR:
        return _author(value.get("id")), str(value.get("name", "")), was
    if kind == Kind.MERGE_AUTHORS:
        return _author(value.get("id"), value.get("was")), _author(value.get("into_id"), value.get("into_name"))
    if kind == Kind.PUBLISH:
        return (format_html('<a href="{}">{}</a>', action.archive.get_absolute_url(), action.archive),)
    if kind == Kind.FORGET:
        return (str(value.get("path", "")),)
    if kind in (Kind.BEGIN_POST, Kind.JOIN_POST, Kind.MARK_QUOTE):
        source = value.get("source") if value.get("is_quote") else None
        there = (_cited_line(source, action),) if source else ()
        return (_line(value), *there)
    if kind == Kind.PAGE_KIND:
        return _document(value), value["kind"], value["was"]["kind"] or "not read"
    post = _post(value.get("id"), value.get("words"))
    if kind == Kind.NAME_THREAD:
        return post, value["title"], value["was_title"]
    if kind == Kind.SET_AUTHOR:
        return post, value["name"] or "unknown", value["was"]["name"] or "unknown"
    if kind == Kind.CHANGE_PARENT and value.get("parent"):
        return post, _post(value.get("parent_id"), value.get("parent_words"))
    return (post,)


def _author(number: int | None, name: object = None) -> str:
    """Link to an author by the number they had when corrected; its address still leads there."""
    if number is None:
        return "An author"
    label = f"{name} (author {number})" if name else f"Author {number}"
    return format_html('<a href="{}">{}</a>', reverse("threads:author_by_id", args=[number]), label)


def _line(value: dict[str, Any]) -> str:
    """Link to a line of a document by the number that the document had when it was corrected."""
    line, number = value["line"], value["id"]
    address = f"{reverse('threads:document', args=[number])}?line={line}#L{line}"
    return format_html('<a href="{}">line {} of document {}</a>', address, line, number)


def _document(value: dict[str, Any]) -> str:
    """Link to a document by the number that it had when it was corrected."""
    number = value["id"]
    return format_html('<a href="{}">Document {}</a>', reverse("threads:document", args=[number]), number)


def _cited_line(source: dict[str, Any], action: models.CuratorAction) -> str:
    where = "" if source["document"] == bytes(action.key).hex() else " of another document"
    return f"line {source['line']}{where}"


def _post(number: int | None, words: object = None) -> str:
    if number is None:
        return "A post"
    label = f"Post {number} “{words}”" if words else f"Post {number}"
    return format_html('<a href="{}">{}</a>', reverse("threads:post", args=[number]), label)
