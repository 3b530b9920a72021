"""A page of any program -> its posts by what repeats on it, or the page itself as an article."""

from __future__ import annotations

import re
from collections import Counter

from threads.readers.page_records.dom import PageTree, read_dom, words_of
from threads.readers.page_records.filling import records_of
from threads.readers.page_records.framed_bodies import take_frames_off
from threads.readers.page_records.opening_posts import with_opening
from threads.readers.page_records.page_names import place_of, topic_path
from threads.readers.page_records.page_posts import article_html, posts_of
from threads.readers.page_records.programs import program_of
from threads.readers.page_records.record_choice import (
    are_called_posts,
    is_marked,
    lone_record,
    ranked_records,
    share_with,
    wider_choice,
)
from threads.readers.page_records.record_groups import RecordSpan, Sight, sight_of
from threads.readers.page_records.slots import PageRecord
from threads.readers.page_records.topicless import (
    LEAST_COLUMNS,
    WRITING,
    counts_in,
    heads_counts,
    is_called_so,
    is_for_writing,
    kind_without_posts,
)
from threads.readers.web.embedded import embedded_posts
from threads.readers.web.item_posts import posts_in_data
from threads.readers.web.page import read_page, units
from threads.readers.web.site import head_of
from threads.readers.web.statements import WebPost, parsed, written
from threads.records import Facts, Parsed

__all__ = ["ARTICLE", "FORMAT", "claims", "parse", "parse_shown", "states_posts", "units"]

FORMAT = "html"
ARTICLE = "article"
PICTURES = frozenset("img video audio iframe embed object picture".split())
# In so many records a date stands at least where it stands in every post.
MOST_DATED = 0.7
# Of fewer records each has to have both a name and a date, and one of them called so.
SEVERAL = 3
HALF, NEARLY_ALL = 0.5, 0.9
# More elements with names of people in one record are none of a post.
MOST_NAMES = 14
# Rows of lists say fewer characters than this, and lead where one of their first links does.
LEAST_SAID, MOST_LINKS = 120, 6
# Where boards are described, rows say more; a list has more counts than a post.
LEAST_DESCRIBED, MOST_COUNTS = 200, 6
SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp")
OPENING = re.compile(
    r"^\s{0,999}(?:<\?xml[^<>]{0,300}>|<!--(?:(?!-->).){0,2000}-->|\s){0,9}(?:<!doctype\s{1,9}html|<html[\s>]|<head[\s>]|<body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
DATA = re.compile(
    r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:DiscussionForumPosting|SocialMediaPosting|QAPage|Question|Comment)"'
)
# What browsers write above a page that they save: only pages have it, however they begin.
SAVED = re.compile(r"\s{0,99}<!-- saved from url=\(\d", re.IGNORECASE)
TAGS = re.compile(r"</(?:p|div|td|li|a|body|html|span|table|title)\s{0,9}>", re.IGNORECASE)


def claims(path: str, head: bytes) -> bool:
    """Claim what begins as a page does, or is called one and has tags."""
    text = head_of(head[:65_536])
    if OPENING.match(text.lstrip("\ufeffï»¿\0")):
        return True
    is_called_so = path.lower().endswith(SUFFIXES) or SAVED.match(text) is not None
    return is_called_so and TAGS.search(text) is not None


