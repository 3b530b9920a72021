"""The records of a page, filled in -> the posts that a reader hands on."""

from __future__ import annotations

from hashlib import sha256

from lxml import etree

from threads.readers.page_records.body_pieces import join_pieces
from threads.readers.page_records.citations import RULE, mark_quotes, mark_signature
from threads.readers.page_records.dom import Node, PageTree
from threads.readers.page_records.hints import DIGITS, PROFILE_LINK
from threads.readers.page_records.page_answers import parents_of
from threads.readers.page_records.page_names import TopicName, anchors_of, post_ids, topic_path, whole_address
from threads.readers.page_records.record_groups import Sight
from threads.readers.page_records.slots import PageRecord
from threads.readers.web.statements import DROP, ROLE, WebPost


def posts_of(sight: Sight, records: list[PageRecord], place: TopicName) -> list[WebPost]:
    """The posts that records are."""
    page = sight.page
    join_pieces(sight, records)
    ids = post_ids(page, records, place)
    anchors = anchors_of(page, records)
    parents = parents_of(page, records, anchors)
    numbers = {digits[-1].lstrip("0"): id_ for id_ in ids if (digits := DIGITS.findall(id_.rpartition("/")[2]))}
    for name, at in anchors.items():
        if ids[at] and (digits := DIGITS.findall(name)) and len(digits[-1]) > 2:
            numbers.setdefault(digits[-1].lstrip("0"), ids[at])
    known = _known(records, ids, place)
    is_linked = any(parent is not None for parent in parents)
    posts = []
    for at, record in enumerate(records):
        chain: list[str] = []
        above = parents[at]
        while above is not None and len(chain) < 100:
            chain.append(known[above])
            above = parents[above]
        posts.append(
            WebPost(
                id=known[at] if is_linked else ids[at],
                body=body_html(page, record, numbers),
                author=record.author,
                author_id=_author_id(page, record, place),
                posted=record.posted,
                title=place.title,
                url=_own_address(page, record, ids[at]),
                thread=place.thread,
                parents=tuple(chain),
                signature=signature_html(sight, record),
            )
        )
    return posts


def _known(records: list[PageRecord], ids: list[str], place: TopicName) -> list[str]:
    """An id for each post, so that answers can name it: the post above the others is its topic, the rest are what they say."""
    known = []
    for at, (record, id_) in enumerate(zip(records, ids, strict=True)):
        said = "\n".join((record.author, record.posted, *(leaf.text for leaf in record.leaves)))
        is_opening = not at and any(ids)
        known.append(
            id_ or (place.thread if is_opening else f"{place.thread}#{sha256(said.encode()).hexdigest()[:12]}")
        )
    return known


def _author_id(page: PageTree, record: PageRecord, place: TopicName) -> str:
    """The address of the author's profile, without what changes."""
    node = record.author_node
    if node is None:
        return ""
    links = [one for one in (node, *page.within(node)[:4], *page.above(node)[:2]) if one.tag == "a"]
    for link in links:
        href = link.attributes.get("href", "")
        if PROFILE_LINK.search(href[:300]):
            return place.site + topic_path(whole_address(page, href) or href)
    return ""


def _own_address(page: PageTree, record: PageRecord, id_: str) -> str:
    """The address of the post itself: that of a link of its record that has its number."""
    digits = DIGITS.findall(id_.rpartition("/")[2])
    if not digits or not page.address:
        return ""
    for node in page.nodes[record.span.first : record.span.last + 1]:
        href = node.attributes.get("href", "") if node.tag == "a" and not record.is_in_body(node.number) else ""
        if digits[-1] in DIGITS.findall(href[:500]) and "#" in href:
            return whole_address(page, href)
    return ""


def body_html(page: PageTree, record: PageRecord, numbers: dict[str, str]) -> str:
    """The source of a record's body, its quotes marked; without a body of its own, all but the name and the date."""
    if record.body is not None:
        mark_quotes(page, record.body, numbers)
        return _source(record.body)
    roots = _roots(page, record)
    for root in roots:
        mark_quotes(page, root, numbers)
    for node in (record.author_node, record.date_node):
        if node is not None and node.number > record.span.first:
            node.element.set(ROLE, DROP)
    return "".join(_source(root) for root in roots)


def _roots(page: PageTree, record: PageRecord) -> list[Node]:
    roots, number = [], record.span.first
    while number <= record.span.last:
        node = page.nodes[number]
        # What answers lie in is no part of it.
        if node.last <= record.span.last:
            roots.append(node)
        number = node.last + 1 if node.last <= record.span.last else number + 1
    return roots


def _source(node: Node) -> str:
    return str(etree.tostring(node.element, encoding="unicode", method="html", with_tail=False))


def signature_html(sight: Sight, record: PageRecord) -> str:
    """What the author signs with, where it stands outside of the body and is named so, or stands below a typed rule."""
    page = sight.page
    body = record.body
    for number in range(record.span.first, record.span.last + 1):
        if number in sight.signed and not (body and body.number <= number <= body.last):
            node = page.nodes[number]
            if node.prose + node.linked:
                mark_signature(page, node)
                return _source(node)
    if body is None:
        return ""
    for leaf in record.leaves:
        if leaf.owner > body.last and RULE.match(leaf.text):
            node = page.nodes[leaf.owner]
            mark_signature(page, node)
            _take_rule_out(node)
            return _source(node)
    return ""


def _take_rule_out(node: Node) -> None:
    """Leave out the rule that is typed above a signature, as where it stands in the words."""
    if RULE.match((node.element.text or "").strip()):
        node.element.text = None
    for child in node.element:
        if RULE.match((child.tail or "").strip()):
            child.tail = None
            break


def article_html(page: PageTree) -> str:
    """The source of a page that holds no posts, without what leads elsewhere."""
    for node in page.nodes:
        if node.tag in ("nav", "header", "footer", "aside", "form") or node.is_unread:
            node.element.set(ROLE, DROP)
    body = next((node for node in page.nodes if node.tag == "main"), None)
    if body is None or body.prose * 3 < page.nodes[0].prose:
        body = next((node for node in page.nodes if node.tag == "body"), page.nodes[0])
    return _source(body)
