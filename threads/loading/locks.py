"""One import into an archive at a time: an advisory lock of the database, which dies with the process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection

from threads.loading.bulk import execute
from threads.models import Archive

WAITING = "An import into this archive is running; waiting for it to end."
# Keeps our locks apart from whatever else takes advisory locks in the same database.
LOCK_CLASS = 0x52455448
RETRY_SECONDS = 0.5


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
        if connection.connection is not None and not connection.connection.closed:
            connection.needs_rollback = False
            _ask("SELECT pg_advisory_unlock(%s, %s)", number)


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
