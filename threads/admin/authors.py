"""Authors: a name can be corrected, a placeholder given one, and several who are one person made one."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from threads import curating, models
from threads.admin.base import WORDS, one_line, person
from threads.admin.correcting import CORRECTED_AT_ONCE, CorrectingAdmin, Correction, is_confirmed
from threads.admin.forms import AuthorForm, MergeForm
from threads.curating import telling
from threads.terminal import counted

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

NAMES = 50


class HasName(admin.SimpleListFilter):
    """Authors with a name, or placeholders."""

    title = "name"
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("known", "Known"), ("unknown", "Unknown")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        choice = self.value()
        return queryset.filter(is_placeholder=choice == "unknown") if choice in ("known", "unknown") else queryset


@admin.register(models.Author)
class AuthorAdmin(CorrectingAdmin):
    """Whoever wrote."""

    form = AuthorForm
    fields = ("name", "reason", "archive", "is_placeholder", "also_known_as", "wrote", "post_count")
    readonly_fields = fields[2:]
    list_display = ("__str__", "id", "wrote", "archive", "post_count")
    list_filter = (HasName, "archive")
    list_select_related = ("archive",)
    search_fields = ("=id", "name")
    search_help_text = "A number as in /u/7/, or a part of a name"
    change_form_template = "admin/threads/author_form.html"
    actions: Sequence[str] = ("merge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        first = models.Post.objects.filter(author=OuterRef("pk")).order_by("pk").values(words=Left("own_text", WORDS))
        return super().get_queryset(request).annotate(opening=Subquery(first[:1]))

    @admin.display(description="first wrote")
    def wrote(self, author: models.Author) -> str:
        """The opening words of a post: all that tells one unknown author from another."""
        return one_line(getattr(author, "opening", ""))

    @admin.display(description="also known as")
    def also_known_as(self, author: models.Author) -> str:
        """The names that documents state for the author besides."""
        return ", ".join(author.aliases.order_by("name").values_list("name", flat=True).distinct()[:NAMES])

    def tell(self, row: models.Author, form: Any) -> list[str]:
        return telling.of_rename(row, form.cleaned_data["name"]) if "name" in form.changed_data else []

    def save_model(self, request: HttpRequest, obj: models.Author, form: Any, change: bool) -> None:  # noqa: FBT001
        if "name" not in form.changed_data:
            return
        author = models.Author.objects.select_related("archive").get(pk=obj.pk)
        curating.rename_author(author=author, name=obj.name, by=person(request), reason=form.cleaned_data["reason"])
        self.corrected(request, author.archive)

    # Several who are one

    def get_urls(self) -> list[URLPattern]:
        merge = path("merge/", self.admin_site.admin_view(self.merge_view), name="threads_author_merge")
        return [merge, *super().get_urls()]

    @admin.action(description="Merge the selected authors, or into another …", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if not self.few_enough(request, queryset):
            return None
        return HttpResponseRedirect(merge_address(list(queryset.values_list("pk", flat=True))))

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Ask into whom, say what changes, and do it. All is in the address, so any author's page can lead here."""
        if not self.has_correct_permission(request):
            raise PermissionDenied
        numbers = [number for number in request.GET.getlist("author") if number.isascii() and number.isdigit()]
        authors = list(models.Author.objects.select_related("archive").filter(pk__in=numbers[:CORRECTED_AT_ONCE]))
        if not authors or len({author.archive_id for author in authors}) > 1:
            self.message_user(request, "Select authors of one archive. Nothing was changed.", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:threads_author_changelist"))
        form = MergeForm(authors, request.GET if "into" in request.GET or "other" in request.GET else None)
        if not form.is_valid():
            return self._choose(request, authors, form)
        into: models.Author = form.cleaned_data["author"]
        going = [author for author in authors if author != into]
        if is_confirmed(request):
            return self._merge(request, going, into)
        consequences = [(telling.described(author), telling.of_merge(author, into)) for author in going]
        title = f"Merge {counted(len(going), 'author')} into {telling.described(into)}?"
        return self.confirmation(request, title=title, button="Yes, they are one", consequences=consequences)

    def _choose(self, request: HttpRequest, authors: Sequence[models.Author], form: MergeForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": "Merge authors" if len(authors) > 1 else f"Merge {telling.described(authors[0])} into another",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "authors": authors,
        }
        return TemplateResponse(request, "admin/threads/merge.html", context)

    def _merge(self, request: HttpRequest, going: Sequence[models.Author], into: models.Author) -> HttpResponse:
        correction = Correction(
            "merge", "Merge", f"Merged into {into}", "", list,
            lambda row, **signature: curating.merge_authors(author=row, into=into, **signature),
        )  # fmt: skip
        self.correct_each(request, going, correction)
        return HttpResponseRedirect(reverse("admin:threads_author_change", args=[into.pk]))


def merge_address(authors: Sequence[int], into: int | None = None) -> str:
    """Where authors are merged; without ``into`` the page asks for it."""
    parameters: list[tuple[str, object]] = [("author", number) for number in authors]
    if into is not None:
        parameters.append(("into", into))
    return f"{reverse('admin:threads_author_merge')}?{urlencode(parameters)}"
