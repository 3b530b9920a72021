"""Documents as given -> their rows, by a few statements; new ones are unread until they are loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from threads.loading import bulk
from threads.loading.intake.units import Cut
from threads.models import Archive, Document, ImportRun, Record

DOCUMENT = ("id", "archive_id", "run_id", "key", "path", "size", "line_count", "encoding", "is_read", "kind",
            "confidence", "cues", "stated_author", "form")  # fmt: skip
NOTED = """
    INSERT INTO threads_rundocument (run_id, document_id, path, is_new)
    SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::boolean[]) AS given(document, path, is_new)
    ON CONFLICT (run_id, document_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Registered:
    """A document's row; ``ordinals`` are the units that an earlier run stored of an unread one."""

    id: int
    path: str
    is_read: bool
    ordinals: frozenset[int] = frozenset()


def register(archive: Archive, run: ImportRun, cuts: Sequence[tuple[Cut, str, str]]) -> dict[str, Registered]:
    """Give documents, each with its name and format, their rows; by key."""
    keys = [bytes.fromhex(cut.key) for cut, _, _ in cuts]
    with transaction.atomic():
        columns = Document.objects.filter(archive=archive, key__in=keys).values_list("key", "id", "path", "is_read")
        rows = {bytes(key).hex(): Registered(pk, path, is_read) for key, pk, path, is_read in columns}
        new = [each for each in cuts if each[0].key not in rows]
        ids = bulk.reserve_ids(Document, len(new))
        bulk.insert(
            Document,
            DOCUMENT,
            (
                (pk, archive.pk, run.pk, bytes.fromhex(cut.key), name, cut.size, 0, "", False, "", 1.0, [], "", form)
                for pk, (cut, name, form) in zip(ids, new, strict=True)
            ),
        )
        partly = _ordinals([each.id for each in rows.values() if not each.is_read])
        rows = {key: Registered(old.id, old.path, old.is_read, partly[old.id]) for key, old in rows.items()}
        added = {cut.key: Registered(pk, name, is_read=False) for pk, (cut, name, _) in zip(ids, new, strict=True)}
        everything = rows | added
        noted = [(everything[cut.key].id, name, cut.key in added) for cut, name, _ in cuts]
        bulk.execute(
            NOTED, [run.pk, *(list(column) for column in zip(*noted, strict=True))] if noted else [run.pk, [], [], []]
        )
    return everything


def _ordinals(documents: Sequence[int]) -> defaultdict[int, frozenset[int]]:
    ordinals_of: defaultdict[int, set[int]] = defaultdict(set)
    if documents:
        for document, ordinal in Record.objects.filter(document__in=documents).values_list("document_id", "ordinal"):
            ordinals_of[document].add(ordinal)
    return defaultdict(frozenset, {document: frozenset(ordinals) for document, ordinals in ordinals_of.items()})
