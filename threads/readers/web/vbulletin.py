"""Saved threads of vBulletin 3, 4 and 5 -> posts.

3   <table id="post12"> ... <a class="bigusername"> ... <div id="post_message_12">
4   <li id="post_12"> ... <span class="date"> ... <a class="username"> ... <div id="post_message_12">
5   <li class="b-post" data-node-id="12"> ... <time datetime="..."> ... <div class="js-post__content-text">
    <li class="b-post b-comment" data-node-id="13"> ... <div class="js-post__content">        within the post it is on
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from threads.readers.web.page import Element, WebPage, read_page, units
from threads.readers.web.site import head_of, site_of
from threads.readers.web.statements import WebPost, WebQuote, ancestor, before, first, fragment, number_after, parsed
from threads.records import Facts, Parsed

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "vbulletin"
SCRIPT = "showthread.php"
MESSAGE_ID = re.compile(r"^post_message_(\d{1,19})$")
POST_ID = re.compile(r"^post_?(\d{1,19})$")
QUOTED = re.compile(r"#post(\d{1,19})\b|[?&;]p=(\d{1,19})\b")
THREAD = re.compile(r"[?&;]t=(\d{1,19})\b|showthread\.php[?/](\d{1,19})\b")
PATH_THREAD = re.compile(r"/(\d{1,19})-[^/?#]+(?:[/?#]|$)")
PROFILE = re.compile(r"[?&;/]u=(\d{1,19})\b|member\.php\?(\d{1,19})\b|/member/(\d{1,19})\b")
SIGNS = ("vBulletin", "vbulletin", "vb_login", "bigusername", "postbit", "b-post__")
COUNTER = re.compile(r"#\s?\d{1,9}\b\s{0,9}")
# A quote's text and who wrote it come within so many elements.
NEAR = 16
ITALIC = "font-style:italic"
COMMENT = "b-comment"
# Seconds since 1970, of a moment in the years of the web.
MOMENT = re.compile(r"\d{9,10}")


def claims(path: str, head: bytes) -> bool:
    """Claim a page with a post's text as vBulletin marks it, and another of its names."""
    text = head_of(head)
    if 'id="post_message_' in text:
        return any(sign in text for sign in SIGNS)
    return "js-post__content-text" in text and "data-node-id" in text


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of one page of a thread."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    site = site_of(page, SCRIPT, FORMAT)
    found: list[tuple[Element, Element]] = []
    for element in page.elements:
        if _is_body(page, element) and not (found and element.number <= found[-1][0].last):
            found.append((element, _box(page, element)))
    thread = _thread(page)
    title = _title(page)
    drafts = []
    taken: set[int] = set()
    for body, box in found:
        number = _number(body, box)
        if number:
            span = [body, *page.within(body)] if box.number in taken else [box, *_own(page, box)]
            taken.add(box.number)
            draft = _draft(page, body, span, number, site)
            draft.parents = _commented(page, box, site)
            draft.title, draft.thread = draft.title or title, f"{site}/t{thread}" if thread else ""
            drafts.append(draft)
    # Boards show advertisements in the frame of a post, without a date.
    if sum(bool(draft.posted) for draft in drafts) * 2 > len(drafts):
        drafts = [draft for draft in drafts if draft.posted or draft.author_id]
    if not drafts:
        return "no posts of vBulletin were found in it; save the thread's page again"
    return parsed(page, drafts)


def _is_body(page: WebPage, element: Element) -> bool:
    """Whether an element holds a post's text: that of vBulletin 5 has no number of its own."""
    if element.id.startswith("post_message_") or "js-post__content-text" in element.classes:
        return True
    return "js-post__content" in element.classes and COMMENT in _box(page, element).classes


def _own(page: WebPage, box: Element) -> list[Element]:
    """The elements of a post, without those of the comments on it."""
    own, last = [], -1
    for element in page.within(box):
        if element.number > last and COMMENT in element.classes:
            last = element.last
        if element.number > last:
            own.append(element)
    return own


def _commented(page: WebPage, box: Element, site: str) -> tuple[str, ...]:
    """The id of the post that a comment is on; a comment lies in it."""
    if COMMENT not in box.classes:
        return ()
    number = _number(box, _box(page, box))
    return (f"{site}/p{number}",) if number else ()


def _box(page: WebPage, body: Element) -> Element:
    """The element that holds a post with its author and date."""
    number = body.parent
    while number >= 0:
        element = page.elements[number]
        if POST_ID.match(element.id) or "data-node-id" in element.attributes or "b-post" in element.classes:
            return element
        number = element.parent
    return page.elements[body.parent] if body.parent >= 0 else body


def _number(body: Element, box: Element) -> str:
    """The post's number."""
    named = MESSAGE_ID.match(body.id) or POST_ID.match(box.id)
    number = named[1] if named else box.attributes.get("data-node-id", "")
    return number if number.isdecimal() and len(number) < 20 else ""


def _thread(page: WebPage) -> str:
    """The number of the thread, by the page's address or by a link of the page to itself."""
    for href in (page.address, *(_href(element) for element in page.elements)):
        if SCRIPT in href and (thread := _group(THREAD, href)):
            return thread
    return number_after(PATH_THREAD, page.address)


def _title(page: WebPage) -> str:
    """The title of the thread: what heads the page, else the page's title without its site's name."""
    heading = first(page.elements, "threadtitle", "b-main-title__title", "js-main-title") or first(
        page.elements, "b-media__body", "main-title"
    )
    if heading and (title := page.text_of(heading)):
        return title
    return page.title.rpartition(" - ")[0] or page.title


