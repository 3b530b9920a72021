"""Parsed units -> stated posts, each under its permanent key and with its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from hashlib import sha256
from operator import attrgetter

from threads.reconstruct.stated.words import words_by_line
from threads.records import Parsed, Statement

# "Ada via Tides" is what a list puts in the place of "Ada", so that its mails pass for genuine.
BY_LIST = " via "
CHROME = "chrome"
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


def told_apart(posts: Iterable[StatedPost]) -> tuple[dict[str, StatedPost], dict[str, list[StatedPost]]]:
    """One post a key, and its copies: posts with the same id and the same words. Other words get a key of their own.

    The same bytes are the same words, though their file had them taken for other letters. Of copies of one moment the one with most parents counts, because lists and programs drop headers; then the one whose
    author most of them name and no list replaced. Copies may differ in author, date, title, white space and the footer of a
    list, and still are that post, under its key.
    """
    posts = list(posts)
    first_of: dict[str, StatedPost] = {}
    again: dict[str, list[StatedPost]] = {}
    for post in posts:
        if first_of.setdefault(post.key, post) is not post:
            again.setdefault(post.key, [first_of[post.key]]).append(post)
    unique = {post.key: post for post in sorted(first_of.values(), key=attrgetter("order")) if post.key not in again}
    copies: dict[str, list[StatedPost]] = {}
    for several in again.values():
        bodies: dict[object, list[StatedPost]] = {}
        writers = Counter(post.stated.author_id for post in several)
        for post in sorted(several, key=partial(_preference, writers=writers)):
            body = bodies.get(post.worded) or bodies.get(post.stated.unsaid) or []
            body.append(post)
            bodies[post.worded] = body
            if post.stated.unsaid:
                bodies[post.stated.unsaid] = body
        for number, (first, *others) in enumerate({id(body): body for body in bodies.values()}.values()):
            key = key_of(first.stated, first.text, is_second=True) if number else first.key
            unique[key] = replace(first, key=key) if number else first
            if others:
                copies[key] = [post if post.key == key else replace(post, key=key) for post in others]
    return unique, copies


def _preference(post: StatedPost, writers: Mapping[str, int]) -> tuple[object, ...]:
    """Which of several copies comes first, whatever files they lie in; last those in letters that nothing but they speak for."""
    stated = post.stated
    is_stood_in_for = BY_LIST in stated.author
    is_guess = bool(stated.unsaid) and not stated.letters
    return (
        is_guess,
        post.order,
        post.text,
        -len(stated.parents),
        -writers[stated.author_id],
        is_stood_in_for,
        post.unit,
    )
