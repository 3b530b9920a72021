"""A query -> authors and threads whose names hold its words, offered above the posts that are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q, Sum

from threads.models import Alias, Archive, Author, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from threads.querysets import Visitor
    from threads.search.language import Query, Term

OFFERED = 5
# Fewer letters are in every other name.
LEAST_LETTERS = 2
# So many titles are looked through; of more, only those of the threads in which something was found.
TITLES_READ = 50_000


class Offers(NamedTuple):
    """Whose name, and which title, holds all the words that were typed."""

    authors: tuple[Author, ...] = ()
    threads: tuple[Thread, ...] = ()


def offers(user: Visitor, query: Query, found_in: Collection[int]) -> Offers:
    """At most three queries. ``found_in`` are threads with posts that answer the query."""
    names, titles = _asked(query, "author"), _asked(query, "title")
    return Offers(_authors(user, names) if names else (), _threads(user, titles, found_in) if titles else ())


def _asked(query: Query, operator: str) -> list[str]:
    """Words that stand alone, or behind one operator; with others, or either of two, a search is for posts."""
    terms: Sequence[Term] = query.operators or query.words
    is_plain = all(term.operator in ("", operator) and not term.is_negated for term in query.terms)
    is_plain = is_plain and all(len(group) == 1 for group in query.groups) and not (query.operators and query.words)
    is_long = all(len(term.value) >= LEAST_LETTERS or not term.value.isascii() for term in terms)
    return [term.value for term in terms] if is_plain and is_long else []


def _holding(column: str, words: Sequence[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(**{f"{column}__icontains": word})
    return condition


def _authors(user: Visitor, words: Sequence[str]) -> tuple[Author, ...]:
    """Those with most posts first; whoever has none that is seen is not offered."""
    known_as = Alias.objects.visible_to(user).filter(_holding("name", words)).values("author_id")
    named = _holding("name", words) & Q(is_placeholder=False)
    authors = Author.objects.visible_to(user).filter(named | Q(pk__in=known_as), post_count__gt=0)
    return tuple(authors.select_related("archive").order_by("-post_count", "id")[:OFFERED])


def _threads(user: Visitor, words: Sequence[str], found_in: Collection[int]) -> tuple[Thread, ...]:
    threads = Thread.objects.visible_to(user).filter(_holding("title", words), is_title_stated=True)
    if (Archive.objects.visible_to(user).aggregate(n=Sum("thread_count"))["n"] or 0) > TITLES_READ:
        threads = threads.filter(pk__in=found_in)
    return tuple(threads.select_related("archive").order_by("-post_count", "id")[:OFFERED])
