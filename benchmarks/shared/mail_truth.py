"""The bytes of a mailbox -> what its mails state, read with Python's `email` alone.

For benchmarks that judge our reader: nothing of threads/ is used here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from benchmarks.shared.mailboxes import without_separators

ID = re.compile(r"<\s*([^<>]+?)\s*>")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class StatedMail:
    """A mail as its headers and its first part of plain text state it."""

    id: str
    references: tuple[str, ...]
    answered: tuple[str, ...]  # ids in In-Reply-To
    subject: str
    seconds: float  # since 1970, by its Date; 0 where that says nothing
    raw: bytes
    text: str | None

    @property
    def parents(self) -> tuple[str, ...]:
        """Whom it answers, the nearest first: In-Reply-To, unless it names several, then the end of References."""
        chain = list(reversed(self.references))
        if not chain or chain[0] not in self.answered:
            chain = [*self.answered[:1], *chain]
        return tuple(one for one in dict.fromkeys(chain) if one != self.id)


def read_mailbox(path: Path) -> Iterator[StatedMail]:
    """The mails of a mailbox, in their order."""
    yield from map(read_mail, without_separators(path))


def read_mail(raw: bytes) -> StatedMail:
    message = message_from_bytes(raw)
    own = ids_in(message, "Message-ID")
    return StatedMail(
        own[0] if own else bare_id(message),
        ids_in(message, "References"),
        ids_in(message, "In-Reply-To"),
        subject_of(message),
        seconds_of(message),
        raw,
        plain_text(message),
    )


def ids_in(message: Message, field: str) -> tuple[str, ...]:
    """The ids in a field, without the folds that long ones were broken by."""
    return tuple("".join(one.split()) for one in ID.findall(str(message.get(field, ""))))


def bare_id(message: Message) -> str:
    """The id of a mail that writes it without brackets."""
    value = str(message.get("Message-ID", "")).strip()
    return value if "@" in value and len(value.split()) == 1 else ""


def subject_of(message: Message) -> str:
    try:
        return " ".join(str(make_header(decode_header(str(message.get("Subject", ""))))).split())
    except (LookupError, UnicodeError, ValueError):
        return str(message.get("Subject", ""))


def seconds_of(message: Message) -> float:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).timestamp()
    except (ValueError, OverflowError, TypeError):
        return 0.0


def plain_text(message: Message) -> str | None:
    """The first part of plain text that is no attachment."""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not part.get_filename():
            content = part.get_payload(decode=True)
            try:
                return content.decode(part.get_content_charset() or "utf-8", "replace")
            except LookupError:
                return content.decode("utf-8", "replace")
    return None


def words_of(text: str) -> list[str]:
    """What a text says, without signs and case."""
    return WORD.findall(text.lower())


def in_a_row(text: str) -> str:
    """The words of a text, each between spaces."""
    return f" {' '.join(words_of(text))} "
