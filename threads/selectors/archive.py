"""An archive -> its threads, the months it covers, its documents."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.shortcuts import get_object_or_404

from threads import querysets
from threads.models import Archive, Document, Thread
from threads.selectors.activity import Activity, activities
from threads.selectors.entries import Entry, entries
from threads.selectors.fresh import Visits, new_counts
from threads.selectors.paging import Paging, paging

if TYPE_CHECKING:
    from threads.querysets import Visitor

THREADS_A_PAGE = 30
DOCUMENTS_A_PAGE = 100
DOCUMENTS_BESIDE = 6
ORDERS = tuple(querysets.ORDERS)
# More are shown a year a line.
MONTHS_LISTED = 24


@dataclass(frozen=True, slots=True)
class Month:
    """A month in which a thread was last written to, and how many were."""

    first_day: date
    threads: int


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """Threads of an archive, or of one of its months."""

    archive: Archive
    threads: tuple[Entry, ...]
    paging: Paging
    months: tuple[Month, ...]
    month: date | None
    documents: tuple[Document, ...]
    activity: Activity | None
    order: str = "latest"

    @property
    def has_many_months(self) -> bool:
        return len(self.months) > MONTHS_LISTED

    @property
    def is_document_list_cut(self) -> bool:
        return self.archive.document_count > len(self.documents)


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The documents an archive was read from."""

    archive: Archive
    documents: tuple[Document, ...]
    paging: Paging


def archive_page(
    user: Visitor,
    slug: str,
    *,
    month: date | None = None,
    page: int = 1,
    visits: Visits | None = None,
    order: str = "latest",
) -> ArchivePage:
    """Six queries, and two for what came since the last visit. An undated thread belongs to no month and stands after the dated ones."""
    archive = get_object_or_404(Archive.objects.visible_to(user), slug=slug)
    threads = Thread.objects.visible_to(user).filter(archive_id=archive.id)
    months = _months(user, archive)
    total = archive.thread_count
    if month:
        total = sum(entry.threads for entry in months if entry.first_day == month)
        if not total:
            raise Http404
        threads = threads.filter(last_posted_at__gte=_instant(month), last_posted_at__lte=_end(month))
    pages = paging(page, total, THREADS_A_PAGE)
    start = (pages.number - 1) * THREADS_A_PAGE
    rows = list(threads.select_related("archive").in_order(order)[start : start + THREADS_A_PAGE])
    documents = Document.objects.visible_to(user).filter(archive_id=archive.id).order_by("path", "id")
    return ArchivePage(
        archive=archive,
        threads=entries(rows, user, new_counts(rows, visits) if visits else {}),
        paging=pages,
        months=months,
        month=month,
        documents=tuple(documents[:DOCUMENTS_BESIDE]),
        activity=activities(user, [archive]).get(archive.id),
        order=order,
    )


def _months(user: Visitor, archive: Archive) -> tuple[Month, ...]:
    if not archive.first_posted_at:
        return ()
    rows = (
        Thread.objects.visible_to(user)
        .filter(archive_id=archive.id, last_posted_at__isnull=False)
        .annotate(month=TruncMonth("last_posted_at", tzinfo=UTC))
        .values_list("month")
        .annotate(n=Count("id"))
        .order_by("-month")
    )
    return tuple(Month(first.date(), count) for first, count in rows)


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _end(month: date) -> datetime:
    """The last instant of a month: after the last month of the calendar comes no other."""
    last_day = date(month.year, month.month, monthrange(month.year, month.month)[1])
    return datetime.combine(last_day, time.max, tzinfo=UTC)


def documents_page(user: Visitor, slug: str, *, page: int = 1) -> DocumentsPage:
    """Three queries."""
    archive = get_object_or_404(Archive.objects.visible_to(user), slug=slug)
    documents = Document.objects.visible_to(user).filter(archive_id=archive.id).order_by("path", "id")
    pages = paging(page, documents.count(), DOCUMENTS_A_PAGE)
    start = (pages.number - 1) * DOCUMENTS_A_PAGE
    return DocumentsPage(archive, tuple(documents[start : start + DOCUMENTS_A_PAGE]), pages)
