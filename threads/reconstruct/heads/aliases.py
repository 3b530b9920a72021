"""Heads and signatures -> what else an author is called, where the page says so.

Ada Vik (ada77)                    two names in one head: one is a handle, at most heads
elzbet (aka Brunhilde)             said so beside the name, or under it
formerly known as Otto             in a signature

"Ada (Kiel)" and "Ada (Moderator)" name no one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from threads.reconstruct.heads.cues import PARTS, RANKS
from threads.reconstruct.heads.head_values import Heads
from threads.reconstruct.heads.name_words import CALLED, name_in
from threads.reconstruct.heads.rows import LONGEST_HEAD, Row
from threads.words.vocabulary import folded

# So many heads have two names, of which so many look like handles, or like each other.
HAVE, LOOK = 0.6, 0.6
FEWEST_AUTHORS, ALIAS_WORDS, MOST_SAID = 2, 3, 4
NOT_NAMES = folded("not_names")
# What is called so in a few words.
SAID = re.compile(
    rf"(?<!\w){CALLED}\s{{0,3}}:?\s{{0,3}}[\"'\u201c\u2018\u201e\u00ab@]?(?P<name>[^\W_][^,;()\[\]\"\u201c\u201d\u00bb]{{0,40}})",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\s{0,3}(?:[(\[]\s{0,3}@?(?P<inside>[^()\[\]@]{2,40}?)\s{0,3}[)\]]|(?:[\u00b7\u2022|,]\s)?@(?P<handle>[\w.-]{2,40}))"
)
HANDLE = re.compile(r"^[^\W\d_].*[\d_]|^[a-zа-я][^\s]*$")
LETTERS = re.compile(r"[^\W\d_]+")
SHARED = 3


def aliases_in_heads(heads: Heads, rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """The other names of each author whom the page names in several ways."""
    found: dict[str, list[str]] = {}
    near = list(_rows_of_heads(heads, rows))
    for author, row in near:
        for alias in _said(row.text):
            found.setdefault(author, []).append(alias)
    for author, alias in (*_beside(near), *_full_names(near)):
        found.setdefault(author, []).append(alias)
    writers = {post.author.casefold() for post in heads.posts if post.author}
    return {
        author: tuple(dict.fromkeys(others))
        for author, aliases in found.items()
        if (others := [alias for alias in aliases if alias.casefold() not in writers])
    }


def _rows_of_heads(heads: Heads, rows: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    """The rows of heads and signatures, each with the author of its post."""
    last = [post.last for post in heads.posts]
    at = -1
    for row in rows:
        while at + 1 < len(last) and last[at + 1] < row.number:
            at += 1
        if row.number not in heads.chrome or len(row.text) > LONGEST_HEAD:
            continue
        owner = heads.chrome[row.number]
        post = owner if owner is not None else at if at >= 0 and not row.dates else None
        author = heads.posts[post].author if post is not None and post < len(heads.posts) else None
        if author:
            yield author, row


def _said(text: str) -> Iterator[str]:
    for match in SAID.finditer(text):
        words = match["name"].split()
        if words[0].casefold() in NOT_NAMES or len(words) > MOST_SAID:
            continue
        if name := name_in(" ".join(words[:ALIAS_WORDS])):
            yield name


def _beside(near: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, str]]:
    """Names in brackets, or handles, right behind the names of authors: of each author one, and no two of one."""
    by_author: dict[str, set[str]] = {}
    for author, row in near:
        place = row.text.find(author)
        if place < 0:
            continue
        match = BESIDE.match(row.text, place + len(author))
        inside = (match["inside"] or match["handle"]) if match else ""
        by_author.setdefault(author, set()).add(inside if _may_be_name(inside) else "")
    pairs = {
        author: next(iter(inside))
        for author, inside in by_author.items()
        if len(inside - {""}) == 1 and "" not in inside
    }
    if len(pairs) < max(FEWEST_AUTHORS, HAVE * len(by_author)) or len({*map(str.casefold, pairs.values())}) < len(
        pairs
    ):
        return
    if _are_handles(pairs.values()) or _are_alike(pairs):
        yield from pairs.items()


def _full_names(near: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, str]]:
    """Two words or three as people are called, behind a handle: "ada77 Ada Vik"."""
    for author, row in near:
        rest = row.text[len(author) + 1 :] if row.text.startswith(f"{author} ") else ""
        words = rest.split()
        if (
            len(words) in (2, 3)
            and HANDLE.match(author)
            and all(word[0].isupper() for word in words)
            and _may_be_name(rest)
        ):
            yield author, rest


def _may_be_name(text: str) -> bool:
    low = text.casefold()
    return (
        bool(name_in(text)) and low not in RANKS and not all(word in PARTS for word in low.split()) and "/" not in text
    )


def _are_handles(texts: Iterable[str]) -> bool:
    all_of_them = list(texts)
    return sum(bool(HANDLE.match(text)) for text in all_of_them) >= LOOK * len(all_of_them)


def _are_alike(pairs: Mapping[str, str]) -> bool:
    """Whether most names and what stands beside them share the beginning of a word: "ada77", "Ada Vik"."""
    alike = sum(_share(name.casefold(), other.casefold()) for name, other in pairs.items())
    return alike >= LOOK * len(pairs)


def _share(name: str, other: str) -> bool:
    ones, others = LETTERS.findall(name), LETTERS.findall(other)
    return any(one[:SHARED] == each[:SHARED] for one in ones for each in others if min(len(one), len(each)) >= SHARED)
