"""The body of a post -> the same body in which quotes, and the words that say whose they are, are marked.

<blockquote><cite>Ada wrote:</cite>...</blockquote>                       the cite is moved before its quote
<div class="quoteheader">Quote from: Ada</div><blockquote>...             it stands there already
<div class="quote"><div class="title">...</div><blockquote>...            two elements, one quote
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from lxml import etree

from threads.readers.page_records.dom import BLANK, Node, PageTree, settable, words_of
from threads.readers.page_records.hints import CHROME, DIGITS, NO_QUOTE, QUOTE, is_named, is_quote, is_signature, parts
from threads.readers.web.statements import DROP, ROLE, SOURCE
from threads.words.subjects import plain_subject

CITE = frozenset("attribution citetitle quotetitle quoteheader quoteauthor quotename quoteby postedby quoter forumquoter"
                 " quotetop citation quoteuser".split())  # fmt: skip
CITE_BESIDE = frozenset("title header author name heading by who user info head description attribution top".split())
LABEL = frozenset("quoteexpand quotefooter quotelink codeheader codetitle quotebutton".split())
CODE_BOX = frozenset("codebox codebody codemain codecontainer".split())
# What programs call their own words above code.
CODE_LABEL = re.compile(r"^(?:code|quellcode|código|codice|код|kod|php|html)\b.{0,60}$", re.IGNORECASE)
RULE = re.compile(r"^[_=*~-]{5,}$")
LONGEST_SIGNATURE = 600
SAYS = re.compile(
    r"(?:\b(?:wrote|writes|said|says|posted(?: by)?|quote from|originally (?:posted|written)(?: by)?|schrieb|zitat(?: von)?|"
    r"hat geschrieben|a écrit|citation|escribió|dijo|ha scritto|napisał|schreef|skrev|quote|cita)\b.{0,80}:?|.{1,60}:)$|"
    r"(?:написал|писал|пише|wrote).{0,20}:?$",
    re.IGNORECASE,
)
LONGEST_CITE = 140
WORDS = re.compile(r"\w+")
MOST_ABOVE = 3
LOOKED_AT = 16
# Of so many elements in a quote it is asked whether they are the program's words.
MOST_LABELS = 200
NO_CITES = frozenset("br img a hr blockquote".split())
SET_OFF = frozenset("b strong div p span em small".split())
BUTTON = frozenset("icon button".split())
# What stands above a quote in a table.
QUOTE_LABEL = re.compile(r"^(?:quote|zitat|citation|cita|citaat|citat|цитата|quotation|引用)\s{0,2}:?$", re.IGNORECASE)


def is_cite(node: Node) -> bool:
    """Whether an element says whose a quote is."""
    if node.tag == "cite":
        return True
    for name in node.classes:
        words = parts(name)
        if words & CITE or (words & QUOTE and words & CITE_BESIDE and not words & NO_QUOTE):
            return True
    return False


def label_above(node: Node) -> etree._Element | None:
    """The word "Quote:" that an element stands below."""
    before = node.element.getprevious()
    if before is None or not isinstance(before.tag, str) or not QUOTE_LABEL.match(words_of(before, 30)):
        return None
    return before


def is_below_label(node: Node) -> bool:
    """Whether an element stands below the word "Quote:", which is then left out."""
    before = label_above(node)
    if before is None:
        return False
    before.set(ROLE, DROP)
    return True


def is_label(page: PageTree, node: Node) -> bool:
    """Whether an element holds words of the program: "Click to expand", "Code: Select all"."""
    for name in node.classes:
        words = parts(name)
        if (
            words & LABEL
            or {"expand", "link"} <= words
            or ({"code"} <= words and words & {"header", "title", "label", "head"})
        ):
            return True
    if node.tag in ("dt", "p", "div", "b", "h6") and node.parent >= 0 and 0 < node.prose + node.linked < 80:
        above = page.nodes[node.parent]
        is_box = is_named(above.classes, CODE_BOX) or is_named(above.classes, frozenset(("description",)))
        return is_box and CODE_LABEL.match(words_of(node.element, 80)) is not None
    return False


def leads_elsewhere(node: Node) -> bool:
    """Whether an element is called navigation and the like, and says nothing but by links."""
    return node.linked > node.prose and not node.is_linked and (node.tag == "nav" or is_named(node.classes, CHROME))


def drop_title(page: PageTree, body: Node) -> None:
    """Leave out the first element of a body where it is an answer's title: "Re: " and the title of the page."""
    for node in page.nodes[body.number + 1 : min(body.last, body.number + MOST_ABOVE) + 1]:
        if not node.prose + node.linked:
            continue
        words = words_of(node.element, LONGEST_CITE)
        title = plain_subject(words)
        said = plain_words(title) if title != words else ""
        if said and said in plain_words(page.title) and not (body.element.text or "").strip():
            node.element.set(ROLE, DROP)
        return


