"""Saved topics of phpBB -> posts: prosilver and subsilver2 of phpBB 3, subSilver of phpBB 2.

<div id="p12" class="post"> ... <p class="author">by <a class="username">Ada</a> » 2 May 2011 ... <div class="content">
<a name="p12"></a> ... <b class="postauthor">Ada</b> ... <div class="postbody">
<a name="12"></a> ... <span class="name"><b>Ada</b> ... <span class="postbody">
"""

from __future__ import annotations

import re

from threads.readers.web.page import Element, WebPage, read_page, units
from threads.readers.web.site import head_of, site_of
from threads.readers.web.statements import (
    WebPost,
    WebQuote,
    ancestor,
    before,
    cites,
    every,
    first,
    fragment,
    number_after,
    parsed,
)
from threads.records import Facts, Parsed

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "phpbb"
SCRIPT = "viewtopic.php"
POST = re.compile(r"^p?(\d{1,19})$")
QUOTED = re.compile(r"(?:[?&;]p=|#p?)(\d{1,19})\b")
TOPIC = re.compile(r"[?&;]t=(\d{1,19})\b")
PROFILE = re.compile(r"[?&;]u=(\d{1,19})\b")
PROSILVER = re.compile(r"""<div id="p\d+" class="post[ "]""")
SUBSILVER = re.compile(r"""<a (?:name|id)="p?\d+">""")
# What phpBB 2 writes between a text and its author's signature.
RULE = re.compile(r"(?:<br ?/?>\s{0,9}){0,3}_{17}<br ?/?>")
# Words of the page that stand in a post: what its buttons and labels say.
LABELS = {"codetitle", "dl_links"}


def claims(path: str, head: bytes) -> bool:
    """Claim a page on which phpBB's own marks and its script's name stand."""
    text = head_of(head)
    if SCRIPT not in text and 'id="phpbb"' not in text:
        return False
    if PROSILVER.search(text):
        return "postbody" in text
    return SUBSILVER.search(text) is not None and ('class="postbody"' in text or 'class="postauthor"' in text)


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of one page of a topic."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    found = _prosilver(page) or _subsilver(page)
    if not found:
        return "no posts of phpBB were found in it; save the topic's page again"
    site = site_of(page, SCRIPT, FORMAT)
    title, topic = _topic(page)
    thread = f"{site}/t{topic}" if topic else ""
    drafts = [draft for number, span in found if (draft := _draft(page, number, span, site))]
    for draft in drafts:
        draft.thread, draft.title = thread, draft.title or title
    return parsed(page, drafts) if drafts else "no post of phpBB in it has a text"


def _prosilver(page: WebPage) -> list[tuple[str, list[Element]]]:
    """The posts that are elements of their own, with what lies in them."""
    found: list[tuple[str, list[Element]]] = []
    last = -1
    for element in page.elements:
        is_post = element.name == "div" and element.id.startswith("p") and "post" in element.classes
        if is_post and element.number > last and POST.match(element.id):
            found.append((element.id[1:], page.within(element)))
            last = element.last
    return found


def _subsilver(page: WebPage) -> list[tuple[str, list[Element]]]:
    """The posts that begin at an anchor and end at the next, with what lies between."""
    anchors = []
    for element in page.elements:
        if element.name == "a" and (match := POST.match(element.attributes.get("name") or element.id)):
            is_in_name = element.parent >= 0 and "name" in page.elements[element.parent].classes
            anchors.append((match[1], element.parent if is_in_name else element.number))
    ends = [number for _, number in anchors[1:]] + [len(page.elements)] * bool(anchors)
    return [
        (post, page.elements[number:end]) for (post, number), end in zip(anchors, ends, strict=True) if end > number
    ]


def _topic(page: WebPage) -> tuple[str, str]:
    """The title and the number of the topic, by the heading that links to it, else by any link that names a topic."""
    titles = every(page.elements, "topic-title", "titles", "maintitle") + [
        element for element in page.elements if element.name == "h2"
    ]
    for heading in titles:
        for link in (heading, *page.within(heading)):
            href = link.attributes.get("href", "")
            if SCRIPT in href and page.text_of(link):
                return page.text_of(link), number_after(TOPIC, href) or _topic_of_page(page)
    return page.text_of(titles[0]) if titles else page.title, _topic_of_page(page)


def _topic_of_page(page: WebPage) -> str:
    """The topic by the page's address, by its forms, or by the links for answering."""
    if topic := number_after(TOPIC, page.address):
        return topic
    for element in page.elements:
        href = element.attributes.get("href", "") or element.attributes.get("action", "")
        if ("mode=reply" in href or SCRIPT in href) and (topic := number_after(TOPIC, href)):
            return topic
    return ""


