"""A post's own text -> the vector that searches ask: its words, and a class of its length.

PostgreSQL's parser takes `drivers/gpio.c` or `ada@tides.example` for one word each, and `<vector>` for a tag that it leaves out.
The signs that mislead it are spaces here, so that each part is found. No word is a stop word: what is one in English is a
word in other languages, and in names and titles ("die", "me", "The Who").

A class stands in the vector as a word that nobody can ask for. Of a word that thousands of posts hold, the index then gives
those of a length at once: the longest, or the shortest, as ranking prefers.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat, Left, Length, Replace

CONFIG = "forum_search"
# By which words of addresses, paths, tags and numbers hang together for PostgreSQL's parser.
SIGNS = "/.@<&-+"
SPACED = str.maketrans(SIGNS, " " * len(SIGNS))
# A tsvector holds at most 1 MB; this many characters fit, four bytes each and hyphenated, and what lies past them is
# not searched.
SEARCHED_CHARACTERS = 100_000
# Each is 1.41 times as long as the one before; the last begins at 185,000 characters.
CLASSES = range(36)
CLASS_OF_LENGTH = (
    "array_to_tsvector(ARRAY['length ' ||"
    " least(35, floor(2 * ln((%(expressions)s + 1)::float8) / ln(2::float8))::int)::text])"
)


def spaced(text: str) -> str:
    """Text as it is searched: with spaces for the signs that hang words together."""
    return text.translate(SPACED)


def class_words(classes: Iterable[int]) -> list[str]:
    """For each class what a tsquery calls it."""
    return [f"'length {number}'" for number in classes]


def search_vector() -> Func:
    """The expression of the column, made of Django's own parts alone: a migration keeps it."""
    words: Func = Left(Concat("own_text", Value(" ", TextField()), "bigrams"), SEARCHED_CHARACTERS)
    for sign in SIGNS:
        words = Replace(words, Value(sign), Value(" "))
    class_of_length = Func(Length("own_text"), template=CLASS_OF_LENGTH)
    vectors = (SearchVector(words, config=CONFIG), class_of_length)
    return Func(*vectors, template="%(expressions)s", arg_joiner=" || ", output_field=SearchVectorField())
