"""Turn a probe's request into "ok", and the loss of the database into a page that needs no database."""

import sys
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import server_error

from forum.migrated import is_migrated

# How long a browser or a crawler should wait before it asks again: longer than a restart takes.
RETRY_AFTER_S = 10
# The middleware that adds headers to every page, and asks nothing of a request.
ADD_HEADERS = {
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "forum.middleware.security_headers",
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers, whatever its database does."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be shown: the database answers, and has every table that they ask."""
    try:
        is_ready, fault = is_migrated(), "migrations are due"
    except (DatabaseError, InterfaceError):
        is_ready, fault = False, "database unavailable"
    if is_ready:
        return HttpResponse("ok\n", content_type="text/plain")
    return _told_to_wait(HttpResponse(f"{fault}\n", content_type="text/plain", status=503))


def failure(request: HttpRequest) -> HttpResponse:
    """Answer what went wrong, as Django's handler500: 503 where the database is away or too slow, else 500.

    A middleware of our own would see less, because Django turns an error in one into an answer around each of them.
    """
    if not isinstance(sys.exception(), OperationalError | InterfaceError):
        return server_error(request)
    return unavailable()


def unavailable() -> HttpResponse:
    """Ask a visitor to come back in a moment."""
    return _told_to_wait(HttpResponse(loader.get_template("503.html").render(), status=503))


def last_word() -> bytes:
    """The same page as raw bytes with its headers, for when nothing else can answer."""

    def answer(_: HttpRequest) -> Any:
        return unavailable()

    for name in reversed([name for name in settings.MIDDLEWARE if name in ADD_HEADERS]):
        answer = import_string(name)(answer)
    request = HttpRequest()
    # No address is led to https from here.
    request.path = request.path_info = "/healthz"
    response = answer(request)
    head = "".join(f"{name}: {value}\r\n" for name, value in response.headers.items())
    head += f"Content-Length: {len(response.content)}\r\nConnection: close\r\n\r\n"
    return f"HTTP/1.1 503 {response.reason_phrase}\r\n{head}".encode("latin-1") + response.content


def _told_to_wait(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = str(RETRY_AFTER_S)
    response["Cache-Control"] = "no-store"
    return response
