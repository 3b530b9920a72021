"""Since when a visitor has not looked -> which posts and threads an import has added.

A post is as new as the document that it stands on as the original: nothing else says when it came here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Min, Q

from threads.models import Appearance, ImportRun

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threads.models import Thread

# By the id of an archive, since when what it was given is new to the visitor.
Visits = Mapping[int, datetime]


def new_posts(post_ids: Collection[int], archive_id: int, visits: Visits) -> frozenset[int]:
    """Those of the posts that are new; no query where the archive was never visited, one where nothing came since."""
    visits = _with_imports(visits, {archive_id})
    if not visits:
        return frozenset()
    arrivals = Appearance.objects.filter(is_new(visits), post_id__in=post_ids)
    return frozenset(arrivals.values_list("post_id", flat=True))


class NewInThread(NamedTuple):
    """How many posts of a thread are new, and the position of the first."""

    posts: int
    first: int


def new_counts(threads: Iterable[Thread], visits: Visits) -> dict[int, NewInThread]:
    """For threads with new posts."""
    threads = list(threads)
    visits = _with_imports(visits, {thread.archive_id for thread in threads})
    if not visits:
        return {}
    arrivals = Appearance.objects.filter(is_new(visits), post__thread_id__in=[thread.id for thread in threads])
    rows = arrivals.filter(post__is_hidden=False).values_list("post__thread_id")
    counted = rows.annotate(n=Count("post_id", distinct=True), first=Min("post__position")).order_by()
    return {thread_id: NewInThread(count, first) for thread_id, count, first in counted}


def is_new(visits: Visits) -> Q:
    """Whether an original stands on a document that came since a visit."""
    either = Q()
    for archive_id, since in visits.items():
        either |= Q(post__archive_id=archive_id, record__document__created_at__gt=since)
    return either & Q(is_original=True)


def _with_imports(visits: Visits, archive_ids: Collection[int]) -> dict[int, datetime]:
    """Leave out the archives into which nothing was imported since: the usual case, told in one look at few rows."""
    visits_of = {archive_id: since for archive_id, since in visits.items() if archive_id in archive_ids}
    if not visits_of:
        return {}
    either = Q()
    for archive_id, since in visits_of.items():
        either |= Q(archive_id=archive_id) & (Q(started_at__gt=since) | Q(finished_at__gt=since))
    fresh = set(ImportRun.objects.filter(either).values_list("archive_id", flat=True))
    return {archive_id: since for archive_id, since in visits_of.items() if archive_id in fresh}
