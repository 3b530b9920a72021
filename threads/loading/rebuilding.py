"""Begin an archive again from its records: fingerprints anew, everything unread; and which archives are due for it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from threads.loading.changes import Changes
from threads.loading.faults import fault_of
from threads.loading.intake.documents import add_fingerprints
from threads.loading.parsing import record_of
from threads.loading.stale.affected import mark_stale, mark_unread
from threads.loading.stated.slices import Loader
from threads.loading.workers.tasks import FileToRead, ReadFile, delivery_of
from threads.models import Archive, Document, Fingerprint
from threads.models import Record as StoredRecord
from threads.models.source import READING
from threads.readers import MAILS, FoundFile, is_open_unit, letters_of
from threads.reconstruct.fingerprint import fingerprints
from threads.records import Refusal

DOCUMENTS_AT_ONCE = 50


def start_again(archive: Archive) -> int:
    """Mark every document unread and fingerprint it as this version does; tells how many there are."""
    with transaction.atomic():
        documents = sorted(archive.documents.filter(is_stated=False).values_list("id", flat=True))
        Fingerprint.objects.filter(archive=archive).delete()
        waiting: list[int] = []
        for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
            waiting += _begun_again(archive, documents[start : start + DOCUMENTS_AT_ONCE])
        mark_unread(waiting)
        _choose_letters(archive)
        mark_stale(archive.threads.values_list("id", flat=True))
        Archive.objects.filter(pk=archive.pk).update(rereading=READING)
    return len(documents)


def _choose_letters(archive: Archive) -> None:
    """Choose anew in which letters mails are that do not say so; what words were erased from stays as it was read."""
    for document in archive.documents.filter(form__in=list(MAILS)).order_by("id"):
        records = StoredRecord.objects.filter(document=document).order_by("ordinal")
        if records.filter(erased__isnull=False).exists():
            continue
        raws = records.values_list("ordinal", "raw")
        open_units = [ordinal for ordinal, raw in raws.iterator() if is_open_unit(document.form, bytes(raw))]
        if not open_units:
            continue
        pairs = ((ordinal, bytes(raw)) for ordinal, raw in raws.filter(ordinal__in=open_units).iterator())
        chosen = letters_of(document.form, (bytes(raw) for _, raw in raws.iterator()), pairs)
        changed = [
            record
            for record in records.filter(ordinal__in=open_units).only("id", "ordinal", "letters")
            if record.letters != chosen.get(record.ordinal, "")
        ]
        for record in changed:
            record.letters = chosen.get(record.ordinal, "")
        StoredRecord.objects.bulk_update(changed, ["letters"], batch_size=DOCUMENTS_AT_ONCE)


def outdated() -> list[Archive]:
    """The archives that an earlier version read, those first on which a rebuild has begun."""
    return list(Archive.objects.exclude(reading=READING).order_by(F("rereading").asc(nulls_last=True), "slug"))


def is_begun(archive: Archive) -> bool:
    """Whether a rebuild by this version was stopped midway: what it did not come to is unread."""
    return archive.rereading == READING


def close(archive: Archive) -> None:
    """Say of an archive of which nothing is unread any more that this version read it, if it read all of it."""
    Archive.objects.filter(pk=archive.pk, rereading=READING).update(reading=READING, rereading=None)


def try_again(archive: Archive, workers: int, at: Callable[[str, int, int], None]) -> Changes:
    """Read the records in quarantine of documents that state their posts once more."""
    loader = Loader(archive, None, workers=workers, on_progress=at)
    loader.try_again()
    return loader.finish().changes


def _begun_again(archive: Archive, documents: list[int]) -> list[int]:
    """Fingerprint documents, those in quarantine as well; tells which can be read.

    All are fetched before anything is copied, because one connection cannot do both at once.
    """
    prints = []
    for record in StoredRecord.objects.filter(document__in=documents).select_related("document").defer("lines"):
        try:
            document = record.document
            delivery = None if document.encoding else _delivered(record)
            if delivery is not None:
                document.encoding, document.line_count = delivery.record.encoding, len(delivery.record.lines)
            prints.append((record, fingerprints(record_of(record))))
        except Exception as error:
            fault = fault_of(error)
            StoredRecord.objects.filter(pk=record.pk).update(refusal=fault.reason, traceback=fault.trace)
    add_fingerprints(archive, [(record.document_id, values) for record, values in prints])
    ids = [record.pk for record, _ in prints]
    StoredRecord.objects.filter(pk__in=ids).exclude(refusal="").update(refusal="", traceback="")
    Document.objects.bulk_update([record.document for record, _ in prints], ["encoding", "line_count"])
    return [record.document_id for record, _ in prints]


def _delivered(record: StoredRecord) -> ReadFile:
    """Read a page anew whose charset was never found out."""
    file = FoundFile(record.document.path, record.document.path)
    delivery = delivery_of(FileToRead(file, len(record.raw), None), bytes(record.raw))
    if isinstance(delivery, Refusal):
        raise UnreadError(delivery.reason)
    return delivery


class UnreadError(Exception):
    """A page in quarantine that still cannot be read."""
