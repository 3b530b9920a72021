"""What every table here needs: pages instead of counts, nothing added or deleted by hand, corrections that tell."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from threads import curating
from threads.curating import RefusedError, Reread
from threads.models import Archive

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

# Rows that a list counts: enough to page through, and as fast with a million.
COUNTED = 10_000
# Rows that one action corrects: each is a transaction of its own, while a person waits.
CORRECTED_AT_ONCE = 200
# Columns as long as posts are, which no list shows.
LONG = ("text", "own_text", "bigrams", "html", "search")
FOLLOWS = {
    Reread.TOO_LARGE: (
        "Saved. Names, hidden posts and what is public have changed already; trees, folds and counts follow when the"
        " documents concerned are read again, which takes longer than a page may: manage.py rebuild {slug} --unread"
    ),
    Reread.BUSY: (
        "Saved. An import into {slug} is running. When it has ended, have the documents concerned read again:"
        " manage.py rebuild {slug} --unread"
    ),
}


class CutPaginator(Paginator):
    """Counts no further than a person pages."""

    @cached_property
    def count(self) -> int:
        return self.object_list[:COUNTED].count()  # type: ignore[attr-defined]


class LargeTableAdmin(admin.ModelAdmin):
    """A list of any length, whose rows are made by imports and go with them."""

    show_full_result_count = False
    paginator = CutPaginator
    list_per_page = 50
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_correct_permission(self, request: HttpRequest) -> bool:
        """Whether the account may change such rows, though it be by corrections alone."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


class ReadOnlyAdmin(LargeTableAdmin):
    """Rows to look at."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class CorrectingAdmin(LargeTableAdmin):
    """Rows that people correct: every change goes through ``curating``, and what follows from it is read at once.

    The change form is one transaction, and a reading needs what was corrected before it: so it comes after the form's.
    """

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = super().change_view(request, *args, **kwargs)
        except RefusedError as refusal:  # what the form allowed has become impossible meanwhile
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        self.read_again(request)
        return response

    def corrected(self, request: HttpRequest, archive: Archive) -> None:
        """Remember that documents of an archive are to be read again."""
        request.__dict__.setdefault("corrected_archives", {})[archive.pk] = archive

    def read_again(self, request: HttpRequest) -> None:
        """Read what was corrected, or say how it is done."""
        for archive in request.__dict__.pop("corrected_archives", {}).values():
            follows = FOLLOWS.get(curating.read_again(archive))
            if follows:
                self.message_user(request, follows.format(slug=archive.slug), messages.WARNING)

    def correct_each(
        self, request: HttpRequest, rows: Iterable[Any], correct: Callable[[Any], object], said: str
    ) -> None:
        """Correct rows one by one, and tell of each that could not be."""
        done = 0
        for row in rows:
            try:
                correct(row)
            except RefusedError as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)
                continue
            done += 1
            self.log_change(request, row, said)
            if not isinstance(row, Archive):  # of which publishing changes no reading
                self.corrected(request, row.archive)
        if done:
            self.message_user(request, f"{said}: {done}.", messages.SUCCESS)
        self.read_again(request)

    def few_enough(self, request: HttpRequest, rows: QuerySet[Any]) -> bool:
        """Whether so many rows can be corrected at once; says so if not."""
        if len(rows[: CORRECTED_AT_ONCE + 1]) <= CORRECTED_AT_ONCE:
            return True
        self.message_user(request, f"Select at most {CORRECTED_AT_ONCE} at once. Nothing was changed.", messages.ERROR)
        return False

    def confirmation(
        self, request: HttpRequest, *, action: str, title: str, button: str, told: Sequence[tuple[Any, Sequence[str]]]
    ) -> TemplateResponse:
        """A page that says of each row what will happen, and asks."""
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "action": action,
            "button": button,
            "told": told,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/threads/confirm.html", context)


def person(request: HttpRequest) -> User:
    """Whoever asks: nobody comes here without an account."""
    return cast("User", request.user)


def reason_in(request: HttpRequest) -> str:
    """The reason given on a page of confirmation."""
    return request.POST.get("reason", "")


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person has seen the page of confirmation, and agrees."""
    return request.POST.get("confirmed") == "yes"
