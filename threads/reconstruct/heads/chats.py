"""Lines of a chat, each with its time and name before the words -> messages, joined into posts by author and time.

    14:56 <Wexford77> The chimney swells.           13/01/2012, 15:14 - tamsin_v: In my experience
    [1/13/12, 10:38:00 PM] Bob: hello               elzbet (10:38 PM): hello
    --- Day changed Fri Jan 13 2012                 of nobody: says the day of the lines below

Chats whose names and times stand on lines of their own are read as other pages are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from threads.reconstruct.heads.cues import NO_NAMES, PARTS
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.moments import Calendar, calendar_of
from threads.reconstruct.heads.rows import Row, count_words
from threads.words.date_places import DateKind, find_dates
from threads.words.dates import time_of_day

# Of a page's lines, so many begin with a time and a name where it is a chat; and there are so many at least.
SHARE, FEWEST = 0.3, 4
# Messages of one author that follow each other within so many minutes are one post.
TOGETHER = 10
MINUTES_A_DAY = 1440
# A head is no longer than this.
LOOKED_AT = 90
# Where no line has a time, of what stands before colons so much are names that come back, and so much that stands behind has words.
MOST_SPOKEN, SAY, WORDS = 0.9, 0.5, 3
SPEAKER = re.compile(
    r"^\s{0,4}(?P<name>[^\W\d_](?:[\w'\u2019-]|\.(?!\w)){0,24}(?:\s[\w.'\u2019-]{1,24}){0,2}):(?:\s{1,3}(?=\S)|(?=[^\s\d:/\\]))"
)
# A date has a figure near its beginning.
NUMBER_NEAR = re.compile(r"^\s{0,12}[^\n]{0,16}?\d")
OPENS = re.compile(r"^\s{0,12}[\[(]?\s?")
CLOSES = re.compile(r"\s{0,3}[\])]?\s{0,3}(?:[-\u2013\u2014|:*]{1,3}(?=\s)\s{0,3})?")
NICK = re.compile(
    r"<\s{0,12}[@+%&~!]?(?P<nick>[^<>\n]{1,40})>\s?"
    r"|\*{1,3}\s{1,3}(?P<doer>[^\s:*]{1,32})(?=\s)"
    r"|(?P<tabbed>[^\s:|<>]{1,32})(?:\t+|\s{0,12}[|\u2502]\s)"
    r"|(?P<name>[^:\uff1a<>\[\]{}()|\"=\n]{1,45}?)\s?[:\uff1a](?!//)\s{0,3}"
)
NAME_FIRST = re.compile(
    r"^\s{0,8}(?P<name>[^:\uff1a<>\[\](){}|\"=\n]{1,40}?)[\s,]{1,3}[\[(](?P<when>[^\[\]()]{3,40})[\])]\s?[:\uff1a]\s?"
)
# "[Ada] [10:38 PM] hello", as some export it.
BRACKETED = re.compile(r"^\s{0,4}\[(?P<name>[^\[\]\n]{1,40})\]\s\[(?P<when>[^\[\]\n]{3,40})\]\s")
BARE_NICK = re.compile(r"^\s{0,4}<\s{0,12}[@+%&~!]?(?P<nick>[^<>\s][^<>\n]{0,31})>\s")
OF_NOBODY = re.compile(r"^\s{0,12}(?:-{3}|={3}|\*{3}|-!-|-->|<--|\u2014{2,}|-\*-|\u2022)\s?")
LEVELS = frozenset("info warn warning error debug trace fatal notice critical err stdout stderr".split())


@dataclass(frozen=True)
class Message:
    """A line of a chat: its author, or None where nobody says it, and the column at which the words begin."""

    number: int
    author: str | None
    date: str
    kind: DateKind
    start: int


def chat_heads(lines: Sequence[str], rows: Sequence[Row]) -> Heads | None:
    """The heads of a page that is a chat; None where it is none."""
    messages = [message for row in rows if (message := _message(row.number, lines[row.number - 1]))]
    messages = messages if any(message.author for message in messages) else _spoken(rows, lines)
    named = [message for message in messages if message.author]
    if len(named) < max(FEWEST, SHARE * len(rows)) or not _are_people(named):
        return None
    calendar = calendar_of(rows, [message.date for message in named if message.kind is DateKind.DAY])
    by_line = {message.number: message for message in messages}
    posts, chrome, starts = _posts(lines, rows, by_line, calendar)
    cue = f"the line \u201cdate name: words\u201d comes {len(named)} times"
    confidence = round(min(0.99, 0.7 + 0.3 * len(named) / len(rows)) * (1 - 0.5 / len(named)), 3)
    is_timed = any(message.date for message in named)
    cue = cue if is_timed else cue.replace("date ", "")
    return Heads(tuple(posts), chrome, confidence, (cue,), starts=starts, is_chat=True)


class Least(NamedTuple):
    """How many messages there are at least, which share of what begins a line or a paragraph they are, and how many each author writes."""

    messages: int
    share: float
    each: float


# Ten lines may stand among others; fewer are nearly all of a page. Those who wrote once are told only where that is so.
MANY, FEW = Least(10, 0.5, 3), Least(6, 0.8, 2)


def _spoken(rows: Sequence[Row], lines: Sequence[str]) -> list[Message]:
    """Messages without times: "Ada: hello", where the same few names open most lines, and hardly any other word does."""
    found = [(row, match) for row in rows if ":" in row.text[:80] and (match := SPEAKER.match(lines[row.number - 1]))]
    counts = Counter(match["name"].casefold() for _, match in found)
    back = [(row, match) for row, match in found if counts[match["name"].casefold()] > 1]
    names = {match["name"].casefold() for _, match in back}
    others = len(found) - len(back)
    if len(names) < 2 or others > max(1, (1 - MOST_SPOKEN) * len(found)) or any(map(_is_no_speaker, names)):
        return []
    share = _share([row for row, _ in back], rows)
    if not any(
        len(back) >= least.messages and share >= least.share and least.each * len(names) <= len(back)
        for least in (MANY, FEW)
    ):
        return []
    said = sum(count_words(row.text.partition(":")[2]) >= WORDS for row, _ in back)
    if said < SAY * len(back):
        return []
    once = [] if share < FEW.share else [each for each in found if not _is_no_speaker(each[1]["name"].casefold())]
    return [Message(row.number, match["name"].strip(), "", DateKind.CLOCK, match.end()) for row, match in once or back]


def _is_no_speaker(name: str) -> bool:
    return name in NO_NAMES or name in PARTS or len(name) < 2


def _share(spoken: Sequence[Row], rows: Sequence[Row]) -> float:
    """How much of a page begins with somebody's name: of its paragraphs, where all messages begin one, else of its lines."""
    above = {below.number: row.number for row, below in pairwise(rows)}
    opening = [row for row in rows if row.number > above.get(row.number, -1) + 1]
    spoken_first = sum(row.number > above.get(row.number, -1) + 1 for row in spoken)
    return len(spoken) / (len(opening) if spoken_first == len(spoken) else len(rows))


