"""Files -> stored documents, records and fingerprints, not read yet: the first phase of an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from django.db import transaction
from django.db.models import Exists, Min, OuterRef
from django.db.models.functions import Collate
from django.utils import timezone

from threads.loading import bulk
from threads.loading.erased import gaps
from threads.loading.erased.alone import heads_going, held_alone
from threads.loading.erased.tombstones import Watch, watch_of
from threads.loading.intake.paths import kept_path
from threads.loading.workers.tasks import ReadFile
from threads.models import Archive, Document, Fingerprint, ImportRun, RunDocument
from threads.models import Record as StoredRecord
from threads.models.reading import NAME_LENGTH
from threads.reconstruct.fingerprint import fingerprints
from threads.records import Refusal

# A transaction holds this much at most, unless one document is larger.
BATCH_BYTES = 16_000_000
BATCH_DOCUMENTS = 500
DOCUMENT = ("id", "archive_id", "run_id", "key", "path", "size", "line_count", "encoding", "is_read", "kind",
            "confidence", "cues", "stated_author")  # fmt: skip
RECORD = ("archive_id", "document_id", "ordinal", "raw", "lines", "refusal", "traceback", "erased")
# A page in quarantine waits for a rebuild; reading it now would fail again.
NOTHING_TO_READ = Exists(StoredRecord.objects.in_quarantine().filter(document=OuterRef("pk")))


@dataclass(slots=True)
class Received:
    """Which documents a run was given, and what was refused. ``copies`` are identical files given in the same run."""

    added: set[int] = field(default_factory=set)
    earlier: set[int] = field(default_factory=set)
    copies: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # keys of documents that were erased as a whole before

    @property
    def documents(self) -> set[int]:
        return self.added | self.earlier


def receive(
    archive: Archive, run: ImportRun, deliveries: Iterable[ReadFile | Refusal], *, author: str = ""
) -> Iterator[Received]:
    """Store what is new, batch by batch; yields the tally so far after each, which is committed then."""
    received = Received()
    for batch in _batches(deliveries, received.refusals):
        with transaction.atomic():
            _store(archive, run, batch, author[:NAME_LENGTH], received)
        yield received
    yield received


def _batches(deliveries: Iterable[ReadFile | Refusal], refusals: list[Refusal]) -> Iterator[list[ReadFile]]:
    batch: list[ReadFile] = []
    size = 0
    for delivery in deliveries:
        if isinstance(delivery, Refusal):
            refusals.append(delivery)
            continue
        batch.append(delivery)
        size += len(delivery.record.raw)
        if size >= BATCH_BYTES or len(batch) >= BATCH_DOCUMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _store(archive: Archive, run: ImportRun, batch: Sequence[ReadFile], author: str, received: Received) -> None:
    watch = watch_of(archive)
    batch = [delivery for delivery in batch if not _is_empty(watch, delivery, received)]
    by_key = {delivery.record.document: delivery for delivery in reversed(batch)}
    keys = [bytes.fromhex(key) for key in by_key]
    rows = Document.objects.filter(archive=archive, key__in=keys).values_list("key", "id")
    ids = {bytes(key).hex(): pk for key, pk in rows}
    new = [without_erased(watch, delivery) for key, delivery in by_key.items() if key not in ids]
    received.earlier.update(set(ids.values()) - received.added)
    ids |= _insert(archive, run, new, author)
    received.added.update(ids[delivery.record.document] for delivery in new)
    _note(run, batch, ids, {delivery.record.document for delivery in new}, received)
    least_paths(list(ids.values()))
    if author:
        others = Document.objects.filter(id__in=ids.values()).exclude(stated_author=author)
        others.update(stated_author=author, is_read=NOTHING_TO_READ)


def _insert(archive: Archive, run: ImportRun, new: Sequence[ReadFile], author: str) -> dict[str, int]:
    ids = dict(zip((each.record.document for each in new), bulk.reserve_ids(Document, len(new)), strict=True))
    documents: Iterator[bulk.Row] = (
        (
            ids[each.record.document], archive.pk, run.pk, bytes.fromhex(each.record.document), kept_path(each.name),
            len(each.record.raw), len(each.record.lines), each.record.encoding, each.fault is not None, "", 0.0, [],
            author,
        )
        for each in new
    )  # fmt: skip
    bulk.insert(Document, DOCUMENT, documents)
    records: Iterator[bulk.Row] = (
        (
            archive.pk, ids[each.record.document], each.record.ordinal, each.record.raw, [],
            *((each.fault.reason, each.fault.trace) if each.fault else ("", "")), each.erased,
        )
        for each in new
    )  # fmt: skip
    bulk.insert(StoredRecord, RECORD, records)
    add_fingerprints(archive, ((ids[each.record.document], each.fingerprints) for each in new))
    return ids


def _is_empty(watch: Watch, delivery: ReadFile, received: Received) -> bool:
    """Whether all of a document was erased before; then it is counted and left out."""
    gap = watch.document(delivery.record.document)
    is_empty = bool(gap and gap["is_empty"])
    received.left_out += [delivery.record.document] if is_empty else []
    return is_empty


def without_erased(watch: Watch, delivery: ReadFile) -> ReadFile:
    """A document without what was erased before: by line where its bytes are known, else whole paragraphs."""
    if not watch:
        return delivery
    record = delivery.record
    gap = watch.document(record.document)
    lines = set(gaps.lines_erased(gap["erased"])) if gap else {n + 1 for n in watch.lines_in(record.lines)}
    if not lines:
        return delivery
    lines |= set() if gap else heads_going(record, lines)
    count = sum(1 for line in lines if record.lines[line - 1].strip())
    on = timezone.now().date().isoformat()
    memory = {"held": gaps.written_held(held_alone(record, lines))}
    erased = gap["erased"] if gap else gaps.remembered(memory, on, count, lines=lines)
    raw = gaps.blanked(record.raw, record.encoding, lines)
    record = replace(record, raw=raw, text=raw.decode(record.encoding))
    return replace(delivery, record=record, fingerprints=fingerprints(record), erased=erased)


def add_fingerprints(archive: Archive, values: Iterable[tuple[int, Iterable[int]]]) -> None:
    """Keep the fingerprints of documents that have none yet."""
    rows = chain.from_iterable(((archive.pk, pk, value) for value in sorted(prints)) for pk, prints in values)
    bulk.insert(Fingerprint, ("archive_id", "document_id", "value"), rows)


def _note(run: ImportRun, batch: Sequence[ReadFile], ids: dict[str, int], new: set[str], received: Received) -> None:
    """Record which documents the run was given, each once, under its least name."""
    noted = set(RunDocument.objects.filter(run=run, document__in=ids.values()).values_list("document_id", flat=True))
    names: dict[int, str] = {}
    for delivery in batch:
        pk = ids[delivery.record.document]
        if pk in noted or pk in names:
            received.copies.append(pk)
        names[pk] = min(names.get(pk, delivery.name), delivery.name)
    rows = [(run.pk, ids[key], kept_path(names[ids[key]]), key in new) for key in ids if ids[key] not in noted]
    bulk.insert(RunDocument, ("run_id", "document_id", "path", "is_new"), rows)
    for note in RunDocument.objects.filter(run=run, document__in=noted):
        if kept_path(names[note.document_id]) < note.path:
            RunDocument.objects.filter(pk=note.pk).update(path=kept_path(names[note.document_id]))


def least_paths(documents: Sequence[int]) -> None:
    """Give each document the least path it ever came under, so that the order of imports does not matter.

    One whose path changes is read again, because places and order depend on it.
    """
    least = dict(
        RunDocument.objects.filter(document__in=documents)
        .values("document")
        .annotate(least=Min(Collate("path", "C")))
        .values_list("document", "least")
    )
    for document in Document.objects.filter(id__in=least).only("path"):
        if document.path != least[document.pk]:
            Document.objects.filter(pk=document.pk).update(path=least[document.pk], is_read=NOTHING_TO_READ)
