"""A batch -> what came of it, whatever is in it: one that fails is halved until the culprit is alone.

That goes to quarantine, and all else goes in. A stored thread that cannot be read again stays as it is, and stale, so that
it is tried again; the record that opens it says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from threads.loading import bulk
from threads.loading.faults import KILLED, Fault, again_if_passing, fault_of
from threads.loading.intake.units import outlines
from threads.loading.stated.batches import BatchTask, Outcome, load_whole, set_aside
from threads.loading.stated.gathering import Gathering
from threads.loading.stated.linking import sets_of_threads
from threads.loading.workers.pools import Rescue
from threads.models import Archive

UNREADABLE_AGAIN = """
    UPDATE threads_record SET refusal = %s, traceback = %s WHERE id IN (
        SELECT DISTINCT ON (p.thread_id) a.record_id FROM threads_post p
        JOIN threads_appearance a ON a.post_id = p.id AND a.is_original
        WHERE p.thread_id = ANY(%s) ORDER BY p.thread_id, p.position)
"""
AS_BEFORE = "its thread could not be read again, and is shown as it was read before: {}"


def load(task: BatchTask) -> Outcome:
    """Load a batch; of what fails, all that can be loaded."""
    outcome = Outcome()
    waiting = [task]
    while waiting:
        batch = waiting.pop()
        for part in gathered(batch) if batch.is_part else (batch,):
            try:
                outcome.add(again_if_passing(partial(load_whole, part)))
            except Exception as error:
                fault = fault_of(error)
                halved = halves(part)
                if halved:
                    waiting += reversed(halved)
                else:
                    outcome.add(blamed(part, fault))
    return outcome


def halves(task: BatchTask) -> list[BatchTask]:
    """A task in two, or none if it cannot be parted: units by their order, threads by what must be read together."""
    if len(task.units) > 1:
        middle = len(task.units) // 2
        parts = (task.units[:middle], task.units[middle:])
        return [BatchTask(task.archive, units, (), is_part=True) for units in parts]
    if task.units:
        return []
    sets = sets_of_threads(Archive.objects.get(pk=task.archive), task.threads)
    middle = len(sets) // 2
    parted = [tuple(sorted(thread for each in part for thread in each)) for part in (sets[:middle], sets[middle:])]
    return [replace(task, threads=threads) for threads in parted] if middle else []


def gathered(task: BatchTask) -> Iterator[BatchTask]:
    """The whole threads that units belong to now, some of which another part may have made."""
    archive = Archive.objects.get(pk=task.archive)
    gathering = Gathering(archive)
    gathering.add(outlines(task.units))
    for batch in gathering.batches():
        yield BatchTask(archive.pk, tuple(task.units[index] for index in batch.units), batch.threads)


def blamed(task: BatchTask, fault: Fault) -> Outcome:
    """Set aside what a batch failed at, when it cannot be parted any more."""
    if task.units:
        return set_aside(task, fault)
    bulk.execute(UNREADABLE_AGAIN, [AS_BEFORE.format(fault.reason), fault.trace, list(task.threads)])
    return Outcome(left=set(task.threads))


def joined(outcomes: Iterable[Outcome]) -> Outcome:
    """What came of the parts of a batch."""
    whole = Outcome()
    for each in outcomes:
        whole.add(each)
    return whole


# For a batch whose process was killed, and most likely by what is in it.
RESCUE = Rescue(halves, partial(blamed, fault=KILLED), joined)
