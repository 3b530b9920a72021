"""A query -> the posts that answer it, ranked by their own words and grouped by thread.

Quoted text does not rank: the post that wrote it is found, and says how many quote it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
)
from django.db.models.functions import Left

from threads.models import Archive, Author, Post
from threads.models.search_vector import CONFIG
from threads.search.conditions import own_words
from threads.search.language import Query, Term, parse
from threads.search.loosening import loosened
from threads.search.matches import SORT_KEYS, RankedPost, matches
from threads.search.offers import Offers, offers
from threads.selectors.old_addresses import is_old_address, posts_at
from threads.selectors.paging import Paging, paging
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from threads.querysets import Visitor

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
    loosened: tuple[tuple[Term, str], ...]  # where nothing answers: terms without which something does
    offers: Offers  # above the first hits: authors and titles that hold the words


def search_page(user: Visitor, text: str, *, now: datetime, thread_id: int | None = None, page: int = 1) -> SearchPage:
    """At most twelve queries, and never more than MATCHES posts ranked."""
    query = parse(text)
    asked = query.text.strip()
    stood_there = posts_at(user, [asked]).get(asked) if is_old_address(asked) else None
    found = matches(user, query, now=now, thread_id=thread_id)
    by_thread: dict[int, list[int]] = defaultdict(list)
    for match in found.posts:
        by_thread[match.thread_id].append(match.id)
    pages = paging(page, len(by_thread), THREADS_A_PAGE)
    thread_ids = list(by_thread)[(pages.number - 1) * THREADS_A_PAGE : pages.number * THREADS_A_PAGE]
    most = HITS_OF_ONE_THREAD if thread_id else HITS_A_THREAD
    ids = [post_id for thread in thread_ids for post_id in by_thread[thread][:most]]
    hits = {hit.post.id: hit for hit in _hits(user, ids, query, own_words(query))}
    return SearchPage(
        query=query,
        notices=(*query.notices, found.notice) if found.notice else query.notices,
        is_partly_read=bool(found.notice),
        terms=tuple((term, query.without(term)) for term in query.terms),
        threads=tuple(_hit_threads(thread_ids, by_thread, hits, most)),
        total=len(found.posts),
        is_total_cut=found.is_cut,
        thread_total=len(by_thread),
        paging=pages,
        facets=_facets(user, query, found.posts),
        sort=query.option("sort", "relevance"),
        sorts=tuple((order, _with(query, "sort", order)) for order in SORT_KEYS),
        thread_id=thread_id,
        stood_there=stood_there,
        loosened=() if found.posts else loosened(user, query, now, thread_id),
        offers=offers(user, query, by_thread) if pages.number == 1 and not thread_id else Offers(),
    )


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
                config=CONFIG,
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


def _facets(user: Visitor, query: Query, found: Sequence[RankedPost]) -> tuple[Facet, ...]:
    """Counted over the matches, named in two queries; a facet with one choice narrows nothing."""
    if not found:
        return ()
    authors = _top(found, "author_id")
    archives = _top(found, "archive_id", CHOICES_MOST)
    names = dict(Author.objects.filter(id__in=authors, is_placeholder=False).values_list("id", "name"))
    slugs = dict(Archive.objects.visible_to(user).filter(id__in=archives).values_list("id", "slug"))
    years = _top(found, "year", CHOICES_MOST)
    facets = (
        Facet("Archive", _choices(query, "archive", {slugs[id_]: n for id_, n in archives.items() if id_ in slugs})),
        Facet("Author", _choices(query, "author", {names[id_]: n for id_, n in authors.items() if id_ in names})),
        Facet("Year", _year_choices(query, {year: n for year, n in years.items() if year})),
    )
    return tuple(facet for facet in facets if len(facet.choices) > 1)


def _top(found: Sequence[RankedPost], name: str, most: int = FACETS_SHOWN) -> dict:
    return dict(Counter(map(attrgetter(name), found)).most_common(most))


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
