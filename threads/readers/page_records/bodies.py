"""The records of a page -> the body of each: the element with most words of its own, and no name or date in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from threads.readers.page_records.citations import plain_words
from threads.readers.page_records.dom import Leaf, Node, PageTree
from threads.readers.page_records.hints import BODY, EDIT, NO_BODY, is_named, says
from threads.readers.page_records.page_moments import is_moment
from threads.readers.page_records.record_groups import Sight, keys_of
from threads.readers.page_records.slots import PageRecord
from threads.words.subjects import plain_subject

STATED_BODY = ("text", "articleBody", "commentText", "reviewBody")
LONGEST_TITLE = 250
# What people or programs type above a signature.
RULE = re.compile(r"^[_=*~-]{5,}$")
# What text counts that is a link, and what text that is not the author's.
OF_LINKS, OF_OTHERS = 0.3, 0.05
# An element within another is its record's body as well if it lacks no more of the words than this.
LACKS, LACKS_IF_CALLED = 0.04, 0.2
# So many templates there are on a page at most: a question, answers, comments on them.
MOST_KINDS = 4
# Of elements that are alike in a record, so many are told apart by their order.
MOST_ALIKE = 6
BY_ORDER = 0.9
# A body says so much of what its records say that no other does; what is left of a record without one is its body.
LEAST_SAID, LEAST_IF_CALLED = 0.35, 0.05
NAMED, NAMED_AFTER = 1.05, 4.0
# A field of a template has so few words, and stands in so many records.
SEVERAL, MOST_OF_FIELD, LEAST_FILLED, LONGEST_FIELD = 3, 3, 0.6, 60
# By the elements of a record, how much they say that no other record does.
Said = dict[int, float]
Place = tuple[int, tuple[str, ...], bool]
# By the names of kinds of elements, how much of its own the first such element of each record says.
Kinds = dict[int, tuple[float, Node]]


def find_bodies(
    sight: Sight,
    records: list[PageRecord],
    said: Sequence[Said],
    places: list[list[int]],
    bodies: Collection[str] = (),
    *,
    is_last: bool = True,
) -> None:
    """Give the records their bodies: elements of one kind, without the ``places`` of names and dates of each record.

    ``bodies`` are the only kinds that are asked, where a program is known. Records without an element of the best kind are
    given one of another, once their names and dates are known (``is_last``).
    """
    found, whole = _kinds(sight, records, said, places, bodies)
    wholes = [sum(len(leaf.text) for leaf in record.leaves) for record in records]
    main = ""
    for record in records:
        record.body = None
    for turn in range(MOST_KINDS if is_last else 1):
        # What few records have needs more to speak for it.
        choice = _choice(found, len(records), named=NAMED if not turn else NAMED_AFTER)
        if not turn and not bodies and not _is_enough(found.get(choice, {}), whole):
            return
        for at, (_, node) in found.pop(choice, {}).items():
            records[at].body = node
        main = main or choice
        # Answers may have another template than what they answer; what records with a body have as well is no body.
        found = {
            key: kind
            for key, kind in found.items()
            if " " not in key
            and all(records[at].body is None for at in kind)
            and _is_enough(kind, sum(wholes[at] for at in kind))
        }
        if not found:
            break
    if is_last and main:
        _find_wordless(sight, records)


def _find_wordless(sight: Sight, records: list[PageRecord]) -> None:
    """Give records of which nothing is said, but for a picture or a film, the same kind of body as the others."""
    kinds = Counter(key for record in records if record.body is not None for key in keys_of(record.body))
    common = [kind for kind, count in kinds.most_common(MOST_KINDS) if count * 2 > len(records)]
    for record in records:
        if record.body is not None:
            continue
        nodes = sight.page.nodes[record.span.first : record.span.last + 1]
        for kind in common:
            alike = [node for node in nodes if kind in keys_of(node) and node.last <= record.span.last]
            if len(alike) == 1:
                record.body = alike[0]
                break


def _choice(found: dict[str, Kinds], count: int, *, named: float) -> str:
    """The kind of which most is said; of two that say nearly the same, the inner one."""
    choice, most = "", 0.0
    for key in sorted(found):
        said = _worth(found[key], count, named) * (BY_ORDER if " " in key else 1.0)
        is_deeper = bool(choice) and _is_deeper(found[key], found[choice])
        lacks = LACKS_IF_CALLED if is_deeper and _is_called(found[key]) else LACKS
        if said > most * (1 - lacks if is_deeper else 1 + lacks):
            choice, most = key, said
    return choice


def said_in(page: PageTree, records: list[PageRecord]) -> list[Said]:
    """How much the elements of each record say of their own."""
    others = _repeated(records) | _titles(page, records)
    fields = _fields(page, records)
    return [_own_words(page, record, others, fields) for record in records]


def _kinds(
    sight: Sight, records: list[PageRecord], said: Sequence[Said], places: list[list[int]], bodies: Collection[str]
) -> tuple[dict[str, Kinds], float]:
    """Every kind of element that may be a body, and how much all records say of their own."""
    page = sight.page
    found: defaultdict[str, Kinds] = defaultdict(dict)
    is_alone = len(records) == 1
    whole = 0.0
    for at, record in enumerate(records):
        own = said[at]
        whole += max(own.values(), default=0.0)
        taken = sorted(places[at])
        by_path: defaultdict[int, list[tuple[float, Node]]] = defaultdict(list)
        for node in page.nodes[record.span.first : record.span.last + 1]:
            number = node.number
            is_other = number in sight.foreign or number in sight.signed
            # Answers may lie in it as well.
            if number not in own or is_other or node.is_unread or node.is_linked or node.last > record.span.last:
                continue
            if bodies:
                if not set(bodies).isdisjoint(keys_of(node)):
                    found["stated"].setdefault(at, (own[number], node))
            elif bisect_left(taken, number) == bisect_right(taken, node.last):
                for key in keys_of(node):
                    known = found[key].get(at)
                    # Where nothing repeats, cells of one row are alike by their place alone.
                    if known is None or (is_alone and key[0] == "/" and own[number] > known[0]):
                        found[key][at] = own[number], node
                by_path[node.path].append((own[number], node))
        for path, nodes in by_path.items():
            for nth, one in enumerate(nodes[1:MOST_ALIKE], 2):
                found[f"/{path} {nth}"][at] = one
            found[f"/{path} last"][at] = nodes[-1]
    return found, whole


def _is_enough(kind: Kinds, whole: float) -> bool:
    """Whether elements are surely bodies: they say a good part of what their records say, or some and are called so."""
    least = LEAST_IF_CALLED if _is_called(kind) else LEAST_SAID
    return sum(own for own, _ in kind.values()) >= least * whole


def _is_called(kind: Kinds) -> bool:
    """Whether elements are called bodies."""
    return any(is_named(says(node), BODY, NO_BODY) for _, node in list(kind.values())[:5])


def _worth(kind: Kinds, count: int, named: float) -> float:
    """How much is said in elements of a kind, and in how many records there is one; ``named`` is what a name is worth."""
    said = sum(own for own, _ in kind.values()) * (0.4 + 0.6 * len(kind) / count)
    sample = [node for _, node in list(kind.values())[:5]]
    if any(node.attributes.get("itemprop") in STATED_BODY for node in sample):
        said *= 1.3
    return said * (named if any(is_named(says(node), BODY, NO_BODY) for node in sample) else 1.0)


def _is_deeper(one: Kinds, other: Kinds) -> bool:
    both = [at for at in one if at in other]
    return sum(one[at][1].number > other[at][1].number for at in both) * 2 > len(both)


def _repeated(records: list[PageRecord]) -> set[str]:
    """Texts that several records have: ranks, buttons, what is said of a member under each of their posts."""
    counts = Counter(text for record in records for text in {leaf.text for leaf in record.leaves})
    return {text for text, count in counts.items() if count > 1 and len(text) > 3}


def _place(page: PageTree, leaf: Leaf) -> Place:
    """Where a text stands: the path and the classes of its element, and whether behind an element in it."""
    owner = page.nodes[leaf.owner]
    return owner.path, owner.classes, leaf.after != leaf.owner


def _fields(page: PageTree, records: list[PageRecord]) -> set[tuple[int, int]]:
    """The texts that most records have a few words in the place of, and none has more: ranks, groups, counts of posts."""
    if len(records) < SEVERAL:
        return set()
    filled: defaultdict[Place, list[Leaf]] = defaultdict(list)
    counts: Counter[Place] = Counter()
    longer: set[Place] = set()
    for record in records:
        here: set[Place] = set()
        for leaf in record.leaves:
            place = _place(page, leaf)
            if place in longer:
                continue
            if len(leaf.text) > LONGEST_FIELD or leaf.text.count(" ") >= MOST_OF_FIELD:
                longer.add(place)
                continue
            here.add(place)
            filled[place].append(leaf)
        counts.update(here)
    least = LEAST_FILLED * len(records)
    return {
        (leaf.owner, leaf.after)
        for place, count in counts.items()
        if count >= least and place not in longer and not is_named(place[1], BODY)
        for leaf in filled[place]
    }


def _titles(page: PageTree, records: list[PageRecord]) -> set[str]:
    """Texts that say no more than the title of the page does: programs write it above each post."""
    title = plain_words(page.title)
    return {
        leaf.text
        for record in records
        for leaf in record.leaves
        if 3 < len(leaf.text) <= LONGEST_TITLE
        and (said := plain_words(plain_subject(leaf.text)))
        and said in title
        and len(said) * 3 > len(title)
    }


def _own_words(
    page: PageTree, record: PageRecord, others: set[str], fields: Collection[tuple[int, int]]
) -> dict[int, float]:
    """By the elements of a record, how much they say that no other record does; links count little."""
    own: dict[int, float] = {}
    edits: set[int] = set()
    for node in page.nodes[record.span.first : record.span.last + 1]:
        if node.parent in edits or is_named(node.classes, EDIT):
            edits.add(node.number)
    is_below_rule = False
    for leaf in record.leaves:
        is_below_rule = is_below_rule or RULE.match(leaf.text) is not None
        share = OF_LINKS if page.nodes[leaf.owner].is_linked else 1.0
        is_other = leaf.text in others or leaf.owner in edits or (leaf.owner, leaf.after) in fields
        if is_below_rule or is_other or is_moment(leaf.text):
            share = OF_OTHERS
        own[leaf.owner] = own.get(leaf.owner, 0.0) + share * len(leaf.text)
    for number in range(record.span.last, record.span.first, -1):
        if number in own:
            above = page.nodes[number].parent
            own[above] = own.get(above, 0.0) + own[number]
    return own
