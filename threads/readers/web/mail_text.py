"""The text of a mail as an archive's page shows it -> lines with roles, quote signs taken off.

On Monday, Ada wrote:          attribution, because a quote follows
> Who built it?                quote, depth 1
Nobody knows.                  body
--                             signature, to the end
Bo
-------------- next part       chrome: what the archive says of an attachment that it took out
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from threads.readers.building import BODY, Builder
from threads.records import split_lines

SIGNS = re.compile(r"(?:>[ \t]{0,2}){1,60}")
# The last line before a quote names somebody; the words are those of the programs that write it.
SAYING = re.compile(
    r"\b(?:wrote|writes|said|says|schrieb|écrit|escribió|scrisse|ha scritto|schreef|skrev|escreveu|napisał|писал|пишет)\b"
    r"[^:]{0,60}:\s*$|^.{0,300}<\S{1,200}(?:@| at )\S{1,200}>[^:]{0,40}:\s*$|書き|写道"
)
OPENS_SAYING = re.compile(r"^(?:On|Am|Le|El|Il|Op|Den|Em|At|In article|\d{1,4}[-/.])\b", re.IGNORECASE)
SIGNED = re.compile(r"^--\s?$")
TAKEN_OUT = "-------------- next part --------------"
FOOTER = re.compile(r"^_{20,}$")
TAG = re.compile("<[^<>]*+>")


class Line(NamedTuple):
    """A line, its role, and how deep a quote is."""

    text: str
    role: str = BODY
    depth: int = 1


def preformatted(html: str) -> str:
    """The text of ``pre``, as it was typed."""
    return unescape(TAG.sub("", html)).replace("\xa0", " ")


def marked(texts: Iterable[str]) -> list[Line]:
    """Lines of a mail with the roles that its writer's program gave them."""
    return introduced(list(_signed([_unquoted(text) for text in texts])))


def introduced(lines: list[Line]) -> list[Line]:
    """The lines, those marked that say whose the quote is that follows."""
    follows = ""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.role == BODY and follows == "quote" and SAYING.search(line.text[-400:]):
            lines[number] = line._replace(role="attribution")
            before = lines[number - 1] if number else None
            if before and before.role == BODY and not OPENS_SAYING.match(line.text) and OPENS_SAYING.match(before.text):
                lines[number - 1] = before._replace(role="attribution")
        if line.text.strip():
            follows = line.role
    return lines


def write_mail(builder: Builder, texts: Iterable[str]) -> None:
    """Write a mail's lines, with never two blank ones in a row."""
    was_blank = True
    for line in marked(texts):
        is_blank = not line.text.strip()
        if not (is_blank and was_blank):
            builder.write(
                line.text.rstrip(), line.role if not is_blank or line.role == "quote" else BODY, depth=line.depth
            )
        was_blank = is_blank


def lines_of(text: str) -> list[str]:
    """The lines of a text."""
    return split_lines(text)


def _unquoted(text: str) -> Line:
    """A line without the signs that it is quoted by; three with nothing between are a prompt."""
    found = SIGNS.match(text)
    if not found or (text.startswith(">>>") and text[3:4] == " " and not text.startswith(">>> >")):
        return Line(text)
    return Line(text[found.end() :], "quote", found[0].count(">"))


def _signed(lines: list[Line]) -> Iterator[Line]:
    """The lines, those behind two dashes a signature, and those chrome that the archive or the list added."""
    last_own = max(
        (number for number, line in enumerate(lines) if SIGNED.match(line.text) and line.role == BODY), default=-1
    )
    role = BODY
    for number, line in enumerate(lines):
        if line.role == BODY and line.text.strip() == TAKEN_OUT:
            role = "chrome"
        elif role == BODY and number == last_own:
            role = "signature"
        elif line.role == BODY and FOOTER.match(line.text.strip()) and _is_footer(lines, number):
            role = "chrome"
        yield line if line.role != BODY or role == BODY else line._replace(role=role)
        if role == "chrome" and line.text.startswith(("URL:", "Url:", "Url :")):
            role = BODY


def _is_footer(lines: list[Line], number: int) -> bool:
    """Whether what follows a line of underscores is what a list adds to every mail: its name and an address."""
    rest = [line.text for line in lines[number + 1 :][:6] if line.text.strip()]
    return len(lines) - number <= 6 and any("mailing list" in text or "listinfo" in text for text in rest)
