"""The tables that only readings and imports write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from threads import models
from threads.admin.base import ReadOnlyAdmin, without_long

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(models.RunDocument)
class RunDocumentAdmin(ReadOnlyAdmin):
    """Which documents a run was given."""

    list_display = ("path", "run", "document", "is_new")
    list_select_related = ("run", "document")
    search_fields = ("=run__id", "=document__id")


@admin.register(models.Fingerprint)
class FingerprintAdmin(ReadOnlyAdmin):
    """The hashes by which documents find each other."""

    list_display = ("id", "document", "value")
    list_select_related = ("document",)
    search_fields = ("=id", "=document__id")


@admin.register(models.Alias)
class AliasAdmin(ReadOnlyAdmin):
    """Names as documents give them."""

    list_display = ("name", "author", "document")
    list_filter = ("archive",)
    list_select_related = ("author", "document")
    search_fields = ("name",)


@admin.register(models.Picture)
class PictureAdmin(ReadOnlyAdmin):
    """Pictures that came with archives; each is seen in the posts that show it."""

    list_display = ("id", "archive", "form", "width", "height", "size")
    list_filter = ("archive",)
    list_select_related = ("archive",)
    search_fields = ("=id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content")


@admin.register(models.PicturePlace)
class PicturePlaceAdmin(ReadOnlyAdmin):
    """Where pictures came from, and whose posts name them."""

    list_display = ("id", "picture", "record", "came_from")
    search_fields = ("=picture__id", "=record__id")
    raw_id_fields = ("picture", "record")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("picture", "record")
        return rows.defer("picture__content", "record__raw", "record__lines")


@admin.register(models.Thread)
class ThreadAdmin(ReadOnlyAdmin):
    """Threads as they were put together; a thread is hidden when all its posts are."""

    list_display = ("title", "archive", "post_count", "missing_count", "last_posted_at", "is_hidden")
    list_filter = ("archive",)
    list_select_related = ("archive",)
    search_fields = ("=id", "title")


@admin.register(models.Version)
class VersionAdmin(ReadOnlyAdmin):
    """What posts said in their saves, where they were edited between them."""

    list_display = ("id", "post", "number", "first_seen", "last_seen", "is_saved")
    list_select_related = ("post",)
    search_fields = ("=post__id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_long(super().get_queryset(request).defer("text"), "post")


@admin.register(models.ReplyEdge)
class ReplyEdgeAdmin(ReadOnlyAdmin):
    """Who answers whom, and why that is thought."""

    list_display = ("id", "child", "parent", "origin", "confidence", "is_primary")
    list_filter = ("archive",)
    list_select_related = ("child", "parent")
    search_fields = ("=child__id", "=parent__id")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_long(super().get_queryset(request), "child", "parent")


@admin.register(models.Quote)
class QuoteAdmin(ReadOnlyAdmin):
    """Cited passages and their sources."""

    list_display = ("id", "post", "line", "kind", "source_post", "source_line")
    list_filter = ("archive",)
    list_select_related = ("post", "source_post")
    search_fields = ("=post__id", "=source_post__id")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_long(super().get_queryset(request), "post", "source_post")


@admin.register(models.Appearance)
class AppearanceAdmin(ReadOnlyAdmin):
    """The lines on which posts stand."""

    list_display = ("id", "post", "record", "first_line", "last_line", "is_original")
    list_filter = ("archive",)
    list_select_related = ("post", "record")
    search_fields = ("=post__id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_long(super().get_queryset(request), "post").defer("record__raw", "record__lines")


@admin.register(models.Redirect)
class RedirectAdmin(ReadOnlyAdmin):
    """Where ids lead that were once shown."""

    list_display = ("of", "old_id", "post")
    list_filter = ("archive",)
    list_select_related = ("post",)
    search_fields = ("=old_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_long(super().get_queryset(request), "post")


@admin.register(models.Tombstone)
class TombstoneAdmin(ReadOnlyAdmin):
    """What was erased, by digests, and the ids that lead nowhere since."""

    list_display = ("id", "of", "number", "archive", "action")
    list_filter = ("archive",)
    list_select_related = ("archive", "action__made_by")
    search_fields = ("=id", "=number")
