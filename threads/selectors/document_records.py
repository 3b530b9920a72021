"""A document whose format states its posts -> its records, a page of them, with the lines that the posts stand on.

The text of a record is that of its posts: a page never parses what was given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from threads.models import Appearance, Document, Post, Record
from threads.records import split_lines
from threads.selectors.document import DocumentPage, is_raw_shown, shown_document
from threads.selectors.document_lines import (
    ROLES,
    Reading,
    ShownRun,
    ShownSource,
    Stretch,
    lines_of,
    quotes_of,
    readings_of,
    runs_of,
    sources_of,
    stretches_of,
)
from threads.selectors.erased import Gap, gaps_of
from threads.selectors.paging import paging

if TYPE_CHECKING:
    from threads.querysets import Visitor

RECORDS_A_PAGE = 25
STATED = Reading("body", 1.0, None)


def records_page(user: Visitor, document_id: int, *, page: int = 1, record: int | None = None) -> DocumentPage:
    """Seven queries, however many records. ``record``, counted from 1, asks for the page that holds it."""
    document = shown_document(user, document_id)
    counts = document.records.aggregate(
        all=Count("id"),
        refused=Count("id", filter=~Q(refusal="")),
        erased=Count("id", filter=Q(erased__isnull=False)),
    )
    if record is not None:
        page = (record - 1) // RECORDS_A_PAGE + 1
    pages = paging(page, counts["all"], RECORDS_A_PAGE)
    first = (pages.number - 1) * RECORDS_A_PAGE
    records = list(
        document.records.filter(ordinal__gte=first, ordinal__lt=first + RECORDS_A_PAGE)
        .order_by("ordinal")
        .only("id", "document", "ordinal", "lines", "refusal", "erased")
    )
    stretches = stretches_of(user, records, "text")
    quotes = quotes_of(user, document, stretches)
    sources = sources_of(user, document, records)
    runs = [run for each in records for run in _runs(each, stretches[each.id], quotes, sources, document)]
    roles = Counter(line.role for run in runs for line in run.lines if line.role)
    return DocumentPage(
        document=document,
        runs=tuple(runs),
        paging=pages,
        roles=tuple((role, roles[role]) for role in ROLES),
        unaccounted=0,
        post_count=Appearance.objects.filter(record__document_id=document.id, is_original=True).count(),
        doubtful_boundaries=0,
        record_count=counts["all"],
        quarantined=counts["refused"],
        is_raw_shown=is_raw_shown(user, document),
        has_gaps=counts["erased"] > 0,
    )


def _runs(
    record: Record,
    stretches: Sequence[Stretch],
    quotes: Mapping[int, dict[int, list[ShownSource]]],
    sources: Mapping[str, Document],
    document: Document,
) -> list[ShownRun]:
    """The lines of one record that posts hold; the others are only in its bytes."""
    reading_of = readings_of(record, sources, document)
    number = record.ordinal + 1
    runs: list[ShownRun] = []
    for stretch in stretches:
        span = range(stretch.first, stretch.last + 1)
        readings = {line: reading_of.get(line, STATED) for line in span}
        post: Post = stretch.post
        lines = lines_of(split_lines(post.text)[: len(span)], stretch.first, readings, quotes.get(post.id, {}))
        lines = [line if line.text.strip() else replace(line, role="") for line in lines]
        runs += runs_of(lines, [stretch], None if runs else number)
    if not runs:
        runs = [ShownRun(None, None, 1.0, (), is_original=False, begins=False, record=number, lines=())]
    erased = tuple(Gap(count, day, is_whole) for day, count, is_whole in gaps_of(record.erased))
    return [replace(run, anchor=f"R{number}-L", refusal=record.refusal, erased=erased) for run in runs]
