"""The site as gunicorn loads it, impatient, and with addresses that never answer or break off."""

import time
from collections.abc import Iterable
from typing import Any

from forum import limits
from forum.serving import lanes, worker
from forum.wsgi import application as site

limits.STATEMENT_MOST_S = 1
worker.CONNECTIONS_MOST = 60
worker.HELD_MOST = 2_000_000
worker.lanes = lambda threads: (lanes.Lane("/never/", 1, 1), *lanes.lanes(threads))


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/never/":
        time.sleep(30)
    if path == "/raises/":
        raise RuntimeError("outside of Django")
    if path == "/breaks-off/":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return broken(b"a" * 2_000_000 if environ["QUERY_STRING"] else b"a")
    return site(environ, start_response)


def broken(first: bytes) -> Iterable[bytes]:
    yield first
    raise RuntimeError("in the middle")
