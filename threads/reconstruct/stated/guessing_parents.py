"""Posts whose format lost whom they answer -> a likely parent, how likely, and why; never one for a post that states its own.

Exchange's index names the parent itself; a moment ("your message of ...") names one post. A subject that says "Re:" is little:
the post before it must be by somebody whom this one is sent to, or have gone to the same people, within two weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    if not thread.startswith(BY_SUBJECT) or not hint.is_reply:
        return None
    near = earlier[: -MOST_CANDIDATES - 1 : -1]
    if hint.answers_at is not None:
        same = [each for each in near if each.stated.posted_at == hint.answers_at]
        if len(same) == 1:
            return Guess(same[0].key, Origin.ATTRIBUTION, 0.9, "it names the moment at which that was written")
    return _by_quote(post, near) or _by_people(post, hint, near)


def _by_quote(post: StatedPost, near: Sequence[StatedPost]) -> Guess | None:
    """The latest post of the subject that holds a line which this one quotes."""
    first = post.stated.first_line
    quoted = {
        words
        for mark in post.stated.marks[:MOST_QUOTES]
        if mark.role == "quote" and mark.depth == 1
        for words in post.words[mark.first_line - first : mark.last_line - first + 1]
        if words.count(" ") >= FEWEST_QUOTED
    }
    found = next((each for each in near if quoted.intersection(each.words)), None) if quoted else None
    return Guess(found.key, Origin.SEQUENCE, 0.4, "the same subject, and it quotes a line of it") if found else None


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
