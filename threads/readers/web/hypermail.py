"""Saved pages of Hypermail -> mails, a page each.

It writes what it knows into comments: ``<!-- id="..." -->``, ``inreplyto``, ``name``, ``email``, ``subject``,
``isosent``; the text stands between ``<!-- body="start" -->`` and ``<!-- body="end" -->``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from threads.readers.building import Builder
from threads.readers.html_lines import Look, write_html
from threads.readers.html_tokens import Attributes, plain
from threads.readers.mail.lines import lines_of
from threads.readers.mail.mime import Text
from threads.readers.web.mail_text import preformatted, write_lines, write_typed
from threads.readers.web.page import WebPage, read_page, units
from threads.readers.web.site import head_of
from threads.records import Parsed, Statement
from threads.words.dates import credible, read_date

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "hypermail"
COMMENT = re.compile(r'^\s?([a-z]{2,12})="(.*)"\s?$', re.DOTALL)
MARK = re.compile(r'<!-- (?:id|received|isoreceived|sent)="')
STAMP = re.compile(r"^\d{14}$")
# How Hypermail hides addresses.
HIDDEN_AT = "_at_"
# What newer ones repeat above the text, and the links that some set below it.
HEADS = frozenset("headers head".split())
HEAD_IDS = frozenset("from date subject received to cc message-id reply-to".split())
SIGNED_PRE = re.compile(r"<pre[^>]{0,200}>\s{0,9}(-- ?\n[^<]*+(?:<(?!/?pre\b)[^<]*+)*)</pre>", re.IGNORECASE)
ONLY_PRE = re.compile(r"\s*(?:<a [^>]{0,300}></a>\s*)?<pre\b[^>]*+>(.*)</pre>\s*", re.DOTALL | re.IGNORECASE)


def claims(path: str, head: bytes) -> bool:
    """Claim a page with Hypermail's comments on a mail and its text."""
    text = head_of(head)
    return MARK.search(text) is not None and '<!-- body="start" -->' in text


def parse(raw: bytes) -> Parsed | str:
    """Read the mail of a page."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    known: dict[str, str] = {}
    begin = end = -1
    for at, comment in page.comments:
        found = COMMENT.match(comment)
        if not found:
            continue
        if found[1] == "body":
            begin, end = (at, end) if found[2] == "start" and begin < 0 else (begin, at if begin >= 0 else end)
        elif begin < 0:
            known.setdefault(found[1], plain(found[2]))
    if begin < 0:
        return "no mail of Hypermail was found in it; save the page again"
    builder = Builder()
    builder.begin()
    write_between(builder, page, begin, end)
    is_deleted = any(element.id == "deleted" and element.start > begin for element in page.elements)
    builder.end(_mail(page, known, is_deleted=is_deleted))
    return builder.parsed()


def write_between(builder: Builder, page: WebPage, begin: int, end: int) -> None:
    """Write the text of a mail that stands between two comments: as typed where the page keeps it so, else as it is shown.

    ``begin`` and ``end`` are where the comments begin in the page; without a second one the page is read to its end.
    """
    source = page.html[begin : end if end > begin else len(page.html)].partition("-->")[2]
    if (only := ONLY_PRE.fullmatch(source)) and "<pre" not in only[1].lower():
        write_typed(builder, preformatted(only[1]).strip("\n"))
        return
    source, signed = SIGNED_PRE.subn(lambda found: "<p>" + found[1].strip().replace("\n", "<br>") + "</p>", source)
    draft = Builder()
    draft.begin()
    write_html(draft, source, base=page.address, look=_look, quote_source=_cited)
    draft.end(Statement("", 0, 0))
    words = ["-- " if signed and line == "--" else line for line in draft.lines]
    quotes = [mark for mark in draft.posts[0].marks if mark.role == "quote"]
    if not quotes:
        write_lines(builder, *lines_of(Text("\n".join(words))))
        return
    depths = [0] * len(words)
    sources: dict[int, str] = {}
    for mark in quotes:
        for place in range(mark.first_line - 1, mark.last_line):
            depths[place], sources[place] = mark.depth, mark.source
    write_lines(builder, words, depths, sources)


def _look(name: str, attributes: Attributes) -> Look | None:
    """Leave out the mail's head where it stands within the text."""
    is_head = not HEADS.isdisjoint(attributes.get("class", "").split())
    return Look(is_dropped=True) if is_head or attributes.get("id", "") in HEAD_IDS else None


def _cited(attributes: Attributes) -> str:
    """The mail that a ``blockquote`` of an HTML mail cites, as in ``cite="mid:..."``."""
    cite = attributes.get("cite", "")
    return cite.removeprefix("mid").removeprefix(":") if cite.startswith("mid") and "@" in cite else ""


def _mail(page: WebPage, known: dict[str, str], *, is_deleted: bool) -> Statement:
    """What the comments say of the mail."""
    stamp = known.get("isosent", "")
    sent = known.get("sent", "") or known.get("received", "")
    posted_at = None
    if STAMP.match(stamp):
        try:
            posted_at = credible(datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
        except ValueError:
            posted_at = None
    posted_at = posted_at or read_date(sent)
    email = shown_address(known.get("email", ""))
    answered = shown_address(known.get("inreplyto", ""))
    return Statement(
        id=shown_address(known.get("id", "")),
        first_line=0,
        last_line=0,
        parents=(answered,) if "@" in answered and not re.search(r"\s", answered) else (),
        author=known.get("name", ""),
        author_id=email.lower() if "@" in email else "",
        posted_at=posted_at,
        posted_at_raw="" if posted_at else sent,
        title=known.get("subject", ""),
        url=page.address,
        facts={"is_deleted": True} if is_deleted else {},
    )


def shown_address(address: str) -> str:
    """An address or a Message-ID with its "@", where Hypermail hid that and nothing else."""
    address = address.strip().strip("<>")
    if "@" in address or HIDDEN_AT not in address:
        return address
    name, _, host = address.rpartition(HIDDEN_AT)
    return address if host.startswith("[") else f"{name}@{host}"
