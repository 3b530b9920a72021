"""An archive -> what came into it: since a visitor was here, or with one import; old mail that came late as well.

A post came with the document that it stands on as the original.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from threads.models import Appearance, Archive, ImportRun, Thread
from threads.querysets import sees_everything
from threads.selectors.entries import Entry, entries
from threads.selectors.fresh import NewInThread, Visits, is_new
from threads.selectors.paging import Paging, page_of, paging

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from threads.querysets import InArchiveQuerySet, Visitor

THREADS_A_PAGE = 30
# So many posts are listed and counted; of more, a page says "more than".
POSTS_MOST = 5_000
RUNS_SHOWN = 30


class Arrived(NamedTuple):
    """A thread with what came: how many posts, and the page on which the first of them stands."""

    entry: Entry
    posts: int
    page: int
    first: int

    @property
    def address(self) -> str:
        query = f"?page={self.page}" if self.page > 1 else ""
        return f"{self.entry.thread.get_absolute_url()}{query}#p{self.first}"


@dataclass(frozen=True, slots=True)
class ArrivalsPage:
    """What came with a run; without one, since the visitor was here. ``total`` are posts."""

    archive: Archive
    run: ImportRun | None
    since: datetime | None
    threads: tuple[Arrived, ...]
    total: int
    is_cut: bool
    thread_total: int
    paging: Paging
    runs: tuple[ImportRun, ...]


def arrivals_page(
    user: Visitor, slug: str, *, run: int | None = None, visits: Visits | None = None, page: int = 1
) -> ArrivalsPage:
    """At most five queries. Who was never here before sees what the last import brought."""
    archive = get_object_or_404(Archive.objects.visible_to(user), slug=slug)
    runs = tuple(ImportRun.objects.filter(archive=archive).order_by("-started_at")[:RUNS_SHOWN])
    since = (visits or {}).get(archive.id) if run is None else None
    chosen = None if since else _chosen(archive, runs, run)
    if since:
        rows = _came(user, is_new({archive.id: since}))
    else:
        rows = _came(user, Q(record__document__run=chosen)) if chosen else []
    by_thread: dict[int, list[tuple[int, int]]] = {}
    for post_id, thread_id, position in rows[:POSTS_MOST]:
        by_thread.setdefault(thread_id, []).append((position, post_id))
    pages = paging(page, len(by_thread), THREADS_A_PAGE)
    here = list(by_thread)[(pages.number - 1) * THREADS_A_PAGE : pages.number * THREADS_A_PAGE]
    return ArrivalsPage(
        archive=archive,
        run=chosen,
        since=since,
        threads=_arrived(user, here, by_thread),
        total=min(len(rows), POSTS_MOST),
        is_cut=len(rows) > POSTS_MOST,
        thread_total=len(by_thread),
        paging=pages,
        runs=runs,
    )


def _chosen(archive: Archive, runs: tuple[ImportRun, ...], run: int | None) -> ImportRun | None:
    """The run that is asked for; else the last that brought anything."""
    if run is None:
        return next((each for each in runs if posts_added(each)), runs[0] if runs else None)
    found = next((each for each in runs if each.pk == run), None)
    found = found or ImportRun.objects.filter(archive=archive, pk=run).first()
    if found is None:
        raise Http404
    return found


def posts_added(run: ImportRun) -> int:
    """How many posts a run told that it added."""
    return int(run.counts.get("posts", {}).get("added", 0) or 0)


def _came(user: Visitor, condition: Q) -> list[tuple[int, int, int]]:
    """Post, thread and position, in the order of the documents; one more than are listed, if there are more."""
    rows = _seen(user, Appearance.objects.filter(condition, is_original=True, post__is_missing=False))
    found = rows.order_by("record_id", "first_line").values_list("post_id", "post__thread_id", "post__position")
    return list(dict.fromkeys(found[: POSTS_MOST + 1]))


def _seen(user: Visitor, appearances: InArchiveQuerySet) -> InArchiveQuerySet:
    seen = appearances.in_archives_of(user)
    return seen if sees_everything(user) else seen.filter(post__is_hidden=False, post__thread__is_hidden=False)


def _arrived(
    user: Visitor, thread_ids: Iterable[int], by_thread: dict[int, list[tuple[int, int]]]
) -> tuple[Arrived, ...]:
    """The threads as lists show them, in the order given."""
    thread_ids = list(thread_ids)
    threads = Thread.objects.visible_to(user).select_related("archive").in_bulk(thread_ids)
    listed = entries([threads[each] for each in thread_ids if each in threads], user) if thread_ids else ()
    arrived = []
    for entry in listed:
        posts = by_thread[entry.thread.id]
        position, first = min(posts)
        arrived.append(Arrived(entry, len(posts), page_of(position), first))
    return tuple(arrived)


def with_last_import(archives: QuerySet[Archive]) -> QuerySet[Archive]:
    """Archives with the moment at which the last of their imports ended, or began."""
    runs = ImportRun.objects.filter(archive=OuterRef("pk")).order_by("-started_at")
    return archives.annotate(imported_at=Subquery(runs.values(at=Coalesce("finished_at", "started_at"))[:1]))


class New(NamedTuple):
    """What is new to a visitor: how many posts of each archive, and of each of some threads."""

    by_archive: dict[int, int]
    by_thread: dict[int, NewInThread]


def new_everywhere(user: Visitor, threads: Iterable[Thread], archives: Iterable[Archive], visits: Visits) -> New:
    """One query, none where nothing was imported since. ``archives`` come with their last import.

    Of an archive, no more than POSTS_MOST and one are counted.
    """
    imported = {archive.id: archive.imported_at for archive in archives}  # type: ignore[attr-defined]
    since = {id_: visit for id_, visit in visits.items() if (at := imported.get(id_)) and at > visit}
    if not since:
        return New({}, {})
    came = _seen(user, Appearance.objects.filter(is_new(since), is_original=True, post__is_missing=False))
    counted = Appearance.objects.filter(pk__in=came.order_by("record_id").values("pk")[: POSTS_MOST + 1])
    of_archives = counted.values_list("archive_id", Value(0)).annotate(n=Count("id"), first=Value(0)).order_by()
    of_threads = (
        came.filter(post__thread_id__in=[thread.id for thread in threads])
        .values_list(Value(0), "post__thread_id")
        .annotate(n=Count("post_id", distinct=True), first=Min("post__position"))
        .order_by()
    )
    rows = list(of_archives.union(of_threads, all=True))
    return New(
        {archive: count for archive, _, count, _ in rows if archive},
        {thread: NewInThread(count, first) for _, thread, count, first in rows if thread},
    )
