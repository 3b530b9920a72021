"""Bodies that a quote parts into pieces -> one element around all of them, as old programs close what they said for each quote.

<span class="postbody">The weir leaks.</span>
<table><tr><td class="quote">Since when?</td></tr></table>          between two pieces stand quotes and nothing that says more
<span class="postbody">Since May.</span>
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from threads.readers.page_records.dom import Node
from threads.readers.page_records.hints import shape
from threads.readers.page_records.record_groups import Sight
from threads.readers.page_records.slots import PageRecord


def join_pieces(sight: Sight, records: list[PageRecord]) -> None:
    """Give records whose bodies are in pieces an element around them for a body."""
    for record in records:
        if record.body is not None and record.body.classes and len(run := _pieces(sight, record, record.body)) > 1:
            record.body = _around(run)


def _pieces(sight: Sight, record: PageRecord, body: Node) -> list[Node]:
    """The siblings from the first to the last that are like a body, with the quotes between them; fewer than two where it is whole."""
    nodes, like = sight.page.nodes, shape(body)
    if body.parent < record.span.first and nodes[body.parent].last > record.span.last:
        return []
    beside = [node for node in sight.page.within(nodes[body.parent]) if node.parent == body.parent]
    places = [at for at, node in enumerate(beside) if shape(node) == like and record.span.first <= node.number]
    run = beside[places[0] : places[-1] + 1] if places else []
    heads = [node.number for node in (record.author_node, record.date_node) if node is not None]
    is_quote_between = all(shape(node) == like or _says_nothing_else(sight, node) for node in run)
    is_free = not any(run[0].number <= number <= run[-1].last for number in heads) if run else False
    return run if is_quote_between and is_free and run[-1].last <= record.span.last else []


def _says_nothing_else(sight: Sight, node: Node) -> bool:
    """Whether an element holds a quote, or no word."""
    return not node.prose + node.linked or any(number in sight.foreign for number in range(node.number, node.last + 1))


def _around(run: list[Node]) -> Node:
    """An element around some siblings."""
    first, last = run[0], run[-1]
    parent = first.element.getparent()
    around = etree.Element("div")
    if parent is None:
        return first
    parent.insert(parent.index(first.element), around)
    for element in [node.element for node in run]:
        around.append(element)
    around.tail, last.element.tail = last.element.tail, None
    prose, linked = sum(node.prose for node in run), sum(node.linked for node in run)
    whole = replace(first, element=around, tag="div", attributes={}, classes=(), id="", keys=(), said=None)
    whole.last, whole.prose, whole.linked = last.last, prose, linked
    return whole
