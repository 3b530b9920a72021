"""The bytes of a page -> its elements and its pieces of text, in order, as lxml reads them.

lxml builds the tree; here it is laid out once as two lists, in which an element knows its parent and its last descendant.
What lxml would be slow at (tags of thousands of attributes) or would cut off (elements nested in thousands) is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, islice

from lxml import etree

from threads.readers.html_tokens import HIDDEN
from threads.readers.web.page import OWN_ADDRESS, SAVED_FROM, decoded, host_of

# Larger pages would take more memory and time than a page is worth; no program writes such.
PAGE_LIMIT = 10_000_000
ELEMENT_LIMIT = 100_000
MOST_ATTRIBUTES = 500
# No tag of fewer characters has so many attributes.
LONG_TAG = 2 * MOST_ATTRIBUTES
# A tag as the standard cuts it, and what holds no tags; what is not closed goes on to the end.
ATTRIBUTE = re.compile(r"""[\s/]++|[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+|=""")
TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{ATTRIBUTE.pattern})*+")
SCANNED = re.compile(
    rf"""<!--(?>.*?(?:-->|\Z))
      | <(?P<raw>script|style|textarea|title)(?=[\s/>])(?:{ATTRIBUTE.pattern})*+>?(?>.*?(?:</(?P=raw)|\Z))
      | {TAG.pattern}""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
UNREAD = frozenset(
    "script style template svg select textarea button datalist head title iframe object noframes".split()
)
BLANK = re.compile(r"\s+")
UNSETTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
COMMENTS_READ = 20
# Elements that state a moment, and how deep in a button they lie.
MOMENTS, MOST_IN_BUTTON = ("datePublished", "dateCreated"), 6
ORDINALS = ("st", "nd", "rd", "th")
DAY = re.compile(r"\d(?:st|nd|rd|th)$")


@dataclass(slots=True, eq=False)
class Node:
    """An element: its number in the order of the page, and those of its parent and of its last descendant.

    ``prose`` counts the characters of text in it that stand in no link, ``linked`` those that do.
    """

    element: etree._Element
    tag: str
    attributes: dict[str, str]
    classes: tuple[str, ...]
    number: int
    parent: int
    path: int
    last: int = 0
    is_linked: bool = False
    is_unread: bool = False
    prose: int = 0
    linked: int = 0
    id: str = ""
    keys: tuple[str, ...] = ()  # see groups.keys_of
    said: tuple[str, ...] | None = None  # see hints.says


@dataclass(slots=True)
class Leaf:
    """A piece of text: the element it stands in, the last element before it, and its words in one line."""

    owner: int
    after: int
    text: str


@dataclass(slots=True)
class PageTree:
    """A page: its elements and its texts in order, its title and the address that it says it had."""

    nodes: list[Node] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    title: str = ""
    address: str = ""
    found: dict[str, str] = field(default_factory=dict)

    def within(self, node: Node) -> list[Node]:
        """The elements in an element, in order."""
        return self.nodes[node.number + 1 : node.last + 1]

    def above(self, node: Node) -> list[Node]:
        """The elements that an element lies in, the innermost first."""
        chain = []
        number = node.parent
        while number >= 0:
            chain.append(self.nodes[number])
            number = self.nodes[number].parent
        return chain

    def holds(self, outer: Node, inner: Node) -> bool:
        """Whether an element is another or lies in it."""
        return outer.number <= inner.number <= outer.last


def words_of(element: etree._Element, most: int = 400) -> str:
    """The words of an element in one line; for names, titles and dates."""
    pieces, size = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece)
        if size > 4 * most:
            break
    return BLANK.sub(" ", " ".join(pieces)).strip()[:most]


def settable(text: str) -> str:
    """Text that lxml lets be set, though it reads more: what it refuses becomes U+FFFD."""
    return UNSETTABLE.sub("\ufffd", text)


def read_dom(raw: bytes) -> PageTree | str:
    """Read a page, or say why it cannot be read."""
    if len(raw) >= PAGE_LIMIT:
        return "a page of more than 10 MB; split it"
    html = decoded(raw).replace("\0", "\ufffd")
    if any(len(found[0]) > LONG_TAG and _attribute_count(found) > MOST_ATTRIBUTES for found in SCANNED.finditer(html)):
        return f"a page with a tag of more than {MOST_ATTRIBUTES} attributes; no program writes such a page"
    if html.count("<") > 2 * ELEMENT_LIMIT:
        return "a page of more than 100,000 elements; split it"
    parser = etree.HTMLParser(huge_tree=True, recover=True, encoding="utf-8", no_network=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "no HTML that can be read: save the page again"
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log.filter_from_fatals()):
        return "a page of elements nested in more than 2,000 others; no program writes such a page"
    if root is None:
        return "no HTML that can be read: save the page again"
    page = PageTree()
    _lay_out(page, root)
    page.address = next((page.found[kind] for kind in OWN_ADDRESS if host_of(page.found.get(kind, ""))), "")
    return page


