"""A set of pages that cannot be read -> the set without the culprits, which go to quarantine.

A page read before stays as it was read: no words vanish because this version fails at them. A new culprit is found by
reading parts of the set and rolling back. It shares words with nothing until a rebuild tries it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from threads.loading.changes import Changes
from threads.loading.faults import KILLED, Fault, again_if_passing, fault_of
from threads.loading.rows.writing import store
from threads.loading.stale.affected import Group, Part
from threads.loading.stale.holders import threads_of_documents
from threads.loading.workers.pools import imap
from threads.loading.workers.tasks import SET, Task, read_task
from threads.models import Appearance, Archive, Document, Fingerprint
from threads.models import Record as StoredRecord
from threads.reconstruct.types import Reconstruction

Asking = Callable[[Group], Task | Fault]

AS_BEFORE = "it could not be read again, and is shown as it was read before: {}"
BESIDE = "it shares words with a document that could not be read again: {}"


def store_or_set_aside(
    archive: Archive, group: Group, reading: Reconstruction | Fault, task_of: Asking
) -> tuple[Changes, list[int]]:
    """Store the reading of a set, or of what can be read of it. Tells which documents went to quarantine."""
    outcome = _stored(archive, group, reading)
    if isinstance(outcome, Changes):
        return outcome, []
    reader = _Reader(archive, group, task_of, is_apart=outcome == KILLED)
    old = _read_before(group.documents)
    if old and isinstance(fault := reader.tried(old), Fault):
        new = [document for document in group.documents if document not in old]
        _mark(sorted(old)[:1], AS_BEFORE, fault)
        _set_aside(new, BESIDE, fault)
        Document.objects.filter(pk__in=old).update(is_read=True)
        return Changes(), [*sorted(old)[:1], *new]
    return _without_culprits(reader, old)


def _without_culprits(reader: _Reader, old: Collection[int]) -> tuple[Changes, list[int]]:
    """Take out one document after another at which the set fails, and store the others.

    Bisection finds the shortest beginning that fails; its last document is to blame.
    """
    remainder = sorted(reader.group.documents, key=lambda document: (document not in old, document))
    blamed: list[int] = []
    while True:
        result = reader.stored(remainder) if remainder else Changes()
        if isinstance(result, Changes):
            return result, blamed
        reads, fails, fault = len(old), len(remainder), result
        while fails - reads > 1:
            middle = (reads + fails) // 2
            outcome = reader.tried(remainder[:middle])
            reads, fails, fault = (reads, middle, outcome) if isinstance(outcome, Fault) else (middle, fails, fault)
        culprit = remainder.pop(fails - 1)
        _set_aside([culprit], "{}", fault)
        blamed.append(culprit)


def _stored(archive: Archive, group: Group, reading: Reconstruction | Fault) -> Changes | Fault:
    if isinstance(reading, Fault):
        return reading
    try:
        return again_if_passing(lambda: store(archive, group.documents, reading))
    except Exception as error:
        return fault_of(error)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads some documents of a set, ``is_apart`` in a process that may die of it."""

    archive: Archive
    group: Group
    task_of: Asking
    is_apart: bool

    def stored(self, documents: Iterable[int]) -> Changes | Fault:
        part = _part_of(self.group, documents)
        task = self.task_of(part)
        (reading,) = imap(read_task, [task], workers=2, rescue=SET) if self.is_apart else (read_task(task),)
        return _stored(self.archive, part, reading)

    def tried(self, documents: Iterable[int]) -> Fault | None:
        """Why some documents cannot be read and stored, if so; everything is rolled back."""
        with transaction.atomic():
            outcome = self.stored(documents)
            transaction.set_rollback(True)
        return outcome if isinstance(outcome, Fault) else None


def _part_of(group: Group, documents: Iterable[int]) -> Group:
    """A set with these of its documents alone."""
    members = set(documents)
    parts = (
        Part(tuple(document for document in part.documents if document in members), part.common) for part in group.parts
    )
    return Group(tuple(part for part in parts if part.documents))


def _read_before(documents: Sequence[int]) -> set[int]:
    """The documents on which posts of pages stand."""
    appearances = Appearance.objects.filter(
        record__document__in=documents, post__thread__in=threads_of_documents(documents)
    )
    return set(appearances.values_list("record__document_id", flat=True))


def _set_aside(documents: Sequence[int], why: str, fault: Fault) -> None:
    """Put documents that nothing was read of into quarantine."""
    with transaction.atomic():
        _mark(documents, why, fault)
        StoredRecord.objects.filter(document__in=documents).update(lines=[])
        Fingerprint.objects.filter(document__in=documents).delete()
        Document.objects.filter(pk__in=documents).update(is_read=True)


def _mark(documents: Sequence[int], why: str, fault: Fault) -> None:
    records = StoredRecord.objects.filter(document__in=documents)
    records.update(refusal=why.format(fault.reason), traceback=fault.trace)