def _are_people(named: Sequence[Message]) -> bool:
    """Whether names come back, as they do among people; a log's levels and programs are none."""
    names = [message.author.casefold() for message in named if message.author]
    distinct = set(names)
    if len(distinct) < 2 and len(named) < 2 * FEWEST:
        return False
    if sum(bool(LEVELS.intersection(name.split())) for name in distinct) > 0.2 * len(distinct):
        return False
    return len(distinct) <= 0.7 * len(names) or len(names) < 3 * FEWEST


def _message(number: int, line: str) -> Message | None:
    if match := NAME_FIRST.match(line) or ("] [" in line[:60] and BRACKETED.match(line)):
        places = find_dates(match["when"])
        if places and (name := _name(match["name"])):
            return Message(number, name, match["when"].strip(), places[0].kind, match.end())
    if not NUMBER_NEAR.match(line):
        match = BARE_NICK.match(line)
        return Message(number, match["nick"].strip(), "", DateKind.CLOCK, match.end()) if match else None
    opening = OPENS.match(line)
    begin = opening.end() if opening else 0
    place = next((each for each in find_dates(line[:LOOKED_AT]) if each.start <= begin), None)
    if place is None or place.kind is DateKind.AGO:
        match = BARE_NICK.match(line)
        return Message(number, match["nick"].strip(), "", DateKind.CLOCK, match.end()) if match else None
    closing = CLOSES.match(line, place.end)
    after = closing.end() if closing else place.end
    date = line[place.start : place.end]
    action = "*" in line[place.end : after]
    found = NICK.match(line, after - 2 if action else after) or NICK.match(line, after)
    if found is None or OF_NOBODY.match(line, after):
        return Message(number, None, date, place.kind, after)
    kind = found.lastgroup or "name"
    name = _name(found[kind])
    start = found.start(kind) if kind == "doer" else found.end()
    return Message(number, name, date, place.kind, start if name else after)


