"""The posts of a page -> the same posts, what repeats under an author's posts marked as a signature.

Programs that mark signatures are believed; here stands what the rest writes below a post as if it belonged to it. A
sign-off of a few words is the author's own, however often it is typed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from threads.records import Mark, Parsed, Statement

# So often a block has to stand below posts of its author, on one page; a long one, or one below a rule, twice.
OFTEN, TWICE = 3, 2
LEAST_WORDS, LEAST_LENGTH, LONG = 4, 20, 60
MOST_LINES = 12
RULES = frozenset("-_=*~—– ")


def with_signatures(parsed: Parsed) -> Parsed:
    """Mark what all posts of an author on this page end with."""
    by_author: defaultdict[str, list[int]] = defaultdict(list)
    for at, post in enumerate(parsed.posts):
        if name := post.author_id or post.author:
            by_author[name].append(at)
    posts = list(parsed.posts)
    for places in by_author.values():
        if len(places) < TWICE:
            continue
        tails = [_tail(parsed, posts[at]) for at in places]
        count = _common(tails)
        if not count or not _is_signature([text for _, text in tails[0][:count]], len(places)):
            continue
        if any(
            not _stands_apart(parsed, posts[at], tail[count - 1][0]) for at, tail in zip(places, tails, strict=True)
        ):
            continue
        for at, tail in zip(places, tails, strict=True):
            post = posts[at]
            mark = Mark(tail[count - 1][0], post.last_line, "signature")
            posts[at] = post._replace(marks=(*post.marks, mark))
    if posts == list(parsed.posts):
        return parsed
    return replace(parsed, posts=tuple(posts))


def _tail(parsed: Parsed, post: Statement) -> list[tuple[int, str]]:
    """The last lines of a post that have text and no mark, each with its number, the last one first."""
    marked = {line for mark in post.marks for line in range(mark.first_line, mark.last_line + 1)}
    tail: list[tuple[int, str]] = []
    for number in range(post.last_line, post.first_line - 1, -1):
        text = parsed.lines[number - 1].strip()
        if number in marked or len(tail) >= MOST_LINES:
            break
        if text:
            tail.append((number, text))
    return tail


def _common(tails: list[list[tuple[int, str]]]) -> int:
    """How many lines all tails have in common, from the end."""
    count = 0
    for lines in zip(*tails, strict=False):
        if len({text for _, text in lines}) > 1:
            break
        count += 1
    return count


def _is_signature(lines: list[str], times: int) -> bool:
    """Whether lines that stand below so many posts are more than a sign-off."""
    words = " ".join(lines)
    if len(words) < LEAST_LENGTH or len(words.split()) < LEAST_WORDS:
        return False
    is_ruled = not set(lines[-1]) - RULES
    return times >= OFTEN or len(words) >= LONG or is_ruled or "://" in words


def _stands_apart(parsed: Parsed, post: Statement, first: int) -> bool:
    """Whether something of a post stands before a line, and a blank line between."""
    if first <= post.first_line:
        return False
    text = parsed.lines[first - 1]
    return not parsed.lines[first - 2].strip() or not set(text.strip()) - RULES