def plain_words(text: str) -> str:
    """The words of a title, as titles are compared."""
    return " ".join(WORDS.findall(text.lower()))


def mark_quotes(page: PageTree, body: Node, numbers: dict[str, str]) -> None:
    """Mark the quotes in a body. ``numbers`` are the ids of posts by the numbers that links call them by."""
    open_ones: list[Node] = []
    signed_to = -1
    if body.tag == "blockquote":
        body.element.tag = "div"
    set_signature_apart(page, body)
    drop_title(page, body)
    for node in page.within(body):
        if node.number <= signed_to:
            continue
        if is_signature(node):
            mark_signature(page, node)
            signed_to = node.last
            continue
        if is_label(page, node) or leads_elsewhere(node):
            node.element.set(ROLE, DROP)
            continue
        while open_ones and node.number > open_ones[-1].last:
            open_ones.pop()
        if node.tag == "blockquote" and not is_quote(node):
            node.element.tag = "div"
        is_quoted = is_quote(node) or (node.tag == "table" and is_below_label(node))
        if is_cite(node) or not is_quoted or not node.prose + node.linked:
            continue
        outer = open_ones[-1] if open_ones else None
        if outer is not None and _is_only_content(page, outer, node):
            if node.tag == "blockquote":
                node.element.tag = "div"
            continue
        if node.tag != "blockquote" and node.tag in ("a", "span", "button", "li", "ul"):
            continue
        _mark(page, node, numbers)
        open_ones.append(node)


def set_signature_apart(page: PageTree, body: Node) -> None:
    """Mark what stands behind the last rule that is typed into a body: that is where programs write a signature."""
    first = bisect_left(page.leaves, body.number, key=lambda leaf: leaf.after)
    last = bisect_right(page.leaves, body.last, key=lambda leaf: leaf.after)
    leaves = [leaf for leaf in page.leaves[first:last] if leaf.owner >= body.number]
    at = next((at for at in range(len(leaves) - 1, 0, -1) if RULE.match(leaves[at].text)), 0)
    said = sum(len(leaf.text) for leaf in leaves[at + 1 :])
    if not at or not 0 < said <= LONGEST_SIGNATURE:
        return
    rule = leaves[at]
    owner = page.nodes[rule.owner]
    if any(leaf.owner < owner.number or leaf.owner > owner.last for leaf in leaves[at + 1 :]):
        return
    signature = etree.Element("div")
    signature.set(ROLE, "signature")
    following = list(owner.element)
    if rule.after == rule.owner and (owner.element.text or "").strip():
        owner.element.text = None
    else:
        child = next((one for one in reversed(following) if RULE.match((one.tail or "").strip())), None)
        if child is None:
            return
        child.tail = None
        following = following[following.index(child) + 1 :]
    for one in following:
        if one.tag == "blockquote":
            one.tag = "div"
        signature.append(one)
    owner.element.append(signature)


def mark_signature(page: PageTree, node: Node) -> None:
    """Mark an element as a signature, in which nothing is a quote of somebody's post."""
    for inner in (node, *page.within(node)):
        if inner.tag == "blockquote":
            inner.element.tag = "div"
    node.element.set(ROLE, "signature")


def _is_only_content(page: PageTree, outer: Node, inner: Node) -> bool:
    """Whether an element holds all of a quote but for who is quoted."""
    beside = 0
    passed = -1
    for node in page.within(outer)[:MOST_LABELS]:
        if (
            node.number > passed
            and not inner.number <= node.number <= inner.last
            and (is_cite(node) or is_label(page, node))
        ):
            beside += node.prose + node.linked
            passed = node.last
    return outer.prose + outer.linked - beside - inner.prose - inner.linked < 4


