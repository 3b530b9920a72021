"""A feed (RSS, RDF, Atom) as it was saved -> a post an entry; those of one page, or with one title, are one thread.

    <item><title>Re: Oars</title><link>https://quay.example/t/7#p9</link><dc:creator>ada</dc:creator>
          <pubDate>Fri, 13 Jan 2012 10:38:00 GMT</pubDate><description>&lt;p&gt;Oil them twice.&lt;/p&gt;</description></item>

A feed is short and can only be understood whole, so it is one unit. Who is answered stands in Atom's ``thr:in-reply-to``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple
from urllib.parse import urldefrag

from lxml import etree

from threads.readers.building import Builder
from threads.readers.html_lines import write_html
from threads.readers.html_tokens import plain
from threads.readers.learned_fields import moment_of
from threads.readers.quoting import write_marked
from threads.readers.whole_units import LARGEST, TOO_LARGE, whole
from threads.records import Parsed, Statement
from threads.words.subjects import plain_subject

FORMAT = "rss"
ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:<\?[^>]{0,300}>\s{0,99}|<!--[^>]{0,2000}-->\s{0,99}){0,5}<(?:\w{1,20}:)?(rss|RDF|feed)[\s>]"
)
BROKEN = "a feed that is broken before its first entry: save it again"
DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.-]{1,40})")
DECLARED_WITHIN = 400
REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,8}|\d{1,10});")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LAST_SIGN = 0x110000
ENTRIES = ("item", "entry")
# What an entry says stands under any of these, often twice; the longest is whole.
BODIES = ("encoded", "content", "description", "summary")
DATES = ("pubDate", "published", "date", "issued", "created", "updated")
ADDRESS = re.compile(r"[^\s@<>()]{1,100}@[^\s@<>()]{1,200}\s{0,9}\(([^()]{1,200})\)")


class FeedEntry(NamedTuple):
    """What an entry says."""

    id: str
    parent: str
    author: str
    date: str
    title: str
    url: str
    body: str


def claims(path: str, head: bytes) -> bool:
    """Claim by the name of the root."""
    return ROOT.match(head) is not None


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Give the feed whole."""
    return whole(stream)


def parse(raw: bytes) -> Parsed | str:
    """Read the entries, as far as the feed is whole."""
    if len(raw) > LARGEST:
        return TOO_LARGE
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, recover=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(_readable(raw), parser)
    except (etree.XMLSyntaxError, ValueError):
        return BROKEN
    if root is None:
        return BROKEN
    entries = [_entry(each) for each in root.iter() if _name(each) in ENTRIES]
    builder = Builder()
    pages = Counter(urldefrag(entry.url)[0] for entry in entries)
    for entry in reversed(entries) if _is_newest_first(entries) else entries:
        if entry.body or entry.title:
            _write(builder, entry, pages)
    return builder.parsed()


def _readable(raw: bytes) -> bytes:
    """The feed in UTF-8; what XML forbids, and lxml would trip over, is U+FFFD."""
    declared = DECLARED.match(raw[:DECLARED_WITHIN].lstrip())
    text = _decoded(raw, declared[1].decode("ascii", "replace") if declared else "utf-8").strip().lstrip("\ufeff")
    return FORBIDDEN.sub("\ufffd", REFERENCE.sub(_sign, text)).encode("utf-8", "replace")


def _decoded(raw: bytes, encoding: str) -> str:
    """Bytes as letters; in UTF-8 where there is no such encoding."""
    try:
        return raw.decode(encoding, "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")


def _sign(reference: re.Match[str]) -> str:
    """A reference to a letter that there is, as it stands."""
    number = int(reference[1][1:], 16) if reference[1][0] in "xX" else int(reference[1])
    is_letter = 0 < number < LAST_SIGN and not FORBIDDEN.match(chr(number))
    return reference[0] if is_letter else "\ufffd"


def _entry(element: etree._Element) -> FeedEntry:
    texts: dict[str, str] = {}
    url = parent = ""
    for child in element:
        name = _name(child)
        if name == "link":
            href = child.get("href", "")
            if child.get("rel", "alternate") == "alternate" or not url:
                url = href or (child.text or "").strip()
        elif name == "in-reply-to":
            parent = child.get("ref", "")
        elif name:
            texts.setdefault(name, _text(child))
    return FeedEntry(
        id=texts.get("id") or texts.get("guid") or url,
        parent=parent,
        author=_author(texts.get("creator") or texts.get("author") or ""),
        date=next((texts[name] for name in DATES if texts.get(name)), ""),
        title=" ".join(plain(texts.get("title", "")).split()),
        url=url,
        body=max((texts[name] for name in BODIES if texts.get(name)), key=len, default=""),
    )


def _text(element: etree._Element) -> str:
    """What an element says; of an author the name alone; of XHTML the tags too."""
    if _name(element) == "author" and len(element):
        return next((" ".join((each.text or "").split()) for each in element if _name(each) == "name"), "")
    if len(element):
        return "".join(etree.tostring(each, encoding="unicode") for each in element)
    return (element.text or "").strip()


def _author(said: str) -> str:
    """A name; RSS writes "ada@quay.example (Ada)"."""
    found = ADDRESS.fullmatch(said.strip())
    return found[1].strip() if found else said.strip()


def _name(element: etree._Element) -> str:
    """An element's name without its namespace; of what is no element, nothing."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_newest_first(entries: Sequence[FeedEntry]) -> bool:
    moments = [moment for entry in entries if (moment := moment_of(entry.date)[0])]
    return len(moments) > 1 and moments[0] > moments[-1]


def _write(builder: Builder, entry: FeedEntry, pages: Counter[str]) -> None:
    posted_at, posted_at_raw = moment_of(entry.date)
    page, anchor = urldefrag(entry.url)
    subject = plain_subject(entry.title)
    # Entries of one page are of one thread; so are answers by their title.
    thread = page if page and (anchor or pages[page] > 1) else f"title:{subject}" if subject else ""
    builder.begin()
    write_marked(builder, lambda draft: write_html(draft, entry.body))
    builder.end(
        Statement(
            id=entry.id,
            first_line=0,
            last_line=0,
            parents=(entry.parent,) if entry.parent else (),
            thread=thread,
            author=entry.author,
            author_id=entry.author,
            posted_at=posted_at,
            posted_at_raw=posted_at_raw,
            title=entry.title,
            url=entry.url if entry.url.startswith("http") else "",
        )
    )
