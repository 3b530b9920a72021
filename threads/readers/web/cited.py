"""The quotes in a text that schema.org's words mark -> what their program says of them.

Discourse   <aside class="quote" data-post="2"><div class="title">Ada:</div><blockquote>...
XenForo     <blockquote class="bbCodeBlock--quote"><div class="bbCodeBlock-title"><a data-content-selector="#post-12">
Flarum      <blockquote><cite>Ada</cite>...
"""

from __future__ import annotations

from threads.readers.web.page import Element, WebPage
from threads.readers.web.statements import WebQuote, cites, first


def cited_in(
    page: WebPage, body: Element, by_number: dict[str, str], thread: str
) -> tuple[list[WebQuote], list[Element]]:
    """The quotes of a text, with the posts of the page that they are from, and labels that are nobody's words."""
    quotes, labels = [], []
    asides: dict[int, Element] = {}
    introduced = cites(page, body, "bbCodeBlock-title")
    for element in page.within(body):
        classes = element.classes
        if element.name == "aside" and "quote" in classes:
            asides[element.number] = element
        elif "bbCodeBlock-expandLink" in classes:
            labels.append(element)
        elif element.name == "blockquote":
            aside = asides.get(element.parent)
            if aside is not None:
                title = first(page.within(aside), "title")
                post = aside.attributes.get("data-post", "")
                is_own = thread.endswith("/" + aside.attributes.get("data-topic", "?"))
                source = f"{thread}/{post}" if post.isdecimal() and is_own else ""
                quotes.append(WebQuote(element, title if title and title.number < element.number else None, source))
                continue
            own = introduced.get(element.number)
            quotes.append(WebQuote(element, own, _source(page, element, own, by_number)))
    return quotes, labels


def _source(page: WebPage, quote: Element, cite: Element | None, by_number: dict[str, str]) -> str:
    """The post of this page that a quote names."""
    names = [quote.attributes.get("data-source", "").replace("post: ", "post-")]
    for link in page.within(cite) if cite else []:
        names.append(link.attributes.get("data-content-selector", "").lstrip("#"))
        names.append(link.attributes.get("href", "").rpartition("#")[2])
    return next((by_number[name] for name in names if name and name in by_number), "")
