"""Stated posts -> one a key, with its copies and other saves; posts under one id that are none get keys of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter

from threads.reconstruct.stated.keying import StatedPost, key_of
from threads.reconstruct.stated.versions import are_versions, newest_first, with_one_key

# "Ada via Tides" is what a list puts in the place of "Ada", so that its mails pass for genuine.
BY_LIST = " via "
# Of so many posts under one id it is asked whether another is their edition.
MOST_APART = 8


def told_apart(posts: Iterable[StatedPost]) -> tuple[dict[str, StatedPost], dict[str, list[StatedPost]]]:
    """One post a key, and its copies: posts with the same id and the same words. Other words get a key of their own.

    The same bytes are the same words, though their file had them taken for other letters. Of copies of one moment the one with
    most parents counts, because lists and programs drop headers; then the one whose author most of them name and no list replaced. Copies may differ in author, date, title, white space and the footer of a
    list, and still are that post, under its key. Posts that may be edited are one post whatever their words: see versions.py.
    """
    posts = with_one_key(list(posts))
    first_of: dict[str, StatedPost] = {}
    again: dict[str, list[StatedPost]] = {}
    for post in posts:
        if first_of.setdefault(post.key, post) is not post:
            again.setdefault(post.key, [first_of[post.key]]).append(post)
    unique = {post.key: post for post in sorted(first_of.values(), key=attrgetter("order")) if post.key not in again}
    copies: dict[str, list[StatedPost]] = {}
    for several in again.values():
        for number, (first, *others) in enumerate(_bodies(several)):
            key = key_of(first.stated, first.text, is_second=True) if number else first.key
            unique[key] = replace(first, key=key) if number else first
            if others:
                copies[key] = [post if post.key == key else replace(post, key=key) for post in others]
    return unique, copies


def _bodies(several: Sequence[StatedPost]) -> Iterator[list[StatedPost]]:
    """The posts of one id, those together that are one post, the one that is shown first."""
    writers = Counter(post.stated.author_id for post in several)
    ordered = sorted(several, key=partial(_preference, writers=writers))
    if all(post.stated.save for post in several):
        yield from map(newest_first, _editions(ordered))
        return
    bodies: dict[object, list[StatedPost]] = {}
    for post in ordered:
        body = bodies.get(post.worded) or bodies.get(post.stated.unsaid) or []
        body.append(post)
        bodies[post.worded] = body
        if post.stated.unsaid:
            bodies[post.stated.unsaid] = body
    yield from {id(body): body for body in bodies.values()}.values()


def _editions(ordered: Iterable[StatedPost]) -> list[list[StatedPost]]:
    editions: list[list[StatedPost]] = []
    of_words: dict[str, list[StatedPost]] = {}
    for post in ordered:
        together = of_words.get(post.said) or next(
            (each for each in editions[:MOST_APART] if are_versions(each[0], post)), None
        )
        if together is None:
            together = []
            editions.append(together)
        together.append(post)
        of_words.setdefault(post.said, together)
    return editions


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
