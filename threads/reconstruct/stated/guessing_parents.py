"""Posts whose format lost whom they answer -> a likely parent, how likely, and why; never one for a post that states its own.

Exchange's index names the parent itself; a moment ("your message of ...") names one post. A subject that says "Re:" is little:
a line must be quoted that stands in the post before it, or that must be by somebody whom this one is sent to, or have gone to
the same people, within two weeks. Of a subject without "Re:" the quoted line alone is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from threads.reconstruct.stated.keying import StatedPost
from threads.records import Hint
from threads.words.kinds import Origin

BY_SUBJECT = "subject:"
INDEX_OF_ANSWER = 10  # figures
LONGEST_WAIT = timedelta(days=14)
# Posts of one subject that are looked at for each answer.
MOST_CANDIDATES = 200
MOST_QUOTES, FEWEST_QUOTED = 50, 4


class Guess(NamedTuple):
    """A parent that was found, and what speaks for it."""

    parent: str
    origin: Origin
    confidence: float
    evidence: str


def guesses(ordered: Iterable[StatedPost], parents: Mapping[str, str]) -> dict[str, Guess]:
    """The likely parents of posts that state none, by key; ``ordered`` by date, so that none comes before its parent."""
    found: dict[str, Guess] = {}
    earlier: dict[str, list[StatedPost]] = {}
    by_index: dict[tuple[str, str], StatedPost] = {}
    for post in ordered:
        hint, thread = post.stated.hint, post.stated.thread
        if hint is None:
            continue
        if post.key not in parents and (guess := _guess(post, hint, earlier.get(thread, ()), by_index)):
            found[post.key] = guess
        earlier.setdefault(thread, []).append(post)
        if hint.exchange_index:
            by_index.setdefault((thread, hint.exchange_index), post)
    return found


def _guess(
    post: StatedPost, hint: Hint, earlier: Sequence[StatedPost], by_index: Mapping[tuple[str, str], StatedPost]
) -> Guess | None:
    thread = post.stated.thread
    if hint.exchange_index and (parent := by_index.get((thread, hint.exchange_index[:-INDEX_OF_ANSWER]))):
        return Guess(parent.key, Origin.ATTRIBUTION, 0.9, "its Thread-Index goes on from the one there")
    if not thread.startswith(BY_SUBJECT):
        return None
    near = earlier[: -MOST_CANDIDATES - 1 : -1]
    if not hint.is_reply:  # some archives take the "Re:" away
        return _by_quote(post, [each for each in near if each.stated.author_id != post.stated.author_id])
    if hint.answers_at is not None:
        same = [each for each in near if each.stated.posted_at == hint.answers_at]
        if len(same) == 1:
            return Guess(same[0].key, Origin.ATTRIBUTION, 0.9, "it names the moment at which that was written")
    return _by_quote(post, near) or _by_people(post, hint, near)


def _by_quote(post: StatedPost, near: Sequence[StatedPost]) -> Guess | None:
    """The latest post of the subject that says a line which this one quotes; else the latest that quotes it too."""
    quoted = {words for words in _lines(post, is_quoted=True, most=MOST_QUOTES) if words.count(" ") >= FEWEST_QUOTED}
    if not quoted:
        return None
    holding = [each for each in near if quoted.intersection(each.words)]
    saying = (each for each in holding if quoted.intersection(_lines(each, is_quoted=False)))
    found = next(saying, holding[0] if holding else None)
    return Guess(found.key, Origin.SEQUENCE, 0.4, "the same subject, and it quotes a line of it") if found else None


def _lines(post: StatedPost, *, is_quoted: bool, most: int | None = None) -> Iterator[str]:
    """The words of each line that a post quotes itself, or of each that it does not quote."""
    first = post.stated.first_line
    quotes = [mark for mark in post.stated.marks if mark.role == "quote"]
    if is_quoted:
        for mark in [mark for mark in quotes if mark.depth == 1][:most]:
            yield from post.words[mark.first_line - first : mark.last_line - first + 1]
        return
    taken = {line for mark in quotes for line in range(mark.first_line, mark.last_line + 1)}
    yield from (words for line, words in enumerate(post.words, first) if line not in taken)


def _by_people(post: StatedPost, hint: Hint, near: Sequence[StatedPost]) -> Guess | None:
    """The latest post of the subject by somebody whom this one is sent to, else the latest that went to the same people."""
    moment = post.stated.posted_at
    if moment is None:
        return None
    near = [each for each in near if each.stated.posted_at and moment - each.stated.posted_at <= LONGEST_WAIT]
    others = [each for each in near if each.stated.author_id and each.stated.author_id != post.stated.author_id]
    for each in others:
        if each.stated.author_id in hint.sent_to:
            return Guess(each.key, Origin.SEQUENCE, 0.4, "the same subject, earlier, by somebody whom it is sent to")
    for each in others:
        if each.stated.hint and set(each.stated.hint.sent_to) & set(hint.sent_to):
            return Guess(each.key, Origin.SEQUENCE, 0.3, "the same subject, earlier, sent to the same people")
    return None
