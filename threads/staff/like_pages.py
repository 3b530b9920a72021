"""A correction -> the places where the same is likely to be wrong, shown first and corrected in one go."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from threads.admin.base import person
from threads.admin.correcting import reason_in
from threads.admin.corrections import sentence_of
from threads.curating import RefusedError
from threads.curating.base import as_one_go
from threads.curating.likes import correct_like, kind_of_likes, likes_of
from threads.models import CuratorAction
from threads.staff.access import back_to, next_in, read_again, staff_page
from threads.terminal import counted

if TYPE_CHECKING:
    from django.http import HttpRequest


@staff_page("change_post", "change_document")
def like(request: HttpRequest, action_id: int) -> HttpResponse:
    """Show what is like a correction, and correct what of it a person chose."""
    action = get_object_or_404(CuratorAction.objects.select_related("archive", "made_by"), pk=action_id)
    found = likes_of(action)
    address, error = next_in(request, reverse("staff:ledger")), ""
    if request.method == "POST":
        chosen = [each for each in found if each.name in set(request.POST.getlist("like"))]
        made, refused = _correct(request, action, chosen)
        if made:
            read_again(request, action.archive)
            messages.success(request, _told(made, address))
            for each in refused:
                messages.warning(request, each)
            return back_to(request, address)
        error = "; ".join(refused) or "Choose where the same is to be corrected."
    context = {
        "action": action,
        "told": sentence_of(action),
        "what": kind_of_likes(action),
        "likes": found,
        "next": address,
        "error": error,
        "reason": reason_in(request) or action.reason,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "staff/like.html", context, status=status)


def _correct(request: HttpRequest, action: CuratorAction, chosen: list) -> tuple[list[CuratorAction], list[str]]:
    """Make each that can be made; why the others cannot, in words."""
    refused: list[str] = []
    with as_one_go(action.archive) as go:
        for each in chosen:
            try:
                go.actions.append(correct_like(action, each, person(request), reason_in(request)))
            except RefusedError as refusal:
                refused.append(f"{each.text[:60]}: {refusal}")
    return go.actions, refused


def _told(made: list[CuratorAction], address: str) -> str:
    undo = f"{reverse('staff:undo', args=[made[0].pk])}?{urlencode({'next': address})}"
    return format_html('The same: {}. <a href="{}">Undo</a>', counted(len(made), "correction"), undo)


def offer_of(actions: list[CuratorAction], address: str) -> SafeString:
    """The way to what is like a correction, where something is."""
    found = likes_of(actions[0]) if len(actions) == 1 else ()
    if not found:
        return SafeString()
    where = f"{reverse('staff:like', args=[actions[0].pk])}?{urlencode({'next': address})}"
    what = kind_of_likes(actions[0])
    return format_html(' <a href="{}">The same on {} other {} …</a>', where, len(found), what)
