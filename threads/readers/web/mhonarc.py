"""Saved pages of MHonArc -> mails, a page each.

It writes what it knows into comments: ``<!--X-Subject: ... -->``, ``X-From-R13`` (turned by thirteen letters), ``X-Date``,
``X-Message-Id``, a ``X-Reference`` for each mail above; the text stands between ``<!--X-Body-of-Message-->`` and its end.
"""

from __future__ import annotations

import re

from threads.readers.building import Builder
from threads.readers.html_tokens import plain
from threads.readers.mail.dates import date_of
from threads.readers.web.hypermail import write_between
from threads.readers.web.page import WebPage, read_page, units
from threads.readers.web.site import head_of
from threads.records import Parsed, Statement
from threads.words.dates import read_date

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "mhonarc"
COMMENT = re.compile(r"^X-([A-Za-z0-9-]{2,30}):\s(.*?)\s*$", re.DOTALL)
BEGINS, ENDS = "X-Body-of-Message", ("X-Body-of-Message-End", "X-MsgBody-End")
# How MHonArc hides who wrote from those who gather addresses: "@" and "[" are letters to it.
TURNED = str.maketrans(
    "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[abcdefghijklmnopqrstuvwxyz",
    "NOPQRSTUVWXYZ[@ABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm",
)
FROM = re.compile(r'^\s*"?(.*?)"?\s*(?:<([^<>]*)>|\(([^()]*)\))?\s*$', re.DOTALL)
MOST_PARENTS = 100


def claims(path: str, head: bytes) -> bool:
    """Claim a page with MHonArc's comments on a mail and its text."""
    text = head_of(head)
    return "<!--X-Body-of-Message-->" in text and ("<!--X-Message-Id:" in text or "<!--X-Subject:" in text)


def parse(raw: bytes) -> Parsed | str:
    """Read the mail of a page."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    known: dict[str, str] = {}
    references: list[str] = []
    begin = end = -1
    for at, comment in page.comments:
        words = comment.strip()
        if words == BEGINS and begin < 0:
            begin = at
        elif words in ENDS and begin >= 0 and end < 0:
            end = at
        elif begin < 0 and (found := COMMENT.match(words)):
            if found[1] == "Reference":
                references.append(plain(found[2]).strip("<>"))
            known.setdefault(found[1], plain(found[2]))
    if begin < 0:
        return "no mail of MHonArc was found in it; save the page again"
    builder = Builder()
    builder.begin()
    write_between(builder, page, begin, end)
    builder.end(_mail(page, known, references))
    return builder.parsed()


def _mail(page: WebPage, known: dict[str, str], references: list[str]) -> Statement:
    """What the comments say of the mail."""
    name, address = _person(known.get("From", "") or known.get("From-R13", "").translate(TURNED))
    sent = known.get("Date", "")
    posted_at = date_of(sent) or read_date(sent)
    parents = tuple(reversed([id_ for id_ in references if "@" in id_ and " " not in id_][-MOST_PARENTS:]))
    return Statement(
        id=known.get("Message-Id", "").strip("<>"),
        first_line=0,
        last_line=0,
        parents=parents,
        author=name,
        author_id=address.lower() if "@" in address else "",
        posted_at=posted_at,
        posted_at_raw="" if posted_at else sent,
        title=known.get("Subject", ""),
        url=page.address,
    )


def _person(text: str) -> tuple[str, str]:
    """A name and an address, of "Ada Moss <ada@mill.example>" and "ada@mill.example (Ada Moss)"."""
    found = FROM.match(text[:1000])
    if not found:
        return text, ""
    name, address, behind = found[1].strip(), found[2] or "", (found[3] or "").strip()
    if behind:
        return behind, name
    return (name, address) if name and "@" not in name else (name or address, address or name)
