"""The records of a page -> who wrote each: the slot of short texts that come back, and lead to people or say so."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import lru_cache

from threads.readers.page_records.dom import Node, PageTree, words_of
from threads.readers.page_records.hints import (
    AUTHOR,
    BUTTONS,
    DIGITS,
    NO_AUTHOR,
    PROFILE_LINK,
    WRITTEN_BY,
    is_named,
    says,
)
from threads.readers.page_records.page_moments import is_moment
from threads.readers.page_records.record_groups import LONGEST_NAME, Sight, is_name_element
from threads.readers.page_records.slots import Filling, PageRecord, Slots, head_nodes, new_slots, slot_of, slot_of_leaf
from threads.words.date_places import JOINERS, find_dates
from threads.words.dates import MONTH_BY_NAME
from threads.words.vocabulary import folded

# Being in every record is worth two; something more has to speak for a slot.
LEAST_WORTH = 2.2
MOST_WORDS = 5
LOOKED_AT = 20
# What stands around a name in its own element.
AROUND = 20
AROUND_NAME = re.compile(
    r"^(?:(?:posted|written|submitted|asked|answered|comment(?:ed)?)?\s{0,3}\b(?:by|von|par|por|door|av|автор)\b\s{0,3}:?\s{0,3})?"
    r"(?P<name>.*?)\s{0,3}[:»,|•·-]?$",
    re.IGNORECASE | re.DOTALL,
)
# What stands behind a name: "Ada says:"; of so many words at most.
SAYS = frozenset(phrase for phrase in folded("says", "wrote") if len(phrase) > 2)
MOST_INTRODUCING = 3
# "Ada (not verified)".
IN_BRACKETS = re.compile(r"\([^()]{0,40}\)")
FIGURES = re.compile(r"[#\d.,/%+\s-]+")
# "Threads: 23", as is counted beside a name.
COUNT = re.compile(r"[^\W\d][^:\uff1a\d]{0,30}[:\uff1a]\s{0,3}[\d.,\s]{1,15}[kKmM%]?")
# In a line that says who wrote and when: pieces of dates, and the words between.
OF_STAMP = re.compile(r"\d{1,4}(?:st|nd|rd|th|[ap]m|h\d{0,2}|[:./-][\d:./-]{0,12}(?:[ap]m)?)?$", re.IGNORECASE)
BETWEEN = frozenset(
    "posted written submitted created added by on at von am um uhr geschrieben par le à por el a las da il alle door op om av od dnia"
    " автор написал от από στις συντάχθηκε date author am pm a.m p.m mon tue wed thu fri sat sun monday tuesday wednesday thursday"
    " friday saturday sunday".split()
)
# In a line with a date too: any word that introduces a name.
INTRODUCING = frozenset(word for phrase in WRITTEN_BY for word in phrase.split()) - {"name"}
# The name of a slot has a kind, the element around it, and the element.
PARTS = 3
BESIDE, CALLED, WITHIN, BEHIND = "beside ", "called ", "within ", "behind "
MOST_CALLED = 3
# What a word that introduces a name is worth, beside what its element says.
SAID_BESIDE = 1.2
# A text in nearly all records is a button, unless few people write.
SEVERAL, NEARLY_ALL = 4, 0.8
PUNCTUATION = " \t.,:;|·•»«-–—()[]"
# What no name begins or ends with; "R." may.
UNNAMED = PUNCTUATION.replace(".", "")
NAME_ATTRIBUTES = ("data-author", "data-username", "data-user-name", "data-author-name")
SET_OFF = ("b", "strong", "h3", "h4", "h5")


def find_authors(sight: Sight, records: list[PageRecord]) -> None:
    """Give the records their authors, from the surest slot on."""
    page = sight.page
    slots = new_slots()
    for at, record in enumerate(records):
        _gather(sight, record, at, slots)
    ranked = _ranked(slots, records)
    # A name may be a link in some records and none in others.
    for key in ranked + [key for key in slots if ranked and key not in ranked and _is_beside(key, ranked[0])]:
        for at, (name, node) in slots[key].items():
            if not records[at].author:
                records[at].author, records[at].author_node = _inner_name(page, name, node)
    below = sum(_is_below(record) for record in records) * 2 > sum(record.author_node is not None for record in records)
    for record in records:
        record.author = record.author or _name_in_head(record)
        if not record.author:
            _find_odd_author(sight, record, is_below=below)
    if not any(record.author for record in records):
        names = [name_beside(record.posted) for record in records]
        for record, name in zip(records, names, strict=True) if all(names) else ():
            record.author = name


def name_beside(text: str) -> str:
    """The name in a line that says who wrote and when: "Posted by Ada Moss on 3 May 2012, 10:00"."""
    left = []
    for place in reversed(find_dates(text)):
        text = f"{text[: place.start]} {text[place.end :]}"
    for word in IN_BRACKETS.sub("", text).split():
        plain = word.strip(PUNCTUATION)
        is_stamp = plain.lower() in MONTH_BY_NAME or OF_STAMP.match(plain)
        if plain and not is_stamp and plain.lower() not in BETWEEN:
            left.append(word.strip(UNNAMED))
    while left and left[-1].lower() in JOINERS:
        del left[-1]
    if left and len(left[-1]) > len("R."):
        left[-1] = left[-1].rstrip(".")
    while left and left[0].lower() in INTRODUCING:
        del left[0]
    return name_of(" ".join(left)) if len(left) <= MOST_WORDS else ""


@lru_cache(maxsize=20_000)
def introduced_name(text: str) -> str:
    """The name in a line with a date that says by a word who wrote: "Napsal uživatel Ada dne 3. května"."""
    is_introduced = is_moment(text) and any(word.strip(PUNCTUATION) in INTRODUCING for word in text.casefold().split())
    return name_beside(text) if is_introduced else ""


def _is_beside(key: str, best: str) -> bool:
    """Whether a slot is the element that the best one stands in, or one in it."""
    one, other = key.split(" "), best.split(" ")
    return len(one) == len(other) == PARTS and (one[1] == other[2] or other[1] == one[2])


def _gather(sight: Sight, record: PageRecord, at: int, slots: Slots) -> None:
    """Note all that may be a name in a record."""
    page = sight.page
    for node in head_nodes(sight, record):
        if node.number in sight.edited:
            continue
        if is_name_element(node) and (name := name_of(words_of(node.element, 2 * LONGEST_NAME))):
            slots[slot_of(page, node, "named")].setdefault(at, Filling(name, node))
            # The opening post may have another tag around the name than its answers, and the same class.
            around = page.nodes[node.parent].classes if node.parent >= 0 else ()
            if around and not node.classes:
                slots[f"{WITHIN}{around[0]} {node.tag}"].setdefault(at, Filling(name, node))
            # One element may have a class more than the next: the moderator's.
            for called in [each for each in node.classes if is_named((each,), AUTHOR, NO_AUTHOR)][:MOST_CALLED]:
                slots[f"{CALLED}{node.tag} {DIGITS.sub('#', called)}"].setdefault(at, Filling(name, node))
        if name := _stated_name(page, node):
            slots["stated"].setdefault(at, Filling(name, node))
    for before, leaf in zip([None, *record.leaves], record.leaves, strict=False):
        if leaf.owner in sight.edited:
            continue
        if not record.is_in_body(leaf.owner) and (name := name_of(leaf.text)):
            filling = Filling(name, page.nodes[leaf.owner])
            slots[slot_of_leaf(page, leaf)].setdefault(at, filling)
            if before and before.text.casefold().strip(PUNCTUATION) in WRITTEN_BY:
                slots[f"{BEHIND}{filling.node.tag}"].setdefault(at, filling)
        elif not record.is_in_body(leaf.owner) and (name := introduced_name(leaf.text)):
            slots[f"{BESIDE}{slot_of_leaf(page, leaf)}"].setdefault(at, Filling(name, page.nodes[leaf.owner]))


def _ranked(slots: Slots, records: list[PageRecord]) -> list[str]:
    openings = [_opening(record) for record in records]
    worths = {key: _worth(key, fillings, records, openings) for key, fillings in slots.items()}
    return sorted((key for key in worths if worths[key] >= LEAST_WORTH), key=lambda key: (-worths[key], key))


@lru_cache(maxsize=20_000)
def name_of(text: str) -> str:
    """The name in a short text, without what introduces it; empty where it is none."""
    text = text.strip()
    if len(text) > LONGEST_NAME + AROUND:
        return ""
    found = AROUND_NAME.match(_without_phrases(text))
    name = found["name"].strip(" \t@•·|,«»") if found else text
    if not 0 < len(name) <= LONGEST_NAME or len(name.split()) > MOST_WORDS or is_moment(name):
        return ""
    bare = name.strip("[]()#0123456789.: ").casefold()
    return (
        name
        if any(map(str.isalnum, name))
        and bare not in BUTTONS
        and not (FIGURES.fullmatch(name) or COUNT.fullmatch(name))
        else ""
    )


def _without_phrases(text: str) -> str:
    """A text without what introduces a name, and what stands behind one. A single word such as "de" may begin a name."""
    before, colon, after = text.partition(":")
    if colon and before.strip().casefold() in WRITTEN_BY:
        return after.strip()
    words = text.rstrip(":,").split()
    for count in range(min(MOST_INTRODUCING, len(words) - 1), 0, -1):
        if count > 1 and " ".join(words[:count]).casefold() in WRITTEN_BY:
            return " ".join(words[count:])
        if " ".join(words[-count:]).casefold() in SAYS:
            return " ".join(words[:-count])
    return text


def _stated_name(page: PageTree, node: Node) -> str:
    """A name that an element has for programs."""
    if node.tag == "meta":
        above = page.nodes[node.parent].attributes.get("itemprop", "") if node.parent >= 0 else ""
        is_name = node.attributes.get("itemprop") == "name" and above in ("author", "creator")
        return name_of(node.attributes.get("content", "")) if is_name else ""
    return next((name for key in NAME_ATTRIBUTES if (name := name_of(node.attributes.get(key, "")))), "")


def _inner_name(page: PageTree, name: str, node: Node) -> Filling:
    """The name alone, where its element holds ranks and titles as well: the link to a profile, or what is set in bold."""
    if node.tag in ("a", "meta") or len(name.split()) == 1:
        return Filling(name, node)
    for inner in page.within(node)[:LOOKED_AT]:
        is_link = inner.tag == "a" and PROFILE_LINK.search(inner.attributes.get("href", "")[:300])
        if is_link or inner.tag in SET_OFF or inner.attributes.get("itemprop") == "name":
            words = name_of(words_of(inner.element, 2 * LONGEST_NAME))
            if words and words != name and words in name:
                return Filling(words, inner)
    return Filling(name, node)


def _is_below(record: PageRecord) -> bool:
    """Whether the name stands under the words."""
    return record.author_node is not None and record.body is not None and record.author_node.number > record.body.last


def _find_odd_author(sight: Sight, record: PageRecord, *, is_below: bool) -> None:
    """The author of a record that is drawn in another way than the rest: the first that is called one, where names stand."""
    start = record.body.last + 1 if is_below and record.body else record.span.first
    end = record.span.last if is_below else record.head_end
    for number in sight.names[bisect_left(sight.names, start) : bisect_right(sight.names, end)]:
        node = sight.page.nodes[number]
        if number not in sight.edited and (name := name_of(words_of(node.element, 2 * LONGEST_NAME))):
            record.author, record.author_node = _inner_name(sight.page, name, node)
            return


def _name_in_head(record: PageRecord) -> str:
    """The name in the line that states the date, where people without a profile have no element of their own there."""
    heads = (leaf.text for leaf in record.leaves if not record.is_in_body(leaf.owner) and record.posted in leaf.text)
    return next((name for text in heads if (name := introduced_name(text))), "") if record.posted else ""


def _worth(key: str, fillings: dict[int, Filling], records: list[PageRecord], openings: list[str]) -> float:
    """How sure a slot is the author's: it is in all records, names differ, its element leads to people or says so."""
    names = [filling.text for filling in fillings.values()]
    nodes = [filling.node for filling in list(fillings.values())[:5]]
    worth = 2.0 * len(names) / len(records)
    distinct = len(set(names))
    is_called = key.startswith(CALLED)
    is_same = distinct == 1 or (len(names) > SEVERAL and Counter(names).most_common(1)[0][1] > NEARLY_ALL * len(names))
    if len(records) > 2 and is_same and not is_called:
        worth -= 1.5
    elif len(records) > 1:
        worth += 0.5 * min(1.0, distinct / min(3, len(records)))
    worth += 0.5 if all(len(name.split()) <= 3 for name in names) else 0.0
    worth -= 1.0 if any(name.endswith((":", ".", "?", "!")) for name in names) else 0.0
    worth += 2.5 if key == "stated" else _said_by(nodes)
    worth += SAID_BESIDE if key.startswith((BESIDE, BEHIND)) else 0.0
    worth -= 3.0 if _opens_bodies(fillings, openings) else 0.0
    places = [filling.node.number - records[at].span.first for at, filling in fillings.items()]
    return worth - min(0.4, sum(places) / len(places) / 100)


def _opening(record: PageRecord) -> str:
    """The first text of a record's body."""
    return next((leaf.text for leaf in record.leaves if record.is_in_body(leaf.owner)), "").casefold()


def _opens_bodies(fillings: dict[int, Filling], openings: list[str]) -> bool:
    """Whether most bodies begin with what stands in a slot: programs make titles of comments so."""
    opened = sum(openings[at].startswith(filling.text.casefold().rstrip(".… ")) for at, filling in fillings.items())
    return opened * 2 > len(fillings)


def _said_by(nodes: list[Node]) -> float:
    """What the elements of a slot say for it by their names and links, and against it."""
    worth = 0.0
    if any(is_named(says(node), AUTHOR, NO_AUTHOR) or node.attributes.get("rel") == "author" for node in nodes):
        worth += 1.2
    if any(node.attributes.get("itemprop") in ("name", "author") for node in nodes):
        worth += 1.0
    if any(PROFILE_LINK.search(node.attributes.get("href", "")[:300]) for node in nodes):
        worth += 1.0
    if any(node.tag in (*SET_OFF, "a") for node in nodes):
        worth += 0.2
    return worth - (1.5 if any(is_named(node.classes, NO_AUTHOR) for node in nodes) else 0.0)