def _mark(page: PageTree, quote: Node, numbers: dict[str, str]) -> None:
    cite = _cite_of(page, quote)
    source = _source(quote.element, cite, numbers)
    quote.element.set(ROLE, "quote")
    if source:
        quote.element.set(SOURCE, settable(source))
    if cite is None:
        return
    words = BLANK.sub(" ", " ".join(_said(cite))).replace("↑", "").strip()
    if not words:
        return
    said = etree.Element("div")
    said.text = settable(words)
    said.set(ROLE, "attribution")
    if source:
        said.set(SOURCE, settable(source))
    _take_out(cite)
    quote.element.addprevious(said)


def _said(cite: etree._Element) -> list[str]:
    """The words of who is quoted, without those of the button that leads there."""
    pieces, left_out = [], None
    for event, element in etree.iterwalk(cite, events=("start", "end")):
        if event == "start":
            if left_out is None and element is not cite and is_named((element.get("class") or "").split(), BUTTON):
                left_out = element
            if left_out is None:
                pieces.append(element.text or "")
        else:
            if left_out is element:
                left_out = None
            if left_out is None and element is not cite:
                pieces.append(element.tail or "")
    return pieces


def _cite_of(page: PageTree, quote: Node) -> etree._Element | None:
    """The element that says whose a quote is: in it, or before it."""
    inside = page.nodes[quote.number + 1 : min(quote.last + 1, quote.number + LOOKED_AT)]
    for found in (_named_cite(page, inside), _cite_before(quote), _first_words(quote, inside)):
        if found is not None:
            return found
    return None


def _named_cite(page: PageTree, inside: list[Node]) -> etree._Element | None:
    """The element in a quote, above what is quoted, that is called a citation."""
    for node in inside:
        if is_cite(node) and 0 < node.prose + node.linked < LONGEST_CITE:
            return node.element
        if is_quote(node) and not is_cite(node):
            return next((deeper.element for deeper in page.within(node)[:3] if deeper.tag == "cite"), None)
    return None


def _cite_before(quote: Node) -> etree._Element | None:
    """The element right before a quote, or the row above its cell, that says whose it is."""
    before = quote.element.getprevious()
    if before is None and quote.tag == "td":
        row = quote.element.getparent()
        before = row.getprevious() if row is not None else None
    if before is None or not isinstance(before.tag, str) or before.tag in NO_CITES or before.get(ROLE) is not None:
        return None
    words = words_of(before, LONGEST_CITE + 1)
    if (before.tail or "").strip() or not 0 < len(words) <= LONGEST_CITE:
        return None
    names = (before.get("class") or "").split()
    is_called_so = before.tag == "cite" or any(parts(name) & (CITE | QUOTE) for name in names)
    return before if is_called_so or SAYS.search(words) else None


def _first_words(quote: Node, inside: list[Node]) -> etree._Element | None:
    """The first words in a quote, set off from the rest, that say who wrote."""
    for node in inside[:3]:
        length = node.prose + node.linked
        is_short = node.tag in SET_OFF and 0 < length < min(LONGEST_CITE, quote.prose + quote.linked)
        if is_short and SAYS.search(words_of(node.element, LONGEST_CITE)):
            return node.element
    return None


def _take_out(element: etree._Element) -> None:
    """Take an element out of its place, and leave the text behind it where it stands."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = settable(f"{before.tail or ''} {tail}")
    else:
        parent.text = settable(f"{parent.text or ''} {tail}")
    element.tail = None
    parent.remove(element)


def _source(quote: etree._Element, cite: etree._Element | None, numbers: dict[str, str]) -> str:
    """The post that a quote is from, where an attribute or a link names its number."""
    elements = [quote, *([cite, *cite.iter("a")] if cite is not None else [])]
    for element in elements:
        for key, value in element.items():
            if key in ("class", "style", ROLE, SOURCE):
                continue
            for digits in reversed(DIGITS.findall(value[:500])):
                if found := numbers.get(digits.lstrip("0")):
                    return found
    return ""
