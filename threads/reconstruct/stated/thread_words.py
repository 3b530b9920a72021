"""The posts of a thread, woven -> their words, made on demand."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from itertools import islice
from operator import attrgetter

from threads.reconstruct.stated.keying import StatedPost
from threads.reconstruct.stated.letters import Letters
from threads.reconstruct.stated.unsigned_quotes import ending_of
from threads.reconstruct.stated.words import Words
from threads.words.kinds import Role

# How a passage is found in a thread: by runs of so many words. Every post is asked for them, unless there are too many.
SEED = 6
MOST_ASKED = 50
LIKELY_POSTS = 4
NOT_OWN = frozenset({Role.QUOTE, Role.ATTRIBUTION, Role.CHROME})


class ThreadWords:
    """What each post of a thread says itself, and what it says and quotes."""

    def __init__(
        self,
        posts: Iterable[StatedPost],
        parents: Mapping[str, str],
        others: Mapping[str, StatedPost] | None = None,
        guessed: Container[str] = (),
    ) -> None:
        self.guessed = guessed  # posts whose parents are no more than likely
        self.thread = tuple(posts)
        self.posts = {**(others or {}), **{post.key: post for post in self.thread}}
        self.parents = parents
        self._own: dict[str, Words] = {}
        self._all: dict[str, Words] = {}
        self._letters: dict[tuple[str, bool, bool], Letters] = {}
        self._known_letters: dict[str, dict[int, str]] = {}
        self._endings: dict[str, range] | None = None  # of posts that end as others' do

    def knows(self, key: str) -> bool:
        return key in self.posts

    def unit_of(self, key: str) -> str:
        return self.posts[key].unit

    def ancestors(self, key: str, most: int) -> list[str]:
        """The posts above one that are there, nearest first."""
        ancestors: list[str] = []
        above = self.parents.get(key)
        while above is not None and len(ancestors) < most:
            if above in self.posts:
                ancestors.append(above)
            above = self.parents.get(above)
        return ancestors

    def is_by_same(self, key: str, other: str) -> bool:
        """Whether one author wrote both posts, as far as that is told."""
        one, two = self.posts[key].stated, self.posts[other].stated
        return (one.author_id or one.author) == (two.author_id or two.author)

    def own(self, key: str) -> Words:
        """What a post says itself."""
        if key not in self._own:
            post = self.posts[key]
            others: set[int] = set()
            for mark in post.stated.marks:
                if mark.role in NOT_OWN:
                    others.update(range(mark.first_line, mark.last_line + 1))
            lines = [line for line in post.lines if line not in others] if others else post.lines
            self._own[key] = Words(lines, post.texts, post.words, post.stated.first_line)
            if not others:
                self._all[key] = self._own[key]
        return self._own[key]

    def all(self, key: str) -> Words:
        """All the words that stand in a post."""
        if key not in self._all:
            post = self.posts[key]
            self._all[key] = Words(post.lines, post.texts, post.words, post.stated.first_line)
        return self._all[key]

    def letters(self, key: str, *, is_own: bool, has_links: bool) -> Letters:
        """The letters of what a post says itself, or of all of it; without the links that programs wrote."""
        kind = (key, is_own, has_links)
        if kind not in self._letters:
            words = self.own(key) if is_own else self.all(key)
            known = self._known_letters.setdefault(key, {})
            self._letters[kind] = Letters(words.lines, words.texts, known, has_links=has_links)
        return self._letters[kind]

    def shared_ending(self, key: str) -> range:
        """The lines below and with a post's last rule, if a post of another author of the thread ends alike."""
        if self._endings is None:
            found = [(post, *ending_of(post)) for post in self.thread] if len(self.thread) > 1 else []
            writers: dict[str, set[str]] = {}
            for post, _, words in found:
                if words:
                    writers.setdefault(words, set()).add(post.stated.author_id or post.stated.author)
            self._endings = {post.key: lines for post, lines, words in found if len(writers.get(words, ())) > 1}
        return self._endings.get(key, range(0))

    def likely(self, key: str, words: str) -> list[str]:
        """Earlier posts, wherever they stand in the thread, that hold some of these words in a row."""
        parts = words.split()
        if len(parts) < SEED:
            return []
        mine = self.posts[key].order
        hits: dict[str, int] = {}
        for start in range(0, len(parts) - SEED + 1, SEED):
            for other in self._holding(tuple(parts[start : start + SEED])):
                if other != key and self.posts[other].order < mine:
                    hits[other] = hits.get(other, 0) + 1
        return sorted(hits, key=lambda other: (-hits[other], self.posts[other].order))[:LIKELY_POSTS]

    def _holding(self, seed: tuple[str, ...]) -> Iterable[str]:
        """The first posts that hold a run of SEED words; no more, because words that many hold prove nothing."""
        if len(self.thread) > MOST_ASKED:
            return self._seeds.get(seed, ())
        words = " ".join(seed)
        return islice((key for key in self._in_order if self.own(key).find(words) >= 0), LIKELY_POSTS)

    @cached_property
    def _in_order(self) -> list[str]:
        return [post.key for post in sorted(self.thread, key=attrgetter("order"))]

    @cached_property
    def _seeds(self) -> dict[tuple[str, ...], list[str]]:
        """All runs of SEED words in the thread, with the first posts that hold them."""
        seeds: dict[tuple[str, ...], list[str]] = {}
        for key in self._in_order:
            parts = self.own(key).joined.split()
            for seed in zip(*(parts[start:] for start in range(SEED)), strict=False):
                holders = seeds.setdefault(seed, [])
                if len(holders) < LIKELY_POSTS and (not holders or holders[-1] != key):
                    holders.append(key)
        return seeds
