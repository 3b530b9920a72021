"""A Query -> conditions on posts. Built of parameters and fixed names only; nothing typed becomes SQL."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q

from threads.models import Alias, Author, Quote, ReplyEdge
from threads.models.search_vector import CONFIG, spaced
from threads.search.dates import instant
from threads.search.language import Query, Term
from threads.selectors.shown_posts import BY_DECLARATION
from threads.words.kinds import Kind
from threads.words.scripts import pairs, runs, without_runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.db.models.expressions import NegatedExpression

    from threads.models import Post

    Condition = Q | Exists | NegatedExpression

# Ranking by nearness takes seconds for a post that says dozens of words over and over: of so many, the first do.
RANKED_WORDS_MOST = 8
COMPARISONS = {">": "gt", "<": "lt", "=": "exact"}


def narrowed(posts: QuerySet[Post], query: Query, now: datetime) -> QuerySet[Post]:
    """The posts that answer a query's operators, and its words where these stand in titles."""
    place = query.option("in", "new")
    for group in query.groups if place == "title" else ():
        posts = posts.filter(_either(group, "thread__title__icontains"))
    if place in ("title", "first"):
        posts = posts.filter(position=0)
    if place == "quotes":
        posts = posts.filter(_HAS["quote"]())
    for term in query.operators:
        condition = _CONDITIONS.get(term.operator)
        if condition:
            posts = posts.filter(_signed(term, condition(term.value, now)))
    return posts


def holding_words(posts: QuerySet[Post], query: Query) -> QuerySet[Post]:
    """Those of the posts that hold a query's words, in their own text or where else they are looked for."""
    words = own_words(query)
    if words is not None:
        return posts.filter(search=words)
    for group in query.groups if query.option("in") == "quotes" else ():
        posts = posts.filter(_either(group, "text__icontains"))
    return posts


def own_words(query: Query) -> SearchQuery | None:
    """The words of a query as one tsquery over own text; None where they are looked for elsewhere, or there are none."""
    if not query.groups or query.option("in", "new") in ("title", "quotes"):
        return None
    return reduce(and_, (reduce(or_, (_words(term) for term in group)) for group in query.groups))


def ranked_words(query: Query) -> SearchQuery | None:
    """What posts are ranked by: the words asked for, or any of the first where they are many; None as in ``own_words``."""
    words = own_words(query)
    parts = [part for term in query.words for part in _parts(term.value)]
    if words is None or len(parts) <= RANKED_WORDS_MOST:
        return words
    first = list(dict.fromkeys(parts))[:RANKED_WORDS_MOST]
    return reduce(or_, (SearchQuery(part, config=CONFIG) for part in first))


def _parts(value: str) -> list[str]:
    return [*(pair for run in runs(value) for pair in pairs(run)), *spaced(without_runs(value)).lower().split()]


def is_one_word(query: Query) -> bool:
    """Whether all that is asked of a text is that it holds one word."""
    terms = [term for group in query.groups for term in group]
    return len(terms) == 1 and len(spaced(terms[0].value).split()) == 1 and not runs(terms[0].value)


def _words(term: Term) -> SearchQuery:
    parts = [_unspaced(run) for run in runs(term.value)]
    written = without_runs(term.value)
    if any(character.isalnum() for character in written):
        words = spaced(written)
        # What is typed in one stands so in the text: `drivers/gpio.c` is a phrase.
        kind = "phrase" if term.is_phrase or words != written else "plain"
        parts.append(SearchQuery(words, config=CONFIG, search_type=kind))
    # What is combined has no opposite of its own: not both is not the one, or not the other.
    return reduce(or_, (~part for part in parts)) if term.is_negated else reduce(and_, parts)


def _unspaced(run: str) -> SearchQuery:
    """Look for each pair of a run of unspaced script, in order; a character alone begins a pair, or ends the text."""
    if len(run) == 1:
        # Only letters of these scripts come here: none of them means anything in a tsquery.
        return SearchQuery(f"{run}:*", config=CONFIG, search_type="raw")
    return SearchQuery(" ".join(pairs(run)), config=CONFIG, search_type="phrase")


def _either(group: tuple[Term, ...], column: str) -> Condition:
    return reduce(or_, (_signed(term, Q(**{column: term.value})) for term in group))


def _signed(term: Term, condition: Condition) -> Condition:
    return ~condition if term.is_negated else condition


def _by_author(value: str, _now: datetime) -> Q:
    aliases = Alias.objects.filter(name__icontains=value).values("author_id")
    authors = Author.objects.filter(Q(name__icontains=value) | Q(pk__in=aliases)).values("pk")
    return Q(author_id__in=authors)


def _titled(value: str, _now: datetime) -> Q:
    return Q(thread__title__icontains=value)


def _of_archive(value: str, _now: datetime) -> Q:
    return Q(archive__slug__iexact=value) | Q(archive__title__iexact=value)


def _before(value: str, now: datetime) -> Q:
    return Q(posted_at__lt=instant(value, now))


def _after(value: str, now: datetime) -> Q:
    return Q(posted_at__gte=instant(value, now))


def _replies(value: str, _now: datetime) -> Q:
    """A post's answers, those to its answers included, are the positions of its subtree."""
    sign, number = (value[0], value[1:]) if value[0] in COMPARISONS else ("=", value)
    return Q(**{f"last_descendant__{COMPARISONS[sign]}": F("position") + int(number)})


_HAS: dict[str, Callable[[], Condition]] = {
    "link": lambda: Q(has_link=True),
    "code": lambda: Q(has_code=True),
    "image": lambda: Q(has_image=True),
    "quote": lambda: Exists(Quote.objects.filter(post=OuterRef("pk"))),
}
_IS: dict[str, Callable[[], Condition]] = {
    "root": lambda: Q(position=0),
    "reply": lambda: Q(position__gt=0),
    "inferred": lambda: Exists(
        ReplyEdge.objects.filter(child=OuterRef("pk"), is_primary=True).exclude(origin__in=BY_DECLARATION)
    ),
    "missing": lambda: Q(is_missing=True),
    "unsourced": lambda: Exists(Quote.objects.filter(post=OuterRef("pk"), kind=Kind.UNSOURCED)),
}
_CONDITIONS: dict[str, Callable[[str, datetime], Condition]] = {
    "author": _by_author,
    "title": _titled,
    "archive": _of_archive,
    "before": _before,
    "after": _after,
    "replies": _replies,
    "has": lambda value, _now: _HAS[value](),
    "is": lambda value, _now: _IS[value](),
}
