"""The records of a page -> the post above them that has another template: a question over its answers, an article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from threads.readers.page_records.bodies import STATED_BODY
from threads.readers.page_records.dom import Node
from threads.readers.page_records.filling import records_of
from threads.readers.page_records.hints import BODY, CHROME, NOTICE, is_named, parts, says
from threads.readers.page_records.record_groups import RecordSpan, Sight
from threads.readers.page_records.slots import PageRecord

# A post above others has more words than a notice.
LEAST_PROSE = 40
# Above the first post its author may be named once more, beside a notice.
LEAST_OF_SAME = 300
SAID_BODY = 0.5


def with_opening(sight: Sight, records: list[PageRecord]) -> list[PageRecord]:
    """The records, with the one above them if there is such a post."""
    page = sight.page
    root = page.nodes[records[0].span.first]
    known = {(record.author, record.posted) for record in records[:1]}
    authors = {record.author for record in records[:1]}
    for outer in page.above(root):
        if outer.tag in ("body", "html") and outer.number + 1 >= root.number:
            break
        first, last = outer.number + 1, root.number - 1
        if last < first:
            root = outer
            continue
        root = outer
        if not (_count(sight.names, first, last) or _count(sight.dates, first, last)):
            continue
        found = _record(sight, first, last)
        if found is None or found.body is None:
            continue
        is_known = (found.author, found.posted) in known
        if found.author in authors and (not found.posted or found.body.prose < LEAST_OF_SAME):
            is_known = True
        return records if is_known else [found, *records]
    return records


def _count(numbers: list[int], first: int, last: int) -> int:
    return bisect_right(numbers, last) - bisect_left(numbers, first)


def _record(sight: Sight, first: int, last: int) -> PageRecord | None:
    """A run of elements as a post, if its words, a name and a date stand in it, and something says that they are one."""
    [record] = records_of(sight, [RecordSpan(first, last, first)])
    body = record.body
    if body is None or body.prose < LEAST_PROSE or not (record.author or record.posted):
        return None
    around = [body, *(node for node in sight.page.above(body) if node.number >= first)]
    if body.linked > body.prose or any(_is_chrome(node) for node in around):
        return None
    is_body = any(_says_body(node) for node in around[:3])
    is_whole = bool(record.author) and bool(record.posted)
    is_stated = body.attributes.get("itemprop") in STATED_BODY or any(node.tag == "article" for node in around)
    if not is_whole and not (is_body and record.posted) and not is_stated:
        return None
    leaves = sight.leaves_in(first, last)
    prose = sum(len(leaf.text) for leaf in leaves if not sight.page.nodes[leaf.owner].is_linked)
    return record if body.prose >= SAID_BODY * prose or (is_body and is_whole) else None


def _is_chrome(node: Node) -> bool:
    return node.tag in ("nav", "header", "footer", "aside") or any(
        parts(name) & (CHROME | NOTICE) for name in node.classes
    )


def _says_body(node: Node) -> bool:
    return node.tag == "article" or node.attributes.get("itemprop") in STATED_BODY or is_named(says(node), BODY)
