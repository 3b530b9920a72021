"""The records of a page -> in each: who wrote it, when, and the element that is its body.

A slot is a place that all records have: an element of one shape below one of another. The date is the slot whose texts
name moments that grow from record to record; the author is the one whose short texts come back; the body is the element
that has most words of its own and neither of them in it. Names of classes speak for a slot, and never alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from threads.readers.page_records.dom import Leaf, Node, Page, words_of
from threads.readers.page_records.groups import Sight, Span, is_date_element, is_name_element, keys_of
from threads.readers.page_records.hints import (
    AUTHOR,
    BODY,
    DATE,
    EDIT,
    NO_AUTHOR,
    NO_DATE,
    PROFILE_LINK,
    is_named,
    says,
    shape,
)
from threads.readers.page_records.moments import is_moment
from threads.readers.web.dates import read_date

LONGEST_NAME = 60
WORDS = re.compile(r"\w+")
ANSWERS = re.compile(r"^(?:re|aw|sv|vs|antw|odp|r)\s{0,2}:\s{0,3}", re.IGNORECASE)
LONGEST_TITLE = 250
RULE = re.compile(r"^[_=*~-]{5,}$")
NAME_ATTRIBUTES = ("data-author", "data-username", "data-user-name", "data-author-name")
STATED_BODY = ("text", "articleBody", "commentText", "reviewBody")
# What stands around a name in its own element.
AROUND_NAME = re.compile(
    r"^(?:(?:posted|written|submitted|asked|answered|comment(?:ed)?)?\s{0,3}(?:by|von|par|por|door|av|автор)\b\s{0,3}:?\s{0,3}"
    r"|(?:author|autor|auteur|from)\s{0,3}:\s{0,3})?(.*?)\s{0,3}(?:\b(?:wrote|says|said|writes|schrieb)\s{0,3})?[:»,|•·-]?$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class Record:
    """A post of a page: its elements, its name and date as the page has them, and its body."""

    span: Span
    author: str = ""
    author_node: Node | None = None
    posted: str = ""
    date_node: Node | None = None
    body: Node | None = None
    leaves: list[Leaf] = field(default_factory=list)


def records_of(sight: Sight, spans: list[Span], bodies: Collection[str] = ()) -> list[Record]:
    """Fill in the slots of all records. ``bodies`` are the elements that hold them, where that is known."""
    records = [Record(span, leaves=_own_leaves(sight, span)) for span in spans]
    repeated = _repeated(records) | _titles(sight.page, records)
    _find_bodies(sight, records, repeated, [_marked_places(sight, record) for record in records], bodies)
    _find_dates(sight, records)
    _find_authors(sight, records, repeated)
    places = [[node.number for node in (one.author_node, one.date_node) if node is not None] for one in records]
    _find_bodies(sight, records, repeated, places, bodies)
    return records


def _marked_places(sight: Sight, record: Record) -> list[int]:
    """Where names and dates may be in a record, before it is known which are the post's."""
    first, last = record.span.first, record.span.last
    return [
        number
        for numbers in (sight.dates, sight.names, sight.moments)
        for number in numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
    ]


def _own_leaves(sight: Sight, span: Span) -> list[Leaf]:
    leaves = sight.leaves_in(span.first, span.last)
    return [leaf for leaf in leaves if leaf.owner not in sight.foreign and leaf.owner not in sight.signed]


def _repeated(records: list[Record]) -> set[str]:
    """Texts that several records have: ranks, buttons, what is said of a member under each of their posts."""
    counts = Counter(text for record in records for text in {leaf.text for leaf in record.leaves})
    return {text for text, count in counts.items() if count > 1}


def _titles(page: Page, records: list[Record]) -> set[str]:
    """Texts that say no more than the title of the page does: programs write it above each post."""
    title = " ".join(WORDS.findall(page.title.lower()))
    return {
        leaf.text
        for record in records
        for leaf in record.leaves
        if 3 < len(leaf.text) <= LONGEST_TITLE
        and (said := " ".join(WORDS.findall(ANSWERS.sub("", leaf.text).lower())))
        and said in title
        and len(said) * 3 > len(title)
    }


def _slot(page: Page, node: Node, kind: str) -> str:
    above = page.nodes[node.parent] if node.parent >= 0 else node
    return f"{kind} {shape(above)} {shape(node)}"


def _in_body(record: Record, number: int) -> bool:
    return record.body is not None and record.body.number <= number <= record.body.last


def _find_dates(sight: Sight, records: list[Record]) -> None:
    """Of the places that name a moment in most records, the surest."""
    page = sight.page
    found: defaultdict[str, dict[int, tuple[str, Node]]] = defaultdict(dict)
    for at, record in enumerate(records):
        for node in page.nodes[record.span.first : record.span.last + 1]:
            if node.number in sight.foreign or _in_body(record, node.number) or not is_date_element(node):
                continue
            if text := _moment_of(node):
                found[_slot(page, node, "named")].setdefault(at, (text, node))
        for leaf in record.leaves:
            if not _in_body(record, leaf.owner) and is_moment(leaf.text):
                kind = "tail" if leaf.after != leaf.owner else "text"
                found[_slot(page, page.nodes[leaf.owner], kind)].setdefault(at, (leaf.text, page.nodes[leaf.owner]))
    if not found:
        return
    ranked = sorted(found, key=lambda key: (-_date_worth(key, found[key], len(records)), key))
    for key in ranked:
        if _date_worth(key, found[key], len(records)) <= 0:
            break
        for at, (text, node) in found[key].items():
            if not records[at].posted:
                records[at].posted, records[at].date_node = text, node


