"""A page of any program -> its posts by what repeats on it, or the page itself as an article."""

from __future__ import annotations

import re

from threads.readers.page_records.dom import PageTree, read_dom
from threads.readers.page_records.filling import records_of
from threads.readers.page_records.hints import POST, POST_ID, is_named
from threads.readers.page_records.opening_posts import with_opening
from threads.readers.page_records.page_names import place_of, topic_path
from threads.readers.page_records.page_posts import article_html, posts_of
from threads.readers.page_records.programs import program_of
from threads.readers.page_records.record_groups import Sight, best_records, lone_record, share_with, sight_of
from threads.readers.page_records.slots import PageRecord
from threads.readers.web.page import units
from threads.readers.web.site import head_of
from threads.readers.web.statements import WebPost, written
from threads.records import Facts, Parsed

__all__ = ["ARTICLE", "FORMAT", "claims", "parse", "units"]

FORMAT = "html"
ARTICLE = "article"
# In so many records a date stands at least where it stands in every post.
MOST_DATED = 0.7
# Of fewer records each has to have both a name and a date, and one of them called so.
SEVERAL = 3
HALF, NEARLY_ALL = 0.5, 0.9
# More elements with names of people in one record are none of a post.
MOST_NAMES = 14
# Rows of lists say fewer characters than this.
LEAST_SAID = 120
SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp")
OPENING = re.compile(
    r"^\s{0,999}(?:<\?xml[^<>]{0,300}>|<!--(?:(?!-->).){0,2000}-->|\s){0,9}(?:<!doctype\s{1,9}html|<html[\s>]|<head[\s>]|<body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
TAGS = re.compile(r"</(?:p|div|td|li|a|body|html|span|table|title)\s{0,9}>", re.IGNORECASE)


def claims(path: str, head: bytes) -> bool:
    """Claim what begins as a page does, or is called one and has tags."""
    text = head_of(head[:65_536])
    if OPENING.match(text.lstrip("\ufeffï»¿\0")):
        return True
    return path.lower().endswith(SUFFIXES) and TAGS.search(text) is not None


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of a page; one without posts is an article."""
    page = read_dom(raw)
    if isinstance(page, str):
        return page
    place = place_of(page, raw)
    sight = sight_of(page)
    if records := records_on(sight):
        return written(posts_of(sight, records, place), base=page.address, foot=foot_of(page, records), is_typed=True)
    facts: Facts = {"type": ARTICLE}
    article = WebPost(id=place.thread, body=article_html(page), title=place.title, url=page.address, facts=facts)
    return written([article], base=page.address)


def records_on(sight: Sight) -> list[PageRecord]:
    """The posts of a page: those of a program that is known, those that repeat, or the only one."""
    if known := program_of(sight.page):
        program, spans = known
        records = without_notices(records_of(sight, spans, program.bodies))
        if is_template(sight, records):
            return with_opening(sight, records)
    spans = best_records(sight)
    records = without_notices(records_of(sight, spans)) if spans else []
    if records and is_template(sight, records) and not is_list(sight, records):
        return with_opening(sight, records)
    records = records_of(sight, lone_record(sight))
    return records if records and is_template(sight, records) else []


def is_template(sight: Sight, records: list[PageRecord]) -> bool:
    """Whether the records of a page are surely posts: nearly all have words, and names and dates, or are called posts."""
    count = len(records)
    spans = [record.span for record in records]
    bodies = sum(record.body is not None or record.has_words for record in records) / count
    named = sum(bool(record.author) for record in records) / count
    dated = sum(bool(record.posted) for record in records) / count
    called = share_with(sight.names, spans, MOST_NAMES)
    if bodies <= HALF:
        return False
    if count < SEVERAL:
        return named == dated == 1 and max(called, share_with(sight.dates, spans, MOST_NAMES)) == 1
    if min(named, dated) > HALF:
        return True
    return max(named, dated) > NEARLY_ALL and max(called, dated) > HALF and are_called_posts(sight, records)


def are_called_posts(sight: Sight, records: list[PageRecord]) -> bool:
    """Whether most records are numbered or called as posts are."""
    nodes = [(sight.page.nodes[record.span.first], sight.page.nodes[record.span.member]) for record in records]
    called = sum(any(POST_ID.match(one.id) or is_named(one.classes, POST) for one in pair) for pair in nodes)
    return called > HALF * len(records)


def is_list(sight: Sight, records: list[PageRecord]) -> bool:
    """Whether records are rows of a list, as of topics: each leads to a page of its own and says little itself."""
    page = sight.page
    targets: list[str] = []
    said = 0
    for record in records:
        said += record.body.prose if record.body else 0
        taken = (record.author_node, record.date_node)
        for node in page.nodes[record.span.first : record.span.last + 1]:
            href = node.attributes.get("href", "") if node.tag == "a" else ""
            if href and "#" not in href and node.linked > 3 and node not in taken and node.number not in sight.names:
                targets.append(topic_path(href))
                break
    return (
        len(records) > 2
        and len(targets) > MOST_DATED * len(records)
        and len(set(targets)) > MOST_DATED * len(targets)
        and said < LEAST_SAID * len(records)
    )


def without_notices(records: list[PageRecord]) -> list[PageRecord]:
    """The records without what only looks like posts: advertisements in their frame, which have no date."""
    dated = sum(bool(record.posted) for record in records)
    if dated == len(records) or dated < MOST_DATED * len(records):
        return records
    return [record for at, record in enumerate(records) if record.posted or (not at and record.body)]


def foot_of(page: PageTree, records: list[PageRecord]) -> str:
    """The words behind the posts, where a page says in which zone its times are."""
    last = records[-1].span.last
    return " ".join(leaf.text for leaf in page.leaves[-200:] if leaf.after > last)[:3000]