def _attribute_count(found: re.Match[str]) -> int:
    """How many attributes a tag has. lxml compares each with all others."""
    tag = TAG.match(found[0])
    pieces = ATTRIBUTE.findall(tag[0], 1) if tag else ()
    return sum(not piece[0].isspace() and piece[0] != "/" for piece in pieces)


def _lay_out(page: PageTree, root: etree._Element) -> None:
    """Number the elements and texts of a tree."""
    nodes, leaves = page.nodes, page.leaves
    paths: dict[tuple[int, str], int] = {}
    above: Node | None = None
    _look_at_comments(page, root)
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pass
        elif event == "start":
            node = _node(element, nodes, above, paths)
            nodes.append(node)
            _look_at_head(page, node)
            if not node.is_unread:
                _add(leaves, element.text, node, node.number)
            above = node
            continue
        elif above is not None:
            above.last = len(nodes) - 1
            outer = nodes[above.parent] if above.parent >= 0 else None
            if outer is not None:
                outer.prose += above.prose
                outer.linked += above.linked
            above = outer
        if above is not None and not above.is_unread:
            _add(leaves, element.tail, above, len(nodes) - 1)


def _node(element: etree._Element, nodes: list[Node], above: Node | None, paths: dict[tuple[int, str], int]) -> Node:
    tag = element.tag if isinstance(element.tag, str) else "?"
    attributes = dict(element.items())
    parent = above.number if above else -1
    path = paths.setdefault((above.path if above else -1, tag), len(paths))
    classes = tuple(attributes.get("class", "").split()[:12])
    node = Node(element, tag, attributes, classes, len(nodes), parent, path)
    node.id = attributes.get("id", "")
    node.is_linked = tag == "a" or (above is not None and above.is_linked)
    style = attributes.get("style", "")
    is_inside = above is not None and above.is_unread and tag != "body" and not _is_moment_on_button(node, nodes)
    node.is_unread = (
        tag in UNREAD or is_inside or "hidden" in attributes or (bool(style) and HIDDEN.search(style) is not None)
    )
    return node


def _is_moment_on_button(node: Node, nodes: list[Node]) -> bool:
    """Whether an element states a moment on a button, as where the whole date shows under the mouse."""
    if node.tag != "time" and node.attributes.get("itemprop") not in MOMENTS:
        return False
    for number in range(MOST_IN_BUTTON):
        outer = nodes[node.parent]
        if outer.tag == "button":
            return not nodes[outer.parent].is_unread
        if not outer.is_unread or number + 1 == MOST_IN_BUTTON or outer.parent < 0:
            return False
        node = outer
    return False


def _add(leaves: list[Leaf], text: str | None, node: Node, after: int) -> None:
    """Note a piece of text, if there is one."""
    if text and (text := BLANK.sub(" ", text.replace("\xa0", " ")).strip()):
        last = leaves[-1].text if leaves else ""
        is_ordinal = node.tag == "sup" and text.lower() in ORDINALS and last[-1:].isdigit()
        # "Dec 3<sup>rd</sup>, 2004" is one date.
        if is_ordinal or (text[0] == "," and DAY.search(last[-6:])):
            leaves[-1].text += text
        else:
            leaves.append(Leaf(node.number, after, text))
        if node.is_linked:
            node.linked += len(text)
        else:
            node.prose += len(text)


def _look_at_comments(page: PageTree, root: etree._Element) -> None:
    """Note the address that browsers and mirroring programs write into a comment, many above the page itself."""
    above = list(root.itersiblings(etree.Comment, preceding=True))[::-1]
    for comment in islice(chain(above, root.iter(etree.Comment)), COMMENTS_READ):
        if found := SAVED_FROM.search(comment.text or ""):
            page.found.setdefault("saved", found[1] if "://" in found[1] else "http://" + found[1])


def _look_at_head(page: PageTree, node: Node) -> None:
    """Note what the page says of itself: its title, its address, what it is a page of."""
    attributes, found = node.attributes, page.found
    if node.tag == "title" and not page.title:
        page.title = words_of(node.element)
    elif node.tag == "base":
        found.setdefault("base", attributes.get("href", ""))
    elif node.tag == "link":
        rel = attributes.get("rel", "").lower()
        if rel in ("canonical", "next", "prev"):
            found.setdefault(rel, attributes.get("href", ""))
    elif node.tag == "meta":
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if name in ("og:url", "og:title", "generator", "og:site_name"):
            found.setdefault(name, attributes.get("content", ""))
