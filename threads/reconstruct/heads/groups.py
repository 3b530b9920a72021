"""Rows -> groups of rows that could each be the head of a post: alike around their dates, or alike without one.

Post by elzbet » Fri Jan 13, 2012 10:38 pm         left of the date "»", right of it the end: one group
Post by Quorl » Sat Jan 14, 2012 6:07 am
Joined: Mon Mar 07, 2009 8:12 pm                   about a member, so no candidate
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from threads.reconstruct.heads.cues import (
    BUTTONS,
    COUNTED,
    GREETINGS,
    RANKS,
    SAYS,
    SINCE,
    TOPIC_DATES,
    WRITTEN_BY,
    is_of_members,
)
from threads.reconstruct.heads.rows import LONGEST_HEAD, Row, count_words
from threads.words.date_places import DateKind, DatePlace
from threads.words.vocabulary import either

# A line that comes twice may be chance.
FEWEST = 3
# With more words around its date a line says something.
WORDS_BESIDE = 14
# Between this share of neighbours somebody must say something.
TEXT_BETWEEN = 0.6
# Words that this share of a group has are its template's.
LITERAL, ALWAYS = 0.6, 0.92
NUMBER = re.compile(r"\d+")
PIECE = re.compile(r"[^\W_]+(?:['\u2019._@\-][^\W_]+)*|_+[^\W_]*|[^\w\s]")
MOST_GROUPS = 8
# What stands beside a date alone in its line.
ALONE = ("^", "$")
# The last of the key of a group of dates of all kinds.
ALL_KINDS = "all kinds"
# Lines that come twice at a post stand so near to each other; so many of a group do.
TWIN_ROWS, TWINS = 24, 0.4
# So many sentences an author's profile holds between them.
SAID_OF_ONESELF = 2
# What stands in the key of a group whose dates stand behind one word.
BY_WORD = "by word"
# The key of lines that hold a name and nothing else.
BARE = ("undated", "w")
NAME_ALONE = re.compile(r"^@?[^\W_][\w.'\u2019@ -]{0,38}(?:\w|\s\w\.)$")
# A line of a program or of settings, whatever date stands in it.
CODE = re.compile(r"[\"']\s?[:=]|=\s?[\"'\d]|[{};]$|^[)\]};]|://\S{0,200}\d{4}[-/]\d\d")
# Lines as programs are made of; a page with so many of them is one, and its lines come again for reasons of their own.
STATEMENT, PROGRAM = re.compile(r"\w\([^()]{0,200}\)|[{};]$|\):$|^(?:return|import)\b"), 0.3
# "(12 Jan 2012) Ada wrote: the kettle" quotes.
QUOTES = re.compile(rf"\b(?:{either('wrote')})\s?:\s(?:\S{{1,40}}\s){{3}}", re.IGNORECASE)
# "2012-01-13 10:38:02.123 ERROR (MainThread)": a line of a log.
LOGGED = re.compile(
    r"[.,\d]{0,8}\s{0,3}[\[(<|:-]{0,2}\s{0,3}(?:ERROR|WARN|WARNING|INFO|DEBUG|TRACE|FATAL|CRITICAL|NOTICE)\b"
)
LABEL_ALONE = re.compile(r"^[^\W\d][^:\uff1a\n]{0,30}[:\uff1a]$")
# The moment of what is quoted: "Ada wrote: (arrow) 3 May 2012, 10:38", "(3 May 2012, 10:38) Ada wrote:".
QUOTED_AT = re.compile(r"[:\uff1a]\s?\u2191|^\(.*[:\uff1a]$")
# Of so many lines that tell a day those with a month alone are no anchors: they list months.
MONTHS_ALONE = 0.3
NEVER_ALONE = GREETINGS.union(WRITTEN_BY, SAYS, BUTTONS, COUNTED, RANKS) - {"a"}
LITERALS = frozenset().union(WRITTEN_BY, SAYS, BUTTONS, COUNTED, RANKS) - {"a"}


@dataclass(frozen=True)
class AnchorGroup:
    """Rows that may be anchors: each the line of its post's head that the others are told by."""

    key: tuple[str, ...]
    rows: tuple[Row, ...]
    under: tuple[int, ...] = ()  # how many rows under each are surely of its head, where that is known

    @cached_property
    def literals(self) -> frozenset[str]:
        """Words that nearly all of the lines share, and words of the trade that most do: others may be a busy author's name."""
        counts = Counter(word for row in self.rows for word in set(pieces(row.without_dates)))
        most, nearly_all = LITERAL * len(self.rows), ALWAYS * len(self.rows)
        return frozenset(
            word
            for word, count in counts.items()
            if count >= nearly_all or (count >= most and (word in LITERALS or not word[0].isalnum()))
        )

    @property
    def is_dated(self) -> bool:
        return self.key[0] in list(DateKind)


