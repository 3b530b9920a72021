"""A unit before and after an erasure -> whether all that stays is there, and all that goes is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from threads.loading.parsing import parse
from threads.readers.building import WORDLESS
from threads.reconstruct.stated.words import words_of
from threads.records import Parsed, Statement

BODY = "body"
# Stands for an erased line, where others would be read differently without it.
ERASED = "[erased]"


@dataclass(frozen=True, slots=True)
class _Remains:
    """A post that stays: its stated fields, and its lines with text, each with its role and whether it goes."""

    stated: tuple[object, ...]
    lines: tuple[tuple[str, str, bool], ...]


class Judge:
    """Compares what a unit says with what it said. ``gone`` are posts by index, ``lines`` numbers in the unit's text."""

    def __init__(
        self,
        form: str,
        parsed: Parsed | str,
        gone: AbstractSet[int],
        lines: AbstractSet[int],
        letters: str = "",
    ) -> None:
        self.form = form
        self.letters = letters
        self.was = parsed
        posts = parsed.posts if isinstance(parsed, Parsed) else ()
        self._staying = [
            _remains(post, parsed.lines, lines)  # type: ignore[union-attr]
            for index, post in enumerate(posts)
            if index not in gone
        ]

    @cached_property
    def said(self) -> str:
        """All words of the posts that stay, in one line."""
        lines = (text for post in self._staying for text, _, goes in post.lines if not goes)
        return f" {' '.join(word for text in lines for word in words_of(text))} "

    def accepts(self, raw: bytes) -> bool:
        """Whether the posts that stay are all there, and say all that stays of them."""
        return self._left(raw) is not None

    def is_clean(self, raw: bytes) -> bool:
        """Whether nothing is there that goes, as far as the unit's reader knows."""
        return self._left(raw) == 0

    def _left(self, raw: bytes) -> int | None:
        """How many lines are left that should be gone; None if anything else is missing or changed."""
        parsed = parse(self.form, raw, self.letters)
        if isinstance(parsed, str) or isinstance(self.was, str):
            return 0 if isinstance(parsed, str) and isinstance(self.was, str) else None
        left = place = 0
        for post in parsed.posts:
            remains = _remains(post, parsed.lines, frozenset())
            expected = self._staying[place] if place < len(self._staying) else None
            if expected is not None and remains.stated == expected.stated:
                more = _more(expected.lines, remains.lines)
                if more is None:
                    return None
                left += more
                place += 1
            else:
                left += sum(1 for text, _, _ in remains.lines if not _is_nothing(text))
        return left if place == len(self._staying) else None


def _is_nothing(text: str) -> bool:
    """Whether a line is a mark for what is not there, or has no words."""
    return text == WORDLESS or not any(map(str.isalnum, text.replace(ERASED, "")))


def _remains(post: Statement, texts: Sequence[str], lines: AbstractSet[int]) -> _Remains:
    role_of = {line: mark.role for mark in post.marks for line in range(mark.first_line, mark.last_line + 1)}
    facts = {name: value for name, value in post.facts.items() if name != "attachments"}
    stated = (
        post.id,
        post.parents,
        post.thread,
        post.author,
        post.author_id,
        post.posted_at,
        post.posted_at_raw,
        facts,
    )
    return _Remains(stated, tuple(_lines(post, texts, role_of, lines)))


def _lines(
    post: Statement, texts: Sequence[str], role_of: Mapping[int, str], lines: AbstractSet[int]
) -> list[tuple[str, str, bool]]:
    span = range(post.first_line, post.last_line + 1)
    filled = [line for line in span if texts[line - 1].strip()]
    return [(texts[line - 1].strip(), role_of.get(line, BODY), line in lines) for line in filled]


def _more(expected: Sequence[tuple[str, str, bool]], lines: Sequence[tuple[str, str, bool]]) -> int | None:
    """How many lines stand between those that stay; None if one of these is missing or more stand there than before."""
    at = more = passed = room = 0
    for text, role, goes in (*expected, ("", "", False)):
        if goes:
            room += 1
            continue
        is_end = not text
        while at < len(lines) and (is_end or lines[at][:2] != (text, role)):
            more += not _is_nothing(lines[at][0])
            passed += 1
            at += 1
        # Of equal lines the first counts as the one that stays, so what may have gone is counted from the beginning.
        if passed > room or (not is_end and at == len(lines)):
            return None
        at += 1
    return more
