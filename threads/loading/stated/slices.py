"""Documents one after another -> slices of units, each gathered into threads and loaded by workers.

A slice is bounded, so that memory does not grow with a document; what it brings is joined to what is stored. A run that
is killed leaves whole batches; the next skips the units that are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from threads.loading import bulk
from threads.loading.changes import Changes
from threads.loading.erased.tombstones import watch_of
from threads.loading.faults import is_outside
from threads.loading.intake.paths import kept_path
from threads.loading.intake.registering import Registered, register
from threads.loading.intake.units import Cut, Outline, Unit, UnitSource, cut, halved_units, outlines
from threads.loading.stale.corrections import forgotten
from threads.loading.stale.cross_quotes import mark_citing, newest_post
from threads.loading.stated.batches import BatchTask, Outcome
from threads.loading.stated.gathering import Gathering
from threads.loading.stated.halving import RESCUE, load
from threads.loading.stated.naming import begun_documents, settle_names, touched_authors
from threads.loading.workers.database import connected
from threads.loading.workers.pools import Pool, Rescue
from threads.models import Archive, Document, ImportRun, Record
from threads.readers import StatedReader, reason_of
from threads.records import Refusal

SLICE_UNITS = 50_000
# Bytes of units held in memory, whose files will not stay; bytes of a file above which it is loaded at once.
SLICE_BYTES = 32_000_000
HELD_BYTES = 4_000_000
STRETCH = 1_000
# Remembering an author takes some hundred bytes; where no post names its author, each has one of its own.
MANY_AUTHORS = 100_000
FORGOTTEN = "forgotten in the admin; to let it in again, undo that correction there"
LOST = "changed or went away while it was being read; give it again when nobody writes to it"
NOWHERE = UnitSource(0, "", "", "", "")
# A process costs more to start than reading so many units.
WORTH_WORKERS = 1_500


def _no_outline(units: Sequence[Unit]) -> list[Outline]:
    return [Outline(unit.length) for unit in units]


# For units whose process was killed while outlining them; whoever loads them says why.
OUTLINED = Rescue(halved_units, _no_outline, lambda parts: [outline for part in parts for outline in part])


@dataclass(slots=True)
class Tally:
    """What came of the documents so far."""

    added: set[int] = field(default_factory=set)
    earlier: set[int] = field(default_factory=set)
    records: Counter[str] = field(default_factory=Counter)
    changes: Changes = field(default_factory=Changes)
    authors: set[int] | None = field(default_factory=set)  # None where it could be any
    doubtful: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)  # documents whose files changed while they were read
    gaps: int = 0  # records without passages that were erased before
    left_out: int = 0  # documents that were erased as a whole
    lacks: Counter[str] = field(default_factory=Counter)  # what new pages would have had if saved better
    doubts: Counter[str] = field(default_factory=Counter)  # what new records hold that may have been misread

    @property
    def documents(self) -> set[int]:
        return self.added | self.earlier

    def add(self, outcome: Outcome) -> None:
        self.records += outcome.records
        self.changes += outcome.changes
        self.concern(outcome.authors)
        self.doubtful |= outcome.doubtful
        self.lost |= outcome.lost
        self.gaps += outcome.gaps
        self.doubts += outcome.doubts
        self.lacks += outcome.lacks

    def concern(self, authors: set[int]) -> None:
        """Remember whose posts were read, until they are so many that all may as well be counted."""
        if self.authors is not None:
            self.authors |= authors
            if len(self.authors) > MANY_AUTHORS:
                self.authors = None


@dataclass(frozen=True, slots=True)
class _Given:
    cut: Cut
    path: str
    name: str
    form: str
    raws: tuple[bytes, ...] | None  # of its units, where its file will not stay


class Loader:
    """Loads documents into an archive; call ``finish`` after the last."""

    def __init__(
        self, archive: Archive, run: ImportRun | None, *, workers: int, on_progress: Callable[[str, int, int], None]
    ) -> None:
        self.archive = archive
        self.run = run
        self.workers = workers
        self.tally = Tally()
        self.refusals: list[Refusal] = []
        self._forgotten = forgotten(archive.slug)
        self._watch = watch_of(archive)
        self._on_progress = on_progress
        self._batch: dict[str, _Given] = {}
        self._unfinished = begun_documents(archive)
        self._since = 0 if self._unfinished else newest_post()
        self._units = self._held_bytes = 0
        self._pool: Pool | None = None
        self._growth = bulk.Growth()

    def add(self, path: Path, name: str, reader: StatedReader, *, is_passing: bool = False) -> None:
        """Take a document. If its file ``is_passing``, a small one is held in memory, a large one loaded at once."""
        try:
            is_held = is_passing and path.stat().st_size <= HELD_BYTES
            parts, raws = _cut_and_held(path, reader) if is_held else (cut(path, reader), None)
        except OSError as error:
            if is_outside(error):
                raise
            self.refusals.append(Refusal(name, f"unreadable: {reason_of(error)}"))
            return
        if parts.key in self._forgotten:
            self.refusals.append(Refusal(name, FORGOTTEN))
            return
        gap = self._watch.document(parts.key)
        if gap and gap["is_empty"]:
            self.tally.left_out += 1
            self.tally.records["erased"] += len(parts.ends)
            return
        self._held_bytes += parts.size if is_held else 0
        self._batch.setdefault(parts.key, _Given(parts, str(path), kept_path(name), reader.FORMAT, raws))
        self._units += len(parts.ends)
        if is_held != is_passing or self._units >= SLICE_UNITS or self._held_bytes >= SLICE_BYTES:
            self._flush()

    def finish(self) -> Tally:
        self._flush()
        if self._pool:
            self._pool.close()
        if self._unfinished:
            touched = touched_authors(self.archive, self._unfinished)
            self.tally.concern(touched)
            self.tally.doubtful |= touched
        settle_names(self.archive, self.tally.doubtful)
        mark_citing(self.archive, self._since)
        return self.tally

    def _flush(self) -> None:
        batch, self._batch, self._units, self._held_bytes = self._batch, {}, 0, 0
        if not batch or self.run is None:
            return
        documents = register(self.archive, self.run, [(each.cut, each.name, each.form) for each in batch.values()])
        self.tally.added |= {each.id for each in documents.values() if not each.is_read}
        self.tally.earlier |= {each.id for each in documents.values() if each.is_read}
        waiting = self._waiting(batch, documents)
        while units := list(islice(waiting, SLICE_UNITS)):
            self._load(units)
        lost = {key: document for key, document in documents.items() if document.id in self.tally.lost}
        self.refusals += [Refusal(batch[key].name, LOST) for key in lost]
        unread = [each.id for key, each in documents.items() if not each.is_read and key not in lost]
        Document.objects.filter(pk__in=unread).update(is_read=True)

    def try_again(self) -> None:
        """Read what is in quarantine once more: this version may understand it."""
        units: list[Unit] = []
        for unit in _in_quarantine(self.archive):
            units.append(unit)
            self._held_bytes += unit.length
            if len(units) >= SLICE_UNITS or self._held_bytes >= SLICE_BYTES:
                self._load(units)
                units, self._held_bytes = [], 0
        if units:
            self._load(units)

    def _waiting(self, batch: Mapping[str, _Given], documents: Mapping[str, Registered]) -> Iterator[Unit]:
        for key, each in batch.items():
            document = documents[key]
            ordinals = document.ordinals
            self.tally.records["known"] += len(each.cut.ends) if document.is_read else len(ordinals)
            if document.is_read:
                continue
            source = UnitSource(document.id, key, document.path, each.form, each.path)
            for unit in each.cut.units(source):
                if unit.ordinal not in ordinals:
                    yield replace(unit, raw=each.raws[unit.ordinal]) if each.raws else unit

    def _load(self, units: Sequence[Unit]) -> None:
        pool = self._pool_for(len(units))
        gathering = Gathering(self.archive)
        for part in pool.imap(outlines, _stretches(units), OUTLINED):
            gathering.add(part)
            self._on_progress("gathering threads", len(gathering), len(units))
        tasks = [
            BatchTask(self.archive.pk, tuple(units[index] for index in batch.units), batch.threads)
            for batch in gathering.batches()
        ]
        done = 0
        for task, outcome in zip(tasks, pool.imap(load, tasks, RESCUE), strict=True):
            self.tally.add(outcome)
            done += len(task.units)
            self._growth.add(len(task.units))
            self._on_progress("loading records", done, len(units))

    def _pool_for(self, units: int) -> Pool:
        """As many processes as pay; once started, they serve for all that follows."""
        workers = min(self.workers, 1 + units // WORTH_WORKERS)
        if self._pool is None and workers > 1:
            self._pool = Pool(workers, connected())
        return self._pool or Pool(1)


def _cut_and_held(path: Path, reader: StatedReader) -> tuple[Cut, tuple[bytes, ...]]:
    """Cut a small document, and keep its units, because its file is about to go."""
    parts = cut(path, reader)
    content = path.read_bytes()
    return parts, tuple(content[unit.offset : unit.offset + unit.length] for unit in parts.units(NOWHERE))


def _in_quarantine(archive: Archive) -> Iterator[Unit]:
    """What could not be read, pages excepted, as units that are stored already."""
    records = Record.objects.filter(archive=archive).in_quarantine().filter(document__is_stated=True)
    for pk in list(records.order_by("id").values_list("id", flat=True)):
        record = Record.objects.select_related("document").defer("lines").get(pk=pk)
        document = record.document
        source = UnitSource(document.pk, bytes(document.key).hex(), document.path, document.form, "")
        yield Unit(source, record.ordinal, 0, len(record.raw), raw=bytes(record.raw), record=pk, letters=record.letters)


def _stretches(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    waiting = iter(units)
    while part := list(islice(waiting, STRETCH)):
        yield part
