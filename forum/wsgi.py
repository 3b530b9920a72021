"""Turn requests from a WSGI server into Django's."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from forum.limits import limit_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")

BOUNDARY = re.compile(r';\s*boundary=("[^"]{1,200}"|[^\s;,"]{1,200})', re.IGNORECASE)

limit_connections()
answered = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request, whatever charset it claims: our pages send UTF-8, and it is read as that.

    Django would read the parameters as they claim to be while it makes its request, before anything of ours can answer
    what goes wrong: rot13 is no charset, and unicode_escape gives halves of characters that no page can hold.
    """
    if ";" in environ.get("CONTENT_TYPE", ""):
        environ["CONTENT_TYPE"] = _without_charset(environ["CONTENT_TYPE"])
    return answered(environ, start_response)


def _without_charset(content_type: str) -> str:
    """What is sent, and for forms of several parts what stands between these."""
    boundary = BOUNDARY.search(content_type)
    kind = content_type.partition(";")[0].strip()
    return f"{kind}; boundary={boundary[1]}" if boundary else kind
