"""A document -> every line of it as given, what it was read as, and the post and source it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from threads.models import Appearance, Document, Record
from threads.querysets import sees_everything
from threads.records import MAIL_FORMATS, split_lines
from threads.selectors.document_lines import (
    ROLES,
    PostPlace,
    ShownRun,
    ShownSource,
    lines_of,
    places_of,
    quotes_of,
    readings_of,
    runs_of,
    sources_of,
    stretches_of,
    with_heads,
)
from threads.selectors.erased import erased_lines, with_gaps
from threads.selectors.paging import Paging, paging
from threads.selectors.shown_posts import SURE_BOUNDARY

if TYPE_CHECKING:
    from threads.querysets import Visitor

LINES_A_PAGE = 500
RAWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of a document, and the account of all its lines."""

    document: Document
    runs: tuple[ShownRun, ...]
    paging: Paging
    roles: tuple[tuple[str, int], ...]
    unaccounted: int
    post_count: int
    doubtful_boundaries: int
    record_count: int = 0  # of a document whose format states its posts
    quarantined: int = 0
    is_raw_shown: bool = True  # whether the visitor may have the file
    has_gaps: bool = False  # whether something was erased from it


def document_page(user: Visitor, document_id: int, *, page: int = 1, line: int | None = None) -> DocumentPage:
    """A document of one record. ``line`` asks for the page that holds it."""
    document = shown_document(user, document_id)
    records = list(document.records.order_by("ordinal").only("id", "document", "ordinal", "lines", "erased"))
    if line is not None:
        page = (line - 1) // LINES_A_PAGE + 1
    pages = paging(page, document.line_count, LINES_A_PAGE)
    here = range((pages.number - 1) * LINES_A_PAGE + 1, pages.number * LINES_A_PAGE + 1)
    texts = _texts(document, records)
    places = places_of(user, records)
    numbers = _numbers(places)
    number_at = {each.first: numbers[each.post] for each in places if each.is_original and not each.is_withheld}
    stretches = stretches_of(user, records, within=here)
    for stretch in (each for group in stretches.values() for each in group):
        stretch.post.number = numbers.get(stretch.post.pk, stretch.post.number)
    quotes = {
        line: [_renumbered(source, numbers) for source in sources_here]
        for group in quotes_of(user, document, stretches).values()
        for line, sources_here in group.items()
    }
    sources = sources_of(user, document, records, here)
    runs: list[ShownRun] = []
    for record in records:
        readings = readings_of(record, sources, document, here)
        lines = lines_of(texts[record.id][here.start - 1 : here.stop - 1], here.start, readings, quotes)
        shown_runs = with_heads(runs_of(lines, stretches[record.id], None), number_at)
        runs += with_gaps(shown_runs, erased_lines(record.erased))
    confidences = {each.post: each.confidence for each in places if each.is_original}
    return DocumentPage(
        document=document,
        runs=tuple(runs),
        paging=pages,
        roles=_roles(records),
        unaccounted=_unaccounted(records, texts),
        post_count=len(confidences),
        doubtful_boundaries=sum(confidence < SURE_BOUNDARY for confidence in confidences.values()),
        is_raw_shown=is_raw_shown(user, document),
        has_gaps=any(record.erased for record in records),
    )


def _roles(records: Iterable[Record]) -> tuple[tuple[str, int], ...]:
    """How many lines were read as what."""
    counts: Counter[str] = Counter()
    for entry in (entry for record in records for entry in record.entries):
        counts[entry.role] += len(entry.lines)
    return tuple((role, counts[role]) for role in ROLES)


def _numbers(places: Iterable[PostPlace]) -> dict[int, int]:
    """Number the posts in the order of the document, as it is read: most of a collection are the first of their threads."""
    return {post: number for number, post in enumerate(dict.fromkeys(each.post for each in places), 1)}


def _renumbered(source: ShownSource, numbers: Mapping[int, int]) -> ShownSource:
    post = source.post
    return source._replace(post=replace(post, number=numbers[post.id])) if post and post.id in numbers else source


def shown_document(user: Visitor, document_id: int) -> Document:
    """A document that the visitor may see."""
    return get_object_or_404(Document.objects.visible_to(user).select_related("archive"), pk=document_id)


def is_stated(user: Visitor, document_id: int) -> bool:
    """Whether the document's format states its posts, so that it is shown record by record."""
    return Document.objects.visible_to(user).filter(pk=document_id, is_stated=True).exists()


def is_raw_shown(user: Visitor, document: Document) -> bool:
    """Whether a visitor may have a document's bytes: those of mail are for staff alone."""
    return sees_everything(user) or document.form not in MAIL_FORMATS


def document_raw(user: Visitor, document_id: int) -> tuple[Document, Iterator[bytes]]:
    """The bytes as given, record by record; not of mail, and not with a post that the visitor may not see."""
    document = get_object_or_404(Document.objects.visible_to(user), pk=document_id)
    if not is_raw_shown(user, document):
        raise Http404
    appearances = Appearance.objects.filter(record__document_id=document.id)
    hidden_posts = appearances.filter(Q(post__is_hidden=True) | Q(post__thread__is_hidden=True))
    if not sees_everything(user) and hidden_posts.exists():
        raise Http404
    return document, _raws(document)


def _raws(document: Document) -> Iterator[bytes]:
    """Some at a time, each by its own query: a cursor would fetch all before it gives the first, and is bound to a thread."""
    last = -1
    while True:
        records = document.records.filter(ordinal__gt=last).order_by("ordinal")
        rows = list(records.values_list("ordinal", "raw")[:RAWS_AT_ONCE])
        if not rows:
            return
        for _, raw in rows:
            yield bytes(raw)
        last = rows[-1][0]


def _texts(document: Document, records: Sequence[Record]) -> dict[int, list[str]]:
    rows = Record.objects.filter(id__in=[record.id for record in records]).values_list("id", "raw")
    encoding = document.encoding or "utf-8"
    return {id_: split_lines(bytes(raw).decode(encoding, "replace").removeprefix("\ufeff")) for id_, raw in rows}


def _unaccounted(records: Sequence[Record], texts: Mapping[int, Sequence[str]]) -> int:
    """Lines with text, of the records shown, that no reading names."""
    missing = 0
    for record in records:
        accounted = {line for entry in record.entries for line in entry.lines}
        missing += sum(bool(text.strip()) and n not in accounted for n, text in enumerate(texts[record.id], 1))
    return missing