def _name(text: str) -> str | None:
    name = text.strip(" \u200e\u200f\u202a\u202c~@*")
    return name if name and len(name.split()) <= 5 and name.casefold() not in NO_NAMES else None


class _Days:
    """The day of lines that say only their time: that of the last line that said a day, until the time runs back."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.day: datetime | None = None
        self.minute = 0

    def begins(self, text: str) -> None:
        """A line that says the day."""
        self.day = self.calendar.moment(text, DateKind.DAY)
        self.minute = self.day.hour * 60 + self.day.minute if self.day else 0

    def moment(self, message: Message) -> tuple[datetime | None, int | None]:
        """The moment of a message as far as it is known, and its minute of the day."""
        clock = time_of_day(message.date) if message.date else None
        minute = clock[0] * 60 + clock[1] if clock else None
        if message.kind is not DateKind.CLOCK:
            found = self.calendar.moment(message.date, message.kind)
            return found, minute
        if minute is None or clock is None:
            return None, None
        if self.day is not None and minute < self.minute:
            self.day = None
        self.minute = minute
        return (self.day.replace(hour=clock[0], minute=clock[1], second=clock[2]) if self.day else None), minute


def _posts(
    lines: Sequence[str], rows: Sequence[Row], messages: dict[int, Message], calendar: Calendar
) -> tuple[list[StatedHead], dict[int, int | None], dict[int, int]]:
    """Walk down the page; a line without a time goes on with the message above it."""
    posts: list[StatedHead] = []
    chrome: dict[int, int | None] = {}
    starts: dict[int, int] = {}
    days, latest, is_open = _Days(calendar), None, False
    for row in rows:
        message = messages.get(row.number)
        if message and message.author:
            moment, minute = days.moment(message)
            starts[row.number] = message.start
            if is_open and latest and _is_same(posts[-1], latest, message, moment, minute):
                posts[-1] = replace(posts[-1], last=row.number)
            else:
                posts.append(StatedHead(row.number, row.number, message.author, message.date, moment))
            latest, is_open = (moment, minute), True
        elif message or OF_NOBODY.match(lines[row.number - 1]) or not posts or _says_day(row):
            for text in _days_said(row):
                days.begins(text)
            chrome[row.number] = None
            is_open = False
        elif is_open:
            posts[-1] = replace(posts[-1], last=row.number)
        else:
            chrome[row.number] = None
    return posts, chrome, starts


def _is_same(
    post: StatedHead,
    latest: tuple[datetime | None, int | None],
    message: Message,
    moment: datetime | None,
    minute: int | None,
) -> bool:
    """Whether a message goes on with the post before it."""
    if post.author != message.author:
        return False
    if moment and latest[0]:
        return abs(moment - latest[0]) <= timedelta(minutes=TOGETHER)
    if minute is None or latest[1] is None:
        return not message.date
    return (minute - latest[1]) % MINUTES_A_DAY <= TOGETHER


def _days_said(row: Row) -> Iterator[str]:
    return (row.text[place.start : place.end] for place in row.dates if place.kind is DateKind.DAY)


def _says_day(row: Row) -> bool:
    """Whether a row is a day and hardly a word beside."""
    return any(_days_said(row)) and row.word_count <= 1
