"""A new page with erased words -> how the rest of it must be read: as if those words were there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from threads.reconstruct import reconstruct
from threads.reconstruct.heads.kept_heads import written_heads
from threads.reconstruct.normalise import is_hard_wrapped, is_wrapped
from threads.reconstruct.pages import read_page
from threads.records import Held, TextRecord
from threads.words.kinds import Role

# The roles of the lines of posts; chrome, profiles and duplicates are read anew.
OF_POSTS = frozenset({"body", "quote", "attribution", "signature"})


def held_alone(record: TextRecord, going: Collection[int]) -> Held:
    """How a new page with erased words reads by itself with those words; the rest must be read the same."""
    reading = reconstruct([record])
    lines = [line for each in reading.documents for line in each.by_line() if line.first_line not in going]
    roles = {line.first_line: line.role.value for line in lines if line.role in OF_POSTS}
    begins = {}
    for post in reading.posts:
        first = next((line for line in post.lines if line in roles), None)
        if first is not None:
            begins[first] = (post.confidence, post.cues)
    copies = {
        line.first_line: (line.source.place.document, line.source.place.line)
        for line in lines
        if line.role == Role.DUPLICATE and line.source
    }
    rank = rank_of(record, None)
    heads = heads_left(record, going, None)
    return Held(is_hard_wrapped(record.lines), is_wrapped(record.lines), begins, roles, copies, rank, heads)


def heads_left(record: TextRecord, going: Collection[int], before: Held | None) -> dict[str, Any] | None:
    """What a page states of the posts that stay, where it states names."""
    heads = read_page(record, held=before).heads
    return written_heads(heads, going) if heads else None


def heads_going(record: TextRecord, going: Collection[int]) -> set[int]:
    """The lines that say who wrote, and when, of the posts of a page that lose all their words."""
    heads = read_page(record).heads
    if heads is None:
        return set()
    gone = set()
    for number, post in enumerate(heads.posts):
        words = [
            line
            for line in range(post.first, post.last + 1)
            if line not in heads.chrome and line not in heads.attributions and record.lines[line - 1].strip()
        ]
        if words and going and set(words).issubset(going):
            gone.add(number)
    return {line for line, number in heads.chrome.items() if number in gone}


def rank_of(record: TextRecord, before: Held | None) -> tuple[int, bool, int]:
    """The rank that a page has with all its words."""
    kind, is_shortened, size, _ = read_page(record, held=before).rank
    return kind, is_shortened, size
