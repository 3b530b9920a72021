"""The records of a page -> when each was written: the slot whose texts name moments that differ and grow."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from threads.readers.page_records.dom import Node, words_of
from threads.readers.page_records.hints import DATE, NO_DATE, is_named, says
from threads.readers.page_records.page_moments import CLOCK, is_moment
from threads.readers.page_records.record_groups import Sight, is_date_element
from threads.readers.page_records.slots import Filling, PageRecord, Slots, head_nodes, new_slots, slot_of, slot_of_leaf
from threads.words.dates import read_date

# What a slot that is in every record, and has another text in each, is worth by that alone.
LEAST_WORTH = 2.0
LONGEST = 120
# What has no year, or fewer characters, is no whole date; an address may hold one.
SHORTEST, YEAR = 8, re.compile(r"^(?!\w{2,10}:/|/)(?:.*\W)?(?:19|20)\d\d(?:\W|T|$)")
# Where elements state a moment for programs; seconds since 1970 too.
STATED = ("datetime", "data-timestamp", "data-time", "title", "content")
STAMP_LENGTHS = (10, 13)
# Further down in a record a date is one of those in its words.
LOOKED_AT = 8
# A line of more words is not about when something was written.
MOST_WORDS = 8
AROUND = " |•·»«-–—,"
# Dates of other things, as programs label them beside a post.
LABELLED = re.compile(
    r"\b(?:joined|registered|member since|last (?:edited|seen|visit)|edited|registriert|dabei seit|mitglied seit|anmeldungsdatum"
    r"|beigetreten|inscri\w+|registrado|desde|iscritto|geregistreerd|dołączył|зарегистрирован|регистрация)\b",
    re.IGNORECASE,
)


def find_dates(sight: Sight, records: list[PageRecord]) -> None:
    """Give the records their dates, from the surest slot on."""
    slots = new_slots()
    for at, record in enumerate(records):
        _gather(sight, record, at, slots)
    for turn, key in enumerate(_ranked(slots, len(records))):
        for at, (text, node) in slots[key].items():
            if not records[at].posted:
                # A date in another place may stand in the words: it keeps no element from being their body.
                is_sure = not turn or key.startswith("named")
                records[at].posted, records[at].date_node = text, node if is_sure else None
        for record in records:
            if not record.posted:
                _find_called_date(sight, record)
    for record in records:
        if not record.posted:
            _find_odd_date(sight, record)


def _gather(sight: Sight, record: PageRecord, at: int, slots: Slots) -> None:
    """Note all that may be a date in a record."""
    for node in head_nodes(sight, record):
        if node.number not in sight.edited and is_date_element(node) and (text := moment_of(node)):
            slots[slot_of(sight.page, node, "named")].setdefault(at, Filling(text, node))
    for leaf in record.leaves:
        if leaf.owner not in sight.edited and not record.is_in_body(leaf.owner) and is_moment(leaf.text):
            owner = sight.page.nodes[leaf.owner]
            filling = Filling(whole_date(owner) or leaf.text.strip(AROUND), owner)
            slots[slot_of_leaf(sight.page, leaf)].setdefault(at, filling)


def _find_called_date(sight: Sight, record: PageRecord) -> None:
    """The date of a record that is drawn in another way than the rest: the first element that is called one."""
    first, last = bisect_left(sight.dates, record.span.first), bisect_right(sight.dates, record.head_end)
    for number in sight.dates[first:last]:
        node = sight.page.nodes[number]
        if (text := moment_of(node)) and not LABELLED.search(text):
            record.posted, record.date_node = text, node
            return


def _find_odd_date(sight: Sight, record: PageRecord) -> None:
    """The date of a record in which nothing is called one: the first of its short texts."""
    for leaf in record.leaves[:LOOKED_AT]:
        is_short = len(leaf.text.split()) <= MOST_WORDS and not is_named(says(sight.page.nodes[leaf.owner]), NO_DATE)
        if leaf.after < record.head_end and is_short and is_moment(leaf.text) and not LABELLED.search(leaf.text):
            # It may stand in the words after all, so it keeps no element from being their body.
            record.posted = leaf.text.strip(AROUND)
            return


def _ranked(slots: Slots, count: int) -> list[str]:
    worths = {key: _worth(key, fillings, count) for key, fillings in slots.items()}
    return sorted((key for key in worths if worths[key] > LEAST_WORTH), key=lambda key: (-worths[key], key))


def moment_of(node: Node) -> str:
    """The date that an element states: for programs, or else in words."""
    for key in STATED:
        value = node.attributes.get(key, "").strip()
        is_stamp = key.startswith("data") and value.isdecimal() and len(value) in STAMP_LENGTHS
        if value and (is_stamp or read_date(value)):
            return value
    text = words_of(node.element, LONGEST) if node.prose + node.linked <= LONGEST else ""
    return (whole_date(node) or text) if is_moment(text) else ""


def whole_date(node: Node) -> str:
    """The date that shows under the mouse where the page says "1 year ago", whatever program of its own writes it there."""
    for value in node.attributes.values():
        if SHORTEST <= len(value) <= LONGEST and YEAR.search(value) and read_date(value):
            return value.strip()
    return ""


def _worth(key: str, fillings: dict[int, Filling], count: int) -> float:
    """How sure a slot is the date of posts: it is in all, differs, grows, and says a time of day."""
    texts = [fillings[at].text for at in sorted(fillings)]
    nodes = [filling.node for filling in list(fillings.values())[:3]]
    worth = 2.0 * len(texts) / count + len(set(texts)) / len(texts)
    moments = [moment for text in texts if (moment := read_date(text))]
    if len(moments) > 1:
        growing = sum(after >= before for before, after in pairwise(moments))
        steps = len(moments) - 1
        worth += 1.5 * max(growing, steps - growing) / steps
    worth += 0.5 * len(moments) / len(texts) + 0.5 * sum(CLOCK.search(text) is not None for text in texts) / len(texts)
    worth += 0.7 if key.startswith("named") else 0.0
    worth += 0.5 if any(is_named(says(node), DATE) for node in nodes) else 0.0
    is_other = any(is_named(says(node), NO_DATE) for node in nodes) or any(LABELLED.search(text) for text in texts[:3])
    worth -= 3.0 if is_other else 0.0
    return worth
