"""A page and its records -> what they are called: the title, the thread that all its pages share, the posts' ids."""

from __future__ import annotations

import re
from collections import defaultdict
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from threads.readers.page_records.dom import Node, PageTree, words_of
from threads.readers.page_records.hints import DIGITS, POST_ID
from threads.readers.page_records.slots import PageRecord

# What tells the pages of one topic apart, in queries and in paths.
PAGE_PARAMETER = re.compile(
    r"(?:^|[&;])(?:page|start|st|offset|p|pg|seite|skip|from|s|goto|do|sid|PHPSESSID)=[^&;]*", re.IGNORECASE
)
PAGE_PATH = re.compile(
    r"(?:/(?:page|p|seite|pagina)[-/,]?\d{1,6}|[-,]p?(?:age|g)?-?\d{1,4}(?=\.html?$)|/index\d{1,4}(?=\.html?$))/?",
    re.IGNORECASE,
)
SMF_PAGE = re.compile(r"(topic[=,]\d+)\.(?:msg)?\d+", re.IGNORECASE)
TITLE_PAGE = re.compile(
    r"\s{0,3}[-–—|:,(]{0,2}\s{0,3}\b(?:page|seite|página|pagina|strona|sivu|сторінка|страница)\b\s{0,3}\d{1,5}"
    r"(?:\s{0,3}(?:of|von|de|di|sur|/)\s{0,3}\d{1,5})?\)?",
    re.IGNORECASE,
)
ANCHORS = ("data-post-id", "data-postid", "data-pid", "data-comment-id", "data-commentid", "data-id", "data-content",
           "data-message-id", "name")  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3"))


class TopicName(NamedTuple):
    """Where a page belongs: its site's name, its thread's, its title."""

    site: str
    thread: str
    title: str


def place_of(page: PageTree, raw: bytes) -> TopicName:
    """What the page says of where it belongs; its own bytes name the thread of one that says nothing."""
    title = title_of(page)
    try:
        parts = urlsplit(page.address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    if host:
        return TopicName(host, host + topic_path(page.address), title)
    if title and (page.found.get("next") or page.found.get("prev") or TITLE_PAGE.search(page.title)):
        thread = "html/" + re.sub(r"\W+", "-", title.lower()).strip("-")[:100]
    else:
        thread = "html/" + sha256(raw).hexdigest()[:16]
    return TopicName(thread, thread, title)


def topic_path(address: str) -> str:
    """An address without its host and what tells the pages of one topic apart."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = SMF_PAGE.sub(r"\1", PAGE_PATH.sub("", parts.path).rstrip("/"))
    query = SMF_PAGE.sub(r"\1", PAGE_PARAMETER.sub("", parts.query).lstrip("&;"))
    return path + (f"?{query}" if query else "")


def title_of(page: PageTree) -> str:
    """The topic's title: the longest heading whose words the page's title holds, else that title."""
    whole = TITLE_PAGE.sub("", page.title).strip() or page.title
    best = ""
    for node in page.nodes:
        if node.tag in HEADINGS and 0 < node.prose + node.linked < 300:
            words = TITLE_PAGE.sub("", words_of(node.element)).strip()
            if (
                len(words) > len(best)
                and _plain(words)
                and _plain(words) in _plain(whole)
                and len(words) * 4 > len(whole)
            ):
                best = words
    given = page.found.get("og:title", "").strip()
    if not best and given and _plain(given) in _plain(whole):
        best = given
    return best or whole or given


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def post_ids(page: PageTree, records: list[PageRecord], place: TopicName) -> list[str]:
    """The ids of posts: numbers that all records have in one place, each another; none where nothing is numbered."""
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for at, record in enumerate(records):
        for node in page.nodes[record.span.first : record.span.last + 1]:
            for key, value in _numbered(page, node, record):
                found[key].setdefault(at, value)
    best, best_rank = "", (0.0, "")
    for key, values in found.items():
        distinct = len(set(values.values()))
        if distinct < len(values) or len(values) < 0.8 * len(records):
            continue
        numbers = [int(DIGITS.findall(value)[-1]) for value in values.values()]
        if max(numbers) <= len(records) + 1:
            continue
        is_post = any(POST_ID.match(value.partition("#")[2] or value) for value in values.values())
        rank = (len(values) / len(records) + (0.5 if is_post else 0) + (0.5 if key[0] != "h" else 0), key)
        if rank > best_rank:
            best, best_rank = key, rank
    if not best:
        return [""] * len(records)
    ids = found[best]
    return [f"{place.site}/{_short(ids[at])}" if at in ids else "" for at in range(len(records))]


def _short(value: str) -> str:
    return "p" + DIGITS.findall(value)[-1].lstrip("0") if DIGITS.search(value) else value


def _numbered(page: PageTree, node: Node, record: PageRecord) -> list[tuple[str, str]]:
    """The numbers that an element gives its record, by what names them."""
    found: list[tuple[str, str]] = []
    if record.body is not None and record.body.number < node.number <= record.body.last:
        return found
    if node.id and DIGITS.search(node.id):
        found.append((f"i{DIGITS.sub('#', node.id)}", node.id))
    for key in ANCHORS:
        value = node.attributes.get(key, "")[:100]
        if value and DIGITS.search(value):
            found.append((f"d{key} {DIGITS.sub('#', value)}", value))
    href = node.attributes.get("href", "")[:500] if node.tag == "a" else ""
    if href and DIGITS.search(href) and not href.startswith("javascript"):
        found.append((f"h{DIGITS.sub('#', href)}", href))
    return found


def whole_address(page: PageTree, href: str) -> str:
    """An address with what its page's own adds to it."""
    try:
        return urljoin(page.address, href.strip())
    except ValueError:
        return ""


def anchors_of(page: PageTree, records: list[PageRecord]) -> dict[str, int]:
    """By the names that a link may call it by, the record that it leads to."""
    anchors: dict[str, int] = {}
    for at, record in enumerate(records):
        body = record.body
        for node in page.nodes[record.span.first : record.span.last + 1]:
            if body is not None and body.number < node.number <= body.last:
                continue
            for key in ("id", *ANCHORS):
                if value := node.attributes.get(key, "")[:100]:
                    anchors.setdefault(value, at)
    return anchors
