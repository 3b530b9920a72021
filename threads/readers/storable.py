"""What a reader made of a unit -> the same in what a database can hold, whichever reader it was.

Readers clean most of what they read, and each forgets something. What UTF-8 or PostgreSQL refuses becomes U+FFFD, one for
one; an incredible date becomes its words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from threads.records import Mark, Parsed, Statement, writable
from threads.words.dates import credible

# Facts nested deeper than this, and numbers of more bits, say nothing that anybody reads.
DEEPEST_FACT = 32
LARGEST_NUMBER_BITS = 1_024


def storable(parsed: Parsed) -> Parsed:
    """Replace what cannot be stored; no line and no character of the text moves."""
    posts = tuple(map(_statement, parsed.posts))
    people = {clean(id_): clean(name) for id_, name in parsed.people.items()} if parsed.people else parsed.people
    return Parsed(writable(parsed.text), posts, people, parsed.doubt, parsed.read_as, parsed.lacks)


def clean(text: str) -> str:
    """A short text that can be stored."""
    return text if text.isprintable() else writable(text)


def _statement(stated: Statement) -> Statement:
    result = stated
    words = (
        stated.id, stated.thread, stated.author, stated.author_id, stated.posted_at_raw, stated.title, stated.url,
        stated.opening,
    )  # fmt: skip
    if not "".join((*words, *stated.parents, *(mark.source for mark in stated.marks))).isprintable():
        id_, thread, author, author_id, posted_at_raw, title, url, opening = map(writable, words)
        result = result._replace(
            id=id_, thread=thread, author=author, author_id=author_id, posted_at_raw=posted_at_raw, title=title,
            url=url, opening=opening, parents=tuple(map(writable, stated.parents)), marks=tuple(map(_mark, stated.marks)),
        )  # fmt: skip
    if stated.facts:
        result = result._replace(facts=_fact(stated.facts, 0))
    return _dated(result) if stated.posted_at is not None else result


def _mark(mark: Mark) -> Mark:
    return mark._replace(source=writable(mark.source))


def _dated(stated: Statement) -> Statement:
    """Without an impossible date; one without a zone is in UTC."""
    moment = credible(stated.posted_at)
    if moment is None:
        return stated._replace(posted_at=None, posted_at_raw=stated.posted_at_raw or str(stated.posted_at))
    return stated if stated.posted_at and stated.posted_at.tzinfo else stated._replace(posted_at=moment)


def _fact(fact: Any, depth: int) -> Any:
    if isinstance(fact, str):
        return clean(fact)
    if isinstance(fact, bool) or fact is None:
        return fact
    if isinstance(fact, int):
        return fact if fact.bit_length() <= LARGEST_NUMBER_BITS else None
    if isinstance(fact, float):
        return fact if math.isfinite(fact) else None
    if depth > DEEPEST_FACT:
        return None
    if isinstance(fact, Mapping):
        return {clean(str(name)): _fact(each, depth + 1) for name, each in fact.items()}
    return [_fact(each, depth + 1) for each in fact]