def _moment_of(node: Node) -> str:
    """The date that an element states: for programs, or else in words."""
    for key in ("datetime", "data-timestamp", "data-time", "title", "content"):
        value = node.attributes.get(key, "").strip()
        if value and (read_date(value) or (key.startswith("data") and value.isdecimal() and len(value) in (10, 13))):
            return value
    text = words_of(node.element, 120)
    return text if is_moment(text) else ""


def _date_worth(key: str, found: dict[int, tuple[str, Node]], count: int) -> float:
    """How sure a slot is the date of posts: it is in all, differs, grows, and says a time of day."""
    texts = [found[at][0] for at in sorted(found)]
    nodes = [node for _, node in found.values()]
    worth = 2.0 * len(texts) / count
    worth += len(set(texts)) / len(texts)
    moments = [moment for text in texts if (moment := read_date(text))]
    if len(moments) > 1:
        steps = [after >= before for before, after in zip(moments, moments[1:], strict=False)]
        worth += 1.5 * max(sum(steps), len(steps) - sum(steps)) / len(steps)
    worth += 0.5 * len(moments) / len(texts)
    worth += 0.5 * sum(":" in text for text in texts) / len(texts)
    if key.startswith("named"):
        worth += 0.7
    if any(is_named(says(node), NO_DATE) for node in nodes[:3]):
        worth -= 3
    if any(is_named(says(node), DATE) for node in nodes[:3]):
        worth += 0.5
    return worth - 2.0


def _find_authors(sight: Sight, records: list[Record], repeated: set[str]) -> None:
    """Of the places with short texts in most records, the one that is most like names."""
    page = sight.page
    found: defaultdict[str, dict[int, tuple[str, Node]]] = defaultdict(dict)
    for at, record in enumerate(records):
        for node in page.nodes[record.span.first : record.span.last + 1]:
            if node.number in sight.foreign or node.number in sight.signed or _in_body(record, node.number):
                continue
            if is_name_element(node) and (name := name_of(words_of(node.element, 120))):
                found[_slot(page, node, "named")].setdefault(at, (name, node))
            if name := _stated_name(page, node):
                found["stated"].setdefault(at, (name, node))
        for leaf in record.leaves:
            owner = page.nodes[leaf.owner]
            if _in_body(record, leaf.owner) or len(leaf.text) > LONGEST_NAME + 20:
                continue
            kind = "tail" if leaf.after != leaf.owner else "text"
            if name := name_of(leaf.text):
                found[_slot(page, owner, kind)].setdefault(at, (name, owner))
    ranked = sorted(found, key=lambda key: (-_author_worth(key, found[key], records), key))
    for key in ranked:
        if _author_worth(key, found[key], records) < 2.2:
            break
        for at, (name, node) in found[key].items():
            if not records[at].author:
                records[at].author, records[at].author_node = _inner_name(page, name, node)
    for record in records:
        if not record.author:
            _find_odd_author(sight, record)


def _find_odd_author(sight: Sight, record: Record) -> None:
    """The author of a record that is drawn in another way than the rest: the first that is called one."""
    ends = record.body.number if record.body else record.span.last
    numbers = sight.names[bisect_left(sight.names, record.span.first) : bisect_right(sight.names, ends)]
    for number in numbers:
        node = sight.page.nodes[number]
        if name := name_of(words_of(node.element, 120)):
            record.author, record.author_node = _inner_name(sight.page, name, node)
            return


def _stated_name(page: Page, node: Node) -> str:
    """A name that an element has for programs."""
    if node.tag == "meta":
        above = page.nodes[node.parent].attributes.get("itemprop", "") if node.parent >= 0 else ""
        is_name = node.attributes.get("itemprop") == "name" and above in ("author", "creator")
        return name_of(node.attributes.get("content", "")) if is_name else ""
    return next((name for key in NAME_ATTRIBUTES if (name := name_of(node.attributes.get(key, "")[:100]))), "")


def _inner_name(page: Page, name: str, node: Node) -> tuple[str, Node]:
    """The name alone, where its element holds ranks and titles as well: the link to a profile, or what is set in bold."""
    if node.tag in ("a", "meta") or len(name.split()) == 1:
        return name, node
    for inner in page.within(node)[:20]:
        is_link = inner.tag == "a" and PROFILE_LINK.search(inner.attributes.get("href", "")[:300])
        if is_link or inner.tag in ("b", "strong", "h3", "h4", "h5") or inner.attributes.get("itemprop") == "name":
            words = name_of(words_of(inner.element, 120))
            if words and words != name and words in name:
                return words, inner
    return name, node


