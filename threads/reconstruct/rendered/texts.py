"""Stated posts -> their words in order, findable by any three in a row, and by whole lines.

An address is cut into its words, because pages shorten addresses and leave them out. A line without a word is one word made
of its marks; one of a single mark, such as a rule or what is left of an empty quote, says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from threads.reconstruct.normalise import tokens_of
from threads.records import PICTURE

GRAM = 3
# What a text has in place of a picture, a link and a small picture; a page shows the link's words and the pictures.
UNSHOWN = re.compile(PICTURE.pattern + r"|:[a-z0-9_+-]{1,40}:|(?:https?|ftp)://[^\s<>\"]{1,2000}")
# Places that are looked at for three words in a row, and for a whole line of few words.
MOST_PLACES = 48

Words = tuple[str, ...]
Spot = tuple[int, int]  # a post, by its place on the shelf, and a word of it


@dataclass(frozen=True, slots=True)
class StatedText:
    """A stated post as far as pages may show it.

    ``first_line`` is the line of its record, the ``unit``, that ``texts`` begin with; ``own`` are the texts that are not
    quoted; ``names`` are the words, each together, by which a page may speak of it: its author's name, its year, its title.
    ``ranks`` are its places in the thread in the orders that pages follow: by date, and by who answers whom.
    """

    key: str
    thread: int
    ranks: tuple[int, ...]
    author: int
    unit: str
    first_line: int
    texts: tuple[str, ...]
    own: frozenset[str]
    names: tuple[frozenset[str], ...] = ()


class Volume:
    """A stated post's words, each with the line it stands in, and whether a page is sure to show it as the post's own."""

    __slots__ = ("is_own", "line_of", "own", "starts", "stated", "words")

    def __init__(self, stated: StatedText) -> None:
        self.stated = stated
        self.words: list[str] = []
        self.line_of: list[int] = []
        self.is_own: list[bool] = []
        self.starts: list[int] = []  # where the lines begin
        for index, text in enumerate(stated.texts):
            words, places = placed_words(text)
            if not words:
                continue
            self.starts.append(len(self.words))
            self.words += words
            self.line_of += [index] * len(words)
            if text not in stated.own:
                self.is_own += [False] * len(words)
            elif (":" not in text and "[" not in text) or not (
                unshown := [match.span() for match in UNSHOWN.finditer(text)]
            ):
                self.is_own += [True] * len(words)
            else:
                self.is_own += [not any(first <= at < last for first, last in unshown) for at in places]
        self.own = sum(self.is_own)

    def __len__(self) -> int:
        return len(self.words)


class Shelf:
    """Stated posts, by what stands in them and by their place in their threads."""

    def __init__(self, posts: Iterable[StatedText]) -> None:
        self.volumes = [Volume(post) for post in posts]
        self._place_of = {
            (each.stated.thread, order, rank): n
            for n, each in enumerate(self.volumes)
            for order, rank in enumerate(each.stated.ranks)
        }
        self._grams: dict[Words, list[Spot]] = {}
        self._lines: dict[Words, list[Spot]] = {}
        for number, volume in enumerate(self.volumes):
            self._take(number, volume)

    def _take(self, number: int, volume: Volume) -> None:
        words = volume.words
        for at in range(len(words) - GRAM + 1):
            places = self._grams.setdefault(tuple(words[at : at + GRAM]), [])
            if len(places) < MOST_PLACES:
                places.append((number, at))
        for start, end in pairwise([*volume.starts, len(words)]):
            if end - start <= GRAM:
                places = self._lines.setdefault(tuple(words[start:end]), [])
                if len(places) < MOST_PLACES:
                    places.append((number, start))

    def gram(self, words: Words) -> Sequence[Spot]:
        """Where three words stand in a row."""
        return self._grams.get(words, ())

    def line(self, words: Words) -> Sequence[Spot]:
        """Where a line of a few words stands."""
        return self._lines.get(words, ())

    def beside(self, number: int, step: int) -> Iterator[int]:
        """The posts some places further in the thread, in each order."""
        stated = self.volumes[number].stated
        numbers = (self._place_of.get((stated.thread, order, rank + step)) for order, rank in enumerate(stated.ranks))
        return (each for each in dict.fromkeys(numbers) if each is not None)

    def steps(self, before: int, after: int) -> int | None:
        """How many places a post stands after another, in the order in which these are fewest; None where in none."""
        one, other = self.volumes[before].stated, self.volumes[after].stated
        if one.thread != other.thread:
            return None
        steps = [later - earlier for earlier, later in zip(one.ranks, other.ranks, strict=True) if later > earlier]
        return min(steps, default=None)


def words_of(text: str) -> Words:
    """The folded words of a line; its marks, where it has none."""
    return placed_words(text)[0]


def is_mark(words: Words) -> bool:
    """Whether a line has no word, but marks."""
    return words[0][0] == "\0"


def placed_words(text: str) -> tuple[Words, Sequence[int]]:
    """The words of a line with where they begin."""
    words, places, _ = tokens_of(text.replace("://", "   "))
    if words:
        return tuple(words), places
    marks = "".join(text.split())
    return ((f"\0{marks}",), (0,)) if len(set(marks)) > 1 else ((), ())
