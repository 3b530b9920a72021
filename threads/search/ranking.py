"""A query -> the posts that answer it, ranked by their own words and grouped by thread.

Quoted text does not rank: the post that wrote it is found, and says how many quote it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import BigIntegerField, F, FloatField, OuterRef, Value
from django.db.models.functions import Cast, Extract, Left

from threads.models import Archive, Author, Post
from threads.search.bounds import bounded
from threads.search.conditions import holding_words, narrowed, own_words
from threads.search.language import Query, Term, parse
from threads.search.offers import Offers, offers
from threads.selectors.old_addresses import is_old_address, posts_at
from threads.selectors.paging import Paging, paging
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from threads.querysets import Visitor

MOMENT = Cast(Extract("posted_at", "epoch"), BigIntegerField())
# Posts that are ranked; of more, the first found, and the page says "more than".
CANDIDATES = 2000
THREADS_A_PAGE = 10
HITS_A_THREAD = 3
HITS_OF_ONE_THREAD = 50
FACETS_SHOWN = 6
# Of years and archives all are shown, up to so many.
CHOICES_MOST = 60
# Characters of a post that are looked through for the words to show.
SNIPPET_READ = 20_000
# Characters shown before and after a word found by hand.
SNIPPET_AROUND = 90
# Characters by which a headline is known to begin or end where its text does.
LEAD_COMPARED = 20
# Marks round a found word, from the private use area, until the page puts elements in their place.
FOUND, FOUND_END = "\ue000", "\ue001"


class HitCandidate(NamedTuple):
    """A post that answers, before it is read."""

    id: int
    thread_id: int
    author_id: int
    archive_id: int
    quoted_count: int
    moment: int | None  # seconds since 1970, which are read faster than dates
    rank: float

    @property
    def year(self) -> int | None:
        return None if self.moment is None else datetime.fromtimestamp(self.moment, UTC).year


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that answers; ``snippet`` holds FOUND and FOUND_END round what was found."""

    post: Post
    snippet: str


