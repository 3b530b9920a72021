"""A page's lines -> rows: the lines with text, without link numbers, each with its dates and what is alike in others.

[12]Odalys [13]23 months ago | [14]parent       text "Odalys 23 months ago | parent", alike "odalys D | parent"
Joined: Mon Mar 07, 2009 8:12 pm               alike "joined:…"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from threads.reconstruct.classify import ATTRIBUTION
from threads.words.date_places import DateKind, DatePlace, find_dates
from threads.words.sentences import SENTENCE_END
from threads.words.vocabulary import words

LINK_NUMBER = re.compile(r"\[\d{1,4}\]")
# "[Ada](http://forum.example/u/7)", an image likewise: what of it is no text of the page.
MARKDOWN_LINK = re.compile(r"(!?\[)([^\[\]\n]{0,120})(\]\((?:[^()\n]|\([^()\n]{0,80}\)){0,500}\))")
# "23\\. Oktober", which would begin a list in Markdown.
ESCAPED = re.compile(r"(?<=\d)\\(?=\.)")
# "#116-09-2014": the number of a post and its date, which the page sets apart and its text does not.
GLUED = re.compile(r"^(#\d{1,6})(?=\d\d[-./]\d\d[-./]\d{4}(?!\d))")
# "June 14, 20241 yr": a day, and how long ago that was.
GLUED_AGO = re.compile(r"(?<=[\s,]20\d\d)(?=\d{1,2}\s?(?:yrs?|mo|min|hr|[a-z])\b)")
LISTED_LINK = re.compile(
    r"^\s{0,8}\d{1,4}\. (?:\S{1,10}://|mailto:|file:)\S*\s*$|^\s*(?:References|Visible links|Hidden links):?\s*$"
)
BULLET = re.compile(r"^(?:[*\u2022\u00b7+o\u25aa\u25e6\u2219]|-(?!\d))\s+")
RULE = re.compile(r"^[\W_]{3,}$")
LABEL = re.compile(r"^([^\W\d][^:\uff1a\n]{0,30}?)\s?[:\uff1a](?!//)\s*(\S.*)?$")
WORD = re.compile(r"[^\W_]+(?:['\u2019._-][^\W_]+)*")
MENU = re.compile(r"\s[|\u00b7\u2022]\s?|\t")
# What text browsers draw between the cells of a table.
CELLS = "\u2502"
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
LONGEST_HEAD, LONGEST_SHORT = 160, 60
# A page whose lines are no longer is set at a width; a line is full that reaches so much of it, and one far beyond was never broken.
WIDEST, FULL, OVERFULL = 110, 0.6, 1.1
# A head with its date has no more words, and a line of fewer characters has not so many.
WORDY_WORDS, WORDY = 24, 70
# What stands in ``alike`` for the value behind a label.
LABELLED = ":…"
# What stands there for a rank, of which authors have several.
RANK = "…rank"
# No count, though it looks like one.
PRAISE = frozenset(("+1", "-1"))
RANKS = frozenset(word.casefold() for word in words("ranks"))
QUOTE_SIGNS = (">", "\uff1e")
PROSE_WORDS, SHORT_WORDS, SENTENCE_WORDS = 9, 6, 4
UNSPACED_A_WORD = 2
ANSWERS = frozenset(word.casefold() for word in words("answers"))
QUOTE_LABELS = frozenset(word.casefold() for key in ("quote_from", "quote_labels") for word in words(key))


@dataclass(frozen=True)
class Row:
    """A line with text. ``number`` counts from 1 in the page, ``index`` from 0 among rows, ``column`` is where it begins."""

    index: int
    number: int
    text: str
    column: int
    continues: bool = False  # the sentence of the line above, on a page whose lines are set at a width
    is_title: bool = False  # what others answer as "Re: ..."

    @cached_property
    def dates(self) -> list[DatePlace]:
        """Those of a line that could be a head: one of many words says something, whatever it holds."""
        return [] if self.is_wordy else find_dates(self.text)

    @cached_property
    def is_wordy(self) -> bool:
        return len(self.text) > WORDY and count_words(self.text) > WORDY_WORDS

    @cached_property
    def says_day(self) -> bool:
        """Whether it is a day and hardly a word beside, as over the messages of a chat."""
        return self.word_count <= 1 and any(place.kind in (DateKind.DAY, DateKind.NEAR) for place in self.dates)

    @property
    def is_dated_alone(self) -> bool:
        """Whether it is a day with a few words, which goes on with no sentence."""
        return (
            len(self.text) <= LONGEST_SHORT
            and self.word_count <= 2
            and any(place.kind is DateKind.DAY for place in self.dates)
        )

    @cached_property
    def word_count(self) -> int:
        """Words outside dates; of scripts without spaces, two letters count as one."""
        return count_words(self.without_dates)

    @cached_property
    def without_dates(self) -> str:
        return cut_out(self.text, self.dates) if len(self.text) <= LONGEST_HEAD else self.text

    @cached_property
    def is_prose(self) -> bool:
        """Whether somebody says something here: many words, or some and the end of a sentence."""
        if self.continues or self.is_wordy or len(self.text) > LONGEST_HEAD:
            return True
        if len(MENU.findall(self.text)) >= 3 and self.word_count <= 24:
            return False
        if CELLS in self.text:
            return any(count_words(cell) >= SENTENCE_WORDS and not find_dates(cell) for cell in self.text.split(CELLS))
        if any(place.kind is DateKind.DAY for place in self.dates):
            return False
        rest = self.without_dates.rstrip()
        if self.word_count >= SENTENCE_WORDS and SENTENCE_END.search(rest):
            return True
        return self.word_count >= PROSE_WORDS and not self.dates

    @cached_property
    def is_title_like(self) -> bool:
        """Whether it may be a title, though it ends as a sentence does."""
        return len(self.text) <= LONGEST_SHORT and self.word_count < PROSE_WORDS

    @cached_property
    def is_short(self) -> bool:
        """Whether it could be a name, a rank or a button."""
        return len(self.text) <= LONGEST_SHORT and self.word_count <= SHORT_WORDS and not self.is_prose

    @cached_property
    def is_quoting(self) -> bool:
        """Whether it introduces a quote, or is one."""
        text = self.text
        if text.startswith(QUOTE_SIGNS) or (len(text) < 200 and ATTRIBUTION.match(text)):
            return True
        bare = text.rstrip(":\uff1a ").casefold()
        if bare in QUOTE_LABELS:
            return text[-1] in ":\uff1a"
        first, _, rest = bare.partition(" ")
        rest = rest if first.rstrip(":") in QUOTE_LABELS else bare
        return any(rest.startswith(label) for label in QUOTE_LABELS if " " in label)

    @cached_property
    def alike(self) -> str:
        """What it shares with lines that say the same of other posts."""
        if RULE.match(self.text):
            return self.text[:1]
        if self.is_title:
            return "re" + LABELLED
        if self.text in PRAISE:
            return self.text
        bare = BULLET.sub("", self.text)
        if bare.casefold() in RANKS:
            return RANK
        label = LABEL.match(bare) if len(bare) <= LONGEST_HEAD else None
        if label and label[2] and count_words(label[1]) <= 3:
            return label[1].casefold().strip() + LABELLED
        masked = bare
        if self.dates:
            masked = cut_out(bare, self.dates if bare == self.text else find_dates(bare), "\x01")
        return " ".join(re.sub(r"(?:(?<!\S)[+\u2212-])?\d+(?:[.,]\d+)*k?", "0", masked).casefold().split())

    @cached_property
    def label(self) -> tuple[str, str] | None:
        """The parts of "Label: value"."""
        match = LABEL.match(BULLET.sub("", self.text)) if len(self.text) <= LONGEST_HEAD else None
        return (match[1].casefold().strip(), match[2].strip()) if match and match[2] else None


def count_words(text: str) -> int:
    """How much a text says, in words."""
    unspaced = len(UNSPACED.findall(text))
    spaced = len(WORD.findall(UNSPACED.sub(" ", text) if unspaced else text))
    return spaced + unspaced // UNSPACED_A_WORD


def cut_out(text: str, places: Sequence[DatePlace], instead: str = " ") -> str:
    """A text without its dates."""
    for place in reversed(places):
        text = text[: place.start] + instead + text[place.end :]
    return text


def listed_links(lines: Sequence[str]) -> frozenset[int]:
    """The lines of the list of addresses that text browsers put under a page, if there is one."""
    found: list[int] = []
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if not line.strip():
            continue
        if not LISTED_LINK.match(line):
            break
        found.append(number)
    return frozenset(found) if len(found) >= 2 else frozenset()


def without_links(line: str) -> str:
    """The line with blanks where numbers of links stand, so that columns stay."""
    return LINK_NUMBER.sub(lambda match: " " * len(match[0]), line) if "[" in line else line


def without_addresses(line: str) -> str:
    """The line with blanks where the addresses of Markdown's links stand; of a picture nothing is left."""
    return MARKDOWN_LINK.sub(_blank, MARKDOWN_LINK.sub(_blank, line)) if "](" in line else line


