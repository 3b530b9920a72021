"""The spans of a page's records -> the records with their slots filled: bodies, dates, authors, and then bodies again.

Where the words are tells names and dates from those in the words; where these are tells how far the words reach.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection

from threads.readers.page_records.bodies import find_bodies, said_in
from threads.readers.page_records.record_groups import RecordSpan, Sight
from threads.readers.page_records.slot_authors import find_authors
from threads.readers.page_records.slot_dates import find_dates
from threads.readers.page_records.slots import PageRecord, own_leaves


def records_of(sight: Sight, spans: list[RecordSpan], bodies: Collection[str] = ()) -> list[PageRecord]:
    """Fill in the slots of all records. ``bodies`` are the elements that hold them, where that is known."""
    records = [PageRecord(span, leaves=own_leaves(sight, span)) for span in spans]
    said = said_in(sight.page, records)
    find_bodies(sight, records, said, [_marked_places(sight, record) for record in records], bodies, is_last=False)
    find_dates(sight, records)
    find_authors(sight, records)
    places = [[node.number for node in (one.author_node, one.date_node) if node is not None] for one in records]
    find_bodies(sight, records, said, places, bodies)
    return records


def _marked_places(sight: Sight, record: PageRecord) -> list[int]:
    """Where names and dates may be in a record, before it is known which are the post's."""
    first, last = record.span.first, record.span.last
    return [
        number
        for numbers in (sight.dates, sight.names, sight.moments)
        for number in numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
    ]
