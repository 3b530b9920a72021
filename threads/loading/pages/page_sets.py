"""Unread documents -> threads: the second phase of an import, one transaction a set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from threads.loading import bulk
from threads.loading.changes import Changes
from threads.loading.counting import refresh_counts
from threads.loading.erased.gaps import held_in
from threads.loading.faults import Fault, fault_of
from threads.loading.locks import ArchiveBusyError, locked
from threads.loading.pages.setting_aside import store_or_set_aside
from threads.loading.pages.stated_copies import StatedPosts
from threads.loading.parsing import record_of
from threads.loading.stale import affected
from threads.loading.stale.affected import Group
from threads.loading.stale.corrections import actions_in_force, posts_of
from threads.loading.stale.told_lines import by_hand, documents_of
from threads.loading.stated.rereading import read_stale
from threads.loading.workers.pools import imap
from threads.loading.workers.tasks import SET, Task, read_task
from threads.models import Archive
from threads.models import Record as StoredRecord
from threads.records import Hints

# A process costs more to start than reading this much.
WORTH_WORKERS = 400_000


@dataclass(slots=True)
class Aside:
    """What a run could not read: documents now in quarantine, and threads left as they were."""

    documents: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.documents or self.threads)


def read_unread(
    archive: Archive, *, workers: int = 1, counts_anyway: bool = True, aside: Aside | None = None
) -> Iterator[tuple[int, int, Changes]]:
    """Read all that is unread; yields documents done, documents in all, and what changed so far, after each set.

    Counts of the whole archive are made exact even where nothing was unread, unless that is not wanted.
    What was corrected meanwhile is read as well: a set may have been put together before the correction joined it with
    another. What cannot be read is put ``aside``.
    """
    aside = Aside() if aside is None else aside
    changes, growth = Changes(), bulk.Growth()
    done = total = 0
    actions = actions_in_force(archive)
    while True:
        # What pages may render is settled first.
        for count, whole, changed in read_stale(archive, workers=workers, left=aside.threads):
            changes += changed
            yield done + count, total + whole, changes
        groups = affected.mark_and_group(archive)
        total += sum(len(group.documents) for group in groups)
        if groups:
            yield done, total, changes
        stated_posts = StatedPosts(archive) if groups else None
        asking = partial(_task_or_fault, archive=archive, stated_posts=stated_posts)
        readings = imap(read_task, map(asking, groups), workers=min(workers, _worth(groups)), rescue=SET)
        for group, reading in zip(groups, readings, strict=True):
            changed, quarantined = store_or_set_aside(archive, group, reading, asking)
            changes += changed
            growth.add(changed.as_mapping()["posts"]["added"])
            aside.documents.update(quarantined)
            done += len(group.documents)
            yield done, total, changes
        before, actions = actions, actions_in_force(archive)
        if before != actions:
            _mark_corrected(archive, before ^ actions)
        elif not archive.threads.filter(is_stale=True).exclude(pk__in=aside.threads).exists():
            break
    if counts_anyway or changes or total:
        refresh_counts(archive)
    yield done, total, changes


def _mark_corrected(archive: Archive, actions: frozenset[int]) -> None:
    affected.mark_around(posts_of(archive, actions))
    affected.mark_unread(documents_of(archive, actions))


def read_late(slug: str) -> None:
    """Read what was corrected between a run's last look and the release of its lock; nobody else would."""
    archive = Archive.objects.filter(slug=slug).first()
    if archive is None or not (
        archive.documents.filter(is_read=False, is_stated=False).exists()
        or archive.threads.filter(is_stale=True).exists()
    ):
        return
    with suppress(ArchiveBusyError), locked(slug, wait=False, on_wait=lambda: None):
        for _ in read_unread(archive):
            pass


def _task_or_fault(group: Group, archive: Archive, stated_posts: StatedPosts | None) -> Task | Fault:
    try:
        return task_of(archive, group, stated_posts)
    except Exception as error:
        return fault_of(error)


def task_of(archive: Archive, group: Group, stated_posts: StatedPosts | None = None) -> Task:
    """Fetch the documents of a group as readers gave them, and the stated posts that stand on them."""
    record_at = {
        record.document_id: record
        for record in StoredRecord.objects.filter(document__in=group.documents)
        .select_related("document")
        .defer("lines")
    }
    names = {pk: bytes(record.document.key).hex() for pk, record in record_at.items()}
    parts = tuple(
        (tuple(record_of(record_at[pk]) for pk in sorted(part.documents, key=names.__getitem__)), part.common)
        for part in group.parts
    )
    said = by_hand(archive, names.values())
    hints = {
        names[pk]: Hints(record.document.stated_author or None, held_in(record.erased), said.get(names[pk]))
        for pk, record in record_at.items()
    }
    every = (record for records, _ in parts for record in records)
    renderings = {record.document: stated_posts.rendering(record) for record in every} if stated_posts else {}
    return Task(parts, hints, {name: rendering for name, rendering in renderings.items() if rendering})


def _worth(groups: Sequence[Group]) -> int:
    if len(groups) < 2:
        return 1
    documents = [document for group in groups for document in group.documents]
    ((size,),) = bulk.fetch("SELECT coalesce(sum(size), 0) FROM threads_document WHERE id = ANY(%s)", [documents])
    return min(len(groups), 1 + int(size) // WORTH_WORKERS)
