"""Quotes found on a page with heads -> those that the page does not mark, where it marks all others.

    Quote from: Ada          named above: marked          > so: marked          set in deeper than the post's own words: marked

What stands in two posts word for word on such a page, and is not marked, is said twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from threads.reconstruct.heads.head_values import Heads
from threads.reconstruct.heads.rows import QUOTE_SIGNS
from threads.reconstruct.types import Paragraph

# A page that marks so many of its quotes marks all; so few tell nothing.
MARKS, FEWEST = 0.6, 3
# So few letters that somebody else wrote as well, and nobody marked, are said twice: "Any news on this?"
SHORT = 40


def unmarked_quotes(
    heads: Heads, lines: Sequence[str], paragraphs: Sequence[Paragraph], quotes: Collection[int]
) -> set[int]:
    """Paragraphs that quote nothing after all. In a chat nobody quotes without saying so."""
    marked = marked_quotes(heads, lines, paragraphs, quotes)
    if heads.is_chat or (len(marked) >= FEWEST and len(marked) >= MARKS * len(quotes)):
        return set(quotes) - marked
    return {index for index in set(quotes) - marked if len(paragraphs[index].text) <= SHORT}


def marked_quotes(
    heads: Heads, lines: Sequence[str], paragraphs: Sequence[Paragraph], quotes: Collection[int]
) -> set[int]:
    """Those that the page marks; what follows a marked one goes on with it."""
    begun = begun_quotes(heads, lines, paragraphs, quotes)
    marked: set[int] = set()
    for index in sorted(quotes):
        if index in begun or index - 1 in marked:
            marked.add(index)
    return marked


def begun_quotes(
    heads: Heads, lines: Sequence[str], paragraphs: Sequence[Paragraph], indexes: Collection[int]
) -> set[int]:
    """Paragraphs that are marked themselves."""
    base = _base_columns(heads, lines, paragraphs)
    return {index for index in indexes if _is_marked(heads, lines, paragraphs[index], base)}


def _base_columns(heads: Heads, lines: Sequence[str], paragraphs: Sequence[Paragraph]) -> dict[int | None, int]:
    """The column at which each post's own words begin."""
    base: dict[int | None, int] = {}
    for paragraph in paragraphs:
        post = heads.post_at(paragraph.first_line)
        base[post] = min(base.get(post, 10_000), _column(lines[paragraph.first_line - 1]))
    return base


def _column(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_marked(heads: Heads, lines: Sequence[str], paragraph: Paragraph, base: dict[int | None, int]) -> bool:
    first = paragraph.first_line
    if paragraph.text.lstrip().startswith(QUOTE_SIGNS) or (first in heads.starts and first in heads.attributions):
        return True
    above = first - 1
    while above > 0 and not lines[above - 1].strip():
        above -= 1
    if above in heads.attributions or above in heads.labels:
        return True
    return first not in heads.starts and _column(lines[first - 1]) > base[heads.post_at(first)]


def is_marked_under_name(heads: Heads, lines: Sequence[str], paragraph: Paragraph) -> bool:
    """Whether a line that says who is quoted stands over a paragraph, and a sign of quoting before each of its lines."""
    above = paragraph.first_line - 1
    if not {above, above - 1}.intersection(heads.attributions):
        return False
    return all(line.lstrip().startswith(">") for line in lines[above : paragraph.last_line])
