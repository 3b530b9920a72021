"""Begin an archive again from its records: fingerprints anew, everything unread."""

from __future__ import annotations

from django.db import transaction

from threads.loading.affected import mark_stale, mark_unread
from threads.loading.intake import add_fingerprints
from threads.loading.reading import record_of
from threads.models import Archive, Fingerprint
from threads.models import Record as StoredRecord
from threads.reconstruct.fingerprint import fingerprints

DOCUMENTS_AT_ONCE = 50


def start_again(archive: Archive) -> int:
    """Mark every document unread and fingerprint it as this version does; tells how many there are."""
    with transaction.atomic():
        documents = sorted(archive.documents.filter(form="text").values_list("id", flat=True))
        Fingerprint.objects.filter(archive=archive).delete()
        for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
            _fingerprint(archive, documents[start : start + DOCUMENTS_AT_ONCE])
        mark_unread(documents)
        mark_stale(archive.threads.values_list("id", flat=True))
    return len(documents)


def _fingerprint(archive: Archive, documents: list[int]) -> None:
    """Fetch before copying: one connection cannot do both at once."""
    records = StoredRecord.objects.filter(document__in=documents).select_related("document").defer("lines")
    add_fingerprints(archive, [(record.document_id, fingerprints(record_of(record))) for record in records])
