"""Who was shown the form for uploads may send one: a signed ticket in its address, which the web server checks by itself.

Everybody else's requests stay as small as a form is, before anything of Django is asked.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from django.conf import settings
from django.core import signing

SALT = "forum.tickets"
GOOD_FOR_S = 3_600
FIELD = "ticket"


def ticket_for(user_id: int) -> str:
    """A ticket, good for an hour."""
    return signing.dumps(user_id, salt=SALT)


def room_for(query: str) -> int:
    """Bytes that a request with such a query may bring; 0 if it has no good ticket."""
    given = parse_qs(query).get(FIELD)
    if not given:
        return 0
    try:
        signing.loads(given[0], salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return 0
    return int(settings.IMPORT_UPLOAD_MB) * 1_000_000
