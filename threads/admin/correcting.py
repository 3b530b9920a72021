"""Tables that people correct: say what a correction changes, make it, read what follows."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from threads import curating
from threads.admin.base import LargeTableAdmin
from threads.curating import RefusedError, Reread
from threads.models import Archive

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import ModelForm
    from django.http import HttpRequest, HttpResponse

# Rows that one action corrects: each is a transaction of its own, while a person waits.
CORRECTED_AT_ONCE = 200
# Rows whose consequences a page of confirmation spells out.
TOLD = 20
FOLLOWS = {
    Reread.TOO_LARGE: (
        "Saved. Names, hidden posts and what is public have changed already; trees, folds and counts follow when the"
        " documents concerned are read again, which takes longer than a page may: manage.py rebuild {slug} --unread"
    ),
    Reread.BUSY: (
        "Saved. An import into {slug} is running; it reads the documents concerned again before it ends. Should it be"
        " stopped, this does: manage.py rebuild {slug} --unread"
    ),
    Reread.FAILED: (
        "Saved. Names, hidden posts and what is public have changed already; but the program failed at reading some of the"
        " documents concerned again: they stand as they did, and are listed with the records in quarantine"
    ),
}
# Characters of a reason.
REASON_MOST = 2000
REASON = "Reason, kept with the correction (may be empty):"
# Fields of a form that are no part of what is asked.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "reason", "confirmed"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One kind of correction, as an action on rows: what it tells first, and what it does."""

    action: str
    verb: str  # Hide
    done: str  # Hidden
    button: str
    tell: Callable[[Any], Sequence[str]]
    make: Callable[..., object]  # called with a row, by=, reason=
    keeps_reason: bool = True
    about_reason: str = REASON


class CorrectingAdmin(LargeTableAdmin):
    """Rows that people correct: every change goes through ``curating``, and its consequences are read at once.

    A reading must see the correction, so it comes after the transaction of the change form.
    """

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not is_confirmed(request):
            question = self._ask_about_form(request, object_id)
            if question is not None:
                return question
        try:
            response = super().change_view(request, object_id, *args, **kwargs)
        except RefusedError as refusal:  # what the form allowed has become impossible meanwhile
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        self.read_again(request)
        return response

    def heading(self, row: Any) -> str:
        """What a row is called where a person is asked about it."""
        return str(row)

    def tell(self, row: Any, form: ModelForm) -> list[str]:
        """What saving a form would change, in sentences; none if that is nothing to ask about."""
        return []

    def _ask_about_form(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            return None
        form = self.get_form(request, row, change=True)(request.POST, instance=row)
        if not form.is_valid():
            return None
        before = self.get_queryset(request).get(pk=row.pk)  # the form has changed the other
        sentences = self.tell(before, form)
        if not sentences:
            return None
        fields = [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
        return self.confirmation(
            request,
            title=f"Change {before}?",
            button="Yes, change it",
            consequences=[(before, sentences)],
            fields=fields,
        )

    def corrected(self, request: HttpRequest, archive: Archive) -> None:
        """Remember that documents of an archive are to be read again."""
        request.__dict__.setdefault("corrected_archives", {})[archive.pk] = archive

    def read_again(self, request: HttpRequest) -> None:
        """Read what was corrected, or say how it is done."""
        for archive in request.__dict__.pop("corrected_archives", {}).values():
            follows = FOLLOWS.get(curating.read_again(archive))
            if follows:
                self.message_user(request, follows.format(slug=archive.slug), messages.WARNING)

    def ask_or_correct(self, request: HttpRequest, rows: QuerySet, correction: Correction) -> HttpResponse | None:
        """Say of each row what will happen, and do it when the person agrees."""
        if not self.few_enough(request, rows):
            return None
        selection = list(rows)
        if is_confirmed(request):
            self.correct_each(request, selection, correction)
            return None
        if not selection:
            self.message_user(request, f"Nothing to do: {correction.done.lower()} already.", messages.WARNING)
            return None
        names = self.opts.verbose_name if len(selection) == 1 else self.opts.verbose_name_plural
        return self.confirmation(
            request,
            title=f"{correction.verb} {len(selection)} {names}?",
            button=correction.button,
            consequences=[(self.heading(row), correction.tell(row)) for row in selection[:TOLD]],
            fields=[("action", correction.action), *((ACTION_CHECKBOX_NAME, row.pk) for row in selection)],
            untold=max(0, len(selection) - TOLD),
            keeps_reason=correction.keeps_reason,
            about_reason=correction.about_reason,
        )

    def correct_each(self, request: HttpRequest, rows: Iterable[Any], correction: Correction) -> int:
        """Correct rows one by one, tell of each that could not be, and how many were."""
        done = 0
        for row in rows:
            try:
                correction.make(row, by=request.user, reason=reason_in(request))
            except RefusedError as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)
                continue
            done += 1
            self.log_change(request, row, correction.done)
            if not isinstance(row, Archive):  # publishing changes no reading
                self.corrected(request, row.archive)
        if done:
            self.message_user(request, f"{correction.done}: {done}.", messages.SUCCESS)
        self.read_again(request)
        return done

    def few_enough(self, request: HttpRequest, rows: QuerySet[Any]) -> bool:
        """Whether so many rows can be corrected at once; says so if not."""
        if len(rows.values_list("pk")[: CORRECTED_AT_ONCE + 1]) <= CORRECTED_AT_ONCE:
            return True
        self.message_user(request, f"Select at most {CORRECTED_AT_ONCE} at once. Nothing was changed.", messages.ERROR)
        return False

    def confirmation(
        self,
        request: HttpRequest,
        *,
        title: str,
        button: str,
        consequences: Sequence[tuple[Any, Sequence[str]]],
        fields: Sequence[tuple[str, Any]] = (),
        untold: int = 0,
        keeps_reason: bool = True,
        about_reason: str = REASON,
    ) -> TemplateResponse:
        """A page that says of each row what will happen, and asks. It answers to its own address."""
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "media": self.media,
            "button": button,
            "told": consequences,
            "untold": untold,
            "kept": fields,
            "reason": reason_in(request),
            "keeps_reason": keeps_reason,
            "about_reason": about_reason,
        }
        return TemplateResponse(request, "admin/threads/confirm.html", context)


def reason_in(request: HttpRequest) -> str:
    """The reason given with a correction, which the database can hold."""
    return request.POST.get("reason", "").replace("\0", "")[:REASON_MOST]


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person has seen what will change, and agrees."""
    return request.POST.get("confirmed") == "yes"
