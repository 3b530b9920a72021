"""A page's lines -> what it states of its posts: who wrote each and when. The page's own template is learnt from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from threads.reconstruct.heads.aliases import aliases_in_heads
from threads.reconstruct.heads.chats import chat_heads
from threads.reconstruct.heads.claims import learnt_heads
from threads.reconstruct.heads.front_matter import front_heads
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.kept_heads import heads_before
from threads.reconstruct.heads.quoted_names import attributions_in
from threads.reconstruct.heads.rows import Row, listed_links, rows_of, without_addresses, without_links
from threads.reconstruct.heads.signed import signed_heads
from threads.reconstruct.heads.topics import topic_page
from threads.reconstruct.heads.user_pages import user_heads

# Heads tell more than signatures if they tell of so many times as many posts.
MORE = 2
# The end of a quote in BBCode, behind its words.
BBCODE_TAIL = re.compile(r"\[/quote\]\s*$", re.IGNORECASE)
__all__ = ["Heads", "StatedHead", "read_heads"]


def read_heads(lines: Sequence[str], before: Mapping[str, Any] | None = None) -> tuple[Heads | None, list[str]]:
    """The heads, if the page has any; and its lines with blanks for what stands in them and is nobody's words.

    ``before`` are those that it had before words of it were erased.
    """
    if before:
        kept = heads_before(before)
        return kept, list(_left(lines, kept))
    listed = listed_links(lines)
    plain = [without_addresses(line) for line in ([without_links(line) for line in lines] if listed else lines)]
    rows = rows_of(plain, listed)
    heads = chat_heads(plain, rows) or user_heads(rows) or _signed_or_learnt(rows) or front_heads(rows)
    if heads is None:
        return None, list(lines)
    chrome = {**dict.fromkeys(sorted(listed)), **heads.chrome}
    names = frozenset(post.author.casefold() for post in heads.posts if post.author)
    quoted = attributions_in(
        (row for row in rows if row.number not in chrome and row.number not in heads.starts), names, plain
    )
    heads = replace(
        heads,
        chrome=chrome,
        starts={**heads.starts, **quoted.starts},
        attributions=quoted.names,
        labels=quoted.labels,
        aliases=aliases_in_heads(heads, rows),
        page=topic_page(plain),
    )
    left = list(_left(plain, heads))
    bare = (number for number, words in enumerate(left, 1) if lines[number - 1].strip() and not words.strip())
    return replace(heads, chrome={**{number: heads.post_at(number) for number in bare}, **chrome}), left


def _signed_or_learnt(rows: Sequence[Row]) -> Heads | None:
    """What signatures under words tell, unless heads tell of twice as many posts: then these quote what is signed."""
    signed = signed_heads(rows)
    if signed is None:
        return learnt_heads(rows)
    learnt = learnt_heads(rows)
    return learnt if learnt and len(learnt.posts) >= MORE * len(signed.posts) else signed


def _left(lines: Sequence[str], heads: Heads) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        start = heads.starts.get(number, 0)
        words = " " * start + line[start:] if start else line
        if "[/" in words:
            words = BBCODE_TAIL.sub("", words)
        yield "" if number in heads.chrome else words
