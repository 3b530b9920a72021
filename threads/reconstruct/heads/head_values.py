"""What a page states of its posts: who wrote each, when, whom it answers, and which lines say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from threads.reconstruct.heads.answers import StatedAnswer
from threads.words.subjects import plain_subject


@dataclass(frozen=True, slots=True)
class StatedHead:
    """What the page says of one post. ``first`` and ``last`` are the lines between which its words stand.

    ``author`` is None where the page names nobody, ``date`` the words as they stand; ``posted_at`` the moment, where
    they tell the day. ``number`` is the post's own on its page, ``indent`` the column at which its head begins. ``thread``
    is the title of its thread, where the page shows posts of several.
    """

    first: int
    last: int
    author: str | None = None
    date: str = ""
    posted_at: datetime | None = None
    number: int | None = None
    answers: StatedAnswer | None = None
    indent: int = 0
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Heads:
    """A page's heads and feet. ``chrome`` maps a line to the post, counted from 0, or to None where it is the page's.

    ``starts`` has the column at which the words begin of lines that a head opens, as those of a chat; ``attributions``
    lines that name who is quoted below, with the name. ``title`` is the page's, where it states one, ``owner`` the person
    whose posts it shows, where it shows those of one.
    """

    posts: tuple[StatedHead, ...]
    chrome: Mapping[int, int | None]
    confidence: float
    cues: tuple[str, ...]
    starts: Mapping[int, int] = field(default_factory=dict)
    attributions: Mapping[int, str] = field(default_factory=dict)
    labels: frozenset[int] = frozenset()  # lines that say "Quote:" and no more
    title: str | None = None
    page: int | None = None  # which of its topic's it is, where that has several
    is_chat: bool = False
    is_alone: bool = False  # whether the page is one post
    owner: str | None = None
    aliases: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # other names of an author, where it states any

    @property
    def topic(self) -> str | None:
        """What pages of one topic share: its title, where they are numbered, or are one post each."""
        if not self.title or not (self.page or self.is_alone):
            return None
        return " ".join((plain_subject(self.title) if self.is_alone else self.title).casefold().split())

    @property
    def is_answer(self) -> bool:
        """Whether the title of a post that is a page of its own says that it answers."""
        return self.is_alone and self.title is not None and plain_subject(self.title) != self.title.strip()

    def post_at(self, line: int) -> int | None:
        """The post, counted from 0, among whose words a line stands."""
        low, high = 0, len(self.posts)
        while low < high:
            middle = (low + high) // 2
            if self.posts[middle].last < line:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.posts) and self.posts[low].first <= line else None
