"""Forum pages and posts of invented words, the same ones every time, as many lines as asked for.

The words follow Zipf's law and sentences recur as they do in talk, so that runs of words are shared by chance as often
as in real pages. Posts quote earlier ones whole, in part, cut short and over again; nobody's text is borrowed.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

from threads.records import TextRecord, digest

SYLLABLES = "ba co du fe gi ho ju ka le mi no pu ra se ti vo wa ye zo sta bren clo dri fla gro sha tri".split()
VOCABULARY = 20_000
GREETINGS = ("Hi all,", "Hello Ada,", "Thanks Bruno!", "Chen, that works.", "I don't think so, Dalia.")
LINES_A_PAGE = 200
# An answer mostly follows closely on what it answers.
REACH = 12


class Forum:
    """An endless exchange, made from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = [
            "".join(self._random.choices(SYLLABLES, k=self._random.randint(1, 4))) for _ in range(VOCABULARY)
        ]
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def page(self, line_count: int) -> list[str]:
        """A page of posts, a paragraph a line, quotes as ordinary lines."""
        lines: list[str] = []
        posts: list[list[str]] = []
        while len(lines) < line_count:
            post = [*self._quotes(posts), *self._own()]
            posts = [*posts[-REACH:], post]
            lines.extend(post)
        return lines[:line_count]

    def post(self) -> list[str]:
        """The paragraphs of a post that quotes nobody."""
        return list(self._own())

    def word(self, rank: int) -> str:
        """A word by how common it is; 0 is the commonest."""
        return self._words[rank]

    def _own(self) -> Iterator[str]:
        if self._random.random() < 0.4:
            yield self._random.choice(GREETINGS)
        for _ in range(self._random.randint(1, 5)):
            yield " ".join(self._sentence() for _ in range(self._random.randint(1, 5)))

    def _sentence(self) -> str:
        size = max(3, round(self._random.gauss(13, 5)))
        words = [self._words[bisect(self._weights, self._random.random() * self._weights[-1])] for _ in range(size)]
        return " ".join(words).capitalize() + self._random.choice("....?!")

    def _quotes(self, posts: list[list[str]]) -> Iterator[str]:
        if not posts or self._random.random() < 0.6:
            return
        source = self._random.choice(posts)
        first = self._random.randrange(len(source))
        for line in source[first : first + self._random.randint(1, 3)]:
            yield self._cited(line)

    def _cited(self, line: str) -> str:
        """The whole line, some of its words, or its beginning."""
        words = line.split()
        way = self._random.random()
        if way < 0.6 or len(words) < 12:
            return line
        start = self._random.randrange(len(words) - 9) if way < 0.85 else 0
        cited = " ".join(words[start : start + self._random.randint(9, 20)])
        return cited if way < 0.85 else cited.rstrip(".?!") + "..."


def one_page(line_count: int) -> list[TextRecord]:
    """A single page that grows with the count."""
    return [_record("page.txt", Forum(1).page(line_count))]


def many_pages(line_count: int) -> list[TextRecord]:
    """An archive that grows by pages of one size."""
    forum = Forum(2)
    return [_record(f"{at:05}.txt", forum.page(LINES_A_PAGE)) for at in range(max(1, line_count // LINES_A_PAGE))]


def _record(path: str, lines: list[str]) -> TextRecord:
    text = "\n".join(lines) + "\n"
    return TextRecord(path, digest(text.encode()), 0, text.encode(), text, "utf-8")
