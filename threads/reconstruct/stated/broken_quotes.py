"""Quoted lines whose words stand nowhere, and whose letters do -> where these stand, with what programs added left over.

> https://mill.example/no       broken in the middle of a word: the letters of both lines stand in a row
> tes/sluice
> See https://safe.example/?url=https%3A%2F%2Fmill.example%2Fnotes       rewritten: the change will be seen
> Ada <ada@example.org <mailto:ada@example.org>> is away       all but the link stands there, and the link will be seen
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from threads.reconstruct.stated.keying import StatedPost
from threads.reconstruct.stated.letters import LINK, REWRITTEN, letters_of, pieces_beside_links, with_first_addresses
from threads.reconstruct.stated.thread_words import ThreadWords
from threads.reconstruct.stated.words import Span
from threads.reconstruct.types import Source
from threads.words.kinds import Kind, Role

# Letters that prove something by themselves, and those of the lines around that fewer are looked for with.
FEWEST, CONTEXT, FEWEST_AROUND = 16, 40, 12
# Letters that prove something if they are whole lines of the post.
FEWEST_WHOLE = 5
MOST_TRIED = 200
MOST_SIGNS = 6

# Lines, by their index in a run, from the first to the last, and where they stand.
Found = tuple[int, int, tuple[Source, ...]]
Cite = Callable[[str, Sequence[Span], Kind, int, int], Source]


def found_by_letters(
    post: StatedPost,
    lines: Sequence[int],
    sourced: AbstractSet[int],
    thread: ThreadWords,
    keys: Sequence[str],
    cite: Cite,
    introducing: AbstractSet[int],
) -> Iterator[Found]:
    """Look for the lines of a run that have no source, as many together as stand together in one post.

    What introduces others, and was changed by programs, need not be proven.
    """
    finder = _LetterFinder(post, lines, thread, keys, cite)
    tried = 0
    for stretch in _stretches(len(lines), sourced):
        first = stretch.start
        finder.look_around(stretch)
        while first < stretch.stop and tried < MOST_TRIED:
            tried += 1
            found = finder.longest(first, stretch)
            if not found and lines[first] not in introducing:
                found = finder.beside_links(first) or finder.rewritten(first)
            if found:
                yield found
            first = found[1] + 1 if found else first + 1


def _stretches(count: int, sourced: AbstractSet[int]) -> Iterator[range]:
    first = 0
    for index in range(count + 1):
        if index == count or index in sourced:
            if first < index:
                yield range(first, index)
            first = index + 1


class _LetterFinder:
    def __init__(
        self, post: StatedPost, lines: Sequence[int], thread: ThreadWords, keys: Sequence[str], cite: Cite
    ) -> None:
        self.texts = post.texts
        self.lines = lines
        self.thread = thread
        self.keys = keys
        self.cite = cite
        marks = [mark for mark in post.stated.marks if mark.role == Role.QUOTE]
        self.quoted = {line for mark in marks for line in range(mark.first_line, mark.last_line + 1)}
        self.letters = [letters_of(self.texts[line - 1]) for line in lines]
        self.around = ("", "")

    def longest(self, first: int, stretch: range) -> Found | None:
        letters = self.letters[first : stretch.stop]
        best: tuple[int, str, int, int, bool] | None = None
        for is_own in (True, False):
            for key in self.keys:
                count, at = self._found(letters, key, is_own=is_own)
                if not count:
                    count, at = self._found_few(letters, key, is_own=is_own, is_whole=first == stretch.start)
                if count and (best is None or count > best[0]):
                    best = (count, key, at, sum(map(len, letters[:count])), is_own)
                if count == len(letters):
                    break
            if best and best[0] == len(letters):
                break
        if best is None:
            return None
        count, key, at, length, is_own = best
        source = self.thread.letters(key, is_own=is_own, has_links=True)
        kind = Kind.EXACT if source.holds_whole_lines(at, length) else Kind.PARTIAL
        return first, first + count - 1, (self.cite(key, source.spans(at, length), kind, 0, 0),)

    def _found(self, letters: Sequence[str], key: str, *, is_own: bool) -> tuple[int, int]:
        """How many lines stand together in a post, and where."""
        source = self.thread.letters(key, is_own=is_own, has_links=True)
        best = (0, -1)
        joined = ""
        for count, each in enumerate(letters, 1):
            joined += each
            at = source.find(joined)
            if at < 0:
                break
            if len(joined) >= FEWEST:
                best = (count, at)
        return best

    def _found_few(self, letters: Sequence[str], key: str, *, is_own: bool, is_whole: bool) -> tuple[int, int]:
        """The same for few letters: those that are whole lines there, or stand between the lines around them."""
        joined = "".join(letters)
        if not joined or len(joined) >= FEWEST:
            return 0, -1
        source = self.thread.letters(key, is_own=is_own, has_links=True)
        at = source.whole_lines(joined) if len(joined) >= FEWEST_WHOLE else -1
        before, after = self.around
        if at < 0 and is_whole and len(before) + len(after) >= FEWEST_AROUND:
            at = source.find(before + joined + after)
            at += len(before) if at >= 0 else 0
        return (len(letters), at) if at >= 0 else (0, -1)

    def look_around(self, stretch: range) -> None:
        """Note what is quoted right above and below some lines."""
        before = self._nearest(self.lines[stretch.start], -1)[-CONTEXT:]
        self.around = (before, self._nearest(self.lines[stretch.stop - 1], 1)[:CONTEXT])

    def _nearest(self, line: int, step: int) -> str:
        """The letters of the nearest line above or below that has some, if it is quoted as well."""
        line += step
        while 0 < line <= len(self.texts):
            letters = letters_of(self.texts[line - 1])
            if letters:
                return letters if line in self.quoted else ""
            line += step
        return ""

    def beside_links(self, index: int) -> Found | None:
        """A line without the links that a program wrote into it; each piece of it has a source of its own."""
        text = self.texts[self.lines[index] - 1]
        if not LINK.search(text):
            return None
        pieces = [(start, end, letters_of(text[start:end])) for start, end in pieces_beside_links(text)]
        joined = "".join(letters for _, _, letters in pieces)
        if len(joined) < FEWEST:
            return None
        for is_own in (True, False):
            for key in self.keys:
                source = self.thread.letters(key, is_own=is_own, has_links=False)
                at = source.find(joined)
                if at < 0:
                    continue
                sources = []
                for start, end, letters in pieces:
                    sources.append(self.cite(key, source.spans(at, len(letters)), Kind.PARTIAL, start, end))
                    at += len(letters)
                return index, index, tuple(sources)
        return None

    def rewritten(self, index: int) -> Found | None:
        """A line with addresses that a mail server rewrote."""
        text = self.texts[self.lines[index] - 1]
        letters = letters_of(with_first_addresses(text)) if REWRITTEN.search(text) else ""
        if len(letters) < FEWEST:
            return None
        for key in self.keys:
            source = self.thread.letters(key, is_own=False, has_links=True)
            at = source.find(letters)
            if at >= 0:
                return index, index, (self.cite(key, source.spans(at, len(letters)), Kind.ALTERED, 0, 0),)
        return None


def found_by_signs(post: StatedPost, lines: Sequence[int], source: StatedPost) -> list[Span]:
    """Where lines without a word, a bracket or a rule, stand in the post answered, as they are."""
    wanted = [text for line in lines if (text := post.texts[line - 1].strip())]
    if not wanted or len(wanted) > MOST_SIGNS:
        return []
    filled = [line for line in source.lines if source.texts[line - 1].strip()]
    for at in range(len(filled) - len(wanted) + 1):
        if all(source.texts[filled[at + n] - 1].strip() == text for n, text in enumerate(wanted)):
            return [
                Span(line, len(text) - len(text.lstrip()), len(text.rstrip()))
                for line in filled[at : at + len(wanted)]
                for text in (source.texts[line - 1],)
            ]
    return []
