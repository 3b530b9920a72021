"""A record of a page -> what it is made of, and the places in it that all records have: slots.

A slot is an element of one shape below one of another, or the text behind an element. What stands in a slot of most
records is a date, a name or a body; ``slot_dates``, ``slot_authors`` and ``bodies`` say which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from threads.readers.page_records.dom import Leaf, Node, PageTree
from threads.readers.page_records.hints import shape
from threads.readers.page_records.record_groups import RecordSpan, Sight


class Filling(NamedTuple):
    """What stands in a slot of a record, and the element it stands in."""

    text: str
    node: Node


# By the names of slots, what stands in them in each record that has it, by the record's number.
Slots = defaultdict[str, dict[int, Filling]]


@dataclass(slots=True)
class PageRecord:
    """A post of a page: its elements, its name and date as the page has them, and its body."""

    span: RecordSpan
    author: str = ""
    author_node: Node | None = None
    posted: str = ""
    date_node: Node | None = None
    body: Node | None = None
    leaves: list[Leaf] = field(default_factory=list)

    def is_in_body(self, number: int) -> bool:
        """Whether an element lies in the body, as far as that is known."""
        return self.body is not None and self.body.number <= number <= self.body.last

    @property
    def has_words(self) -> bool:
        """Whether more stands in it than the name and the date."""
        heads = {node.number for node in (self.author_node, self.date_node) if node is not None}
        return any(leaf.owner not in heads and leaf.text not in (self.author, self.posted) for leaf in self.leaves)

    @property
    def head_end(self) -> int:
        """The last element that may say who wrote it, if that stands above the words."""
        return self.body.number if self.body else self.span.last


def new_slots() -> Slots:
    """No slots yet."""
    return defaultdict(dict)


def slot_of(page: PageTree, node: Node, kind: str) -> str:
    """The name of a slot."""
    above = page.nodes[node.parent] if node.parent >= 0 else node
    return f"{kind} {shape(above)} {shape(node)}"


def slot_of_leaf(page: PageTree, leaf: Leaf) -> str:
    """The slot of a piece of text: it may stand behind an element of the one that it stands in."""
    return slot_of(page, page.nodes[leaf.owner], "tail" if leaf.after != leaf.owner else "text")


def head_nodes(sight: Sight, record: PageRecord) -> Iterator[Node]:
    """The elements of a record that stand in no body, quote or signature."""
    for node in sight.page.nodes[record.span.first : record.span.last + 1]:
        number = node.number
        if number not in sight.foreign and number not in sight.signed and not record.is_in_body(number):
            yield node


def own_leaves(sight: Sight, span: RecordSpan) -> list[Leaf]:
    """The texts of a record that are no quote and no signature."""
    leaves = sight.leaves_in(span.first, span.last)
    return [leaf for leaf in leaves if leaf.owner not in sight.foreign and leaf.owner not in sight.signed]
