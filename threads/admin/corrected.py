"""Archives, authors, posts and documents: what people correct, and nothing else of them."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models.functions import Left

from threads import curating, models
from threads.admin.base import LONG, CorrectingAdmin, is_confirmed, person, reason_in
from threads.admin.forms import ArchiveForm, AuthorForm, PostForm, what_publishing_means

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# The largest number that a column of ids holds.
ID_MOST = 2**63 - 1
WORDS = 90
NAMES = 50


@admin.register(models.Archive)
class ArchiveAdmin(CorrectingAdmin):
    """Archives; publishing one is a tick, or an action for several."""

    form = ArchiveForm
    fields = (
        "title", "slug", "description", "is_published", "reason", "post_count", "thread_count", "document_count",
        "first_posted_at", "last_posted_at", "created_at",
    )  # fmt: skip
    readonly_fields = (
        "slug", "created_at", "thread_count", "post_count", "document_count", "first_posted_at", "last_posted_at",
    )  # fmt: skip
    list_display = ("title", "slug", "is_published", "post_count", "thread_count", "document_count")
    list_filter = ("is_published",)
    search_fields = ("title", "slug")
    ordering = ("title",)
    actions: Sequence[str] = ("publish", "unpublish")

    def save_model(self, request: HttpRequest, obj: models.Archive, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.save(update_fields=["title", "description"])
        if "is_published" in form.changed_data:
            archive = models.Archive.objects.get(pk=obj.pk)
            correct = curating.publish if obj.is_published else curating.unpublish
            correct(archive=archive, by=person(request), reason=form.cleaned_data["reason"])

    @admin.action(description="Publish the selected archives", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Ask first, saying what becomes visible."""
        return self._ask_or_do(request, queryset.filter(is_published=False), "publish", "Let everybody read them")

    @admin.action(description="Unpublish the selected archives", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Ask first, saying what ceases to be visible."""
        return self._ask_or_do(request, queryset.filter(is_published=True), "unpublish", "Keep them to staff")

    def _ask_or_do(self, request: HttpRequest, rows: QuerySet, action: str, button: str) -> HttpResponse | None:
        if not self.few_enough(request, rows):
            return None
        if not is_confirmed(request):
            told = [(archive, [what_publishing_means(archive)]) for archive in rows]
            title = f"{action.capitalize()} {len(told)} archive{'' if len(told) == 1 else 's'}?"
            return self.confirmation(request, action=action, title=title, button=button, told=told)
        correct = curating.publish if action == "publish" else curating.unpublish
        said: dict[str, Any] = {"by": person(request), "reason": reason_in(request)}
        self.correct_each(request, list(rows), lambda row: correct(archive=row, **said), f"{action.capitalize()}ed")
        return None


@admin.register(models.Author)
class AuthorAdmin(CorrectingAdmin):
    """Whoever wrote: their name can be corrected, and a placeholder given one."""

    form = AuthorForm
    fields = ("name", "reason", "archive", "is_placeholder", "also_known_as", "post_count")
    readonly_fields = fields[2:]
    list_display = ("__str__", "id", "archive", "is_placeholder", "post_count")
    list_filter = ("archive",)
    list_select_related = ("archive",)
    search_fields = ("=id", "name")

    @admin.display(description="also known as")
    def also_known_as(self, author: models.Author) -> str:
        """The names that documents state for the author besides."""
        return ", ".join(author.aliases.order_by("name").values_list("name", flat=True).distinct()[:NAMES])

    def save_model(self, request: HttpRequest, obj: models.Author, form: Any, change: bool) -> None:  # noqa: FBT001
        if "name" not in form.changed_data:
            return
        author = models.Author.objects.select_related("archive").get(pk=obj.pk)
        curating.rename_author(author=author, name=obj.name, by=person(request), reason=form.cleaned_data["reason"])
        self.corrected(request, author.archive)


@admin.register(models.Post)
class PostAdmin(CorrectingAdmin):
    """Posts: whom they answer and whether they are shown can be corrected; their words are the documents'."""

    form = PostForm
    fields = (
        "parent", "is_hidden", "reason", "archive", "thread", "number", "author", "posted_at", "posted_at_raw",
        "is_missing", "confidence", "cues", "quoted_count", "text",
    )  # fmt: skip
    readonly_fields = fields[3:]
    raw_id_fields = ("parent",)
    list_display = ("id", "words", "thread", "number", "author", "is_missing", "is_hidden")
    list_filter = ("archive",)
    list_select_related = ("thread", "author")
    search_fields = ("=id",)
    search_help_text = "A number as in /p/7/, or words of the post itself"
    actions: Sequence[str] = ("hide", "show")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer(*LONG).annotate(opening=Left("own_text", WORDS))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By number, or by words as search finds them: both have an index."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdigit():
            return queryset.filter(pk=min(int(term), ID_MOST)), False
        return queryset.filter(search=SearchQuery(term, config="english", search_type="websearch")), False

    @admin.display(description="words")
    def words(self, post: models.Post) -> str:
        """The first of them."""
        return " ".join(getattr(post, "opening", "").split())

    def save_model(self, request: HttpRequest, obj: models.Post, form: Any, change: bool) -> None:  # noqa: FBT001
        said: dict[str, Any] = {"by": person(request), "reason": form.cleaned_data["reason"]}
        post = models.Post.objects.select_related("archive", "thread").get(pk=obj.pk)
        if "parent" in form.changed_data:
            curating.change_parent(post=post, parent=obj.parent, **said)
        if "is_hidden" in form.changed_data:
            correct = curating.hide_post if obj.is_hidden else curating.show_post
            correct(post=post, **said)
        self.corrected(request, post.archive)

    @admin.action(description="Hide the selected posts from visitors", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Hide those that are not hidden yet."""
        self._show_or_hide(request, queryset.filter(is_hidden=False), curating.hide_post, "Hidden")

    @admin.action(description="Show the selected posts to visitors again", permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Show those that are hidden."""
        self._show_or_hide(request, queryset.filter(is_hidden=True), curating.show_post, "Shown")

    def _show_or_hide(self, request: HttpRequest, posts: QuerySet, correct: Any, said: str) -> None:
        posts = posts.select_related("archive", "thread")
        if self.few_enough(request, posts):
            self.correct_each(request, list(posts), lambda post: correct(post=post, by=person(request)), said)


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
        """Ask first, saying what goes and what stays."""
        documents = queryset.select_related("archive")
        if not self.few_enough(request, documents):
            return None
        if is_confirmed(request):
            said: dict[str, Any] = {"by": person(request), "reason": reason_in(request)}
            self.correct_each(
                request, list(documents), lambda row: curating.forget_document(document=row, **said), "Forgotten"
            )
            return None
        told = [(document, _what_goes(document)) for document in documents]
        title = f"Forget {len(told)} document{'' if len(told) == 1 else 's'}?"
        return self.confirmation(request, action="forget", title=title, button="Forget for good", told=told)


def _what_goes(document: models.Document) -> list[str]:
    """What forgetting a document does, in sentences."""
    told = curating.consequences([document])
    sentences = [
        f"Of the archive {document.archive}. Its {document.line_count:,} lines go, and cannot be brought back from here.",
        f"Posts that stand in it alone, and go: {told.posts:,}. Threads that go with them: {told.threads:,}.",
    ]
    if told.quoted:
        sentences.append(
            f"Other posts quote {told.quoted:,} of those: what they quote stays, as missing posts rebuilt from it."
        )
    if told.staying:
        held = ", ".join(told.elsewhere)
        sentences.append(f"Posts that stay, because other documents hold them too: {told.staying:,} (in {held}).")
    return [*sentences, "Later imports refuse this document, unless the correction is undone first."]
