"""The posts that were found on a page -> what a reader hands on.

A program's module says where a post and the quotes in it stand. Here the source of each body is marked with what is
known of it and written as lines: attributions before the quotes they introduce, sources on them, labels left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from html import escape

from threads.readers.building import Builder
from threads.readers.html_lines import Look, write_html
from threads.readers.html_tokens import Attributes
from threads.readers.quoting import write_marked
from threads.readers.web.page import Element, WebPage, words
from threads.records import Facts, Parsed, Statement
from threads.words.dates import is_day_first, order_by_rising, order_by_weekdays, page_zone, read_date

ROLE, SOURCE = "data-reader-role", "data-reader-source"
DROP = "drop"
DIGITS = re.compile(r"\d{1,19}")
# Where a page says in which zone its times are: behind the posts.
FOOT = 30_000


@dataclass(slots=True)
class WebQuote:
    """A quote in a body: its element, the one that says whose it is, and the id of the post it is from."""

    element: Element
    cite: Element | None = None
    source: str = ""


@dataclass(slots=True)
class WebPost:
    """A post as it stands on a page. ``posted`` is the date in the page's words; ``extra`` follows the body."""

    id: str
    body: str
    author: str = ""
    author_id: str = ""
    posted: str = ""
    title: str = ""
    url: str = ""
    thread: str = ""
    parents: tuple[str, ...] = ()
    signature: str = ""
    extra: str = ""
    facts: Facts = field(default_factory=Facts)
    # Where on the page its text ends.
    end: int = 0


def fragment(
    page: WebPage,
    body: Element,
    quotes: Iterable[WebQuote] = (),
    labels: Iterable[Element] = (),
    codes: Iterable[Element] = (),
) -> str:
    """The source of a body with its quotes marked, labels left out, and code that is not in ``pre`` put into it."""
    html = page.html
    edits: list[tuple[int, int, str]] = []
    for quote in quotes:
        marks = attribute(ROLE, "quote") + attribute(SOURCE, quote.source)
        if quote.cite is not None:
            marked = attribute(ROLE, "attribution") + attribute(SOURCE, quote.source)
            introduced = f"<div{marked}>{escape(introduction(page, quote.cite))}</div>"
            edits.append((quote.element.start, quote.element.start, introduced))
            edits.append((*whole(page, quote.cite), ""))
        name_end = quote.element.start + 1 + len(quote.element.name)
        edits.append((name_end, name_end, marks))
    edits += [(*whole(page, label), "") for label in labels]
    for code in codes:
        edits.append((code.inner, code.end, f"<pre>{page.html_of(code).replace(chr(10), '')}</pre>"))
    pieces, at = [], body.inner
    for start, end, replacement in sorted(edits, key=lambda edit: edit[:2]):
        if start < at or end > body.end:
            continue
        pieces += [html[at:start], replacement]
        at = end
    return "".join([*pieces, html[at : body.end]])


def whole(page: WebPage, element: Element) -> tuple[int, int]:
    """Where an element begins and ends, with its tags."""
    close = page.html.find(">", element.end) if page.html.startswith("</", element.end) else -1
    return element.start, close + 1 if close >= 0 else element.end


def introduction(page: WebPage, cite: Element) -> str:
    """The words that say whose a quote is, without those of the button that leads to its source."""
    html, at = [], cite.inner
    for button in every(page.within(cite), "b-icon", "button"):
        html.append(page.html[at : button.start])
        at = max(at, whole(page, button)[1])
    return words("".join([*html, page.html[at : cite.end]])).replace("↑", "").strip()


# So many posts tell by the order of their dates whether these name the day or the month first.
RISING = 4


def attribute(name: str, text: str) -> str:
    """An attribute as it stands in a tag."""
    return f' {name}="{escape(text)}"' if text else ""


