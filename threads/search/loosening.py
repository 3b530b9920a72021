"""A query that nothing answers -> the shorter ones that something does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists

from threads.models import Archive, Post
from threads.search.bounds import readings
from threads.search.conditions import holding_words, narrowed, own_words
from threads.search.language import parse

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from threads.querysets import Visitor
    from threads.search.language import Query, Term

# So many terms are left out in turn: each asks the index once more.
TRIED = 6


def loosened(user: Visitor, query: Query, now: datetime, thread_id: int | None = None) -> tuple[tuple[Term, str], ...]:
    """Terms without which a visitor finds something, each with the query that is left; one query.

    Only queries are tried whose words the index finds: others read whole posts.
    """
    if len(query.terms) < 2:
        return ()
    shorter = [(term, query.without(term)) for term in query.terms[:TRIED]]
    parsed = [(term, text, parse(text)) for term, text in shorter]
    tried = [each for each in parsed if own_words(each[2]) is not None and not readings(each[2])]
    if not tried:
        return ()
    answers = [Exists(_answering(user, each, now, thread_id)) for _, _, each in tried]
    found = Archive.objects.visible_to(user).values_list(*answers).first() or ()
    return tuple((term, text) for (term, text, _), is_found in zip(tried, found, strict=False) if is_found)


def _answering(user: Visitor, query: Query, now: datetime, thread_id: int | None) -> QuerySet[Post]:
    posts = narrowed(Post.objects.visible_to(user), query, now)
    return holding_words(posts.filter(thread_id=thread_id) if thread_id else posts, query)