def states_posts(text: str) -> bool:
    """Whether a page states posts in JSON-LD."""
    return "ld+json" in text and DATA.search(text) is not None


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of a page, those that it shows, or states in its data where it shows fewer; one without posts is an article."""
    shown = parse_shown(raw)
    if isinstance(shown, str) or not states_posts(head_of(raw)):
        return shown
    page = read_page(raw)
    drafts = [] if isinstance(page, str) else posts_in_data(page)
    if sum(bool(draft.author) for draft in drafts) <= HALF * len(drafts):
        return shown  # questions that a firm asks and answers itself
    is_article = not shown.posts or shown.posts[0].facts.get("type") == ARTICLE
    is_more = len(drafts) > (0 if is_article else len(shown.posts))
    return parsed(page, drafts) if is_more and not isinstance(page, str) else shown


def parse_shown(raw: bytes) -> Parsed | str:
    """Read the posts that a page shows, and those of the data for its own scripts."""
    page = read_dom(raw)
    if isinstance(page, str):
        return page
    place = place_of(page, raw)
    take_frames_off(page)
    sight = sight_of(page)
    records = records_on(sight)
    embedded = embedded_posts(page, place, records)
    if embedded:
        return written(embedded, base=page.address)
    if records and is_below_a_form(page, records):
        return Parsed(read_as=WRITING)
    if records:
        return written(posts_of(sight, records, place), base=page.address, foot=foot_of(page, records), is_typed=True)
    if read_as := kind_without_posts(page):
        return Parsed(read_as=read_as)
    facts: Facts = {"type": ARTICLE}
    article = WebPost(id=place.thread, body=article_html(page), title=place.title, url=page.address, facts=facts)
    return written([article], base=page.address)


def is_below_a_form(page: PageTree, records: list[PageRecord]) -> bool:
    """Whether posts stand below the form in which they are answered: such a page shows the last of its topic again."""
    first = records[0].span.first
    return any(node.tag == "form" and node.last < first and is_for_writing(page, node) for node in page.nodes[:first])


def records_on(sight: Sight) -> list[PageRecord]:
    """The posts of a page: those of a program that is known, those that repeat, or the only one."""
    if known := program_of(sight.page):
        program, spans = known
        records = without_notices(records_of(sight, spans, program.bodies))
        if is_template(sight, records):
            return with_opening(sight, records)
    is_listing = False
    for turn, spans in enumerate(ranked_records(sight)):
        if turn and not is_second_choice(sight, spans):
            continue
        records = without_notices(records_of(sight, spans))
        if is_template(sight, records):
            page = sight.page
            if not (is_list(sight, records) or is_of_people(page, records) or is_table_of_counts(page, records)):
                return with_opening(sight, with_folded(sight, spans) or records)
            is_listing = True
    records = [] if is_listing else records_of(sight, lone_record(sight))
    is_post = bool(records) and is_template(sight, records) and not says_links(sight, records[0])
    return records if is_post and not is_table_of_counts(sight.page, records) else []


def with_folded(sight: Sight, spans: list[RecordSpan]) -> list[PageRecord]:
    """The records with those of their kind that a page folds, each with a name and words; none where it has no more."""
    wider = wider_choice(sight, spans)
    records = records_of(sight, wider) if wider else []
    told = sum(bool(record.author) and record.body is not None for record in records)
    return records if told > NEARLY_ALL * len(records) else []


def is_second_choice(sight: Sight, spans: list[RecordSpan]) -> bool:
    """Whether records that hold less than others are posts still: they are called so, or names stand in all; and dates."""
    dated = max(share_with(sight.dates, spans, MOST_NAMES), share_with(sight.moments, spans, MOST_NAMES))
    if dated < NEARLY_ALL:
        return False
    return are_called_posts(sight.page, spans) or (len(spans) >= SEVERAL and is_marked(sight, spans))


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
    return max(named, dated) > NEARLY_ALL and max(called, dated) > HALF and are_called_posts(sight.page, spans)


def is_list(sight: Sight, records: list[PageRecord]) -> bool:
    """Whether records are rows of a list, as of topics: each leads to a page of its own and says little itself."""
    said = sum(record.body.prose for record in records if record.body)
    if len(records) <= 2 or said >= LEAST_SAID * len(records):
        return False
    leading = [links_of(sight, record) for record in records]
    # Buttons and badges have one text in all records, titles of topics do not.
    counts = Counter(text for links in leading for text in {text for text, _ in links})
    firsts = [next((target for text, target in links if counts[text] == 1), "") for links in leading]
    targets = [target for target in firsts if target]
    return len(targets) > MOST_DATED * len(records) and len(set(targets)) > MOST_DATED * len(targets)


def is_table_of_counts(page: PageTree, records: list[PageRecord]) -> bool:
    """Whether records are rows below headings of columns: boards and topics, each with its counts of posts and views."""
    counts = [counts_in(record.leaves) for record in records]
    if len(records) == 1:
        # All rows of a list may be taken for one record, or its only row. A post may have a few counts beside its author.
        span = records[0].span
        return heads_counts(page, span.last if counts[0] >= MOST_COUNTS else span.first)
    said = sum(record.body.prose for record in records if record.body)
    is_counting = sum(count >= LEAST_COLUMNS for count in counts) > MOST_DATED * len(records)
    return is_counting and said < LEAST_DESCRIBED * len(records) and heads_counts(page, records[0].span.last)


def is_of_people(page: PageTree, records: list[PageRecord]) -> bool:
    """Whether records are rows of people, who say nothing, or each of whom stands once on a page that is called so."""
    if len(records) < SEVERAL:
        return False
    authors = {record.author for record in records}
    silent = sum(not says_words(page, record) for record in records)
    return silent > HALF * len(records) or (len(authors) == len(records) and is_called_so(page))


def says_words(page: PageTree, record: PageRecord) -> bool:
    """Whether a record says anything beside who and when; a picture in its body does."""
    words = (leaf.text for leaf in record.leaves if leaf.text not in (record.author, record.posted))
    if any(char.isalpha() for text in words for char in text):
        return True
    return record.body is not None and any(node.tag in PICTURES for node in page.within(record.body))


def says_links(sight: Sight, record: PageRecord) -> bool:
    """Whether the words of a record are those of links, as in the first row of a list of topics; what it quotes may link."""
    said = {True: 0, False: 0}
    for leaf in record.leaves:
        if record.is_in_body(leaf.owner):
            said[sight.page.nodes[leaf.owner].is_linked] += len(leaf.text)
    return said[True] > said[False]


def links_of(sight: Sight, record: PageRecord) -> list[tuple[str, str]]:
    """The links of a record that lead neither to a post nor to a person: their texts, and where they lead."""
    taken = (record.author_node, record.date_node)
    found = []
    for node in sight.page.nodes[record.span.first : record.span.last + 1]:
        href = node.attributes.get("href", "") if node.tag == "a" else ""
        if href and "#" not in href and node.linked > 3 and node not in taken and node.number not in sight.names:
            found.append((words_of(node.element, 80), topic_path(href)))
            if len(found) == MOST_LINKS:
                break
    return found


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
