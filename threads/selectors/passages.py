"""Posts that others quote -> the passage most of them quote, in the source's own words."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef

from threads.models import Archive, Post, Quote
from threads.selectors.compiled import Compiled, Given
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from threads.querysets import Visitor

# The longest passage that a list shows.
PASSAGE_LENGTH = 320
# A passage as html/folds.py marks it in stored html; its anchor names the line and character at which it begins.
CITED = re.compile(r'<span class="cited" id="q\d+-(\d+)-(\d+)">([^<]*+(?:<(?!/?span)[^<]*+)*)</span>')
# Between two lines of one passage.
JOINT = re.compile(r'</span>(?: <br class="cut">|<br>)<span class="cited" id="[^"]*">')
TAG = re.compile(r"<[^<>]*>")
# How the lines of a patch begin: of a missing post, what it said tells more.
PATCH = ("diff ", "@@ ", "index ", "+", "-")


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """What was quoted, from which post, by how many posts."""

    post: Post
    words: str
    count: int
    threads: int = 0  # in how many threads it is quoted, and by how many authors, where that was counted
    authors: int = 0


class QuoterCount(NamedTuple):
    """How many posts quote from a place in a post."""

    line: int
    start: int
    post_count: int


def most_quoted(user: Visitor, *, at_most: int) -> list[Post]:
    """Posts that others quote, missing ones among them, most quoted first."""
    return list(quoted_posts(user, top_quoted(user, {None: at_most})).order_by("-quoted_count", "id")[:at_most])


def quoted_posts(user: Visitor, ids: Iterable[int]) -> QuerySet[Post]:
    """Posts with what a list of passages shows of them."""
    posts = Post.objects.visible_to(user).filter(pk__in=list(ids)).select_related("author", "thread", "archive")
    return posts.defer("text", "bigrams", "search")


def top_quoted(user: Visitor, at_most: Mapping[bool | None, int]) -> list[int]:
    """Of each archive the ids that its index of quoted posts gives at once, so many by whether they are missing."""
    posts = (
        Post.objects.visible_to(user).filter(archive_id=OuterRef("pk"), quoted_count__gt=0).order_by("-quoted_count")
    )
    columns = {
        f"found_{n}": ArraySubquery(
            (posts if is_missing is None else posts.filter(is_missing=is_missing)).values("pk")[:most]
        )
        for n, (is_missing, most) in enumerate(at_most.items())
    }
    rows = Archive.objects.visible_to(user).annotate(**columns).values_list(*columns)
    return [post_id for row in rows for ids in row for post_id in ids]


def passages(posts: Iterable[Post], user: Visitor) -> tuple[QuotedPassage, ...]:
    """One query for the places from which all of them are quoted."""
    posts = list(posts)
    rows = _PLACES.rows(user, sources=[post.id for post in posts]) if posts else ()
    places: dict[int, list[QuoterCount]] = defaultdict(list)
    for post_id, line, start, count in rows:
        places[post_id].append(QuoterCount(line, start or 0, count))
    return tuple(_passage(post, places) for post in posts)


_PLACES = Compiled(
    lambda user: (
        Quote.objects.visible_to(user)
        .filter(source_post_id__among=Given("sources"), source_line__isnull=False)
        .values_list("source_post_id", "source_line", "source_start")
        .annotate(n=Count("post_id", distinct=True))
        .order_by("-n", "source_line", "source_start")
    )
)


def _passage(post: Post, places_of: Mapping[int, Sequence[QuoterCount]]) -> QuotedPassage:
    """The passage begins at or before the place most quoted; without one, a post is told by its opening words."""
    spans = [(int(line), int(start), _plain(words)) for line, start, words in CITED.findall(JOINT.sub(" ", post.html))]
    if post.is_missing and spans:
        telling = max((words for *_, words in spans), key=lambda words: (not words.startswith(PATCH), len(words)))
        return QuotedPassage(post, opening_words(telling, PASSAGE_LENGTH), post.quoted_count)
    for place in places_of.get(post.id, ()):
        openings = [words for line, start, words in spans if (line, start) <= (place.line, place.start)]
        if openings:
            return QuotedPassage(post, opening_words(openings[-1], PASSAGE_LENGTH), place.post_count)
    return QuotedPassage(post, opening_words(post.own_text, PASSAGE_LENGTH), post.quoted_count)


def _plain(html: str) -> str:
    return unescape(TAG.sub("", html))