def pieces(text: str) -> list[str]:
    """Words and signs, as they are compared."""
    return PIECE.findall(text.casefold())


def head_date(row: Row) -> DatePlace | None:
    """The date that a head is told by: a day before a time alone."""
    days = [place for place in row.dates if place.kind is not DateKind.CLOCK]
    return next(iter(days or row.dates), None)


def dated_groups(rows: Sequence[Row]) -> list[AnchorGroup]:
    """Groups of lines that are alike beside their dates, the largest first."""
    found: dict[tuple[str, ...], list[Row]] = {}
    likely = [
        row for row in rows if _may_be_head(row) and not (row.index and _tells_of_other(rows[row.index - 1], row))
    ]
    for row in _without_quoting(likely):
        place = head_date(row)
        assert place is not None  # noqa: S101 - _may_be_head asks for it
        found.setdefault((place.kind, *_beside(row.text, place)), []).append(row)
    joined = [AnchorGroup(key, tuple(each)) for key, each in found.items()] + list(_merged(found))
    alone = {
        (*key, alike): each for key in found if key[1:] == ALONE for alike, each in _by_next(found[key], rows).items()
    }
    joined += [*_of_all_kinds(found), *_of_all_kinds(alone)]
    joined += [group for key, each in found.items() for group in _by_neighbour(key, each, rows)]
    joined += [group for key, each in found.items() for group in _by_label(key, each)]
    joined += [group for key, each in found.items() for group in _without_labels_over(key, each, rows)]
    joined += _by_word(found)
    return _worthy([_without_twins(group, rows) for group in joined], rows)


def _without_quoting(likely: list[Row]) -> list[Row]:
    """The rows without those that say when what they quote was written ("Ada wrote: 3 May"), where others come before them."""
    quoting = [row for row in likely if _says_when_quoted(row)]
    numbers = {row.index for row in quoting}
    plain = [row for row in likely if row.index not in numbers]
    return plain if quoting and len(plain) >= FEWEST and plain[0].index < quoting[0].index else likely


def _says_when_quoted(row: Row) -> bool:
    place = head_date(row)
    before = row.text[: place.start].rstrip() if place else ""
    return before[-1:] in (":", "\uff1a") and " ".join(before[:-1].split()[-1:]).casefold() in SAYS


def _by_word(found: Mapping[tuple[str, ...], Sequence[Row]]) -> Iterator[AnchorGroup]:
    """Dates behind one and the same word, whatever stands behind them: "Posted 3 May", "Posted 4 May (edited)", but not "Edited 4 May"."""
    by_word: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
    for key, rows in found.items():
        for row in rows if key[1] == "w" else ():
            place = head_date(row)
            before = PIECE.findall(row.text[: place.start]) if place else []
            if len(before) == 1:
                by_word.setdefault(before[0].casefold(), []).append((key, row))
    for word, each in by_word.items():
        keys = Counter(key for key, _ in each)
        if len(keys) > 1 and len(each) >= FEWEST:
            rows = sorted((row for _, row in each), key=lambda row: row.index)
            yield AnchorGroup((keys.most_common(1)[0][0][0], "w", BY_WORD, word), tuple(rows))


def _without_twins(group: AnchorGroup, rows: Sequence[Row]) -> AnchorGroup:
    """A group without the second of two rows that say one date over the same words, as pages do that show a head in two sizes."""
    twins: dict[int, int] = {}
    second: set[int] = set()
    for above, below in pairwise(group.rows):
        is_near = below.index - above.index <= TWIN_ROWS and above.text == below.text
        if is_near and above.index not in second and _is_named_twice(above, below, rows):
            twins[above.index] = below.index
            second.add(below.index)
    if len(twins) < TWINS * len(group.rows):
        return group
    kept = tuple(row for row in group.rows if row.index not in second)
    return AnchorGroup(group.key, kept, tuple(twins.get(row.index, row.index) - row.index for row in kept))


def _is_named_twice(above: Row, below: Row, rows: Sequence[Row]) -> bool:
    """Whether what the row over the first of two begins with stands between them too, and hardly anything is said there."""
    name = rows[above.index - 1].text if above.index else ""
    between = rows[above.index + 1 : below.index]
    said = sum(row.is_prose and not row.label for row in between)
    return said <= SAID_OF_ONESELF and any(len(row.text) > 1 and name.startswith(row.text) for row in between)


def _tells_of_other(above: Row, row: Row) -> bool:
    """Whether the row over a date says that it is a member's, the topic's, or that of what is quoted."""
    is_quoted = (
        (above.is_quoting or QUOTED_AT.search(above.text)) and row.number == above.number + 1 and not row.word_count
    )
    return _labels(above) or bool(is_quoted)


