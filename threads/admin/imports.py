"""Import runs and records: what came of each, and what could not be read."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from threads import models
from threads.admin.base import ReadOnlyAdmin
from threads.selectors.import_run import in_words, run_page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(models.ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """What was imported when, what came of it, and what is uncertain."""

    change_form_template = "admin/threads/run.html"
    list_display = ("id", "archive", "state", "started_at", "finished_at", "documents", "records", "quarantined")
    list_filter = ("archive",)
    list_select_related = ("archive",)
    search_fields = ("=id", "archive__slug")

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        run = context.get("original")
        return super().render_change_form(request, context | {"page": run_page(run)}, *args, **kwargs)

    @admin.display(description="documents")
    def documents(self, run: models.ImportRun) -> str:
        """How many were new, known and refused."""
        return in_words(run.counts.get("documents", {}))

    @admin.display(description="records")
    def records(self, run: models.ImportRun) -> str:
        """What became of those whose format states posts."""
        return in_words(run.counts.get("records", {}))

    @admin.display(description="in quarantine")
    def quarantined(self, run: models.ImportRun) -> str:
        count = run.counts.get("records", {}).get("quarantined", 0)
        if not count:
            return ""
        address = reverse("admin:threads_importrun_change", args=[run.pk])
        return format_html('<a href="{}#quarantine">{}</a>', address, f"{count:,}")


class InQuarantine(admin.SimpleListFilter):
    """Only the records that could not be read; they have an index of their own."""

    title = "quarantine"
    parameter_name = "quarantine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "In quarantine")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.exclude(refusal="") if self.value() == "yes" else queryset


@admin.register(models.Record)
class RecordAdmin(ReadOnlyAdmin):
    """The units that a document was read as, with their bytes."""

    list_display = ("id", "in_document", "number", "refusal", "raw_bytes")
    list_filter = (InQuarantine, "archive")
    list_select_related = ("document",)
    search_fields = ("=id", "=document__id")
    fields = ("in_document", "number", "refusal", "where", "raw_bytes", "archive")
    readonly_fields = ("in_document", "number", "where", "raw_bytes")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("raw", "lines")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.raw_view)
        return [path("<int:number>/raw/", view, name="threads_record_raw"), *super().get_urls()]

    def raw_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Give the bytes of a record as a file to save, which no browser shows as a page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        raw = models.Record.objects.filter(pk=number).values_list("raw", flat=True).first()
        if raw is None:
            raise Http404
        headers = {
            "Content-Disposition": f'attachment; filename="record-{number}.bin"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(bytes(raw), content_type="application/octet-stream", headers=headers)

    @admin.display(description="document")
    def in_document(self, record: models.Record) -> str:
        return format_html(
            '<a href="{}?record={}">{}</a>', record.document.get_absolute_url(), record.ordinal + 1, record.document
        )

    @admin.display(description="number")
    def number(self, record: models.Record) -> str:
        return f"{record.ordinal + 1:,}"

    @admin.display(description="traceback")
    def where(self, record: models.Record) -> str:
        """The traceback, if the program failed at it."""
        return format_html("<pre>{}</pre>", record.traceback) if record.traceback else "none"

    @admin.display(description="bytes")
    def raw_bytes(self, record: models.Record) -> str:
        return format_html('<a href="{}">as given</a>', reverse("admin:threads_record_raw", args=[record.pk]))
