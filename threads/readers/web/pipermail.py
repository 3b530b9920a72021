"""Saved pages of Pipermail, the archive of Mailman 2 -> mails, a page each.

    <H1>[list] Subject</H1> <B>Ada</B> <A HREF="mailto:...In-Reply-To=%3Cid%40host%3E">ada at host</A> <I>date</I>
    <!--beginarticle--> <PRE>text</PRE> <!--endarticle-->

The address for answering names the mail's own Message-ID. Whom it answers no page says: "Previous message" is another.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from threads.readers.building import Builder
from threads.readers.web.mail_text import preformatted, write_typed
from threads.readers.web.page import Element, WebPage, host_of, read_page, units
from threads.readers.web.site import head_of
from threads.records import AttachedFile, Parsed, Statement
from threads.words.dates import read_date

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "pipermail"
BEGIN, END = "beginarticle", "endarticle"
# Looked for in so much of an address and no more.
LONGEST_ADDRESS = 10_000
OWN_ID = re.compile(r"In-Reply-To=(?:<|%3C)([^&<>\"]{1,300}?)(?:>|%3E)", re.IGNORECASE)
SCRUBBED = re.compile(
    r"^Name: (.{0,400})\n(?:Type: (.{0,200})\n)?Size: (\d{1,15}) bytes?$|^A non-text attachment was scrubbed",
    re.MULTILINE,
)


def claims(path: str, head: bytes) -> bool:
    """Claim a page with the comment that Pipermail begins each mail with."""
    text = head_of(head)
    return f"<!--{BEGIN}-->" in text and "<h1" in text.lower()


def parse(raw: bytes) -> Parsed | str:
    """Read the mail of a page."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    begin = next((at for at, words in page.comments if words.strip() == BEGIN), -1)
    if begin < 0:
        return "no mail of Pipermail was found in it; save the page again"
    end = next((at for at, words in page.comments if at > begin and words.strip() == END), len(page.html))
    source = page.html[begin:end].partition("-->")[2]
    above = [element for element in page.elements if element.start < begin]
    builder = Builder()
    builder.begin()
    text = preformatted(source)
    write_typed(builder, text.strip("\n"))
    builder.end(_mail(page, above, text))
    return builder.parsed()


def _mail(page: WebPage, above: list[Element], text: str) -> Statement:
    """What the page says of the mail, above it."""
    heading = next((element for element in above if element.name == "h1"), None)
    after = above[heading.last + 1 :] if heading else []
    author = next((page.text_of(element) for element in after if element.name == "b"), "")
    link = next((element for element in after if element.name == "a"), None)
    shown = page.text_of(link) if link else ""
    posted = next((page.text_of(element) for element in after if element.name == "i"), "")
    posted_at = read_date(posted)
    names: list[AttachedFile] = [
        {"name": name, "type": kind, "size": int(size)} for name, kind, size in SCRUBBED.findall(text) if name
    ]
    return Statement(
        id=_own_id(above) or (page.address.partition("://")[2] if host_of(page.address) else ""),
        first_line=0,
        last_line=0,
        author=author.replace(" at ", "@") if author == shown else author,
        author_id=shown.replace(" at ", "@").lower() if " at " in shown or "@" in shown else "",
        posted_at=posted_at,
        posted_at_raw="" if posted_at else posted,
        title=page.text_of(heading) if heading else page.title,
        url=page.address,
        facts={"attachments": names} if names else {},
    )


def _own_id(above: list[Element]) -> str:
    """The Message-ID in the address for answering, with which the mail itself is joined."""
    for element in above:
        href = element.attributes.get("href", "")
        if href.startswith("mailto:") and (found := OWN_ID.search(href[:LONGEST_ADDRESS])):
            return unquote(found[1]).strip()
    return ""
