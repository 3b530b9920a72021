"""A new page with erased words -> how the rest of it must be read: as if those words were there."""

from __future__ import annotations

from collections.abc import Collection

from threads.reconstruct import reconstruct
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
    return Held(is_hard_wrapped(record.lines), is_wrapped(record.lines), begins, roles, copies, rank)


def rank_of(record: TextRecord, before: Held | None) -> tuple[int, bool, int]:
    """The rank that a page has with all its words."""
    kind, is_shortened, size, _ = read_page(record, held=before).rank
    return kind, is_shortened, size
