"""One import into an archive at a time: an advisory lock of the database, which dies with the process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

from django.db import connection
from psycopg import Error as DriverError
from psycopg.pq import ExecStatus, TransactionStatus

from threads.loading.bulk import execute
from threads.models import Archive

WAITING = "An import into this archive is running; waiting for it to end."
# Keeps our locks apart from whatever else takes advisory locks in the same database.
LOCK_CLASS = 0x52455448
RETRY_SECONDS = 0.5
CANCELS_IN_S = 5.0
COPYING = (ExecStatus.COPY_IN, ExecStatus.COPY_OUT)


class ArchiveBusyError(Exception):
    """Another process is importing into the archive, and the caller did not want to wait."""


@contextmanager
def locked(slug: str, *, wait: bool, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold an archive's lock, which the archive need not exist for."""
    number = number_of(slug)
    if not _ask("SELECT pg_try_advisory_lock(%s, %s)", number):
        if not wait:
            raise ArchiveBusyError(slug)
        on_wait()
        while not _ask("SELECT pg_try_advisory_lock(%s, %s)", number):
            time.sleep(RETRY_SECONDS)
    try:
        yield
    finally:
        settle()
        if connection.connection is not None and not connection.connection.closed:
            connection.needs_rollback = False
            _ask("SELECT pg_advisory_unlock(%s, %s)", number)


def settle() -> None:
    """Have a connection listen again on which a signal cut a statement off; if it does not, the next question opens another.

    The driver cancels what it waits for, but a signal may fall between sending and waiting.
    """
    raw = connection.connection
    if raw is None or raw.closed:
        return
    if raw.info.transaction_status == TransactionStatus.ACTIVE:
        with suppress(DriverError):
            raw.cancel_safe(timeout=CANCELS_IN_S)  # else the server works on, with our locks
            while (answer := raw.pgconn.get_result()) is not None and answer.status not in COPYING:
                pass
    status = raw.info.transaction_status
    if status == TransactionStatus.ACTIVE or not (status == TransactionStatus.IDLE or connection.in_atomic_block):
        connection.close()


def keep_to_ourselves(archive: Archive) -> None:
    """Until the transaction ends, nobody else stores a reading of the archive or corrects it."""
    Archive.objects.select_for_update(no_key=True).values_list("id").get(pk=archive.pk)


def share(archive: Archive) -> None:
    """Until the transaction ends, nobody corrects the archive; other importers may still store."""
    execute("SELECT FROM threads_archive WHERE id = %s FOR SHARE", [archive.pk])


def number_of(slug: str) -> int:
    """The second half of the lock's name; the first is the same for all archives."""
    return int.from_bytes(sha256(slug.encode()).digest()[:4], "big", signed=True)


def _ask(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK_CLASS, number])
        return bool(cursor.fetchone()[0])