def _labels(above: Row) -> bool:
    """Whether a row says that the date under it is a member's or the topic's."""
    return not above.dates and (is_of_members(above.text) or above.text.casefold().rstrip(": \uff1a") in TOPIC_DATES)


def _of_all_kinds(found: Mapping[tuple[str, ...], Sequence[Row]]) -> Iterator[AnchorGroup]:
    """Groups that differ in the kind of date alone: the last posts of a page may be told as "yesterday" and "3 hours ago"."""
    by_sides: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in found:
        if key[0] != DateKind.CLOCK:
            by_sides.setdefault(key[1:], []).append(key)
            if key[1] != "^":
                by_sides.setdefault(key[1:2], []).append(key)
    for sides, keys in by_sides.items():
        if len(keys) > 1:
            most = max(keys, key=lambda key: len(found[key]))
            rows = sorted((row for key in keys for row in found[key]), key=lambda row: row.index)
            others = [row.index for key in keys if key != most for row in found[key]]
            if min(others) > found[most][-1].index or (len(others) > 1 and max(others) < found[most][0].index):
                yield AnchorGroup((most[0], *sides, ALL_KINDS), tuple(rows))


def _by_neighbour(key: tuple[str, ...], alone: Sequence[Row], rows: Sequence[Row]) -> Iterator[AnchorGroup]:
    """Of dates alone in their lines those that one and the same line follows: others may say since when somebody is a member."""
    if key[1:] != ALONE:
        return
    for alike, found in _by_next(alone, rows).items():
        if FEWEST <= len(found) < len(alone):
            yield AnchorGroup((*key, alike), tuple(found))


def _without_labels_over(key: tuple[str, ...], found: Sequence[Row], rows: Sequence[Row]) -> Iterator[AnchorGroup]:
    """Of dates those under no label alone in its line, where some are under one: "Joined:", in whatever language."""
    free = [row for row in found if not row.index or not LABEL_ALONE.match(rows[row.index - 1].text)]
    if FEWEST <= len(free) < len(found):
        yield AnchorGroup((*key, "free"), tuple(free))


