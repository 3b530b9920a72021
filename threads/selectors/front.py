"""Everything a visitor may see -> the front page: archives, latest threads, what is wanted, how sure it all is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count

from threads.models import Archive, ImportRun
from threads.querysets import sees_everything
from threads.selectors import visibility
from threads.selectors.entries import Entry, entries
from threads.selectors.paging import Paging, paging
from threads.selectors.passages import Passage, most_quoted, passages
from threads.selectors.posts import BY_DECLARATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threads.querysets import Visitor

THREADS_A_PAGE = 20
# Pages of latest threads that are offered; older ones are reached through their archive.
LATEST_PAGES = 50
MISSING_SHOWN = 3
# Below this a stranger needs to be told what is seen here.
FEW_ARCHIVES = 2
# A count over every edge and quote takes longer than a page may; an import makes it new at once.
LEDGER_LASTS_S = 300


@dataclass(frozen=True, slots=True)
class Ledger:
    """How much was declared, how much was inferred, how much is missing."""

    declared: int
    inferred: int
    place_unknown: int
    missing: int
    quotes: int
    unsourced: int

    @property
    def sourced(self) -> int:
        return self.quotes - self.unsourced


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Archives, latest threads and, on the first page, what stands out."""

    archives: tuple[Archive, ...]
    threads: tuple[Entry, ...]
    paging: Paging
    lead: Passage | None
    missing: tuple[Passage, ...]
    ledger: Ledger | None

    @property
    def is_empty(self) -> bool:
        return not self.archives

    @property
    def needs_introduction(self) -> bool:
        return len(self.archives) <= FEW_ARCHIVES


def front_page(user: Visitor, *, page: int = 1) -> FrontPage:
    """At most eight queries, and no count over a table that grows."""
    archives = tuple(visibility.archives(user).order_by("title", "id"))
    ids = [archive.id for archive in archives]
    total = sum(archive.thread_count for archive in archives)
    pages = paging(page, min(total, THREADS_A_PAGE * LATEST_PAGES), THREADS_A_PAGE)
    start = (pages.number - 1) * THREADS_A_PAGE
    latest = visibility.threads(user).select_related("archive").latest_first()
    is_first = pages.number == 1 and bool(archives)
    quoted = most_quoted(user, archive_ids=ids)
    lead = passages(quoted.filter(is_missing=False, quoted_count__gt=1)[:1]) if is_first else ()
    return FrontPage(
        archives=archives,
        threads=entries(latest[start : start + THREADS_A_PAGE], user),
        paging=pages,
        lead=lead[0] if lead else None,
        missing=passages(quoted.filter(is_missing=True)[:MISSING_SHOWN]) if is_first else (),
        ledger=_ledger(user, archives) if is_first else None,
    )


def _ledger(user: Visitor, archives: Sequence[Archive]) -> Ledger:
    last_run = ImportRun.objects.order_by("-id").values_list("id", "finished_at").first()
    seen = [(archive.id, archive.post_count, archive.document_count) for archive in archives]
    key = f"ledger:{hash((sees_everything(user), tuple(seen), last_run))}"
    ledger = cache.get(key)
    if ledger is None:
        ledger = _counted_ledger(user)
        cache.set(key, ledger, LEDGER_LASTS_S)
    return ledger


def _counted_ledger(user: Visitor) -> Ledger:
    edges = visibility.edges(user).filter(is_primary=True)
    origins = dict(edges.values_list("origin").annotate(n=Count("id")).order_by())
    quotes = visibility.quotes(user).filter(rank=0)
    kinds = dict(quotes.values_list("kind").annotate(n=Count("id")).order_by())
    declared = sum(origins.get(origin, 0) for origin in BY_DECLARATION)
    place_unknown = origins.get("sequence", 0)
    return Ledger(
        declared=declared,
        inferred=sum(origins.values()) - declared - place_unknown,
        place_unknown=place_unknown,
        missing=visibility.posts(user).filter(is_missing=True).count(),
        quotes=sum(kinds.values()),
        unsourced=kinds.get("unsourced", 0),
    )
