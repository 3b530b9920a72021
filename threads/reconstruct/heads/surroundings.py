"""What stands over the first head and under the last foot -> the opening post that has no head of the template, and the page's own.

The compost heap under the eaves (self.menders)     a title
submitted 2 years ago by nub42                      a head of its own kind: names the author of what follows
In my experience nobody has looked at it.           the opening post
13 comments share save hide report                  buttons: the page's
[-]tamsin_v 58 points 23 months ago                 the first head of the template
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threads.reconstruct.heads.cues import COUNTED, WRITTEN_BY, is_of_members, is_row_of_buttons
from threads.reconstruct.heads.name_words import EDGES, NAME_WORDS, name_in
from threads.reconstruct.heads.rows import ANSWERS, LONGEST_HEAD, MENU, Row
from threads.words.date_places import DateKind, DatePlace
from threads.words.sentences import SENTENCE_END
from threads.words.subjects import plain_subject
from threads.words.vocabulary import folded, whole_words

# A post's head is not further over its words than this many rows.
NEAR = 8
BRACKETED = re.compile(r"^(?:\[[^\[\]]{1,30}\]\s*){2,12}$")
BREADCRUMB = re.compile(r"\s[\u2039\u203a\u00bb>/\u2192\u00ab]\s")
TITLE_LENGTH = 200
# A title stands in so many lines over the first head; of more names none is looked for in it.
HEADER, NAMES_ASKED = 60, 500
# What follows the last foot is the page's, unless a line of it says so much; where posts have no feet, a page's end is shorter.
COME, LONGEST_ENDING, DESCRIBES_ITSELF = 0.5, 40, 12
# What a page says of itself is no longer: "Welcome, guest. Please log in."
DESCRIBES = 24
# What stands before the title at each post: "Subject:", "Thema:".
TITLES = folded("topic_labels") | {"subject", "title"}
PAGE_END = re.compile(
    rf"\bcopyright\b|\u00a9|{whole_words('page_ends')}",
    re.IGNORECASE,
)
# A noun such as "author" leads to a name with a colon alone, "by" and "posted by" without.
LEADS = "|".join(
    re.escape(word)
    for word in sorted(WRITTEN_BY, key=lambda word: (-len(word), word))
    if " " in word or len(word) <= 3 or word in ("door", "przez", "oleh", "от", "via")
)
NOUNS = "|".join(re.escape(word) for word in sorted(WRITTEN_BY, key=lambda word: (-len(word), word)))
BY = re.compile(
    rf"(?:^|[\s|\u00b7,(\u00bb])(?:(?:{LEADS})\s?[\s:\uff1a]|(?:{NOUNS})\s?[:\uff1a])\s*(\S.{{0,60}})$", re.IGNORECASE
)


@dataclass(frozen=True)
class Opening:
    """The rows of a post that opens the page without a head of the template, and what a head of its own says."""

    words: tuple[Row, ...]
    author: str | None
    date: tuple[Row, DatePlace] | None


def opening_of(
    rows: Sequence[Row], names: frozenset[str], spoken_words: Mapping[str, int], *, is_post: bool = False
) -> Opening | None:
    """The opening post among the rows over the first head, if somebody says something there; ``is_post`` where that is known."""
    rows = _from_name(rows, names)
    spoken = [place for place, row in enumerate(rows) if row.is_prose and not is_row_of_buttons(row.text)]
    if not spoken:
        return _under_a_name(rows, names)
    first, last = spoken[0], spoken[-1]
    author, date, at = _head_of_its_own(rows[max(0, first - NEAR) : first], names, spoken_words)
    if not is_post and author is None and date is None and _describes(rows, spoken):
        return None
    head_end = max(0, first - NEAR) + at if at else 0
    while head_end and first > head_end and not _is_of_page(rows[first - 1]):
        first -= 1
    while last + 1 < len(rows) and not _is_of_page(rows[last + 1]) and not rows[last + 1].text.endswith(":"):
        last += 1
    return Opening(tuple(rows[first : last + 1]), author, date)


def _from_name(rows: Sequence[Row], names: frozenset[str]) -> Sequence[Row]:
    """The rows from the first that is a name, alone in its line, of somebody who writes on the page, if somebody says something below."""
    at = next((place for place, row in enumerate(rows) if row.text.strip(EDGES).casefold() in names), 0)
    return rows[at:] if at and any(row.is_prose for row in rows[at:]) else rows


def _under_a_name(rows: Sequence[Row], names: frozenset[str]) -> Opening | None:
    """A few words under the name, alone in its line, of somebody who writes on the page."""
    for place in range(len(rows) - 1, max(-1, len(rows) - 1 - NEAR), -1):
        if rows[place].text.strip(EDGES).casefold() in names:
            words = tuple(row for row in rows[place + 1 :] if not _is_of_page(row))
            return Opening(words, rows[place].text.strip(EDGES), None) if words else None
    return None


def _head_of_its_own(
    rows: Sequence[Row], names: frozenset[str], spoken_words: Mapping[str, int]
) -> tuple[str | None, tuple[Row, DatePlace] | None, int]:
    """Author and date that the rows over an opening post state; the number of rows up to them."""
    author, date, at = None, None, 0
    for place, row in enumerate(rows):
        found = named_in(row, names, spoken_words)
        if found and (author is None or found.casefold() in names):
            author, at = found, place + 1
        days = [each for each in row.dates if each.kind is not DateKind.CLOCK] if len(row.text) <= 160 else []
        if days and not is_of_members(row.text):
            date, at = (row, days[0]), place + 1
    return author, date, at


def named_in(row: Row, names: frozenset[str], spoken_words: Mapping[str, int]) -> str | None:
    """The author that a row names: behind "by", or one who has a head on the page."""
    if len(row.text) > 160 or row.is_prose:
        return None
    bare = row.text.strip(EDGES)
    if bare.casefold() in names:
        return bare
    match = BY.search(row.without_dates.rstrip())
    before = row.text[: row.dates[0].start] if row.dates else row.text
    for text in (match[1] if match else "", (BY.search(before.rstrip()) or ["", ""])[1]):
        part = re.split(r"\s[|\u00b7\u2022(\[]\s?|\s{2,}|,", text)[0]
        name = name_in(part)
        if name and len(name.split()) <= 3 and not all(word in spoken_words for word in name.casefold().split()):
            return name
    words = row.text.split()
    opening = (" ".join(words[:count]).strip(EDGES) for count in range(min(NAME_WORDS, len(words)), 1, -1))
    alone = (word.strip(EDGES) for word in words)
    return next((name for name in (*opening, *alone) if name.casefold() in names), None)


def _describes(rows: Sequence[Row], spoken: Sequence[int]) -> bool:
    """Whether all that is said over the first head is one sentence, as about the forum."""
    return sum(rows[place].word_count for place in spoken) <= DESCRIBES


def _is_of_page(row: Row) -> bool:
    if row.is_prose:
        return False
    return (
        bool(row.dates)
        or is_row_of_buttons(row.text)
        or is_of_members(row.text)
        or _counts(row)
        or bool(PAGE_END.search(row.text))
    )


def _counts(row: Row) -> bool:
    """Whether a row is a count of something: "13 Answers", "42 views"."""
    parts = row.text.casefold().split()
    return (
        len(parts) <= 4
        and any(part.isdecimal() for part in parts)
        and any(part.strip(":") in COUNTED for part in parts)
    )


def title_of(rows: Sequence[Row], over: Sequence[Row], names: frozenset[str]) -> str | None:
    """The page's title: what most posts answer as "Re: ...", or name behind "Subject:", else the row nearest over the first head that can be one."""
    answered = Counter(row.label[1] for row in rows if row.label and row.label[0] in ANSWERS)
    answered = answered or Counter(
        plain_subject(row.label[1]) for row in rows if row.label and row.label[0] in TITLES and not row.is_prose
    )
    if answered:
        title, count = answered.most_common(1)[0]
        if count >= 2:
            return title[:TITLE_LENGTH]
    marked = next((row.text.lstrip("# ") for row in over if row.text.startswith("# ")), None)
    if marked:
        return marked[:TITLE_LENGTH]
    near = over[-HEADER:]
    few = sorted(names)[:NAMES_ASKED]
    fit = [row for row in near if _may_be_title(row) and not any(name in row.text.casefold() for name in few)]
    longer = [row for row in fit if row.word_count >= 3]
    return (longer or fit)[-1].text[:TITLE_LENGTH] if fit else None


