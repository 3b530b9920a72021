"""The lines of a post -> its letters in one string, in which is found what programs broke, joined or gave links.

The notes are on https://mill.example/notes/sluice.     a line of the post

> The notes are on https://mill.example/no
> tes/sluice <https://mill.example/notes/sluice>.       what a program made of it
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from urllib.parse import unquote

from threads.reconstruct.stated.words import Span

LETTER = re.compile(r"[^\W_]")
NO_LETTER = re.compile(r"[\W_]+")
NO_ASCII_LETTER = bytes(n for n in range(128) if not chr(n).isalnum())
# What programs write behind words that were a link.
LINK = re.compile(r"[<\[(](?:https?|mailto):[^<>\[\]()\s]{1,2000}[>\])]")

# Addresses that an office's mail server put in the place of others, which they hold: behind "url=" with signs as %2F, behind
# "u=" with signs as -2F and _ for /, or between "__" and "__;".
REWRITTEN = re.compile(
    r"https?://[\w.-]{1,100}/(?:\?url=(?P<percent>[^\s&>]{1,2000})|v2/url\?u=(?P<dash>[^\s&>]{1,2000})"
    r"|v3/__(?P<plain>[^\s>]{1,2000}?)__;)[^\s<>]{0,2000}"
)
MOST_PASSED = 20
DASHED = re.compile(r"-([0-9A-F]{2})")


def letters_of(text: str) -> str:
    """The letters and digits of a text, folded."""
    if text.isascii():  # most lines, and ten times as fast
        return text.lower().encode().translate(None, NO_ASCII_LETTER).decode()
    return NO_LETTER.sub("", text.lower())


def without_links(text: str) -> str:
    """A text with spaces where programs wrote links, as long as before."""
    return LINK.sub(lambda m: " " * len(m[0]), text) if "://" in text or "mailto:" in text else text


def with_first_addresses(text: str) -> str:
    """A text in which addresses that a mail server rewrote are what they were."""
    return REWRITTEN.sub(_first_address, text)


def _first_address(match: re.Match[str]) -> str:
    if match["percent"]:
        return unquote(match["percent"])
    if match["dash"]:
        return unquote(DASHED.sub(r"%\1", match["dash"].replace("_", "/")))
    return match["plain"]


def pieces_beside_links(text: str) -> Iterator[tuple[int, int]]:
    """The characters of a line before, between and behind the links that programs wrote."""
    done = 0
    for m in LINK.finditer(text):
        if letters_of(text[done : m.start()]):
            yield done, m.start()
        done = m.end()
    if letters_of(text[done:]):
        yield done, len(text)


class Letters:
    """Some lines of a post, searchable by letters."""

    def __init__(self, lines: Iterable[int], texts: Sequence[str], known: dict[int, str], *, has_links: bool) -> None:
        """``known`` are the letters of lines that were asked for already, and grow."""
        self.lines = list(lines)
        self.texts = texts
        self.has_links = has_links
        for line in self.lines:
            if line not in known:
                known[line] = letters_of(texts[line - 1])
        linked = set() if has_links else {line for line in self.lines if LINK.search(texts[line - 1])}
        parts = [letters_of(self._text(line)) if line in linked else known[line] for line in self.lines]
        self.joined = "".join(parts)
        self._starts = list(accumulate((len(part) for part in parts[:-1]), initial=0)) if parts else []
        self._places: dict[int, list[int]] = {}

    def _text(self, line: int) -> str:
        text = self.texts[line - 1]
        return text if self.has_links else without_links(text)

    def find(self, letters: str) -> int:
        return self.joined.find(letters)

    def whole_lines(self, letters: str) -> int:
        """Where letters are whole lines, or -1; places within lines are passed over, as far as that is quick."""
        at = -1
        for _ in range(MOST_PASSED):
            at = self.joined.find(letters, at + 1)
            if at < 0 or self.holds_whole_lines(at, len(letters)):
                return at
        return -1

    def spans(self, at: int, length: int) -> list[Span]:
        """The characters, line by line, whose letters were found at ``at``."""
        spans = []
        index = bisect_right(self._starts, at) - 1
        while index < len(self.lines) and self._starts[index] < at + length:
            line, begins = self.lines[index], at - self._starts[index]
            if line not in self._places:
                self._places[line] = _places(self._text(line))
            held = self._places[line][max(0, begins) : begins + length]
            if held:
                spans.append(Span(line, held[0], held[-1] + 1))
            index += 1
        return spans

    def holds_whole_lines(self, at: int, length: int) -> bool:
        """Tell whether what was found begins and ends where lines do."""
        return self._is_end(at) and self._is_end(at + length)

    def _is_end(self, at: int) -> bool:
        index = bisect_right(self._starts, at) - 1
        return at == len(self.joined) or (index >= 0 and self._starts[index] == at)


def _places(text: str) -> list[int]:
    """Where in a line each of its letters stands."""
    lower = text.lower()
    if len(lower) == len(text):
        return [m.start() for m in LETTER.finditer(lower)]
    return [place for place, sign in enumerate(text) for _ in letters_of(sign)]
