"""Archives, posts and documents: what people correct, and nothing else of them."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import OuterRef, Subquery, Sum
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from threads import curating, models
from threads.admin.base import LONG, one_line, person, with_opening
from threads.admin.correcting import CorrectingAdmin, Correction
from threads.admin.forms import ArchiveForm, PostForm
from threads.curating import erasing, telling
from threads.search.conditions import holding_words, narrowed
from threads.search.language import parse
from threads.selectors.versions import shown_versions

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# The largest number that a column of ids holds.
ID_MOST = 2**63 - 1
PUBLISH = Correction(
    "publish", "Publish", "Published", "Let everybody read them",
    lambda row: telling.of_publishing(row, is_published=True),
    lambda row, **signature: curating.publish(archive=row, **signature),
)  # fmt: skip
UNPUBLISH = Correction(
    "unpublish", "Unpublish", "Unpublished", "Keep them to staff",
    lambda row: telling.of_publishing(row, is_published=False),
    lambda row, **signature: curating.unpublish(archive=row, **signature),
)  # fmt: skip
HIDE = Correction(
    "hide", "Hide", "Hidden", "Hide from visitors",
    lambda row: telling.of_hiding(row, is_hidden=True),
    lambda row, **signature: curating.hide_post(post=row, **signature),
)  # fmt: skip
SHOW = Correction(
    "show", "Show", "Shown", "Show to visitors",
    lambda row: telling.of_hiding(row, is_hidden=False),
    lambda row, **signature: curating.show_post(post=row, **signature),
)  # fmt: skip
ERASE = Correction(
    "erase", "Erase", "Erased", "Erase for good",
    lambda row: [
        f"Post {row.pk}, {telling.quoted(row)}, by {row.author}.",
        *erasing.sentences_of(erasing.consequences_of(erasing.Erasing(row.archive, (row.pk,)))),
    ],
    lambda row, **signature: curating.erase_post(post=row, **signature),
    about_reason="Reason, shown to everybody at the address of the post (may be empty; say nothing that it said):",
)  # fmt: skip
FORGET = Correction(
    "forget", "Forget", "Forgotten", "Forget for good",
    telling.of_forgetting,
    lambda row, **signature: curating.forget_document(document=row, **signature),
)  # fmt: skip

OF_ARCHIVE = models.Picture.objects.filter(archive=OuterRef("pk")).order_by().values("archive")
PICTURES_SIZE = Subquery(OF_ARCHIVE.annotate(total=Sum("size")).values("total"))


@admin.register(models.Archive)
class ArchiveAdmin(CorrectingAdmin):
    """Archives; publishing one is a tick, or an action for several."""

    form = ArchiveForm
    fields = (
        "title", "slug", "description", "is_published", "reason", "pictures_mb", "pictures", "post_count", "thread_count", "document_count",
        "first_posted_at", "last_posted_at", "created_at",
    )  # fmt: skip
    readonly_fields = (
        "slug", "created_at", "thread_count", "post_count", "document_count", "first_posted_at", "last_posted_at", "pictures",
    )  # fmt: skip
    list_display = ("title", "slug", "is_published", "post_count", "thread_count", "document_count", "pictures")
    list_filter = ("is_published",)
    search_fields = ("title", "slug")
    ordering = ("title",)
    actions: Sequence[str] = ("publish", "unpublish")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(pictures_size=PICTURES_SIZE)

    @admin.display(description="pictures")
    def pictures(self, archive: models.Archive) -> str:
        """What they weigh."""
        return filesizeformat(archive.pictures_size) if archive.pictures_size else ""  # type: ignore[attr-defined]

    def tell(self, row: models.Archive, form: Any) -> list[str]:
        if "is_published" not in form.changed_data:
            return []
        return telling.of_publishing(row, is_published=form.cleaned_data["is_published"])

    def save_model(self, request: HttpRequest, obj: models.Archive, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.save(update_fields=["title", "description", "pictures_mb"])
        if "is_published" in form.changed_data:
            archive = models.Archive.objects.get(pk=obj.pk)
            correct = curating.publish if obj.is_published else curating.unpublish
            correct(archive=archive, by=person(request), reason=form.cleaned_data["reason"])

    @admin.action(description="Publish the selected archives …", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self.ask_or_correct(request, queryset.filter(is_published=False), PUBLISH)

    @admin.action(description="Unpublish the selected archives …", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self.ask_or_correct(request, queryset.filter(is_published=True), UNPUBLISH)


@admin.register(models.Post)
class PostAdmin(CorrectingAdmin):
    """Posts: whom they answer and whether they are shown can be corrected; their words are the documents'."""

    form = PostForm
    fields = (
        "parent", "is_hidden", "reason", "author_named", "archive", "thread", "number", "posted_at", "posted_at_raw",
        "is_missing", "confidence", "cues", "quoted_count", "text", "in_each_save",
    )  # fmt: skip
    readonly_fields = fields[3:]
    raw_id_fields = ("parent",)
    list_display = ("id", "words", "author", "in_thread", "state")
    list_display_links = ("id", "words")
    list_filter = ("archive",)
    list_select_related = ("thread", "author")
    search_fields = ("=id",)
    search_help_text = "A number as in /p/7/, or words of the post itself"
    actions: Sequence[str] = ("hide", "show", "erase")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        """Whether the account may erase posts, which is a permission of its own."""
        return request.user.has_perm("threads.erase_post")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_opening(super().get_queryset(request).defer(*LONG))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By number, or by what a reader would type into the search of the site."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdigit():
            return queryset.filter(pk=min(int(term), ID_MOST)), False
        query = parse(term)
        if query.is_empty:
            return queryset.none(), False
        return holding_words(narrowed(queryset, query, timezone.now()), query), False

    @admin.display(description="words")
    def words(self, post: models.Post) -> str:
        return one_line(getattr(post, "opening", "")) or "(nothing of its own)"

    @admin.display(description="thread")
    def in_thread(self, post: models.Post) -> str:
        """The title of its thread, cut where a list would run over, and where in it."""
        return f"{telling.shortened(post.thread.title)} (post {post.number})"

    @admin.display(description="state")
    def state(self, post: models.Post) -> str:
        """What visitors do not find, or find in pieces."""
        return " and ".join(word for word, holds in (("missing", post.is_missing), ("hidden", post.is_hidden)) if holds)

    @admin.display(description="versions")
    def in_each_save(self, post: models.Post) -> str:
        """What it said in each of its saves, if it was edited between them; each beside the one before."""
        shown = shown_versions(post.versions.order_by("number"))
        each = ((version.number, version.saved, version.html) for version in shown)
        return format_html_join("", "<details><summary>Version {}, {}</summary>{}</details>", each) or "one"

    @admin.display(description="author")
    def author_named(self, post: models.Post) -> str:
        """Who wrote it, with the ways to say that it was somebody else."""
        change = reverse("admin:threads_author_change", args=[post.author_id])
        merge = reverse("admin:threads_author_merge")
        return format_html(
            '<a href="{}">{}</a> (<a href="{}">give a name</a>, or <a href="{}?author={}">say that it is somebody of this'
            " archive</a>)",
            change, post.author, change, merge, post.author_id,
        )  # fmt: skip

    def tell(self, row: models.Post, form: Any) -> list[str]:
        sentences: list[str] = []
        if "parent" in form.changed_data:
            sentences += telling.of_move(row, form.cleaned_data["parent"])
        if "is_hidden" in form.changed_data:
            sentences += telling.of_hiding(row, is_hidden=form.cleaned_data["is_hidden"])
        return list(dict.fromkeys(sentences))

    def save_model(self, request: HttpRequest, obj: models.Post, form: Any, change: bool) -> None:  # noqa: FBT001
        signature: dict[str, Any] = {"by": person(request), "reason": form.cleaned_data["reason"]}
        post = models.Post.objects.select_related("archive", "thread").get(pk=obj.pk)
        if "parent" in form.changed_data:
            curating.change_parent(post=post, parent=obj.parent, **signature)
        if "is_hidden" in form.changed_data:
            correct = curating.hide_post if obj.is_hidden else curating.show_post
            correct(post=post, **signature)
        self.corrected(request, post.archive)

    @admin.action(description="Hide the selected posts from visitors …", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        posts = queryset.filter(is_hidden=False).select_related("archive", "thread")
        return self.ask_or_correct(request, posts, HIDE)

    @admin.action(description="Show the selected posts to visitors again …", permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        posts = queryset.filter(is_hidden=True).select_related("archive", "thread")
        return self.ask_or_correct(request, posts, SHOW)

    @admin.action(description="Erase the selected posts for good …", permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self.ask_or_correct(request, queryset.select_related("archive", "thread", "author"), ERASE)


@admin.register(models.Document)
class DocumentAdmin(CorrectingAdmin):
    """Documents as they were given; one can be forgotten."""

    list_display = ("path", "archive", "kind", "line_count", "size", "is_read")
    list_filter = ("archive",)
    list_select_related = ("archive",)
    search_fields = ("=id", "path")
    actions = ("forget",)

    def has_change_permission(self, request: HttpRequest, obj: models.Document | None = None) -> bool:
        return False

    @admin.action(description="Forget the selected documents …", permissions=["correct"])
    def forget(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self.ask_or_correct(request, queryset.select_related("archive"), FORGET)
