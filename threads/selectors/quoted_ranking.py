"""Passages that others quote -> in the order of how many threads and authors quote them; what says nothing by itself comes last.

A passage that one long thread hands down from answer to answer is quoted once by each who took it from the post itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count

from threads.models import Archive, Quote
from threads.querysets import sees_everything
from threads.selectors.compiled import Compiled, Given
from threads.selectors.passages import QuotedPassage, most_quoted, passages
from threads.words.vocabulary import either

if TYPE_CHECKING:
    from threads.querysets import Visitor

# So many of the posts that most posts quote are weighed.
CANDIDATES = 200
# A ranking takes longer than a page may; an import makes it new at once.
STANDING_LASTS_S = 300
# Fewer words are a greeting, a name, a thank-you; in scripts without spaces a word is long.
FEWEST_WORDS, FEWEST_LETTERS = 4, 12
ADDRESS = re.compile(r"(?:https?|ftp)://\S+|(?<!\S)[^\s@]++@\S+", re.IGNORECASE)
# Signed-off-by: and the like, which programs write; and lines that say who is quoted.
TRAILER = re.compile(r"^\W*[A-Z][\w-]{2,30}-by:\s", re.IGNORECASE)
ATTRIBUTION = re.compile(rf"(?:{either('wrote')})\s?[:\uff1a]?\s*\u2026?$", re.IGNORECASE)
GREETING = re.compile(rf"^\W*(?:{either('formulas')})(?![^\W_])", re.IGNORECASE)
LONGEST_GREETING = 6  # words; "thanks for the" opens sentences, too


def is_telling(words: str) -> bool:
    """Whether words say something by themselves."""
    bare = ADDRESS.sub(" ", words)
    tokens = [token for token in bare.split() if any(map(str.isalpha, token))]
    letters = sum(map(str.isalpha, bare))
    if letters < FEWEST_LETTERS or (len(tokens) < FEWEST_WORDS and bare.isascii()):
        return False
    if TRAILER.match(words) or (len(words) < 200 and ATTRIBUTION.search(words)):
        return False
    return len(tokens) > LONGEST_GREETING or not GREETING.match(words)


def ranked(user: Visitor) -> Sequence[tuple[int, int, int]]:
    """The ids of the posts that are quoted most widely, with how many threads and how many authors quote each."""
    archives = Archive.objects.visible_to(user).values_list("id", "thread_count", "post_count", "document_count")
    key = f"quoted:{hash((sees_everything(user), tuple(archives.order_by('id'))))}"
    ranking = cache.get(key)
    if ranking is None:
        ranking = _ranking(user)
        cache.set(key, ranking, STANDING_LASTS_S)
    return ranking


def _ranking(user: Visitor) -> list[tuple[int, int, int]]:
    found = widely_quoted(user, passages(most_quoted(user, at_most=CANDIDATES), user))
    return [(each.post.pk, each.threads, each.authors) for each in found]


def widely_quoted(user: Visitor, found: Iterable[QuotedPassage]) -> list[QuotedPassage]:
    """The most widely quoted first, what says nothing by itself last. One query."""
    by_post = {each.post.pk: each for each in found}
    reach = _REACH.rows(user, sources=list(by_post)) if by_post else []
    mute = {pk: not is_telling(each.words) for pk, each in by_post.items()}
    reach.sort(key=lambda row: (mute[row[0]], -row[1], -row[2], -row[3], row[0]))
    return [replace(by_post[pk], threads=threads, authors=authors) for pk, threads, authors, _ in reach]


_REACH = Compiled(
    lambda user: (
        Quote.objects.visible_to(user)
        .filter(source_post_id__among=Given("sources"), rank=0, via__isnull=True)
        .values_list("source_post_id")
        .annotate(
            threads=Count("post__thread_id", distinct=True),
            authors=Count("post__author_id", distinct=True),
            posts=Count("post_id", distinct=True),
        )
        .order_by()
    )
)


def with_reach(found: Sequence[QuotedPassage], ranking: Sequence[tuple[int, int, int]]) -> tuple[QuotedPassage, ...]:
    """Passages in the order of a ranking, each with how widely it is quoted."""
    by_post = {passage.post.pk: passage for passage in found}
    return tuple(
        replace(by_post[pk], threads=threads, authors=authors) for pk, threads, authors in ranking if pk in by_post
    )
