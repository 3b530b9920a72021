"""A WSGI application -> the same, whatever charset a request claims to be in."""

import re
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BOUNDARY = re.compile(r';\s*boundary=("[^"]{1,200}"|[^\s;,"]{1,200})', re.IGNORECASE)


def without_charsets(answered: Application) -> Application:
    """Answer a request, whatever charset it claims; it is read as UTF-8, which our pages send.

    Django decodes the parameters by the claim while it makes its request, before any code of ours can answer errors:
    rot13 is no charset, and unicode_escape gives halves of characters that no page can hold.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if ";" in environ.get("CONTENT_TYPE", ""):
            environ["CONTENT_TYPE"] = _without_charset(environ["CONTENT_TYPE"])
        return answered(environ, start_response)

    return application


def _without_charset(content_type: str) -> str:
    """What is sent, and for forms of several parts what stands between these."""
    boundary = BOUNDARY.search(content_type)
    kind = content_type.partition(";")[0].strip()
    return f"{kind}; boundary={boundary[1]}" if boundary else kind
