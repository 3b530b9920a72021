"""The records of a page -> whom each answers: by what it lies in, by how far it is set in, by a link to another."""

from __future__ import annotations

import re
from collections import defaultdict

from threads.readers.page_records.dom import Node, PageTree, words_of
from threads.readers.page_records.hints import DIGITS, is_named
from threads.readers.page_records.slots import PageRecord

REPLY = frozenset("parent inreplyto replyto answered responding".split())
REPLY_WORDS = re.compile(
    r"^(?:in reply to|in response to|replying to|reply to|parent|↑|▲|>>\s?\d|antwort auf|en respuesta a|en réponse|in risposta)",
    re.IGNORECASE,
)
DEPTH_CLASS = re.compile(
    r"^(?:depth|level|lvl|indent|nest|reply-?level|comment-?level|thread-?level)[-_]?(\d{1,3})$", re.IGNORECASE
)
MARGIN = re.compile(r"(?:margin|padding)-left\s{0,3}:\s{0,3}(\d{1,5})(?:\.\d+)?\s{0,3}(?:px|r?em|%)", re.IGNORECASE)
DEPTH_ATTRIBUTES = ("indent", "data-depth", "data-level", "data-indent", "aria-level", "data-nesting-level")
SPACER = re.compile(r"(?:^|/)(?:s|spacer|blank|pixel|clear|trans\w*)\.(?:gif|png)", re.IGNORECASE)
# How far above its words a record may say how deep it is.
LOOKED_AT = 40
INDENT = frozenset("indented indent".split())
MOST_AROUND = 100
# A sign of depth stands in so many of the records.
LEAST_SHARE = 0.6


def parents_of(page: PageTree, records: list[PageRecord], anchors: dict[str, int]) -> list[int | None]:
    """For each record the number of the one it answers, where the page says so."""
    for found in (_by_nesting(page, records), _by_depth(page, records), _by_links(page, records, anchors)):
        if any(parent is not None for parent in found):
            return found
    return [None] * len(records)


def _by_nesting(page: PageTree, records: list[PageRecord]) -> list[int | None]:
    """A post that lies in another's element answers it: elements of one shape, in each of which its own words come first."""
    places = [record.body.number if record.body else record.span.first for record in records]
    chains = []
    for at, record in enumerate(records):
        before = places[at - 1] if at else -1
        chain = []
        number = record.span.first
        while number > before:
            chain.append(page.nodes[number])
            number = page.nodes[number].parent
        chains.append(chain)
    by_shape: defaultdict[str, dict[int, Node]] = defaultdict(dict)
    for at, chain in enumerate(chains):
        for node in chain:
            for kind in _kinds(node):
                by_shape[kind].setdefault(at, node)
    best: list[int | None] = [None] * len(records)
    best_rank = (0, 0)
    for key in sorted(by_shape):
        nodes = by_shape[key]
        if len(nodes) < 0.8 * (len(records) - 1):
            continue
        found = _innermost(places, nodes)
        rank = (len(nodes), sum(one is not None for one in found))
        if rank[1] and rank > best_rank:
            best, best_rank = found, rank
    # What all lie in is the page's own frame, not a post.
    is_frame = set(best[1:]) == {0}
    return [None] * len(records) if is_frame else best


def _kinds(node: Node) -> tuple[str, ...]:
    kind = ".".join((node.tag, *node.classes[:1])) if node.classes else node.tag
    return (kind, f"{node.tag}#{DIGITS.sub('#', node.id)}") if DIGITS.search(node.id) else (kind,)


def _innermost(places: list[int], nodes: dict[int, Node]) -> list[int | None]:
    open_ones: list[int] = []
    found: list[int | None] = []
    for at, place in enumerate(places):
        while open_ones and nodes[open_ones[-1]].last < place:
            open_ones.pop()
        found.append(open_ones[-1] if open_ones else None)
        if at in nodes:
            open_ones.append(at)
    return found


def _by_depth(page: PageTree, records: list[PageRecord]) -> list[int | None]:
    """A post that is set in further than the one before it answers that, or what stands above it."""
    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for at, record in enumerate(records):
        root = page.nodes[record.span.first]
        ends = record.body.number if record.body else record.span.last
        near = page.nodes[root.number : min(ends, root.number + LOOKED_AT) + 1]
        above = page.nodes[root.parent] if root.parent >= 0 else root
        for node in (above, *near):
            for kind, depth in _depths(node):
                found[kind].setdefault(at, depth)
        found["within"][at] = _indents_around(page, record.body or page.nodes[record.span.member])
    for kind in ("class", "attribute", "spacer", "margin", "within"):
        depths = found.get(kind, {})
        # A margin is often written only where there is one.
        is_margin = kind == "margin" and len(depths) > 1
        if not is_margin and len(depths) < LEAST_SHARE * len(records):
            continue
        values = [depths.get(at, 0 if kind in ("margin", "class") else -1) for at in range(len(records))]
        if len(set(values)) > 1:
            return _stacked(values)
    return [None] * len(records)


def _indents_around(page: PageTree, root: Node) -> int:
    """How many elements that set in what they hold lie around a record."""
    count = 0
    number = root.parent
    for _ in range(MOST_AROUND):
        if number < 0:
            break
        count += is_named(page.nodes[number].classes, INDENT)
        number = page.nodes[number].parent
    return count


def _depths(node: Node) -> list[tuple[str, int]]:
    found = [("class", int(match[1])) for name in node.classes if (match := DEPTH_CLASS.match(name))]
    for key in DEPTH_ATTRIBUTES:
        value = node.attributes.get(key, "")
        if value.isdecimal() and len(value) < 4:
            found.append(("attribute", int(value)))
    style = node.attributes.get("style", "")
    if style and (match := MARGIN.search(style[:300])):
        found.append(("margin", int(match[1])))
    width = node.attributes.get("width", "")
    if (
        node.tag == "img"
        and width.isdecimal()
        and len(width) < 5
        and SPACER.search(node.attributes.get("src", "")[:300])
    ):
        found.append(("spacer", int(width)))
    return found


def _stacked(depths: list[int]) -> list[int | None]:
    parents: list[int | None] = []
    above: list[tuple[int, int]] = []
    for at, depth in enumerate(depths):
        while above and above[-1][0] >= depth:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((depth, at))
    return parents


def _by_links(page: PageTree, records: list[PageRecord], anchors: dict[str, int]) -> list[int | None]:
    """A link that says it leads to what is answered."""
    found: list[int | None] = []
    for at, record in enumerate(records):
        parent = None
        body = record.body
        for node in page.nodes[record.span.first : record.span.last + 1]:
            if node.tag != "a" or (body is not None and body.number <= node.number <= body.last):
                continue
            target = anchors.get(node.attributes.get("href", "")[:500].rpartition("#")[2])
            if target is None or target == at:
                continue
            if is_named((*node.classes, node.attributes.get("rel", "")), REPLY) or REPLY_WORDS.match(
                words_of(node.element, 60)
            ):
                parent = target
                break
        found.append(parent)
    return found