def _by_next(alone: Sequence[Row], rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by what the line under them shares with others, if nobody says something there."""
    by_next: dict[str, list[Row]] = {}
    for row in alone:
        if row.index + 1 < len(rows) and not rows[row.index + 1].is_prose:
            by_next.setdefault(rows[row.index + 1].alike, []).append(row)
    return by_next


def _by_label(key: tuple[str, ...], found: Sequence[Row]) -> Iterator[AnchorGroup]:
    """Of dates behind labels those behind one label: "Sent:" and "Received:" may come at every post."""
    by_label: dict[str, list[Row]] = {}
    for row in found:
        if row.label:
            by_label.setdefault(row.label[0], []).append(row)
    for label, each in by_label.items():
        if FEWEST <= len(each) < len(found):
            yield AnchorGroup((*key, label), tuple(each))


def _may_be_head(row: Row) -> bool:
    if len(row.text) > LONGEST_HEAD or not row.dates or row.is_quoting or is_of_members(row.text):
        return False
    if _is_logged(row) or CODE.search(row.text) or QUOTES.search(row.without_dates) or QUOTED_AT.search(row.text):
        return False
    return count_words(row.without_dates) <= WORDS_BESIDE and not row.is_prose


def _is_logged(row: Row) -> bool:
    """Whether a program wrote a line, as logs have them: the moment, and how grave it is."""
    return LOGGED.match(row.text, row.dates[0].end) is not None


def _beside(text: str, place: DatePlace) -> tuple[str, str]:
    """What stands directly before and after a date: a sign, "w" for a word, "0" for a number, the ends as ^ and $."""
    before = PIECE.findall(text[: place.start])
    after = PIECE.findall(text[place.end :])
    return _class(before[-1]) if before else "^", _class(after[0]) if after else "$"


def _class(piece: str) -> str:
    if piece.isdecimal():
        return "0"
    return "w" if piece[0].isalnum() or piece[0] == "_" else piece


def _merged(found: dict[tuple[str, ...], list[Row]]) -> Iterator[AnchorGroup]:
    """Groups whose lines differ on one side of the date alone, as where some have a number or a mark behind it."""
    for side in (1, 2):
        by_side: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for key in found:
            by_side.setdefault((key[0], key[side]), []).append(key)
        for shared, keys in by_side.items():
            if len(keys) > 1:
                rows = sorted((row for key in keys for row in found[key]), key=lambda row: row.index)
                yield AnchorGroup((shared[0], str(side), shared[1]), tuple(rows))


def undated_groups(rows: Sequence[Row], *, quoting: bool = False) -> list[AnchorGroup]:
    """Groups of short lines that are alike but for one or two words: "Post by NAME", "#12 NAME".

    ``quoting`` asks for those such as "NAME wrote:", which may introduce a quote.
    """
    found: dict[tuple[str, ...], list[Row]] = {}
    if sum(STATEMENT.search(row.text) is not None for row in rows) >= PROGRAM * len(rows):
        return []
    if not quoting and (bare := _bare_names(rows)):
        found[BARE] = bare
    for row in rows:
        if (
            row.is_short
            and not row.dates
            and row.is_quoting is quoting
            and not is_of_members(row.text)
            and not CODE.search(row.text)
        ):
            shape = " ".join(_undated_shape(row.text))
            if shape not in ("w", "0", ""):
                found.setdefault(("undated", shape), []).append(row)
    return _worthy([AnchorGroup(key, tuple(each)) for key, each in found.items()], rows)


def _bare_names(rows: Sequence[Row]) -> list[Row]:
    """Lines of up to three words without a sign, each of which comes back, and over each of which stand others' words."""
    likely = [
        row for row in rows if row.is_short and row.word_count <= 3 and not row.dates and NAME_ALONE.match(row.text)
    ]
    counts = Counter(row.text for row in likely)
    back = [row for row in likely if counts[row.text] > 1 and _heads_text(row, rows, counts)]
    if back and all(row.text.startswith("@") for row in back):
        return [row for row in likely if row.text.startswith("@") and _heads_text(row, rows, counts)]
    apart = sum(_is_apart(row, rows) for row in back)
    if len(back) < FEWEST or apart < ALWAYS * len(back):
        return back
    return [
        row
        for row in likely
        if row in back or (_is_apart(row, rows) and _is_capital(row.text) and _heads_text(row, rows, counts))
    ]


def _heads_text(row: Row, rows: Sequence[Row], counts: Mapping[str, int]) -> bool:
    return (
        row.text.casefold() not in NEVER_ALONE
        and row.index + 1 < len(rows)
        and counts.get(rows[row.index + 1].text, 0) == 0
    )


def _is_apart(row: Row, rows: Sequence[Row]) -> bool:
    """Whether empty lines stand over and under a row."""
    above = rows[row.index - 1].number if row.index else -1
    return row.number > above + 1 and row.index + 1 < len(rows) and rows[row.index + 1].number > row.number + 1


def _is_capital(text: str) -> bool:
    """Whether each word begins as names do."""
    return all(not word[0].islower() or any(not letter.isalpha() for letter in word) for word in text.split())


def _undated_shape(text: str) -> Iterator[str]:
    """Signs and words of the trade as they are, other words as one "w"."""
    last = ""
    for piece in pieces(text):
        if piece == "." and last == "w":
            continue
        kind = _class(piece)
        kind = piece if kind == "w" and (piece in LITERALS or piece in SINCE) else kind
        if not (kind == last == "w"):
            yield kind
        last = kind


def _worthy(groups: list[AnchorGroup], rows: Sequence[Row]) -> list[AnchorGroup]:
    """Those that come often enough, with text between most neighbours; the largest first."""
    likely = (_of_days(group) for group in groups)
    found = [group for group in likely if len(group.rows) >= FEWEST and _has_text_between(group, rows)]
    found.sort(key=lambda group: (-len(group.rows), group.rows[0].index, group.key))
    return found[:MOST_GROUPS]


def _of_days(group: AnchorGroup) -> AnchorGroup:
    """A group of days without the few months among them."""
    if group.key[0] != DateKind.DAY:
        return group
    days = [row for row in group.rows if not _is_month(row)]
    months = len(group.rows) - len(days)
    return AnchorGroup(group.key, tuple(days)) if 0 < months <= MONTHS_ALONE * len(group.rows) else group


def _is_month(row: Row) -> bool:
    place = head_date(row)
    return place is not None and place.kind is DateKind.DAY and is_month_alone(row.text[place.start : place.end])


def is_month_alone(date: str) -> bool:
    """Whether a date has a month and a year alone: "Oct 2012"."""
    return len(NUMBER.findall(date)) < 2


def _has_text_between(group: AnchorGroup, rows: Sequence[Row]) -> bool:
    pairs = list(pairwise(group.rows))
    parted = sum(_says_something(rows[above.index + 1 : below.index]) for above, below in pairs)
    return parted >= TEXT_BETWEEN * len(pairs)


def _says_something(between: Sequence[Row]) -> bool:
    return any(row.is_prose for row in between) or any(not row.is_quoting and row.word_count >= 2 for row in between)