def name_of(text: str) -> str:
    """The name in a short text, without what introduces it; empty where it is none."""
    text = text.strip()
    if len(text) > LONGEST_NAME + 20:
        return ""
    found = AROUND_NAME.match(text)
    name = found[1].strip(" \t@•·|,«»") if found else text
    if not 0 < len(name) <= LONGEST_NAME or len(name.split()) > 5 or is_moment(name):
        return ""
    return name if any(map(str.isalnum, name)) and not re.fullmatch(r"[#\d.,/%+\s-]+", name) else ""


def _author_worth(key: str, found: dict[int, tuple[str, Node]], records: list[Record]) -> float:
    """How sure a slot is the author's: it is in all records, names differ, its element leads to people or says so."""
    names = [name for name, _ in found.values()]
    nodes = [node for _, node in found.values()][:5]
    worth = 2.0 * len(names) / len(records)
    distinct = len(set(names))
    if len(records) > 2 and distinct == 1:
        worth -= 1.5
    elif len(records) > 1:
        worth += 0.5 * min(1.0, distinct / min(3, len(records)))
    worth += 0.5 if all(len(name.split()) <= 3 for name in names) else 0
    if any(is_named(says(node), AUTHOR, NO_AUTHOR) or node.attributes.get("rel") == "author" for node in nodes):
        worth += 1.2
    if key == "stated" or any(node.attributes.get("itemprop") in ("name", "author") for node in nodes):
        worth += 1
    if key == "stated":
        worth += 1.5
    if any(PROFILE_LINK.search(node.attributes.get("href", "")[:300]) for node in nodes):
        worth += 1
    if any(node.tag in ("b", "strong", "h3", "h4", "h5", "a") for node in nodes):
        worth += 0.2
    if any(is_named(node.classes, NO_AUTHOR) for node in nodes):
        worth -= 1.5
    if any(name.endswith((":", ".", "?", "!")) for name in names):
        worth -= 1
    places = [node.number - records[at].span.first for at, (_, node) in found.items()]
    return worth - min(0.4, sum(places) / len(places) / 100)


def _find_bodies(sight: Sight, records: list[Record], repeated: set[str], places: list[list[int]], bodies: Collection[str]) -> None:
    """Of the elements that most records have once, the one with most words of its own and none of the places in it.

    ``bodies`` are the only ones that are asked, where a program is known.
    """
    page = sight.page
    prose = [_prose(page, record, repeated) for record in records]
    found: defaultdict[str, dict[int, tuple[float, Node]]] = defaultdict(dict)
    for at, record in enumerate(records):
        taken = sorted(places[at])
        for node in page.nodes[record.span.first : record.span.last + 1]:
            if node.is_unread or node.is_linked or node.number in sight.foreign or node.number in sight.signed:
                continue
            if not bodies and bisect_left(taken, node.number) < bisect_right(taken, node.last):
                continue
            own = prose[at].get(node.number, 0.0)
            if not own:
                continue
            for key in keys_of(node):
                if not bodies or key in bodies:
                    found[key if not bodies else "stated"].setdefault(at, (own, node))
    choice, choice_worth = "", 0.0
    for key in sorted(found):
        total = sum(own for own, _ in found[key].values())
        total *= 0.4 + 0.6 * len(found[key]) / len(records)
        sample = [node for _, node in found[key].values()][:5]
        if any(is_named(says(node), BODY) for node in sample):
            total *= 1.05
        if any(node.attributes.get("itemprop") in STATED_BODY for node in sample):
            total *= 1.3
        deeper = choice is not None and _is_deeper(found[key], found[choice])
        if total > choice_worth * (0.96 if deeper else 1.04):
            choice, choice_worth = key, total
    for at, record in enumerate(records):
        record.body = found[choice][at][1] if choice and at in found[choice] else None


def _is_deeper(one: dict[int, tuple[float, Node]], other: dict[int, tuple[float, Node]]) -> bool:
    both = [at for at in one if at in other]
    return sum(one[at][1].number > other[at][1].number for at in both) * 2 > len(both)


def _prose(page: Page, record: Record, repeated: set[str]) -> dict[int, float]:
    """By the elements of a record, how much text they hold that no other record has; links count little."""
    own: dict[int, float] = {}
    edits: set[int] = set()
    for number in range(record.span.first, record.span.last + 1):
        node = page.nodes[number]
        if node.parent in edits or is_named(node.classes, EDIT):
            edits.add(number)
    is_below_rule = False
    for leaf in record.leaves:
        share = 0.3 if page.nodes[leaf.owner].is_linked else 1.0
        is_below_rule = is_below_rule or RULE.match(leaf.text) is not None
        if is_moment(leaf.text) or (leaf.text in repeated and len(leaf.text) > 3) or leaf.owner in edits or is_below_rule:
            share = 0.05
        own[leaf.owner] = own.get(leaf.owner, 0.0) + share * len(leaf.text)
    for number in range(record.span.last, record.span.first, -1):
        if number in own:
            above = page.nodes[number].parent
            own[above] = own.get(above, 0.0) + own[number]
    return own