def look(name: str, attributes: Attributes) -> Look | None:
    """What the marks of ``fragment`` mean to the writer of lines."""
    role = attributes.get(ROLE, "")
    if not role:
        return None
    return Look(is_dropped=True) if role == DROP else Look(role=role, source=attributes.get(SOURCE, ""))


def parsed(page: WebPage, drafts: list[WebPost]) -> Parsed:
    """Write the posts of a page."""
    foot = max(draft.end for draft in drafts)
    return written(drafts, base=page.address, foot=words(page.html[foot : foot + FOOT] if foot else ""))


def written(drafts: list[WebPost], *, base: str, foot: str = "", is_typed: bool = False) -> Parsed:
    """Write posts. ``base`` is their page's address, ``foot`` the words below them, which may name the zone of its times.

    ``is_typed`` where people mark quotes by signs that they type.
    """
    builder = Builder()
    write = partial(write_html, base=base, look=look, is_beside=True)
    day_first, year_first = _order_of([draft.posted for draft in drafts])
    zone = page_zone(foot)
    for draft in drafts:
        posted_at = read_date(draft.posted, day_first=day_first, year_first=year_first, zone=zone)
        builder.begin()
        if is_typed:
            write_marked(builder, partial(write, html=draft.body))
        else:
            write(builder, draft.body)
        if draft.extra:
            write(builder, f"<p>{draft.extra}</p>")
        if draft.signature.strip():
            signed = f"<p></p><div{attribute(ROLE, 'signature')}>{draft.signature}</div>"
            builder.write("")
            write(builder, signed)
        builder.end(
            Statement(
                id=draft.id,
                first_line=0,
                last_line=0,
                parents=draft.parents,
                thread=draft.thread,
                author=draft.author,
                author_id=draft.author_id,
                posted_at=posted_at,
                posted_at_raw="" if posted_at else draft.posted,
                title=draft.title,
                url=draft.url,
                facts=draft.facts,
            )
        )
    return builder.parsed()


def _order_of(dates: list[str]) -> tuple[bool | None, bool]:
    """Whether days come before months in the dates of a page, and years before both."""
    day_first, year_first = order_by_weekdays(dates) or (is_day_first(dates), False)
    if day_first is None and not year_first and len(dates) >= RISING:
        day_first = order_by_rising(dates)
    return day_first, year_first


def first(elements: Iterable[Element], *classes: str, name: str = "") -> Element | None:
    """The first element that has one of the classes, and the name if one is given."""
    for element in elements:
        if (not name or element.name == name) and (not classes or not set(classes).isdisjoint(element.classes)):
            return element
    return None


def every(elements: Iterable[Element], *classes: str) -> list[Element]:
    """The elements that have one of the classes."""
    return [element for element in elements if not set(classes).isdisjoint(element.classes)]


def ancestor(page: WebPage, element: Element, name: str) -> Element | None:
    """The innermost element of a name that an element lies in."""
    number = element.parent
    while number >= 0 and page.elements[number].name != name:
        number = page.elements[number].parent
    return page.elements[number] if number >= 0 else None


def cites(page: WebPage, body: Element, *classes: str) -> dict[int, Element]:
    """By the numbers of the blockquotes in a body, the element in each that says whose it is."""
    found: dict[int, Element] = {}
    for element in page.within(body):
        if element.name == "cite" or not set(classes).isdisjoint(element.classes):
            quote = ancestor(page, element, "blockquote")
            if quote is not None:
                found.setdefault(quote.number, element)
    return found


def before(page: WebPage, element: Element) -> Element | None:
    """The element before another in the same parent."""
    number = element.number - 1
    while number > element.parent and page.elements[number].parent > element.parent:
        number = page.elements[number].parent
    return page.elements[number] if number > element.parent else None


def number_after(pattern: re.Pattern[str], text: str) -> str:
    """The number that a pattern's first group finds, without leading zeros."""
    found = pattern.search(text[:3000])
    return found[1].lstrip("0") or "0" if found else ""
