"""Topics of Discourse -> pages that a reader may meet, with their truth, to train and to judge the boundary model with."""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from threads.reconstruct.normalise import paragraphs_of, tokens_of
from threads.reconstruct.types import Paragraph

POSTS_A_TOPIC_PAGE, POSTS_A_USER_PAGE = 40, 20
PAGES_A_USER = 15
LEAST_QUOTE = 4  # tokens
QUOTE_MARKUP = re.compile(r"\[(/?)quote[^\]]{0,80}\]", re.IGNORECASE)

Quotes = list[int | None]


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """A page with its truth. ``marked`` are the quotes as the forum has them, ``detected`` as a plain search finds them."""

    kind: str
    paragraphs: list[Paragraph]
    starts: list[bool]
    marked: Quotes
    detected: Quotes


def pages_of(topics: Sequence[list[Any]], flatten: ModuleType, rng: random.Random) -> Iterator[TrainingPage]:
    """Make pages of topics, whole and in parts, then pages of users, newest post first."""
    for topic in topics:
        for first in range(0, len(topic), POSTS_A_TOPIC_PAGE):
            posts = topic[first : first + POSTS_A_TOPIC_PAGE]
            if len(posts) < 3 or sum(len(post.paragraphs) for post in posts) > 600:
                continue
            if not any(paragraph.is_quote for post in posts for paragraph in post.paragraphs) and rng.random() < 0.4:
                posts = list(with_invented_quotes(posts, rng))
            if len(posts) > 8 and rng.random() < 0.3:
                posts = posts[rng.randint(1, 5) :]  # the page begins amid a thread: its first quotes have no source
            yield topic_page(posts, flatten, is_blank=rng.random() < 0.3)
    posts_by_author: dict[str, list[Any]] = {}
    for topic in topics:
        for post in topic:
            posts_by_author.setdefault(post.author, []).append(post)
    for _, posts in sorted(posts_by_author.items()):
        posts.sort(key=lambda post: (-post.topic, -post.number))
        for first in range(0, min(len(posts), POSTS_A_USER_PAGE * PAGES_A_USER), POSTS_A_USER_PAGE):
            some = posts[first : first + POSTS_A_USER_PAGE]
            if len(some) >= 6:
                yield cut_page(some, rng) if rng.random() < 0.1 else user_page(some)


def without_markup(posts: Sequence[Any]) -> list[Any]:
    """Leave out what one forum's quote markup encloses, and the marks, whose brackets would be learnt."""
    plain: list[Any] = []
    for post in posts:
        depth, paragraphs = 0, []
        for paragraph in post.paragraphs:
            for place, part in enumerate(QUOTE_MARKUP.split(paragraph.text)):
                if place % 2:
                    depth = max(0, depth + (-1 if part else 1))
                elif part.strip() and not depth:
                    paragraphs.append(replace(paragraph, text=part.strip()))
        if not all(paragraph.is_quote for paragraph in paragraphs):
            plain.append(replace(post, paragraphs=paragraphs))
    return plain


def with_invented_quotes(posts: Sequence[Any], rng: random.Random) -> Iterator[Any]:
    """Let posts quote earlier ones: forums differ in how much they quote, the topics that may be trained on are poor in it."""
    share = rng.choice((0.15, 0.3, 0.5))
    for place, post in enumerate(posts):
        earlier = posts[max(0, place - 8) : place]
        if not earlier or rng.random() > share:
            yield post
            continue
        source = earlier[-1] if rng.random() < 0.5 else rng.choice(earlier)
        cited = citable(source, rng)
        count = min(len(cited), len(post.paragraphs), rng.choice((1, 1, 1, 2, 2, 3)))
        cited = [cited[index] for index in sorted(rng.sample(range(len(cited)), count))]
        paragraphs = []
        for paragraph in post.paragraphs:
            if cited:
                paragraphs.append(replace(paragraph, text=cited.pop(0), quoted_post=source.number, is_quote=True))
            paragraphs.append(paragraph)
        yield replace(post, paragraphs=paragraphs)


def citable(post: Any, rng: random.Random) -> list[str]:
    """The passages one might cite of a post, in order: its paragraphs, or for some readers its sentences."""
    by_sentence = rng.random() < 0.4
    passages = []
    for paragraph in post.own:
        passages += re.split(r"(?<=[.?!]) ", paragraph.text) if by_sentence else [paragraph.text]
    return [passage for passage in passages if len(tokens_of(passage)[0]) >= LEAST_QUOTE]


def topic_page(posts: Sequence[Any], flatten: ModuleType, *, is_blank: bool) -> TrainingPage:
    page = flatten.Page("topic")
    page.add_topic(posts, blank=is_blank)
    source_by_line = {quote["line"]: quote["source"] or (quote["also"] or [0])[0] for quote in page.gold["quotes"]}
    source_by_line.update(dict.fromkeys(page.gold["unsourced"], 0))
    return page_of("topic", page.lines, {first for first, _ in page.gold["posts"]}, source_by_line)


def user_page(posts: Sequence[Any]) -> TrainingPage:
    lines: list[str] = []
    starts, quotes = set(), {}
    for post in posts:
        starts.add(len(lines) + 1)
        for paragraph in post.paragraphs:
            lines.append(paragraph.text)
            if paragraph.is_quote:
                quotes[len(lines)] = 0
    return page_of("user", lines, starts, quotes)


def cut_page(posts: Sequence[Any], rng: random.Random) -> TrainingPage:
    """A page that cuts posts at one length: own text ends in dots, a last quote begins with them and breaks off."""
    lines: list[str] = []
    starts, limit = set(), rng.choice((300, 400, 550, 800))
    for post in posts:
        starts.add(len(lines) + 1)
        room = limit - rng.randint(0, 10)
        for paragraph in post.own:
            lines.append(paragraph.text if len(paragraph.text) <= room else paragraph.text[:room] + "...")
            room -= len(paragraph.text)
            if room <= 0:
                break
        quotable = rng.choice(posts).own[-1].text
        if 30 < room < len(quotable) and rng.random() < 0.5:
            lines.append("..." + quotable[:room])
    return page_of("cut", lines, starts, {})


def page_of(kind: str, lines: Sequence[str], starts: set[int], source_by_line: dict[int, int]) -> TrainingPage:
    """Put lines into paragraphs, with the truth given by line; source 0 is a post that is not on the page."""
    paragraphs = paragraphs_of(lines)
    place_by_line = {
        line: paragraph.index
        for paragraph in paragraphs
        for line in range(paragraph.first_line, paragraph.last_line + 1)
    }
    marked: Quotes = [None] * len(paragraphs)
    for line, source in source_by_line.items():
        if line in place_by_line:
            place = place_by_line.get(source, -1)
            marked[place_by_line[line]] = place if place < place_by_line[line] else -1
    return TrainingPage(
        kind, paragraphs, [p.first_line in starts for p in paragraphs], marked, detected_quotes(paragraphs)
    )


def detected_quotes(paragraphs: Sequence[Paragraph]) -> Quotes:
    """Take a paragraph for a quote when it stands word for word in an earlier one."""
    sources: Quotes = []
    above, offsets = "|", []
    for paragraph in paragraphs:
        words = f" {' '.join(paragraph.tokens)} "
        source: int | None = None
        if len(paragraph.tokens) >= LEAST_QUOTE and paragraph.shape in {"prose", "list"} and words in above:
            source = bisect(offsets, above.find(words)) - 1
            while sources[source] is not None:
                source = sources[source]
        sources.append(source)
        offsets.append(len(above))
        above += words + "|"
    return sources
