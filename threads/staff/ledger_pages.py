"""The corrections made -> a list with what stood before and since, and the way to take each back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from threads import curating
from threads.admin.base import person
from threads.admin.corrections import sentence_of
from threads.curating import RefusedError, telling
from threads.models import Archive, CuratorAction
from threads.selectors.before_after import after, before
from threads.staff.access import back_to, next_in, read_again, staff_page
from threads.terminal import counted
from threads.views import number_in

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

Kind = CuratorAction.Kind
SHOWN = 50
# Corrections of one go that a page tells one by one.
TOLD = 5
SEE = ("change_post", "change_author", "change_document", "change_archive", "view_curatoraction")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A correction as the ledger lists it."""

    action: CuratorAction
    told: str
    before: str
    after: str

    @property
    def can_be_undone(self) -> bool:
        return not self.action.is_undone and self.action.kind != Kind.ERASE_POST


@staff_page(*SEE)
def ledger(request: HttpRequest) -> HttpResponse:
    """List all corrections, the latest first."""
    page = number_in(request, "page", 1) or 1
    rows = list(_asked_for(request)[(page - 1) * SHOWN : page * SHOWN + 1])
    context = {
        "entries": entries(rows[:SHOWN]),
        "page": page,
        "has_more": len(rows) > SHOWN,
        "archives": Archive.objects.order_by("title")[:SHOWN],
        "kinds": Kind.choices,
        "archive": request.GET.get("archive", ""),
        "kind": request.GET.get("kind", ""),
        "state": request.GET.get("state", ""),
    }
    return render(request, "staff/ledger.html", context)


def _asked_for(request: HttpRequest) -> QuerySet[CuratorAction]:
    rows = CuratorAction.objects.select_related("archive", "made_by", "undone_by").order_by("-made_at", "-id")
    slug, kind, state = (request.GET.get(name, "").replace("\0", "") for name in ("archive", "kind", "state"))
    rows = rows.filter(archive__slug=slug) if slug else rows
    rows = rows.filter(kind=kind) if kind in Kind.values else rows
    return rows.filter(is_undone=state == "undone") if state in ("undone", "force") else rows


def entries(rows: Sequence[CuratorAction]) -> list[LedgerEntry]:
    """Corrections with their words."""
    return [LedgerEntry(row, sentence_of(row), before(row), after(row)) for row in rows]


@staff_page("change_curatoraction", "change_post")
def undo(request: HttpRequest, action_id: int) -> HttpResponse:
    """Say what stands then, and take a correction back, with those made in one go with it."""
    rows = CuratorAction.objects.select_related("archive", "made_by", "undone_by")
    action = get_object_or_404(rows, pk=action_id)
    together = list(rows.filter(batch=action.batch, archive=action.archive_id)) if action.batch else [action]
    address, error = next_in(request, reverse("staff:ledger")), ""
    if request.method == "POST":
        try:
            curating.undo(action=action, by=person(request))
        except RefusedError as refusal:
            error = str(refusal)
        else:
            read_again(request, action.archive)
            messages.success(request, f"Undone: {counted(len(together), 'correction')}.")
            return back_to(request, address)
    told = [(sentence_of(each), telling.of_undo(each)) for each in together[:TOLD]]
    context = {"action": action, "told": told, "untold": len(together) - len(told), "next": address, "error": error}
    return render(
        request, "staff/undo.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    )


def told_of(actions: Sequence[CuratorAction], address: str) -> SafeString:
    """What was corrected just now, with the way to take it back."""
    told = format_html_join("; ", "{}", ((sentence_of(each),) for each in actions[:TOLD]))
    more = f"; and {len(actions) - TOLD} more" if len(actions) > TOLD else ""
    query = urlencode({"next": address})
    undo_address = f"{reverse('staff:undo', args=[actions[0].pk])}?{query}"
    return format_html('{}{}. <a href="{}">Undo</a>', told, more, undo_address)
