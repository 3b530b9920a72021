"""A document whose format states its posts -> its records, a page of them, with the lines that the posts stand on.

The text of a record is that of its posts: a page never parses what was given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q

from threads.models import Appearance, Document, Post, Quote, Record
from threads.querysets import sees_everything
from threads.records import split_lines
from threads.selectors.document import (
    ROLES,
    Cited,
    DocumentPage,
    Reading,
    Run,
    Standing,
    cited_of,
    is_hidden,
    is_raw_shown,
    lines_of,
    readings_of,
    runs_of,
    shown_document,
    sources_of,
)
from threads.selectors.erased import Gap, gaps_of
from threads.selectors.paging import paging

if TYPE_CHECKING:
    from threads.querysets import Visitor

RECORDS_A_PAGE = 25
STATED = Reading("body", 1.0, None)


class _Stand(NamedTuple):
    standing: Standing
    text: tuple[str, ...]


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
    shown = list(
        document.records.filter(ordinal__gte=first, ordinal__lt=first + RECORDS_A_PAGE)
        .order_by("ordinal")
        .only("id", "ordinal", "lines", "refusal", "erased")
    )
    stands = _stands(user, shown)
    quotes = _quotes(user, document, stands)
    sources = sources_of(user, document, shown)
    runs = [run for each in shown for run in _runs(each, stands[each.id], quotes, sources, document)]
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


def _stands(user: Visitor, records: Sequence[Record]) -> Mapping[int, list[_Stand]]:
    """The posts that stand in records, with their text, in the order of their lines."""
    appearances = (
        Appearance.objects.filter(record__in=[record.id for record in records])
        .select_related("post__author", "post__thread")
        .order_by("record_id", "first_line")
        .defer("post__html", "post__own_text", "post__bigrams", "post__search")
    )
    all_seen = sees_everything(user)
    found: dict[int, list[_Stand]] = defaultdict(list)
    for row in appearances:
        withheld = not all_seen and is_hidden(row.post)
        standing = Standing(row.first_line, row.last_line, row.is_original, row.post, withheld)
        found[row.record_id].append(_Stand(standing, tuple(split_lines(row.post.text))))
    return found


def _quotes(
    user: Visitor, document: Document, stands: Mapping[int, Sequence[_Stand]]
) -> Mapping[int, dict[int, list[Cited]]]:
    """By post and line, what posts that stand here as originals quote."""
    posts = [stand.standing.post.id for found in stands.values() for stand in found if stand.standing.is_original]
    rows = (
        Quote.objects.visible_to(user)
        .filter(post_id__in=posts)
        .select_related("source_post__author", "source_post__thread", "source_document")
        .defer(*(f"source_post__{name}" for name in ("text", "html", "own_text", "bigrams", "search")))
        .order_by("post_id", "line", "rank")
    )
    all_seen = sees_everything(user)
    found: dict[int, dict[int, list[Cited]]] = defaultdict(lambda: defaultdict(list))
    for quote in rows:
        cited = cited_of(quote, document, all_seen=all_seen)
        for line in quote.lines:
            found[quote.post_id][line].append(cited)
    return found


def _runs(
    record: Record,
    stands: Sequence[_Stand],
    quotes: Mapping[int, dict[int, list[Cited]]],
    sources: Mapping[str, Document],
    document: Document,
) -> list[Run]:
    """The lines of one record; those that no post holds are not shown, for only its bytes have them."""
    said = readings_of(record, sources, document)
    number = record.ordinal + 1
    runs: list[Run] = []
    for standing, text in stands:
        span = range(standing.first, standing.last + 1)
        readings = {line: said.get(line, STATED) for line in span}
        post: Post = standing.post
        lines = lines_of(text[: len(span)], standing.first, readings, quotes.get(post.id, {}))
        lines = [line if line.text.strip() else replace(line, role="") for line in lines]
        runs += runs_of(lines, [standing], None if runs else number)
    if not runs:
        runs = [Run(None, None, 1.0, (), is_original=False, begins=False, record=number, lines=())]
    erased = tuple(Gap(count, day, is_whole) for day, count, is_whole in gaps_of(record.erased))
    return [replace(run, anchor=f"R{number}-L", refusal=record.refusal, erased=erased) for run in runs]
