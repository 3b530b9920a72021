"""The tables as staff see them; usable with a million rows: no full counts, no lists of everything to choose from."""

from django.contrib import admin

from threads import models


class LargeTableAdmin(admin.ModelAdmin):
    """What every table here needs: pages instead of counts, and foreign keys that are searched for."""

    show_full_result_count = False
    list_per_page = 50


@admin.register(models.Archive)
class ArchiveAdmin(LargeTableAdmin):
    """Archives; publishing one is a tick."""

    list_display = ("title", "slug", "is_published", "post_count", "thread_count", "document_count")
    list_filter = ("is_published",)
    search_fields = ("title", "slug")
    readonly_fields = (
        "created_at", "thread_count", "post_count", "document_count", "first_posted_at", "last_posted_at",
    )  # fmt: skip


@admin.register(models.ImportRun)
class ImportRunAdmin(LargeTableAdmin):
    """What was imported when, and what was refused."""

    list_display = ("id", "archive", "state", "started_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("archive",)
    autocomplete_fields = ("archive",)
    search_fields = ("=id", "archive__slug")


@admin.register(models.Document)
class DocumentAdmin(LargeTableAdmin):
    """Documents as they were given."""

    list_display = ("path", "archive", "kind", "line_count", "size", "is_read")
    list_filter = ("is_read", "kind")
    list_select_related = ("archive",)
    autocomplete_fields = ("archive", "run")
    search_fields = ("path",)
    readonly_fields = ("created_at",)


@admin.register(models.RunDocument)
class RunDocumentAdmin(LargeTableAdmin):
    """Which documents a run was given."""

    list_display = ("path", "run", "document", "is_new")
    list_select_related = ("run", "document")
    autocomplete_fields = ("run", "document")
    search_fields = ("path",)


@admin.register(models.Record)
class RecordAdmin(LargeTableAdmin):
    """The units that a document was read as."""

    list_display = ("id", "document", "ordinal")
    list_select_related = ("document",)
    autocomplete_fields = ("archive", "document")
    search_fields = ("=id", "document__path")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("raw", "lines")


@admin.register(models.Fingerprint)
class FingerprintAdmin(LargeTableAdmin):
    """The hashes by which documents find each other."""

    list_display = ("id", "document", "value")
    list_select_related = ("document",)
    autocomplete_fields = ("archive", "document")
    search_fields = ("=value",)


class AliasInline(admin.TabularInline):
    """An author's other names."""

    model = models.Alias
    extra = 0
    autocomplete_fields = ("archive", "document")


@admin.register(models.Author)
class AuthorAdmin(LargeTableAdmin):
    """Whoever wrote."""

    list_display = ("__str__", "archive", "is_placeholder", "post_count")
    list_filter = ("is_placeholder",)
    list_select_related = ("archive",)
    autocomplete_fields = ("archive",)
    search_fields = ("name", "aliases__name")
    inlines = (AliasInline,)


@admin.register(models.Alias)
class AliasAdmin(LargeTableAdmin):
    """Names as documents give them."""

    list_display = ("name", "author", "document")
    list_select_related = ("author", "document")
    autocomplete_fields = ("archive", "author", "document")
    search_fields = ("name",)


@admin.register(models.Thread)
class ThreadAdmin(LargeTableAdmin):
    """Threads as they were put together."""

    list_display = ("title", "archive", "post_count", "missing_count", "last_posted_at", "is_hidden")
    list_select_related = ("archive",)
    autocomplete_fields = ("archive",)
    search_fields = ("title",)


@admin.register(models.Post)
class PostAdmin(LargeTableAdmin):
    """Posts; their text is shown and not changed here."""

    list_display = ("id", "thread", "number", "author", "posted_at", "is_missing", "is_hidden")
    list_select_related = ("thread", "author")
    autocomplete_fields = ("archive", "thread", "author", "parent")
    search_fields = ("=id", "thread__title", "author__name")
    readonly_fields = ("text", "own_text", "html", "bigrams")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search")


@admin.register(models.ReplyEdge)
class ReplyEdgeAdmin(LargeTableAdmin):
    """Who answers whom, and why that is thought."""

    list_display = ("id", "child", "parent", "origin", "confidence", "is_primary")
    list_select_related = ("child", "parent")
    autocomplete_fields = ("archive", "child", "parent")
    search_fields = ("=child__id", "=parent__id")


@admin.register(models.Quote)
class QuoteAdmin(LargeTableAdmin):
    """Cited passages and their sources."""

    list_display = ("id", "post", "line", "kind", "source_post", "source_line")
    list_select_related = ("post", "source_post")
    autocomplete_fields = ("archive", "post", "source_post", "source_document", "via")
    search_fields = ("=post__id", "=source_post__id")


@admin.register(models.Appearance)
class AppearanceAdmin(LargeTableAdmin):
    """The lines on which posts stand."""

    list_display = ("id", "post", "record", "first_line", "last_line", "is_original")
    list_select_related = ("post", "record")
    autocomplete_fields = ("archive", "post", "record")
    search_fields = ("=post__id",)


@admin.register(models.Redirect)
class RedirectAdmin(LargeTableAdmin):
    """Where ids lead that were once shown."""

    list_display = ("of", "old_id", "post")
    list_select_related = ("post",)
    autocomplete_fields = ("archive", "post")
    search_fields = ("=old_id",)


@admin.register(models.CuratorAction)
class CuratorActionAdmin(LargeTableAdmin):
    """Corrections by people."""

    list_display = ("kind", "archive", "made_by", "made_at", "is_undone")
    list_filter = ("kind", "is_undone")
    list_select_related = ("archive", "made_by")
    autocomplete_fields = ("archive", "made_by")
    search_fields = ("reason",)
    readonly_fields = ("made_at",)
