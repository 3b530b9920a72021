"""Saved threads of XenForo 1 and 2 -> posts, whether they carry schema.org's marks or not.

2   <article class="message message--post" data-author="Ada" data-content="post-12"> ... <div class="bbWrapper">
1   <li class="message" id="post-12" data-author="Ada"> ... <blockquote class="messageText">
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from threads.readers.web.page import Element, WebPage, read_page, units
from threads.readers.web.site import head_of
from threads.readers.web.statements import WebPost, WebQuote, cites, every, first, fragment, number_after, parsed
from threads.records import Facts, Parsed

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "xenforo"
POST = re.compile(r"^post-(\d{1,19})$")
QUOTED = re.compile(r"(?:post-|posts/|\bid=|^post: )(\d{1,19})\b")
THREAD = re.compile(r"threads/(?:[^/?#]*\.)?(\d{1,19})(?:[/?#]|$)")
MEMBER = re.compile(r"members/(?:[^/?#]*\.)?(\d{1,19})(?:[/?#]|$)")
STAMP = re.compile(r"^\d{1,11}$")


def claims(path: str, head: bytes) -> bool:
    """Claim a page with a post as XenForo writes it."""
    text = head_of(head)
    if "message--post" in text and 'data-content="post-' in text:
        return True
    return 'id="XenForo"' in text and 'id="post-' in text and "messageText" in text


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of one page of a thread."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    site = page.host or FORMAT
    thread = number_after(THREAD, page.address)
    heading = first(page.elements, "p-title-value") or next((one for one in page.elements if one.name == "h1"), None)
    title = (page.text_of(heading) if heading else "") or page.title
    drafts = []
    last = -1
    for element in page.elements:
        number = _number(element)
        if number and element.number > last and (draft := _draft(page, element, number, site)):
            draft.title, draft.thread = title, f"{site}/threads/{thread}" if thread else ""
            drafts.append(draft)
            last = element.last
    return parsed(page, drafts) if drafts else "no posts of XenForo were found in it; save the thread's page again"


def _number(element: Element) -> str:
    """The number of the post that an element is, if it is one."""
    if "message" not in element.classes:
        return ""
    found = POST.match(element.attributes.get("data-content", "")) or POST.match(element.id)
    return found[1] if found else ""


def _draft(page: WebPage, element: Element, number: str, site: str) -> WebPost | None:
    """The post that stands in an element."""
    span = page.within(element)
    signature = first(span, "message-signature", "signature")
    shown = first(span, "message-body", "message-content") or element
    body = first(page.within(shown), "bbWrapper") or first(span, "messageText")
    if body is None or (signature and signature.inner <= body.start < signature.end):
        return None
    link = next((one for one in span if MEMBER.search(one.attributes.get("href", "")[:3000])), None)
    member = number_after(MEMBER, link.attributes.get("href", "")) if link else ""
    quotes, labels = _quotes(page, body, site)
    own = next((one for one in span if one.name == "a" and number in one.attributes.get("href", "")), None)
    facts: Facts = {"is_deleted": True} if "message--deleted" in element.classes else {}
    if names := [page.text_of(one) for one in every(span, "file-name", "filename") if page.text_of(one)]:
        facts["attachments"] = [{"name": name} for name in names]
    return WebPost(
        id=f"{site}/posts/{number}",
        body=fragment(page, body, quotes, labels),
        author=element.attributes.get("data-author", "") or (page.text_of(link) if link else ""),
        author_id=f"{site}/members/{member}" if member else "",
        posted=_posted(page, span, body),
        url=page.whole(own.attributes["href"]) if own and page.address else "",
        signature=page.html_of(signature) if signature else "",
        facts=facts,
        end=body.end,
    )


def _posted(page: WebPage, span: list[Element], body: Element) -> str:
    """When it was written: a moment, seconds since 1970, or the page's words."""
    for element in span:
        if body.number <= element.number <= body.last:
            continue
        if element.name == "time" and (moment := element.attributes.get("datetime", "")):
            return moment
        if "DateTime" in element.classes:
            stamp = element.attributes.get("data-time", "")
            if STAMP.match(stamp):
                return datetime.fromtimestamp(int(stamp), UTC).isoformat()
            return element.attributes.get("title", "") or page.text_of(element)
    return ""


def _quotes(page: WebPage, body: Element, site: str) -> tuple[list[WebQuote], list[Element]]:
    """The quotes of a body, and the labels that are nobody's words."""
    quotes, labels = [], []
    introduced = cites(page, body, "bbCodeBlock-title")
    attributed: Element | None = None
    for element in page.within(body):
        if {"bbCodeBlock-expandLink", "quoteExpand"} & set(element.classes):
            labels.append(element)
        elif "attribution" in element.classes:
            attributed = element
        elif element.name == "blockquote":
            cite, attributed = introduced.get(element.number) or attributed, None
            links = [element, *([cite, *page.within(cite)] if cite else [])]
            named = [
                one.attributes.get(key, "") for one in links for key in ("data-source", "data-content-selector", "href")
            ]
            source = next((number for name in named if (number := number_after(QUOTED, name))), "")
            quotes.append(WebQuote(element, cite, f"{site}/posts/{source}" if source else ""))
    return quotes, labels
