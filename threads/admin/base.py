"""What every table here needs: pages instead of counts, indexed filters and orders, nothing added or deleted by hand."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Left

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

# Rows that a list counts: enough to page through, and as fast with a million.
COUNTED = 10_000
# Columns as long as posts are, which no list shows.
LONG = ("text", "own_text", "bigrams", "html", "search")
# Letters of a post's own words in a list.
WORDS = 90

admin.site.site_header = "Rethread administration"
admin.site.site_title = "Rethread"


class CutPaginator(Paginator):
    """Counts no further than a person pages."""

    @cached_property
    def count(self) -> int:
        return self.object_list[:COUNTED].count()  # type: ignore[attr-defined]

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than were counted."""
        return self.count >= COUNTED


class LargeTableAdmin(admin.ModelAdmin):
    """A list of any length, whose rows are made by imports and go with them."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count every row
    paginator = CutPaginator
    list_per_page = 50
    list_max_show_all = 0
    ordering = ("-pk",)
    sortable_by = ()  # by a column that has no index, it would sort the whole table

    class Media:
        css = {"all": ("css/admin.css",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_correct_permission(self, request: HttpRequest) -> bool:
        """Whether the account may change such rows, if only by corrections."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


class ReadOnlyAdmin(LargeTableAdmin):
    """Rows to look at."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def without_long(rows: QuerySet, *posts: str) -> QuerySet:
    """Leave out the texts of the posts that rows refer to: a list shows none of them."""
    return rows.defer(*(f"{post}__{column}" for post in posts for column in LONG))


def with_opening(rows: QuerySet, path: str = "own_text") -> QuerySet:
    """Fetch no more of a text than a list shows."""
    return rows.annotate(opening=Left(F(path), WORDS))


def one_line(text: str | None) -> str:
    """Make words fit a list."""
    return " ".join((text or "").split())


def person(request: HttpRequest) -> User:
    """Whoever asks: nobody comes here without an account."""
    return cast("User", request.user)
