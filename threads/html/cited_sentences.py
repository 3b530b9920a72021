"""A post's html -> its own sentences, each under a key made of its words; and the html with one of them marked.

    <p>It cracked. <a href="…">Nobody</a> heard.</p>     two sentences: "It cracked." and "Nobody heard."

What a post quotes, and what the page says beside its words, is left out. A key says the words and nothing else: whoever
keeps it finds exactly this sentence again, or learns that it is not there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import unescape
from typing import NamedTuple

KEY = re.compile(r"[0-9a-f]{12}(?:-[0-9]{1,3})?")
TAG = re.compile(r"(<[^<>]*>)")
NAME = re.compile(r"</?([a-z0-9]+)")
LETTER = re.compile(r"&#?\w{1,31};|.", re.DOTALL)
# What is not the author's own words in this place, and the end of it; none stands in one of its own name.
LEFT_OUT = {
    '<details class="quote': "</details>", '<div class="quote': "</div>", '<aside class="mark': "</aside>",
    '<p class="attribution"': "</p>", '<p class="signature"': "</p>", '<p class="gap"': "</p>",
}  # fmt: skip
# Elements within a sentence; all others end one.
INLINE = frozenset("a b bdi br code del i ins mark q span".split())
# A full stop of a script without spaces ends a sentence wherever it stands; others before a space.
END = re.compile(
    r"[.!?\u2026\u061f\u06d4\u0964\u3002\uff01\uff1f][.!?\u2026\u3002\uff01\uff1f]*[\"'\u201d\u2019)\u300d*_]*"
)
UNSPACED = frozenset("\u3002\uff01\uff1f")
# So much of a post is looked through; nobody reads on from there sentence by sentence.
READ_MOST = 200_000


class CitedSentence(NamedTuple):
    """``pieces`` are where it stands: the piece of text between two tags, and from where to where in that."""

    key: str
    words: str
    pieces: tuple[tuple[int, int, int], ...]


class _Letter(NamedTuple):
    character: str
    part: int
    start: int
    end: int


def sentences_of(html: str) -> list[CitedSentence]:
    """Each of them in order; the second that says the same as another has a key that ends in -2."""
    seen: Counter[str] = Counter()
    found = []
    for letters in _runs(TAG.split(html[:READ_MOST])):
        for start, end in _ends(letters):
            words = " ".join("".join(letter.character for letter in letters[start:end]).split())
            if not any(map(str.isalnum, words)):
                continue
            seen[words] += 1
            key = sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
            found.append(
                CitedSentence(f"{key}-{seen[words]}" if seen[words] > 1 else key, words, _pieces(letters[start:end]))
            )
    return found


def with_sentence(html: str, key: str) -> str | None:
    """The html with this sentence marked, and its key as an id; None where it does not stand in it."""
    sentence = next((each for each in sentences_of(html) if each.key == key), None)
    if sentence is None:
        return None
    parts = TAG.split(html)
    for n, (part, start, end) in reversed(list(enumerate(sentence.pieces))):
        text = parts[part]
        mark = f'<mark id="s-{key}">' if n == 0 else "<mark>"
        parts[part] = f"{text[:start]}{mark}{text[start:end]}</mark>{text[end:]}"
    return "".join(parts)


def _runs(parts: Sequence[str]) -> Iterator[list[_Letter]]:
    """The letters of each block, and in code of each line: texts stand at even places, tags between them."""
    letters: list[_Letter] = []
    skipped_to, is_code = "", False
    for n, part in enumerate(parts):
        if n % 2 == 0:
            for letter in () if skipped_to else _letters(part, n):
                letters.append(letter)
                if is_code and letter.character == "\n":
                    yield letters
                    letters = []
            continue
        if skipped_to:
            skipped_to = "" if part == skipped_to else skipped_to
            continue
        skipped_to = next((end for begin, end in LEFT_OUT.items() if part.startswith(begin)), "")
        name = NAME.match(part)
        if name and name[1] == "br":
            letters.append(_Letter(" ", n - 1, len(parts[n - 1]), len(parts[n - 1])))
        elif not name or name[1] not in INLINE:
            yield letters
            letters = []
            is_code = part.startswith("<pre")
        elif skipped_to:
            yield letters
            letters = []
    yield letters


def _letters(text: str, part: int) -> Iterator[_Letter]:
    return (_Letter(unescape(m[0]), part, m.start(), m.end()) for m in LETTER.finditer(text))


def _ends(letters: Sequence[_Letter]) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end among the letters of a block."""
    text = "".join(letter.character[:1] or " " for letter in letters)
    start = 0
    for m in END.finditer(text):
        if m.end() < start or not _is_end(text, m):
            continue
        yield start, m.end()
        start = m.end()
    yield start, len(text)


def _is_end(text: str, m: re.Match[str]) -> bool:
    if m[0][0] in UNSPACED:
        return True
    after = text[m.end() : m.end() + 40]
    return after[:1].isspace() and not after.lstrip()[:1].islower()


def _pieces(letters: Sequence[_Letter]) -> tuple[tuple[int, int, int], ...]:
    """The letters of a sentence, without the space around it, joined as far as no tag stands between."""
    first = next(n for n, letter in enumerate(letters) if not letter.character.isspace())
    last = max(n for n, letter in enumerate(letters) if not letter.character.isspace())
    pieces: list[tuple[int, int, int]] = []
    for letter in letters[first : last + 1]:
        if letter.start == letter.end:
            continue
        if pieces and pieces[-1][0] == letter.part and pieces[-1][2] == letter.start:
            pieces[-1] = (letter.part, pieces[-1][1], letter.end)
        else:
            pieces.append((letter.part, letter.start, letter.end))
    return tuple(pieces)
