"""Turn what a trusted proxy says of a request into its scheme and address; add the headers Django has no setting for.

Also refuse hosts that are not ours, and lift the database's time limit for staff alone.
"""

import ipaddress
from collections.abc import Callable

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse

from forum.limits import unlimited

GetResponse = Callable[[HttpRequest], HttpResponseBase]

OF_WORDS = (
    "text/",
    "application/json",
    "application/atom+xml",
    "application/xml",
    "application/opensearchdescription+xml",
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def trusted_proxy(get_response: GetResponse) -> GetResponse:
    """Believe X-Forwarded-Proto and X-Forwarded-For from the addresses in TRUSTED_PROXY, and from nobody else."""
    networks = [ipaddress.ip_network(network, strict=False) for network in settings.TRUSTED_PROXY]

    def is_trusted(address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in networks)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if is_trusted(request.META.get("REMOTE_ADDR", "")):
            scheme = request.META.get("HTTP_X_FORWARDED_PROTO")
            if scheme in ("http", "https"):
                request.META["wsgi.url_scheme"] = scheme
            # The last entry is the one our proxy wrote; those before it came from the visitor.
            visitor = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if visitor:
                request.META["REMOTE_ADDR"] = visitor
        return get_response(request)

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add Permissions-Policy everywhere, and let the admin alone use inline styles."""
    get_admin_response = csp_update({"style-src": [UNSAFE_INLINE]})(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_admin_response(request) if _is_admin(request) else get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def packed(get_response: GetResponse) -> GetResponse:
    """Pack what is made of words (gzip); pictures are packed already."""
    packing = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_of_words = response.headers.get("Content-Type", "").startswith(OF_WORDS)
        return packing.process_response(request, response) if is_of_words else response

    return middleware


def known_host(get_response: GetResponse) -> GetResponse:
    """Refuse a host that is not ours before anything is answered, static files included."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.get_host()
        return get_response(request)

    return middleware


def time_for_corrections(get_response: GetResponse) -> GetResponse:
    """Lift the time limit for forms that staff sends: in the admin, and to correct what a page shows."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and _is_for_staff(request) and request.user.is_staff:
            with unlimited():
                return get_response(request)
        return get_response(request)

    return middleware


def _is_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("admin:index"))


def _is_for_staff(request: HttpRequest) -> bool:
    return request.path_info.startswith((reverse("admin:index"), reverse("staff:ledger")))
