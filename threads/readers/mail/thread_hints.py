"""What the head of a mail says of its thread where it names no id -> a thread that it may belong to, and a hint for whom it answers.

X-GM-THRID: 1844347792267117879                          one thread of Gmail's
Thread-Index: AdXEb1uQEBESExQVFhcYGRobHB0eHwAAABI0       Exchange's: 22 bytes for the thread, five more for each answer
Subject: Re: Oars                                        mails of one subject and one month
In-Reply-To: your message of Mon, 3 Mar 2003 10:00       a moment
"""

from __future__ import annotations

import binascii
import re
from datetime import datetime

from threads.readers.mail.dates import date_of
from threads.readers.mail.headers import Head, readable, unfolded
from threads.records import Hint
from threads.words.subjects import plain_subject

ADDRESS = re.compile(rb"[\w.+=-]{1,80}@[\w.-]{1,120}")
OF_A_MOMENT = re.compile(r"\bof\s+[\"<]?([^<>\"]{6,80})")
# Bytes of Exchange's index: of a thread, and of each answer in it.
THREAD_BYTES, ANSWER_BYTES = 22, 5
MOST_SENT_TO = 50
LONGEST, LONGEST_SUBJECT = 4_096, 200


def hint_of(head: Head, parents: tuple[str, ...]) -> tuple[str, Hint | None]:
    """The thread that a mail without parents may belong to, and what tells its place in it."""
    if parents:
        return "", None
    number = unfolded(head.get("x-gm-thrid"))
    if number.isdigit():
        return f"gmail:{number.decode()}", Hint()
    if index := _index(head):
        return f"thread-index:{index[: 2 * THREAD_BYTES]}", Hint(exchange_index=index)
    return _by_subject(head)


def _index(head: Head) -> str:
    """Exchange's index in figures; nothing where it is none."""
    value = unfolded(head.get("thread-index"))
    if not value or len(value) > LONGEST:
        return ""
    try:
        content = binascii.a2b_base64(value + b"=" * (-len(value) % 4))
    except binascii.Error:
        return ""
    return content.hex() if len(content) >= THREAD_BYTES and not (len(content) - THREAD_BYTES) % ANSWER_BYTES else ""


def _by_subject(head: Head) -> tuple[str, Hint | None]:
    """Mails of one subject and month may belong together; which do is for the reading of all of them to say."""
    subject = " ".join(readable(head.get("subject")).split())[:LONGEST_SUBJECT]
    moment = date_of(readable(head.get("date")))
    plain = plain_subject(subject).casefold()
    if not plain or moment is None:
        return "", None
    answered = unfolded(head.get("in-reply-to"))[:LONGEST].decode("ascii", "replace")
    is_reply = bool(answered) or plain != subject.casefold()
    addresses = b" ".join(head.get(name)[:LONGEST] for name in ("to", "cc")).lower()
    sent_to = tuple(each.decode() for each in ADDRESS.findall(addresses)[:MOST_SENT_TO]) if addresses.isascii() else ()
    hint = Hint(is_reply=is_reply, sent_to=sent_to, answers_at=_moment(answered))
    return f"subject:{moment:%Y-%m}:{plain}", hint


def _moment(answered: str) -> datetime | None:
    """When the mail was written that is answered, if that is how it is named."""
    m = OF_A_MOMENT.search(answered)
    return date_of(m[1].strip(" '")) if m else None