@dataclass(frozen=True, slots=True)
class HitThread:
    """The best hits of a thread, and how many more it has."""

    first: Post
    hits: tuple[Hit, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow a search: the query that does it."""

    label: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading with its choices."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, what was understood, and what answers."""

    query: Query
    notices: tuple[str, ...]
    is_partly_read: bool  # what might answer was not all looked at; a notice says so
    terms: tuple[tuple[Term, str], ...]  # each with the query that leaves it out
    threads: tuple[HitThread, ...]
    total: int
    is_total_cut: bool
    thread_total: int
    paging: Paging
    facets: tuple[Facet, ...]
    sort: str
    sorts: tuple[tuple[str, str], ...]
    thread_id: int | None
    stood_there: int | None  # the post that stood at the address that was typed
    offers: Offers  # above the first hits: authors and titles that hold the words


SORT_KEYS = {
    "relevance": (lambda candidate: (-candidate.rank, -candidate.quoted_count, candidate.id)),
    "newest": (lambda candidate: (candidate.moment is None, -(candidate.moment or 0))),
    "oldest": (lambda candidate: (candidate.moment is None, candidate.moment or 0)),
}
# As the index of an archive's dates runs, forwards and backwards.
ORDERS = {"newest": ("-posted_at", "id"), "oldest": ("posted_at", "-id")}


def search_page(user: Visitor, text: str, *, now: datetime, thread_id: int | None = None, page: int = 1) -> SearchPage:
    """At most twelve queries, and never more than CANDIDATES posts ranked."""
    query = parse(text)
    asked = query.text.strip()
    stood_there = posts_at(user, [asked]).get(asked) if is_old_address(asked) else None
    words = own_words(query)
    sort = query.option("sort", "relevance")
    candidates, notice = ([], "") if query.is_empty else _candidates(user, query, words, now, thread_id)
    is_cut = len(candidates) > CANDIDATES
    # If more match than are ranked, it does not matter that not all were read.
    notice = "" if is_cut else notice
    candidates = sorted(candidates[:CANDIDATES], key=SORT_KEYS[sort])
    by_thread: dict[int, list[int]] = defaultdict(list)
    for candidate in candidates:
        by_thread[candidate.thread_id].append(candidate.id)
    pages = paging(page, len(by_thread), THREADS_A_PAGE)
    thread_ids = list(by_thread)[(pages.number - 1) * THREADS_A_PAGE : pages.number * THREADS_A_PAGE]
    most = HITS_OF_ONE_THREAD if thread_id else HITS_A_THREAD
    ids = [post_id for thread in thread_ids for post_id in by_thread[thread][:most]]
    hits = {hit.post.id: hit for hit in _hits(user, ids, query, words)}
    return SearchPage(
        query=query,
        notices=(*query.notices, notice) if notice else query.notices,
        is_partly_read=bool(notice),
        terms=tuple((term, query.without(term)) for term in query.terms),
        threads=tuple(_hit_threads(thread_ids, by_thread, hits, most)),
        total=len(candidates),
        is_total_cut=is_cut,
        thread_total=len(by_thread),
        paging=pages,
        facets=_facets(user, query, candidates),
        sort=sort,
        sorts=tuple((order, _with(query, "sort", order)) for order in SORT_KEYS),
        thread_id=thread_id,
        stood_there=stood_there,
        offers=offers(user, query, by_thread) if pages.number == 1 and not thread_id else Offers(),
    )


def _candidates(
    user: Visitor, query: Query, words: SearchQuery | None, now: datetime, thread_id: int | None
) -> tuple[list[HitCandidate], str]:
    """The posts that answer, as many as are ranked and one more; and what to say where not all were read."""
    posts = narrowed(Post.objects.in_archives_of(user), query, now)
    if thread_id:
        posts = posts.filter(thread_id=thread_id)
    posts, notice = bounded(posts, query, partial(_post_total, user))
    posts = holding_words(posts, query)
    rank: Any = Value(0.0, output_field=FloatField())
    if words is not None:
        rank = SearchRank(F("search"), words)
    order = ORDERS.get(query.option("sort", "relevance"))
    ids: list[int] | QuerySet[Post, Any] = (
        _in_order(user, posts, order) if order else posts.values("pk")[: CANDIDATES + 1]
    )
    # Hidden posts are left out of the matches afterwards, so that threads are not joined to all posts.
    rows = Post.objects.visible_to(user).filter(pk__in=ids).annotate(rank=rank, moment=MOMENT)
    columns = ("id", "thread_id", "author_id", "archive_id", "quoted_count", "moment", "rank")
    return [HitCandidate(*row) for row in rows.values_list(*columns)], notice


def _post_total(user: Visitor) -> int:
    return sum(Archive.objects.visible_to(user).values_list("post_count", flat=True))


def _in_order(user: Visitor, posts: QuerySet[Post], order: tuple[str, str]) -> list[int]:
    """Walk each archive's index of dates only as far as needed; what has no date comes last."""
    dated = posts.filter(archive_id=OuterRef("pk"), posted_at__isnull=False).order_by(*order)
    archives = Archive.objects.visible_to(user).annotate(found=ArraySubquery(dated.values("pk")[: CANDIDATES + 1]))
    ids = [post_id for numbers in archives.values_list("found", flat=True) for post_id in numbers]
    room = CANDIDATES + 1 - len(ids)
    return [*ids, *posts.filter(posted_at__isnull=True).values_list("pk", flat=True)[:room]] if room > 0 else ids


def _hits(user: Visitor, ids: Sequence[int], query: Query, words: SearchQuery | None) -> Iterable[Hit]:
    if not ids:
        return
    looked_through = "text" if query.option("in") == "quotes" else "own_text"
    head: Any = Left(looked_through, SNIPPET_READ)
    posts = (
        Post.objects.visible_to(user)
        .filter(id__in=ids)
        .select_related("author", "thread__archive")
        .defer("text", "own_text", "html", "bigrams", "search")
        .annotate(head=head)
    )
    if words is not None:
        posts = posts.annotate(
            headline=SearchHeadline(
                head,
                words,
                config="english",
                start_sel=FOUND,
                stop_sel=FOUND_END,
                max_words=38,
                min_words=18,
                max_fragments=2,
                fragment_delimiter=" … ",
            )
        )
    terms = query.words
    for post in posts:
        headline = " ".join(getattr(post, "headline", "").split())
        yield Hit(post, _cut_marked(headline, post.head) if FOUND in headline else _snippet(post.head, terms))


def _cut_marked(headline: str, text: str) -> str:
    """Put an ellipsis where a headline leaves out the beginning or the end of its text."""
    plain = headline.replace(FOUND, "").replace(FOUND_END, "")
    flat = " ".join(text.split())
    before = "" if flat.startswith(plain[:LEAD_COMPARED]) else "… "
    after = "" if flat.rstrip(".!?").endswith(plain[-LEAD_COMPARED:].rstrip(".!?")) else " …"
    return f"{before}{headline}{after}"


def _snippet(text: str, terms: Sequence[Term]) -> str:
    """Words found by their letters, for scripts without spaces and for quoted text; else the opening words."""
    flat = " ".join(text.split())
    hit = next((match for term in terms if (match := re.search(re.escape(term.value), flat, re.IGNORECASE))), None)
    if hit is None:
        return opening_words(flat, SNIPPET_AROUND * 2)
    start, end = max(hit.start() - SNIPPET_AROUND, 0), hit.end() + SNIPPET_AROUND
    before, after = flat[start : hit.start()], flat[hit.end() : end]
    return f"{'… ' if start else ''}{before}{FOUND}{hit.group()}{FOUND_END}{after}{' …' if end < len(flat) else ''}"


def _hit_threads(
    thread_ids: Sequence[int], by_thread: dict[int, list[int]], hits: dict[int, Hit], most: int
) -> Iterable[HitThread]:
    for thread in thread_ids:
        thread_hits = tuple(hits[post_id] for post_id in by_thread[thread][:most] if post_id in hits)
        if thread_hits:
            yield HitThread(thread_hits[0].post, thread_hits, len(by_thread[thread]))


def _facets(user: Visitor, query: Query, candidates: Sequence[HitCandidate]) -> tuple[Facet, ...]:
    """Counted over the candidates, named in two queries; a facet with one choice narrows nothing."""
    if not candidates:
        return ()
    authors = _top(candidates, "author_id")
    archives = _top(candidates, "archive_id", CHOICES_MOST)
    names = dict(Author.objects.filter(id__in=authors, is_placeholder=False).values_list("id", "name"))
    slugs = dict(Archive.objects.visible_to(user).filter(id__in=archives).values_list("id", "slug"))
    years = _top(candidates, "year", CHOICES_MOST)
    facets = (
        Facet("Archive", _choices(query, "archive", {slugs[id_]: n for id_, n in archives.items() if id_ in slugs})),
        Facet("Author", _choices(query, "author", {names[id_]: n for id_, n in authors.items() if id_ in names})),
        Facet("Year", _year_choices(query, {year: n for year, n in years.items() if year})),
    )
    return tuple(facet for facet in facets if len(facet.choices) > 1)


def _top(candidates: Sequence[HitCandidate], name: str, most: int = FACETS_SHOWN) -> dict:
    return dict(Counter(map(attrgetter(name), candidates)).most_common(most))


def _choices(query: Query, operator: str, counts: dict[str, int]) -> tuple[Choice, ...]:
    return tuple(Choice(label, count, _with(query, operator, label)) for label, count in counts.items())


def _year_choices(query: Query, counts: dict[int, int]) -> tuple[Choice, ...]:
    newest_first = sorted(counts.items(), reverse=True)
    return tuple(Choice(str(year), count, f"{query.text} {_within(year)}".strip()) for year, count in newest_first)


def _within(year: int) -> str:
    """A year as operators; the last writable year has no end."""
    return f"after:{year:04}" if year == MAXYEAR else f"after:{year:04} before:{year + 1:04}"


def _with(query: Query, operator: str, value: str) -> str:
    """The query with one operator set to a value, in place of what it had."""
    text = query.text
    for term in query.operators:
        if term.operator == operator:
            text = text.replace(term.source, " ")
    word = f'"{value}"' if " " in value else value
    return " ".join(f"{text} {operator}:{word}".split())