def _may_be_title(row: Row) -> bool:
    if len(row.text) > TITLE_LENGTH or row.dates or (row.is_prose and SENTENCE_END.search(row.text)):
        return False
    if (
        not 2 <= row.word_count <= 18
        or row.text.endswith((":", "\uff1a"))
        or MENU.search(row.text)
        or BREADCRUMB.search(row.text)
    ):
        return False
    if row.label or is_row_of_buttons(row.text) or _counts(row) or PAGE_END.search(row.text) or is_of_members(row.text):
        return False
    if (any(map(str.isdecimal, row.text)) and row.word_count < 6) or row.text.startswith(("r/", "u/", "\u25a0")):
        return False
    return not BRACKETED.match(row.text) and "[ ]" not in row.text


def tail_of(rows: Sequence[Row], bottoms: frozenset[str], *, feet_come: float) -> int:
    """Of the rows under the last head, how many are words: up to its foot, else without what ends a page."""
    first = 1 + _last_said(rows, LONGEST_ENDING if feet_come >= COME else DESCRIBES_ITSELF)
    if feet_come >= COME:
        for place in range(first, len(rows)):
            if rows[place].alike in bottoms and not rows[place].continues:
                return place
    count = next(
        (place for place in range(first, len(rows)) if _is_menu(rows[place]) or PAGE_END.search(rows[place].text)),
        len(rows),
    )
    while count and _ends_page(rows[count - 1]):
        count -= 1
    return count


def _last_said(rows: Sequence[Row], words: int) -> int:
    """The place of the last row that says more than so many words, as no page does of itself; -1 where none does."""
    said = (place for place in range(len(rows) - 1, -1, -1) if rows[place].is_prose and rows[place].word_count > words)
    return next(said, -1)


def _is_menu(row: Row) -> bool:
    """Whether a row is a menu: "About | Tags | Filter | Log", "[Return] [Catalog] [Top]"."""
    return len(row.text) <= LONGEST_HEAD and (
        bool(BRACKETED.match(row.text)) or (len(MENU.findall(row.text)) >= 3 and not row.is_prose)
    )


def _ends_page(row: Row) -> bool:
    if is_row_of_buttons(row.text) or _counts(row):
        return True
    return len(row.text) <= 160 and bool(PAGE_END.search(row.text) or is_of_members(row.text))