def _blank(match: re.Match[str]) -> str:
    inside = " " * len(match[2]) if match[1].startswith("!") else match[2]
    return " " * len(match[1]) + inside + " " * len(match[3])


def rows_of(lines: Sequence[str], outside: frozenset[int]) -> list[Row]:
    """The lines with text, but for those outside."""
    rows: list[Row] = []
    width = _width(lines)
    for number, line in enumerate(lines, 1):
        bare = line.strip().strip("\ufeff\u200b\u200e\u200f")
        if bare and number not in outside:
            bare = ESCAPED.sub("", bare) if "\\" in bare else bare
            bare = GLUED.sub(r"\1 ", bare) if bare[0] == "#" else bare
            bare = GLUED_AGO.sub(" ", bare) if len(bare) <= LONGEST_HEAD and bare[-1].isalpha() else bare
            text = " ".join(bare.split()) if len(bare) <= 4 * LONGEST_HEAD else bare
            column = len(line) - len(line.lstrip())
            row = Row(len(rows), number, text, column)
            if rows and _goes_on(rows[-1], number, column, width) and not row.is_dated_alone:
                row = replace(row, continues=True)
            rows.append(row)
    return _with_titles(rows)


def _width(lines: Sequence[str]) -> int:
    """The width at which the lines of a page are set, 0 where they are not."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    return lengths[-1 - len(lengths) // 50] if lengths and lengths[-1 - len(lengths) // 50] <= WIDEST else 0


def _goes_on(above: Row, number: int, column: int, width: int) -> bool:
    """Whether a line carries on the sentence of the line above it, which reaches the width of the page."""
    if not width or number != above.number + 1 or column != above.column:
        return False
    is_full = FULL * width <= above.column + len(above.text) <= OVERFULL * width
    return is_full and above.is_prose and not SENTENCE_END.search(above.text)


def _with_titles(rows: list[Row]) -> list[Row]:
    """Mark the line that others answer as "Re: The chimney": the opening post has it without."""
    titles = {row.label[1].casefold() for row in rows if row.label and row.label[0] in ANSWERS}
    if not titles:
        return rows
    return [replace(row, is_title=True) if row.text.casefold() in titles else row for row in rows]
