"""An import run -> what it did, told to staff: what was given, what became of each record, and what is uncertain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from threads.models import ImportRun, Record
from threads.selectors.shown_posts import SURE_BOUNDARY
from threads.terminal import counted

if TYPE_CHECKING:
    from threads.querysets import RecordQuerySet

# What a page shows of a list; the command tells all of it.
SHOWN = 50
RECORDS_AT_ONCE = 500
FATES = ("loaded", "known", "without posts", "quarantined")
TABLES = {
    "threads": "threads",
    "posts": "posts",
    "missing": "missing posts",
    "edges": "replies",
    "quotes_proven": "quotes with their source",
    "quotes_unsourced": "quotes without",
}
PICTURES = {"kept": "kept", "without_room": "without room", "refused": "not kept"}
# Of the posts whose original stands in a document that the run was given.
DOUBTS = """
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT a.post_id FROM threads_rundocument g JOIN threads_record r ON r.document_id = g.document_id
        JOIN threads_appearance a ON a.record_id = r.id AND a.is_original WHERE g.run_id = %s
    )
    SELECT
        count(*) FILTER (WHERE p.confidence < %s),
        count(*) FILTER (WHERE p.stated_id <> '' AND p.key <> sha256(convert_to('id:' || p.stated_id, 'UTF8'))),
        count(*) FILTER (WHERE p.posted_at IS NULL AND p.posted_at_raw <> ''),
        (SELECT count(*) FROM mine JOIN threads_replyedge e ON e.child_id = mine.post_id
            WHERE e.is_primary AND e.origin = 'sequence'),
        (SELECT count(*) FROM mine JOIN threads_replyedge e ON e.child_id = mine.post_id
            JOIN threads_post m ON m.id = e.parent_id WHERE e.is_primary AND m.is_missing),
        (SELECT count(*) FROM mine JOIN threads_quote q ON q.post_id = mine.post_id WHERE q.kind = 'unsourced')
    FROM mine JOIN threads_post p ON p.id = mine.post_id
"""
DOUBTED = (
    "posts whose beginning is not sure",
    "posts whose id another text has too",
    "posts whose date cannot be read",
    "posts whose place in the thread is not known",
    "posts that answer a missing one",
    "quotes whose source was not found",
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that could not be read: where it is, and why not."""

    id: int
    document: int
    path: str
    number: int  # in its document, from 1
    reason: str
    traceback: str  # where the program failed at it, if that is the reason

    def __str__(self) -> str:
        return f"{self.path}, record {self.number:,}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A document, or a part of one, that was not taken."""

    path: str
    line: int | None
    reason: str
    traceback: str = ""

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RunPage:
    """What a run did. Of one that was stopped, only what is stored can be told."""

    run: ImportRun
    documents: Mapping[str, int]
    records: Mapping[str, int]
    lines: Mapping[str, int]
    pictures: Mapping[str, int]
    changes: Sequence[tuple[str, Mapping[str, int]]]
    refused: Sequence[Refused]
    quarantine: RecordQuerySet
    quarantined: int
    postless: Sequence[str]
    doubts: Sequence[tuple[int, str]]
    doubted_mails: Sequence[str]  # what their reader may have taken for something else, in words

    @property
    def paths(self) -> list[str]:
        return list(self.run.request.get("paths", ()))

    @property
    def totals(self) -> list[tuple[str, str]]:
        kinds = (
            ("Documents", self.documents), ("Records", self.records), ("Lines with text", self.lines),
            ("Pictures", self.pictures),
        )  # fmt: skip
        return [(what, words) for what, counts in kinds if (words := in_words(counts))]

    @property
    def changed(self) -> list[tuple[str, list[str]]]:
        return [
            (table, [f"{counts[what]:,}" for what in ("added", "changed", "removed")]) for table, counts in self.changes
        ]

    @property
    def doubted(self) -> list[tuple[str, str]]:
        return [(f"{count:,}", what) for count, what in self.doubts]

    @property
    def first_refused(self) -> Sequence[Refused]:
        return self.refused[:SHOWN]

    @property
    def first_quarantined(self) -> list[Quarantined]:
        return list(listed(self.quarantine[:SHOWN]))

    @property
    def untold(self) -> int:
        """Records in quarantine that are not among the first."""
        return max(0, self.quarantined - SHOWN)


def in_words(counts: Mapping[str, int]) -> str:
    """Counts on one line: "3 loaded, 1 quarantined"."""
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def run_page(run: ImportRun) -> RunPage:
    """Five queries, however large the run was."""
    counts: Mapping[str, Any] = run.counts
    quarantine = quarantine_of(run)
    line_counts = counts.get("lines", {})
    return RunPage(
        run=run,
        documents={what: count for what, count in counts.get("documents", {}).items() if count},
        records=_in_order(counts.get("records", {})),
        lines={role: count for role, count in line_counts.items() if count} if line_counts.get("total") else {},
        pictures={what: counts.get("pictures", {}).get(name, 0) for name, what in PICTURES.items()},
        changes=[(TABLES[table], counts[table]) for table in TABLES if any(counts.get(table, {}).values())],
        refused=[Refused(*refusal) for refusal in run.refusals],
        quarantine=quarantine,
        quarantined=quarantine.count(),
        postless=[f"{path} ({what})" for path, what in run.postless()[:SHOWN]],
        doubts=_doubts(run),
        doubted_mails=doubted_mails(counts.get("doubts", {})),
    )


def doubted_mails(doubts: Mapping[str, int]) -> list[str]:
    """What readers doubt, and of how many mails: "3 mails hold lines that look like heads of other mails"."""
    return [
        f"{counted(count, 'mail')} {'holds' if count == 1 else 'hold'} {doubt}"
        for doubt, count in sorted(doubts.items())
    ]


def quarantine_of(run: ImportRun) -> RecordQuerySet:
    """The records in quarantine of the documents that a run was given, in their order."""
    records = Record.objects.filter(archive=run.archive_id).in_quarantine().filter(document__given__run=run)
    return records.select_related("document").defer("raw", "lines").order_by("document_id", "ordinal")


def listed(records: RecordQuerySet) -> Iterator[Quarantined]:
    """Records in quarantine as they are told, one by one."""
    for record in records.iterator(chunk_size=RECORDS_AT_ONCE):
        yield Quarantined(
            record.pk, record.document_id, record.document.path, record.ordinal + 1, record.refusal, record.traceback
        )


def _in_order(records: Mapping[str, int]) -> Mapping[str, int]:
    return {fate: records[fate] for fate in (*FATES, *sorted(set(records) - {*FATES})) if records.get(fate)}


def _doubts(run: ImportRun) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(DOUBTS, [run.pk, SURE_BOUNDARY])
        counts = cursor.fetchone()
    return [(count, what) for count, what in zip(counts, DOUBTED, strict=True) if count]
