"""An archive of invented mails -> the application over it, in this process, and what its pages cost."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any, NamedTuple

from benchmarks.shared.environment import BENCH
from benchmarks.shared.made_archives import stored

# One thread of each of these lengths comes first, by which pages are measured; then as they come.
MEASURED = (100, 500, 5_000)


class PageCost(NamedTuple):
    """Milliseconds, of the clock and of this process's processor time."""

    wall: float
    processor: float


def cost(make: Callable[[], object]) -> PageCost:
    """What a call costs."""
    wall, processor = perf_counter(), process_time()
    make()
    return PageCost((perf_counter() - wall) * 1000, (process_time() - processor) * 1000)


@contextmanager
def application(posts: int, copies: int = 1) -> Iterator[Application]:
    """The application over an archive of so many posts and its copies, stored unless it is there."""
    with stored(BENCH / f"pages-{posts}x{copies}", posts, copies, MEASURED) as server:
        os.environ |= server.environment
        import django  # noqa: PLC0415 - its settings are of this archive

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        call_command("collectstatic", verbosity=0, interactive=False)
        connection.ensure_connection()
        yield Application(connection)
        connection.close()


class Application:
    """Answers as a web server would have it answer, without one."""

    def __init__(self, django_connection: Any) -> None:
        from forum.wsgi import application  # noqa: PLC0415

        self._answer = application
        self._django_connection = django_connection
        self.connection = django_connection.connection

    def page(self, address: str) -> str:
        """What a visitor without cookies is given."""
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        answered: list[str] = []
        response = self._answer(environ, lambda status, _headers: answered.append(status))
        body = b"".join(response)
        response.close()
        if answered != ["200 OK"]:
            raise RuntimeError(f"{address} gave {answered}")
        return body.decode()

    def queries(self, address: str) -> int:
        """How many queries a page asks."""
        total = 0

        def count(execute: Callable, *arguments: Any) -> Any:
            nonlocal total
            total += 1
            return execute(*arguments)

        with self._django_connection.execute_wrapper(count):
            self.page(address)
        return total

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, parameters).fetchall()

    def address_of(self, thread_id: int) -> str:
        """Where a thread stands, so that no redirect is measured."""
        from threads.models import Thread  # noqa: PLC0415

        return Thread.objects.get(pk=thread_id).get_absolute_url()
