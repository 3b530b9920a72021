"""Saved topics of SMF 1.1, 2.0 and 2.1 -> posts.

    <div class="poster"><h4><a href="...;u=4">Ada</a></h4> ... <div class="smalltext">« Reply #1 on: ... »</div> ...
    <div class="inner" id="msg_12"> ... </div> ... <div class="signature">

Quotes stand in ``blockquote``, whose words "Quote from: Ada on ..." come before it (1.1, 2.0) or in its ``cite`` (2.1).
"""

from __future__ import annotations

import re

from threads.readers.web.page import Element, WebPage, read_page, units
from threads.readers.web.site import head_of, site_of
from threads.readers.web.statements import WebPost, WebQuote, before, cites, first, fragment, number_after, parsed
from threads.records import Facts, Parsed

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "smf"
SCRIPT = "index.php"
BODY_ID = re.compile(r"^msg_(\d{1,19})$")
SUBJECT_ID = re.compile(r"^subject_(\d{1,19})$")
QUOTED = re.compile(r"#msg(\d{1,19})\b|;?\bmsg=(\d{1,19})\b|\.msg(\d{1,19})\b")
TOPIC = re.compile(r"[?&;/]topic[=,](\d{1,19})\b")
PROFILE = re.compile(r"\bu[=,](\d{1,19})\b")
# What stands around a date: "« Reply #3 on: July 12, 2009, 03:04:05 PM »", in any language.
AROUND = re.compile(r"^[«\s]*(?:.{0,60}?:\s+)?(?=\S)(.*?)[»\s]*$")
MARKS = re.compile(r'\bid="(?:subject|msg)_\d+"')
SIGNS = ("smf_theme_url", "smf_scripturl", "smf_default_theme_url", "Powered by SMF", "Simple Machines")


def claims(path: str, head: bytes) -> bool:
    """Claim a page with posts as SMF numbers them and the names its scripts use."""
    text = head_of(head)
    return (
        MARKS.search(text) is not None
        and ("topic=" in text or "topic," in text)
        and any(sign in text for sign in SIGNS)
    )


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of one page of a topic."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    site = site_of(page, SCRIPT, FORMAT)
    spans = _spans(page)
    if not spans:
        return "no posts of SMF were found in it; save the topic's page again"
    topic = number_after(TOPIC, page.address) or next(
        (found for element in page.elements if (found := number_after(TOPIC, _href(element)))), ""
    )
    drafts = [draft for number, span in spans if (draft := _draft(page, number, span, site, topic))]
    return parsed(page, drafts) if drafts else "no post of SMF in it has a text"


def _spans(page: WebPage) -> list[tuple[str, list[Element]]]:
    """The posts' numbers, each with the elements from its author's name on to the next one's."""
    subjects = [(match[1], element) for element in page.elements if (match := SUBJECT_ID.match(element.id))]
    starts = []
    for number, subject in subjects:
        poster = next(
            (one for one in reversed(page.elements[max(0, subject.number - 400) : subject.number]) if _is_poster(one)),
            None,
        )
        starts.append((number, poster.number if poster else subject.number))
    ends = [start for _, start in starts[1:]] + [len(page.elements)] * bool(starts)
    return [(number, page.elements[at:end]) for (number, at), end in zip(starts, ends, strict=True) if end > at]


def _is_poster(element: Element) -> bool:
    """Whether an element begins a post: the box of its author, which is a cell in SMF 1.1."""
    return "poster" in element.classes or (element.name == "td" and element.attributes.get("width") in ("16%", "15%"))


def _draft(page: WebPage, number: str, span: list[Element], site: str, topic: str) -> WebPost | None:
    """The post that a run of elements shows."""
    body = next((one for one in span if (found := BODY_ID.match(one.id)) and found[1] == number), None) or first(
        span, "post", "personalmessage", name="div"
    )
    subject = next((one for one in span if one.id == f"subject_{number}"), None)
    if body is None:
        return None
    author, author_id = _author(page, span, body, site)
    quotes, labels, codes = _quotes(page, body, site)
    signature = next((one for one in span if "signature" in one.classes and one.number > body.last), None)
    link = next((one for one in page.within(subject) if one.name == "a"), None) if subject else None
    facts: Facts = {}
    names = [page.text_of(one).lstrip("* ") for one in span if one.name == "a" and "action=dlattach" in _href(one)]
    if named := [name for name in names if name]:
        facts["attachments"] = [{"name": name} for name in named]
    return WebPost(
        id=f"{site}/p{number}",
        body=fragment(page, body, quotes, labels, codes),
        author=author,
        author_id=author_id,
        posted=_posted(page, span, subject, body),
        title=page.text_of(subject) if subject else "",
        url=page.whole(_href(link)) if link and page.address else "",
        thread=f"{site}/t{topic}" if topic else "",
        signature=page.html_of(signature) if signature else "",
        facts=facts,
        end=body.end,
    )


def _author(page: WebPage, span: list[Element], body: Element, site: str) -> tuple[str, str]:
    """Who wrote it: the link to a profile, or the words of the heading for people without one."""
    for element in span:
        if element.number >= body.number:
            break
        if element.name == "a" and "action=profile" in _href(element) and (name := page.text_of(element)):
            profile = number_after(PROFILE, _href(element))
            return name, f"{site}/u{profile}" if profile else ""
    heading = next((one for one in span if one.name in ("h4", "b") and one.number < body.number), None)
    return (page.text_of(heading), "") if heading else ("", "")


def _posted(page: WebPage, span: list[Element], subject: Element | None, body: Element) -> str:
    """When it was written, in the page's words: the small text behind the subject, or the link of SMF 2.1 that has it."""
    for element in span:
        if (
            subject
            and element.number > subject.last
            and element.number < body.number
            and "smalltext" in element.classes
        ):
            text = page.text_of(element)[:300]
            found = AROUND.match(text)
            if found and any(letter.isdigit() for letter in found[1]):
                return found[1]
    return ""


def _quotes(page: WebPage, body: Element, site: str) -> tuple[list[WebQuote], list[Element], list[Element]]:
    """The quotes of a body, the labels that are nobody's words, and code that is not in ``pre``."""
    quotes, labels, codes = [], [], []
    introduced = cites(page, body)
    for element in page.within(body):
        if element.name == "blockquote":
            cite = introduced.get(element.number)
            own = cite or before(page, element)
            if own and own is not cite and not {"quoteheader", "quote"} & set(own.classes):
                own = None
            links = [own, *page.within(own)] if own else []
            source = next((number for link in links if (number := _quoted(_href(link)))), "")
            quotes.append(WebQuote(element, own, f"{site}/p{source}" if source else ""))
        elif element.name != "pre" and {"bbc_code", "code"} & set(element.classes):
            codes.append(element)
        elif {"codeheader", "quotefooter"} & set(element.classes):
            labels.append(element)
    return quotes, labels, codes


def _quoted(href: str) -> str:
    """The number of the post that a quote's link leads to."""
    found = QUOTED.search(href[:3000])
    return next((number for number in found.groups() if number), "") if found else ""


def _href(element: Element) -> str:
    return element.attributes.get("href", "") or element.attributes.get("action", "")
