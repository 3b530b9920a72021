r"""Messages of Yahoo Groups as its archivers kept them in JSON -> the mails in them.

    {"msgId": 12, "topicId": 11, "authorName": ..., "postDate": "1046682000", "rawEmail": "From: ada &lt;ada@...&gt;\r\n..."}

The mail stands in ``rawEmail``, escaped as HTML; around it may be what the site's programs answered with (``ygData``). Who has no
mail left has what the site showed of it, in ``messageBody``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice
from typing import Any

from threads.readers.building import Builder
from threads.readers.field_values import key, moment, words
from threads.readers.html_lines import write_html
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.readers.mail.message import read_mail
from threads.readers.quoting import write_marked
from threads.records import Parsed, Statement

FORMAT = "yahoo_groups"
units = json_units
MOST_LOOKED_AT = 20
DEEPEST = 3
OWN = frozenset("authorName msgId postDate topicId userId prevInTopic nextInTopic prevInTime nextInTime".split())
FEWEST_OWN = 3
CHARSET = re.compile(r"(charset\s{0,9}=\s{0,9}\"?)[\w.:-]{1,60}", re.IGNORECASE)
NO_MAIL = "no message of Yahoo Groups: it has neither rawEmail nor messageBody"


def claims(path: str, head: bytes) -> bool:
    """Tell by fields of its messages that have to be there together."""
    value = opening(head)
    return any(
        bool(message.keys() & {"rawEmail", "messageBody"}) or len(message.keys() & OWN) > FEWEST_OWN
        for message in islice(_messages(value), MOST_LOOKED_AT)
    )


def parse(raw: bytes) -> Parsed | str:
    """Read the mail of a message, or what the site showed of it."""
    value = load_json(raw)
    if isinstance(value, str):
        return value
    messages = list(_messages(value))
    if not messages:
        return Parsed()
    if len(messages) == 1 and (mail := words(messages[0], "rawEmail")):
        return _read_mail(mail)
    builder = Builder()
    for message in messages:
        body = words(message, "messageBody") or unescape(words(message, "rawEmail")).partition("\r\n\r\n")[2]
        if body:
            _write(builder, message, body)
    return builder.parsed() if builder.posts else NO_MAIL


def _messages(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The messages in an answer of the site's programs."""
    if isinstance(value, list):
        for each in value:
            yield from _messages(each, depth)
    elif isinstance(value, dict):
        if len(value.keys() & (OWN | {"rawEmail", "messageBody"})) >= FEWEST_OWN:
            yield value
        elif depth < DEEPEST:
            for name in ("ygData", "messages", "data"):
                yield from _messages(value.get(name), depth + 1)


def _read_mail(escaped: str) -> Parsed | str:
    """Read a mail whose bytes were made letters: one a byte where that fits, else it is in UTF-8, whatever it says."""
    mail = unescape(escaped)
    try:
        return read_mail(mail.encode("latin-1"))
    except UnicodeEncodeError:
        return read_mail(CHARSET.sub(r"\1utf-8", mail).encode("utf-8", "replace"))


def _write(builder: Builder, message: Mapping[str, Any], body: str) -> None:
    posted_at, posted_at_raw = moment(message.get("postDate"))
    number, topic = key(message.get("msgId")), key(message.get("topicId"))
    builder.begin()
    write_marked(builder, lambda draft: write_html(draft, body))
    builder.end(
        Statement(
            id=f"y{number}" if number else "",
            first_line=0,
            last_line=0,
            thread=f"y{topic}" if topic else "",
            author=unescape(words(message, "authorName", "profile")),
            author_id=words(message, "profile") or key(message.get("userId")),
            posted_at=posted_at,
            posted_at_raw=posted_at_raw,
            title=unescape(words(message, "subject")),
        )
    )
