"""Parsed units -> stated posts, each under its permanent key and with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from threads.reconstruct.stated.words import words_by_line
from threads.records import Parsed, Statement, without_pictures

CHROME = "chrome"
# Not what a post says itself, or shown by some skins alone.
BESIDE = frozenset(("signature", "attribution", CHROME))
ADDRESS = re.compile(r"\(?https?://[^\s()<>\"]{1,2000}\)?")
# Posts without a date stand after those with one.
NO_DATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class StatedPost:
    """A post with the lines of its record, of which its own are those from ``stated.first_line`` on.

    ``unit`` names the record, ``path`` the document it is from; ``key`` is the post's permanent key.
    """

    key: str
    unit: str
    path: str
    stated: Statement
    texts: tuple[str, ...]

    @property
    def lines(self) -> range:
        """The numbers of the post's lines in its record."""
        return range(self.stated.first_line, self.stated.last_line + 1)

    @cached_property
    def filled(self) -> range:
        """The lines from the first with text to the last."""
        first, last = self.stated.first_line, self.stated.last_line
        while first < last and not self.texts[first - 1].strip():
            first += 1
        while last > first and not self.texts[last - 1].strip():
            last -= 1
        return range(first, last + 1)

    @cached_property
    def text(self) -> str:
        return _text(self.stated, self.texts)

    @cached_property
    def worded_lines(self) -> tuple[int, ...]:
        """The numbers of its lines with text, without those that a list added; all of them, if there are no others."""
        filled = tuple(line for line in self.lines if self.texts[line - 1].strip())
        added = {
            line
            for mark in self.stated.marks
            if mark.role == CHROME
            for line in range(mark.first_line, mark.last_line + 1)
        }
        return tuple(line for line in filled if line not in added) or filled if added else filled

    @cached_property
    def worded(self) -> tuple[str, ...]:
        """These lines without the space at their ends, which programs add and drop."""
        return tuple(self.texts[line - 1].rstrip() for line in self.worded_lines)

    @cached_property
    def words(self) -> list[str]:
        """The words of each of its own lines, parted by spaces."""
        return words_by_line(self.texts[self.stated.first_line - 1 : self.stated.last_line])

    @cached_property
    def said(self) -> str:
        """Its words without what saves of one post differ in: signatures, lines that introduce quotes, pictures, addresses."""
        beside = {
            line
            for mark in self.stated.marks
            if mark.role in BESIDE
            for line in range(mark.first_line, mark.last_line + 1)
        }
        texts = [ADDRESS.sub(" ", without_pictures(self.texts[line - 1])) for line in self.lines if line not in beside]
        return " ".join(" ".join(words_by_line(texts)).split())

    @cached_property
    def order(self) -> tuple[datetime, str, int, str, str]:
        """Posts stand by date, those of one moment by their content, so that the file does not matter.

        Posts without a date stand by their place in the documents.
        """
        moment, place = (self.stated.posted_at, "") if self.stated.posted_at else (NO_DATE, self.unit)
        return (moment, place, self.stated.first_line, self.stated.title, self.key)


def stated_posts(unit: str, path: str, parsed: Parsed) -> Iterator[StatedPost]:
    """The posts of one unit."""
    texts = parsed.lines
    for stated in parsed.posts:
        key = key_of_id(stated.id) if stated.id else key_of(stated, _text(stated, texts))
        yield StatedPost(key, unit, path, stated, texts)


def _text(stated: Statement, texts: Sequence[str]) -> str:
    return "\n".join(texts[stated.first_line - 1 : stated.last_line])


def key_of(stated: Statement, text: str, *, is_second: bool = False) -> str:
    """A post's permanent key: made of its id, else of all it says; of both where an id has two bodies."""
    if stated.id and not is_second:
        return key_of_id(stated.id)
    moment = stated.posted_at.isoformat() if stated.posted_at else stated.posted_at_raw
    content = "\0".join((stated.id, stated.author_id or stated.author, moment, text))
    return sha256(b"said:" + content.encode()).hexdigest()


def key_of_thread(id_: str) -> str:
    """The key of the thread that a source calls so."""
    return sha256(b"thread:" + id_.encode("utf-8", "replace")).hexdigest()


def key_of_id(id_: str) -> str:
    """The key of the post that a source calls so, whether it is there or missing."""
    return sha256(b"id:" + id_.encode("utf-8", "replace")).hexdigest()