def _draft(page: WebPage, number: str, span: list[Element], site: str) -> WebPost | None:
    """The post that a run of elements shows; none if it has no text, as with posts of people one ignores."""
    body = first(span, "content", name="div") or first(span, "postbody", name="div")
    if body is None:
        inner = first(span, "postbody")
        body = inner and ancestor(page, inner, "td")
    if body is None:
        return None
    author, author_id = _author(page, span, site)
    signature = first(span, "signature")
    heading = next((element for element in span if element.name in ("h3", "h2")), None)
    titled = heading or next((link for link in span if link.attributes.get("href") == f"#p{number}"), None)
    quotes, labels, codes = _quotes(page, body, site)
    facts: Facts = {}
    if "deleted" in page.elements[max(0, span[0].parent)].classes:
        facts["is_deleted"] = True
    if names := [page.text_of(link) for link in every(span, "postlink") if "download/file.php" in _href(link)]:
        facts["attachments"] = [{"name": name} for name in names]
    text, signed = fragment(page, body, quotes, labels, codes), _subsilver_signature(page, span, body)
    if body.name == "td" and len(parts := RULE.split(text)) > 1:
        text, signed = "".join(parts[:-1]), parts[-1]
    return WebPost(
        id=f"{site}/p{number}",
        body=text,
        author=author,
        author_id=author_id,
        posted=_posted(page, span, body),
        title=page.text_of(titled) if titled else "",
        url=page.whole(f"./{SCRIPT}?p={number}#p{number}") if page.address else "",
        signature=page.html_of(signature) if signature else signed,
        facts=facts,
        end=body.end,
    )


def _author(page: WebPage, span: list[Element], site: str) -> tuple[str, str]:
    """Who wrote a post, by name and by the number of their profile."""
    for element in span:
        if not {"username", "username-coloured", "postauthor", "name"}.isdisjoint(element.classes) and (
            name := page.text_of(element)
        ):
            link = next((one for one in (element, *page.within(element)) if "u=" in _href(one)), element)
            profile = number_after(PROFILE, _href(link))
            return name, f"{site}/u{profile}" if profile else ""
    byline = first(span, "author", name="p")
    strong = next((one for one in page.within(byline) if one.name == "strong"), None) if byline else None
    name = page.text_of(strong) if strong else ""
    profiles = (
        number_after(PROFILE, _href(link)) for link in span if "u=" in _href(link) and page.text_of(link) == name
    )
    profile = next((number for number in profiles if number), "") if name else ""
    return name, f"{site}/u{profile}" if profile else ""


def _posted(page: WebPage, span: list[Element], body: Element) -> str:
    """When it was written, in the page's words."""
    time = next((one for one in span if one.name == "time" and one.number < body.number), None)
    if time and (moment := time.attributes.get("datetime", "")):
        return moment
    if byline := first(span, "author", name="p"):
        return page.text_of(byline).rpartition("»")[2].strip()
    for element in span:
        if element.number >= body.number:
            break
        if not {"postdetails", "gensmall"}.isdisjoint(element.classes):
            text = page.text_of(element)
            posted = next(
                (text.partition(word)[2] for word in ("Posted:", "Verfasst am:", "Posté le:") if word in text), ""
            )
            if posted:
                return re.split(r"\s(?:Post subject|Titel|Sujet du message):", posted)[0].strip()
    return ""


def _quotes(page: WebPage, body: Element, site: str) -> tuple[list[WebQuote], list[Element], list[Element]]:
    """The quotes of a body, the labels that are nobody's words, and code that is not in ``pre``."""
    quotes, labels, codes = [], [], []
    introduced = cites(page, body)
    for element in page.within(body):
        if element.name == "blockquote":
            quotes.append(WebQuote(element, introduced.get(element.number)))
        elif "quotecontent" in element.classes:
            title = before(page, element)
            quotes.append(WebQuote(element, title if title and "quotetitle" in title.classes else None))
        elif element.name == "span" and "gensmall" in element.classes and element.parent == body.number:
            labels.append(element)
        elif element.name == "td" and "quote" in element.classes:
            table = ancestor(page, element, "table")
            cite = first(page.elements[table.number : element.number], "genmed") if table else None
            quotes.append(WebQuote(element, cite))
        elif element.name in ("td", "div") and not {"code", "codecontent"}.isdisjoint(element.classes):
            codes.append(element)
        elif "codebox" in element.classes:
            labels += [one for one in page.within(element) if one.name in ("p", "dt")][:1]
        elif not LABELS.isdisjoint(element.classes):
            labels.append(element)
    for quote in quotes:
        links = page.within(quote.cite) if quote.cite else []
        numbers = (link.attributes.get("data-post-id", "") or number_after(QUOTED, _href(link)) for link in links)
        source = next((number for number in numbers if number), "")
        quote.source = f"{site}/p{source}" if source else ""
    return quotes, labels, codes


def _subsilver_signature(page: WebPage, span: list[Element], body: Element) -> str:
    """The signature that subsilver2 shows as a second body, and subSilver behind a line of underscores."""
    for element in every(span, "postbody"):
        if element.number > body.last and "_______" in page.html_of(element)[:200]:
            return page.html_of(element).partition("_<br")[2].partition(">")[2]
    return ""


def _href(element: Element) -> str:
    return element.attributes.get("href", "")
