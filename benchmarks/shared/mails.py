"""A number of mails -> a mailbox of threads in invented words, the same one every time.

The words are those of invented.py. Answers quote what they answer as people do: whole with the quotes in it, some paragraphs of
it with the answers between them, or wrapped anew to another width. A mail takes about 1.9 KB.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from itertools import islice

from benchmarks.shared.invented import Forum
from benchmarks.shared.mailboxes import spread

HOST = "mail.invented.example"
SEED = 11
MEAN_LENGTH = 8
LENGTH_MOST = 300
AUTHORS = 400
SIGNING = 0.6
# Paragraphs written before any repeats in another mail, and the words that one has at least.
WRITTEN, WORDS_LEAST = 20_000, 6
# A small mailbox needs fewer.
WRITTEN_A_MAIL = 10
WIDTH, NARROW = 72, 58
QUOTED_LINES_MOST = 28
# Part of the mails that answer one which the mailbox does not hold.
ORPHANS = 0.01
BEGIN = datetime(2003, 3, 1, 8, 0, tzinfo=UTC)
GAP = timedelta(minutes=37)
LATER_BY = timedelta(days=20 * 365)
# Beyond the numbers of any mailbox, so that mails that come later have ids of their own.
LATER = 100_000_000


@dataclass(slots=True)
class Mail:
    """A mail and what answers to it need to know."""

    number: int
    author: int
    subject: str
    date: datetime
    references: tuple[int, ...]
    body: list[str]  # without the signature, which is not quoted

    @property
    def id(self) -> str:
        return id_of(self.number)


class MailWriter:
    """Writes mails for a mailbox of so many, one after the other; from the same count and seed always the same."""

    def __init__(self, count: int, seed: int = SEED) -> None:
        self._random = random.Random(seed)
        forum = Forum(seed)
        self._written = list(islice(_long(forum), min(WRITTEN, WRITTEN_A_MAIL * count)))
        self._names = [f"{forum.word(500 + n).title()} {forum.word(5_000 + n).title()}" for n in range(AUTHORS)]
        self._mottos = [self._paragraph()[:2] for _ in range(AUTHORS)]

    def threads(self, count: int, opening: Sequence[int] = ()) -> Iterator[list[Mail]]:
        """So many mails, thread after thread; the first ones are as long as asked for, as far as they fit."""
        number = 0
        lengths = iter(spread(opening, count))
        while number < count:
            length = next(lengths, 0) or self._length(count - number)
            thread: list[Mail] = []
            for _ in range(length):
                thread.append(self.answer(self._answered(thread), number) if thread else self.opening(number))
                number += 1
            yield thread

    def opening(self, number: int) -> Mail:
        """A mail that answers none, or one that is not there."""
        subject = " ".join(self._random.choice(self._written).rstrip(".?!").split()[:6])
        lost = (number + LATER * 9,) if self._random.random() < ORPHANS else ()
        return Mail(number, self._author(), ("Re: " if lost else "") + subject, _date(number), lost, self._own())

    def answer(self, mail: Mail, number: int) -> Mail:
        """A mail that answers another and quotes it."""
        attribution = f"On {mail.date:%a, %d %b %Y at %H:%M}, {self._names[mail.author]} wrote:"
        body = [attribution, *self._quoting(mail.body)]
        subject = mail.subject if mail.subject.startswith("Re: ") else f"Re: {mail.subject}"
        references = (*mail.references, mail.number)[-12:]
        return Mail(number, self._author(), subject, _date(number), references, body)

    def raw(self, mail: Mail) -> bytes:
        """The mail as it stands in a mailbox, with its separator."""
        name = self._names[mail.author]
        address = f"{name.lower().replace(' ', '.')}@{HOST}"
        head = [
            f"From {address} {mail.date:%a %b %e %H:%M:%S %Y}",
            f"Received: from relay{mail.number % 7}.{HOST} by list.{HOST}; {format_datetime(mail.date)}",
            f"From: {name} <{address}>",
            f"To: talk@list.{HOST}",
            f"Subject: {mail.subject}",
            f"Date: {format_datetime(mail.date)}",
            f"Message-ID: <{mail.id}>",
            *([f"In-Reply-To: <{id_of(mail.references[-1])}>"] if mail.references else []),
            *([f"References: {_folded(mail.references)}"] if mail.references else []),
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "List-Id: <talk.list.invented.example>",
        ]
        signature = ["", "-- ", name, *self._mottos[mail.author]] if mail.author < AUTHORS * SIGNING else []
        lines = [*head, "", *mail.body, *signature, "", ""]
        return "\n".join(lines).encode()

    def _length(self, most: int) -> int:
        return min(1 + int(self._random.expovariate(1 / MEAN_LENGTH)), LENGTH_MOST, most)

    def _answered(self, thread: Sequence[Mail]) -> Mail:
        """Mostly a late one."""
        return thread[-1 - min(int(self._random.expovariate(0.8)), len(thread) - 1)]

    def _quoting(self, body: Sequence[str]) -> list[str]:
        way = self._random.random()
        if way < 0.3:
            return [*marked(body[:QUOTED_LINES_MOST]), "", *self._own()]
        parts = [part for part in _paragraphs(body) if not part[0].startswith(("On ", ">"))] or _paragraphs(body)
        first = self._random.randrange(len(parts))
        chosen = parts[first : first + self._random.randint(1, 3)]
        if way > 0.8:
            chosen = [wrapped(" ".join(part), NARROW) if part[0][0] != ">" else part for part in chosen]
        lines: list[str] = []
        for part in chosen[:-1]:
            lines += [*marked(part), "", *self._paragraph(), ""]
        return [*lines, *marked(chosen[-1]), "", *self._own()]

    def _own(self) -> list[str]:
        """A few paragraphs, an empty line between them."""
        lines = self._paragraph()
        for _ in range(self._random.randint(0, 2)):
            lines += ["", *self._paragraph()]
        return lines

    def _paragraph(self) -> list[str]:
        return wrapped(self._random.choice(self._written), WIDTH)

    def _author(self) -> int:
        return min(int(self._random.expovariate(1 / 60)), AUTHORS - 1)


def later(count: int, stored: int, turn: int) -> Iterator[bytes]:
    """Mails for a mailbox of so many: answers to what stands in it, thread by thread, and a new thread in five mails.

    Each turn brings others; what they answer is spread over the whole mailbox.
    """
    reader, writer = MailWriter(stored), MailWriter(stored, 1_000 + turn)
    wanted = set(random.Random(turn).sample(range(stored), count - count // 5))
    number = LATER + turn * count
    for thread in reader.threads(stored):
        for mail in thread:
            if mail.number in wanted:
                yield writer.raw(writer.answer(mail, number))
                number += 1
    for _ in range(count // 5):
        yield writer.raw(writer.opening(number))
        number += 1


def mailbox(count: int, opening: Sequence[int] = ()) -> Iterator[bytes]:
    """The mails of a mailbox in the order in which they came; its first threads are as long as asked for."""
    writer = MailWriter(count)
    for thread in writer.threads(count, opening):
        yield from map(writer.raw, thread)


def word(rank: int) -> str:
    """A word of the mails by how common it is; 0 is the commonest."""
    return _forum().word(rank)


@cache
def _forum() -> Forum:
    return Forum(SEED)


def id_of(number: int) -> str:
    """What a mail is called."""
    return f"{number:09}.talk@{HOST}"


def marked(lines: Iterable[str]) -> list[str]:
    """Lines as an answer quotes them."""
    return [f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines]


def wrapped(text: str, width: int) -> list[str]:
    """A paragraph in lines of at most so many characters."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _long(forum: Forum) -> Iterator[str]:
    while True:
        yield from (text for text in forum.post() if text.count(" ") >= WORDS_LEAST)


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in lines:
        if line:
            parts[-1].append(line)
        else:
            parts.append([])
    return [part for part in parts if part]


def _folded(numbers: Iterable[int]) -> str:
    return "\n ".join(f"<{id_of(number)}>" for number in numbers)


def _date(number: int) -> datetime:
    return BEGIN + GAP * (number % LATER) + (LATER_BY if number >= LATER else timedelta())
