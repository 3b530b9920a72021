"""The bytes of a saved page -> its elements in order, its comments and its address.

No tree is built (see ``html_tokens``): an element knows its source's offsets and its last descendant, which is enough to
look for others within it. Nothing recurses, and every byte is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

from threads.readers.html_tokens import CLOSERS, NONE, TOKEN, VOID, Attributes, attributes_of, plain
from threads.readers.text import encoding_of

# Larger pages are no pages; more elements would fill memory.
PAGE_LIMIT = 32_000_000
ELEMENT_LIMIT = 400_000
# No template nests deeper; what lies deeper belongs to the last element that counts.
MOST_NESTED = 128
# Names, titles and dates are shorter.
LONGEST = 30_000
CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([-\w:]{2,40})""", re.IGNORECASE)
# What browsers and mirroring programs write into a page that they save.
SAVED_FROM = re.compile(
    r"(?:saved from url=\(\d{1,5}\)|X-URL:|Mirrored from|url:)\s{0,9}([a-z]+://\S{1,2000}|[\w.-]+/\S{0,2000})",
    re.IGNORECASE,
)
OWN_ADDRESS = ("canonical", "og:url", "saved", "base")
RAW_ELEMENTS = frozenset(("script", "style", "title", "textarea"))
RAW_ENDS = CLOSERS | {"textarea": re.compile(r"</textarea(?=[\s/>])[^>]*+>", re.IGNORECASE)}
TAG = re.compile("<[^<>]*+>")
SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Element:
    """An element: where its content begins and ends in the page, and which elements lie in it, by their numbers."""

    name: str
    attributes: Attributes
    number: int
    parent: int
    start: int
    inner: int
    end: int
    last: int

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")


@dataclass(slots=True)
class WebPage:
    """A page as it was saved."""

    html: str
    elements: list[Element] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)
    title: str = ""
    data: list[str] = field(default_factory=list)
    address: str = ""

    def within(self, element: Element) -> list[Element]:
        """The elements in an element, in order."""
        return self.elements[element.number + 1 : element.last + 1]

    def html_of(self, element: Element) -> str:
        """The source of an element's content."""
        return self.html[element.inner : element.end]

    def text_of(self, element: Element) -> str:
        """The words of an element in one line; for names, titles and dates."""
        return words(self.html_of(element))

    def whole(self, href: str) -> str:
        """An address with what its page's own adds to it."""
        try:
            return urljoin(self.address, href.strip())
        except ValueError:
            return ""

    @property
    def host(self) -> str:
        """The host that the page is from, empty where it does not say."""
        return host_of(self.address)


def words(html: str) -> str:
    """A piece of HTML as one line of words."""
    return SPACE.sub(" ", plain(TAG.sub(" ", html[:LONGEST])).replace("\xa0", " ")).strip()


def host_of(address: str) -> str:
    """The host of an address, without the "www." that makes no difference."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def units(stream: BinaryIO) -> Iterator[bytes]:
    """A page is one unit, unless it is too large to be one."""
    while chunk := stream.read(PAGE_LIMIT):
        yield chunk


def read_page(raw: bytes) -> WebPage | str:
    """Read a page, or say why it cannot be read."""
    if len(raw) >= PAGE_LIMIT:
        return "a page of more than 32 MB; split it"
    page = WebPage(decoded(raw))
    if not _read_elements(page):
        return "a page of more than 400,000 elements; split it"
    page.address = _address(page)
    return page


def decoded(raw: bytes) -> str:
    """The text of a page: a byte-order mark decides, then UTF-8 if it fits, then what the page says of itself."""
    encoding = encoding_of(raw[:65_536])
    if encoding.startswith("utf-") and encoding != "utf-8":
        return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        declared = CHARSET.search(raw[:4096])
        name = declared[1].decode("ascii", "replace") if declared else encoding
    try:
        return raw.decode(
            "cp1252" if name.lower() in ("iso-8859-1", "latin1", "us-ascii", "utf-8") else name, "replace"
        )
    except LookupError:
        return raw.decode("cp1252", "replace")


def _read_elements(page: WebPage) -> bool:
    """Read all tags and comments; False if they are too many."""
    html, elements = page.html, page.elements
    open_ones: list[Element] = []
    open_counts: dict[str, int] = {}
    missing: set[str] = set()
    at = 0
    while found := TOKEN.search(html, at):
        at = found.end()
        if found["unfinished"]:
            break
        if found["name"] is None:
            at = _past_odd(page, found["odd"], found.start(), missing)
            continue
        name = found["name"].lower()
        if found["slash"]:
            if open_counts.get(name):
                _close(name, found.start(), open_ones, open_counts, len(elements) - 1)
            continue
        if len(elements) >= ELEMENT_LIMIT:
            return False
        rest = found["attributes"]
        attributes = attributes_of(rest) if rest.strip(" /\n") else NONE
        parent = open_ones[-1].number if open_ones else -1
        element = Element(name, attributes, len(elements), parent, found.start(), at, at, len(elements))
        elements.append(element)
        if name in RAW_ELEMENTS:
            at = _past_raw(page, element, missing)
        elif name not in VOID and not rest.endswith("/") and len(open_ones) < MOST_NESTED:
            open_ones.append(element)
            open_counts[name] = open_counts.get(name, 0) + 1
    for element in open_ones:
        element.end, element.last = len(html), len(elements) - 1
    return True


def _close(name: str, end: int, open_ones: list[Element], open_counts: dict[str, int], last: int) -> None:
    """End the innermost element of a name, and all in it that nobody ended."""
    while True:
        element = open_ones.pop()
        open_counts[element.name] -= 1
        element.end, element.last = end, last
        if element.name == name:
            return


def _past_odd(page: WebPage, opening: str, start: int, missing: set[str]) -> int:
    """Where a comment or a declaration ends; comments are kept, for programs write into them what they know."""
    closing = "-->" if opening == "!--" else ">"
    end = -1 if closing in missing else page.html.find(closing, start + 2)
    if end < 0:
        missing.add(closing)
        return start + 1 + len(opening)
    if opening == "!--":
        page.comments.append((start, page.html[start + 4 : end]))
    return end + len(closing)


def _past_raw(page: WebPage, element: Element, missing: set[str]) -> int:
    """Where an element ends that holds no tags; titles and data in scripts are kept."""
    found = None if element.name in missing else RAW_ENDS[element.name].search(page.html, element.inner)
    if found is None:
        missing.add(element.name)
        return element.inner
    element.end = found.start()
    if element.name == "title" and not page.title:
        page.title = page.text_of(element)
    if element.name == "script" and "ld+json" in element.attributes.get("type", ""):
        page.data.append(page.html_of(element))
    return found.end()


def _address(page: WebPage) -> str:
    """The address that the page says it had, the surest first."""
    found: dict[str, str] = {}
    for _, comment in page.comments[:20]:
        if match := SAVED_FROM.search(comment):
            found.setdefault("saved", match[1] if "://" in match[1] else "http://" + match[1])
    for element in page.elements:
        if element.name == "link" and element.attributes.get("rel", "").lower() == "canonical":
            found.setdefault("canonical", element.attributes.get("href", ""))
        elif element.name == "meta" and element.attributes.get("property", "").lower() == "og:url":
            found.setdefault("og:url", element.attributes.get("content", ""))
        elif element.name == "base":
            found.setdefault("base", element.attributes.get("href", ""))
    return next((found[kind] for kind in OWN_ADDRESS if host_of(found.get(kind, ""))), "")
