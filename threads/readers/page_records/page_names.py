"""A page and its records -> what they are called: the title, the thread that all its pages share, the posts' ids."""

from __future__ import annotations

import re
from collections import defaultdict
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from threads.readers.page_records.dom import Node, PageTree, words_of
from threads.readers.page_records.hints import DIGITS, POST_ID, PROFILE_LINK
from threads.readers.page_records.slots import PageRecord
from threads.readers.web.other_views import topic_of

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
           "data-message-id", "data-fullname", "name")  # fmt: skip
# "comment-" of "comment-k3x", "thing_t1_" of "thing_t1_c0ffee".
PREFIX = re.compile(r"^([A-Za-z][\w-]{0,40}[-_])[A-Za-z0-9]{2,30}$")
NUMBER_LAST = re.compile(r"(?<![A-Za-z\d])(\d{1,19})$")
MOST_AROUND = 4
# Ids stand in so many of the records.
LEAST_SHARE = 0.6
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
        return TopicName(host, topic_of(page.address) or host + topic_path(page.address), title)
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
    """The ids of posts: what all records have in one place, each another; none where nothing tells them apart."""
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    before = -1
    for at, record in enumerate(records):
        for node in _around(page, record, before):
            for key, value in _numbered(node, record):
                found[key].setdefault(at, value)
        before = record.head_end
    best, best_rank = "", (0.0, "")
    for key, values in found.items():
        rank = (_id_worth(key, values, len(records)), key)
        if rank[0] > 0 and rank > best_rank:
            best, best_rank = key, rank
    ids = found[best] if best else {}
    return [f"{place.site}/{_short(ids[at])}" if at in ids else "" for at in range(len(records))]


def _around(page: PageTree, record: PageRecord, before: int) -> list[Node]:
    """The elements of a record, and the few around it that hold no earlier one."""
    outer: list[Node] = []
    number = page.nodes[record.span.first].parent
    while number > before and len(outer) < MOST_AROUND:
        outer.append(page.nodes[number])
        number = page.nodes[number].parent
    return [*page.nodes[record.span.first : record.span.last + 1], *outer]


def _id_worth(key: str, values: dict[int, str], count: int) -> float:
    """How good a place is for ids: most records have it, and it tells them apart over all pages of a topic."""
    if len(set(values.values())) < len(values) or len(values) < LEAST_SHARE * count:
        return 0.0
    numbers = [int(found[-1][:20]) for value in values.values() if (found := DIGITS.findall(value))]
    if key.endswith("#") and max(numbers, default=0) <= count + 1:
        return 0.0
    is_post = any(POST_ID.match(value.partition("#")[2] or value) for value in values.values())
    return (
        len(values) / count
        + (0.5 if is_post else 0.0)
        + (0.5 if key[0] != "h" else 0.0)
        - (0.3 if key[-1] == "*" else 0.0)
    )


def _short(value: str) -> str:
    """An id as it is called: by its number if it is one, whatever stands before that."""
    found = POST_ID.match(value.rpartition("#")[2]) or NUMBER_LAST.search(value)
    return "p" + (found[1].lstrip("0") or "0") if found else value.rpartition("#")[2]


def _numbered(node: Node, record: PageRecord) -> list[tuple[str, str]]:
    """What an element calls its record by, with the place that it says so in."""
    found: list[tuple[str, str]] = []
    if record.body is not None and record.body.number < node.number <= record.body.last:
        return found
    for name in ("id", *ANCHORS):
        value = node.attributes.get(name, "")[:100]
        if value and DIGITS.search(value):
            found.append((f"{name} {DIGITS.sub('#', value)}", value))
        if value and (start := PREFIX.match(value)):
            found.append((f"{name} {start[1]}*", value))
    href = node.attributes.get("href", "")[:500] if node.tag == "a" else ""
    if href and DIGITS.search(href) and not href.startswith("javascript") and not PROFILE_LINK.search(href):
        found.append((f"href {DIGITS.sub('#', href)}", href))
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
