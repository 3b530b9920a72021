"""A request -> whether whoever sends it may correct, where they come back to, and what they are told of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from threads import curating
from threads.admin.correcting import FOLLOWS
from threads.views import ID_MOST, is_for_a_part

if TYPE_CHECKING:
    from django.http import HttpRequest

    from threads.models import Archive

View = Callable[..., HttpResponse]
# Characters of an address that staff come back to.
NEXT_MOST = 2000
# The page that htmx asks for after a correction, and where it goes: what is in the window stays there.
IN_PLACE = {"target": "#main", "select": "#main", "swap": "outerHTML show:none", "push": "false"}


def staff_page(*permissions: str) -> Callable[[View], View]:
    """Keep a page to staff whose account has one of these permissions of the admin."""

    def keeping(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, **address: int) -> HttpResponse:
            if not request.user.is_staff:
                if request.user.is_authenticated:
                    raise PermissionDenied
                return redirect_to_login(request.get_full_path(), "login")
            if not any(request.user.has_perm(f"threads.{each}") for each in permissions):
                raise PermissionDenied
            if any(number > ID_MOST for number in address.values()):
                raise Http404
            response = view(request, **address)
            patch_cache_control(response, private=True, no_store=True)
            return response

        return wrapped

    return keeping


def next_in(request: HttpRequest, default: str) -> str:
    """The page of ours from which a form was opened."""
    address = (request.POST.get("next") or request.GET.get("next") or "")[:NEXT_MOST]
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if address.startswith("/") and is_ours else default


def back_to(request: HttpRequest, address: str, anchor: str = "") -> HttpResponse:
    """Show the corrected page: in its place for htmx, from its place on for everybody else."""
    if not is_for_a_part(request):
        return HttpResponseRedirect(f"{address.partition('#')[0]}{anchor}")
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["HX-Location"] = json.dumps({"path": address.partition("#")[0], **IN_PLACE})
    return response


def read_again(request: HttpRequest, archive: Archive) -> None:
    """Read what a correction concerns, or say how that is done."""
    follows = FOLLOWS.get(curating.read_again(archive))
    if follows:
        messages.warning(request, follows.format(slug=archive.slug))
