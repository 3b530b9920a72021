"""A database connection that answers visitors -> one whose statements end in time; commands keep all the time they need.

Set by `SET` on a new connection, because poolers such as PgBouncer refuse it as an option of the start.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# The slowest of honest questions takes a fraction of it. What takes longer is answered by the page that asks to wait.
STATEMENT_MOST_S = 5
# Between two statements of a transaction no page does more than lay out a few rows.
IDLE_MOST_S = 30
_is_limited = False


def limit_connections() -> None:
    """Let no statement of this process run for long; only for processes that answer requests."""
    global _is_limited  # noqa: PLW0603
    _is_limited = True
    connection_created.connect(_limit)


@contextmanager
def unlimited() -> Iterator[None]:
    """Lift the limits for what staff does: forgetting a document may delete rows by the hundred thousand."""
    if not _is_limited:
        yield
        return
    _set(connection, 0, 0)
    try:
        yield
    finally:
        try:
            _limit(connection)
        except (DatabaseError, InterfaceError):
            # It broke off meanwhile; the next one begins with limits.
            connection.close()


def _limit(connection: BaseDatabaseWrapper, **_: Any) -> None:
    _set(connection, STATEMENT_MOST_S, IDLE_MOST_S)


def _set(connection: BaseDatabaseWrapper, statement_s: float, idle_s: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {statement_s * 1000:.0f}")
        cursor.execute(f"SET idle_in_transaction_session_timeout = {idle_s * 1000:.0f}")
