"""Everything a visitor may see -> the front page: archives, threads, what is wanted, how sure it all is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count, Value

from threads.models import Archive, Post, Quote, ReplyEdge, Thread
from threads.querysets import sees_everything
from threads.selectors.activity import Activity, activities
from threads.selectors.arrivals import new_everywhere, with_last_import
from threads.selectors.entries import Entry, entries
from threads.selectors.fresh import Visits
from threads.selectors.passages import QuotedPassage, passages, quoted_posts, top_quoted
from threads.selectors.quoted_ranking import is_telling, widely_quoted
from threads.selectors.shown_posts import BY_DECLARATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threads.querysets import Visitor

# Others are reached through their archive.
THREADS_SHOWN = 20
# Threads of one post, where there are not that many longer ones.
SINGLE_POSTS_SHOWN = 8
MISSING_SHOWN = 3
# By fewer quotes, no passage stands out.
LEAD_QUOTED = 2
# Of so many, the most widely quoted passage opens the page, one of a readable length (in words) first.
LEADS_WEIGHED = 12
LEAD_WORDS = range(8, 41)
# A count over every edge and quote takes longer than a page may; an import makes it new at once.
STANDING_LASTS_S = 300


@dataclass(frozen=True, slots=True)
class Ledger:
    """How much was declared, how much was inferred, how much is missing."""

    declared: int
    inferred: int
    place_unknown: int
    missing: int
    quotes: int
    unsourced: int
    by_hand: int = 0  # replies that people put where they stand

    @property
    def sourced(self) -> int:
        return self.quotes - self.unsourced


@dataclass(frozen=True, slots=True)
class Overview:
    """The ledger, and the ids of the posts that may stand out: of each archive the most quoted, and missing ones."""

    ledger: Ledger
    outstanding: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What there is to read. ``longest`` are threads that nothing dates, shown while few are dated."""

    archives: tuple[Archive, ...]
    latest: tuple[Entry, ...]
    longest: tuple[Entry, ...]
    lead: QuotedPassage | None
    missing: tuple[QuotedPassage, ...]
    ledger: Ledger
    activities: Mapping[int, Activity]
    new: Mapping[int, int]

    @property
    def shelf(self) -> tuple[tuple[Archive, Activity | None, int], ...]:
        """Each archive with its drawing, and how many of its posts are new."""
        return tuple((each, self.activities.get(each.id), self.new.get(each.id, 0)) for each in self.archives)

    @property
    def has_many_archives(self) -> bool:
        return len(self.archives) > 1

    @property
    def is_empty(self) -> bool:
        return not self.archives


def front_page(user: Visitor, visits: Visits | None = None) -> FrontPage:
    """At most ten queries, seven while what was counted holds; one more for who was here before."""
    archives = tuple(with_last_import(Archive.objects.visible_to(user)).order_by("title", "id"))
    latest, longest = _threads(user)
    new = new_everywhere(user, [*latest, *longest], archives, visits or {})
    lists = entries([*latest, *longest], user, new.by_thread)
    overview = _overview(user, archives)
    passages = _outstanding(user, overview)
    return FrontPage(
        archives=archives,
        latest=lists[: len(latest)],
        longest=lists[len(latest) :],
        lead=_lead(widely_quoted(user, [passage for passage in passages if not passage.post.is_missing])),
        missing=tuple(each for each in passages if each.post.is_missing and is_telling(each.words)),
        ledger=overview.ledger,
        activities=activities(user, archives),
        new=new.by_archive,
    )


def _threads(user: Visitor) -> tuple[list[Thread], list[Thread]]:
    """The latest of the dated threads; where they are few, the longest of the others too."""
    threads = Thread.objects.visible_to(user).select_related("archive")
    latest = list(threads.filter(last_posted_at__isnull=False).latest_first()[:THREADS_SHOWN])
    room = THREADS_SHOWN - len(latest)
    undated = threads.filter(last_posted_at__isnull=True).order_by("-post_count", "place", "id")
    longest = list(undated[:room] if room else ())
    return latest, [thread for n, thread in enumerate(longest) if n < SINGLE_POSTS_SHOWN or thread.post_count > 1]


def _outstanding(user: Visitor, overview: Overview) -> tuple[QuotedPassage, ...]:
    """The most quoted passages and the missing posts, as far as they are still seen."""
    posts = list(quoted_posts(user, overview.outstanding).order_by("-quoted_count", "id"))
    lead = [post for post in posts if not post.is_missing and post.quoted_count >= LEAD_QUOTED][:LEADS_WEIGHED]
    missing = [post for post in posts if post.is_missing and post.own_text][:MISSING_SHOWN]
    return passages([*lead, *missing], user)


def _lead(found: Sequence[QuotedPassage]) -> QuotedPassage | None:
    """The first of a readable length, or else the first; what says nothing by itself never leads."""
    found = [passage for passage in found if is_telling(passage.words)]
    readable = (passage for passage in found if len(passage.words.split()) in LEAD_WORDS)
    return next(readable, found[0] if found else None)


def _overview(user: Visitor, archives: Sequence[Archive]) -> Overview:
    """Counts and ranks over all that a visitor sees, cached for a while or until an import changes them."""
    seen = [(archive.id, archive.thread_count, archive.post_count, archive.document_count) for archive in archives]
    key = f"standing:{hash((sees_everything(user), tuple(seen)))}"
    overview = cache.get(key)
    if overview is None:
        ids = top_quoted(user, {False: LEADS_WEIGHED, True: MISSING_SHOWN})
        overview = Overview(_counted_ledger(user), tuple(ids))
        cache.set(key, overview, STANDING_LASTS_S)
    return overview


def _counted_ledger(user: Visitor) -> Ledger:
    """One query: three tables counted by kind."""
    tables = (
        ReplyEdge.objects.visible_to(user).filter(is_primary=True).values_list(Value("edge"), "origin"),
        Quote.objects.visible_to(user).filter(rank=0).values_list(Value("quote"), "kind"),
        Post.objects.visible_to(user).filter(is_missing=True).values_list(Value("missing"), Value("")),
    )
    first, *others = (rows.annotate(n=Count("id")).order_by() for rows in tables)
    counts = {(table, kind): count for table, kind, count in first.union(*others, all=True)}
    origins = {kind: count for (table, kind), count in counts.items() if table == "edge"}
    place_unknown = origins.get("sequence", 0)
    return Ledger(
        declared=origins.get("declared", 0),
        by_hand=origins.get("curated", 0),
        inferred=sum(origins.values()) - sum(origins.get(origin, 0) for origin in BY_DECLARATION) - place_unknown,
        place_unknown=place_unknown,
        missing=counts.get(("missing", ""), 0),
        quotes=sum(count for (table, _kind), count in counts.items() if table == "quote"),
        unsourced=counts.get(("quote", "unsourced"), 0),
    )
