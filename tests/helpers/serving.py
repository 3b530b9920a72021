"""Processes of the project's own beside the test, on the database of the test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from django.conf import settings
from django.db import connection

from forum.postgres import server

STARTS_IN_S = 60


def environment(data: Path, **more: str) -> dict[str, str]:
    """Of a process that uses the test's own database, and nothing of the developer's."""
    name = connection.settings_dict["NAME"]
    if settings.IS_EMBEDDED:
        host = server.ensure(settings.FORUM_DATA, settings.FORUM_PG_BINDIR)
        url = f"postgres://forum@/{name}?host={host}"
    else:
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    own = {"DATABASE_URL": url, "SECRET_KEY": "k" * 50, "FORUM_DATA": str(data), "SITE_URL": "", "TRUSTED_PROXY": ""}
    return dict(os.environ) | own | more


@contextmanager
def gunicorn(data: Path, *options: str, **more: str) -> Iterator[int]:
    """A web server as `up` starts it; gives its port once it listens."""
    with serving(data, *options, **more) as (port, _):
        yield port


@contextmanager
def serving(data: Path, *options: str, **more: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The same with its process; options are gunicorn's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = ["-m", "gunicorn", "--config", "forum/gunicorn.py", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += options
    process = subprocess.Popen(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment(data, **more), stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + STARTS_IN_S
        while not _listens(port):
            assert process.poll() is None, "gunicorn ended"
            assert time.monotonic() < deadline, "gunicorn does not listen"
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, path: str, headers: dict[str, str], *, body: str | None = None) -> tuple[HTTPResponse, str]:
    """One request as a proxy would send it on."""
    talking = HTTPConnection("127.0.0.1", port, timeout=30)
    talking.request("GET" if body is None else "POST", path, body, headers)
    answer = talking.getresponse()
    said = answer.read().decode()
    talking.close()
    return answer, said


def children(process: subprocess.Popen[bytes]) -> list[str]:
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
