"""The rows of a head, and the first of its post's words -> whom the post answers, as far as they say it.

Re: #3      in reply to bob      quill_77 ➤ Big Otto      level 3          stated by the page
>>80007     @bob the kettle      #3 the kettle                             said by the author
a head that begins further right than the one above it                     shown by the page
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threads.reconstruct.heads.cues import REPLYING
from threads.reconstruct.heads.name_words import ARROW, bare
from threads.reconstruct.heads.rows import LONGEST_HEAD, Row
from threads.words.vocabulary import words

PHRASES = "|".join(re.escape(word) for word in sorted(REPLYING, key=lambda word: (-len(word), word)) if len(word) > 3)
IN_REPLY = re.compile(
    rf"(?:^|[^\w])(?:{PHRASES})\s?[:\uff1a]?\s{{0,3}}(?:#\s?(?P<number>\d{{1,9}})\b|@?(?P<name>\S.{{0,60}}))",
    re.IGNORECASE,
)
RE_NUMBER = re.compile(r"^(?:re|aw|sv|odp)\s?:?\s?#\s?(?P<number>\d{1,9})\b", re.IGNORECASE)
LEVEL = re.compile(rf"^(?:{'|'.join(map(re.escape, words('levels')))})\s?[:#]?\s?(\d{{1,4}})$", re.IGNORECASE)
REFERENCE = re.compile(r"^>>\s?(\d{1,12})\b|^#(\d{1,6})\b[\s:,.]")
ADDRESSED = re.compile(r"^@\s?(\S.{0,60})")


@dataclass(frozen=True, slots=True)
class StatedAnswer:
    """Who is answered: by name, by the number of their post, or as the post above at a level. ``line`` says it."""

    line: int
    name: str | None = None
    number: int | None = None
    level: int | None = None
    is_stated: bool = True  # by the page, and not by the author


def answer_in(head: Iterable[Row], said: Sequence[Row], names: frozenset[str]) -> StatedAnswer | None:
    """Whom a post answers by its own head, else by the first of its words."""
    level: StatedAnswer | None = None
    for row in head:
        if len(row.text) > LONGEST_HEAD:
            continue
        if match := RE_NUMBER.match(row.text):
            return StatedAnswer(row.number, number=int(match["number"]))
        match = IN_REPLY.search(row.text) or ARROW.search(row.without_dates)
        if match and match.groupdict().get("number"):
            return StatedAnswer(row.number, number=int(match["number"]))
        if match and (name := known_name(match["name"], names)):
            return StatedAnswer(row.number, name=name)
        if match := LEVEL.match(row.text):
            level = StatedAnswer(row.number, level=int(match[1]))
    return level or (_said(said[0], names) if said else None)


def _said(row: Row, names: frozenset[str]) -> StatedAnswer | None:
    if match := REFERENCE.match(row.text):
        return StatedAnswer(row.number, number=int(match[1] or match[2]), is_stated=bool(match[1]))
    if (match := ADDRESSED.match(row.text)) and (name := known_name(match[1], names)):
        return StatedAnswer(row.number, name=name, is_stated=False)
    return None


def known_name(text: str, names: frozenset[str]) -> str | None:
    """The longest name of the page that a text begins with."""
    found = text.split()
    for count in range(min(5, len(found)), 0, -1):
        name = bare(" ".join(found[:count]))
        if name.casefold() in names:
            return name
    return None
