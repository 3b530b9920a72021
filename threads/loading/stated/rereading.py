"""Threads that are stale, after a correction or because a document went -> the same threads, read again."""

from __future__ import annotations

from collections.abc import Iterator

from threads.loading.changes import Changes
from threads.loading.stated.batches import BatchTask
from threads.loading.stated.halving import RESCUE, load
from threads.loading.stated.linking import sets_of_threads
from threads.loading.stated.naming import settle_names
from threads.loading.workers.database import connected
from threads.loading.workers.pools import imap
from threads.models import Archive, Thread

THREADS_AT_ONCE = 200
# A process costs more to start than reading so many threads.
WORTH_WORKERS = 500


def read_stale(archive: Archive, *, workers: int, left: set[int]) -> Iterator[tuple[int, int, Changes]]:
    """Read stale threads again; yields threads done, threads in all, and what changed, after each batch.

    Those that cannot be read stay as they are, and stale; they are ``left``, and not tried twice.
    """
    stale = list(Thread.objects.filter(archive=archive, is_stale=True).order_by("id").values_list("id", flat=True))
    stale = [thread for thread in stale if thread not in left]
    if not stale:
        return
    tasks = [BatchTask(archive.pk, (), threads) for threads in _batches(archive, stale)]
    total = sum(len(task.threads) for task in tasks)
    workers = min(workers, 1 + total // WORTH_WORKERS)
    done = 0
    doubtful: set[int] = set()
    outcomes = imap(load, tasks, workers=workers, prepare=connected(), rescue=RESCUE)
    for task, outcome in zip(tasks, outcomes, strict=True):
        done += len(task.threads)
        doubtful |= outcome.doubtful
        left |= outcome.left
        yield done, total, outcome.changes
    settle_names(archive, doubtful)


def _batches(archive: Archive, stale: list[int]) -> Iterator[tuple[int, ...]]:
    batch: list[int] = []
    for together in sets_of_threads(archive, stale):
        batch += together
        if len(batch) >= THREADS_AT_ONCE:
            yield tuple(sorted(batch))
            batch = []
    if batch:
        yield tuple(sorted(batch))
