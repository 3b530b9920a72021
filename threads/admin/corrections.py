"""The corrections that were made: who made them, when and why; each can be undone."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from threads import curating, models
from threads.admin.base import CorrectingAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

Kind = models.CuratorAction.Kind


@admin.register(models.CuratorAction)
class CuratorActionAdmin(CorrectingAdmin):
    """Corrections by people, the latest first."""

    fields = readonly_fields = ("told", "kind", "archive", "made_by", "made_at", "reason", "is_undone")
    list_display = ("told", "archive", "made_by", "made_at", "reason", "is_undone")
    list_filter = ("kind", "is_undone", "archive")
    list_select_related = ("archive", "made_by")
    search_fields = ("=id", "reason")
    actions = ("undo",)

    def has_change_permission(self, request: HttpRequest, obj: models.CuratorAction | None = None) -> bool:
        return False

    @admin.display(description="correction")
    def told(self, action: models.CuratorAction) -> str:
        """What was corrected, with the way there."""
        value = action.value
        what = {
            Kind.RENAME_AUTHOR: "{} named “{}” (was “{}”)",
            Kind.CHANGE_PARENT: "{} put under {}" if value.get("parent") else "{} put on its own",
            Kind.HIDE_POST: "{} hidden" if value.get("is_hidden", True) else "{} shown again",
            Kind.PUBLISH: "Published" if value.get("is_published", True) else "Unpublished",
            Kind.FORGET: "Document {} forgotten",
        }[Kind(action.kind)]
        filled = {
            Kind.RENAME_AUTHOR: (_link("author", value.get("id")), value.get("name"), value.get("was", "")),
            Kind.CHANGE_PARENT: (_link("post", value.get("id")), _link("post", value.get("parent_id"))),
            Kind.HIDE_POST: (_link("post", value.get("id")),),
            Kind.FORGET: (value.get("path", ""),),
        }.get(Kind(action.kind), ())
        return format_html(what, *filled) if filled else what

    @admin.action(description="Undo the selected corrections", permissions=["correct"])
    def undo(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take back those in force, the latest first."""
        actions = queryset.filter(is_undone=False).select_related("archive").order_by("-made_at", "-id")
        if self.few_enough(request, actions):
            self.correct_each(request, list(actions), lambda action: curating.undo(action=action), "Undone")


def _link(of: str, number: object) -> str:
    """Link to a post or an author by the number it had when it was corrected; its address still leads there."""
    if number is None:
        return f"A {of}"
    if of == "author":
        return format_html('<a href="{}">Author {}</a>', reverse("admin:threads_author_change", args=[number]), number)
    return format_html('<a href="{}">Post {}</a>', reverse("threads:post", args=[number]), number)
