"""Wrong passwords -> a lock for a while, for the name and the address that they came with; django-axes keeps count.

Ten lock the two together, so that a stranger locks nobody out who signs in from elsewhere. Fifty from one address, under
whatever names, lock that address.
"""

import ipaddress
import logging
import math
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

ADDRESS_MOST = 50
# What a column of django-axes holds.
NAME_LENGTH = 255
# Whoever has one IPv6 address has all with the same beginning.
IPV6_PREFIX = 64

log = logging.getLogger(__name__)


class Attempts(AxesDatabaseHandler):  # type: ignore[misc]
    """The counting of django-axes, with one limit for a name from an address and a higher one for the address."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Count in tries of one name; tries of the address count less, in the ratio of the two limits."""
        name_and_address, address = (
            attempts.aggregate(tries=Sum("failures_since_start"))["tries"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(name_and_address, address * settings.AXES_FAILURE_LIMIT // ADDRESS_MOST)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """After a login, forget the tries under that name, but not under other names from the same address."""
        name_and_address, _ = self.filter_user_attempts(request, credentials)
        return int(name_and_address.delete()[0])


def name_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that tries are counted by, as far as the table of tries can hold it."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(name)[:NAME_LENGTH].replace("\0", "")


def address_of(request: HttpRequest) -> str | None:
    """The address that tries are counted by, as `forum.middleware.trusted_proxy` left it."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address)


def locked_out(request: HttpRequest, _answer: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say for how long; the right password is answered so too."""
    if getattr(request, "axes_failures_since_start", None) is not None:  # by the try that went too far
        log.warning("Signing in from %s is locked after too many wrong passwords.", address_of(request))
    seconds = math.ceil(_until_open(request, credentials).total_seconds())
    page = render(request, "locked.html", {"minutes": math.ceil(seconds / 60)}, status=429)
    page["Retry-After"] = str(seconds)
    page["Cache-Control"] = "no-store"
    return page


def _until_open(request: HttpRequest, credentials: dict[str, Any] | None) -> timedelta:
    """How long until the last try is old enough."""
    counted = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    tries = [attempts.aggregate(last=Max("attempt_time"))["last"] for attempts in counted]
    last = max((moment for moment in tries if moment), default=timezone.now())
    return max(last + settings.AXES_COOLOFF_TIME - timezone.now(), timedelta(seconds=1))
