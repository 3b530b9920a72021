"""Headers and a text -> the bytes of a mail in a mailbox (mboxrd), its separator before it and a blank line after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email.header import Header
from time import gmtime

# Of text that looks like the line between two mails. Such a line gets a sign, and one with a sign another.
QUOTED_SEPARATOR = re.compile(rb"^(?=>*From )", re.MULTILINE)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OF_TEXT = (
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
)


def made_mail(headers: Iterable[str], text: str, posted_at: datetime | None) -> bytes:
    """A mail of plain text; ``headers`` are those that say nothing of its form, and the text ends with its last line."""
    head = "\n".join([*headers, *OF_TEXT]).encode()
    return b"%s\n%s\n\n%s\n" % (separator(posted_at), head, QUOTED_SEPARATOR.sub(b">", text.encode()))


def separator(posted_at: datetime | None) -> bytes:
    """The line before a mail, with the time in the form and the language that mailboxes have."""
    time = posted_at.utctimetuple() if posted_at else gmtime(0)
    day, month = DAYS[time.tm_wday], MONTHS[time.tm_mon - 1]
    clock = f"{time.tm_hour:02}:{time.tm_min:02}:{time.tm_sec:02}"
    return f"From MAILER-DAEMON {day} {month} {time.tm_mday:2} {clock} {time.tm_year:04}".encode()


def encoded(text: str, header: str) -> str:
    """A header's value on lines that are not too long, in ASCII."""
    return Header(one_line(text), None if text.isascii() else "utf-8", header_name=header).encode()


def one_line(text: str) -> str:
    """Text without the line ends that would begin another header."""
    return " ".join(text.split())
