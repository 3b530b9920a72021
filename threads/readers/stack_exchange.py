"""The tables of a Stack Exchange dump -> questions, answers, comments, and the names of users.

    <row Id="7" PostTypeId="2" ParentId="4" OwnerUserId="12" Body="&lt;p&gt;Yes.&lt;/p&gt;" ... />     post p7, answers p4
    <row Id="9" PostId="7" Text="Since when?" UserId="3" ... />                                         post c9, answers p7

Rows stand in any order, and nothing says which table a row is from but its attributes. The rows of the tables without
posts are units that hold none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from threads.readers.building import BODY, Builder
from threads.readers.field_values import integer, moment, stated_facts
from threads.readers.html_lines import Look, write_html
from threads.readers.html_tokens import Attributes
from threads.readers.quoting import write_marked
from threads.readers.xml_rows import LONGEST_ROW, attributes, cut_rows
from threads.records import Facts, Parsed, Statement

FORMAT = "stack_exchange"
# What each table's rows have and no other's do.
TABLES = {
    "posts": "PostTypeId",
    "comments": "PostId",
    "users": "DisplayName",
    "votes": "VoteTypeId",
    "posthistory": "PostHistoryTypeId",
    "postlinks": "LinkTypeId",
    "badges": "UserId",
    "tags": "TagName",
}
POSTLESS = ("votes", "posthistory", "postlinks", "badges", "tags")
OPENING = re.compile(rf"<({'|'.join(TABLES)})\s*>", re.IGNORECASE)
FIRST_ROW = re.compile(rf"<({'|'.join(TABLES)})\s*>\s*<row\s([^<>]*)", re.IGNORECASE)
NAME = re.compile(r"(?:^|\s)([A-Za-z]+)=")
# All that a head or a foot may be made of.
FRAME = re.compile(
    r"<\?xml[^<>]{0,200}\?>|<!DOCTYPE\s[^<>\[\]]{0,300}>|</?[A-Za-z]{1,40}\s{0,9}/?>|\s+|\ufeff", re.IGNORECASE
)
LONGEST_FRAME = 2_000
FRAME_BEGINS = ("<?xml", "<!doctype", *("<" + table for table in TABLES))
# Rows that hold no post are handed on many at once.
POSTLESS_UNIT = 1 << 20
QUESTION, ANSWER = "1", "2"
# [the manual](https://example.org "Chapter 2")
LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()]{1,2000})(?:\s\"[^\"\n]{0,300}\")?\)")
TAG = re.compile(r"[^<>|]+")
BROKEN = "not a whole row: the file is damaged or cut off here; unpack or download it again"
UNKNOWN = "a row of no table that a dump has: it has neither PostTypeId, nor PostId and Text, nor DisplayName"
TOO_LONG = f"longer than {LONGEST_ROW >> 20} MB: no row of a dump is; the file is damaged here"
ENTITIES = "declares entities in its document type, which no dump does: they are not put in"


def claims(path: str, head: bytes) -> bool:
    """Tell by the name of the root and by what the first row has."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text.lower().startswith(FRAME_BEGINS):
        return False
    m = OPENING.search(text[:LONGEST_FRAME])
    row = FIRST_ROW.match(text, m.start()) if m else None
    if not m or not row:
        return False
    names = set(NAME.findall(row[2]))
    return TABLES[m[1].lower()] in names or {"Id", "Body", "CreationDate"} <= names


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a table into its head, its rows, and its foot; rows without posts many at once."""
    together: list[bytes] = []
    size, is_postless = 0, False
    for unit in cut_rows(stream):
        is_row = unit.startswith(b"<row")
        if is_row and is_postless:
            together.append(unit)
            size += len(unit)
        if together and (not is_row or size >= POSTLESS_UNIT):
            yield b"".join(together)
            together, size = [], 0
        if not is_row:
            m = OPENING.search(unit[-LONGEST_FRAME:].decode("utf-8", "replace"))
            is_postless = m is not None and m[1].lower() in POSTLESS
        if not (is_row and is_postless):
            yield unit
    if together:
        yield b"".join(together)


def parse(raw: bytes) -> Parsed | str:
    """Read one row, or what stands before or after the rows."""
    text = raw.decode("utf-8", "replace")
    if not text.startswith("<row"):
        return _frame(text)
    next_row = text.find("<row", 1)
    row = attributes(text[:next_row] if next_row > 0 else text)
    if row is None:
        return TOO_LONG if len(raw) >= LONGEST_ROW else BROKEN
    if "PostTypeId" in row:
        return _post(row) if row["PostTypeId"] in (QUESTION, ANSWER) else Parsed()
    if any(TABLES[table] in row for table in POSTLESS if table != "badges"):
        return Parsed()
    if "PostId" in row and ("Text" in row or "Score" in row):
        return _comment(row)
    if "DisplayName" in row:
        return Parsed(people={row["Id"]: row["DisplayName"]} if row.get("Id") else {})
    return Parsed() if {"UserId", "Name"} <= row.keys() else UNKNOWN


def _frame(text: str) -> Parsed | str:
    """Tell what is wrong with what is no row, if anything is."""
    if len(text) > LONGEST_FRAME:
        return BROKEN
    if not (left := FRAME.sub("", text)):
        return Parsed()
    return ENTITIES if "<!DOCTYPE" in left.upper() else BROKEN


def _post(row: Mapping[str, str]) -> Parsed:
    stated, number, question = row["PostTypeId"], row.get("Id", ""), row.get("ParentId", "")
    thread = number if stated == QUESTION else question
    body = row.get("Body", "")
    facts: Facts = {
        "karma": integer(row.get("Score")),
        "tags": TAG.findall(row.get("Tags", "")),
        "accepted_answer": f"p{row['AcceptedAnswerId']}" if row.get("AcceptedAnswerId") else None,
        "edited_at": row.get("LastEditDate"),
        "closed_at": row.get("ClosedDate"),
        "licence": row.get("ContentLicense"),
    }
    return _stated(
        lambda builder: write_html(builder, body, look=_look),
        row,
        id=f"p{number}" if number else "",
        thread=f"p{thread}" if thread else "",
        parents=(f"p{question}",) if stated == ANSWER and question else (),
        author=row.get("OwnerDisplayName", ""),
        author_id=row.get("OwnerUserId", ""),
        title=row.get("Title", ""),
        facts=facts,
    )


def _comment(row: Mapping[str, str]) -> Parsed:
    """A comment. Which question it belongs to, only the post that it stands under says."""
    words = row.get("Text", "")
    return _stated(
        lambda builder: _write_links(builder, words),
        row,
        id=f"c{row['Id']}" if row.get("Id") else "",
        parents=(f"p{row['PostId']}",),
        author=row.get("UserDisplayName", ""),
        author_id=row.get("UserId", ""),
        facts={"karma": integer(row.get("Score")), "licence": row.get("ContentLicense")},
    )


def _stated(write: Callable[[Builder], None], row: Mapping[str, str], *, facts: Facts, **stated: Any) -> Parsed:
    """The post with its text and date, and of the facts those that are known."""
    posted_at, posted_at_raw = moment(row.get("CreationDate"))
    builder = Builder()
    builder.begin()
    write_marked(builder, write)
    dated = Statement(posted_at=posted_at, posted_at_raw=posted_at_raw, first_line=0, last_line=0, **stated)
    builder.end(dated._replace(facts=stated_facts(facts)))
    return builder.parsed()


def _look(name: str, attributes: Attributes) -> Look | None:
    """A spoiler is written as a quote, and is not one."""
    if name == "blockquote" and "spoiler" in attributes.get("class", "").split():
        return Look(role=BODY)
    return None


def _write_links(builder: Builder, words: str) -> None:
    """Write a comment, which knows no Markdown but emphasis, code and links, and of these only the links hide words."""
    builder.write(LINK.sub(r"\1 (\2)", words))