def _draft(page: WebPage, body: Element, span: list[Element], number: str, site: str) -> WebPost:
    """The post that stands in its box."""
    author, author_id = _author(page, span, site)
    quotes, labels = _quotes(page, body, site)
    signature = next((one for one in span if one.number > body.last and _is_signature(one)), None)
    heading = first(span, "posttitle", "title", "b-post__title", "js-post-title")
    facts: Facts = {}
    names = [page.text_of(one) for one in span if one.name == "a" and "attachmentid=" in _href(one)]
    if named := [name for name in names if name]:
        facts["attachments"] = [{"name": name} for name in named]
    link = next((one for one in span if {"postcounter", "b-post__count"} & set(one.classes)), None)
    signed = page.html_of(signature) if signature else _old_signature(page, span, body)
    return WebPost(
        id=f"{site}/p{number}",
        body=fragment(page, first(page.within(body), "postcontent", name="blockquote") or body, quotes, labels),
        author=author,
        author_id=author_id,
        posted=_posted(page, span, body),
        title=page.text_of(heading) if heading else "",
        url=page.whole(_href(link)) if link and page.address else "",
        signature=signed,
        facts=facts,
        end=body.end,
    )


def _author(page: WebPage, span: list[Element], site: str) -> tuple[str, str]:
    """Who wrote it, by name and by the number of their profile."""
    box = first(span, "bigusername", "username", "b-userinfo__details", "b-comment__author", "author", "popupctrl")
    if box is None:
        return "", ""
    link = next((one for one in (box, *page.within(box)) if one.name == "a" and page.text_of(one)), box)
    name = next((page.text_of(one) for one in page.within(box) if one.attributes.get("itemprop") == "name"), "")
    profile = _group(PROFILE, _href(link))
    return name or page.text_of(link), f"{site}/u{profile}" if profile else ""


def _posted(page: WebPage, span: list[Element], body: Element) -> str:
    """When it was written: the moment itself, else the page's words before the text, in their own element or the bar on top."""
    if MOMENT.fullmatch(stated := span[0].attributes.get("data-node-publishdate", "")):
        return datetime.fromtimestamp(int(stated), UTC).isoformat()
    for element in span:
        if element.number >= body.number:
            break
        if element.name == "time" and (moment := element.attributes.get("datetime", "")):
            return moment
        is_comment = "b-post__timestamp" in element.classes and COMMENT in span[0].classes
        if is_comment or "date" in element.classes or ("thead" in element.classes and element.name == "td"):
            text = COUNTER.sub("", page.text_of(element))
            if any(letter.isdigit() for letter in text):
                return text
    return ""


def _is_signature(element: Element) -> bool:
    """Whether an element is what an author signs all posts with, in vBulletin 4 and 5."""
    return bool({"signature", "signaturecontainer", "b-post__signature"} & set(element.classes))


def _old_signature(page: WebPage, span: list[Element], body: Element) -> str:
    """The signature of vBulletin 3: between comments of its template, behind a line of underscores."""
    start = next((at for at, words in page.comments if at >= body.end and words.strip() == "sig"), -1)
    end = page.html.find("<!-- / sig", start) if start >= 0 else -1
    if not 0 <= start < end <= span[0].end:
        return ""
    html = page.html[start:end].partition("-->")[2]
    return re.sub(r"(?<!_)_{5,}+\s{0,9}<br ?/?>", "", html, count=1)


def _quotes(page: WebPage, body: Element, site: str) -> tuple[list[WebQuote], list[Element]]:
    """The quotes of a body, and the labels that are nobody's words."""
    quotes, labels = [], []
    cells: dict[int, list[Element]] = {}
    for element in page.within(body):
        if element.name == "div":
            cells.setdefault(element.parent, []).append(element)
    for element in page.within(body):
        cite: Element | None = None
        if "bbcode_quote" in element.classes:
            inside = page.elements[element.number + 1 : min(element.last + 1, element.number + NEAR)]
            message = first(inside, "message", "quote-message")
            cite = first(inside, "bbcode_postedby")
            element, cite = message or element, cite if message and cite and cite.number < message.number else None  # noqa: PLW2901
        elif element.name == "td" and "alt2" in element.classes and (table := ancestor(page, element, "table")):
            label = before(page, table)
            if (
                label is None
                or "smallfont" not in label.classes
                or any(one.name == "pre" for one in page.within(element))
            ):
                continue
            labels.append(label)
            children = [one for one in page.within(element) if one.name == "div" and one.parent == element.number]
            if len(children) > 1 and ITALIC in children[1].attributes.get("style", "").replace(" ", ""):
                cite, element = children[0], children[1]  # noqa: PLW2901
        else:
            if {"bbcode_description", "bbcode_quote_container"} & set(element.classes):
                labels.append(element)
            elif element.name == "pre" and (label := before(page, element)) and "smallfont" in label.classes:
                labels.append(label)
            continue
        links = page.within(cite) if cite else []
        source = next((number for link in links if (number := _group(QUOTED, _href(link)))), "")
        quotes.append(WebQuote(element, cite, f"{site}/p{source}" if source else ""))
    return quotes, labels


def _group(pattern: re.Pattern[str], text: str) -> str:
    """The first of a pattern's groups that found a number."""
    found = pattern.search(text[:3000])
    return next((number for number in found.groups() if number), "") if found else ""


def _href(element: Element) -> str:
    return element.attributes.get("href", "")
