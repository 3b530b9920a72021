"""Begin an archive again from its records: fingerprints anew, everything unread."""

from __future__ import annotations

from django.db import transaction

from threads.loading.affected import mark_unread
from threads.loading.intake import add_fingerprints
from threads.loading.reading import record_of
from threads.models import Archive, Fingerprint
from threads.models import Record as StoredRecord
from threads.reconstruct.fingerprint import fingerprints

RECORDS_AT_ONCE = 50


def start_again(archive: Archive) -> int:
    """Mark every document unread and fingerprint it as this version does; tells how many there are."""
    with transaction.atomic():
        documents = list(archive.documents.values_list("id", flat=True))
        Fingerprint.objects.filter(archive=archive).delete()
        records = StoredRecord.objects.filter(archive=archive).select_related("document").defer("lines")
        stored = records.order_by("id").iterator(chunk_size=RECORDS_AT_ONCE)
        add_fingerprints(archive, ((each.document_id, fingerprints(record_of(each))) for each in stored))
        mark_unread(documents)
    return len(documents)
