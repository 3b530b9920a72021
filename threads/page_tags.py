"""A visitor's request -> the tag of the page that answers it (ETag): another one as soon as the page may be another.

What the database holds is told by its snapshot, which says what transactions it sees: with the same snapshot a visitor sees the
same rows, and may see them still. No counter is kept, so nothing that writes can forget it; whatever else writes costs a page
made again. A tag is made of a secret: nobody can ask with one that was not given for that very address.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags, quote_etag

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

SNAPSHOT = "SELECT pg_current_snapshot()::text, oid FROM pg_database WHERE datname = current_database()"
# By what htmx says of itself a page may be a part of one.
HTMX = "HTTP_HX_"
# When the web server was started, with whose code and templates pages are made.
STARTED = "FORUM_STARTED"


def tag_of(request: HttpRequest, choices: object, *, but: Collection[str], lasts_s: int = 0) -> str:
    """The tag of a page: ``choices`` are in it in place of the cookies ``but``; it lasts no longer than the page is right.

    While templates are written (DEBUG) there is none.
    """
    if settings.DEBUG:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT)
        held = cursor.fetchone()
    asked = (
        request.build_absolute_uri(),
        sorted((name, value) for name, value in request.META.items() if name.startswith(HTMX)),
        sorted((name, value) for name, value in request.COOKIES.items() if name not in but),
        choices,
        held,
        os.environ.get(STARTED, ""),
        int(time.time() // lasts_s) if lasts_s else 0,
    )
    return quote_etag(salted_hmac("threads.page_tags", repr(asked)).hexdigest()[:32])


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether the visitor has that very page; whoever says to have any has none."""
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return tag in {each.removeprefix("W/") for each in known}
