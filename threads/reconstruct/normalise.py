"""Raw lines -> paragraphs of normalised tokens that remember the characters they came from.

Two texts match when their tokens do: compatibility forms, case, typographic quotes and dashes, emphasis marks and
leading ``>`` are gone, and nothing else. Scripts written without spaces (words/scripts.py) are cut into single letters,
so a run of them is matched like a run of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from threads.reconstruct.classify import shape_of
from threads.reconstruct.types import Paragraph
from threads.words.scripts import ONE_LETTER, UNSPACED

URL = r"(?:https?|ftp)://[^\s<>\"]{1,2000}"
# What stands over, under or beside a letter and is no letter to Python: accents, vowel points, Indic vowel signs.
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff"
)
LETTER = rf"[^\W_{UNSPACED}]"
WORD = rf"{LETTER}(?:{LETTER}++|[{MARKS}]++)*"
TOKEN = re.compile(rf"{URL}|{WORD}(?:['\u2019]{WORD})*|{ONE_LETTER}")
ASCII_TOKEN = re.compile(rf"{URL}|[^\W_]+(?:'[^\W_]+)*")
ELLIPSIS_HEAD = re.compile(r"^[\s\"'\u201c\u2018(>*_-]*(?:\.{3,}|\u2026|\[(?:\.{3}|\u2026)\]|\((?:\.{3}|\u2026)\))")
ELLIPSIS_TAIL = re.compile(r"(?:\.{3,}|\u2026|\[(?:\.{3}|\u2026)\]|\((?:\.{3}|\u2026)\))[\s\"'\u201d\u2019)*_]*$")
# Marks that readers and exporters drop or add inside words: soft hyphen, zero-width space and joiners, BOM.
INVISIBLE_MARKS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
INVISIBLE = dict.fromkeys(map(ord, INVISIBLE_MARKS))
# As a terminal is told, in the form in which readers hand on the control character that begins it.
COLOUR = re.compile(r"\ufffd\[[0-9;]{0,12}[A-Za-z]")
APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
# Shorter lines end where their author ended them; a hard-wrapped page breaks near one column.
WRAP_MIN, WRAP_MAX = 55, 100
STOPS = frozenset(".!?\u2026:;)\"'\u201d\u2019\u3002\uff01\uff1f")
# A page is wrapped by hand, or by a mail program, when hardly any line is longer than this.
WRAPPED_AT = 100
LONGER_ONE_IN = 50


def fold(word: str) -> str:
    """The form in which two spellings of one word are equal."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word.translate(APOSTROPHES)).casefold().translate(INVISIBLE)
    return "".join(plain.split())  # one Arabic ligature stands for four words


def without_colours(text: str) -> str:
    """The text with spaces for what tells a terminal the colour of a word, so that every other character stays in its place."""
    return COLOUR.sub(lambda m: " " * len(m[0]), text) if "[" in text and not text.isascii() else text


def tokens_of(text: str) -> tuple[list[str], list[int], list[int]]:
    """The folded tokens of a text with the offsets at which each begins and ends.

    A letter followed by an invisible mark stays one word: the mark is taken for part of it.
    """
    if text.isascii():
        folded = text.lower()
        places = [match.span() for match in ASCII_TOKEN.finditer(text)]
        return [folded[start:end] for start, end in places], [start for start, _ in places], [end for _, end in places]
    if any(mark in text for mark in INVISIBLE_MARKS):
        return _tokens_around_marks(text)
    tokens, starts, ends = [], [], []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if word := fold(text[start:end]):
            tokens.append(word)
            starts.append(start)
            ends.append(end)
    return tokens, starts, ends


def folded_words(text: str) -> list[str]:
    """The tokens of ``tokens_of`` alone."""
    seen = text.translate(INVISIBLE) if any(mark in text for mark in INVISIBLE_MARKS) else text
    return [word for word in map(fold, (ASCII_TOKEN if seen.isascii() else TOKEN).findall(seen)) if word]


def _tokens_around_marks(text: str) -> tuple[list[str], list[int], list[int]]:
    """Match on the text without invisible marks, and report offsets in the text with them."""
    indices = [index for index, mark in enumerate(text) if ord(mark) not in INVISIBLE]
    tokens, starts, ends = tokens_of("".join(text[index] for index in indices))
    return tokens, [indices[start] for start in starts], [indices[end - 1] + 1 for end in ends]


def paragraphs_of(lines: Sequence[str], *, is_wrapped: bool | None = None) -> list[Paragraph]:
    """Cut a page into paragraphs: a line each, or a block each where the page is hard-wrapped, if that is not known."""
    wrapped = is_hard_wrapped(lines) if is_wrapped is None else is_wrapped
    paragraphs: list[Paragraph] = []
    block: list[int] = []
    blank = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            if block:
                paragraphs.append(_paragraph(len(paragraphs), lines, block, blank))
                block, blank = [], 0
            blank += 1
            continue
        if block and not (wrapped and _continues(lines[block[-1] - 1], line)):
            paragraphs.append(_paragraph(len(paragraphs), lines, block, blank))
            block, blank = [], 0
        block.append(number)
    if block:
        paragraphs.append(_paragraph(len(paragraphs), lines, block, blank))
    return paragraphs


def is_wrapped(texts: Sequence[str]) -> bool:
    """Tell whether line ends within paragraphs were set at a width, blank lines parting the paragraphs."""
    filled = [len(text) for text in texts if text.strip()]
    has_blank = len(filled) < len(texts)
    return has_blank and sum(length > WRAPPED_AT for length in filled) * LONGER_ONE_IN <= len(filled)


def is_hard_wrapped(lines: Sequence[str]) -> bool:
    """Whether the page breaks its lines at a column, so that a paragraph is a run of lines.

    Then most full lines break off inside a sentence; where a line is a paragraph, most end with one.
    """
    inner = [above.rstrip() for above, below in pairwise(lines) if above.strip() and below.strip()]
    if len(inner) < 5:
        return False
    full = [line for line in inner if WRAP_MIN <= len(line) <= WRAP_MAX]
    if len(full) < 0.5 * len(inner) or sum(len(line) > WRAP_MAX for line in inner) >= 0.05 * len(inner):
        return False
    return sum(line[-1] not in STOPS for line in full) > 0.5 * len(full)


def _continues(previous: str, line: str) -> bool:
    """Whether a line carries on the sentence block above it: the line above is full and this one is plain text."""
    if len(previous.rstrip()) < WRAP_MIN - 5 or line[:1].isspace() != previous[:1].isspace():
        return False
    return not re.match(r"\s*(?:[-*+\u2022]|\d{1,3}[.)])\s", line)


def _paragraph(index: int, lines: Sequence[str], numbers: Sequence[int], blank_before: int) -> Paragraph:
    texts = [without_colours(lines[number - 1]) for number in numbers]
    text = "\n".join(texts)
    tokens, starts, ends = tokens_of(text)
    return Paragraph(
        index=index,
        first_line=numbers[0],
        last_line=numbers[-1],
        text=text,
        tokens=tuple(tokens),
        token_starts=tuple(starts),
        token_ends=tuple(ends),
        line_starts=tuple(_offsets(texts)),
        blank_before=blank_before,
        shape=shape_of(text, len(tokens)),
        cut_head=bool(ELLIPSIS_HEAD.match(text)),
        cut_tail=bool(ELLIPSIS_TAIL.search(text[-40:])),
    )


def _offsets(lines: Iterable[str]) -> Iterable[int]:
    offset = 0
    for line in lines:
        yield offset
        offset += len(line) + 1
