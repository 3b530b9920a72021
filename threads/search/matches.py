"""A Query -> the posts that answer it, the best of them ranked.

Of a word that more posts hold than can be ranked in time, those are ranked that the best are among: for one word the longest,
for several the shortest. The index gives them by classes of length, so that it makes no difference how many there are.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import BigIntegerField, F, FloatField, OuterRef, Value
from django.db.models.functions import Cast, Extract

from threads.models import Archive, Post
from threads.models.search_vector import CLASSES, class_words
from threads.search.bounds import bounded
from threads.search.conditions import holding_words, is_one_word, narrowed, own_words, ranked_words
from threads.search.language import Query

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from threads.querysets import Visitor

MOMENT = Cast(Extract("posted_at", "epoch"), BigIntegerField())
# Posts that are ranked; of more, the first found, and the page says "more than".
MATCHES = 2000
# Normalisation of PostgreSQL's ts_rank_cd: by the number of words.
BY_LENGTH = 2
# Class after class, until there are enough; the database looks into no further ones.
BY_CLASS = """
    SELECT found.post_id FROM unnest(%s::text[]::tsquery[]) WITH ORDINALITY AS classes(word, place), LATERAL ({of_class}) AS found(post_id)
    ORDER BY classes.place LIMIT %s
"""


class ClassAsked(SearchQuery):
    """The class that BY_CLASS asks for just now."""

    def as_sql(self, *_: Any, **__: Any) -> Any:
        return "classes.word", []


class RankedPost(NamedTuple):
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


SORT_KEYS = {
    "relevance": (lambda match: (-match.rank, -match.quoted_count, match.id)),
    "newest": (lambda match: (match.moment is None, -(match.moment or 0))),
    "oldest": (lambda match: (match.moment is None, match.moment or 0)),
}
# As the index of an archive's dates runs, forwards and backwards.
ORDERS = {"newest": ("-posted_at", "id"), "oldest": ("posted_at", "-id")}


class Matches(NamedTuple):
    """The posts that answer, best first; whether there are more; and what to say where not all were looked at."""

    posts: list[RankedPost]
    is_cut: bool
    notice: str


def matches(user: Visitor, query: Query, *, now: datetime, thread_id: int | None = None) -> Matches:
    """Rank the posts that answer, never more than MATCHES; five queries at most."""
    found, notice = ([], "") if query.is_empty else _found(user, query, now, thread_id)
    is_cut = len(found) > MATCHES
    best = sorted(found, key=SORT_KEYS[query.option("sort", "relevance")])[:MATCHES]
    # If more match than are ranked, it does not matter that not all were read.
    return Matches(best, is_cut, "" if is_cut else notice)


def _found(user: Visitor, query: Query, now: datetime, thread_id: int | None) -> tuple[list[RankedPost], str]:
    """The posts that answer, as many as are ranked and one more; and what to say where not all were read."""
    posts = narrowed(Post.objects.in_archives_of(user), query, now)
    if thread_id:
        posts = posts.filter(thread_id=thread_id)
    posts, notice = bounded(posts, query, partial(_post_total, user))
    posts = holding_words(posts, query)
    words = own_words(query)
    order = ORDERS.get(query.option("sort", "relevance"))
    ids = _in_order(user, posts, order) if order else _likeliest(posts, query, words)
    rank = _rank(query, ranked_words(query))
    # Hidden posts are left out of the matches afterwards, so that threads are not joined to all posts.
    rows = Post.objects.visible_to(user).filter(pk__among=ids).annotate(rank=rank, moment=MOMENT)
    columns = ("id", "thread_id", "author_id", "archive_id", "quoted_count", "moment", "rank")
    return [RankedPost(*row) for row in rows.values_list(*columns)], notice


def _rank(query: Query, words: SearchQuery | None) -> Any:
    """How often a post says the one word that is asked for; of several, how near each other it says them, for its length."""
    if words is None:
        return Value(0.0, output_field=FloatField())
    if is_one_word(query):
        return SearchRank(F("search"), words)
    return SearchRank(F("search"), words, cover_density=True, normalization=Value(BY_LENGTH))


def _likeliest(posts: QuerySet[Post], query: Query, words: SearchQuery | None) -> list[int]:
    """Posts that answer; of more than are ranked, the longest for one word, the shortest for several, as ``_rank`` prefers."""
    ids = list(posts.values_list("pk", flat=True)[: MATCHES + 1])
    if len(ids) <= MATCHES or words is None:
        return ids
    of_class = posts.filter(search=ClassAsked("")).values("pk")[: MATCHES + 1]
    sql, parameters = of_class.query.sql_with_params()
    classes = class_words(reversed(CLASSES) if is_one_word(query) else CLASSES)
    with connection.cursor() as cursor:
        cursor.execute(BY_CLASS.format(of_class=sql), [classes, *parameters, MATCHES + 1])
        return [post_id for (post_id,) in cursor.fetchall()]


def _post_total(user: Visitor) -> int:
    return sum(Archive.objects.visible_to(user).values_list("post_count", flat=True))


def _in_order(user: Visitor, posts: QuerySet[Post], order: tuple[str, str]) -> list[int]:
    """Walk each archive's index of dates only as far as needed; what has no date comes last."""
    dated = posts.filter(archive_id=OuterRef("pk"), posted_at__isnull=False).order_by(*order)
    archives = Archive.objects.visible_to(user).annotate(found=ArraySubquery(dated.values("pk")[: MATCHES + 1]))
    ids = [post_id for numbers in archives.values_list("found", flat=True) for post_id in numbers]
    room = MATCHES + 1 - len(ids)
    return [*ids, *posts.filter(posted_at__isnull=True).values_list("pk", flat=True)[:room]] if room > 0 else ids
